"""Cosmetics: OEM, but with fifteen days for a new customer and a stability test beside the bargaining."""

from typing import Final

from b2bdeal.calendar import days
from b2bdeal.flow.conditions.production import stability_passed
from b2bdeal.flow.oem import CONTRACTED, OEM, PRODUCING
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import during, when
from b2bdeal.life import ProductionReleased, StabilityPassed

__all__ = ["COSMETICS"]

COSMETICS: Final = OEM.but(
    "cosmetics",
    version=1,
    label="Cosmetics",
    zh="化妆品代工",
    policy=Policy(minimum_cycle=days(15)),
    steps=(
        when(ProductionReleased, [CONTRACTED, PRODUCING] >> PRODUCING, also=[stability_passed(weeks=12)]),
        during(StabilityPassed, ANY),  # runs beside bargaining, gates production
    ),
)
"""Skin care and the like: the formula stands twelve weeks of stability test before a lot is made."""

"""After the goods have left: cases that move by their own flow, and their remedies."""

from typing import Any, Final

from b2bdeal.flow.conditions.delivery import shipment_is_new
from b2bdeal.flow.conditions.service import discount_is_open
from b2bdeal.flow.oem.stages import AFTER_SHIPPING
from b2bdeal.flow.step import Step, during
from b2bdeal.life import (
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    DiscountRedeemed,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
)

__all__ = ["SERVING"]

SERVING: Final[tuple[Step[Any], ...]] = (
    # when this is recorded, the deal moves, only if
    during(CaseReported, AFTER_SHIPPING),
    during(CaseInvestigated, AFTER_SHIPPING),
    during(RemedyOffered, AFTER_SHIPPING),
    during(RemedyAgreed, AFTER_SHIPPING),
    during(ReplacementSent, AFTER_SHIPPING, only_if=[shipment_is_new]),
    during(CaseClosed, AFTER_SHIPPING),
    during(CaseDeclined, AFTER_SHIPPING),
    during(DiscountRedeemed, AFTER_SHIPPING, only_if=[discount_is_open]),
)

"""Cosmetics: OEM, but with fifteen days for a new customer, tests beside the bargaining, and versions locked."""

from typing import Final

from b2bdeal.calendar import days
from b2bdeal.flow.condition import Condition
from b2bdeal.flow.conditions.lock import (
    artwork_is_signed,
    change_is_from_force,
    claims_proven,
    filing_is_known,
    filing_valid,
    formula_approved,
    label_signed,
    lots_are_filed,
    trademark_licensed,
)
from b2bdeal.flow.conditions.packaging import packaging_compatible, packaging_ready
from b2bdeal.flow.conditions.production import stability_passed
from b2bdeal.flow.conditions.release import (
    bulk_released,
    certificate_issued,
    microbiology_passed,
    net_content_passed,
    quality_released,
)
from b2bdeal.flow.conditions.samples import approver_is_known, risk_letter_signed, samples_retained, standard_sealed
from b2bdeal.flow.oem import OEM
from b2bdeal.flow.oem.stages import PREPARING
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import during
from b2bdeal.flow.trades.sharing import asking
from b2bdeal.life import ProductionReleased, ReplacementSent, Shipped, StabilityPassed, WaiverGranted
from b2bdeal.life.registration import (
    FilingAccepted,
    FilingWithdrawn,
    FormulaChanged,
    LabelChanged,
    LabelSigned,
    PrintingReleased,
    TrademarkLicensed,
)
from b2bdeal.life.release import QualityReleased
from b2bdeal.life.standard import RiskLetterSigned

__all__ = ["COSMETICS"]

_ON_A_LETTER: Final = ("packaging_compatible", "stability_passed")

_LEAVING: Final[tuple[Condition[Shipped | ReplacementSent], ...]] = (
    bulk_released,
    microbiology_passed,  # nobody may waive it
    net_content_passed,
    certificate_issued,
    quality_released,
    samples_retained,
    filing_valid,
    lots_are_filed,
)

COSMETICS: Final = OEM.but(
    "cosmetics",
    version=1,
    label="Cosmetics",
    zh="化妆品代工",
    policy=Policy(minimum_cycle=days(15)),
    steps=(
        *asking(
            OEM,
            ProductionReleased,
            stability_passed(weeks=12),
            packaging_compatible,
            formula_approved,
            standard_sealed,
            label_signed,
            claims_proven,
            trademark_licensed,
            filing_valid,
            packaging_ready,
        ),
        *asking(OEM, QualityReleased, filing_valid, lots_are_filed),
        *asking(OEM, Shipped, *_LEAVING),
        *asking(OEM, ReplacementSent, *_LEAVING),
        *asking(OEM, WaiverGranted, risk_letter_signed(conditions=_ON_A_LETTER)),
        # runs beside bargaining, gates production
        during(StabilityPassed, ANY),
        during(RiskLetterSigned, ANY, only_if=[approver_is_known]),
        # the version lock
        during(FilingAccepted, ANY),
        during(FilingWithdrawn, ANY, only_if=[filing_is_known]),
        during(LabelSigned, ANY, only_if=[approver_is_known]),
        during(LabelChanged, ANY, only_if=[change_is_from_force]),
        during(FormulaChanged, ANY, only_if=[change_is_from_force]),
        during(TrademarkLicensed, ANY),
        during(PrintingReleased, PREPARING, only_if=[artwork_is_signed]),
    ),
)
"""Skin care and the like: formula, filing, label and trademark are one lock, and tests run beside the bargaining."""

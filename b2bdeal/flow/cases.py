"""The flow of a service case: from the report to the end, inside a deal whose goods have left."""

from typing import Final

from b2bdeal.flow.conditions.service import (
    case_fits_shipment,
    claim_was_made,
    lot_was_shipped,
    remedy_fits_case,
    remedy_is_done,
    remedy_is_the_offered,
    replacement_is_agreed,
    replacement_is_released,
    within_warranty,
)
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.step import during, when
from b2bdeal.life.service import (
    CaseClosed,
    CaseDeclined,
    CaseInvestigated,
    CaseReported,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
)

__all__ = ["SERVICE_CASE"]

REPORTED: Final = Stage("reported", zh="已报告")
INVESTIGATING: Final = Stage("investigating", zh="调查中")
REMEDY_OFFERED: Final = Stage("remedy_offered", zh="已提出补救")
AGREED: Final = Stage("agreed", label="Remedy agreed", zh="已同意补救")
DONE: Final = Stage("done", zh="已办结", end="won")
DECLINED: Final = Stage("declined", zh="已拒绝", end="lost")

SERVICE_CASE: Final = Flow(
    "service_case",
    version=1,
    document="case",
    label="Service case",
    zh="售后案件",
    opens=when(
        CaseReported,
        NOTHING >> REPORTED,
        only_if=[lot_was_shipped, case_fits_shipment, claim_was_made, within_warranty],
    ),
    steps=(
        when(CaseInvestigated, [REPORTED, INVESTIGATING] >> INVESTIGATING),
        when(RemedyOffered, [INVESTIGATING, REMEDY_OFFERED] >> REMEDY_OFFERED, only_if=[remedy_fits_case]),
        when(RemedyAgreed, REMEDY_OFFERED >> AGREED, only_if=[remedy_is_the_offered]),
        during(ReplacementSent, AGREED, only_if=[replacement_is_agreed, replacement_is_released]),
        when(CaseClosed, AGREED >> DONE, only_if=[remedy_is_done]),
        when(CaseDeclined, [REPORTED, INVESTIGATING, REMEDY_OFFERED] >> DECLINED),
    ),
)
"""A case is done when the agreed remedy is, and declined when nothing is owed."""

"""Electronics: OEM, but three builds, a frozen bill, signed firmware and approved tools come before production."""

from typing import Final

from b2bdeal.flow.oem import OEM
from b2bdeal.flow.oem.stages import PRODUCING, SETTLED
from b2bdeal.flow.stage import ANY
from b2bdeal.flow.step import during
from b2bdeal.flow.trades.electronics.bom import (
    Alternate,
    Bom,
    BomFrozen,
    BomLine,
    Boms,
    ChangeApproved,
    EngineeringChange,
)
from b2bdeal.flow.trades.electronics.build_conditions import (
    bom_frozen,
    bom_is_not_frozen,
    build_in_order,
    build_is_new,
    build_was_planned,
    change_follows_revision,
    change_is_the_buyers,
    engineer_signs,
    issues_settled,
    orders_at_revision,
    parts_can_be_bought,
    pvt_builds_frozen_bom,
    pvt_passed,
    yield_reached,
)
from b2bdeal.flow.trades.electronics.builds import (
    Build,
    BuildExited,
    BuildIssue,
    BuildPlan,
    BuildPlanned,
    BuildReported,
    Builds,
    IssueClosed,
    IssueWaived,
)
from b2bdeal.flow.trades.electronics.release import (
    Certificate,
    CertificateReceived,
    Compliance,
    CompliancePlanned,
    Firmware,
    FirmwareBuilt,
    FirmwareSigned,
    LotFlashed,
    MarketSchemes,
)
from b2bdeal.flow.trades.electronics.release_conditions import (
    firmware_is_latest,
    firmware_signed,
    made_was_flashed,
    markets_certified,
    signed_firmware_is_used,
    tool_can_be_returned,
    tool_charge_is_agreed,
    tool_is_ordered,
    tooling_ready,
)
from b2bdeal.flow.trades.electronics.tooling import (
    Tool,
    ToolingApproved,
    ToolingMade,
    ToolingMoved,
    ToolingOrdered,
    ToolingReturned,
    ToolingUsed,
    ToolInRegister,
    ToolRegister,
)
from b2bdeal.flow.trades.sharing import approver_is_the_buyers, asking, by_the_buyer
from b2bdeal.life import ProductionFinished, ProductionReleased, ReplacementSent, Shipped

__all__ = [
    "ELECTRONICS",
    "Alternate",
    "Bom",
    "BomFrozen",
    "BomLine",
    "Boms",
    "Build",
    "BuildExited",
    "BuildIssue",
    "BuildPlan",
    "BuildPlanned",
    "BuildReported",
    "Builds",
    "Certificate",
    "CertificateReceived",
    "ChangeApproved",
    "Compliance",
    "CompliancePlanned",
    "EngineeringChange",
    "Firmware",
    "FirmwareBuilt",
    "FirmwareSigned",
    "IssueClosed",
    "IssueWaived",
    "LotFlashed",
    "MarketSchemes",
    "Tool",
    "ToolInRegister",
    "ToolRegister",
    "ToolingApproved",
    "ToolingMade",
    "ToolingMoved",
    "ToolingOrdered",
    "ToolingReturned",
    "ToolingUsed",
]

ELECTRONICS: Final = OEM.but(
    "electronics",
    version=1,
    label="Electronics",
    zh="电子产品代工",
    steps=(
        *asking(OEM, ProductionReleased, pvt_passed, bom_frozen, firmware_signed, tooling_ready, orders_at_revision),
        *asking(OEM, ProductionFinished, made_was_flashed),
        *asking(OEM, Shipped, markets_certified),
        *asking(OEM, ReplacementSent, markets_certified),
        # the builds, beside the bargaining
        during(BuildPlanned, ANY, only_if=[build_is_new, build_in_order, pvt_builds_frozen_bom]),
        during(BuildReported, ANY, only_if=[build_was_planned]),
        during(IssueClosed, ANY, only_if=[build_was_planned]),
        during(
            BuildExited,
            ANY,
            only_if=[build_was_planned, yield_reached, issues_settled, approver_is_the_buyers, engineer_signs],
        ),
        # the design
        during(BomFrozen, ANY, only_if=[bom_is_not_frozen, parts_can_be_bought]),
        during(ChangeApproved, ANY, only_if=[change_follows_revision, parts_can_be_bought, change_is_the_buyers]),
        during(FirmwareBuilt, ANY),
        during(FirmwareSigned, ANY, only_if=[firmware_is_latest, approver_is_the_buyers]),
        during(LotFlashed, PRODUCING, only_if=[signed_firmware_is_used]),
        # tools outlive the order: they can be moved and returned after its end
        during(ToolingOrdered, ANY, only_if=[tool_charge_is_agreed]),
        during(ToolingMade, ANY, only_if=[tool_is_ordered]),
        during(ToolingApproved, ANY, only_if=[tool_is_ordered, by_the_buyer(ToolingApproved)]),
        during(ToolingUsed, ANY, only_if=[tool_is_ordered]),
        during(ToolingMoved, ANY, only_if=[tool_is_ordered]),
        during(ToolingMoved, SETTLED, only_if=[tool_is_ordered]),
        during(ToolingReturned, ANY, only_if=[tool_is_ordered, tool_can_be_returned]),
        during(ToolingReturned, SETTLED, only_if=[tool_is_ordered, tool_can_be_returned]),
        during(CompliancePlanned, ANY),
        during(CertificateReceived, ANY),
    ),
)
"""Devices: a product is built three times before it is produced, and changes only by what both sides approve."""

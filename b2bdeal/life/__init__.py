"""The life of a deal, in the order it happens: what is written down, and what that adds up to."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from b2bdeal.life.brief import Brief, BriefAgreed, BriefLine, Criterion
from b2bdeal.life.charge import Charge, ChargeKind, charges_total
from b2bdeal.life.clauses import (
    ClaimWindows,
    Confidentiality,
    DeliveryWindow,
    Excuse,
    LatenessPenalty,
    Period,
    PriceAdjustment,
    QualityPlan,
)
from b2bdeal.life.contract import (
    Contract,
    ContractLine,
    ContractSigned,
    Instalment,
)
from b2bdeal.life.counter import CounterLine, CounterOffered
from b2bdeal.life.delivery import Deliveries, GoodsAccepted, LineBalance, Shipment, Shipped, ShippedLine
from b2bdeal.life.difference import Difference
from b2bdeal.life.ending import DealLost, LossReason, Settled
from b2bdeal.life.fact import Action, Document, Fact, UnreadFact, kinds
from b2bdeal.life.hold import HoldLifted, HoldPlaced, HoldScope
from b2bdeal.life.lead import Account, Committee, HandedOver, Lead, LeadFound, LeadQualified, specialist
from b2bdeal.life.market import BuyerKind, BuyerProfile, FactoryProfile, Misfit, PriceTier, Segment
from b2bdeal.life.material import MaterialClause, MaterialPrice, MaterialPriceMoved
from b2bdeal.life.money import InstalmentDue, Payments
from b2bdeal.life.negotiation import Gap, Negotiation, Round, SampleProgress, Version
from b2bdeal.life.payment import PaymentReceived
from b2bdeal.life.payment_terms import Method, Nature, PaymentGate, PaymentTerm, PaymentTerms, Trigger
from b2bdeal.life.people import Contact, ContactMet, Person, Role, Stance
from b2bdeal.life.price_terms import Domestic, Export, PriceTerms, TaxBasis, VatRebate, not_comparable
from b2bdeal.life.production import (
    CapacityHeld,
    DefectClass,
    Disposition,
    Inspected,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    StabilityPassed,
)
from b2bdeal.life.quote import PriceApproved, Quote, QuoteSent, QuoteWithdrawn
from b2bdeal.life.quote_line import PriceBreak, QuoteLine
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.life.repeat import ApprovedVersion, CarriedOver, Discount, PassedStability
from b2bdeal.life.sample import (
    Evaluation,
    Sample,
    SampleApproved,
    SampleArrived,
    SampleEvaluated,
    SampleFees,
    SampleRevisionAsked,
    SampleSent,
    Score,
    evaluated,
)
from b2bdeal.life.signature import Signature
from b2bdeal.life.source import Placement, Source
from b2bdeal.life.target import Exclusion, Judgement, TargetMarket
from b2bdeal.life.terms import AgreedLine, AgreedTerms, TermsAgreed
from b2bdeal.life.waiver import WaiverAsked, WaiverGranted

if TYPE_CHECKING:  # loaded when first asked for, see _LATER
    from b2bdeal.life.amendment import Amendment, ContractAmended, LineChange
    from b2bdeal.life.batch import BatchFilled, BatchMade, BulkBatch, MaterialLot
    from b2bdeal.life.cases import Case, Cases, CaseState, open_discounts
    from b2bdeal.life.fees import Fees, SampleFee, credit_due, sample_fees
    from b2bdeal.life.genealogy import Genealogy, Recall, RecallLot, RecallShipment, recall
    from b2bdeal.life.lab import LabResult, Microbiology, NetContent
    from b2bdeal.life.lock import ArticleLock, VersionLock, formulas_in_force, open_approvals
    from b2bdeal.life.lot import Lot, OrderState, Production, Progress
    from b2bdeal.life.nda import NDA, NdaSigned
    from b2bdeal.life.order import (
        OrderCancelled,
        OrderClosed,
        OrderHeld,
        OrderResumed,
        OrdersPlanned,
        OrderStarted,
        OrderStop,
        ReworkFinished,
    )
    from b2bdeal.life.ordered import Blanket, CalledOff, CallOff, CallOffLine, FirmLine, LineClosed, firm_lines
    from b2bdeal.life.packaging import (
        CompatibilityFailed,
        CompatibilityPassed,
        LeftoversSettled,
        PackagingArrived,
        PackagingInspected,
        PackagingItem,
        PackagingPlanned,
        Supplier,
    )
    from b2bdeal.life.registration import (
        Claim,
        FilingAccepted,
        FilingKind,
        FilingWithdrawn,
        FormulaChanged,
        LabelChanged,
        LabelSigned,
        PrintingReleased,
        Registration,
        TrademarkLicensed,
    )
    from b2bdeal.life.release import BulkReleased, CertificateIssued, LotRelease, LotTested, QualityReleased, Releases
    from b2bdeal.life.service import (
        CaseClosed,
        CaseDeclined,
        CaseInvestigated,
        CaseReported,
        DiscountRedeemed,
        Fault,
        Remedy,
        RemedyAgreed,
        RemedyKind,
        RemedyOffered,
        ReplacementSent,
        ServiceCase,
    )
    from b2bdeal.life.settlement import SettledLine
    from b2bdeal.life.standard import RiskLetterSigned, SampleRetained, StandardSealed
    from b2bdeal.life.supply import Packaging, PackagingState, excused_days

__all__ = [
    "NDA",
    "Account",
    "Action",
    "AgreedLine",
    "AgreedTerms",
    "Amendment",
    "ApprovedVersion",
    "ArticleLock",
    "BatchFilled",
    "BatchMade",
    "Blanket",
    "Brief",
    "BriefAgreed",
    "BriefLine",
    "BulkBatch",
    "BulkReleased",
    "BuyerKind",
    "BuyerProfile",
    "CallOff",
    "CallOffLine",
    "CalledOff",
    "CapacityHeld",
    "CarriedOver",
    "Case",
    "CaseClosed",
    "CaseDeclined",
    "CaseInvestigated",
    "CaseReported",
    "CaseState",
    "Cases",
    "CertificateIssued",
    "Charge",
    "ChargeKind",
    "Claim",
    "ClaimWindows",
    "Committee",
    "CompatibilityFailed",
    "CompatibilityPassed",
    "Confidentiality",
    "Contact",
    "ContactMet",
    "Contract",
    "ContractAmended",
    "ContractLine",
    "ContractSigned",
    "CounterLine",
    "CounterOffered",
    "Criterion",
    "DealLost",
    "DefectClass",
    "Deliveries",
    "DeliveryWindow",
    "Difference",
    "Discount",
    "DiscountRedeemed",
    "Disposition",
    "Document",
    "Domestic",
    "Evaluation",
    "ExchangeRate",
    "Exclusion",
    "Excuse",
    "Export",
    "Fact",
    "FactoryProfile",
    "Fault",
    "Fees",
    "FilingAccepted",
    "FilingKind",
    "FilingWithdrawn",
    "FirmLine",
    "FormulaChanged",
    "Gap",
    "Genealogy",
    "GoodsAccepted",
    "HandedOver",
    "HoldLifted",
    "HoldPlaced",
    "HoldScope",
    "Inspected",
    "Instalment",
    "InstalmentDue",
    "Judgement",
    "LabResult",
    "LabelChanged",
    "LabelSigned",
    "LatenessPenalty",
    "Lead",
    "LeadFound",
    "LeadQualified",
    "LeftoversSettled",
    "LineBalance",
    "LineChange",
    "LineClosed",
    "LossReason",
    "Lot",
    "LotRelease",
    "LotTested",
    "MaterialClause",
    "MaterialLot",
    "MaterialPrice",
    "MaterialPriceMoved",
    "Method",
    "Microbiology",
    "Misfit",
    "Nature",
    "NdaSigned",
    "Negotiation",
    "NetContent",
    "OrderCancelled",
    "OrderClosed",
    "OrderHeld",
    "OrderResumed",
    "OrderStarted",
    "OrderState",
    "OrderStop",
    "OrdersPlanned",
    "Packaging",
    "PackagingArrived",
    "PackagingInspected",
    "PackagingItem",
    "PackagingPlanned",
    "PackagingState",
    "PassedStability",
    "PaymentGate",
    "PaymentReceived",
    "PaymentTerm",
    "PaymentTerms",
    "Payments",
    "Period",
    "Person",
    "Placement",
    "PriceAdjustment",
    "PriceApproved",
    "PriceBreak",
    "PriceTerms",
    "PriceTier",
    "PrintingReleased",
    "Production",
    "ProductionFinished",
    "ProductionOrder",
    "ProductionReleased",
    "Progress",
    "QualityPlan",
    "QualityReleased",
    "Quote",
    "QuoteLine",
    "QuoteSent",
    "QuoteWithdrawn",
    "Recall",
    "RecallLot",
    "RecallShipment",
    "Registration",
    "Releases",
    "Remedy",
    "RemedyAgreed",
    "RemedyKind",
    "RemedyOffered",
    "ReplacementSent",
    "ReworkFinished",
    "RiskLetterSigned",
    "Role",
    "Round",
    "Sample",
    "SampleApproved",
    "SampleArrived",
    "SampleEvaluated",
    "SampleFee",
    "SampleFees",
    "SampleProgress",
    "SampleRetained",
    "SampleRevisionAsked",
    "SampleSent",
    "Score",
    "Segment",
    "ServiceCase",
    "Settled",
    "SettledLine",
    "Shipment",
    "Shipped",
    "ShippedLine",
    "Signature",
    "Source",
    "StabilityPassed",
    "Stance",
    "StandardSealed",
    "Supplier",
    "TargetMarket",
    "TaxBasis",
    "TermsAgreed",
    "TrademarkLicensed",
    "Trigger",
    "UnreadFact",
    "VatRebate",
    "Version",
    "VersionLock",
    "WaiverAsked",
    "WaiverGranted",
    "charges_total",
    "credit_due",
    "evaluated",
    "excused_days",
    "firm_lines",
    "formulas_in_force",
    "kinds",
    "load_all",
    "not_comparable",
    "open_approvals",
    "open_discounts",
    "recall",
    "sample_fees",
    "specialist",
]

_LATER: Final[dict[str, tuple[str, ...]]] = {
    "nda": ("NDA", "NdaSigned"),
    "standard": ("RiskLetterSigned", "SampleRetained", "StandardSealed"),
    "fees": ("Fees", "SampleFee", "credit_due", "sample_fees"),
    "packaging": (
        "CompatibilityFailed",
        "CompatibilityPassed",
        "LeftoversSettled",
        "PackagingArrived",
        "PackagingInspected",
        "PackagingItem",
        "PackagingPlanned",
        "Supplier",
    ),
    "supply": ("Packaging", "PackagingState", "excused_days"),
    "registration": (
        "Claim",
        "FilingAccepted",
        "FilingKind",
        "FilingWithdrawn",
        "FormulaChanged",
        "LabelChanged",
        "LabelSigned",
        "PrintingReleased",
        "Registration",
        "TrademarkLicensed",
    ),
    "lock": ("ArticleLock", "VersionLock", "formulas_in_force", "open_approvals"),
    "ordered": ("Blanket", "CallOff", "CallOffLine", "CalledOff", "FirmLine", "LineClosed", "firm_lines"),
    "amendment": ("Amendment", "ContractAmended", "LineChange"),
    "settlement": ("SettledLine",),
    "cases": ("Case", "CaseState", "Cases", "open_discounts"),
    "service": (
        "CaseClosed",
        "CaseDeclined",
        "CaseInvestigated",
        "CaseReported",
        "DiscountRedeemed",
        "Fault",
        "Remedy",
        "RemedyAgreed",
        "RemedyKind",
        "RemedyOffered",
        "ReplacementSent",
        "ServiceCase",
    ),
    "lot": ("Lot", "OrderState", "Production", "Progress"),
    "order": (
        "OrderCancelled",
        "OrderClosed",
        "OrderHeld",
        "OrderResumed",
        "OrderStarted",
        "OrderStop",
        "OrdersPlanned",
        "ReworkFinished",
    ),
    "lab": ("LabResult", "Microbiology", "NetContent"),
    "batch": ("BatchFilled", "BatchMade", "BulkBatch", "MaterialLot"),
    "release": ("BulkReleased", "CertificateIssued", "LotRelease", "LotTested", "QualityReleased", "Releases"),
    "genealogy": ("Genealogy", "Recall", "RecallLot", "RecallShipment", "recall"),
}
"""Module to its names, for the rooms that are loaded when first asked for: to make a class takes time at the start."""
_HOME: Final = {name: module for module, names in _LATER.items() for name in names}


def load_all() -> None:
    """Loads every room, so that each kind of fact that ships is known."""
    for module in _LATER:
        import_module(f"b2bdeal.life.{module}")


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"b2bdeal.life.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

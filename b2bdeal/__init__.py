"""One typed object over a whole B2B deal: every step is enforced, and every refusal says why."""

from typing import TYPE_CHECKING, Any, Final

from b2bdeal.book import Authority, Book, open
from b2bdeal.calendar import Calendar, Span, days, hours, months, weeks, working_days
from b2bdeal.errors import (
    DealError,
    FactError,
    FlowError,
    MappingError,
    MissingExtra,
    StaleDeal,
    StoreError,
    UnknownDeal,
    UnknownFlow,
    UnknownKind,
    ValueProblem,
)
from b2bdeal.flow import (
    ANY,
    NOTHING,
    Deal,
    Entry,
    Flow,
    FlowChanged,
    Gate,
    Head,
    Imported,
    Overran,
    Phase,
    Policy,
    Reason,
    Refusal,
    Refused,
    Rule,
    Stage,
    Verdict,
    decide,
    during,
    gate,
    no,
    rule,
    when,
)
from b2bdeal.units import Incoterm, Money, Quantity, percent

if TYPE_CHECKING:  # what checkers and editors read; `__getattr__` is what runs
    from b2bdeal.flow import (
        APPAREL,
        COSMETICS,
        ELECTRONICS,
        OEM,
        PRODUCTION_ORDER,
        SERVICE_CASE,
        LeadTimePart,
        LeadTimeStart,
        Risk,
        carries,
        carry_over,
        lead_time_start,
        promised_date,
        standing_papers,
    )
    from b2bdeal.life import *

__version__ = "0.1.0"

# fmt: off
__all__ = [
    "ANY", "APPAREL", "COSMETICS", "ELECTRONICS", "LOSS_REASONS", "NDA", "NOTHING", "OEM", "PRODUCTION_ORDER",
    "SERVICE_CASE", "Account", "AgreedLine", "AgreedTerms", "Amendment", "AmountCredited", "ApprovedVersion",
    "Arrived", "ArticleLock", "AskedDocument", "Authority", "BatchFilled", "BatchMade", "Blanket", "Book",
    "Brief", "BriefAgreed", "BriefLine", "BuildUp", "BulkBatch", "BulkReleased", "BuyerProfile", "Calendar",
    "CallOff", "CallOffLine", "CalledOff", "Cancellation", "CapacityHeld", "CarriedOver", "Case", "CaseClosed",
    "CaseDeclined", "CaseInvestigated", "CaseReported", "Cases", "CertificateIssued", "Charge", "Claim",
    "ClaimMade", "ClaimSettled", "ClaimWindows", "Claims", "Committee", "Comparison", "CompatibilityFailed",
    "CompatibilityPassed", "Confidentiality", "Contact", "ContactMet", "Contract", "ContractAmended",
    "ContractLine", "ContractSigned", "CostLine", "CostSheet", "CostSheetMade", "CounterLine", "CounterOffered",
    "CreditAmended", "CreditGoods", "CreditHonoured", "CreditInstalment", "CreditReceived", "CreditState",
    "Credits", "Criterion", "Deal", "DealCancelled", "DealError", "DealLost", "Deliveries", "DeliveryWindow",
    "Deposit", "DepositSettlement", "Discount", "DiscountRedeemed", "DiscrepancyRaised", "DiscrepancyRefused",
    "DiscrepancyWaived", "Document", "DocumentsHeld", "DocumentsPresented", "DocumentsReleased", "Domestic",
    "Due", "Entry", "Evaluation", "ExchangeRate", "Exclusion", "Export", "Fact", "FactError", "FactoryProfile",
    "Fees", "FilingAccepted", "FilingWithdrawn", "FirmLine", "Flow", "FlowChanged", "FlowError", "FormulaChanged",
    "Gate", "Genealogy", "GoodsAccepted", "HandedOver", "Head", "HoldLifted", "HoldPlaced", "Imported",
    "Incoterm", "Inspected", "InstalmentDue", "InvoiceIssued", "InvoiceLine", "LabResult", "LabelChanged",
    "LabelSigned", "LatePart", "Lateness", "LatenessPenalty", "Lead", "LeadFound", "LeadQualified",
    "LeadTimePart", "LeadTimeStart", "LeftoversSettled", "LetterOfCredit", "LineChange", "LineClosed", "Lot",
    "LotRelease", "LotTested", "MappingError", "Margin", "Margins", "MaterialClause", "MaterialLot",
    "MaterialPrice", "MaterialPriceMoved", "Microbiology", "MissingExtra", "Money", "NdaSigned", "Negotiation",
    "NetContent", "OrderCancelled", "OrderClosed", "OrderHeld", "OrderResumed", "OrderStarted", "OrdersPlanned",
    "Overran", "Packaging", "PackagingArrived", "PackagingInspected", "PackagingItem", "PackagingMinimum",
    "PackagingPlanned", "PackagingState", "Paper", "Papers", "PassedStability", "Payable", "PayableLine",
    "PayablePart", "PayerCleared", "PaymentAdvised", "PaymentReceived", "PaymentReturned", "PaymentTerm",
    "PaymentTerms", "Payments", "Period", "Person", "Phase", "PlusMinus", "Policy", "Presentation",
    "PriceAdjustment", "PriceApproved", "PriceBreak", "PrintingReleased", "Production", "ProductionFinished",
    "ProductionOrder", "ProductionReleased", "Progress", "QualityPlan", "QualityReleased", "Quantity", "Quote",
    "QuoteLine", "QuoteSent", "QuoteWithdrawn", "RawMaterial", "Reason", "Recall", "RecallLot", "RecallShipment",
    "Refusal", "Refused", "Registration", "Releases", "Remedy", "RemedyAgreed", "RemedyOffered",
    "ReplacementSent", "ReworkFinished", "Risk", "RiskLetterSigned", "Rule", "Sample", "SampleApproved",
    "SampleArrived", "SampleEvaluated", "SampleFee", "SampleFees", "SampleRetained", "SampleRevisionAsked",
    "SampleSent", "Segment", "ServiceCase", "Settled", "SettledLine", "SettlementCosted", "Shipment", "Shipped",
    "ShippedLine", "ShortfallAccepted", "Signature", "Source", "Span", "StabilityPassed", "Stage", "StaleDeal",
    "StandardSealed", "Stock", "StockItem", "StockSettled", "StockTaken", "StockUsed", "StoreError",
    "TankMinimum", "TargetMarket", "TaxBasis", "TermsAgreed", "TrademarkLicensed", "TransportDocument",
    "UnknownDeal", "UnknownFlow", "UnknownKind", "ValueProblem", "VatRebate", "Verdict", "VersionLock",
    "WaiverAsked", "WaiverGranted", "WorkedOutMoq", "answer_by", "carries", "carry_over", "compare",
    "condition_code", "credit_covers", "credit_due", "days", "decide", "during", "evaluated", "excused_days",
    "firm_lines", "formulas_in_force", "gate", "hours", "incoterm_card", "incoterm_table", "lead_time_start",
    "margins", "means_code", "months", "no", "not_comparable", "open", "open_approvals", "open_discounts",
    "operative_credits", "percent", "promised_date", "recall", "rule", "sample_fees", "specialist",
    "standing_papers", "weeks", "when", "worked_out_moq", "working_days",
]

_OF_FLOW: Final = frozenset((
    "APPAREL", "COSMETICS", "ELECTRONICS", "LeadTimePart", "LeadTimeStart", "OEM", "PRODUCTION_ORDER", "Risk",
    "SERVICE_CASE", "carries", "carry_over", "lead_time_start", "promised_date", "standing_papers",
))
"""What the flow's room loads when it is first asked for."""
# fmt: on


def __getattr__(name: str) -> Any:
    # The flows that ship, and rooms of life that not every program enters, are made when first asked for.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from b2bdeal import flow, life

    found = getattr(flow if name in _OF_FLOW else life, name)
    globals()[name] = found
    return found

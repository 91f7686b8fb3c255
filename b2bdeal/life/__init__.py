"""The life of a deal, in the order it happens: what is written down, and what that adds up to.

A room is loaded when one of its names is first asked for: to make its classes takes time, and few programs need all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # what checkers and editors read; `_ROOMS` is what runs
    from b2bdeal.life.amendment import *
    from b2bdeal.life.batch import *
    from b2bdeal.life.brief import *
    from b2bdeal.life.buildup import *
    from b2bdeal.life.cancellation import *
    from b2bdeal.life.cases import *
    from b2bdeal.life.charge import *
    from b2bdeal.life.claim import *
    from b2bdeal.life.clauses import *
    from b2bdeal.life.clearing import *
    from b2bdeal.life.comparison import *
    from b2bdeal.life.contract import *
    from b2bdeal.life.cost import *
    from b2bdeal.life.counter import *
    from b2bdeal.life.credit import *
    from b2bdeal.life.delivery import *
    from b2bdeal.life.deposit import *
    from b2bdeal.life.difference import *
    from b2bdeal.life.duties import *
    from b2bdeal.life.ending import *
    from b2bdeal.life.fact import *
    from b2bdeal.life.fees import *
    from b2bdeal.life.genealogy import *
    from b2bdeal.life.hold import *
    from b2bdeal.life.instalment import *
    from b2bdeal.life.invoice import *
    from b2bdeal.life.lab import *
    from b2bdeal.life.lateness import *
    from b2bdeal.life.lead import *
    from b2bdeal.life.letter import *
    from b2bdeal.life.lock import *
    from b2bdeal.life.lot import *
    from b2bdeal.life.margin import *
    from b2bdeal.life.market import *
    from b2bdeal.life.material import *
    from b2bdeal.life.money import *
    from b2bdeal.life.moq import *
    from b2bdeal.life.nda import *
    from b2bdeal.life.negotiation import *
    from b2bdeal.life.order import *
    from b2bdeal.life.ordered import *
    from b2bdeal.life.packaging import *
    from b2bdeal.life.papers import *
    from b2bdeal.life.payable import *
    from b2bdeal.life.payment import *
    from b2bdeal.life.payment_terms import *
    from b2bdeal.life.people import *
    from b2bdeal.life.price_terms import *
    from b2bdeal.life.production import *
    from b2bdeal.life.quote import *
    from b2bdeal.life.quote_line import *
    from b2bdeal.life.rate import *
    from b2bdeal.life.received import *
    from b2bdeal.life.registration import *
    from b2bdeal.life.release import *
    from b2bdeal.life.repeat import *
    from b2bdeal.life.sample import *
    from b2bdeal.life.service import *
    from b2bdeal.life.settlement import *
    from b2bdeal.life.signature import *
    from b2bdeal.life.source import *
    from b2bdeal.life.standard import *
    from b2bdeal.life.stock import *
    from b2bdeal.life.supply import *
    from b2bdeal.life.target import *
    from b2bdeal.life.terms import *
    from b2bdeal.life.waiver import *

# fmt: off
__all__ = [
    "LOSS_REASONS", "NDA", "Account", "Action", "AgreedLine", "AgreedTerms", "Amendment", "AmountCredited",
    "ApprovedVersion", "Arrived", "ArticleLock", "AskedDocument", "BatchFilled", "BatchMade", "Blanket", "Brief",
    "BriefAgreed", "BriefLine", "BuildUp", "BulkBatch", "BulkReleased", "BuyerKind", "BuyerProfile", "CallOff",
    "CallOffLine", "CalledOff", "Cancellation", "CapacityHeld", "CarriedOver", "Case", "CaseClosed",
    "CaseDeclined", "CaseInvestigated", "CaseReported", "CaseState", "Cases", "CertificateIssued", "Charge",
    "ChargeKind", "ChargesBy", "Claim", "ClaimMade", "ClaimOutcome", "ClaimSettled", "ClaimSort", "ClaimWindows",
    "Claims", "Committee", "ComparedLine", "Comparison", "CompatibilityFailed", "CompatibilityPassed",
    "Confidentiality", "Contact", "ContactMet", "Contract", "ContractAmended", "ContractLine", "ContractSigned",
    "CostKind", "CostLine", "CostSheet", "CostSheetMade", "CounterLine", "CounterOffered", "CreditAmended",
    "CreditGoods", "CreditHonoured", "CreditInstalment", "CreditReceived", "CreditState", "Credits", "Criterion",
    "DealCancelled", "DealLost", "DefectClass", "Deliveries", "DeliveryWindow", "Deposit", "DepositSettlement",
    "Difference", "Discount", "DiscountRedeemed", "DiscrepancyRaised", "DiscrepancyRefused", "DiscrepancyWaived",
    "Disposition", "Document", "DocumentsHeld", "DocumentsPresented", "DocumentsReleased", "Domestic", "Due",
    "Evaluation", "ExchangeRate", "Exclusion", "Excuse", "Export", "Fact", "FactoryProfile", "Fault", "Fees",
    "FilingAccepted", "FilingKind", "FilingWithdrawn", "FirmLine", "FormulaChanged", "Gap", "Genealogy",
    "GoodsAccepted", "HandedOver", "HoldLifted", "HoldPlaced", "HoldScope", "Holder", "Inspected", "Instalment",
    "InstalmentDue", "InvoiceIssued", "InvoiceLine", "Judgement", "LabResult", "LabelChanged", "LabelSigned",
    "LatePart", "Lateness", "LatenessPenalty", "Lead", "LeadFound", "LeadQualified", "LeftoversSettled",
    "LetterOfCredit", "LineBalance", "LineChange", "LineClosed", "Lot", "LotRelease", "LotTested", "Margin",
    "MarginLine", "Margins", "MaterialClause", "MaterialLot", "MaterialPrice", "MaterialPriceMoved", "Method",
    "Microbiology", "Misfit", "Nature", "NdaSigned", "Negotiation", "NetContent", "OrderCancelled", "OrderClosed",
    "OrderHeld", "OrderResumed", "OrderStarted", "OrderState", "OrderStop", "OrdersPlanned", "Packaging",
    "PackagingArrived", "PackagingInspected", "PackagingItem", "PackagingMinimum", "PackagingPlanned",
    "PackagingState", "Paper", "Papers", "PassedStability", "Payable", "PayableLine", "PayablePart",
    "PayerCleared", "PaymentAdvised", "PaymentGate", "PaymentReceived", "PaymentReturned", "PaymentTerm",
    "PaymentTerms", "Payments", "Period", "Person", "Placement", "PlusMinus", "Presentation", "PriceAdjustment",
    "PriceApproved", "PriceBreak", "PriceTerms", "PriceTier", "PrintingReleased", "Production",
    "ProductionFinished", "ProductionOrder", "ProductionReleased", "Progress", "QualityPlan", "QualityReleased",
    "Quote", "QuoteLine", "QuoteSent", "QuoteWithdrawn", "RawMaterial", "Recall", "RecallLot", "RecallShipment",
    "Received", "Registration", "ReleaseBy", "Releases", "Remedy", "RemedyAgreed", "RemedyKind", "RemedyOffered",
    "ReplacementSent", "ReworkFinished", "RiskLetterSigned", "Role", "Round", "Sample", "SampleApproved",
    "SampleArrived", "SampleEvaluated", "SampleFee", "SampleFees", "SampleProgress", "SampleRetained",
    "SampleRevisionAsked", "SampleSent", "Score", "Segment", "ServiceCase", "Settled", "SettledLine",
    "SettlementCosted", "Shipment", "Shipped", "ShippedLine", "ShortfallAccepted", "Signature", "Source",
    "StabilityPassed", "Stance", "StandardSealed", "Stock", "StockItem", "StockOutcome", "StockOwner",
    "StockSettled", "StockSort", "StockTaken", "StockUsed", "Supplier", "TankMinimum", "TargetMarket", "TaxBasis",
    "TermsAgreed", "TrademarkLicensed", "TransportDocument", "TransportDocumentKind", "Trigger", "UnreadFact",
    "VatRebate", "Version", "VersionLock", "WaiverAsked", "WaiverGranted", "WorkedOutMoq", "answer_by",
    "charges_total", "check_schedule", "compare", "condition_code", "credit_covers", "credit_due", "evaluated",
    "excused_days", "firm_lines", "formulas_in_force", "incoterm_card", "incoterm_table", "kinds", "load_all",
    "margins", "means_code", "not_comparable", "open_approvals", "open_discounts", "operative_credits",
    "payment_delay", "recall", "sample_fees", "specialist", "worked_out_moq",
]

_ROOMS: Final = {
    "amendment": "Amendment ContractAmended LineChange",
    "batch": "BatchFilled BatchMade BulkBatch MaterialLot",
    "brief": "Brief BriefAgreed BriefLine Criterion",
    "buildup": "BuildUp",
    "cancellation": "Cancellation DealCancelled DepositSettlement",
    "cases": "Case CaseState Cases open_discounts",
    "charge": "Charge ChargeKind charges_total",
    "claim": "Arrived ClaimMade ClaimOutcome ClaimSettled ClaimSort Claims",
    "clauses": "ClaimWindows Confidentiality DeliveryWindow Excuse LatenessPenalty Period PriceAdjustment "
        "QualityPlan",
    "clearing": "PayerCleared PaymentAdvised PaymentReturned ShortfallAccepted",
    "comparison": "ComparedLine Comparison compare",
    "contract": "Contract ContractLine ContractSigned Instalment",
    "cost": "CostKind CostLine CostSheet CostSheetMade Margin RawMaterial SettlementCosted",
    "counter": "CounterLine CounterOffered",
    "credit": "CreditAmended CreditHonoured CreditReceived CreditState Credits DiscrepancyRaised DiscrepancyRefused "
        "DiscrepancyWaived DocumentsPresented Presentation answer_by credit_covers operative_credits",
    "delivery": "Deliveries GoodsAccepted LineBalance Shipment Shipped ShippedLine",
    "deposit": "Deposit",
    "difference": "Difference",
    "duties": "incoterm_card incoterm_table",
    "ending": "LOSS_REASONS DealLost Settled",
    "fact": "Action Document Fact UnreadFact kinds",
    "fees": "Fees SampleFee credit_due sample_fees",
    "genealogy": "Genealogy Recall RecallLot RecallShipment recall",
    "hold": "HoldLifted HoldPlaced HoldScope",
    "instalment": "Due InstalmentDue",
    "invoice": "AmountCredited InvoiceIssued InvoiceLine",
    "lab": "LabResult Microbiology NetContent",
    "lateness": "LatePart Lateness payment_delay",
    "lead": "Account Committee HandedOver Lead LeadFound LeadQualified specialist",
    "letter": "AskedDocument CreditGoods CreditInstalment LetterOfCredit PlusMinus",
    "lock": "ArticleLock VersionLock formulas_in_force open_approvals",
    "lot": "Lot OrderState Production Progress",
    "margin": "MarginLine Margins margins",
    "market": "BuyerKind BuyerProfile FactoryProfile Misfit PriceTier Segment",
    "material": "MaterialClause MaterialPrice MaterialPriceMoved",
    "money": "Payments",
    "moq": "PackagingMinimum TankMinimum WorkedOutMoq worked_out_moq",
    "nda": "NDA NdaSigned",
    "negotiation": "Gap Negotiation Round SampleProgress Version",
    "order": "OrderCancelled OrderClosed OrderHeld OrderResumed OrderStarted OrderStop OrdersPlanned "
        "ReworkFinished",
    "ordered": "Blanket CallOff CallOffLine CalledOff FirmLine LineClosed firm_lines",
    "packaging": "CompatibilityFailed CompatibilityPassed LeftoversSettled PackagingArrived PackagingInspected "
        "PackagingItem PackagingPlanned Supplier",
    "papers": "DocumentsHeld DocumentsReleased Holder Paper Papers ReleaseBy TransportDocument "
        "TransportDocumentKind condition_code means_code",
    "payable": "Payable PayableLine PayablePart",
    "payment": "PaymentReceived",
    "payment_terms": "ChargesBy Method Nature PaymentGate PaymentTerm PaymentTerms Trigger check_schedule",
    "people": "Contact ContactMet Person Role Stance",
    "price_terms": "Domestic Export PriceTerms TaxBasis VatRebate not_comparable",
    "production": "CapacityHeld DefectClass Disposition Inspected ProductionFinished ProductionOrder "
        "ProductionReleased StabilityPassed",
    "quote": "PriceApproved Quote QuoteSent QuoteWithdrawn",
    "quote_line": "PriceBreak QuoteLine",
    "rate": "ExchangeRate",
    "received": "Received",
    "registration": "Claim FilingAccepted FilingKind FilingWithdrawn FormulaChanged LabelChanged LabelSigned "
        "PrintingReleased Registration TrademarkLicensed",
    "release": "BulkReleased CertificateIssued LotRelease LotTested QualityReleased Releases",
    "repeat": "ApprovedVersion CarriedOver Discount PassedStability",
    "sample": "Evaluation Sample SampleApproved SampleArrived SampleEvaluated SampleFees SampleRevisionAsked "
        "SampleSent Score evaluated",
    "service": "CaseClosed CaseDeclined CaseInvestigated CaseReported DiscountRedeemed Fault Remedy RemedyAgreed "
        "RemedyKind RemedyOffered ReplacementSent ServiceCase",
    "settlement": "SettledLine",
    "signature": "Signature",
    "source": "Placement Source",
    "standard": "RiskLetterSigned SampleRetained StandardSealed",
    "stock": "Stock StockItem StockOutcome StockOwner StockSettled StockSort StockTaken StockUsed",
    "supply": "Packaging PackagingState excused_days",
    "target": "Exclusion Judgement TargetMarket",
    "terms": "AgreedLine AgreedTerms TermsAgreed",
    "waiver": "WaiverAsked WaiverGranted",
}
"""Module to the names that it offers here."""
# fmt: on
_HOME: Final = {name: module for module, names in _ROOMS.items() for name in names.split()}


def load_all() -> None:
    """Loads every room, so that each kind of fact that ships is known."""
    for module in _ROOMS:
        import_module(f"b2bdeal.life.{module}")


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"b2bdeal.life.{_HOME[name]}"), name)
    globals()[name] = found
    return found

"""The life of a deal, in the order it happens: what is written down, and what that adds up to."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from b2bdeal.life.brief import Brief, BriefAgreed, BriefLine
from b2bdeal.life.charge import Charge, ChargeKind, charges_total
from b2bdeal.life.contract import Contract, ContractLine, ContractSigned, Difference, Instalment, Signature
from b2bdeal.life.counter import CounterLine, CounterOffered
from b2bdeal.life.delivery import Deliveries, GoodsAccepted, LineBalance, Shipment, Shipped, ShippedLine
from b2bdeal.life.ending import DealLost, LossReason, Settled
from b2bdeal.life.fact import Action, Document, Fact, UnreadFact, kinds
from b2bdeal.life.hold import HoldLifted, HoldPlaced
from b2bdeal.life.lead import Account, Lead, LeadFound, LeadQualified
from b2bdeal.life.lot import Lot, Production
from b2bdeal.life.market import BuyerKind, BuyerProfile, FactoryProfile, Misfit, PriceTier, Segment
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
from b2bdeal.life.quote import PriceBreak, Quote, QuoteLine, QuoteSent, QuoteWithdrawn
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.life.sample import Sample, SampleApproved, SampleEvaluated, SampleRevisionAsked, SampleSent, Score
from b2bdeal.life.source import Placement, Source
from b2bdeal.life.target import Exclusion, Judgement, TargetMarket
from b2bdeal.life.terms import AgreedLine, AgreedTerms, TermsAgreed
from b2bdeal.life.waiver import WaiverAsked, WaiverGranted

if TYPE_CHECKING:  # loaded when first asked for, see _LATER
    pass

__all__ = [
    "Account",
    "Action",
    "AgreedLine",
    "AgreedTerms",
    "Brief",
    "BriefAgreed",
    "BriefLine",
    "BuyerKind",
    "BuyerProfile",
    "CapacityHeld",
    "Charge",
    "ChargeKind",
    "Contact",
    "ContactMet",
    "Contract",
    "ContractLine",
    "ContractSigned",
    "CounterLine",
    "CounterOffered",
    "DealLost",
    "DefectClass",
    "Deliveries",
    "Difference",
    "Disposition",
    "Document",
    "Domestic",
    "ExchangeRate",
    "Exclusion",
    "Export",
    "Fact",
    "FactoryProfile",
    "Gap",
    "GoodsAccepted",
    "HoldLifted",
    "HoldPlaced",
    "Inspected",
    "Instalment",
    "InstalmentDue",
    "Judgement",
    "Lead",
    "LeadFound",
    "LeadQualified",
    "LineBalance",
    "LossReason",
    "Lot",
    "Method",
    "Misfit",
    "Nature",
    "Negotiation",
    "PaymentGate",
    "PaymentReceived",
    "PaymentTerm",
    "PaymentTerms",
    "Payments",
    "Person",
    "Placement",
    "PriceBreak",
    "PriceTerms",
    "PriceTier",
    "Production",
    "ProductionFinished",
    "ProductionOrder",
    "ProductionReleased",
    "Quote",
    "QuoteLine",
    "QuoteSent",
    "QuoteWithdrawn",
    "Role",
    "Round",
    "Sample",
    "SampleApproved",
    "SampleEvaluated",
    "SampleProgress",
    "SampleRevisionAsked",
    "SampleSent",
    "Score",
    "Segment",
    "Settled",
    "Shipment",
    "Shipped",
    "ShippedLine",
    "Signature",
    "Source",
    "StabilityPassed",
    "Stance",
    "TargetMarket",
    "TaxBasis",
    "TermsAgreed",
    "Trigger",
    "UnreadFact",
    "VatRebate",
    "Version",
    "WaiverAsked",
    "WaiverGranted",
    "charges_total",
    "kinds",
    "load_all",
    "not_comparable",
]

_LATER: Final[dict[str, tuple[str, ...]]] = {}
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

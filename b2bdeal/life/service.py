"""Service: what went wrong after delivery, what we owe for it, and what we do so that it does not come again."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Credited, Day, Some, Words, repeated
from b2bdeal.life.delivery import Shipment
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.repeat import Discount
from b2bdeal.units import Id, Money, Share, Text

__all__ = [
    "CaseClosed",
    "CaseDeclined",
    "CaseFact",
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
]

Fault = Literal["seller", "buyer", "carrier", "none"]
"""Whose fault a defect is, as found; "none" where nobody's."""

RemedyKind = Literal["replacement", "credit", "refund", "discount_next_order"]
"""What makes it good: new goods, less to pay, money back, or a discount on the next order."""


class ServiceCase(Document):
    """One complaint about delivered goods: which, how many, what is wrong, and what shows it."""

    label: ClassVar[str] = "Service case"
    zh: ClassVar[str] = "售后案件"

    number: Id
    """Its number."""
    shipment: Id
    """The number of the shipment that brought the goods."""
    lot: Id
    """The lot, as printed on the goods."""
    inspection: Id | None = None
    """The report of the inspection that released the lot, where it is known already."""
    item: Id
    """The article."""
    quantity: Some
    """How many are defective."""
    defect: Words
    """What is wrong, as "cracked at the neck"."""
    pictures: tuple[Id, ...] = ()
    """The ids of the pictures; at least one, unless a claim that has them is named."""
    reported_by: Id
    """The buyer's person who reported it: a contact's id."""
    claim: Id | None = None
    """The claim on receipt of the goods that it goes on from."""

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        if not self.pictures and self.claim is None:
            raise ValueError("pictures is empty: a case needs a picture of the defect, or the claim that has them")
        twice = repeated(self.pictures)
        if twice:
            raise ValueError(f"pictures names {', '.join(twice)} more than once: give each picture once")
        return self


class Remedy(Document):
    """What makes a defect good, with its measure."""

    label: ClassVar[str] = "Remedy"
    zh: ClassVar[str] = "补救措施"

    kind: RemedyKind
    """What is done."""
    quantity: Some | None = None
    """How many pieces it is for; needed for a replacement."""
    amount: Credited | None = None
    """The sum, in the contract's currency; needed for a credit or refund, and one way to say a discount."""
    share: Share | None = None
    """The fraction of the next order's value that is let off: the other way to say a discount."""
    until: Day | None = None
    """The last day on which an order may claim the discount, on the seller's calendar; None: no last day."""
    note: Text = ""
    """More about it."""

    @model_validator(mode="after")
    def _has_its_measure(self) -> Self:
        if self.kind == "replacement" and self.quantity is None:
            raise ValueError("a replacement needs the quantity that is sent")
        if self.kind in ("credit", "refund") and self.amount is None:
            raise ValueError(f"a {self.kind} needs its amount")
        if self.kind == "replacement" and self.amount is not None:
            raise ValueError("a replacement is goods: leave amount out")
        if self.kind != "discount_next_order":
            if self.share is not None or self.until is not None:
                raise ValueError(f"share and until belong to a discount on the next order, not to a {self.kind}")
        elif (self.amount is None) == (self.share is None):
            raise ValueError("a discount is a sum or a share: give either amount or share")
        elif self.share is not None and not self.share:
            raise ValueError("a discount of 0 % is none: give a share above 0")
        return self

    def discount(self, case: str) -> Discount | None:
        """The discount on the next order that it is; None for another remedy."""
        if self.kind != "discount_next_order":
            return None
        return Discount(case=case, amount=self.amount, share=self.share, until=self.until)


class CaseFact(Fact):
    """A fact of one case: it names the case, and moves it by its own flow."""

    case: Id
    """The case's number."""

    def about(self) -> str:
        """The case."""
        return f"case:{self.case}"

    def moves(self) -> tuple[str, ...]:
        """The case."""
        return (f"case:{self.case}",)


class CaseReported(Fact, kind="oem.CaseReported", label="Case reported", zh="已报告售后问题"):
    """The buyer reported a defect: a case begins."""

    case: ServiceCase
    """What is wrong, with what, and what shows it."""

    def about(self) -> str:
        """The case."""
        return f"case:{self.case.number}"

    def moves(self) -> tuple[str, ...]:
        """The case."""
        return (f"case:{self.case.number}",)


class CaseInvestigated(CaseFact, kind="oem.CaseInvestigated", label="Case investigated", zh="已调查原因"):
    """We know more about what caused it; the last investigation counts."""

    cause: Words
    """The cause, as found."""
    fault: Fault
    """Whose fault it is."""
    report: Id | None = None
    """The report's number."""
    investigated_by: Id | None = None
    """Who of ours found it: the person's id."""


class RemedyOffered(CaseFact, kind="oem.RemedyOffered", action="offer", label="Remedy offered", zh="已提出补救方案"):
    """We offered the buyer how we make it good; a later offer takes the place of this one."""

    remedy: Remedy
    """What we offer."""


class RemedyAgreed(CaseFact, kind="oem.RemedyAgreed", action="agree", label="Remedy agreed", zh="补救方案已同意"):
    """The buyer agreed to the remedy that we offered last."""

    remedy: Remedy
    """What was agreed."""
    agreed_by: Id
    """The buyer's person who agreed: a contact's id."""


class ReplacementSent(CaseFact, kind="oem.ReplacementSent", action="ship", label="Replacement sent", zh="已补发货"):
    """New goods left for a case; they count for no contract line and are paid by nobody."""

    shipment: Shipment
    """What left; its number is its own."""
    from_deal: Id | None = None
    """The deal that made the lot; None for this deal."""
    release: Id | None = None
    """The quality release of a lot that another deal made: the report's number."""

    @model_validator(mode="after")
    def _is_released(self) -> Self:
        if (self.from_deal is None) != (self.release is None):
            raise ValueError("give from_deal and release together: another deal's lot leaves with its release report")
        return self

    @property
    def own_lots(self) -> tuple[str, ...]:
        """The lots in it that this deal made, each once."""
        return self.shipment.lots if self.from_deal is None else ()


class CaseClosed(CaseFact, kind="oem.CaseClosed", label="Case closed", zh="售后案件已关闭"):
    """The remedy was carried out, the cost is known, and what caused it was mended."""

    cost: Money
    """What the case cost us in all: goods, freight, labour, money given; 0 or more."""
    corrective_action: Words
    """What was changed so that it does not come again."""
    report: Id | None = None
    """The report of the corrective action, as an 8D report: its number."""

    @model_validator(mode="after")
    def _cost_is_no_gain(self) -> Self:
        if self.cost.amount < 0:
            raise ValueError(f"cost {self.cost} is below 0")
        return self


class CaseDeclined(CaseFact, kind="oem.CaseDeclined", label="Case declined", zh="售后案件已拒绝"):
    """We owe nothing for it, and said so."""

    reason: Words
    """Why."""


class DiscountRedeemed(Fact, kind="oem.DiscountRedeemed", label="Discount redeemed", zh="折扣已使用"):
    """A discount on the next order was given in that order: it is not open any more."""

    case: Id
    """The case in which the discount was agreed."""
    deal: Id
    """The deal in which it was given."""

    def about(self) -> str:
        """The discount."""
        return f"discount:{self.case}"

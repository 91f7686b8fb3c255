"""Transport documents: who holds the originals, how they are released to the buyer, and the codes of payment."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar, Final, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.life.checks import Count, Day, Flag, FrozenMap
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import Method
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name, Text

__all__ = [
    "DocumentsHeld",
    "DocumentsReleased",
    "Holder",
    "Paper",
    "Papers",
    "ReleaseBy",
    "TransportDocument",
    "TransportDocumentKind",
    "condition_code",
    "means_code",
]

TransportDocumentKind = Literal["bill_of_lading", "sea_waybill", "air_waybill", "railway_bill", "cmr"]
"""Sorts of transport documents: 提单, 海运单, 空运单, 铁路运单, and the road waybill."""

Holder = Literal["seller", "bank", "forwarder"]
"""Who holds the originals for the seller."""

ReleaseBy = Literal["originals", "telex_release", "bank_dp", "bank_da", "bank_lc"]
"""How the buyer comes to the goods: originals sent, 电放, or a bank's D/P, D/A or letter of credit."""

_BANK: Final = ("bank_dp", "bank_da", "bank_lc")

_MEANS: Final[Mapping[str, str]] = MappingProxyType(
    {"tt": "30", "lc_sight": "30", "lc_usance": "30", "dp": "30", "da": "24", "open_account": "30"}
)
"""UNTDID 4461: credit transfer, bill of exchange awaiting acceptance."""

_CONDITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"lc_sight": "10", "lc_usance": "10", "dp": "25", "da": "24", "open_account": "33"}
)
"""UNTDID 4439: irrevocable documentary credit, collection against payment, against acceptance, open account."""


class TransportDocument(Document):
    """The carrier's or forwarder's document for a shipment."""

    label: ClassVar[str] = "Transport document"
    zh: ClassVar[str] = "运输单据"

    number: Id
    """Its number."""
    kind: TransportDocumentKind
    """What sort of document it is."""
    issued_by: Literal["carrier", "forwarder"]
    """A carrier's own document (船东单), or a forwarder's (货代单)."""
    issuer: Name | None = None
    """The name of that carrier or forwarder."""
    originals: Count = 3
    """How many originals were issued; a waybill has none that matter, give 0 or what was signed."""
    negotiable: Flag = True
    """Whether it is made out to order, so that who holds it has the goods: only a bill of lading can be."""
    shipment: Id
    """The shipment's number."""
    on_board: Day | None = None
    """The day on which the goods were on board, or taken over, as it says: the day of shipment for a credit."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.negotiable and self.kind != "bill_of_lading":
            raise ValueError(
                f"a {self.kind.replace('_', ' ')} is not negotiable: set negotiable to False; the carrier hands "
                f"the goods to the consignee without it"
            )
        if self.negotiable and not self.originals:
            raise ValueError("a negotiable bill of lading has originals: give how many, commonly 3")
        return self


class DocumentsHeld(Fact, kind="oem.DocumentsHeld", label="Documents held", zh="单据在手"):
    """The originals of a transport document are in somebody's hands; again when they move on."""

    document: TransportDocument
    """The document."""
    held_by: Holder
    """Who holds its originals."""
    note: Text = ""
    """Where, and who has them in their keeping."""

    def about(self) -> str:
        """The transport document."""
        return f"papers:{self.document.number}"


class DocumentsReleased(Fact, kind="oem.DocumentsReleased", action="ship", label="Documents released", zh="放单"):
    """The buyer may take the goods: the originals went out, were surrendered, or a bank handed them over."""

    document: Id
    """The number of the transport document."""
    how: ReleaseBy
    """How it was released."""
    to: Id
    """The account that gets the goods."""
    paid_on: Day | None = None
    """D/P: the day on which the bank was paid; its transfer to us may be on its way."""
    accepted_on: Day | None = None
    """D/A: the day on which the buyer accepted the draft (汇票承兑)."""
    note: Text = ""
    """What else is to say."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if (self.paid_on is not None) != (self.how == "bank_dp"):
            raise ValueError(
                "paid_on is the day on which the bank was paid, with D/P: give it for bank_dp, and only there"
            )
        if (self.accepted_on is not None) != (self.how == "bank_da"):
            raise ValueError(
                "accepted_on is the day on which the draft was accepted: give it for bank_da, and only there"
            )
        if any(day is not None and (day - self.at.date()).days > 1 for day in (self.paid_on, self.accepted_on)):
            raise ValueError("documents are released after payment or acceptance: at is before that day")
        return self

    @property
    def by_bank(self) -> bool:
        """Whether a bank hands the documents over."""
        return self.how in _BANK

    def about(self) -> str:
        """The transport document."""
        return f"papers:{self.document}"


@attrs.frozen
class Paper:
    """One transport document as it stands."""

    document: TransportDocument
    held_by: Holder
    """Who holds the originals, or held them when they were released."""
    released: DocumentsReleased | None = None


@attrs.frozen
class Papers:
    """The transport documents of a deal. They fold from any list of facts, read in order of time."""

    by_number: Mapping[str, Paper] = FrozenMap()
    """Each document, by its number."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Papers":
        """The documents that these facts tell; a release of an unknown one is passed over."""
        found: dict[str, Paper] = {}
        for fact in by_time(facts):
            if fact.kind == DocumentsHeld.kind:
                held = DocumentsHeld.cast(fact)
                old = found.get(held.document.number)
                found[held.document.number] = Paper(held.document, held.held_by, None if old is None else old.released)
            elif fact.kind == DocumentsReleased.kind:
                released = DocumentsReleased.cast(fact)
                old = found.get(released.document)
                if old is not None and old.released is None:
                    found[released.document] = attrs.evolve(old, released=released)
        return cls(FrozenMap(found))

    @property
    def held(self) -> tuple[Paper, ...]:
        """Those that are not released."""
        return tuple(one for one in self.by_number.values() if one.released is None)


def means_code(method: Method) -> str:
    """The means of payment in UNTDID 4461: D/A "24", a bill of exchange awaiting acceptance; all others "30".

    "30" is a credit transfer: by it the money comes in the end; what it waits for is no means but a condition, see
    `condition_code`. Source: UN/CEFACT, UNTDID, data element 4461.
    """
    return _MEANS[method]


def condition_code(method: Method) -> str | None:
    """The condition of payment in UNTDID 4439; None for a plain transfer.

    L/C "10", D/P "25", D/A "24", open account "33". Source: UN/CEFACT, UNTDID, data element 4439.
    """
    return _CONDITIONS.get(method)

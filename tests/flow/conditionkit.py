"""For the tests of conditions: the story's documents with other values, and what a case is."""

from collections.abc import Callable
from typing import Any

import attrs
from flowkit import day, one

from b2bdeal import (
    BuyerProfile,
    CapacityHeld,
    ContractSigned,
    Deal,
    Fact,
    LeadFound,
    Money,
    PaymentReceived,
    ProductionFinished,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Shipped,
    StabilityPassed,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
)
from b2bdeal.testing import Story

STORY = Story()


def changed(document: Any, **words: Any) -> Any:
    """A document made again with other values, and checked again."""
    return type(document)(**{name: getattr(document, name) for name in type(document).model_fields} | words)


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


def lead(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another buyer."""

    def instead(fact: Fact) -> Fact:
        if not isinstance(fact, LeadFound):
            return fact
        buyer = BuyerProfile(**{"kind": "brand_owner", "country": "FR", "order_size": pieces(12_000)} | words)
        return changed(fact, lead=changed(fact.lead, buyer=buyer))

    return instead


def quote(version: int = 1, **words: Any) -> QuoteSent:
    return QuoteSent(at=day(18.1), quote=changed(STORY.quote(version, "17.80", 18), **words))


def line(**words: Any) -> dict[str, Any]:
    return {"lines": (changed(STORY.quote(1, "17.80", 18).lines[0], **words),)}


def terms(number: float = 20, **words: Any) -> TermsAgreed:
    fact = one(TermsAgreed)
    assert isinstance(fact, TermsAgreed)
    return TermsAgreed(at=day(number), terms=changed(fact.terms, **words))


def signed(number: float = 24.5, **words: Any) -> ContractSigned:
    return ContractSigned(at=day(number), contract=changed(STORY.contract(24), **words))


def orders(on: float = 100, /, **words: Any) -> ProductionReleased:
    fact = one(ProductionReleased)
    assert isinstance(fact, ProductionReleased)
    return ProductionReleased(at=day(on), orders=(changed(fact.orders[0], **words),))


def shipped(number: float = 138, quantity: int = 11_940, name: str = "SH-17", **words: Any) -> Shipped:
    fact = one(Shipped)
    assert isinstance(fact, Shipped)
    part = changed(fact.shipment.lines[0], quantity=pieces(quantity), **words)
    return Shipped(at=day(number), shipment=changed(fact.shipment, number=name, lines=(part,)))


def stability(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with another stability test."""
    return lambda fact: changed(fact, **words) if isinstance(fact, StabilityPassed) else fact


def made(number: int) -> Callable[[Fact], Fact]:
    """Tells the story with so many good pieces."""
    return lambda fact: changed(fact, good=pieces(number)) if isinstance(fact, ProductionFinished) else fact


def paid(number: float, amount: str, currency: str = "CNY", id: str = "BANK-9") -> PaymentReceived:
    return PaymentReceived(at=day(number), payment=id, amount=Money.of(amount, currency))


def held(number: float = 21, until: float = 130, deliver: int = 165) -> CapacityHeld:
    return CapacityHeld(at=day(number), promise="P-18", until=day(until), deliver_on=STORY.date(deliver))


def later(kind: type[Fact], nth: int = 1, **words: Any) -> Any:
    return changed(one(kind, nth), **words)


@attrs.frozen
class Case:
    """A fact that a condition refuses with these words, and a fact (on another deal, maybe) that it takes."""

    condition: str
    deal: Callable[[], Deal]
    bad: Fact
    says: str
    good: Fact
    better: Callable[[], Deal] | None = None
    alone: bool = True
    """Whether nothing else refuses the bad fact."""


ASKED = WaiverAsked(at=day(20), condition="minimum_cycle", reason="a fair", asked_by="zhao")


def granted(**words: Any) -> WaiverGranted:
    said = {"condition": "minimum_cycle", "reason": "yes", "granted_by": "li", "role": "director"} | words
    return WaiverGranted.model_validate({"at": day(20), **said})


def packed(packaging: str | None) -> Callable[[Fact], Fact]:
    """Tells the story with another packaging in the contract."""
    contract = signed(lines=(changed(STORY.contract(24).lines[0], packaging=packaging),))
    return lambda fact: contract if isinstance(fact, ContractSigned) else fact

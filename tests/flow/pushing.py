"""A signed deal of the plain OEM flow that tests push about: what is tried, an hour after the last try."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from b2bdeal import (
    OEM,
    Amendment,
    CapacityHeld,
    ContractAmended,
    ContractSigned,
    Deal,
    Entry,
    Fact,
    GoodsAccepted,
    Inspected,
    LineChange,
    LineClosed,
    Money,
    PayerCleared,
    PaymentReceived,
    PaymentReturned,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    Refusal,
    Shipment,
    Shipped,
    ShippedLine,
    Signature,
    WaiverAsked,
    WaiverGranted,
    decide,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, Story

STORY = Story(quantity=12_000)
BUYER = "maison-lune"


@cache
def signed() -> Deal:
    """The story's deal under the plain OEM flow, up to the signed contract."""
    deal = Deal.unopened("D-1", OEM)
    for _, fact in STORY.lines():
        if fact.kind in OEM.facts:
            deal = deal.then(fact)
        if fact.kind == ContractSigned.kind:
            return deal
    raise AssertionError("the story has a contract")


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


class Pushing:
    """A deal that is pushed about."""

    def __init__(self) -> None:
        self.deal, self.tried = signed(), 0
        self.at: datetime = signed().last_at + timedelta(days=1)
        self.refusal: Refusal | None = None
        """Why the last try was refused."""

    def push(self, action: tuple[Any, ...]) -> Entry | None:
        """Tries it an hour later; the entry if it is recorded."""
        self.tried, self.at = self.tried + 1, self.at + timedelta(hours=1)
        make: Callable[..., Fact | tuple[Fact, ...]] = getattr(self, action[0])
        made = make(*action[1:])
        found, self.refusal = None, None
        for fact in made if isinstance(made, tuple) else (made,):
            decision = decide(self.deal, fact, by="li", now=self.at + timedelta(minutes=1))
            if not isinstance(decision, Entry):
                self.refusal = decision
                return None
            found, self.deal = decision, self.deal.with_entry(decision, OEM)
        return found

    def pay(self, amount: str, payer: str | None) -> Fact:
        money = Money.of(amount, "CNY")
        return PaymentReceived(at=self.at, payment=f"BANK-{self.tried}", amount=money, payer=payer)

    def clear(self, number: int) -> Fact:
        paid = [one.payment for one in self.deal.all(PaymentReceived) if one.payer == "a stranger"]
        name = paid[number % len(paid)] if paid else "none"
        return PayerCleared(at=self.at, payment=name, relation="parent company", cleared_by="li", role="finance")

    def refund(self, amount: str) -> Fact:
        return PaymentReturned(
            at=self.at, refund=f"R-{self.tried}", amount=Money.of(amount, "CNY"), reason="paid too much"
        )

    def release(self, lot: str, quantity: int) -> Fact:
        order = ProductionOrder(
            number=f"PO-{lot}",
            contract="C-2026-017",
            line=1,
            item=ITEM,
            lot=lot,
            formula=FORMULA,
            packaging=JAR,
            quantity=pieces(quantity),
            planned_start=self.at.date(),
            planned_finish=self.at.date() + timedelta(days=20),
        )
        return ProductionReleased(at=self.at, orders=(order,))

    def finish(self, lot: str, quantity: int) -> Fact:
        return ProductionFinished(at=self.at, order=f"PO-{lot}", lot=lot, good=pieces(quantity), scrapped=pieces(0))

    def inspect(self, lot: str, disposition: Any) -> Fact:
        return Inspected(
            at=self.at, lot=lot, order=f"PO-{lot}", inspector="sun", sample_size=315, disposition=disposition
        )

    def ship(self, lot: str, quantity: int) -> Fact:
        line = ShippedLine(line=1, item=ITEM, lot=lot, quantity=pieces(quantity))
        return Shipped(at=self.at, shipment=Shipment(number=f"SH-{self.tried}", lines=(line,)))

    def accept(self, number: int) -> Fact:
        left = [one.shipment.number for one in self.deal.all(Shipped)]
        return GoodsAccepted(at=self.at, shipment=left[number % len(left)] if left else "none", by="petit")

    def amend(self, quantity: int) -> Fact:
        amendment = Amendment(
            number=(self.deal.contract or STORY.contract(24)).amendment + 1,
            contract="C-2026-017",
            lines=(LineChange(line=1, quantity=pieces(quantity)),),
            reason="the buyer's forecast moved",
            signatures=(
                Signature(side="seller", person="li", at=self.at),
                Signature(side="buyer", person="moreau", at=self.at),
            ),
        )
        return ContractAmended(at=self.at, amendment=amendment)

    def close(self, quantity: int) -> Fact:
        return LineClosed(
            at=self.at, line=1, delivered=pieces(quantity), reason="the buyer takes no more", agreed_by="moreau"
        )

    def hold(self, _: int) -> Fact:
        until = self.at + timedelta(hours=3)
        return CapacityHeld(at=self.at, promise=f"P-{self.tried}", until=until, deliver_on=self.at.date())

    def waive(self, condition: str) -> tuple[Fact, ...]:
        return (
            WaiverAsked(at=self.at, condition=condition, reason="the buyer is old and good", asked_by="zhao"),
            WaiverGranted(at=self.at, condition=condition, reason="so be it", granted_by="li", role="director"),
        )

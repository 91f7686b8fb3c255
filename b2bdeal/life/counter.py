"""The counter-offer: what the buyer would take instead."""

from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Some
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.units import Id, Money, Text

__all__ = ["CounterLine", "CounterOffered"]


class CounterLine(Document):
    """What the buyer would take of one item instead; what it does not name stays as quoted."""

    label: ClassVar[str] = "Counter-offer line"
    zh: ClassVar[str] = "还价行"

    item: Id
    """The item."""
    quantity: Some | None = None
    """How much it would take."""
    unit_price: Money | None = None
    """What it would pay for one unit."""
    wanted_date: Day | None = None
    """The day it wants the goods, on the buyer's calendar."""
    substitute: Id | None = None
    """The item that it wants in place of this one; quantity, price and date are then of the substitute."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.unit_price is not None and self.unit_price.amount < 0:
            raise ValueError(f"the price of {self.item}, {self.unit_price}, is below 0")
        if self.substitute == self.item:
            raise ValueError(f"{self.item} is no substitute for itself: leave substitute out, or name another item")
        return self


class CounterOffered(Fact, kind="oem.CounterOffered", label="Counter-offer received", zh="收到还价"):
    """The buyer answered an offer with one of its own."""

    lines: tuple[CounterLine, ...] = ()
    """What it would take instead, by item."""
    payment_terms: PaymentTerms | None = None
    """How it would pay instead."""
    price_terms: PriceTerms | None = None
    """On what basis it wants prices instead: another Incoterm, place or tax basis."""
    note: Text = ""
    """In its words."""
    contact: Id | None = None
    """The buyer's person who said so: a contact's id."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.lines or self.payment_terms or self.price_terms or self.note.strip()):
            raise ValueError("a counter-offer needs lines, payment_terms, price_terms or a note")
        return self

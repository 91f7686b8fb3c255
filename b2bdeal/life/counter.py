"""The counter-offer: what the buyer would take instead."""

from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Some
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerms
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
    """The day it wants the goods."""

    @model_validator(mode="after")
    def _price_is_no_debt(self) -> Self:
        if self.unit_price is not None and self.unit_price.amount < 0:
            raise ValueError(f"the price of {self.item}, {self.unit_price}, is below 0")
        return self


class CounterOffered(Fact, kind="oem.CounterOffered", label="Counter-offer received", zh="收到还价"):
    """The buyer answered an offer with one of its own."""

    lines: tuple[CounterLine, ...] = ()
    """What it would take instead, by item."""
    payment_terms: PaymentTerms | None = None
    """How it would pay instead."""
    note: Text = ""
    """In its words."""
    contact: Id | None = None
    """The buyer's person who said so: a contact's id."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lines and self.payment_terms is None and not self.note.strip():
            raise ValueError("a counter-offer needs lines, payment_terms or a note")
        return self

"""The commercial invoice, and the credit note that lowers what is due."""

from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.checks import Credited, Day, Ordinal, Some, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id

__all__ = ["AmountCredited", "InvoiceIssued", "InvoiceLine"]


class InvoiceLine(Document):
    """How much of a contract's line is invoiced."""

    label: ClassVar[str] = "Invoice line"
    zh: ClassVar[str] = "发票行"

    line: Ordinal
    """The contract's line."""
    item: Id
    """The item."""
    quantity: Some
    """How much of it is invoiced."""


class InvoiceIssued(Fact, kind="oem.InvoiceIssued", action="invoice", label="Invoice issued", zh="已开票"):
    """We invoiced; rows that are due after the invoice count from its day."""

    number: Id
    """The invoice's number; an invoice is issued once."""
    amount: Credited
    """What it asks for, in the contract's currency."""
    on: Day
    """The invoice's date, on the seller's calendar."""
    shipment: Id | None = None
    """The shipment that it is for, by its number; None: it is for no shipment in particular."""
    lines: tuple[InvoiceLine, ...] = ()
    """What it is for, as far as it is told: each line of the contract once."""

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        twice = repeated(one.line for one in self.lines)
        if twice:
            raise ValueError(f"lines {', '.join(map(str, twice))} come more than once: give each line once")
        return self

    def about(self) -> str:
        """The invoice."""
        return f"invoice:{self.number}"


class AmountCredited(Fact, kind="oem.AmountCredited", action="invoice", label="Amount credited", zh="已开红字发票"):
    """We issued a credit note (红字发票): it lowers what the buyer owes, and no money moves by it."""

    number: Id
    """The credit note's number; it counts once."""
    amount: Credited
    """What it takes off, in the contract's currency."""
    reason: Words
    """Why."""
    case: Id | None = None
    """The service case that it settles, by its number."""

    def about(self) -> str:
        """The credit note."""
        return f"credit_note:{self.number}"

"""How a total is paid: rows of a portion, a trigger, a method and what waits for it."""

from decimal import Context, Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.life.fact import Document
from b2bdeal.units import Name, Share, whole

__all__ = ["Method", "Nature", "PaymentGate", "PaymentTerm", "PaymentTerms", "Trigger"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits

Trigger = Literal[
    "signing", "before_production", "before_shipment", "copy_of_bl", "after_bl", "after_invoice", "after_acceptance"
]
"""What a payment waits for. The two "before" rows are asked for when their work could begin: see `Payments`."""

Method = Literal["tt", "lc_sight", "lc_usance", "dp", "da", "open_account"]
"""How it is paid: transfer, letter of credit, documents against payment or acceptance, open account."""

PaymentGate = Literal["production", "shipping"]
"""What is blocked until a payment is there."""

Nature = Literal["deposit_dingjin", "prepayment", "balance"]
"""What a payment is in law: 定金 (forfeited or doubled on default, Civil Code art. 586), 预付款, or the balance."""


def _gate(data: dict[str, Any]) -> PaymentGate | None:
    trigger = data.get("trigger")
    return "production" if trigger == "before_production" else "shipping" if trigger == "before_shipment" else None


def _nature(data: dict[str, Any]) -> Nature:
    # Never 定金 by default: that has to be agreed in so many words.
    return "prepayment" if data.get("trigger") in ("signing", "before_production") else "balance"


class PaymentTerm(Document):
    """One row of the payment terms: which part, when, how, and what waits for it."""

    label: ClassVar[str] = "Payment term"
    zh: ClassVar[str] = "付款条款"

    name: Name
    """Its name, as "deposit"."""
    portion: Share
    """The part of the total, as a fraction above 0: 0.3 is 30 %."""
    trigger: Trigger
    """What it waits for."""
    days: Annotated[int, Field(ge=0, le=3650, strict=True)] = 0
    """How many calendar days after the trigger it falls due."""
    method: Method = "tt"
    """How it is paid."""
    gate: PaymentGate | None = Field(default_factory=_gate)
    """What is blocked until it is paid. By default what the trigger says: production, shipping, else nothing."""
    nature: Nature = Field(default_factory=_nature)
    """What it is in law. By default a prepayment if paid before production, else a balance."""


class PaymentTerms(Document):
    """How a total is paid: rows whose portions are exactly 100 %."""

    label: ClassVar[str] = "Payment terms"
    zh: ClassVar[str] = "付款条件"

    rows: tuple[PaymentTerm, ...]
    """The rows in the order they are paid."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.rows:
            raise ValueError("payment terms need at least one row")
        total = Decimal(0)
        for row in self.rows:
            total = _WIDE.add(total, row.portion)
        if total != 1:
            whole([row.portion for row in self.rows])  # its error names the sum and what is missing
        if not all(row.portion for row in self.rows):
            raise ValueError("a row of 0 % says nothing: leave it out")
        return self

    @property
    def dingjin(self) -> Decimal:
        """The part that is 定金, as a fraction; above 0.2 it has no effect as such (Civil Code art. 586)."""
        return sum((row.portion for row in self.rows if row.nature == "deposit_dingjin"), Decimal(0))

"""The terms: on what basis prices stand, how it is paid, and what was agreed in the end."""

from collections.abc import Iterable
from decimal import Context, Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.life.checks import Day, Flag, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Currency, Id, Incoterm, Money, Name, Share, whole

__all__ = [
    "AgreedLine",
    "AgreedTerms",
    "Domestic",
    "Export",
    "Method",
    "Nature",
    "PaymentGate",
    "PaymentTerm",
    "PaymentTerms",
    "PriceTerms",
    "TaxBasis",
    "TermsAgreed",
    "Trigger",
    "check_prices",
    "check_total",
    "total_of",
]

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


class TaxBasis(Document):
    """Whether prices hold the value added tax, at what rate, on what invoice. Prices of two bases never compare."""

    label: ClassVar[str] = "Tax basis"
    zh: ClassVar[str] = "计税方式"

    included: Flag
    """Whether prices include the tax: 含税 or 不含税."""
    vat: Share
    """The rate of value added tax, as a fraction: 0.13 is 13 %."""
    invoice: Literal["special", "general", "none"]
    """The invoice: 专票, 普票, or none."""


class Export(Document):
    """Prices for export: an Incoterm with its named place."""

    label: ClassVar[str] = "Export terms"
    zh: ClassVar[str] = "出口价格条件"

    trade: Literal["export"] = "export"
    """Export, not domestic."""
    incoterm: Incoterm
    """Where risk and cost pass, by the rules of 2020."""


class Domestic(Document):
    """Prices within one country: where the goods are handed over, who pays the freight, with or without tax."""

    label: ClassVar[str] = "Domestic terms"
    zh: ClassVar[str] = "内销价格条件"

    trade: Literal["domestic"] = "domestic"
    """Domestic, not export."""
    handover: Literal["pickup", "delivery"]
    """The buyer fetches the goods (自提), or they are brought (送货)."""
    place: Name
    """Where they are handed over."""
    freight_by: Literal["seller", "buyer"]
    """Who pays the freight."""
    tax: TaxBasis
    """Whether prices include tax."""


PriceTerms = Annotated[Export | Domestic, Field(discriminator="trade")]
"""On what basis prices stand: `Export` or `Domestic`, told apart by `trade`."""


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


class AgreedLine(Document):
    """One item as agreed."""

    label: ClassVar[str] = "Agreed line"
    zh: ClassVar[str] = "议定行"

    item: Id
    """The item."""
    quantity: Some
    """How much of it."""
    unit_price: Money
    """The price of one unit; it may be finer than the currency's smallest unit."""


class AgreedTerms(Document):
    """What buyer and seller agreed on, out of one version of one quote."""

    label: ClassVar[str] = "Agreed terms"
    zh: ClassVar[str] = "议定条款"

    quote: Id
    """The number of the quote that it comes from."""
    version: Ordinal
    """The version of that quote."""
    lines: tuple[AgreedLine, ...]
    """The items, at least one, each once."""
    currency: Currency
    """The currency of every price."""
    price_terms: PriceTerms
    """On what basis prices stand."""
    payment_terms: PaymentTerms
    """How it is paid."""
    tolerance: Share = Decimal(0)
    """How much more or less may be delivered, as a fraction of each line's quantity."""
    deliver_by: Day
    """The day by which the goods are delivered, on the seller's calendar."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("agreed terms need at least one line")
        twice = repeated(line.item for line in self.lines)
        if twice:
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each item one line")
        check_prices(((line.item, line.unit_price) for line in self.lines), self.currency)
        check_total((line.unit_price, line.quantity.value) for line in self.lines)
        return self

    @cached_property
    def total(self) -> Money:
        """The sum of the lines, each rounded to the currency's smallest unit."""
        return total_of(((line.unit_price, line.quantity.value) for line in self.lines), self.currency)


class TermsAgreed(Fact, kind="oem.TermsAgreed", action="agree", label="Terms agreed", zh="条款达成一致"):
    """Buyer and seller agreed on quantities, prices and terms; the contract is to say the same."""

    terms: AgreedTerms
    """What was agreed."""
    agreed_with: Id | None = None
    """The buyer's person who agreed: a contact's id."""

    def about(self) -> str:
        """The quote."""
        return f"quote:{self.terms.quote}"


def total_of(lines: Iterable[tuple[Money, Decimal]], currency: str) -> Money:
    """The sum of unit price times quantity, each product rounded to the currency's smallest unit, half up."""
    return Money.total(((price * value).rounded() for price, value in lines), currency)


def check_prices(prices: Iterable[tuple[str, Money]], currency: str) -> None:
    """Refuse a price in another currency than the document's, or below 0, with a ValueError that names the item."""
    for item, price in prices:
        if price.currency != currency:
            raise ValueError(f"{item} is priced in {price.currency}, the document is in {currency}: give one currency")
        if price.amount < 0:
            raise ValueError(f"the price of {item}, {price}, is below 0")


def check_total(lines: Iterable[tuple[Money, Decimal]]) -> None:
    """Refuse a total of 10^15 or more with a ValueError: it is refused when written, so that no sum can fail later."""
    total = Decimal(0)
    for price, value in lines:
        total = _WIDE.add(total, _WIDE.multiply(price.amount, value))
    if total >= 10**15:
        raise ValueError(f"the lines come to {total:.3E}: a total stays below 10^15")

"""What was agreed in the end: items, quantities, prices, and the terms of price and payment."""

from collections.abc import Iterable
from decimal import Context, Decimal
from functools import cached_property
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.charge import Charge, charges_total, check_charges
from b2bdeal.life.checks import Day, Ordinal, Price, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.payment_terms import PaymentTerms
from b2bdeal.life.price_terms import PriceTerms
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.units import Currency, Id, Money, Quantity, Share

__all__ = ["AgreedLine", "AgreedTerms", "TermsAgreed", "check_prices", "check_rate", "check_total", "total_of"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits


class AgreedLine(Document):
    """One item as agreed."""

    label: ClassVar[str] = "Agreed line"
    zh: ClassVar[str] = "议定行"

    item: Id
    """The item."""
    quantity: Some
    """How much of it."""
    unit_price: Price
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
    charges: tuple[Charge, ...] = ()
    """What is charged one time beside the goods: moulds, plates, registrations; each id once."""
    rate: ExchangeRate | None = None
    """The exchange rate that the prices were worked out with, frozen; one side of it is the currency."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("agreed terms need at least one line")
        twice = repeated(line.item for line in self.lines)
        if twice:
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each item one line")
        check_prices(((line.item, line.unit_price) for line in self.lines), self.currency)
        check_charges(self.charges, {line.item: line.quantity.unit for line in self.lines}, self.currency)
        check_rate(self.rate, self.currency)
        once = ((charge.amount, Decimal(1)) for charge in self.charges)
        check_total([*((line.unit_price, line.quantity.value) for line in self.lines), *once])
        return self

    @cached_property
    def goods(self) -> Money:
        """The sum of the lines, each rounded to the currency's smallest unit, without the one-time charges."""
        return total_of(((line.unit_price, line.quantity.value) for line in self.lines), self.currency)

    @cached_property
    def total(self) -> Money:
        """Goods and one-time charges: those billed once in full, those amortised as far as the agreed quantities go.

        With the tax on both where it comes on top of the prices: see `Domestic.due`.
        """
        return self.price_terms.due(self.goods + charges_total(self.charges, self.quantities, self.currency))

    @property
    def quantities(self) -> dict[str, Quantity]:
        """The quantity of each item."""
        return {line.item: line.quantity for line in self.lines}


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


def check_rate(rate: ExchangeRate | None, currency: str) -> None:
    """Refuse an exchange rate that does not concern the document's currency, with a ValueError."""
    if rate is not None and not rate.knows(currency):
        raise ValueError(
            f"the rate is {rate.base}/{rate.quote}, the document is in {currency}: give a rate of that currency"
        )


def check_total(lines: Iterable[tuple[Money, Decimal]]) -> None:
    """Refuse a total of 10^15 or more with a ValueError: it is refused when written, so that no sum can fail later."""
    total = Decimal(0)
    for price, value in lines:
        total = _WIDE.add(total, _WIDE.multiply(price.amount, value))
    if total >= 10**15:
        raise ValueError(f"the lines come to {total:.3E}: a total stays below 10^15")

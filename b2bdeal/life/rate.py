"""The exchange rate: so much of one currency for one of another, on a day, from a source."""

from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from b2bdeal.errors import CurrencyMismatch
from b2bdeal.life.checks import Day
from b2bdeal.life.fact import Document
from b2bdeal.units import Amount, Currency, Money, Name

__all__ = ["ExchangeRate"]


def _above_nothing(rate: Amount) -> Amount:
    if not rate > 0:
        raise ValueError("a rate is above 0: give how much of `quote` one of `base` is")
    return rate


class ExchangeRate(Document):
    """One `base` is `rate` of `quote`, on a day. It is frozen in the document that uses it: nothing moves later."""

    label: ClassVar[str] = "Exchange rate"
    zh: ClassVar[str] = "汇率"

    base: Currency
    """The currency of which one is priced: USD in USD/CNY."""
    quote: Currency
    """The currency that it is priced in: CNY in USD/CNY."""
    rate: Annotated[Amount, AfterValidator(_above_nothing)]
    """How much of `quote` one `base` is: 7.12 for USD/CNY. Above 0."""
    on: Day
    """The day it is of, on the source's calendar."""
    source: Name
    """Who published or fixed it, as "PBOC central parity"."""

    @model_validator(mode="after")
    def _two_currencies(self) -> Self:
        if self.base == self.quote:
            raise ValueError(f"a rate is between two currencies: base and quote are both {self.base}")
        return self

    def knows(self, currency: str) -> bool:
        """Whether a currency is one of the two."""
        return currency in (self.base, self.quote)

    def convert(self, money: Money) -> Money:
        """The money in the other currency of the two, not rounded to its smallest unit: `.rounded()` gives what is due.

        From `quote` to `base` it is divided, half-even to 12 digits after the point. CurrencyMismatch (a ValueProblem)
        for money in a third currency.
        """
        if money.currency == self.base:
            return Money(money.amount, self.quote) * self.rate
        if money.currency == self.quote:
            return Money(money.amount, self.base) / self.rate
        raise CurrencyMismatch(
            f"The rate {self.base}/{self.quote} says nothing of {money.currency}.",
            hint=f"give a rate from {money.currency} to {self.base} or {self.quote}",
        )

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} ({self.on.isoformat()}, {self.source})"

"""Money that came in."""

from decimal import Context, Decimal
from typing import Self

from pydantic import model_validator

from b2bdeal.life.checks import Credited
from b2bdeal.life.fact import Fact
from b2bdeal.life.payment_terms import Method
from b2bdeal.life.rate import ExchangeRate
from b2bdeal.units import Id, Money, Text, minor_digits

__all__ = ["PaymentReceived"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits


class PaymentReceived(Fact, kind="oem.PaymentReceived", action="pay", label="Payment received", zh="已收款"):
    """Our account was credited; `at` is the value date's moment. Advice of a payment (水单) is not this."""

    payment: Id
    """The payment's id, as the bank's reference; a payment counts once."""
    amount: Credited
    """The net sum that was credited, charges taken off: this is what counts."""
    payer: Id | None = None
    """The account that paid, where it is known; while one that is not the buyer is not cleared, nothing opens by it."""
    method: Method = "tt"
    """How it was paid."""
    reference: Text = ""
    """What the payer wrote."""
    charges: Credited | None = None
    """What banks took off before it was credited, in the currency of `amount`."""
    original: Credited | None = None
    """What was sent, where it was sent in another currency; only with `rate`."""
    rate: ExchangeRate | None = None
    """The rate at which the bank converted it, frozen here. It explains the credited sum, and does not change it."""

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if self.charges is not None and self.charges.currency != self.amount.currency:
            raise ValueError(
                f"charges are in {self.charges.currency}, the credited sum in {self.amount.currency}: give one currency"
            )
        if (self.original is None) != (self.rate is None):
            raise ValueError("give original, what was sent in another currency, together with its rate")
        if self.original is not None and self.rate is not None:
            self._rate_fits(self.original, self.rate)
        return self

    def _rate_fits(self, original: Money, rate: ExchangeRate) -> None:
        if {original.currency, self.amount.currency} != {rate.base, rate.quote}:
            raise ValueError(
                f"the rate is {rate.base}/{rate.quote}; {original.currency} was sent, {self.amount.currency} credited"
            )
        gross = self.amount if self.charges is None else self.amount + self.charges
        least, most = _range(original, rate)
        cent = Decimal(1).scaleb(-minor_digits(gross.currency))
        # A printed rate is rounded to its last digit, and the bank rounds what it credits to a cent.
        if not _WIDE.subtract(least, cent) <= gross.amount <= _WIDE.add(most, cent):
            raise ValueError(
                f"{original} at {rate} is {rate.convert(original).rounded()}, and {gross} came, charges included: "
                "give the rate with all its digits, and what banks took off as charges"
            )

    def about(self) -> str:
        """The payment."""
        return f"payment:{self.payment}"


def _range(original: Money, rate: ExchangeRate) -> tuple[Decimal, Decimal]:
    """What a sum may come to at a rate that is rounded to its last digit, before any rounding of the sum."""
    exponent = rate.rate.as_tuple().exponent
    half = Decimal(5).scaleb(min(exponent, 0) - 1) if isinstance(exponent, int) else Decimal(0)
    low, high = _WIDE.subtract(rate.rate, half), _WIDE.add(rate.rate, half)
    if original.currency == rate.base:
        return _WIDE.multiply(original.amount, low), _WIDE.multiply(original.amount, high)
    most = _WIDE.divide(original.amount, low) if low > 0 else Decimal("Infinity")
    return _WIDE.divide(original.amount, high), most

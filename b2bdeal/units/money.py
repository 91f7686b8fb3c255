"""Money: an exact amount in one currency, which never adds to another currency."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Self, overload

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from b2bdeal.errors import CurrencyMismatch, ValueProblem
from b2bdeal.units.amount import Amount, bounded, exact, minus, over, parse, plain, plus, times
from b2bdeal.units.currency import Currency, currency, minor_digits
from b2bdeal.units.share import whole

__all__ = ["Money"]

_ROUND = Context(prec=60, rounding=ROUND_HALF_UP)
_MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True, repr=False, config=ConfigDict(extra="forbid", defer_build=True))
class Money:
    """An amount in an ISO 4217 currency: `Money(Decimal("12.50"), "CNY")` or `Money.of("12.50 CNY")`.

    A unit price may have more digits than the currency is paid in (up to 12 after the point); `rounded()` gives what
    is due. Sums and differences are exact; a product or quotient is rounded half-even to 12 digits. Two currencies
    never add and never compare (`CurrencyMismatch`); as keys and in `==` they are merely different.
    """

    amount: Amount
    """How much, in whole units of the currency; negative for what is owed back."""
    currency: Currency
    """The ISO 4217 code."""

    @classmethod
    def of(cls, amount: Decimal | int | str, code: str | None = None) -> Self:
        """Money from what people write: `of("12.50", "CNY")`, `of("1,250 CNY")`; else a `ValueProblem`."""
        if code is None:
            words = amount.split() if isinstance(amount, str) else []
            if len(words) != 2:
                raise ValueProblem(
                    f"{str(amount)[:60]!r} is no amount with a currency.", hint="write it like Money.of('12.50 CNY')"
                )
            amount, code = words
        return cls(parse(amount, "amount"), currency(code))

    @classmethod
    def zero(cls, code: str) -> Self:
        """Nothing, in a currency: where a sum starts."""
        return cls(Decimal(0), currency(code))

    @classmethod
    def total(cls, moneys: Iterable["Money"], code: str) -> "Money":
        """The sum of moneys of one currency; of none it is zero. `CurrencyMismatch` where one has another currency."""
        out: Money = cls.zero(code)
        for money in moneys:
            out = out + money
        return out

    def _same(self, other: "Money", doing: str) -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(
                f"{self.currency} and {other.currency} can't be {doing}.",
                hint=f"convert one to the other first, at a dated rate {self.currency}/{other.currency}",
            )

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "added")
        return _sure(bounded(plus(self.amount, other.amount), "amount"), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "subtracted")
        return _sure(bounded(minus(self.amount, other.amount), "amount"), self.currency)

    def __neg__(self) -> "Money":
        return _sure(minus(Decimal(0), self.amount), self.currency)

    def __pos__(self) -> "Money":
        return self

    def __abs__(self) -> "Money":
        return _sure(self.amount.copy_abs(), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if isinstance(factor, float | bool):
            raise TypeError(f"money times a {type(factor).__name__} loses cents; multiply by a Decimal or an int")
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        return _sure(exact(times(self.amount, factor), "amount"), self.currency)

    __rmul__ = __mul__

    @overload
    def __truediv__(self, other: "Money") -> Decimal: ...
    @overload
    def __truediv__(self, other: Decimal | int) -> "Money": ...
    def __truediv__(self, other: "Money | Decimal | int") -> "Money | Decimal":
        if isinstance(other, Money):
            self._same(other, "divided")
            return over(self.amount, other.amount, "sum of money")
        if isinstance(other, float | bool):
            raise TypeError(f"money divided by a {type(other).__name__} loses cents; divide by a Decimal or an int")
        if not isinstance(other, Decimal | int):
            return NotImplemented
        return _sure(exact(over(self.amount, other, "sum of money"), "amount"), self.currency)

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "compared")
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "compared")
        return self.amount <= other.amount

    def __gt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "compared")
        return self.amount > other.amount

    def __ge__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same(other, "compared")
        return self.amount >= other.amount

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing at all."""
        return not self.amount

    @property
    def is_rounded(self) -> bool:
        """Whether it can be paid as it is: no more digits than the currency keeps."""
        return self.rounded().amount == self.amount

    def rounded(self) -> "Money":
        """What is due: rounded half-up (away from zero) to the currency's minor unit, such as JPY 1 or CNY 0.01."""
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        return _sure(exact(self.amount.quantize(step, context=_ROUND), "amount"), self.currency)

    def split(self, portions: Sequence[Decimal]) -> tuple["Money", ...]:
        """The money in portions that sum to exactly 1, each rounded to the minor unit, the remainder on the last one.

        Nothing is lost: the parts sum to the money. No part is more than what the parts before it have left, so that
        none is of the other sign. A `ValueProblem` where the portions are not whole, or where the money has more digits
        than its currency keeps.
        """
        return self._parts(whole(portions))

    def allocate(self, n: int) -> tuple["Money", ...]:
        """The money in n parts that differ by at most one minor unit and sum to it; the larger parts come first."""
        if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= _MOST_PARTS:
            raise ValueProblem(
                "Money can't be shared out in so many parts.", hint=f"give a whole number from 1 to {_MOST_PARTS:,}"
            )
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        units, more = divmod(int(abs(self._payable().amount) / step), n)
        sign = -1 if self.amount < 0 else 1
        large, small = (_sure(times(step, sign * u), self.currency) for u in (units + 1, units))
        return (large,) * more + (small,) * (n - more)

    def _payable(self) -> "Money":
        if not self.is_rounded:
            raise ValueProblem(
                f"{self} has more digits than {self.currency} is paid in.", hint="take .rounded() of it first"
            )
        return self.rounded()

    def _parts(self, portions: Sequence[Decimal]) -> tuple["Money", ...]:
        left = self._payable()
        parts: list[Money] = []
        for portion in portions[:-1]:
            part = (self * portion).rounded()
            if abs(part) > abs(left):
                part = left
            parts.append(part)
            left = left - part
        return (*parts, left)

    def __str__(self) -> str:
        return f"{plain(self.amount, minor_digits(self.currency))} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({str(self.amount)!r}, {self.currency!r})"

    def text(self, lang: str = "en") -> str:
        """The money in a language, "en" or "zh": "1,234.50 CNY", by its code since ¥ is two currencies' sign."""
        from babel.numbers import format_currency

        digits = max(minor_digits(self.currency), len(plain(self.amount).partition(".")[2]))
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "\xa0¤¤"
        return format_currency(self.amount, self.currency, pattern, locale=lang, currency_digits=False)


def _sure(amount: Decimal, code: str) -> Money:
    """Money from parts that are known to be right, which is three times as fast as checking them again."""
    money = object.__new__(Money)
    object.__setattr__(money, "amount", amount)
    object.__setattr__(money, "currency", code)
    return money

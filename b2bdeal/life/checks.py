"""The small checks that documents share: whole counts, days, quantities above zero, sums that were really credited."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, WrapSerializer

from b2bdeal.units import Money, Quantity, minor_digits
from b2bdeal.units.moment import Day, Written

__all__ = [
    "Count",
    "Credited",
    "Day",
    "Flag",
    "Frozen",
    "FrozenMap",
    "Measured",
    "Ordinal",
    "Price",
    "Some",
    "Words",
    "repeated",
]

K = TypeVar("K")
V = TypeVar("V")

Count = Annotated[int, Field(ge=0, le=10**12, strict=True)]
"""A whole number from 0; text and True are refused."""

Ordinal = Annotated[int, Field(ge=1, le=10**6, strict=True)]
"""A number that counts from 1: a version, a round, a line."""

Flag = Annotated[bool, Field(strict=True)]
"""True or False; words such as "yes" are refused."""

Words = Annotated[
    str,
    Written(
        "words",
        "give text of 1 to 20,000 characters, not blank and without control characters other than line ends and tabs",
        least=1,
        most=20_000,
        pattern=r"^[\P{Cc}\n\r\t]*[^\s\p{Cc}][\P{Cc}\n\r\t]*$",
    ),
]
"""Text that may not be blank, to 20,000 characters."""


_TOO_MUCH = Decimal(10**13)
"""A bound on one figure, so that the sums of a deal can never have more digits than an amount may have."""


def _measured(quantity: Quantity) -> Quantity:
    if quantity.value >= _TOO_MUCH:
        raise ValueError("give a quantity below 10^13; a coarser unit keeps the figure short")
    return quantity


def _some(quantity: Quantity) -> Quantity:
    if not quantity.value > 0:
        raise ValueError("give a quantity above 0")
    return _measured(quantity)


def _no_debt(money: Money) -> Money:
    if money.amount < 0:
        raise ValueError(f"{money} is below 0: give a sum from 0")
    return money


@cache
def _smallest(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(currency))


def _credited(money: Money) -> Money:
    if not 0 < money.amount < _TOO_MUCH:
        raise ValueError("give the sum that was credited, above 0 and below 10^13; a refund is no payment received")
    # Most sums come with just the digits of their currency, which is told faster than by rounding.
    if not money.amount.same_quantum(_smallest(money.currency)) and not money.is_rounded:
        raise ValueError(f"an account in {money.currency} can't be credited with parts of its smallest unit")
    return money


Price = Annotated[Money, AfterValidator(_no_debt)]
"""Money from 0: a price, which may be finer than the currency's smallest unit, or what something is worth."""

Measured = Annotated[Quantity, AfterValidator(_measured)]
"""A quantity from 0."""

Some = Annotated[Quantity, AfterValidator(_some)]
"""A quantity above 0."""

Credited = Annotated[Money, AfterValidator(_credited)]
"""Money that an account was credited with: above 0, no finer than the currency's smallest unit."""


class FrozenMap(Mapping[K, V]):
    """A mapping that can't be changed and has a hash, in the order it was given."""

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a frozen map can't be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenMap, (dict(self._items),)

    def __repr__(self) -> str:
        return repr(self._items)


def _as_dict(value: Mapping[Any, Any], handler: SerializerFunctionWrapHandler) -> Any:
    return handler(dict(value))


Frozen = Annotated[Mapping[K, V], AfterValidator(FrozenMap), WrapSerializer(_as_dict)]
"""A mapping that is frozen when the document is made."""


def repeated(values: Iterable[V]) -> list[V]:
    """The values that come more than once, each once, in their order."""
    seen: dict[V, int] = {}
    for value in values:
        seen[value] = seen.get(value, 0) + 1
    return [value for value, times in seen.items() if times > 1]

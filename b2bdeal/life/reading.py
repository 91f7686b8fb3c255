"""How a list of facts is read: those of one kind, in the order they happened; sums that never raise."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from b2bdeal.errors import ValueProblem
from b2bdeal.life.fact import Fact
from b2bdeal.units import Quantity

__all__ = ["by_time", "of_kind", "same_unit"]

F = TypeVar("F", bound=Fact)


def of_kind(facts: Iterable[Fact], cls: type[F]) -> Iterator[F]:
    """The facts of a class, compared by kind, so that a class defined again in a notebook still finds its facts."""
    kind = cls.kind
    for fact in facts:
        if fact.kind == kind:
            yield cls.cast(fact)


def by_time(facts: Iterable[Fact]) -> list[Fact]:
    """The facts in the order they happened; those of one moment stay in the order given."""
    return sorted(facts, key=lambda fact: fact.at)


def same_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """The quantity in a unit; None where the two do not convert, as kilograms to pieces."""
    if quantity.unit == unit:
        return quantity
    try:
        return quantity.to(unit)
    except ValueProblem:
        return None

"""Customer-specific stock: labels, bottles, bulk bought or made for one buyer; whose it is, how old, at what risk."""

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.errors import ValueProblem
from b2bdeal.life.checks import FrozenMap, Ordinal, Some
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import by_time, same_unit
from b2bdeal.show import Shown
from b2bdeal.units import Id, Money, Quantity, Text

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["Stock", "StockItem", "StockOutcome", "StockOwner", "StockSettled", "StockSort", "StockTaken", "StockUsed"]

_WIDE = Context(prec=80)  # a program may have set Python's own to fewer digits
_STEP = Decimal(1).scaleb(-12)

StockSort = Literal["label", "bottle", "packaging", "material", "bulk", "finished"]
"""What is kept."""

StockOwner = Literal["buyer", "factory"]
"""Whose it is."""

StockOutcome = Literal["bought_by_buyer", "returned_to_buyer", "reused", "scrapped"]
"""How stock that is not used is settled."""


class StockTaken(Fact, kind="oem.StockTaken", label="Stock taken in", zh="专用库存已入库"):
    """Something came in that only this buyer's goods can use."""

    stock: Id
    """The number under which it is kept."""
    item: Id
    """What it is, as "LABEL-CREAM-FR-3"."""
    sort: StockSort
    """Of what sort."""
    quantity: Some
    """How much came in."""
    value: Money
    """What all of it cost, in the contract's currency, 0 or more; 0 for what the buyer supplied."""
    owner: StockOwner
    """Whose it is."""
    line: Ordinal | None = None
    """The contract's line that it is for; None if for several."""
    bought_for: Id | None = None
    """The production order that it was bought for, if for one."""

    @model_validator(mode="after")
    def _payable(self) -> Self:
        if self.value.amount < 0 or not self.value.is_rounded:
            raise ValueError(f"a value of {self.value}: give 0 or more, to the currency's smallest unit")
        return self

    def about(self) -> str:
        """The stock."""
        return f"stock:{self.stock}"


class StockUsed(Fact, kind="oem.StockUsed", label="Stock used", zh="专用库存已领用"):
    """A part of it went into production, or was lost there."""

    stock: Id
    """The number under which it is kept."""
    quantity: Some
    """How much."""
    used_for: Id | None = None
    """The production order or lot that it went into."""

    def about(self) -> str:
        """The stock."""
        return f"stock:{self.stock}"


class StockSettled(Fact, kind="oem.StockSettled", label="Stock settled", zh="专用库存已处置"):
    """What was not used was bought by the buyer, given back, used otherwise or scrapped: it is at no risk any more."""

    stock: Id
    """The number under which it is kept."""
    quantity: Some
    """How much."""
    outcome: StockOutcome
    """What became of it."""
    charged: Money | None = None
    """What the buyer pays for it; None if nothing."""
    document: Id | None = None
    """The document in which both sides settled it."""
    note: Text = ""
    """Anything else."""

    @model_validator(mode="after")
    def _payable(self) -> Self:
        if self.charged is not None and (self.charged.amount <= 0 or not self.charged.is_rounded):
            raise ValueError(f"charged is {self.charged}: give a sum above 0 that can be paid, or leave it out")
        return self

    def about(self) -> str:
        """The stock."""
        return f"stock:{self.stock}"


@attrs.frozen
class StockItem:
    """What is left of one stock."""

    taken: StockTaken
    left: Quantity
    """What was neither used nor settled."""

    @property
    def value(self) -> Money:
        """What is left of its cost: the cost in proportion to what is left, rounded to the smallest unit, half up."""
        cost, whole = self.taken.value, self.taken.quantity
        part = _WIDE.divide(_WIDE.multiply(cost.amount, self.left.value), whole.value)
        return Money(part.quantize(_STEP, context=_WIDE), cost.currency).rounded()

    def age(self, on: date, zone: tzinfo | None = None) -> int:
        """How many days it has been here on a day; 0 before it came. Days are those of `zone`, else of its time."""
        at = self.taken.at if zone is None else self.taken.at.astimezone(zone)
        return max((on - at.date()).days, 0)


@attrs.frozen(repr=False)
class Stock(Shown):
    """The customer-specific stock of a deal. It folds from any list of facts, read in order of time."""

    items: Mapping[str, StockItem] = FrozenMap()
    """The stocks by number, used up ones among them."""
    on: date | None = None
    """The day for which ages are told; None: no ages."""
    zone: tzinfo | None = None
    """The zone whose days are counted; None: that of each time."""
    odd: tuple[Fact, ...] = ()
    """Facts that could not be counted: of a stock that is not known, in another unit, or more than is there."""

    @classmethod
    def of(cls, facts: Iterable[Fact], on: date | None = None, *, zone: tzinfo | None = None) -> "Stock":
        """The stock that these facts leave; facts of other kinds are passed over."""
        items: dict[str, StockItem] = {}
        odd: list[Fact] = []
        for fact in by_time(facts):
            if fact.kind == StockTaken.kind:
                taken = StockTaken.cast(fact)
                items[taken.stock] = StockItem(taken, taken.quantity)
            elif fact.kind in (StockUsed.kind, StockSettled.kind):
                gone = StockUsed.cast(fact) if fact.kind == StockUsed.kind else StockSettled.cast(fact)
                item = items.get(gone.stock)
                less = None if item is None else same_unit(gone.quantity, item.left.unit)
                if item is None or less is None or less > item.left:
                    odd.append(fact)
                else:
                    items[gone.stock] = StockItem(item.taken, item.left - less)
        return cls(FrozenMap(items), on, zone, tuple(odd))

    @property
    def left(self) -> tuple[StockItem, ...]:
        """The stocks of which something is left."""
        return tuple(one for one in self.items.values() if not one.left.is_zero)

    def unsettled(self, line: int) -> tuple[StockItem, ...]:
        """What is left of the factory's own for a line of the contract, or for several: to settle before it shrinks."""
        return tuple(one for one in self.left if one.taken.owner == "factory" and one.taken.line in (line, None))

    def value(self, owner: StockOwner, currency: str) -> Money:
        """What is left of one side's, at cost. Raises ValueProblem where some of it is in another currency."""
        mine = [one for one in self.left if one.taken.owner == owner]
        other = sorted({one.taken.value.currency for one in mine} - {currency})
        if other:
            raise ValueProblem(
                f"Some of the stock is valued in {', '.join(other)}, not in {currency}.",
                hint="take it in at its value in the contract's currency",
            )
        return Money.total((one.value for one in mine), currency)

    def exposure(self, deposit: Money) -> Money:
        """What the factory would lose of its own stock if the buyer left: its value less the deposit held, at least 0.

        `deposit` is in the contract's currency, as `deal.payments.received`. Raises ValueProblem where some of the
        stock is valued in another currency.
        """
        risk = self.value("factory", deposit.currency) - deposit
        return max(risk, Money.zero(deposit.currency))

    def card(self) -> "Table":
        """What is left: whose it is, how old, at what value."""
        from b2bdeal.labels import t
        from b2bdeal.show import Column, Table

        rows = [
            (
                one.taken.stock,
                one.taken.item,
                t(one.taken.sort),
                t(one.taken.owner),
                one.left,
                None if self.on is None else one.age(self.on, self.zone),
                one.value,
                one.taken.bought_for,
            )
            for one in self.left
        ]
        columns = (
            "stock",
            "item",
            "sort",
            "owner",
            Column("left", kind="quantity"),
            Column("age", unit="days", kind="int"),
            Column("value", kind="money"),
            "bought_for",
        )
        return Table(t("Customer-specific stock"), columns, rows, as_of=self.on)

    def __repr__(self) -> str:
        return f"<Stock: {len(self.left)} of {len(self.items)} left>"

"""How far the orders and lots of a deal are, worked out from its facts: planned, made, inspected, released."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.fact import Fact
from b2bdeal.life.order import (
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    ReworkFinished,
)
from b2bdeal.life.production import Inspected, ProductionFinished, ProductionOrder, ProductionReleased
from b2bdeal.life.reading import by_time, same_unit
from b2bdeal.show import Shown
from b2bdeal.units import Quantity

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["Lot", "OrderState", "Production", "Progress"]

OrderState = Literal[
    "planned",
    "released",
    "running",
    "held",
    "inspecting",
    "reworking",
    "finished",
    "closed",
    "scrapped",
    "cancelled",
]
"""Where a production order is; the names are those of the stages of its flow."""

_OPEN = ("released", "running", "held", "inspecting", "reworking")
_NOT_EXPECTED = ("planned", "scrapped", "cancelled")
_AFTER: Mapping[str, OrderState] = {
    "accept": "finished",
    "concession": "finished",
    "rework": "reworking",
    "reject": "scrapped",
}


@attrs.frozen
class Lot:
    """How far one lot is."""

    number: str
    order: ProductionOrder | None
    """None where a lot was finished or inspected without a released order."""
    made: Quantity | None = None
    """What came out good so far, less what rework could not save."""
    scrapped: Quantity | None = None
    """What was lost in making and in rework."""
    inspected: Inspected | None = None
    """The inspection that decided last; None again when more was made or reworked after it."""
    reworked: Quantity | None = None
    """What went through rework."""
    cancelled: bool = False
    """Whether its order was cancelled: what there is of it is not released."""

    @property
    def planned(self) -> Quantity | None:
        """What was to be made."""
        return None if self.order is None else self.order.quantity

    @property
    def state(self) -> Literal["released", "made", "accept", "rework", "concession", "reject", "cancelled"]:
        """In work, made, cancelled, or what the last inspection decided."""
        if self.cancelled:
            return "cancelled"
        if self.inspected is not None:
            return self.inspected.disposition
        return "released" if self.made is None else "made"

    @property
    def released(self) -> Quantity | None:
        """What may be shipped: what was made of an accepted or conceded lot; None if nothing."""
        return self.made if self.inspected is not None and self.inspected.released and not self.cancelled else None


@attrs.frozen
class Progress:
    """How far one production order is."""

    order: ProductionOrder
    state: OrderState
    held_at: OrderState | None = None
    """Where it was when it was stopped; None unless it is."""

    @property
    def is_open(self) -> bool:
        """Whether work on it is not over: released, running, stopped, in inspection or in rework."""
        return self.state in _OPEN


@attrs.frozen(repr=False)
class Production(Shown):
    """How far the orders and lots of a deal are. It folds from any list of facts, read in order of time."""

    lots: Mapping[str, Lot] = FrozenMap()
    """The lots by number, from their order's release on."""
    orders: Mapping[str, Progress] = FrozenMap()
    """The production orders by number, planned ones among them."""
    odd: tuple[Fact, ...] = ()
    """Facts that could not be counted: an output in a unit that does not convert to the lot's, more rework than lot."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Production":
        """The production that these facts tell; facts of other kinds are passed over."""
        bench = _Bench()
        for fact in by_time(facts):
            take = _TAKES.get(fact.kind)
            if take is not None:
                take(bench, fact)
        return cls(FrozenMap(bench.lots), FrozenMap(bench.orders), tuple(bench.odd))

    @property
    def all_made(self) -> bool:
        """Whether there are lots and something was made of each."""
        return bool(self.lots) and all(lot.made is not None for lot in self.lots.values())

    @property
    def all_released(self) -> bool:
        """Whether there are lots and each may be shipped."""
        return bool(self.lots) and all(lot.released is not None for lot in self.lots.values())

    @property
    def open_orders(self) -> tuple[str, ...]:
        """The orders on which work is not over."""
        return tuple(number for number, one in self.orders.items() if one.is_open)

    def not_released(self, lots: Iterable[str]) -> tuple[str, ...]:
        """Which of these lots may not be shipped: unknown, in work, not inspected, in rework, rejected, cancelled."""
        return tuple(n for n in lots if n not in self.lots or self.lots[n].released is None)

    def released_of(self, line: int, unit: str) -> Quantity:
        """What may be shipped of a contract's line, shipped or not, in a unit; other units do not count."""
        return _sum((lot.released for lot in self._of(line)), unit)

    def made_of(self, line: int, unit: str) -> Quantity:
        """What came out good of a contract's line, released or not, rejected lots left out, in a unit."""
        return _sum((lot.made for lot in self._of(line) if lot.state not in ("reject", "cancelled")), unit)

    def expected_of(self, line: int, unit: str) -> Quantity:
        """What the released orders of a contract's line come to: good output once it is over, until then the plan.

        Scrapped and cancelled orders come to nothing, so that their line can be made again.
        """
        parts = []
        for one in self.orders.values():
            if one.order.line == line and one.state not in _NOT_EXPECTED:
                lot = self.lots.get(one.order.lot)
                over = one.state in ("inspecting", "reworking", "finished", "closed") and lot is not None
                parts.append(lot.made if over and lot is not None else one.order.quantity)
        return _sum(parts, unit)

    def card(self) -> "Table":
        """The orders: where they are, what was planned, made, scrapped and reworked."""
        from b2bdeal.labels import t
        from b2bdeal.show import Column, Table

        quantities = [Column(name, kind="quantity") for name in ("planned", "made", "scrapped", "reworked")]
        rows = []
        for number, one in self.orders.items():
            lot = self.lots.get(one.order.lot) or Lot(one.order.lot, one.order)
            made = (one.order.quantity, lot.made, lot.scrapped, lot.reworked)
            rows.append((number, lot.number, one.order.item, t(one.state), *made))
        return Table(t("Production"), ("order", "lot", "item", "state", *quantities), rows)

    def __repr__(self) -> str:
        return f"<Production: {len(self.orders)} orders, {len(self.open_orders)} open, {len(self.lots)} lots>"

    def _of(self, line: int) -> list[Lot]:
        return [lot for lot in self.lots.values() if lot.order is not None and lot.order.line == line]


class _Bench:
    """Where the fold keeps what it knows."""

    def __init__(self) -> None:
        self.lots: dict[str, Lot] = {}
        self.orders: dict[str, Progress] = {}
        self.odd: list[Fact] = []

    def lot(self, number: str) -> Lot:
        return self.lots.get(number) or Lot(number, None)

    def goes(self, order: str, state: OrderState) -> None:
        old = self.orders.get(order)
        if old is not None:
            self.orders[order] = Progress(old.order, state, old.state if state == "held" else None)

    def planned(self, fact: Fact) -> None:
        for order in OrdersPlanned.cast(fact).orders:
            self.orders.setdefault(order.number, Progress(order, "planned"))

    def released(self, fact: Fact) -> None:
        for order in ProductionReleased.cast(fact).orders:
            self.lots[order.lot] = attrs.evolve(self.lot(order.lot), order=order)
            self.orders[order.number] = Progress(order, "released")

    def started(self, fact: Fact) -> None:
        self.goes(OrderStarted.cast(fact).order, "running")

    def held(self, fact: Fact) -> None:
        self.goes(OrderHeld.cast(fact).order, "held")

    def resumed(self, fact: Fact) -> None:
        number = OrderResumed.cast(fact).order
        old = self.orders.get(number)
        if old is not None and old.held_at is not None:
            self.goes(number, old.held_at)

    def finished(self, fact: Fact) -> None:
        out = ProductionFinished.cast(fact)
        lot = self.lot(out.lot)
        unit = (lot.made or lot.planned or out.good).unit
        made, lost = _plus(lot.made, out.good, unit), _plus(lot.scrapped, out.scrapped, unit)
        if made is None or lost is None:
            self.odd.append(fact)
            return
        self.lots[out.lot] = attrs.evolve(lot, made=made, scrapped=lost, inspected=None)
        self.goes(out.order, "inspecting" if out.last else "running")

    def inspected(self, fact: Fact) -> None:
        seen = Inspected.cast(fact)
        self.lots[seen.lot] = attrs.evolve(self.lot(seen.lot), inspected=seen)
        self.goes(seen.order, _AFTER[seen.disposition])

    def reworked(self, fact: Fact) -> None:
        out = ReworkFinished.cast(fact)
        lot = self.lot(out.lot)
        made = lot.made
        good, lost = (
            (None, None) if made is None else (same_unit(out.good, made.unit), same_unit(out.scrapped, made.unit))
        )
        if made is None or good is None or lost is None or good + lost > made:
            self.odd.append(fact)
            return
        whole, scrap = _plus(lot.reworked, good + lost, made.unit), _plus(lot.scrapped, lost, made.unit)
        self.lots[out.lot] = attrs.evolve(lot, made=made - lost, scrapped=scrap, reworked=whole, inspected=None)
        self.goes(out.order, "inspecting")

    def closed(self, fact: Fact) -> None:
        self.goes(OrderClosed.cast(fact).order, "closed")

    def cancelled(self, fact: Fact) -> None:
        number = OrderCancelled.cast(fact).order
        self.goes(number, "cancelled")
        for lot in list(self.lots.values()):
            if lot.order is not None and lot.order.number == number:
                self.lots[lot.number] = attrs.evolve(lot, cancelled=True)


_TAKES = {
    OrdersPlanned.kind: _Bench.planned,
    ProductionReleased.kind: _Bench.released,
    OrderStarted.kind: _Bench.started,
    OrderHeld.kind: _Bench.held,
    OrderResumed.kind: _Bench.resumed,
    ProductionFinished.kind: _Bench.finished,
    Inspected.kind: _Bench.inspected,
    ReworkFinished.kind: _Bench.reworked,
    OrderClosed.kind: _Bench.closed,
    OrderCancelled.kind: _Bench.cancelled,
}


def _plus(old: Quantity | None, more: Quantity, unit: str) -> Quantity | None:
    new = same_unit(more, unit)
    return new if new is None or old is None else old + new


def _sum(parts: Iterable[Quantity | None], unit: str) -> Quantity:
    total = Quantity.of(0, unit)
    for part in parts:
        same = None if part is None else same_unit(part, unit)
        total = total if same is None else total + same
    return total

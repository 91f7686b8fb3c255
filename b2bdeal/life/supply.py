"""How the packaging of a deal stands, worked out from its facts: what it needs, what came, and whose days that cost."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import ROUND_CEILING, Context, Decimal
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import t
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.packaging import (
    CompatibilityFailed,
    CompatibilityPassed,
    LeftoversSettled,
    PackagingArrived,
    PackagingInspected,
    PackagingItem,
    PackagingPlanned,
)
from b2bdeal.life.reading import by_time, same_unit
from b2bdeal.show import Shown
from b2bdeal.units import Quantity

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["Packaging", "PackagingState", "excused_days"]

_EXACT = Context(prec=60)
_COUNTED = ("piece", "set", "pair", "carton", "box", "bag", "bottle", "tube", "drum", "roll", "pallet")


@attrs.frozen
class PackagingState:
    """How one packaging item stands; quantities in the unit of its plan."""

    plan: PackagingItem
    arrived: Quantity
    accepted: Quantity
    rejected: Quantity
    supplied_on: date | None = None
    """The day on which enough had come, what is rejected counted out; None: not yet. It is the supplier's day."""
    ready_on: date | None = None
    """The day on which inspection had accepted enough; None: not yet."""
    settled: Quantity | None = None
    """What of the leftovers is settled."""

    @property
    def needed(self) -> Quantity:
        """What goes into the goods and the loss allowance, up to a whole piece where it is counted."""
        return _needed(self.plan)

    @property
    def short(self) -> Quantity:
        """What is still to be accepted."""
        return self.needed - min(self.accepted, self.needed)

    @property
    def complete(self) -> bool:
        """Whether enough is accepted."""
        return self.short.is_zero

    def late_days(self, on: date | None = None) -> int:
        """How many days after its due day enough had come; where it has not yet, counted to `on`, or 0 without."""
        come = self.supplied_on or on
        return 0 if come is None else max(0, (come - self.plan.due).days)


@attrs.frozen(repr=False)
class Packaging(Shown):
    """The packaging of a deal. It folds from any list of facts, read in order of time."""

    items: Mapping[str, PackagingState] = FrozenMap()
    """The planned items by id."""
    tested: Mapping[tuple[str, str], Literal["passed", "failed"]] = FrozenMap()
    """What the last compatibility test of a packaging item with a formula showed."""
    odd: tuple[Fact, ...] = ()
    """Facts that could not be counted: of an item that is not planned, or in a unit that does not convert."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract | None = None, *, zone: tzinfo | None = None) -> "Packaging":
        """The packaging that these facts tell; with a contract, only what goes into its items.

        The days of inspections are those of their times in `zone`, by default the zone in which each was given.
        """
        ordered = by_time(facts)
        plans: dict[str, PackagingItem] = {}
        tested: dict[tuple[str, str], Literal["passed", "failed"]] = {}
        for fact in ordered:
            if fact.kind == PackagingPlanned.kind:
                plans |= {one.item: one for one in PackagingPlanned.cast(fact).items}
            elif fact.kind == CompatibilityPassed.kind:
                passed = CompatibilityPassed.cast(fact)
                tested[(passed.item, passed.formula)] = "passed"
            elif fact.kind == CompatibilityFailed.kind:
                failed = CompatibilityFailed.cast(fact)
                tested[(failed.item, failed.formula)] = "failed"
        counts = {item: _Count(plan, zone) for item, plan in plans.items()}
        odd = [fact for fact in ordered if not _counted(fact, counts)]
        wanted = None if contract is None else {line.item for line in contract.lines}
        found = {
            item: count.state()
            for item, count in counts.items()
            if wanted is None or not wanted.isdisjoint(count.plan.articles)
        }
        return cls(FrozenMap(found), FrozenMap(tested), tuple(odd))

    @property
    def complete(self) -> bool:
        """Whether enough of every planned item is accepted; true where nothing is planned."""
        return all(state.complete for state in self.items.values())

    @property
    def ready_on(self) -> date | None:
        """The day on which the last item was complete; None as long as one is not, and where nothing is planned."""
        days = [state.ready_on for state in self.items.values()]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    def excused_days(self, on: date | None = None, *, article: str | None = None) -> int:
        """The days that the customer's packaging cost: the most by which one of its items came late.

        What was rejected has not come. Items are waited for side by side, so their days do not add. An item that has
        not come yet counts up to `on`, or for nothing without. With an article, only what goes into that one counts.
        """
        own = [state for state in self.items.values() if state.plan.supplied_by == "customer"]
        return max((s.late_days(on) for s in own if article is None or article in s.plan.articles), default=0)

    def compatibility(self, item: str, formula: str) -> Literal["not_needed", "pending", "passed", "failed"]:
        """How a packaging item stands to a formula: by the last test, else by what was known when it was planned."""
        state = self.items.get(item)
        if state is not None and not state.plan.touches_formula:
            return "not_needed"
        return self.tested.get((item, formula)) or ("pending" if state is None else state.plan.compatibility)

    def card(self) -> "Table":
        """Each item: whose, due, needed, come, accepted, rejected, short, late."""
        from b2bdeal.show import Column, Table

        sides = {"factory": t("factory"), "customer": t("customer")}
        columns = (
            "packaging",
            "supplied by",
            Column("due", kind="date"),
            "needed",
            "arrived",
            "accepted",
            "rejected",
            "short",
            Column("days late", kind="int"),
        )
        rows = [
            (i, sides[s.plan.supplied_by], s.plan.due, s.needed, s.arrived, s.accepted, s.rejected, s.short, late)
            for i, s in self.items.items()
            for late in [s.late_days()]
        ]
        return Table(t("Packaging"), columns, rows)

    def __repr__(self) -> str:
        waiting = [item for item, state in self.items.items() if not state.complete]
        return f"<Packaging: {len(self.items)} items, waiting for {', '.join(waiting) or 'nothing'}>"


def _needed(plan: PackagingItem) -> Quantity:
    """What goes into the goods and the loss allowance: quantity × (1 + allowance), up to a whole piece if counted."""
    whole = plan.quantity * _EXACT.add(Decimal(1), plan.loss_allowance)
    if plan.quantity.unit in _COUNTED:
        return Quantity(whole.value.to_integral_value(ROUND_CEILING, _EXACT), whole.unit)
    return whole


def excused_days(
    facts: Iterable[Fact],
    contract: Contract,
    zone: tzinfo | None = None,
    *,
    on: date | None = None,
    article: str | None = None,
) -> int:
    """The days by which the customer's own packaging, late or rejected, moves the contract's date.

    No penalty runs for them. Days are calendar days after the item's due day; what has not come yet counts up to `on`.
    With an article, they are those of the packaging that goes into it.
    """
    return Packaging.of(facts, contract, zone=zone).excused_days(on, article=article)


class _Count:
    """One packaging item while it is being counted."""

    def __init__(self, plan: PackagingItem, zone: tzinfo | None) -> None:
        self.plan, self.zone, self.unit = plan, zone, plan.quantity.unit
        zero = Quantity(Decimal(0), self.unit)
        self.arrived, self.accepted, self.rejected, self.settled = zero, zero, zero, zero
        self.came: list[tuple[date, Quantity]] = []
        self.ready_on: date | None = None

    def arrive(self, fact: PackagingArrived) -> bool:
        total = _plus(self.arrived, fact.quantity)
        if total is None:
            return False
        self.arrived, before = total, self.arrived
        self.came.append((fact.on, total - before))
        return True

    def inspect(self, fact: PackagingInspected) -> bool:
        good, bad = _plus(self.accepted, fact.accepted), _plus(self.rejected, fact.rejected)
        if good is None or bad is None:
            return False
        self.accepted, self.rejected = good, bad
        if self.ready_on is None and self.accepted >= _needed(self.plan):
            self.ready_on = _day(fact.at, self.zone)
        return True

    def settle(self, fact: LeftoversSettled) -> bool:
        total = _plus(self.settled, fact.quantity)
        if total is None:
            return False
        self.settled = total
        return True

    def state(self) -> PackagingState:
        enough, total, supplied = _needed(self.plan) + self.rejected, Quantity(Decimal(0), self.unit), None
        for day, more in sorted(self.came, key=lambda one: one[0]):
            total = total + more
            if total >= enough:
                supplied = day
                break
        settled = None if self.settled.is_zero else self.settled
        return PackagingState(self.plan, self.arrived, self.accepted, self.rejected, supplied, self.ready_on, settled)


def _plus(old: Quantity, more: Quantity) -> Quantity | None:
    """The sum in the unit of the first; None where the units do not convert, or the sum is beyond any quantity."""
    new = same_unit(more, old.unit)
    try:
        return None if new is None else old + new
    except ValueProblem:
        return None


def _counted(fact: Fact, counts: dict[str, _Count]) -> bool:
    """Whether a fact was counted, or is none that is to be counted."""
    if fact.kind == PackagingArrived.kind:
        arrived = PackagingArrived.cast(fact)
        return arrived.item in counts and counts[arrived.item].arrive(arrived)
    if fact.kind == PackagingInspected.kind:
        seen = PackagingInspected.cast(fact)
        return seen.item in counts and counts[seen.item].inspect(seen)
    if fact.kind == LeftoversSettled.kind:
        settled = LeftoversSettled.cast(fact)
        return settled.item in counts and counts[settled.item].settle(settled)
    return True


def _day(at: datetime, zone: tzinfo | None) -> date:
    try:
        return (at if zone is None else at.astimezone(zone)).date()
    except OverflowError:  # the first and the last day there is
        return at.date()

"""How late the goods of a contract came, and what its penalty clause makes of that."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

import attrs

from b2bdeal.labels import t
from b2bdeal.life.contract import Contract
from b2bdeal.life.delivery import Shipped
from b2bdeal.life.fact import Fact
from b2bdeal.life.money import Payments
from b2bdeal.life.ordered import FirmLine, firm_lines
from b2bdeal.life.payment import PaymentReceived
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.life.supply import Packaging
from b2bdeal.show import Shown
from b2bdeal.units import Money, Quantity

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["LatePart", "Lateness", "payment_delay"]


@attrs.frozen
class LatePart:
    """A quantity of a line that left after its day, or has not left yet."""

    line: int
    item: str
    quantity: Quantity
    value: Money
    """Price times quantity, rounded to the currency's smallest unit, half up."""
    due: date
    """The last day on which it would have been in time, on the seller's calendar; excuses not counted."""
    left_on: date | None
    """The day it left; None: it has not."""
    days: int
    """How many calendar days late, excused days taken off."""
    penalty: Money
    """What the clause makes of it; 0 without a clause."""


@attrs.frozen(repr=False)
class Lateness(Shown):
    """What was or is late of a contract on a day."""

    contract: Contract
    on: date
    parts: tuple[LatePart, ...] = ()
    """What is late after excuses, by line and day."""
    excused: int = 0
    """The calendar days that excuses took off; of several articles, those of the one with the most."""
    capped: bool = False
    """Whether the clause's cap limits the penalty of a part."""

    @classmethod
    def of(
        cls, facts: Iterable[Fact], contract: Contract, on: date, *, excused: int = 0, zone: tzinfo | None = None
    ) -> "Lateness":
        """What of a contract left late by a day, or is still late on it, and the penalty for it.

        Goods count as delivered on the day they left. Shipments fill the delivery windows, or the call-offs, in the
        order of their days; what is in no window is due at `deliver_by`. What is still missing is not waited for once
        it is within the tolerance, or the line was closed short. As far as the clause excuses them, days for which the
        customer's own packaging or the payments that production waits for came late move every due day; the longer of
        the two, since they run side by side. Packaging excuses the articles that it goes into, and no others. `excused`
        are further calendar days, as of force majeure. Days are counted in `zone`, by default that of each time.
        """
        ordered = by_time(facts)
        excuses = {item: excused + days for item, days in _worked_out(contract, ordered, on, zone).items()}
        parts: list[LatePart] = []
        capped = False
        for line, places in _places(contract, firm_lines(contract, ordered)).items():
            departures = _departures(ordered, line, places[0].quantity.unit, on, zone)
            off = excuses.get(places[0].item, excused)
            for place, quantity, left_on in _filled(places, departures, contract):
                days = ((left_on or on) - place.due).days - off
                if days <= 0:
                    continue
                value = (place.unit_price * quantity.value).rounded()
                owed = Money.zero(contract.currency)
                if contract.penalty is not None:
                    owed = contract.penalty.due(value, days)
                    capped = capped or contract.penalty.capped(days)
                parts.append(LatePart(line, place.item, quantity, value, place.due, left_on, days, owed))
        return cls(contract, on, tuple(parts), max(excuses.values(), default=excused), capped)

    @property
    def days(self) -> int:
        """The calendar days by which the latest part is late; 0 if nothing is."""
        return max((one.days for one in self.parts), default=0)

    @property
    def value(self) -> Money:
        """What the late goods are worth."""
        return Money.total((one.value for one in self.parts), self.contract.currency)

    @property
    def penalty(self) -> Money:
        """What the seller owes for it; 0 without a clause."""
        return Money.total((one.penalty for one in self.parts), self.contract.currency)

    def card(self) -> "Table":
        """Each late part: how much, due, left, days late, penalty."""
        from b2bdeal.show import Column, Table

        columns = (
            Column("line", kind="int"),
            "item",
            Column("quantity", kind="quantity"),
            Column("value", kind="money"),
            Column("due", kind="date"),
            Column("left_on", kind="date"),
            Column("days", kind="int"),
            Column("penalty", kind="money"),
        )
        rows = [(p.line, p.item, p.quantity, p.value, p.due, p.left_on, p.days, p.penalty) for p in self.parts]
        note = t("{days} days are excused", days=self.excused) if self.excused else None
        return Table(
            t("Lateness of {contract}", contract=self.contract.number), columns, rows, as_of=self.on, note=note
        )

    def __repr__(self) -> str:
        return f"<Lateness of {self.contract.number}: {self.days} days, {self.value} late, penalty {self.penalty}>"


def payment_delay(contract: Contract, facts: Iterable[Fact], on: date, zone: tzinfo | None = None) -> int:
    """By how many calendar days the payments came late that production waits for; what did not come counts up to `on`.

    The day is that of the last credit that was needed, against the day on which the last of those rows fell due.
    """
    ordered = by_time(facts)
    unpaid = [fact for fact in ordered if fact.kind != PaymentReceived.kind]
    rows = [one for one in Payments.of(unpaid, contract, zone=zone).instalments if one.term.gate == "production"]
    days = [one.due_on for one in rows if one.due_on is not None]
    if not days:
        return 0
    come = on
    for place, fact in enumerate(ordered):
        if fact.kind == PaymentReceived.kind:
            then = Payments.of(ordered[: place + 1], contract, zone=zone)
            if then.gated("production").is_zero:
                come = min(_day(fact.at, zone), on)
                break
    return max((come - max(days)).days, 0)


def _worked_out(contract: Contract, facts: list[Fact], on: date, zone: tzinfo | None) -> dict[str, int]:
    """The excused days of each item."""
    excuses = ("customer_packaging", "late_payment") if contract.penalty is None else contract.penalty.excuses
    payment = payment_delay(contract, facts, on, zone) if "late_payment" in excuses else 0
    packaging = Packaging.of(facts, contract, zone=zone) if "customer_packaging" in excuses else Packaging()
    items = dict.fromkeys(line.item for line in contract.lines)
    return {item: max(packaging.excused_days(on, article=item), payment) for item in items}


@attrs.frozen
class _Place:
    """A quantity of a line with its day and its price."""

    item: str
    quantity: Quantity
    unit_price: Money
    due: date
    closed: bool


def _places(contract: Contract, firm: Iterable[FirmLine]) -> dict[int, list[_Place]]:
    """What is due of each line, in the order of its days; a line that was closed short fills the first of them."""
    found: dict[int, list[_Place]] = {}
    for one in firm:
        due = one.wanted_by or contract.deliver_by
        windows = [] if one.call_off else [window for window in contract.deliveries if window.line == one.line]
        left = one.quantity
        for window in sorted(windows, key=lambda window: window.latest):
            part = min(same_unit(window.quantity, left.unit) or left * 0, left)
            left = left - part
            found.setdefault(one.line, []).append(_Place(one.item, part, one.unit_price, window.latest, one.closed))
        found.setdefault(one.line, []).append(_Place(one.item, left, one.unit_price, due, one.closed))
    return {line: sorted(places, key=lambda place: place.due) for line, places in found.items()}


def _departures(
    facts: Iterable[Fact], line: int, unit: str, on: date, zone: tzinfo | None
) -> Iterator[tuple[date, Quantity]]:
    """What left of a line by a day, in order of time."""
    for shipped in of_kind(facts, Shipped):
        day = _day(shipped.at, zone)
        for part in shipped.shipment.lines if day <= on else ():
            quantity = same_unit(part.quantity, unit) if part.line == line else None
            if quantity is not None:
                yield day, quantity


def _filled(
    places: list[_Place], departures: Iterator[tuple[date, Quantity]], contract: Contract
) -> Iterator[tuple[_Place, Quantity, date | None]]:
    """Each place with what left for it, and when; then what is still waited for."""
    zero = places[0].quantity * 0
    there, day = zero, date.min
    waiting: list[tuple[_Place, Quantity]] = []
    for place in places:
        wanted = place.quantity
        while not wanted.is_zero:
            if there.is_zero:
                departed = next(departures, None)
                if departed is None:
                    waiting.append((place, wanted))
                    break
                day, there = departed
            part = min(wanted, there)
            wanted, there = wanted - part, there - part
            if not part.is_zero:
                yield place, part, day
    play, missing = zero, zero
    for place in places:
        play = play if place.closed else play + place.quantity * contract.tolerance
    for _, wanted in waiting:
        missing = missing + wanted
    if missing > play:
        yield from ((place, wanted, None) for place, wanted in waiting)


def _day(at: datetime, zone: tzinfo | None) -> date:
    return (at if zone is None else at.astimezone(zone)).date()

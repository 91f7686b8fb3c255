"""An instalment: one row of the payment terms with its sum, the days on which its parts fall due, and what came."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

import attrs

from b2bdeal.life.contract import ContractSigned
from b2bdeal.life.delivery import GoodsAccepted, Shipped
from b2bdeal.life.fact import Fact
from b2bdeal.life.invoice import InvoiceIssued
from b2bdeal.life.payable import Payable, PayablePart
from b2bdeal.life.payment_terms import PaymentTerm, PaymentTerms, Trigger
from b2bdeal.life.production import Inspected
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.units import Money

__all__ = ["Days", "Due", "InstalmentDue", "dues_of", "in_turn", "scheduled", "share_out"]

_DAY: Final = timedelta(days=1)
_AT_SHIPMENT: Final = frozenset({"copy_of_bl", "after_bl", "after_invoice", "after_acceptance"})
_AT_ORDER: Final = frozenset({"signing", "call_off", "before_production"})
_TELLING: Final = frozenset(one.kind for one in (ContractSigned, Inspected, Shipped, GoodsAccepted, InvoiceIssued))
_WITH_GOODS: Final = _AT_SHIPMENT | {"before_shipment"}


@attrs.frozen
class Due:
    """A part of an instalment that falls due on one day."""

    amount: Money
    due_on: date | None
    """The day it falls due; None as long as what it waits for did not happen."""
    shipment: str | None = None
    """The shipment that it is for, where the row is paid by shipment."""
    since: date | None = None
    """The day on which what it waits for happened; None as long as that did not."""


@attrs.frozen
class InstalmentDue:
    """One row of the payment terms: its sum, what came of it, and when it falls due."""

    row: int
    """Counted from 1."""
    term: PaymentTerm
    amount: Money
    received: Money
    """What counts as paid: money, credit notes, bank charges that are ours, an accepted shortfall."""
    dues: tuple[Due, ...]
    """The parts in which it falls due, in sum the amount."""
    shipped: Money
    """Its share for what has been shipped, by value."""

    @property
    def outstanding(self) -> Money:
        """What is missing."""
        return self.amount - self.received

    @property
    def paid(self) -> bool:
        """Whether nothing is missing."""
        return self.outstanding.is_zero

    @property
    def due_on(self) -> date | None:
        """The day of the first part that is not covered; None as long as what that part waits for did not happen.

        Of a row that is paid it is the last part's day.
        """
        left = self.received
        for due in self.dues:
            if due.amount > left:
                return due.due_on
            left = left - due.amount
        return self.dues[-1].due_on

    def asked(self, on: date) -> Money:
        """What has fallen due by a day, paid or not."""
        return Money.total(
            (due.amount for due in self.dues if due.due_on is not None and due.due_on <= on), self.amount.currency
        )

    def overdue(self, on: date) -> bool:
        """Whether something is missing after the day it fell due."""
        return not self.late(on).is_zero

    def late(self, on: date) -> Money:
        """What fell due before a day and did not come."""
        asked = self.asked(on - _DAY) if on > date.min else Money.zero(self.amount.currency)
        return asked - min(asked, self.received)

    def missing_for(self, shipment: str | None) -> Money:
        """What is missing of the parts for what has been shipped, up to a shipment; None: for all shipments.

        The whole row, where it is not paid by shipment.
        """
        parts = [due for due in self.dues if due.shipment is not None]
        if not parts:
            return self.outstanding
        names = [due.shipment for due in parts]
        if shipment in names:
            parts = parts[: names.index(shipment) + 1]
        asked = Money.total((due.amount for due in parts), self.amount.currency)
        return asked - min(asked, self.received)


def share_out(money: Money, weights: Sequence[Money]) -> tuple[Money, ...]:
    """The money in parts by weights from 0, in sum the money: each rounded on the sum so far, so that no cent is lost.

    Where all weights are 0 it is all on the last part. The money is from 0, in the currency's smallest unit.
    """
    whole = Money.total(weights, weights[0].currency)
    parts, before, so_far = [], Money.zero(money.currency), Money.zero(whole.currency)
    for place, weight in enumerate(weights, 1):
        so_far = so_far + weight
        if place == len(weights) or (so_far == whole and not whole.is_zero):
            upto = money
        else:
            upto = before if whole.is_zero else (money * (so_far / whole)).rounded()
        parts.append(upto - before)
        before = upto
    return tuple(parts)


def in_turn(rows: Sequence[tuple[PaymentTerm, Sequence[Due]]]) -> list[tuple[int, Due]]:
    """The parts of all rows, each with its row counted from 0, in the order in which money fills them.

    What falls due first comes first, then what is not due yet, each in the order of the rows (Civil Code of the PRC,
    art. 560: what is due comes before what is not). What production or shipping waits for is asked for from the day on
    which its trigger happened. So what was paid for goods that left fills no row for goods that are still to come.
    """

    def turn(place: tuple[int, int]) -> tuple[date, bool, int, int]:
        term, dues = rows[place[0]]
        due = dues[place[1]]
        day = due.since if term.gate in ("production", "shipping") else due.due_on
        if day is None and term.trigger in _AT_ORDER:
            day = date.min  # there is a contract, so it was signed, though nothing tells when
        return (day or date.max, day is None, *place)

    places = [(row, part) for row, (_, dues) in enumerate(rows) for part in range(len(dues))]
    return [(row, rows[row][1][part]) for row, part in sorted(places, key=turn)]


def scheduled(terms: PaymentTerms, ordered: Money, total: Money) -> tuple[Money, ...]:
    """What each row comes to once the total is another than what was ordered: in sum the total, none below 0.

    What is paid before the goods are ready stays as it was agreed on the order; the portions that are paid with the
    goods or after them share the difference, else the last row has it. A difference below what they come to takes off
    the rows before, from the last one on.
    """
    amounts = list(terms.amounts(ordered))
    if total == ordered:
        return tuple(amounts)
    with_goods = [n for n, row in enumerate(terms.rows) if row.trigger in _WITH_GOODS]
    bearing = [n for n in with_goods if terms.rows[n].portion is not None] or with_goods[-1:] or [len(amounts) - 1]
    rest = Money.total((amounts[n] for n in bearing), total.currency) + (total - ordered)
    if rest.amount >= 0:
        shares = share_out(rest, [amounts[n] for n in bearing])
    else:
        shares = (Money.zero(total.currency),) * len(bearing)
        for n in (n for n in reversed(range(len(amounts))) if n not in bearing):
            off = min(amounts[n], -rest)
            amounts[n], rest = amounts[n] - off, rest + off
    for n, share in zip(bearing, shares, strict=True):
        amounts[n] = share
    return tuple(amounts)


def dues_of(term: PaymentTerm, amount: Money, payable: Payable, days: "Days") -> tuple[Due, ...]:
    """The parts in which a row falls due: by shipment, by released lot, by call-off, or all on one day."""
    if term.on is not None:
        return (Due(amount, term.due_day(term.on), since=term.on),)
    if term.trigger in _AT_SHIPMENT and payable.shipments:
        starts = days.of_shipments(term.trigger)
        parts = [(part, starts.get(part.name), part.name) for part in payable.shipments]
        return _by_parts(term, amount, payable, parts, days.any_invoice if term.trigger == "after_invoice" else None)
    if term.trigger == "after_invoice" and days.any_invoice is not None:
        return (Due(amount, term.due_day(days.any_invoice), since=days.any_invoice),)
    if term.per_shipment and payable.lots:
        return _by_parts(term, amount, payable, [(lot, days.day(lot.at), None) for lot in payable.lots], None)
    if term.trigger in _AT_ORDER and payable.call_offs:
        return _by_parts(term, amount, payable, [(off, days.day(off.at), None) for off in payable.call_offs], None)
    start = days.first.get(term.trigger)
    return (Due(amount, None if start is None else term.due_day(start), since=start),)


def _by_parts(
    term: PaymentTerm,
    amount: Money,
    payable: Payable,
    parts: Sequence[tuple[PayablePart, date | None, str | None]],
    rest_from: date | None,
) -> tuple[Due, ...]:
    values = [part.value for part, _, _ in parts]
    rest = payable.goods - Money.total(values, amount.currency)
    open_ = rest.amount > 0
    shares = share_out(amount, [*values, rest] if open_ else values)
    dues = [
        Due(share, None if day is None else term.due_day(day), name, day)
        for share, (_, day, name) in zip(shares, parts, strict=False)
    ]
    if open_:
        dues.append(Due(shares[-1], None if rest_from is None else term.due_day(rest_from), since=rest_from))
    return tuple(dues)


@attrs.frozen
class Days:
    """The days on which what payments wait for happened, in a zone; None: the zone in which each time was given."""

    zone: tzinfo | None
    first: Mapping[Trigger, date]
    """Signing starts "signing" and "before_production", the first lot that inspection releases "before_shipment"."""
    left: Mapping[str, tuple[date, date]]
    """Of each shipment the day of its bill, by default that on which it left, and the day on which it left."""
    accepted: Mapping[str, date]
    """The day on which each shipment was accepted."""
    invoiced: Mapping[str, date]
    """The day of each shipment's invoice."""
    any_invoice: date | None
    """The day of the first invoice that names no shipment."""

    @classmethod
    def of(cls, facts: Iterable[Fact], zone: tzinfo | None) -> "Days":
        """The days that these facts tell, read in order of time."""
        facts = [fact for fact in by_time(facts) if fact.kind in _TELLING]
        left, accepted, invoiced = {}, dict[str, date](), dict[str, date]()
        any_invoice: date | None = None
        for one in of_kind(facts, Shipped):
            day = _day(one.at, zone)
            left[one.shipment.number] = (one.shipment.bill_date or day, day)
        for taken in of_kind(facts, GoodsAccepted):
            accepted.setdefault(taken.shipment, _day(taken.at, zone))
        for invoice in of_kind(facts, InvoiceIssued):
            if invoice.shipment is not None:
                invoiced.setdefault(invoice.shipment, invoice.on)
            elif any_invoice is None:
                any_invoice = invoice.on
        return cls(zone, _first(facts, zone), left, accepted, invoiced, any_invoice)

    def day(self, at: datetime) -> date:
        """The day of a time, in the zone."""
        return _day(at, self.zone)

    def of_shipments(self, trigger: Trigger) -> Mapping[str, date]:
        """The day on which a trigger happened for each shipment; one for which it did not is not in it.

        The day of a shipment's own invoice counts, else that of an invoice that names no shipment; where no invoice
        was recorded at all, it is taken to have gone with the goods.
        """
        if trigger == "after_acceptance":
            return self.accepted
        if trigger != "after_invoice":
            return {name: bill for name, (bill, _) in self.left.items()}
        if not self.invoiced and self.any_invoice is None:
            return {name: day for name, (_, day) in self.left.items()}
        found = {name: self.invoiced.get(name, self.any_invoice) for name in self.left}
        return {name: day for name, day in found.items() if day is not None}


def _first(facts: Iterable[Fact], zone: tzinfo | None) -> dict[Trigger, date]:
    days: dict[Trigger, date] = {}
    for fact in facts:
        if fact.kind == ContractSigned.kind:
            day = _day(fact.at, zone)
            days.setdefault("signing", day)
            days.setdefault("before_production", day)
        elif fact.kind == Inspected.kind and Inspected.cast(fact).released:
            days.setdefault("before_shipment", _day(fact.at, zone))
    return days


def _day(at: datetime, zone: tzinfo | None) -> date:
    try:
        return (at if zone is None else at.astimezone(zone)).date()
    except OverflowError:  # the first and the last day there is
        return at.date()

"""What is owed and paid, worked out from a deal's facts: each instalment's sum, due day, and what is missing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import attrs

from b2bdeal.labels import t
from b2bdeal.life.contract import Contract, ContractSigned
from b2bdeal.life.delivery import GoodsAccepted, Shipped
from b2bdeal.life.fact import Fact
from b2bdeal.life.payment import PaymentReceived
from b2bdeal.life.payment_terms import PaymentGate, PaymentTerm, Trigger
from b2bdeal.life.production import Inspected
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.show import Shown
from b2bdeal.units import Money

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["InstalmentDue", "Payments", "triggered"]


@attrs.frozen
class InstalmentDue:
    """One row of the payment terms: its sum, what came of it, and when it falls due."""

    row: int
    """Counted from 1."""
    term: PaymentTerm
    amount: Money
    received: Money
    due_on: date | None
    """The day it falls due; None as long as what it waits for did not happen."""

    @property
    def outstanding(self) -> Money:
        """What is missing."""
        return self.amount - self.received

    @property
    def paid(self) -> bool:
        """Whether nothing is missing."""
        return self.outstanding.is_zero

    def overdue(self, on: date) -> bool:
        """Whether something is missing after the day it fell due."""
        return self.due_on is not None and self.due_on < on and not self.paid


@attrs.frozen(repr=False)
class Payments(Shown):
    """The instalments of a contract and the payments received, put on the rows in their order."""

    contract: Contract
    instalments: tuple[InstalmentDue, ...]
    received: Money
    """What was received in the contract's currency."""
    overpaid: Money
    """What is left when every row is paid."""
    other: tuple[PaymentReceived, ...] = ()
    """Payments in another currency: put on no row."""
    repeated: tuple[PaymentReceived, ...] = ()
    """Payments recorded again under the same id: not counted."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract, *, zone: tzinfo | None = None) -> "Payments":
        """The payments that these facts tell, against a contract.

        Days are counted from the day of the trigger in `zone`, by default the zone in which its time was given.
        """
        ordered = by_time(facts)
        zero = Money.zero(contract.currency)
        seen: set[str] = set()
        received, other, again = zero, [], []
        for payment in of_kind(ordered, PaymentReceived):
            if payment.payment in seen:
                again.append(payment)
                continue
            seen.add(payment.payment)
            if payment.amount.currency == contract.currency:
                received = received + payment.amount
            else:
                other.append(payment)
        days = triggered(ordered, zone)
        left, rows = received, []
        for one in contract.payment_schedule():
            part = min(left, one.amount)
            left = left - part
            start = days.get(one.term.trigger)
            due = None if start is None else _later(start, one.term.days)
            rows.append(InstalmentDue(one.row, one.term, one.amount, part, due))
        return cls(contract, tuple(rows), received, left, tuple(other), tuple(again))

    @property
    def total(self) -> Money:
        """What the contract comes to."""
        return self.contract.total

    @property
    def outstanding(self) -> Money:
        """What is missing of the whole."""
        return Money.total((one.outstanding for one in self.instalments), self.contract.currency)

    @property
    def paid(self) -> bool:
        """Whether nothing is missing of the whole."""
        return self.outstanding.is_zero

    def gated(self, gate: PaymentGate) -> Money:
        """What is missing on the rows that block production or shipping until they are paid."""
        return Money.total(
            (one.outstanding for one in self.instalments if one.term.gate == gate), self.contract.currency
        )

    def overdue(self, on: date) -> tuple[InstalmentDue, ...]:
        """The rows that fell due before a day and are not paid."""
        return tuple(one for one in self.instalments if one.overdue(on))

    def card(self) -> "Table":
        """The rows: what is due, what came, what is missing, and by when."""
        from b2bdeal.show import Column, Table

        columns = (
            Column("row", kind="int"),
            "term",
            Column("amount", kind="money"),
            Column("received", kind="money"),
            Column("outstanding", kind="money"),
            Column("due_on", kind="date"),
        )
        rows = [(i.row, i.term.name, i.amount, i.received, i.outstanding, i.due_on) for i in self.instalments]
        note = t("{sum} was paid too much", sum=self.overpaid) if not self.overpaid.is_zero else None
        return Table(t("Payments of {contract}", contract=self.contract.number), columns, rows, note=note)

    def __repr__(self) -> str:
        return f"<Payments of {self.contract.number}: {self.outstanding} of {self.total} outstanding>"


def triggered(facts: Iterable[Fact], zone: tzinfo | None = None) -> dict[Trigger, date]:
    """The day on which each trigger of a payment happened first; one that did not happen is not in it.

    Signing starts "signing" and "before_production"; the first lot that inspection releases starts "before_shipment";
    the first shipment starts "copy_of_bl" and "after_bl" by the date of its bill, and "after_invoice" by its day of
    leaving; the first acceptance starts "after_acceptance".
    """
    days: dict[Trigger, date] = {}
    for fact in by_time(facts):
        day = _day(fact.at, zone)
        if fact.kind == ContractSigned.kind:
            days.setdefault("signing", day)
            days.setdefault("before_production", day)
        elif fact.kind == Inspected.kind:
            if Inspected.cast(fact).released:
                days.setdefault("before_shipment", day)
        elif fact.kind == Shipped.kind:
            bill = Shipped.cast(fact).shipment.bill_date or day
            days.setdefault("copy_of_bl", bill)
            days.setdefault("after_bl", bill)
            days.setdefault("after_invoice", day)
        elif fact.kind == GoodsAccepted.kind:
            days.setdefault("after_acceptance", day)
    return days


def _day(at: datetime, zone: tzinfo | None) -> date:
    try:
        return (at if zone is None else at.astimezone(zone)).date()
    except OverflowError:  # the first and the last day there is
        return at.date()


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max

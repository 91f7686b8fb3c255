"""What a book says at a glance: the pipeline by stage, and what is late."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from statistics import median
from typing import TYPE_CHECKING

from b2bdeal.flow import Flow, Head
from b2bdeal.labels import Message, t
from b2bdeal.show import Column, Table
from b2bdeal.units import Money

if TYPE_CHECKING:
    from b2bdeal.book.book import Book
    from b2bdeal.book.flows import Flows

__all__ = ["late", "pipeline"]

_DAY = timedelta(days=1)


def pipeline(heads: Iterable[Head], flows: "Flows", now: datetime) -> Table:
    """One row for each flow, stage and currency: deals, their value, median age in the stage, how many are overdue.

    Values are summed by currency, never across; deals whose value nobody said are counted in `unvalued`. Ages are in
    days since the deal entered its stage, ended deals have none.
    """
    groups: dict[tuple[str, int, str, str], list[Head]] = {}
    for head in heads:
        currency = head.value.currency if head.value is not None else ""
        groups.setdefault((head.flow, head.flow_version, head.stage, currency), []).append(head)
    rows = []
    for flow_id, version, stage, currency in sorted(groups, key=lambda key: _order(key, flows)):
        found = groups[flow_id, version, stage, currency]
        flow = flows.find(flow_id, version)
        values = [head.value for head in found if head.value is not None]
        open_ = [head for head in found if head.outcome is None]
        rows.append(
            (
                f"{flow_id} v{version}",
                flow.known_stage(stage),
                len(found),
                Money.total(values, currency) if values else None,
                round(median((now - head.since) / _DAY for head in open_)) if open_ else None,
                sum(1 for head in open_ if head.due is not None and head.due < now),
            )
        )
    columns = (
        "flow",
        "stage",
        Column("deals", kind="int"),
        Column("value", kind="money"),
        Column("median_age", "Median age", unit="days", kind="int"),
        Column("overdue", kind="int"),
    )
    return Table(t("Pipeline"), columns, rows, as_of=now)


def late(book: "Book", flows: "Flows", now: datetime) -> Table:
    """Stays that are over and instalments past their day, the longest overdue first."""
    rows: list[tuple[object, ...]] = []
    ages: list[timedelta] = []
    for head in book.heads(open_only=True):
        flow = flows.find(head.flow, head.flow_version)
        stage, zone = flow.known_stage(head.stage), flow.policy.calendar.zone
        if head.due is not None and head.due < now:
            ages.append(now - head.due)
            rows.append(
                (
                    head.id,
                    head.account,
                    stage,
                    t("the stay in {stage} is over", stage=stage),
                    head.due.astimezone(zone),
                    None,
                )
            )
        for what, due, missing in _instalments(book, flow, head, now):
            ages.append(now - due)
            rows.append((head.id, head.account, stage, what, due, missing))
    order = sorted(range(len(rows)), key=lambda n: ages[n], reverse=True)
    columns = (
        "deal",
        "account",
        "stage",
        "what",
        Column("due", kind="time"),
        Column("missing", kind="money"),
        Column("days_late", "Days late", kind="int"),
    )
    return Table(t("Late"), columns, [(*rows[n], ages[n].days) for n in order], as_of=now)


def _instalments(book: "Book", flow: Flow, head: Head, now: datetime) -> Iterator[tuple[Message, datetime, Money]]:
    """Instalments past their day; only deals at a stage where payments come are loaded."""
    deal = book.deal(head.id) if "oem.PaymentReceived" in flow.rows.get(head.stage, {}) else None
    payments = None if deal is None else deal.payments
    if deal is None or payments is None:
        return
    zone = deal.flow.policy.calendar.zone
    today = now.astimezone(zone).date()
    for row in payments.overdue(today):
        if row.due_on is not None:
            over = datetime.combine(row.due_on + _DAY, time(), zone)
            what = t("{term} of {contract} is not paid", term=row.term.name, contract=payments.contract.number)
            yield what, over, row.late(today)


def _order(key: tuple[str, int, str, str], flows: "Flows") -> tuple[str, int, int, str, str]:
    flow_id, version, stage, currency = key
    names = [s.name for s in flows.find(flow_id, version).stages]
    return flow_id, version, names.index(stage) if stage in names else len(names), stage, currency

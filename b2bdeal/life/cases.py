"""The service cases of a deal, worked out from its facts: how far each is, what it cost, which discounts are open."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.labels import t
from b2bdeal.life.checks import FrozenMap
from b2bdeal.life.fact import Fact
from b2bdeal.life.production import Inspected
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.life.repeat import Discount
from b2bdeal.life.service import (
    CaseClosed,
    CaseDeclined,
    CaseFact,
    CaseInvestigated,
    CaseReported,
    DiscountRedeemed,
    Fault,
    Remedy,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
    ServiceCase,
)
from b2bdeal.show import Shown
from b2bdeal.units import Money, Quantity, percent_text

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["Case", "CaseState", "Cases", "open_discounts"]

CaseState = Literal["reported", "investigating", "remedy_offered", "agreed", "done", "declined"]
"""How far a case is; the last two are ends."""


@attrs.frozen
class Case:
    """One case, as far as it is."""

    number: str
    state: CaseState
    reported: ServiceCase | None = None
    """The report; None where only later facts are known."""
    reported_at: datetime | None = None
    cause: str | None = None
    """The cause that was found last."""
    fault: Fault | None = None
    offered: Remedy | None = None
    """The remedy that was offered last."""
    agreed: Remedy | None = None
    """The remedy that both sides agreed on."""
    agreed_at: datetime | None = None
    sent: tuple[ReplacementSent, ...] = ()
    """The replacements that left."""
    cost: Money | None = None
    """What it cost in all; None before it is closed."""
    corrective_action: str | None = None
    declined_because: str | None = None
    inspection: Inspected | None = None
    """The last inspection of the case's lot: who released it, on how many pieces."""

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.state not in ("done", "declined")

    @property
    def lot(self) -> str | None:
        """The lot, where the report is known."""
        return None if self.reported is None else self.reported.lot

    @property
    def replaced(self) -> Quantity | None:
        """How much was sent of the case's article; None before anything was, or where units don't convert."""
        item = None if self.reported is None else self.reported.item
        total: Quantity | None = None
        for line in (line for one in self.sent for line in one.shipment.lines if item in (None, line.item)):
            more = line.quantity if total is None else same_unit(line.quantity, total.unit)
            if more is None:
                return None
            total = more if total is None else total + more
        return total


@attrs.frozen(repr=False)
class Cases(Shown):
    """The service cases of a deal. They fold from any list of facts, read in order of time."""

    cases: Mapping[str, Case] = FrozenMap()
    """Each case by its number, in the order in which they were reported."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Cases":
        """The cases that these facts tell; facts of other kinds are passed over."""
        ordered = by_time(facts)
        inspected = {one.lot: one for one in of_kind(ordered, Inspected)}
        found: dict[str, Case] = {}
        for fact in ordered:
            number = _number(fact)
            if number is not None:
                old = found.get(number) or Case(number, "reported")
                found[number] = _after(old, fact, inspected)
        return cls(FrozenMap(found))

    def __getitem__(self, number: str) -> Case:
        return self.cases[number]

    def __len__(self) -> int:
        return len(self.cases)

    @property
    def open(self) -> tuple[Case, ...]:
        """The cases that have not ended."""
        return tuple(one for one in self.cases.values() if one.open)

    @property
    def cost(self) -> tuple[Money, ...]:
        """What all closed cases cost: one sum for each currency, since no rate is guessed."""
        sums: dict[str, Money] = {}
        for one in self.cases.values():
            if one.cost is not None:
                code = one.cost.currency
                sums[code] = sums.get(code, Money.zero(code)) + one.cost
        return tuple(sums.values())

    def of_lot(self, lot: str) -> tuple[Case, ...]:
        """The cases about one lot."""
        return tuple(one for one in self.cases.values() if one.lot == lot)

    def card(self) -> "Table":
        """One row for each case: lot, defect, how far it is, remedy and cost."""
        from b2bdeal.show import Column, Table

        columns = (
            "case",
            "lot",
            Column("quantity", kind="quantity"),
            "defect",
            "state",
            "fault",
            "remedy",
            Column("cost", kind="money"),
        )
        rows = [
            (
                one.number,
                one.lot,
                None if one.reported is None else one.reported.quantity,
                None if one.reported is None else one.reported.defect,
                t(one.state.replace("_", " ")),
                None if one.fault is None else t(one.fault),
                _told(one.agreed or one.offered),
                one.cost,
            )
            for one in self.cases.values()
        ]
        return Table(t("Service cases"), columns, rows)

    def __repr__(self) -> str:
        return f"<Cases: {len(self.cases)}, {len(self.open)} open>"


def open_discounts(facts: Iterable[Fact], on: date | None = None) -> tuple[Discount, ...]:
    """The discounts on the next order that were agreed and not given yet; with a day, those that still run then."""
    ordered = by_time(facts)
    used = {one.case for one in of_kind(ordered, DiscountRedeemed)}
    found: list[Discount] = []
    for one in Cases.of(ordered).cases.values():
        discount = None if one.agreed is None or one.number in used else one.agreed.discount(one.number)
        if discount is not None and (on is None or discount.until is None or on <= discount.until):
            found.append(discount)
    return tuple(found)


_OF_A_CASE: Mapping[str, type[CaseFact]] = {
    fact.kind: fact
    for fact in (CaseInvestigated, RemedyOffered, RemedyAgreed, ReplacementSent, CaseClosed, CaseDeclined)
}


def _number(fact: Fact) -> str | None:
    if fact.kind == CaseReported.kind:
        return CaseReported.cast(fact).case.number
    cls = _OF_A_CASE.get(fact.kind)
    return None if cls is None else cls.cast(fact).case


def _after(case: Case, fact: Fact, inspected: Mapping[str, Inspected]) -> Case:
    if fact.kind == CaseReported.kind:
        one = CaseReported.cast(fact)
        return attrs.evolve(
            case, reported=one.case, reported_at=one.at, state="reported", inspection=inspected.get(one.case.lot)
        )
    if fact.kind == CaseInvestigated.kind:
        seen = CaseInvestigated.cast(fact)
        return attrs.evolve(case, state="investigating", cause=seen.cause, fault=seen.fault)
    if fact.kind == RemedyOffered.kind:
        return attrs.evolve(case, state="remedy_offered", offered=RemedyOffered.cast(fact).remedy)
    if fact.kind == RemedyAgreed.kind:
        return attrs.evolve(case, state="agreed", agreed=RemedyAgreed.cast(fact).remedy, agreed_at=fact.at)
    if fact.kind == ReplacementSent.kind:
        return attrs.evolve(case, sent=(*case.sent, ReplacementSent.cast(fact)))
    if fact.kind == CaseClosed.kind:
        closed = CaseClosed.cast(fact)
        return attrs.evolve(case, state="done", cost=closed.cost, corrective_action=closed.corrective_action)
    return attrs.evolve(case, state="declined", declined_because=CaseDeclined.cast(fact).reason)


def _told(remedy: Remedy | None) -> object:
    if remedy is None:
        return None
    kinds = {
        "replacement": t("replacement of {quantity}", quantity=remedy.quantity),
        "credit": t("credit of {amount}", amount=remedy.amount),
        "refund": t("refund of {amount}", amount=remedy.amount),
    }
    worth = remedy.amount if remedy.share is None else percent_text(remedy.share)
    return kinds.get(remedy.kind) or t("{worth} off the next order", worth=worth)

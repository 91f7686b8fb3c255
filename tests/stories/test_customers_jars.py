"""The customer's own jars come three weeks late, and some are bad: the date moves, and no penalty runs for it."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from playing import changed, play, with_contract

from b2bdeal import (
    Book,
    Deal,
    Fact,
    Lateness,
    LatenessPenalty,
    LeftoversSettled,
    Money,
    Packaging,
    PackagingArrived,
    PackagingInspected,
    PackagingPlanned,
    ProductionReleased,
    Quantity,
    Refused,
    Shipped,
    percent,
    testing,
)
from b2bdeal.flow.leadtime import lead_time_start, promised_date
from b2bdeal.testing import JAR, Clock, Story

STORY = Story()
PENALTY = LatenessPenalty(share=percent("0.5"), cap=percent(5))


def pieces(number: int) -> Quantity:
    return Quantity.of(number, "piece")


def their_jars(fact: Fact) -> Fact:
    """The customer sends the jars, by the sixtieth day."""
    if not isinstance(fact, PackagingPlanned):
        return with_contract(penalty=PENALTY)(fact)
    jar, box = fact.items
    return changed(fact, items=(changed(jar, supplied_by="customer", due=STORY.date(60)), box))


class Factory:
    """Tells what happens in the factory, day by day."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book, self.clock = book, clock
        self.deal = play(book, before=PackagingArrived, instead=their_jars)

    def records(self, fact: Fact, by: str = "qian") -> Deal:
        self.clock.now = max(self.clock.now, fact.at)
        self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def jars_come(self, quantity: int, number: int) -> None:
        self.records(PackagingArrived(at=STORY.day(number), item=JAR, quantity=pieces(quantity), on=STORY.date(number)))

    def jars_are_inspected(self, accepted: int, rejected: int, number: int) -> None:
        self.records(
            PackagingInspected(
                at=STORY.day(number), item=JAR, accepted=pieces(accepted), rejected=pieces(rejected), reason="chipped"
            ),
            by="sun",
        )

    def rest(self) -> Iterator[tuple[str, Fact]]:
        """What the story goes on with, but for the jars."""
        lines = list(STORY.lines())
        at = next(n for n, (_, fact) in enumerate(lines) if fact.kind == PackagingArrived.kind)
        for by, fact in lines[at:]:
            if not (isinstance(fact, PackagingArrived | PackagingInspected) and fact.item == JAR):
                yield by, their_jars(fact)

    def goes_on(self, before: type[Fact]) -> Fact:
        """Records what comes before the next fact of a class, which it gives without recording it."""
        told = {(entry.kind, entry.fact.at) for entry in self.deal.entries}
        for by, fact in self.rest():
            if fact.kind == before.kind:
                return fact
            if (fact.kind, fact.at) not in told or isinstance(fact, PackagingArrived | PackagingInspected):
                self.records(fact, by)
        raise AssertionError("the story is over")


@pytest.fixture
def factory(book: Book, clock: Clock) -> Factory:
    return Factory(book, clock)


def test_jars_three_weeks_late_and_two_in_a_hundred_bad_move_the_date_and_stop_the_penalty(factory: Factory):
    """Jars were due on the sixtieth day; enough good ones are there on the ninety-fifth."""
    assert promised_date(factory.deal) is None, "the lead time has not started"
    assert [str(point) for point in lead_time_start(factory.deal).waiting] == [
        "the customer's packaging JAR-50-W has not come"
    ]
    factory.jars_come(12_360, 81)
    assert promised_date(factory.deal) == STORY.date(81 + 45)
    factory.jars_are_inspected(12_113, 247, 83)
    assert promised_date(factory.deal) is None, "two in a hundred are bad: the loss allowance is not there any more"

    released = factory.goes_on(ProductionReleased)
    with pytest.raises(Refused) as why:
        factory.records(released)
    assert "packaging is not complete: JAR-50-W: 12,113 pieces of 12,360 pieces accepted, 247 pieces short" in str(
        why.value
    ).replace("\xa0", " ")

    # The customer sends 250 more. They come by air on the hundred and second day.
    factory.jars_come(250, 102)
    factory.jars_are_inspected(250, 0, 103)
    start = lead_time_start(factory.deal)
    assert start.day == STORY.date(102)
    assert [str(what) for what in start.because] == ["the customer's packaging"]
    assert promised_date(factory.deal) == STORY.date(102 + 45)
    assert Packaging.of(factory.deal.facts).excused_days() == 42

    order = changed(
        released.orders[0],  # type: ignore[attr-defined]  # a fact of production released
        planned_start=STORY.date(104),
    )
    factory.records(changed(released, at=STORY.day(104), orders=(order,)))
    assert factory.deal.stage.label == "Producing"


def shipped_on(book: Book, clock: Clock, number: int) -> Deal:
    """The goods leave on that day; the jars were complete on the hundred and second."""
    told = Factory(book, clock)
    told.jars_come(12_360, 81)
    told.jars_are_inspected(12_113, 247, 83)
    released = told.goes_on(ProductionReleased)
    told.jars_come(250, 102)
    told.jars_are_inspected(250, 0, 103)
    order = changed(released.orders[0], planned_start=STORY.date(104))  # type: ignore[attr-defined]
    told.records(changed(released, at=STORY.day(104), orders=(order,)))
    later = {"oem.BatchMade": 105, "oem.BulkReleased": 107}
    for by, fact in told.rest():
        if fact.at <= STORY.day(100):
            continue
        if fact.kind == Shipped.kind:
            left = changed(fact.shipment, bill_date=STORY.date(number))  # type: ignore[attr-defined]
            return told.records(changed(fact, at=STORY.day(number), shipment=left), by)
        told.records(changed(fact, at=STORY.day(later[fact.kind])) if fact.kind in later else fact, by)
    raise AssertionError


@pytest.mark.parametrize(("left", "days"), [(170 + 42, 0), (170 + 43, 1), (170 + 50, 8)])
def test_only_the_days_that_are_the_factorys_own_cost_a_penalty(book: Book, clock: Clock, left: int, days: int):
    """Delivery was due on day 170; the jars cost 42 days, and those are not the factory's."""
    deal = shipped_on(book, clock, left)
    assert deal.contract is not None
    late = Lateness.of(deal.facts, deal.contract, STORY.date(left), zone=deal.flow.policy.calendar.zone)
    assert (late.excused, late.days) == (42, days)
    weeks = -(-days // 7)
    owed = (deal.contract.total * (Decimal(11_940) / 12_000) * Decimal("0.005") * weeks).rounded()
    assert late.penalty == owed
    if days == 8:
        assert late.penalty == Money.of("2125.32", "CNY"), "two weeks begun, on what left"


def test_a_customer_is_not_made_late_after_the_event(book: Book, clock: Clock):
    """The factory is late itself. A new plan by which the jars were the customer's, and due in March, is refused."""
    deal = play(book, before=Shipped)
    clock.now = STORY.day(137)
    planned = next(fact for _, fact in STORY.lines() if fact.kind == PackagingPlanned.kind)
    jar, _ = planned.items  # type: ignore[attr-defined]
    theirs = changed(planned, at=clock.now, items=(changed(jar, supplied_by="customer", due=STORY.date(1)),))
    with pytest.raises(Refused, match="the customer is asked for JAR-50-W by 3 Mar 2026; give a day to come"):
        book.record(deal, theirs, by="qian")


def test_what_is_left_over_belongs_to_the_customer_and_is_settled(book: Book, clock: Clock):
    """Even after the end."""
    deal = testing.complete_deal(book)
    assert deal.outcome == "won"
    clock.now = STORY.day(180)
    left = LeftoversSettled(at=clock.now, item=JAR, quantity=pieces(340), how="returned", agreed_by="petit")
    deal = book.record(deal, left, by="qian")
    assert Packaging.of(deal.facts).items[JAR].settled == pieces(340)
    with pytest.raises(Refused, match=r"12,601.pieces would be settled, and 12,600.pieces came"):
        book.record(deal, changed(left, quantity=pieces(12_261)), by="qian")
    with pytest.raises(Refused, match="no packaging CAP is planned"):
        book.record(deal, changed(left, item="CAP"), by="qian")

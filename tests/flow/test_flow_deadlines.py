"""Deadlines: what is late, and what `tick` records when a stay was too long."""

from datetime import UTC, datetime, timedelta

import pytest
from flowkit import LOST, WON, Begun, Ended, Moved, Noted, day, opened

from b2bdeal import (
    ANY,
    NOTHING,
    OEM,
    Book,
    ContractSigned,
    Deal,
    Entry,
    Fact,
    Flow,
    FlowChanged,
    HoldPlaced,
    Overran,
    Stage,
    ValueProblem,
    Verdict,
    days,
    during,
    gate,
    no,
    testing,
    when,
    working_days,
)
from b2bdeal.flow import overrun
from b2bdeal.testing import SHANGHAI


class Cooled(Overran, kind="kit.Cooled", zh="已冷却"):
    """The stay in a warm stage was over: the deal cools down."""


WARM = Stage("warm", within=days(3), overrun=Cooled)
COLD = Stage("cold", within=days(4), overrun=Cooled)
SLOW = Stage("slow", within=days(5))
FLOW = Flow(
    "clocked",
    version=1,
    opens=when(Begun, NOTHING >> WARM),
    steps=(
        when(Cooled, WARM >> COLD),
        when(Cooled, COLD >> LOST),
        when(Moved, [WARM, COLD] >> SLOW),
        when(Moved, SLOW >> WARM),
        during(Noted, ANY),
        during(HoldPlaced, ANY),
        when(Ended, ANY >> WON),
    ),
)


@pytest.fixture
def clock() -> testing.Clock:
    return testing.Clock(day(0))


@pytest.fixture
def book(clock: testing.Clock) -> Book:
    return Book(flows=[FLOW], clock=clock)


def kinds(deal: Deal) -> list[str]:
    return [entry.kind.removeprefix("kit.").removeprefix("deal.") for entry in deal.entries]


class TestWhenAStayIsOver:
    def test_it_counts_from_the_entry_into_the_stage_whatever_happens_inside(self):
        deal = opened(FLOW).then(Noted(at=day(2)))
        assert deal.due == day(3)

    def test_a_stage_without_a_deadline_and_a_deal_not_yet_opened_have_none(self):
        assert opened(FLOW).then(Ended(at=day(1))).due is None
        assert Deal.unopened("D-1", FLOW).due is None

    def test_the_overrun_is_due_at_the_very_moment_and_not_before(self):
        deal = opened(FLOW)
        assert overrun(deal, day(3) - timedelta(microseconds=1)) is None
        assert overrun(deal, day(3)) == Cooled(at=day(3), stage="warm", due=day(3))

    def test_working_days_leave_out_weekends_and_the_spring_festival(self):
        # 2026: the office is closed from 15 to 23 February; Saturday the 14th and the 28th are worked.
        friday = datetime(2026, 2, 13, 9, tzinfo=SHANGHAI)
        stage = Stage("waiting", within=working_days(2))
        assert OEM.policy.calendar.add(friday, working_days(2)) == datetime(2026, 2, 24, 9, tzinfo=SHANGHAI)
        made = Flow("festival", version=1, opens=when(Begun, NOTHING >> stage), steps=(when(Ended, stage >> WON),))
        deal = Deal.unopened("D-1", made).then(Begun(at=friday))
        assert deal.due == datetime(2026, 2, 24, 9, tzinfo=SHANGHAI)


class TestTick:
    def test_it_records_what_is_due_dated_at_its_due_time(self, book, clock):
        deal = book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(3.5)
        (after,) = book.tick()
        assert kinds(after) == ["Begun", "Cooled"]
        assert (after.stage, after.since, after.entries[-1].by) == (COLD, day(3), "clock")
        assert after.entries[-1].recorded_at == day(3.5).astimezone(UTC)
        assert book.deal(deal.id) == after

    def test_it_records_an_overrun_once(self, book, clock):
        book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(3)
        assert len(book.tick()) == 1
        assert book.tick() == ()

    def test_it_leaves_alone_what_is_not_yet_due(self, book, clock):
        book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(2.9)
        assert book.tick() == ()

    def test_one_overrun_may_follow_another_each_at_its_time(self, book, clock):
        book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(30)
        (after,) = book.tick()
        assert [(entry.kind, entry.fact.at) for entry in after.entries[1:]] == [
            (Cooled.kind, day(3)),
            (Cooled.kind, day(7)),
        ]
        assert after.outcome == "lost"
        assert book.verify(after) == ()

    def test_it_skips_a_stage_that_a_fact_left_before(self, book, clock):
        deal = book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(4)
        deal = book.record(deal, Moved(at=day(2)), by="zhao")
        assert book.tick() == ()
        clock.now = day(7)
        (after,) = book.tick()
        assert kinds(after) == ["Begun", "Moved", "Overran"]
        assert after.stage == SLOW, "an overrun that no row takes on moves nothing"
        assert book.tick() == (), "and is recorded once"

    def test_a_new_stay_in_the_same_stage_may_overrun_again(self, book, clock):
        deal = book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(1)
        deal = book.record(deal, Moved(at=day(1)), by="zhao")
        clock.now = day(8)
        (deal,) = book.tick()
        deal = book.record(deal, Moved(at=day(2)), Moved(at=day(4)), by="zhao")
        assert (deal.stage, deal.since) == (SLOW, day(4))
        clock.now = day(9)
        (deal,) = book.tick()
        assert kinds(deal)[-1] == "Overran", "although the first overrun is dated after this stay began"
        assert book.tick() == ()

    def test_a_hold_on_recording_does_not_stop_the_calendar(self, book, clock):
        deal = book.start(FLOW, Begun(at=day(0)), by="zhao")
        held = HoldPlaced(at=day(0), hold="H-1", blocks=("record",), source="audit", reason="a check")
        book.record(deal, held, by="zhao")
        clock.now = day(3)
        assert len(book.tick()) == 1

    def test_an_overrun_that_a_flow_refuses_does_not_keep_others_from_theirs(self, clock):
        @gate("open_house", "The house is open.")
        def open_house(deal: Deal, at: datetime) -> Verdict:
            return no("it is shut")

        steps = (when(Cooled, WARM >> COLD, only_if=[open_house]), when(Moved, WARM >> COLD), when(Ended, ANY >> WON))
        shut = Flow("shut", version=1, opens=when(Begun, NOTHING >> WARM), steps=steps)
        book = Book(flows=[FLOW, shut], clock=clock)
        one = book.start(shut, Begun(at=day(0)), by="zhao")
        two = book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(3)
        assert [deal.id for deal in book.tick()] == [two.id]
        assert book.deal(one.id) == one

    def test_no_stay_is_over_in_the_future(self, book, clock):
        book.start(FLOW, Begun(at=day(0)), by="zhao")
        with pytest.raises(ValueProblem, match="can't be over in the future"):
            book.tick(day(9))
        assert book.tick(day(0)) == ()

    def test_a_time_without_a_zone_is_refused(self, book):
        for ask in (book.tick, book.late, book.pipeline):
            with pytest.raises(ValueProblem, match="no time zone"):
                ask(datetime(2026, 3, 2))  # noqa: DTZ001  the mistake under test

    def test_a_change_of_flow_does_not_begin_a_new_stay(self, clock):
        longer = Flow("clocked", version=2, opens=FLOW.opens, steps=FLOW.steps)
        book = Book(flows=[FLOW, longer], clock=clock, authority=testing.AUTHORITY)
        deal = book.start(FLOW, Begun(at=day(0)), by="zhao")
        clock.now = day(2)
        change = FlowChanged(at=day(2), flow="clocked", version=2, reason="r", decided_by="li", role="director")
        deal = book.record(deal, change, by="li")
        assert (deal.due, deal.flow) == (day(3), longer)


class TestLate:
    def test_it_lists_stays_and_instalments_past_their_day_the_longest_first(self, clock):
        book = Book(clock=clock, authority=testing.AUTHORITY)
        deal = testing.complete_deal(book, until=ContractSigned)
        clock.now = day(60)
        rows = list(book.late().rows())
        said = [(row["deal"], str(row["what"]), row["days_late"]) for row in rows]
        assert [(id, what) for id, what, _ in said] == [
            (deal.id, "deposit of C-2026-017 is not paid"),
            (deal.id, "the stay in Contracted is over"),
        ]
        assert [late for _, _, late in said] == [28, 5]

    def test_nothing_is_late_in_a_book_where_all_goes_well(self, clock):
        book = Book(clock=clock, authority=testing.AUTHORITY)
        testing.complete_deal(book)
        assert list(book.late().rows()) == []
        (row,) = book.pipeline().rows()
        assert (row["deals"], row["overdue"]) == (1, 0)

    def test_a_stay_is_late_after_its_last_moment_and_not_at_it(self, book, clock):
        book.start(FLOW, Begun(at=day(0)), by="zhao")
        assert list(book.late(day(3)).rows()) == []
        assert len(list(book.late(day(3) + timedelta(seconds=1)).rows())) == 1


def test_an_overrun_is_recorded_like_any_fact_and_can_be_verified():
    deal = opened(FLOW)
    fact: Fact | None = overrun(deal, day(3))
    assert fact is not None
    after = deal.then(fact)
    assert isinstance(after.entries[-1], Entry)
    assert after.verify() == ()

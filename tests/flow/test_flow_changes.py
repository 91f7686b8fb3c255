"""A running deal goes to another flow, and history comes in from elsewhere; neither is a way round a gate."""

import pytest
from flowkit import WON, A, B, Begun, C, Ended, Moved, Noted, day, line, opened, reasons, told

from b2bdeal import (
    ANY,
    COSMETICS,
    NOTHING,
    OEM,
    Book,
    Deal,
    Flow,
    FlowChanged,
    HoldPlaced,
    Imported,
    LeadFound,
    Money,
    Policy,
    Refused,
    Stage,
    TermsAgreed,
    UnknownFlow,
    days,
    during,
    testing,
    when,
)

OLD = line(A, B, C)
TRIAL = Stage("trial", zh="试产")
NEW = Flow(
    "line",
    version=2,
    opens=when(Begun, NOTHING >> A),
    steps=(when(Moved, A >> TRIAL), when(Moved, TRIAL >> C), during(Noted, ANY), when(Ended, ANY >> WON)),
)


def changed(number: float = 3, **words: object) -> FlowChanged:
    said = {"flow": "line", "version": 2, "reason": "a trial run first", "decided_by": "li", "role": "director"} | words
    return FlowChanged.model_validate({"at": day(number), **said})


def find(id: str, version: int) -> Flow:
    known = {("line", 1): OLD, ("line", 2): NEW}
    return known.get((id, version)) or Flow.unknown(id, version)


def why(deal: Deal, fact: FlowChanged) -> dict[str, str]:
    return {id: reason.text() for id, reason in reasons(deal, fact, by="li", find=find).items()}


class TestChangingTheFlow:
    def test_a_running_deal_goes_on_under_the_new_flow_and_keeps_its_stage_and_its_stay(self, clock):
        book = Book(flows=[OLD, NEW], clock=clock, authority=testing.AUTHORITY)
        deal = book.start(OLD, Begun(at=day(0)), by="zhao")
        clock.now = day(3)
        after = book.record(deal, changed(), by="li")
        assert (after.flow, after.stage, after.since) == (NEW, A, day(0))
        after = book.record(after, Moved(at=day(3)), by="zhao")
        assert after.stage == TRIAL
        assert book.deal(deal.id) == after
        assert book.deal(deal.id).flow is NEW
        assert book.verify(after) == ()

    def test_a_stage_that_the_new_flow_lacks_is_named_by_the_map(self):
        deal = opened(OLD).then(Moved(at=day(1)))
        assert why(deal, changed()) == {"stage_is_known": "line has no stage b; it has a, trial, c, won"}
        assert why(deal, changed(stages={"b": "trial"})) == {}

    def test_a_stage_that_both_have_stays(self):
        deal = opened(OLD)
        assert why(deal, changed(stages={"a": "c"})) == {"stage_stays": "line has the stage A, too"}

    def test_nobody_jumps_within_a_flow_by_changing_to_it(self):
        deal = opened(OLD)
        assert "stage_stays" in why(deal, changed(version=1, stages={"a": "c"}))
        assert why(deal, changed(version=1)) == {}, "a change that changes nothing is but a note"

    def test_it_ends_no_deal(self):
        deal = opened(OLD).then(Moved(at=day(1)))
        assert why(deal, changed(stages={"b": "won"})) == {"deal_runs_on": "Won is an end"}

    def test_it_opens_no_deal(self):
        new = Deal.unopened("D-1", OLD)
        assert "deal_runs_on" in why(new, changed(stages={"nothing": "c"}))
        assert "deal_runs_on" in why(new, changed(version=1, stages={"nothing": "c"}))

    def test_an_ended_deal_changes_nothing_any_more(self):
        assert "has_not_ended" in why(opened(OLD).then(Ended(at=day(1))), changed())

    def test_only_a_role_that_may_decides_it(self):
        assert why(opened(OLD), changed(role="sales")) == {"may_change_flow": "sales may not; director may"}

    def test_a_policy_says_which_roles_may(self):
        own = Flow("own", version=1, opens=OLD.opens, steps=OLD.steps, policy=Policy(flow_changed_by=("sales",)))
        assert why(opened(own), changed(role="sales")) == {}
        assert "may_change_flow" in why(opened(own), changed())

    def test_a_flow_that_is_not_here_is_asked_for(self):
        with pytest.raises(UnknownFlow, match=r"line v7 is not here.*flows="):
            reasons(opened(OLD), changed(version=7), by="li", find=find)
        with pytest.raises(UnknownFlow, match="through a book"):
            reasons(opened(OLD), changed(version=2), by="li")

    def test_the_stand_in_of_a_flow_that_is_not_here_is_no_place_to_go(self):
        deal = opened(OLD)
        with pytest.raises(UnknownFlow):
            reasons(deal, changed(version=7, stages={"a": "stored"}), by="li", find=find)

    def test_verify_asks_each_entry_under_the_flow_of_its_time(self, clock):
        book = Book(flows=[OLD, NEW], clock=clock, authority=testing.AUTHORITY)
        deal = book.start(OLD, Begun(at=day(0)), by="zhao")
        clock.now = day(3)
        deal = book.record(deal, changed(), Moved(at=day(3)), by="li")
        assert book.verify(deal) == ()
        with pytest.raises(UnknownFlow, match="ask its book"):
            deal.verify()

    def test_what_may_come_next_does_not_say_that_a_change_is_unknown(self):
        deal = opened(OLD)
        assert not deal.why_not(FlowChanged, at=day(1)).barred
        assert deal.why_not(FlowChanged, at=day(1)).leads_to == ()
        assert deal.then(Ended(at=day(1))).why_not(FlowChanged, at=day(2)).barred
        assert Deal.unopened("D-1", OLD).why_not(FlowChanged, at=day(1)).barred


def imported(number: float, stage: str, **words: object) -> Imported:
    return Imported.model_validate({"at": day(number), "stage": stage, "source": "old CRM", "row": "17", **words})


class TestImportedHistory:
    def test_it_opens_a_deal_at_any_stage(self):
        for stage in OEM.stages:
            deal = Deal.unopened("D-1", OEM).then(imported(0, stage.name))
            assert (deal.stage, deal.since) == (stage, day(0))

    def test_it_brings_the_name_of_the_company_and_the_value(self):
        deal = Deal.unopened("D-1", OEM).then(imported(0, "lead", account="Dew", value=Money.of(7, "CNY")))
        assert (deal.account, deal.value) == ("Dew", Money.of(7, "CNY"))

    def test_more_history_may_follow_and_then_the_deal_goes_on_by_the_rules(self):
        deal = Deal.unopened("D-1", OLD).then(imported(0, "a")).then(imported(2, "b"))
        assert deal.then(Moved(at=day(3))).stage == C
        assert deal.verify() == ()

    def test_it_does_not_follow_history_of_ones_own(self):
        deal = Deal.unopened("D-1", OLD).then(imported(0, "a")).then(Noted(at=day(1)))
        (reason,) = reasons(deal, imported(2, "c")).values()
        assert (reason.id, reason.text()) == ("history_first", "the deal has gone on here already")
        assert "history_first" in reasons(opened(OLD), imported(2, "c"))
        assert deal.why_not(Imported, at=day(2)).barred

    def test_a_stage_that_the_flow_lacks_is_refused_by_name(self):
        (reason,) = reasons(Deal.unopened("D-1", OLD), imported(0, "qualified")).values()
        assert reason.text() == "line has no stage qualified; it has a, b, c, won"

    def test_verify_begins_after_it(self):
        deal = Deal.unopened("D-1", OEM).then(imported(0, "producing"))
        assert deal.verify() == ()

    def test_a_deal_imported_as_lost_is_over(self):
        deal = Deal.unopened("D-1", OEM).then(imported(0, "lost"))
        assert deal.outcome == "lost"
        assert "has_not_ended" in reasons(deal, imported(1, "lead"))

    def test_a_flow_may_open_with_it(self):
        own = Flow("own", version=1, opens=when(Imported, NOTHING >> A), steps=(when(Ended, ANY >> WON),))
        assert Deal.unopened("D-1", own).then(imported(0, "a")).stage == A


class TestTheMinimumCycle:
    def test_imported_history_counts_as_it_is_dated(self):
        deal = Deal.unopened("D-1", COSMETICS).then(imported(0, "bargaining"), now=day(30))
        assert "minimum_cycle" not in {r.id for r in deal.why_not(TermsAgreed, at=day(15)).barred}
        (reason,) = deal.why_not(TermsAgreed, at=day(14)).barred
        assert reason.id == "minimum_cycle"

    def test_a_back_dated_lead_gains_nothing(self):
        story = testing.Story()
        (_, lead), *_ = story.lines()
        assert isinstance(lead, LeadFound)
        book = Book(flows=[testing.TRADE], clock=testing.Clock(day(10)))
        deal = book.start(testing.TRADE, lead, by="zhao")
        gate = testing.TRADE.conditions["minimum_cycle"]
        assert gate.ask(deal, day(15)) is not True, "fifteen days after the date, five after it was written down"
        assert gate.ask(deal, day(25)) is True

    def test_the_figures_of_the_refusal(self):
        deal = told(TermsAgreed)
        (reason,) = deal.why_not(TermsAgreed, at=day(9)).barred
        assert reason.figures["passed"] == 9
        assert reason.figures["span"] == days(15)
        assert reason.figures["earliest"] == day(15)
        assert reason.waived_by == ("director",)


def test_a_change_of_flow_is_refused_by_a_hold_on_changes():
    deal = opened(Flow("held", version=1, opens=OLD.opens, steps=(*OLD.steps, during(HoldPlaced))))
    held = deal.then(HoldPlaced(at=day(1), hold="H-1", blocks=("change",), source="director", reason="an audit"))
    assert list(why(held, changed())) == ["no_hold"]


def test_a_refused_change_leaves_the_deal_where_it_was(book):
    deal = book.start(OLD, Begun(at=day(0)), by="zhao")
    with pytest.raises(Refused):
        book.record(deal, changed(0, version=1, stages={"a": "c"}), by="li")
    assert book.deal(deal.id) == deal

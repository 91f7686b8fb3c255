"""The laws that every flow asks of every fact: time, holds, whose hand it is, and roles."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flowkit import A, B, Begun, C, Ended, Moved, Noted, Ordered, day, line, one, opened, reasons, told

from b2bdeal import (
    Authority,
    Book,
    Fact,
    FlowChanged,
    HoldLifted,
    HoldPlaced,
    Money,
    ProductionReleased,
    Refusal,
    Refused,
    Shipped,
    ShortfallAccepted,
    UnknownKind,
    ValueProblem,
    WaiverAsked,
    WaiverGranted,
    decide,
    testing,
)
from b2bdeal.flow.laws import LAWS
from b2bdeal.testing import TRADE

WAY = line(A, B, C)


class TestTime:
    def test_what_is_dated_in_the_future_is_refused_and_what_is_dated_now_is_not(self):
        deal, now = opened(WAY), day(1)
        (reason,) = reasons(deal, Moved(at=now + timedelta(microseconds=1)), now=now).values()
        assert reason.id == "not_in_future"
        assert reason.figures == {"at": now + timedelta(microseconds=1), "now": now}
        assert not reasons(deal, Moved(at=now), now=now)

    def test_it_is_the_moment_that_counts_and_not_how_its_zone_writes_it(self):
        deal = opened(WAY)
        here = day(1)
        there = here.astimezone(ZoneInfo("America/New_York"))
        assert not reasons(deal, Moved(at=there), now=here)
        assert not reasons(deal, Moved(at=here), now=there)

    def test_nothing_happens_before_the_opening(self):
        deal = opened(WAY, 3)
        (reason,) = reasons(deal, Noted(at=day(2)), now=day(5)).values()
        assert reason.id == "not_before_opening"
        assert reason.text() == ("it is dated 4 Mar 2026, 09:30 +08:00, before the opening at 5 Mar 2026, 09:30 +08:00")
        assert not reasons(deal, Moved(at=day(3)), now=day(5))

    def test_a_deal_moves_forward_in_time(self):
        deal = opened(WAY).then(Moved(at=day(3)))
        assert list(reasons(deal, Moved(at=day(2)), now=day(5))) == ["not_before_stage"]
        assert not reasons(deal, Moved(at=day(3)), now=day(5))
        assert not reasons(deal, Noted(at=day(2)), now=day(5)), "what moves nothing may be told late"

    def test_the_facts_of_one_document_go_forward_in_time(self):
        deal = opened(WAY).then(Ordered(at=day(3)))
        assert list(reasons(deal, Ordered(at=day(2)), now=day(5))) == ["not_before_last"]
        assert not reasons(deal, Ordered(at=day(3)), now=day(5))

    def test_those_of_another_document_or_of_none_may_be_told_late(self):
        deal = opened(WAY).then(Ordered(at=day(3)))
        assert not reasons(deal, Ordered(at=day(2), paper="P-2"), now=day(5))
        assert not reasons(deal, Noted(at=day(2)), now=day(5))

    def test_nothing_is_recorded_after_the_end(self):
        deal = opened(WAY).then(Ended(at=day(1)))
        (reason,) = reasons(deal, Noted(at=day(2))).values()
        assert (reason.id, reason.text()) == ("has_not_ended", "it ended, Won")

    def test_a_recording_moment_without_a_zone_is_refused(self):
        with pytest.raises(ValueProblem, match="`now` has no time zone"):
            reasons(opened(WAY), Moved(at=day(1)), now=datetime(2026, 3, 4))  # noqa: DTZ001  the mistake under test

    def test_an_entry_is_written_down_in_utc(self):
        deal = opened(WAY).then(Noted(at=day(1)))
        assert deal.entries[-1].recorded_at.tzinfo is UTC

    def test_all_that_is_broken_is_told_at_once(self):
        deal = told()
        missing = Money.of("9.00", "CNY")
        fact = ShortfallAccepted(at=day(-1), amount=missing, reason="charges", accepted_by="li", role="director")
        found = reasons(deal, fact, by="zhao", now=day(-2), roles=())
        assert list(found) == ["has_not_ended", "not_in_future", "not_before_opening", "own_hand", "has_role"]


def hold(
    number: float, name: str = "H-1", *, blocks: tuple[str, ...] = ("ship",), until: datetime | None = None
) -> Fact:
    return HoldPlaced.model_validate(
        {
            "at": day(number),
            "hold": name,
            "blocks": blocks,
            "source": "quality",
            "reason": "a complaint",
            "until": until,
        }
    )


def lift(number: float, name: str = "H-1") -> Fact:
    return HoldLifted(at=day(number), hold=name, reason="solved")


def shipped(number: float) -> Fact:
    return one(Shipped).model_copy(update={"at": day(number)})


class TestHolds:
    def barred(self, *facts: Fact) -> list[object]:
        """The holds that bar a shipment of day 140 after these facts."""
        deal = told(Shipped)
        for fact in facts:
            deal = deal.then(fact, by="sun", now=day(150))
        found = decide(deal, shipped(140), by="zhao", now=day(150))
        return [r.figures["hold"] for r in found.reasons] if isinstance(found, Refusal) else []

    def test_a_hold_bars_its_action_and_says_who_placed_it_and_why(self):
        deal = told(Shipped).then(hold(139), by="sun")
        (reason,) = reasons(deal, shipped(140)).values()
        assert reason.text() == "the hold H-1 by quality bars it: a complaint"
        assert reason.met_by == (HoldLifted.kind,)
        assert reason.waived_by == ()

    def test_it_bars_no_other_action(self):
        assert self.barred(hold(139, blocks=("produce", "pay"))) == []

    def test_several_holds_are_each_named(self):
        assert self.barred(hold(139), hold(139, "H-2")) == ["H-1", "H-2"]
        assert self.barred(hold(139), hold(139, "H-2"), lift(139.5)) == ["H-2"]

    def test_one_that_is_placed_twice_is_named_once_and_lifted_once(self):
        assert self.barred(hold(139), hold(139.2)) == ["H-1"]
        assert self.barred(hold(139), hold(139.2), lift(139.5)) == []

    def test_one_that_is_lifted_bars_nothing_any_more(self):
        assert self.barred(hold(139), lift(139.5)) == []

    def test_one_that_runs_out_bars_until_its_last_moment(self):
        assert self.barred(hold(139, until=day(140))) == ["H-1"]
        assert self.barred(hold(139, until=day(140) - timedelta(microseconds=1))) == []

    def test_it_bars_what_is_recorded_under_it_whenever_that_happened(self):
        assert self.barred(hold(141)) == ["H-1"]

    def test_it_bars_what_happened_before_it_was_lifted(self):
        assert self.barred(hold(139), lift(141)) == ["H-1"]

    def test_one_that_was_lifted_may_be_placed_again(self):
        assert self.barred(hold(138.6), lift(139), hold(139.5)) == ["H-1"]

    def test_nothing_is_lifted_in_advance(self):
        assert list(reasons(told(Shipped), lift(138.6))) == ["hold_is_known"]

    def test_a_hold_on_recording_does_not_bar_its_own_lifting(self):
        deal = told(Shipped).then(hold(139, blocks=("record",)), by="sun")
        assert not reasons(deal, lift(140))
        assert list(
            reasons(deal, WaiverAsked(at=day(140), condition="minimum_cycle", reason="r", asked_by="zhao"))
        ) == ["no_hold"]

    def test_what_is_barred_shows_in_what_may_come_next(self):
        deal = told(Shipped).then(hold(139), by="sun")
        option = deal.why_not(Shipped, at=day(140))
        assert [reason.id for reason in option.barred] == ["no_hold"]
        assert Shipped not in deal.next(at=day(140)).free


class TestHands:
    def test_who_a_fact_names_records_it(self):
        deal = told(ProductionReleased)
        asked = WaiverAsked(at=day(101), condition="capacity_held", reason="it is urgent", asked_by="zhao")
        (reason,) = reasons(deal, asked, by="li").values()
        assert (reason.id, reason.text()) == ("own_hand", "it names zhao, but li records it")
        assert not reasons(deal, asked, by="zhao")

    @pytest.mark.parametrize("kind", [WaiverAsked, WaiverGranted, FlowChanged])
    def test_what_is_signed_names_its_actor_by_a_field(self, kind: type[Fact]):
        assert kind.actor in kind.model_fields

    def test_a_role_that_a_fact_claims_must_be_had(self):
        deal = told(ProductionReleased)
        at = day(101)
        deal = deal.then(WaiverAsked(at=at, condition="claims_proven", reason="r", asked_by="zhao"), by="zhao")
        granted = WaiverGranted(at=at, condition="claims_proven", reason="r", granted_by="sun", role="quality")
        assert not reasons(deal, granted, by="sun", roles=("quality", "sales"))
        assert not reasons(deal, granted, by="sun", roles=None), "roles that nobody asks for are not asked"
        (reason,) = reasons(deal, granted, by="sun", roles=()).values()
        assert (reason.id, reason.text()) == ("has_role", "sun does not have the role quality")

    def test_a_change_of_flow_claims_a_role_too(self):
        deal = opened(WAY)
        to = FlowChanged(at=day(1), flow="line", version=1, reason="r", decided_by="li", role="director")
        assert list(reasons(deal, to, by="li", roles=("sales",))) == ["has_role"]
        assert not reasons(deal, to, by="li", roles=("director",))

    def test_in_a_book_without_an_authority_nobody_has_a_role(self):
        book = Book(clock=testing.Clock(day(1)))
        deal = book.start(WAY, Begun(at=day(0)), by="li")
        with pytest.raises(Refused, match="li does not have the role director"):
            book.record(
                deal,
                FlowChanged(at=day(1), flow="line", version=1, reason="r", decided_by="li", role="director"),
                by="li",
            )

    def test_an_authority_says_who_may_record_what(self):
        rules = Authority({"li": ["director", "finance"], "zhao": "sales"}, only={Moved: ["director"], Noted: "sales"})
        book = Book(clock=testing.Clock(day(2)), authority=rules)
        deal = book.start(WAY, Begun(at=day(0)), by="a stranger")
        with pytest.raises(Refused, match="zhao needs one of the roles director") as caught:
            book.record(deal, Moved(at=day(1)), by="zhao")
        assert [reason.id for reason in caught.value.reasons] == ["role_may_record"]
        deal = book.record(deal, Moved(at=day(1)), by="li")
        assert book.record(deal, Noted(at=day(1)), by="zhao").version == 3
        assert rules.roles("li") == {"director", "finance"}
        assert rules.roles("a stranger") == frozenset()


def test_every_law_has_an_id_of_its_own_and_a_sentence():
    ids = [law.id for law in LAWS]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(TRADE.conditions), "a waiver can't name a law"
    assert all(law.id.isidentifier() and law.sentence.endswith(".") for law in LAWS)


def test_a_fact_of_no_kind_can_not_be_recorded():
    class Plain(Fact):
        """A fact of no kind."""

    with pytest.raises(UnknownKind, match=r'Plain has no kind.*kind="yours.Name"'):
        reasons(opened(WAY), Plain(at=day(1)))

"""The engine: the compiled machine does what the table says, asks every condition, and records nothing by accident."""

from collections import Counter
from datetime import datetime
from itertools import product

import pytest
from flowkit import A, B, Begun, C, Ended, Moved, Noted, Ordered, day, flow, opened, reasons
from hypothesis import given, settings
from hypothesis import strategies as st

from b2bdeal import (
    ANY,
    NOTHING,
    Deal,
    Entry,
    Fact,
    Flow,
    FlowError,
    Refusal,
    Stage,
    Verdict,
    decide,
    during,
    gate,
    no,
    rule,
    when,
)
from b2bdeal.flow.condition import Gate
from b2bdeal.flow.step import Step

ASKED: Counter[str] = Counter()


@rule("small", "The number is small.")
def small(deal: Deal, fact: Moved) -> Verdict:
    ASKED["small"] += 1
    return True if fact.number < 10 else no("{number} is not small", number=fact.number)


@rule("even", "The number is even.")
def even(deal: Deal, fact: Moved) -> Verdict:
    ASKED["even"] += 1
    return True if fact.number % 2 == 0 else no("{number} is odd", number=fact.number)


@gate("noted", "Something was noted.", met_by=(Noted,))
def noted(deal: Deal, at: datetime) -> Verdict:
    ASKED["noted"] += 1
    return True if deal.last(Noted) else no("nothing was noted")


@gate("bare", "It holds.")
def bare(deal: Deal, at: datetime) -> Verdict:
    return False  # type: ignore[return-value]  # what a user without a type checker may write


@gate("broken", "It holds.")
def broken(deal: Deal, at: datetime) -> Verdict:
    raise KeyError("price")


class TestAsking:
    def test_all_conditions_of_a_row_are_asked_and_every_reason_is_given(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[small, even, noted])))
        ASKED.clear()
        assert list(reasons(deal, Moved(at=day(1), number=11))) == ["small", "even", "noted"]
        assert ASKED == {"small": 1, "even": 1, "noted": 1}

    def test_a_reason_that_several_rows_give_is_told_once(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[small, noted]), when(Moved, A >> C, only_if=[even, noted])))
        found = decide(deal, Moved(at=day(1), number=11), by="zhao", now=day(1))
        assert isinstance(found, Refusal)
        assert [reason.id for reason in found.reasons] == ["small", "noted", "even"]

    def test_the_first_row_that_holds_wins_and_later_ones_are_not_asked(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[small]), when(Moved, A >> C, only_if=[even])))
        assert deal.then(Moved(at=day(1), number=2)).stage == B
        assert deal.then(Moved(at=day(1), number=12)).stage == C
        ASKED.clear()
        deal.then(Moved(at=day(1), number=2))
        assert ASKED == {"small": 1}

    def test_a_reason_carries_its_sentence_its_figures_and_what_would_help(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[small, noted])))
        found = reasons(deal, Moved(at=day(1), number=1_200))
        assert found["small"].text() == "1,200 is not small"
        assert found["small"].data() == {
            "id": "small",
            "sentence": "The number is small.",
            "why": "1,200 is not small",
            "figures": {"number": 1200},
            "met_by": [],
            "waived_by": [],
            "limits": {},
        }
        assert str(found["noted"].help) == "record Noted"

    def test_a_condition_that_answers_a_bare_false_is_refused(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[bare])))
        with pytest.raises(FlowError, match=r"'bare' answered False.*no\("):
            deal.then(Moved(at=day(1)))

    def test_one_that_raises_leaves_nothing_recorded_and_says_what_it_was_asked(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[broken])))
        before = deal.entries
        with pytest.raises(KeyError, match="price") as caught:
            deal.then(Moved(at=day(1)))
        assert caught.value.__notes__ == ["while asking 'broken' of the deal D-1; nothing was recorded"]
        assert deal.entries == before

    def test_a_refusal_is_false_and_says_what_could_be_recorded_instead(self):
        deal = opened(flow(when(Moved, A >> B, only_if=[noted]), during(Noted, A)))
        found = decide(deal, Moved(at=day(1)), by="zhao", now=day(1))
        assert not found
        assert isinstance(found, Refusal)
        assert found.instead[0] is Noted, "what would help comes first"
        assert Moved not in found.instead

    def test_a_fact_of_another_stage_is_told_where_it_comes(self):
        deal = opened(flow(when(Moved, A >> B), when(Noted, B >> C)))
        assert reasons(deal, Noted(at=day(1)))["at_its_stage"].text() == "the deal is at A, and this comes at B"
        assert reasons(deal, Ordered(at=day(1)))["at_its_stage"].text() == "the flow kit does not know it"

    def test_a_deal_opens_with_its_opening_only(self):
        new = Deal.unopened("D-1", flow(when(Moved, A >> B)))
        assert reasons(new, Moved(at=day(0)))["at_its_stage"].text() == "a deal opens with Begun"
        assert new.then(Begun(at=day(0))).stage == A

    def test_a_deal_is_opened_once(self):
        assert list(reasons(opened(flow(when(Moved, A >> B))), Begun(at=day(1)))) == ["at_its_stage"]

    def test_the_machine_holds_no_deal_so_deals_share_it(self):
        made = flow(when(Moved, A >> B))
        one, two = opened(made, id="D-1"), opened(made, id="D-2")
        moved = one.then(Moved(at=day(1)))
        assert (one.stage, two.stage, moved.stage) == (A, A, B)
        assert one.flow.engine is two.flow.engine


class TestStays:
    def test_a_row_that_leads_where_the_deal_stands_restarts_no_deadline(self):
        deal = opened(flow(when(Moved, [A, B] >> B), during(Noted, ANY)))
        there = deal.then(Moved(at=day(1)))
        again = there.then(Moved(at=day(3))).then(Noted(at=day(4)))
        assert (there.since, again.since, again.stage) == (day(1), day(1), B)

    def test_coming_back_to_a_stage_starts_a_new_stay(self):
        deal = opened(flow(when(Moved, A >> B), when(Noted, B >> A)))
        back = deal.then(Moved(at=day(1))).then(Noted(at=day(3)))
        assert (back.stage, back.since) == (A, day(3))


# ── the machine against the table ────────────────────────────────────────────────────────────────────────────────────

STAGES = (A, B, C)
FACTS = (Moved, Noted, Ordered)


def numbered(number: int) -> Gate[[]]:
    """A gate that holds on the deals that have so many facts by a rule of its own."""

    @gate(f"gate_{number}", "It holds.")
    def made(deal: Deal, at: datetime) -> Verdict:
        return True if (deal.version + number) % 3 else no("not with {facts}", facts=deal.version)

    return made


GATES = tuple(numbered(number) for number in range(3))


@st.composite
def steps(draw: st.DrawFn) -> Step[Fact]:
    """A row of any of the facts, from anywhere to anywhere, asking any of the gates."""
    fact = draw(st.sampled_from(FACTS))
    asks = draw(st.lists(st.sampled_from(GATES), unique=True, max_size=2))
    sources = draw(st.one_of(st.just(ANY), st.lists(st.sampled_from(STAGES), min_size=1, unique=True)))
    target = draw(st.none() | st.sampled_from(STAGES))
    return during(fact, sources, only_if=asks) if target is None else when(fact, sources >> target, only_if=asks)


def sound(rows: list[Step[Fact]]) -> Flow | None:
    """The flow of these rows, with a way to each stage; None where the checks find a flaw."""
    way = [when(Ended, A >> B), when(Ended, B >> C), when(Ended, C >> Stage("won", end="won"))]
    try:
        return Flow("random", version=1, opens=when(Begun, NOTHING >> A), steps=(*rows, *way))
    except FlowError:
        return None


def naive(deal: Deal, made: Flow, fact: Fact) -> Stage | None:
    """Where the table says that a fact leads, read row by row; None where it is refused."""
    for row in made.steps:
        barred = row.target if not isinstance(row.sources, tuple) else None
        here = deal.stage in row.sources if isinstance(row.sources, tuple) else deal.stage.end is None
        holds = all(condition.ask(deal, fact.at) is True for condition in row.gates)
        if row.fact is type(fact) and here and deal.stage != barred and holds:
            return deal.stage if row.target is None else row.target
    return None


@settings(max_examples=120, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=6), st.lists(st.sampled_from((*FACTS, Ended)), max_size=12))
def test_for_any_flow_and_any_facts_the_machine_agrees_with_the_table(
    rows: list[Step[Fact]], kinds: list[type[Fact]]
) -> None:
    made = sound(rows)
    if made is None:
        return
    deal = opened(made)
    for number, kind in enumerate(kinds, 1):
        if deal.outcome:
            break
        fact = kind(at=day(number))
        expected = naive(deal, made, fact)
        found = decide(deal, fact, by="zhao", now=fact.at)
        assert (found.stage if isinstance(found, Entry) else None) == (expected and expected.name)
        if isinstance(found, Entry):
            deal = deal.with_entry(found, made)
            assert deal.stage == expected


def test_enough_of_the_random_flows_are_sound_for_the_test_above_to_say_something():
    moves = [when(Moved, source >> target) for source, target in product(STAGES, STAGES)]
    assert sum(sound([one, two]) is not None for one, two in product(moves, moves)) > 40

"""The negotiation folds from facts: rounds, the quote in force, samples, the gap, what was agreed."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from straight_way import CREAM, TONER, agreed_terms, cny, complete_deal, day, pieces, quote

from b2bdeal.life import (
    CounterLine,
    CounterOffered,
    Fact,
    Negotiation,
    QuoteSent,
    QuoteWithdrawn,
    SampleEvaluated,
    SampleRevisionAsked,
)
from b2bdeal.units import Money, Quantity, percent

WHOLE = complete_deal()


def test_rounds_are_numbered_in_order_of_time() -> None:
    rounds = Negotiation.of(reversed(WHOLE)).rounds
    assert [(one.number, one.side) for one in rounds] == [(1, "ours"), (2, "theirs"), (3, "ours")]
    assert [one.at for one in rounds] == sorted(one.at for one in rounds)


def test_the_latest_version_sent_by_then_is_in_force() -> None:
    story = Negotiation.of(WHOLE)
    assert story.quote_in_force(day(14)) is None
    assert story.quote_in_force(day(15)) == quote(1)
    assert story.quote_in_force(day(18)) == story.quote("Q-1", 2)


def test_a_quote_is_in_force_to_its_last_moment_and_no_longer() -> None:
    story = Negotiation.of([QuoteSent(at=day(1), quote=quote(valid_until=day(10)))])
    assert story.quote_in_force(day(10)) is not None
    assert story.quote_in_force(day(10, 11)) is None
    assert story.latest_quote(day(11)) is not None


def test_a_superseded_version_does_not_come_back_when_its_successor_is_withdrawn() -> None:
    story = Negotiation.of([*WHOLE, QuoteWithdrawn(at=day(19), number="Q-1", version=2, reason="oil went up")])
    assert story.quote_in_force(day(18)) is not None
    assert story.quote_in_force(day(19)) is None


def test_a_new_number_takes_the_place_of_the_old_one_whatever_its_version() -> None:
    story = Negotiation.of([*WHOLE, QuoteSent(at=day(19), quote=quote(1, number="Q-2"))])
    now = story.quote_in_force(day(19))
    assert now is not None
    assert now.number == "Q-2"


def test_an_older_version_sent_late_does_not_supersede_a_newer_one() -> None:
    story = Negotiation.of([QuoteSent(at=day(1), quote=quote(2)), QuoteSent(at=day(2), quote=quote(1))])
    now = story.quote_in_force(day(3))
    assert now is not None
    assert now.version == 2


def test_approval_is_of_an_item_a_formula_and_a_packaging() -> None:
    story = Negotiation.of(WHOLE)
    assert story.approved == {(CREAM, f"{CREAM}-F2", f"{CREAM}-P1"), (TONER, f"{TONER}-F2", f"{TONER}-P1")}
    assert story.samples[f"S-{CREAM}"].state == "approved"
    assert story.samples[f"S-{CREAM}"].round == 2
    assert story.samples[f"S-{CREAM}"].scores == {"texture": 3, "scent": 2}


def test_a_later_revision_of_the_approved_round_takes_its_approval_back() -> None:
    again = SampleRevisionAsked(at=day(16), number=f"S-{CREAM}", round=2, changes="it separates in the cold")
    story = Negotiation.of([*WHOLE, again])
    assert story.approved == {(TONER, f"{TONER}-F2", f"{TONER}-P1")}
    assert story.samples[f"S-{CREAM}"].state == "revision_asked"


def test_an_evaluation_after_approval_leaves_the_approval() -> None:
    later = SampleEvaluated(at=day(16), number=f"S-{CREAM}", round=2, scores={"scent": 5})
    assert Negotiation.of([*WHOLE, later]).samples[f"S-{CREAM}"].state == "approved"


def test_the_gap_is_at_the_quantity_that_they_named() -> None:
    cream, toner = Negotiation.of(WHOLE).gap
    assert (cream.ours, cream.theirs, cream.difference) == (cny("7.50"), cny("7.20"), cny("0.30"))
    assert (toner.ours, toner.theirs, toner.difference) == (cny("8.00"), None, None)


def test_a_gap_between_two_currencies_has_no_difference() -> None:
    dollars = CounterOffered(at=day(19), lines=(CounterLine(item=CREAM, unit_price=Money.of("1.10", "USD")),))
    assert Negotiation.of([*WHOLE, dollars]).gap[0].difference is None


def test_agreeing_takes_the_break_that_each_quantity_reaches() -> None:
    terms = agreed_terms()
    assert [(one.item, one.unit_price) for one in terms.lines] == [(CREAM, cny("7.50")), (TONER, cny("8.00"))]
    assert terms.total == cny("45500.00")
    assert terms.tolerance == percent(5)
    assert Negotiation.of(WHOLE).agreed == terms


def test_a_quantity_in_another_unit_is_agreed_in_the_unit_of_the_price() -> None:
    terms = quote().agree({CREAM: Quantity.of(500, "dozen")}, date(2026, 6, 1), tolerance=Decimal(0))
    assert terms.lines[0].quantity == pieces(6000)
    assert terms.tolerance == 0


def test_the_price_of_a_quantity_is_that_of_the_break_it_reaches() -> None:
    line = quote().lines[0]
    found = [line.price_for(pieces(n)) for n in (999, 1000, 4999, 5000)]
    assert [one and one.unit_price for one in found] == [None, cny("8.50"), cny("8.50"), cny("8.00")]
    assert line.price_for(Quantity.of(5, "kg")) is None


def test_a_class_that_a_notebook_cell_defines_again_still_finds_its_facts() -> None:
    class Again(Fact, label="Quote sent", zh="已发报价"):
        """What a cell run twice leaves behind: the same kind, another class."""

        quote: object

    Again.kind = QuoteSent.kind
    old = Again(at=day(15), quote=quote(1).model_dump(mode="json"))
    assert Negotiation.of([old]).quote_in_force(day(16)) == quote(1)


@given(st.permutations(WHOLE), st.integers(0, len(WHOLE)), st.integers(-5, 80))
def test_any_facts_in_any_order_fold(facts: list[Fact], cut: int, when: int) -> None:
    some = facts[:cut] + facts[: cut // 2]  # some of them twice, as a careless import has them
    story = Negotiation.of(some)
    in_force = story.quote_in_force(day(when))
    assert in_force is None or in_force in story.quotes
    assert [one.number for one in story.rounds] == list(range(1, len(story.rounds) + 1))
    assert all(one.difference is None or one.ours for one in story.gap)


@given(st.permutations(WHOLE))
def test_the_order_in_which_facts_are_given_does_not_matter_when_their_times_differ(facts: list[Fact]) -> None:
    once = {fact.at: fact for fact in WHOLE}
    assert Negotiation.of(fact for fact in facts if once[fact.at] is fact) == Negotiation.of(once.values())

"""Samples: fees and their credit, marks held against criteria, the NDA, the sealed and the retained sample."""

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, cny, contract, day, pieces

from b2bdeal import (
    NDA,
    Brief,
    BriefLine,
    Criterion,
    Money,
    Quantity,
    RiskLetterSigned,
    Sample,
    SampleFees,
    SampleRetained,
    SampleSent,
    StandardSealed,
    credit_due,
    evaluated,
    sample_fees,
)


def sent(round: int = 1, number: str = "S-1", **words: Any) -> SampleSent:
    sample = Sample(number=number, round=round, item=CREAM, formula="F-1", quantity=pieces(2))
    return SampleSent(at=day(round), sample=sample, **words)


class TestFees:
    def test_a_free_round_costs_nothing(self):
        assert sample_fees([sent()]).rows == ()
        assert credit_due([sent()], contract()) == cny("0.00")

    def test_fees_add_up_and_a_round_recorded_again_counts_once(self):
        paid = [sent(2, fee=cny("200.00")), sent(3, fee=cny("300.00")), sent(3, fee=cny("350.00"))]
        assert sample_fees(paid).charged("CNY") == cny("550.00")

    def test_a_broken_parcel_that_is_sent_again_for_nothing_takes_no_fee_back(self):
        assert sample_fees([sent(2, fee=cny("200.00")), sent(2)]).charged("CNY") == cny("200.00")

    def test_each_fee_is_credited_from_the_total_that_it_names(self):
        total = contract().total
        paid = [
            sent(2, fee=cny("200.00"), fee_credited_above=total),
            sent(3, fee=cny("300.00"), fee_credited_above=total + cny("0.01")),
            sent(4, fee=cny("400.00")),
        ]
        assert credit_due(paid, contract()) == cny("200.00")

    def test_a_fee_in_another_currency_is_credited_by_no_rate_of_ours(self):
        dollars = sent(2, fee=Money.of("50.00", "USD"), fee_credited_above=Money.of("1.00", "USD"))
        assert credit_due([dollars], contract()) == cny("0.00")

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"fee": cny("0.00")}, "above 0"),
            ({"fee_credited_above": cny("1.00")}, "a free round has nothing to credit"),
            ({"fee": cny("5.00"), "fee_credited_above": Money.of("5.00", "USD")}, "give one currency"),
            ({"fee": cny("5.00"), "fee_credited_above": cny("-1.00")}, "is below 0"),
        ],
    )
    def test_a_fee_that_makes_no_sense_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            sent(2, **words)

    def test_a_houses_rule_names_one_currency(self):
        with pytest.raises(ValidationError, match="the fee is in CNY, its threshold in USD"):
            SampleFees(free_rounds=2, fee=cny("300.00"), credited_above=Money.of("1000.00", "USD"))


class TestEvaluation:
    def test_weights_count_and_what_has_no_mark_is_named(self):
        criteria = [Criterion(name="texture", weight=2), Criterion(name="scent"), Criterion(name="feel")]
        found = evaluated({"texture": 5, "scent": 2}, criteria)
        assert found.mean == Decimal("4.00")
        assert found.unmarked == ("feel",)
        assert found.convinces

    def test_a_must_that_is_not_reached_or_not_marked_does_not_convince(self):
        musts = [Criterion(name="texture", must=4), Criterion(name="scent", must=3)]
        found = evaluated({"texture": 3}, musts)
        assert [(one.name, mark) for one, mark in found.missed] == [("texture", 3), ("scent", None)]
        assert not found.convinces

    def test_without_criteria_each_mark_counts_once_and_none_gives_no_mean(self):
        assert evaluated({"a": 1, "b": 2}).mean == Decimal("1.50")
        assert evaluated({}).mean is None

    @given(st.dictionaries(st.text("abc", min_size=1), st.tuples(st.integers(1, 5), st.integers(1, 10**6)), min_size=1))
    def test_the_mean_lies_between_the_marks_whatever_precision_a_program_has_set(
        self, told: dict[str, tuple[int, int]]
    ):
        marks = {name: mark for name, (mark, _) in told.items()}
        with localcontext(prec=2):
            mean = evaluated(marks, [Criterion(name=name, weight=weight) for name, (_, weight) in told.items()]).mean
        assert mean is not None
        assert min(marks.values()) <= mean <= max(marks.values())

    def test_a_brief_names_each_criterion_once(self):
        line = BriefLine(item=CREAM, name="cream", quantity=pieces(1))
        with pytest.raises(ValidationError, match="criteria name scent more than once"):
            Brief(number="B-1", lines=(line,), criteria=(Criterion(name="scent"), Criterion(name="scent", weight=2)))


def paper(**words: Any) -> NDA:
    said = {
        "number": "N-1",
        "parties": ("us", "them"),
        "signed_on": date(2026, 3, 2),
        "until": date(2026, 3, 4),
        "formula_owner": "them",
    }
    return NDA(**(said | words))


class TestNda:
    @pytest.mark.parametrize(("on", "binds"), [(1, False), (2, True), (4, True), (5, False)])
    def test_it_binds_from_the_day_it_is_signed_to_its_last_day(self, on: int, binds: bool):
        assert paper().binds("them", date(2026, 3, on)) is binds

    def test_it_binds_its_parties_only_and_may_have_no_end(self):
        assert not paper().binds("others", date(2026, 3, 3))
        assert paper(until=None).binds("them", date(2099, 1, 1))

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"parties": ("us",), "formula_owner": "us"}, "fewer than two"),
            ({"parties": ("us", "us", "them")}, "name us more than once"),
            ({"formula_owner": "a lab"}, "none of the parties us, them"),
            ({"until": date(2026, 3, 1)}, "until 2026-03-01 is before signed_on 2026-03-02"),
        ],
    )
    def test_an_nda_that_protects_nobody_is_refused(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            paper(**words)


def retained(**words: Any) -> SampleRetained:
    said: dict[str, Any] = {
        "at": day(50),
        "lot": "L-1",
        "quantity": pieces(6),
        "release_test_quantity": pieces(3),
        "expires": date(2028, 8, 31),
        "kept_until": date(2029, 2, 28),
    }
    return SampleRetained(**(said | words))


class TestRetainedSample:
    def test_twice_the_release_test_and_six_months_past_expiry_will_just_do(self):
        assert retained().lot == "L-1"
        assert retained(quantity=Quantity.of(1, "dozen"), release_test_quantity=pieces(6)).about() == "retained:L-1"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"quantity": pieces(5)}, "5 piece is less than 6 piece, twice the release test of 3 piece: retain more"),
            ({"kept_until": date(2029, 2, 27)}, "six months past expiry is 2029-02-28"),
            ({"release_test_quantity": Quantity.of(50, "g")}, "quantity is in piece, release_test_quantity in g"),
            ({"expires": date(9999, 12, 1), "kept_until": date(9999, 12, 30)}, "six months past expiry is 9999-12-31"),
        ],
    )
    def test_less_is_refused_with_the_figure(self, words: dict[str, Any], says: str):
        with pytest.raises(ValidationError, match=says):
            retained(**words)


class TestSealAndLetter:
    def test_each_side_seals_by_a_person_of_its_own(self):
        words = {"at": day(30), "seal": "X", "item": CREAM, "formula": "F-1", "kept_at": ("here",)}
        with pytest.raises(ValidationError, match="li seals for both sides"):
            StandardSealed(**words, sealed_by_seller="li", sealed_by_buyer="li")
        with pytest.raises(ValidationError, match="kept_at is empty"):
            StandardSealed(**(words | {"kept_at": ()}), sealed_by_seller="li", sealed_by_buyer="petit")

    def test_a_risk_letter_names_what_the_risk_is_of(self):
        with pytest.raises(ValidationError, match="conditions is empty"):
            RiskLetterSigned(at=day(30), letter="RL", conditions=(), risks="it may separate", signed_by="petit")

"""Packaging: what it needs, what came of it, whose days it cost, how it stands to the formula."""

from datetime import date
from decimal import localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, contract, day, pieces

from b2bdeal import (
    CompatibilityFailed,
    CompatibilityPassed,
    Fact,
    LeftoversSettled,
    Packaging,
    PackagingArrived,
    PackagingInspected,
    PackagingItem,
    PackagingPlanned,
    Quantity,
    excused_days,
    percent,
)


def item(**words: Any) -> PackagingItem:
    said: dict[str, Any] = {
        "item": "JAR",
        "name": "Jar",
        "supplied_by": "customer",
        "articles": (CREAM,),
        "quantity": pieces(1000),
        "due": date(2026, 4, 1),
        "loss_allowance": percent(3),
    }
    return PackagingItem(**(said | words))


def planned(*items: PackagingItem) -> PackagingPlanned:
    return PackagingPlanned(at=day(10), items=items or (item(),))


def came(quantity: int, on: date, what: str = "JAR", unit: str = "piece") -> PackagingArrived:
    at = day((on - date(2026, 3, 2)).days)
    return PackagingArrived(at=at, item=what, quantity=Quantity.of(quantity, unit), on=on)


def seen(accepted: int, rejected: int, n: int, what: str = "JAR") -> PackagingInspected:
    return PackagingInspected(at=day(n), item=what, accepted=pieces(accepted), rejected=pieces(rejected))


class TestNeeded:
    def test_the_loss_allowance_is_added_and_rounded_up_to_a_whole_piece(self):
        state = Packaging.of([planned(item(quantity=pieces(999)))]).items["JAR"]
        assert state.needed == pieces(1029), "1,028.97 pieces"

    def test_what_is_not_counted_by_the_piece_keeps_its_digits(self):
        film = item(quantity=Quantity.of(100, "m"), loss_allowance=percent("2.5"))
        assert Packaging.of([planned(film)]).items["JAR"].needed == Quantity.of("102.5", "m")

    @given(st.integers(1, 10**9), st.integers(0, 100))
    def test_it_is_never_less_than_what_goes_in_nor_more_than_twice_that(self, quantity: int, loss: int):
        with localcontext(prec=3):
            plan = item(quantity=pieces(quantity), loss_allowance=percent(loss))
            needed = Packaging.of([planned(plan)]).items["JAR"].needed
        assert pieces(quantity) <= needed <= pieces(2 * quantity)


class TestComingIn:
    def test_it_is_complete_when_enough_is_accepted(self):
        facts: list[Fact] = [planned(), came(1030, date(2026, 3, 30))]
        waiting = Packaging.of(facts).items["JAR"]
        assert (waiting.short, waiting.complete) == (pieces(1030), False)
        assert waiting.supplied_on == date(2026, 3, 30), "it has come, though nobody has looked at it"
        done = Packaging.of([*facts, seen(1030, 0, 30)])
        assert (done.complete, done.ready_on, done.excused_days()) == (True, date(2026, 4, 1), 0)

    def test_days_late_count_to_the_delivery_that_made_it_enough(self):
        facts = [planned(), came(1000, date(2026, 3, 30)), came(30, date(2026, 4, 12)), seen(1030, 0, 43)]
        assert Packaging.of(facts).excused_days() == 11

    def test_what_is_rejected_has_not_come(self):
        facts: list[Fact] = [planned(), came(1030, date(2026, 4, 1)), seen(1009, 21, 31)]
        short = Packaging.of(facts).items["JAR"]
        assert (short.short, short.supplied_on, short.late_days()) == (pieces(21), None, 0)
        assert short.late_days(date(2026, 4, 20)) == 19
        facts += [came(21, date(2026, 4, 29)), seen(21, 0, 59)]
        assert Packaging.of(facts).excused_days() == 28

    def test_our_own_packaging_excuses_nothing(self):
        facts = [planned(item(supplied_by="factory")), came(1030, date(2026, 4, 20))]
        assert Packaging.of(facts).items["JAR"].late_days() == 19
        assert Packaging.of(facts).excused_days() == 0

    def test_items_are_waited_for_side_by_side(self):
        facts = [
            planned(item(), item(item="CAP")),
            came(1030, date(2026, 4, 11)),
            came(1030, date(2026, 4, 8), what="CAP"),
        ]
        assert Packaging.of(facts).excused_days() == 10

    def test_only_what_goes_into_the_contracts_items_counts(self):
        facts = [planned(item(articles=("SOAP",))), came(1030, date(2026, 4, 11))]
        assert excused_days(facts, contract()) == 0
        both = [planned(item(articles=("SOAP", TONER))), came(1030, date(2026, 4, 11))]
        assert excused_days(both, contract()) == 10
        assert excused_days(both[:1], contract(), on=date(2026, 4, 5)) == 4

    def test_a_later_plan_replaces_the_earlier(self):
        later = PackagingPlanned(at=day(12), items=(item(due=date(2026, 4, 9)),))
        assert Packaging.of([planned(), later, came(1030, date(2026, 4, 11))]).excused_days() == 2

    def test_what_can_not_be_counted_is_kept_aside(self):
        facts = [planned(), came(1, date(2026, 4, 1), unit="kg"), came(1, date(2026, 4, 1), what="CAP")]
        assert len(Packaging.of(facts).odd) == 2

    def test_leftovers_that_are_settled_are_counted(self):
        settled = LeftoversSettled(at=day(60), item="JAR", quantity=pieces(20), how="returned")
        assert Packaging.of([planned(), settled]).items["JAR"].settled == pieces(20)

    def test_nothing_planned_is_complete_and_has_no_day(self):
        empty = Packaging.of([])
        assert (empty.complete, empty.ready_on, empty.excused_days()) == (True, None, 0)


class TestCompatibility:
    def test_the_last_test_says_it(self):
        passed = CompatibilityPassed(at=day(20), item="JAR", formula="F-1", weeks=8)
        failed = CompatibilityFailed(at=day(21), item="JAR", formula="F-1", weeks=9)
        assert Packaging.of([planned(), failed, passed]).compatibility("JAR", "F-1") == "failed"
        assert Packaging.of([planned(), passed]).compatibility("JAR", "F-2") == "pending"

    def test_what_was_known_before_counts_until_a_test_says_otherwise(self):
        known = Packaging.of([planned(item(compatibility="passed"))])
        assert known.compatibility("JAR", "F-1") == "passed"

    def test_a_carton_needs_none(self):
        assert Packaging.of([planned(item(touches_formula=False))]).compatibility("JAR", "F-1") == "not_needed"


@given(st.lists(st.sampled_from(["plan", "came", "seen", "odd", "left"]), max_size=12))
def test_any_order_of_facts_folds(told: list[str]):
    facts: dict[str, Fact] = {
        "plan": planned(),
        "came": came(600, date(2026, 4, 2)),
        "seen": seen(500, 20, 40),
        "odd": came(5, date(2026, 4, 2), unit="kg"),
        "left": LeftoversSettled(at=day(60), item="JAR", quantity=pieces(1), how="destroyed"),
    }
    packaging = Packaging.of([facts[one] for one in told])
    assert all(state.short <= state.needed for state in packaging.items.values())
    assert "Packaging" in str(packaging)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: item(articles=()), "articles is empty"),
        (lambda: item(articles=(CREAM, CREAM)), "more than once"),
        (lambda: PackagingPlanned(at=day(1), items=()), "items is empty"),
        (lambda: planned(item(), item()), "items name JAR more than once"),
        (lambda: seen(0, 0, 10), "nothing is accepted and nothing is rejected"),
        (
            lambda: PackagingInspected(at=day(1), item="JAR", accepted=pieces(1), rejected=Quantity.of(1, "kg")),
            "accepted is in piece, rejected in kg",
        ),
        (
            lambda: PackagingArrived(at=day(1), item="JAR", quantity=pieces(1), on=date(2026, 3, 5)),
            "on 2026-03-05 is after at 2026-03-03",
        ),
        (
            lambda: LeftoversSettled(at=day(1), item="JAR", quantity=pieces(1), how="stored"),
            "stored_until is missing",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_what_to_do(make: Any, says: str):
    with pytest.raises(ValidationError, match=says):
        make()

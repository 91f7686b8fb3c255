"""Production folds from facts: orders from planning to closing, scrap and rework, what a line comes to."""

from datetime import date
from typing import Any

import pytest
from examples_factory import FACTORY
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, complete_deal, day, inspected, order, pieces

from b2bdeal import (
    Fact,
    Inspected,
    OrderCancelled,
    OrderClosed,
    OrderHeld,
    OrderResumed,
    OrdersPlanned,
    OrderStarted,
    Production,
    ProductionFinished,
    ProductionReleased,
    Quantity,
    ReworkFinished,
)

RELEASED = ProductionReleased(at=day(1), orders=(order("L-1", 1, CREAM, 5000),))


def made(n: int, good: int, scrapped: int = 0, **words: Any) -> ProductionFinished:
    said = {"order": "MO-L-1", "lot": "L-1", "good": pieces(good), "scrapped": pieces(scrapped)} | words
    return ProductionFinished(at=day(n), **said)


def reworked(n: int, good: int, scrapped: int) -> ReworkFinished:
    return ReworkFinished(at=day(n), order="MO-L-1", lot="L-1", good=pieces(good), scrapped=pieces(scrapped))


def state(*facts: Fact) -> str:
    return Production.of(facts).orders["MO-L-1"].state


def test_an_order_goes_from_planned_to_closed() -> None:
    way = [
        OrdersPlanned(at=day(0), orders=RELEASED.orders),
        RELEASED,
        OrderStarted(at=day(2), order="MO-L-1", resource="tank 500 l"),
        made(3, 3000, last=False),
        made(4, 1950, 50),
        inspected(5, "L-1", "accept"),
        OrderClosed(at=day(6), order="MO-L-1"),
    ]
    states = [state(*way[: n + 1]) for n in range(len(way))]
    assert states == ["planned", "released", "running", "running", "inspecting", "finished", "closed"]


def test_an_order_that_was_stopped_goes_on_where_it_was() -> None:
    stop = OrderHeld(at=day(3), order="MO-L-1", reason="no jars", source="packaging")
    resume = OrderResumed(at=day(4), order="MO-L-1")
    assert state(RELEASED, stop) == "held"
    assert state(RELEASED, stop, resume) == "released"
    assert state(RELEASED, OrderStarted(at=day(2), order="MO-L-1"), stop, resume) == "running"
    assert state(RELEASED, resume) == "released", "what did not stop is not resumed"


def test_scrap_and_rework_add_up_and_rework_waits_for_inspection_again() -> None:
    way = [RELEASED, made(3, 4950, 50), inspected(4, "L-1", "rework"), reworked(5, 4800, 30)]
    lot = Production.of(way).lots["L-1"]
    assert (lot.made, lot.scrapped, lot.reworked) == (pieces(4920), pieces(80), pieces(4830))
    assert lot.state == "made"
    assert lot.released is None
    assert state(*way) == "inspecting"
    assert Production.of([*way, inspected(6, "L-1", "accept")]).lots["L-1"].released == pieces(4920)


def test_output_after_an_inspection_is_not_released_by_it() -> None:
    first = [RELEASED, made(3, 3000, last=False), inspected(4, "L-1", "accept")]
    assert Production.of(first).lots["L-1"].released == pieces(3000)
    assert Production.of([*first, made(5, 1900)]).lots["L-1"].released is None


def test_more_rework_than_lot_is_set_aside() -> None:
    odd = reworked(5, 5000, 1)
    story = Production.of([RELEASED, made(3, 5000), odd])
    assert story.odd == (odd,)
    assert story.lots["L-1"].made == pieces(5000)


def test_what_a_line_comes_to_counts_plans_then_output_and_lost_orders_not_at_all() -> None:
    def comes_to(*facts: Fact) -> int:
        return int(Production.of(facts).expected_of(1, "piece").value)

    planned = OrdersPlanned(at=day(0), orders=(order("L-2", 1, CREAM, 900),))
    assert comes_to(planned) == 0
    assert comes_to(planned, RELEASED) == 5000
    assert comes_to(RELEASED, made(3, 3000, last=False)) == 5000
    assert comes_to(RELEASED, made(3, 4950)) == 4950
    assert comes_to(RELEASED, made(3, 4950), inspected(4, "L-1", "reject")) == 0
    assert comes_to(RELEASED, OrderCancelled(at=day(2), order="MO-L-1", reason="twice")) == 0


def test_what_was_made_of_a_line_leaves_rejected_and_cancelled_lots_out() -> None:
    story = [RELEASED, made(3, 4950)]
    assert Production.of(story).made_of(1, "piece") == pieces(4950)
    assert Production.of(story).released_of(1, "piece") == pieces(0)
    assert Production.of([*story, inspected(4, "L-1", "accept")]).released_of(1, "dozen") == Quantity.of(
        "412.5", "dozen"
    )
    assert Production.of([*story, inspected(4, "L-1", "reject")]).made_of(1, "piece") == pieces(0)
    cancelled = Production.of([*story, OrderCancelled(at=day(5), order="MO-L-1", reason="the buyer cancelled")])
    assert cancelled.lots["L-1"].state == "cancelled"
    assert cancelled.made_of(1, "piece") == pieces(0)
    assert cancelled.not_released(["L-1"]) == ("L-1",)


def test_the_orders_are_a_table() -> None:
    story = Production.of([RELEASED, made(3, 4950, 50), inspected(4, "L-1", "concession")])
    (row,) = story.card().rows()
    assert (row["order"], str(row["state"]), row["made"], row["scrapped"]) == (
        "MO-L-1",
        "finished",
        pieces(4950),
        pieces(50),
    )
    assert repr(story) == "<Production: 1 orders, 0 open, 1 lots>"


class TestWhatIsRefused:
    def test_orders_need_numbers_and_lots_of_their_own(self) -> None:
        twice = (order("L-1", 1, CREAM, 1), order("L-1", 1, CREAM, 2))
        with pytest.raises(ValidationError, match="MO-L-1 comes more than once"):
            OrdersPlanned(at=day(0), orders=twice)
        with pytest.raises(ValidationError, match="at least one production order to plan"):
            OrdersPlanned(at=day(0), orders=())

    def test_an_order_does_not_finish_before_it_starts(self) -> None:
        body = order("L-1", 1, CREAM, 5000).model_dump() | {"planned_finish": date(2026, 4, 5)}
        with pytest.raises(ValidationError, match="planned_finish 2026-04-05 is before planned_start 2026-04-06"):
            type(RELEASED.orders[0]).model_validate(body)

    def test_a_plan_that_does_not_accept_a_lot_is_not_overruled_by_accept(self) -> None:
        words = inspected(4, "L-1", "rework").model_dump() | {"defects": {"major": 6}, "acceptance": {"major": 5}}
        assert Inspected.model_validate(words).disposition == "rework"
        with pytest.raises(ValidationError, match="found 6 major against 5 acceptable"):
            Inspected.model_validate(words | {"disposition": "accept"})

    def test_only_a_concession_is_conceded(self) -> None:
        words = inspected(4, "L-1", "accept").model_dump() | {"conceded_by": "petit"}
        with pytest.raises(ValidationError, match="belong to a concession, and this is accept"):
            Inspected.model_validate(words)

    def test_rework_of_nothing_or_in_two_units_is_none(self) -> None:
        with pytest.raises(ValidationError, match="good and scrapped are both 0"):
            reworked(5, 0, 0)
        with pytest.raises(ValidationError, match="give both in one unit"):
            ReworkFinished(at=day(5), order="MO-1", lot="L-1", good=pieces(1), scrapped=Quantity.of(1, "kg"))

    def test_a_stop_says_why(self) -> None:
        with pytest.raises(ValidationError, match="reason"):
            OrderHeld(at=day(3), order="MO-L-1", reason=" ", source="machine")


ALL = [*complete_deal(), *FACTORY]


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_production_folds_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    story = Production.of(facts[:cut] + facts[: cut // 2])
    assert set(story.open_orders) <= set(story.orders)
    for lot in story.lots.values():
        assert lot.released is None or lot.released == lot.made
    assert story.released_of(1, "piece") <= story.made_of(1, "piece")

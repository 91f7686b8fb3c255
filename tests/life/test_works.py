"""Production and delivery fold from facts: how far each lot is, and what each contract line still lacks."""

from hypothesis import given
from hypothesis import strategies as st
from straight_way import CREAM, complete_deal, contract, day, inspected, pieces

from b2bdeal.life import (
    Deliveries,
    Fact,
    Production,
    ProductionFinished,
    Shipment,
    Shipped,
    ShippedLine,
)
from b2bdeal.units import Quantity

WHOLE = complete_deal()


def shipped(number: str, n: int, quantity: Quantity, line: int = 1) -> Shipped:
    part = ShippedLine(line=line, item=CREAM, lot="L-1", quantity=quantity)
    return Shipped(at=day(n), shipment=Shipment(number=number, lines=(part,)))


def test_a_lot_goes_from_released_over_made_and_rework_to_accepted() -> None:
    def state(n: int) -> str:
        return Production.of(fact for fact in WHOLE if fact.at <= day(n)).lots["L-1"].state

    assert [state(n) for n in (35, 50, 52, 55)] == ["released", "made", "rework", "accept"]


def test_the_parts_of_a_lot_add_up_and_only_a_released_lot_may_be_shipped() -> None:
    before = Production.of(fact for fact in WHOLE if fact.at <= day(53))
    assert before.lots["L-1"].made == pieces(4950)
    assert before.lots["L-1"].scrapped == pieces(50)
    assert before.lots["L-1"].planned == pieces(5000)
    assert before.lots["L-1"].released is None
    assert before.lots["L-2"].released == pieces(1000)
    assert before.all_made
    assert not before.all_released
    assert before.not_released(("L-1", "L-2", "L-9")) == ("L-1", "L-9")
    assert Production.of(WHOLE).all_released


def test_a_deal_without_lots_has_neither_made_nor_released_them() -> None:
    nothing = Production.of([])
    assert not nothing.all_made
    assert not nothing.all_released


def test_a_lot_that_was_inspected_but_not_made_releases_nothing() -> None:
    assert Production.of([inspected(1, "L-7", "accept")]).not_released(["L-7"]) == ("L-7",)


def test_output_in_a_unit_that_does_not_convert_is_set_aside() -> None:
    kilos = Quantity.of(5, "kg")
    odd = ProductionFinished(at=day(51, 20), order="MO-L-1", lot="L-1", good=kilos, scrapped=kilos)
    story = Production.of([*WHOLE, odd])
    assert story.odd == (odd,)
    assert story.lots == Production.of(WHOLE).lots


def test_output_in_dozens_is_counted_in_the_unit_of_the_order() -> None:
    dozens = ProductionFinished(
        at=day(54), order="MO-L-1", lot="L-1", good=Quantity.of(2, "dozen"), scrapped=Quantity.of(0, "dozen")
    )
    assert Production.of([*WHOLE, dozens]).lots["L-1"].made == pieces(4974)


def test_the_tolerance_is_on_the_sum_of_the_shipments() -> None:
    def state(*facts: Fact) -> str:
        return Deliveries.of(facts).balance(contract())[0].state

    assert state() == "short"
    assert state(shipped("SH-1", 1, pieces(4749))) == "short"
    assert state(shipped("SH-1", 1, pieces(4000)), shipped("SH-2", 2, pieces(750))) == "complete"
    assert state(shipped("SH-1", 1, pieces(4000)), shipped("SH-2", 2, pieces(1250))) == "complete"
    assert state(shipped("SH-1", 1, pieces(4000)), shipped("SH-2", 2, pieces(1251))) == "over"


def test_a_shipment_recorded_again_counts_once_as_it_was_said_last() -> None:
    story = Deliveries.of([shipped("SH-1", 1, pieces(4000)), shipped("SH-1", 2, pieces(4800))])
    assert story.balance(contract())[0].shipped == pieces(4800)


def test_kilograms_do_not_count_against_pieces_and_other_lines_not_at_all() -> None:
    story = Deliveries.of([shipped("SH-1", 1, Quantity.of(5, "kg")), shipped("SH-2", 2, pieces(5), line=9)])
    assert [one.shipped for one in story.balance(contract())] == [pieces(0), pieces(0)]


def test_the_straight_way_is_complete_and_accepted_at_its_end() -> None:
    story = Deliveries.of(WHOLE)
    assert story.complete(contract())
    assert story.all_accepted
    assert not Deliveries.of(fact for fact in WHOLE if fact.at < day(68)).all_accepted
    assert not Deliveries.of([]).all_accepted


@given(st.permutations(WHOLE), st.integers(0, len(WHOLE)))
def test_production_and_deliveries_fold_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    some = facts[:cut] + facts[: cut // 3]
    production, deliveries = Production.of(some), Deliveries.of(some)
    assert set(production.not_released(production.lots)) <= set(production.lots)
    assert len(deliveries.balance(contract())) == 2

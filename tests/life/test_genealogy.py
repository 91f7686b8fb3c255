"""From a raw material's lot to the places where goods went: bulk, lots, shipments, over one deal or many."""

from datetime import date

import attrs
import pytest
from examples_factory import BATCH, FACTORY, GLYCERIN
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import CREAM, TONER, complete_deal, day, order, pieces

from b2bdeal import (
    BatchFilled,
    BatchMade,
    BulkBatch,
    Fact,
    Genealogy,
    MaterialLot,
    ProductionFinished,
    ProductionReleased,
    Quantity,
    ReplacementSent,
    Shipment,
    Shipped,
    ShippedLine,
    ValueProblem,
    recall,
)


def kilos(n: int) -> Quantity:
    return Quantity.of(n, "kg")


def batch(number: str, *lots: str, premixes: tuple[str, ...] = ()) -> BatchMade:
    materials = tuple(MaterialLot(material="glycerin", lot=lot, quantity=kilos(5)) for lot in lots)
    made = BulkBatch(
        number=number, formula="F-1", quantity=kilos(300), made_on=date(2026, 4, 10), materials=materials,
        premixes=premixes,
    )  # fmt: skip
    return BatchMade(at=day(2), batch=made)


def filled(number: str, lot: str, n: int = 100) -> BatchFilled:
    return BatchFilled(at=day(3), batch=number, lot=lot, order=f"MO-{lot}", quantity=kilos(n))


def lot_made(lot: str, item: str, quantity: int) -> list[Fact]:
    return [
        ProductionReleased(at=day(1), orders=(order(lot, 1 if item == CREAM else 2, item, quantity),)),
        ProductionFinished(at=day(4), order=f"MO-{lot}", lot=lot, good=pieces(quantity), scrapped=pieces(0)),
    ]


def part(lot: str, item: str, quantity: int) -> ShippedLine:
    return ShippedLine(line=1 if item == CREAM else 2, item=item, lot=lot, quantity=pieces(quantity))


def sent(n: int, number: str, place: str, *parts: ShippedLine) -> Shipped:
    return Shipped(at=day(n), shipment=Shipment(number=number, lines=parts, to_place=place))


STORY = [
    *lot_made("L-1", CREAM, 1000),
    *lot_made("L-2", TONER, 500),
    *lot_made("L-3", CREAM, 800),
    batch("BB-1", "GLY-1", "GLY-2"),
    batch("BB-2", "GLY-3"),
    filled("BB-1", "L-1"),
    filled("BB-1", "L-2"),
    filled("BB-2", "L-3"),
    sent(5, "SH-1", "Lyon", part("L-1", CREAM, 600)),
    sent(6, "SH-2", "Marseille", part("L-1", CREAM, 300), part("L-2", TONER, 500)),
    sent(7, "SH-3", "Lille", part("L-3", CREAM, 800)),
]


@attrs.frozen
class ADeal:
    """What a recall asks of a deal."""

    id: str
    facts: tuple[Fact, ...]


def test_a_material_lot_leads_to_every_place_and_to_what_is_still_here() -> None:
    found = Genealogy.of(STORY).recall(material_lot="GLY-1")
    assert found.batches == ("BB-1",)
    assert [(one.lot, one.made, one.shipped, one.in_stock) for one in found.lots] == [
        ("L-1", pieces(1000), pieces(900), pieces(100)),
        ("L-2", pieces(500), pieces(500), pieces(0)),
    ]
    assert [(one.shipment, one.to_place, one.lot, one.quantity) for one in found.shipments] == [
        ("SH-1", "Lyon", "L-1", pieces(600)),
        ("SH-2", "Marseille", "L-1", pieces(300)),
        ("SH-2", "Marseille", "L-2", pieces(500)),
    ]
    assert found.places == ("Lyon", "Marseille")
    assert [one.lot for one in found.in_stock] == ["L-1"]
    assert [row["place"] is not None for row in found.card().rows()] == [True] * 4
    assert repr(found) == "<Recall of material lot GLY-1: 1 batches, 2 lots, 3 shipped parts>"


def test_a_batch_and_a_lot_can_be_recalled_too() -> None:
    story = Genealogy.of(STORY)
    assert [one.lot for one in story.recall(batch="BB-2").lots] == ["L-3"]
    assert [one.shipment for one in story.recall(lot="L-1").shipments] == ["SH-1", "SH-2"]


def test_a_lot_leads_back_to_its_batches_and_materials() -> None:
    story = Genealogy.of(STORY)
    assert story.batches_of("L-2") == ("BB-1",)
    assert [one.lot for one in story.materials_of("L-2")] == ["GLY-1", "GLY-2"]
    assert story.bulk_used("BB-1", "kg") == kilos(200)


def test_premixes_carry_a_material_on() -> None:
    story = Genealogy.of([batch("PRE", "GLY-9"), batch("MID", "W-1", premixes=("PRE",)),
                          batch("BB", "W-2", premixes=("MID",)), filled("BB", "L-1")])  # fmt: skip
    assert story.recall(material_lot="GLY-9").batches == ("PRE", "MID", "BB")
    assert [one.lot for one in story.recall(material_lot="GLY-9").lots] == ["L-1"]
    assert story.batches_of("L-1") == ("BB", "MID", "PRE")
    circle = Genealogy.of([batch("A", "G-1", premixes=("B",)), batch("B", "G-2", premixes=("A",)), filled("A", "L-1")])
    assert circle.recall(material_lot="G-2").batches == ("B", "A"), "a circle, which no flow takes, ends"


def test_a_number_that_is_not_known_is_an_error_and_never_an_empty_recall() -> None:
    story = Genealogy.of(STORY)
    with pytest.raises(ValueProblem, match="No material lot GLY-77 is known here"):
        story.recall(material_lot="GLY-77")
    with pytest.raises(ValueProblem, match="No material lot water GLY-1 is known here"):
        story.recall(material_lot="GLY-1", material="water")
    assert story.recall(material_lot="GLY-1", material="glycerin").batches == ("BB-1",)
    for words in ({}, {"batch": "BB-1", "lot": "L-1"}, {"batch": "BB-1", "material": "glycerin"}):
        with pytest.raises(ValueProblem, match="A recall has one cause"):
            story.recall(**words)


def test_a_batch_that_filled_lots_of_two_deals_is_recalled_over_both() -> None:
    first = ADeal("D-1", tuple(STORY))
    second = ADeal(
        "D-2", (*lot_made("L-8", CREAM, 400), filled("BB-1", "L-8"), sent(9, "SH-1", "Nice", part("L-8", CREAM, 400)))
    )
    found = recall([first, second], material_lot="GLY-2")
    assert [(one.deal, one.lot) for one in found.lots] == [("D-1", "L-1"), ("D-1", "L-2"), ("D-2", "L-8")]
    assert found.places == ("Lyon", "Marseille", "Nice")


def test_a_replacement_from_another_deals_lot_is_found() -> None:
    replaced = ReplacementSent(
        at=day(20), case="SC-1", from_deal="D-1", release="QC-1",
        shipment=Shipment(number="SH-R", lines=(part("L-1", CREAM, 60),), to_place="Metz"),
    )  # fmt: skip
    found = recall([ADeal("D-1", tuple(STORY)), ADeal("D-2", (replaced,))], lot="L-1")
    assert found.places == ("Lyon", "Marseille", "Metz")
    assert [(one.lot, one.shipped, one.in_stock) for one in found.lots] == [("L-1", pieces(960), pieces(40))]


def test_a_shipment_recorded_again_counts_once() -> None:
    again = sent(8, "SH-1", "Dijon", part("L-1", CREAM, 700))
    found = Genealogy.of([*STORY, again]).recall(lot="L-1")
    assert found.places == ("Dijon", "Marseille")
    assert found.lots[0].in_stock == pieces(0)


class TestWhatIsRefused:
    def test_a_batch_says_what_went_in(self) -> None:
        body = BATCH.model_dump()
        with pytest.raises(ValidationError, match="name the material lots that went in"):
            BulkBatch.model_validate(body | {"materials": ()})
        with pytest.raises(ValidationError, match="glycerin GLY-7731 comes more than once"):
            BulkBatch.model_validate(body | {"materials": (GLYCERIN, GLYCERIN)})
        with pytest.raises(ValidationError, match="BB-1 can't be a premix of itself"):
            BulkBatch.model_validate(body | {"premixes": ("BB-1",)})


ALL = [*complete_deal(), *FACTORY, *STORY]


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_a_genealogy_folds_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    story = Genealogy.of(facts[:cut])
    for (_, number), lot in story.lots.items():
        found = story.recall(lot=number)
        assert found.lots == (lot,)
        assert lot.in_stock is None or lot.made is None or lot.in_stock <= lot.made

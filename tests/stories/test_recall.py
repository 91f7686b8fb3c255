"""A supplier calls: one lot of glycerin is bad. Which goods hold it, where are they, and what is still here?"""

from typing import Any

import pytest
from two_articles import FORMULA, JAR, TUBE, TwoArticles, day, kilos, pieces

from b2bdeal import (
    BatchFilled,
    BatchMade,
    Book,
    BulkBatch,
    BulkReleased,
    Genealogy,
    Inspected,
    LabResult,
    MaterialLot,
    ProductionFinished,
    Shipment,
    Shipped,
    ShippedLine,
    ValueProblem,
    recall,
)

VISCOSITY = LabResult(what="viscosity", result="24,300 mPa s", limit="20,000 to 30,000 mPa s", passed=True)


def batch(number: str, glycerin: str, quantity: int) -> BatchMade:
    """A batch of the cream, with glycerin of one lot."""
    materials = (
        MaterialLot(material="glycerin", lot=glycerin, supplier="palm-co", quantity=kilos(30)),
        MaterialLot(material="squalane", lot="SQ-2604", supplier="linde-oils", quantity=kilos(40)),
    )
    made = BulkBatch(
        number=number, formula=FORMULA, quantity=kilos(quantity), made_on=day(32).date(), materials=materials
    )
    return BatchMade(at=day(33), batch=made)


def makes(deal: TwoArticles, lot: str, n: int, **batches: int) -> None:
    """A lot is filled from batches, finished and accepted."""
    words: dict[str, Any] = {"lot": lot, "order": f"PO-{lot}"}
    for number, used in batches.items():
        deal.records(BatchFilled(at=day(36), batch=number.replace("_", "-"), quantity=kilos(used), **words))
    deal.records(ProductionFinished(at=day(40), good=pieces(n), scrapped=pieces(0), **words))
    deal.records(Inspected(at=day(41), inspector="sun", sample_size=200, disposition="accept", **words))


def ships(deal: TwoArticles, number: str, place: str, *parts: tuple[int, str, str, int], on: int) -> None:
    """Parts of lots leave for a place."""
    lines = tuple(ShippedLine(line=line, item=item, lot=lot, quantity=pieces(n)) for line, item, lot, n in parts)
    deal.records(Shipped(at=day(on), shipment=Shipment(number=number, lines=lines, to_place=place)))


@pytest.fixture
def lune(book: Book) -> TwoArticles:
    """Two articles from two batches; only the first batch holds the bad glycerin. Three shipments left."""
    deal = TwoArticles(book, "D-LUNE", "maison-lune", jars=6_000, tubes=4_000)
    deal.releases(jars="L-JAR", tubes="L-TUBE")
    for made in (batch("BB-1", "GLY-7731", 300), batch("BB-2", "GLY-7732", 120)):
        deal.records(made)
        deal.records(BulkReleased(at=day(35), batch=made.batch.number, tests=(VISCOSITY,), released_by="sun"))
    makes(deal, "L-JAR", 6_000, BB_1=240, BB_2=70)
    makes(deal, "L-TUBE", 4_000, BB_1=60)
    ships(deal, "SH-1", "Lyon", (1, JAR, "L-JAR", 3_000), on=50)
    ships(deal, "SH-2", "Marseille", (1, JAR, "L-JAR", 2_500), (2, TUBE, "L-TUBE", 2_500), on=52)
    ships(deal, "SH-3", "Lille", (2, TUBE, "L-TUBE", 1_380), on=54)
    return deal


def test_a_bad_raw_material_is_followed_to_two_articles_and_three_shipments_in_one_call(lune: TwoArticles):
    found = Genealogy.of(lune.deal.facts).recall(material_lot="GLY-7731")

    assert found.batches == ("BB-1",)
    assert {one.item for one in found.lots} == {JAR, TUBE}
    assert [(one.shipment, one.to_place, one.item, one.quantity) for one in found.shipments] == [
        ("SH-1", "Lyon", JAR, pieces(3_000)),
        ("SH-2", "Marseille", JAR, pieces(2_500)),
        ("SH-2", "Marseille", TUBE, pieces(2_500)),
        ("SH-3", "Lille", TUBE, pieces(1_380)),
    ]
    assert [(one.lot, one.in_stock) for one in found.in_stock] == [("L-JAR", pieces(500)), ("L-TUBE", pieces(120))]
    text = str(found)
    assert "Marseille" in text
    assert "in stock" in text


def test_the_other_batch_concerns_the_jars_only(lune: TwoArticles):
    found = Genealogy.of(lune.deal.facts).recall(batch="BB-2")
    assert [one.lot for one in found.lots] == ["L-JAR"]
    assert [one.lot for one in Genealogy.of(lune.deal.facts).materials_of("L-TUBE")] == ["GLY-7731", "SQ-2604"]


def test_another_buyers_goods_from_the_same_batch_are_found_over_the_whole_book(lune: TwoArticles, book: Book):
    """The rest of a batch filled another brand's tubes."""
    other = TwoArticles(book, "D-SOLEIL", "soleil", jars=600, tubes=600)
    other.releases(jars="L-S1", tubes="L-S2")
    other.records(batch("BB-1", "GLY-7731", 300), batch("BB-7", "GLY-7790", 60))
    makes(other, "L-S1", 600, BB_7=31)
    makes(other, "L-S2", 600, BB_1=10)
    ships(other, "SH-1", "Nice", (1, JAR, "L-S1", 600), (2, TUBE, "L-S2", 600), on=55)
    assert other.deal.stage.name == "shipped"

    found = recall(book.deals(), material_lot="GLY-7731")
    assert sorted((one.deal, one.lot) for one in found.lots) == [
        ("D-LUNE", "L-JAR"),
        ("D-LUNE", "L-TUBE"),
        ("D-SOLEIL", "L-S2"),
    ]
    assert set(found.places) == {"Lyon", "Marseille", "Lille", "Nice"}
    with pytest.raises(ValueProblem, match="No material lot GLY-7713 is known here"):
        recall(book.deals(), material_lot="GLY-7713")

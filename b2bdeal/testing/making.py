"""What the factory of the story does between contract and shipment: seal, packaging, papers, production, release."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from b2bdeal.life import Fact, Inspected, ProductionFinished, ProductionOrder, ProductionReleased, StabilityPassed
from b2bdeal.life.batch import BatchFilled, BatchMade, BulkBatch, MaterialLot
from b2bdeal.life.lab import LabResult, Microbiology, NetContent
from b2bdeal.life.packaging import (
    CompatibilityPassed,
    PackagingArrived,
    PackagingInspected,
    PackagingItem,
    PackagingPlanned,
)
from b2bdeal.life.registration import Claim, FilingAccepted, LabelSigned, Registration, TrademarkLicensed
from b2bdeal.life.release import BulkReleased, CertificateIssued, LotTested, QualityReleased
from b2bdeal.life.standard import SampleRetained, StandardSealed
from b2bdeal.testing.house import BOX, FORMULA, ITEM, JAR, LABEL
from b2bdeal.units import Quantity, percent

if TYPE_CHECKING:
    from b2bdeal.testing.story import Story

__all__ = ["BATCH", "LOT", "made", "packaging", "prepared", "sealed"]

_PIECE = "piece"
LOT = "L-0617"
"""The lot of the story."""
BATCH = "B-0610"
"""The batch of bulk in it."""
_ABSENT = ("Escherichia coli", "Pseudomonas aeruginosa", "Staphylococcus aureus", "Candida albicans")


def packaging(story: "Story") -> tuple[PackagingItem, ...]:
    """A jar that the cream touches, and a box around it; the factory buys both."""
    pieces = Quantity.of(story.quantity, _PIECE)
    rows = ((JAR, "Glass jar 50 ml, white", True), (BOX, "Folding box, printed", False))
    return tuple(
        PackagingItem(
            item=item,
            name=name,
            supplied_by="factory",
            articles=(ITEM,),
            quantity=pieces,
            due=story.date(80),
            loss_allowance=percent(3),
            touches_formula=touches,
            leftovers_owned_by="customer",
            stored_until=story.date(350),
        )
        for item, name, touches in rows
    )


def sealed(story: "Story") -> Iterator[tuple[str, Fact]]:
    """Both sides seal the approved sample, and the packaging is planned."""
    yield (
        "sun",
        StandardSealed(
            at=story.day(26),
            seal="SEAL-41",
            item=ITEM,
            formula=FORMULA,
            packaging=JAR,
            sealed_by_seller="sun",
            sealed_by_buyer="petit",
            kept_at=("Linhai, quality room", "Paris, Maison Lune"),
        ),
    )
    yield "qian", PackagingPlanned(at=story.day(28), items=packaging(story))


def prepared(story: "Story") -> Iterator[tuple[str, Fact]]:
    """Trademark, label and filing; the packaging comes, and stands its test with the formula."""
    yield (
        "zhao",
        TrademarkLicensed(at=story.day(40), trademark="TM-LUNE", article=ITEM, market="FR", licensor="maison-lune"),
    )
    yield (
        "zhao",
        LabelSigned(
            at=story.day(45),
            article=ITEM,
            market="FR",
            label_version=LABEL,
            formula=FORMULA,
            artwork="ART-41-3",
            claims=(Claim(text="moisturises for 24 hours", evidence="EV-41"),),
            trademark="TM-LUNE",
            signed_by="petit",
        ),
    )
    filed = Registration(
        article=ITEM,
        market="FR",
        registrant="maison-lune",
        kind="eu_cpnp",
        number="CPNP-4471203",
        formula=FORMULA,
        label_version=LABEL,
    )
    yield "sun", FilingAccepted(at=story.day(60), registration=filed)
    came, bad = -(-story.quantity * 105 // 100), story.quantity // 100
    for item in (JAR, BOX):
        yield (
            "qian",
            PackagingArrived(at=story.day(75), item=item, quantity=Quantity.of(came, _PIECE), on=story.date(75)),
        )
    for item in (JAR, BOX):
        yield (
            "sun",
            PackagingInspected(
                at=story.day(77),
                item=item,
                accepted=Quantity.of(came - bad, _PIECE),
                rejected=Quantity.of(bad, _PIECE),
            ),
        )
    yield "sun", CompatibilityPassed(at=story.day(90), item=JAR, formula=FORMULA, weeks=8, report="CT-17")


def made(story: "Story") -> Iterator[tuple[str, Fact]]:
    """One lot is made of one batch of bulk, tested, inspected, kept a sample of, certified and released by quality."""
    yield "sun", StabilityPassed(at=story.day(98), item=ITEM, formula=FORMULA, weeks=12, report="ST-17")
    order = ProductionOrder(
        number="PO-17",
        contract="C-2026-017",
        line=1,
        item=ITEM,
        lot=LOT,
        formula=FORMULA,
        packaging=JAR,
        quantity=Quantity.of(story.quantity, _PIECE),
        planned_start=story.date(101),
        planned_finish=story.date(125),
    )
    yield "qian", ProductionReleased(at=story.day(100), orders=(order,))
    bulk = BulkBatch(
        number=BATCH,
        formula=FORMULA,
        quantity=_bulk(story, 53),
        made_on=story.date(103),
        materials=(
            MaterialLot(material="squalane", lot="SQ-2604", supplier="linde-oils", quantity=_bulk(story, 4)),
            MaterialLot(material="glycerin", lot="GL-7712", quantity=_bulk(story, 3)),
        ),
    )
    yield "qian", BatchMade(at=story.day(103), batch=bulk)
    seen = LabResult(what="viscosity", result="24,300 mPa s", limit="20,000 to 30,000 mPa s", passed=True)
    yield "sun", BulkReleased(at=story.day(105), batch=BATCH, tests=(seen,), released_by="sun", report="BK-617")
    yield "qian", BatchFilled(at=story.day(110), batch=BATCH, lot=LOT, order="PO-17", quantity=_bulk(story, 51))
    yield (
        "qian",
        ProductionFinished(
            at=story.day(126),
            order="PO-17",
            lot=LOT,
            good=Quantity.of(story.quantity - 60, _PIECE),
            scrapped=Quantity.of(140, _PIECE),
        ),
    )
    yield (
        "sun",
        LotTested(
            at=story.day(128),
            lot=LOT,
            microbiology=Microbiology(total_count=20, limit=1_000, looked_for=_ABSENT),
            net_content=NetContent(
                nominal=Quantity.of(50, "ml"), mean=Quantity.of("50.6", "ml"), least=Quantity.of("49.4", "ml"), n=50
            ),
            tested_by="sun",
            report="MB-617",
        ),
    )
    yield (
        "sun",
        Inspected(
            at=story.day(129),
            lot=LOT,
            order="PO-17",
            inspector="sun",
            sample_size=315,
            defects={"minor": 4},
            disposition="accept",
            report="QC-617",
        ),
    )
    yield (
        "sun",
        SampleRetained(
            at=story.day(130),
            lot=LOT,
            quantity=Quantity.of(12, _PIECE),
            release_test_quantity=Quantity.of(6, _PIECE),
            expires=story.date(126 + 1_095),
            kept_until=story.date(126 + 1_095 + 190),
            kept_at="Linhai, retention room",
        ),
    )
    yield (
        "sun",
        CertificateIssued(at=story.day(131), lot=LOT, number="COA-617", results=(seen,), issued_by="sun"),
    )
    yield "sun", QualityReleased(at=story.day(132), lot=LOT, released_by="sun", role="quality")


def _bulk(story: "Story", grams: int) -> Quantity:
    """So many grams of bulk for each piece that is ordered, in kg."""
    return Quantity.of(story.quantity * grams, "g").to("kg")

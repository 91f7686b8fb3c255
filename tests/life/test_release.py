"""What quality asks of a lot: microbiology, net content by JJF 1070, certificate, and a release that rework undoes."""

from decimal import Decimal, localcontext

import pytest
from examples_factory import CLEAN, FACTORY, FULL, VISCOSITY, grams
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import complete_deal, day, pieces

from b2bdeal import (
    BulkReleased,
    CertificateIssued,
    Fact,
    LabResult,
    LotTested,
    Microbiology,
    NetContent,
    ProductionFinished,
    QualityReleased,
    Quantity,
    Releases,
    ReworkFinished,
)
from b2bdeal.life.lab import tolerable_shortage

# The table of 定量包装商品计量监督管理办法, annex 3, at its limits; rounded to 0.1 up to 1,000 g or ml, to 1 above.
SHORTAGES = [
    ("5", "0.5"),
    ("15", "1.4"),
    ("50", "4.5"),
    ("51", "4.5"),
    ("100", "4.5"),
    ("150", "6.8"),
    ("200", "9"),
    ("300", "9"),
    ("500", "15"),
    ("1000", "15"),
    ("2000", "30"),
    ("10000", "150"),
    ("15000", "150"),
    ("50000", "500"),
]


@pytest.mark.parametrize(("nominal", "short"), SHORTAGES)
def test_the_tolerable_shortage_is_that_of_the_table(nominal: str, short: str) -> None:
    for unit in ("g", "ml"):
        assert tolerable_shortage(Quantity.of(nominal, unit)).value == Decimal(short)


def test_the_tolerable_shortage_is_in_the_unit_of_the_label() -> None:
    assert tolerable_shortage(Quantity.of("0.15", "kg")) == Quantity.of("0.0068", "kg")
    assert tolerable_shortage(Quantity.of("1.5", "l")) == Quantity.of("0.023", "l")
    assert tolerable_shortage(Quantity.of(100, "piece")).is_zero, "another rule, and nothing is said to be tolerable"
    assert tolerable_shortage(Quantity.of(60, "kg")).is_zero, "beyond the table"
    with localcontext() as narrow:
        narrow.prec = 2
        assert tolerable_shortage(Quantity.of("150", "g")) == grams("6.8")


def test_net_content_passes_by_mean_and_by_the_packs_that_are_short() -> None:
    assert FULL.passed
    assert not FULL.model_copy(update={"mean": grams("49.9")}).passed, "the mean is below the label"
    few = NetContent(nominal=grams("50"), mean=grams("50.1"), least=grams("45.0"), n=50, short=3, allowed=3)
    assert few.passed
    assert not few.model_copy(update={"short": 4}).passed
    assert not NetContent(
        nominal=grams("50"), mean=grams("50.1"), least=grams("40.9"), n=50, short=1, allowed=3
    ).passed, "short by more than twice what is tolerable"


def test_net_content_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValidationError, match="count the packs that are short by more"):
        NetContent(nominal=grams("50"), mean=grams("50.1"), least=grams("45.0"), n=50)
    with pytest.raises(ValidationError, match="count the packs that are short by more"):
        NetContent(nominal=grams("50"), mean=grams("50.1"), least=grams("49"), n=50, short=1)
    with pytest.raises(ValidationError, match=r"the least, 51 g, is above the mean, 50\.5 g"):
        NetContent(nominal=grams("50"), mean=grams("50.5"), least=grams("51"), n=50)
    with pytest.raises(ValidationError, match="in different units"):
        NetContent(nominal=grams("50"), mean=Quantity.of(50, "ml"), least=grams("49"), n=50)
    with pytest.raises(ValidationError, match="60 of 50 packs"):
        NetContent(nominal=grams("50"), mean=grams("50"), least=grams("45"), n=50, short=1, allowed=60)


def test_microbiology_passes_within_its_limit_and_without_what_must_be_absent() -> None:
    assert CLEAN.passed
    assert Microbiology(total_count=1000, limit=1000, looked_for=("E. coli",)).passed
    assert not Microbiology(total_count=1001, limit=1000, looked_for=("E. coli",)).passed
    assert not Microbiology(total_count=10, limit=1000, looked_for=("E. coli",), found=("E. coli",)).passed
    with pytest.raises(ValidationError, match="name the organisms"):
        Microbiology(total_count=10, limit=1000, looked_for=())
    with pytest.raises(ValidationError, match=r"S\. aureus was found, but is not among those"):
        Microbiology(total_count=10, limit=1000, looked_for=("E. coli",), found=("S. aureus",))


def test_bulk_that_failed_a_test_is_not_released() -> None:
    failed = LabResult(what="pH", result="8.1", limit="5.0 to 7.0", passed=False)
    with pytest.raises(ValidationError, match="failed: pH; a batch that failed a test is not released"):
        BulkReleased(at=day(1), batch="BB-1", tests=(VISCOSITY, failed), released_by="sun")
    with pytest.raises(ValidationError, match="at least one test result"):
        BulkReleased(at=day(1), batch="BB-1", tests=(), released_by="sun")
    paper = CertificateIssued(at=day(1), lot="L-1", number="COA-1", results=(VISCOSITY, failed), issued_by="sun")
    assert paper.failed == ("pH",)
    with pytest.raises(ValidationError, match="viscosity comes more than once"):
        CertificateIssued(at=day(1), lot="L-1", number="COA-1", results=(VISCOSITY, VISCOSITY), issued_by="sun")


def test_a_test_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="this says nothing of the lot"):
        LotTested(at=day(1), lot="L-1", tested_by="lab")


def test_tests_add_up_and_the_last_of_a_sort_counts() -> None:
    dirty = CLEAN.model_copy(update={"total_count": 5000})
    story = Releases.of(
        [
            LotTested(at=day(1), lot="L-1", microbiology=dirty, tested_by="lab"),
            LotTested(at=day(2), lot="L-1", net_content=FULL, tested_by="lab"),
            LotTested(at=day(3), lot="L-1", microbiology=CLEAN, tested_by="lab"),
        ]
    )
    assert (story.lot("L-1").microbiology, story.lot("L-1").net_content) == (CLEAN, FULL)
    assert story.lot("L-9").microbiology is None


def test_rework_and_further_output_put_tests_and_release_aside() -> None:
    known: list[Fact] = [
        LotTested(at=day(1), lot="L-1", microbiology=CLEAN, net_content=FULL, tested_by="lab"),
        CertificateIssued(at=day(1), lot="L-1", number="COA-1", results=(VISCOSITY,), issued_by="sun"),
        QualityReleased(at=day(2), lot="L-1", released_by="sun", role="quality"),
    ]
    assert Releases.of(known).lot("L-1").released is not None
    after: list[Fact] = [
        ReworkFinished(at=day(3), order="MO-1", lot="L-1", good=pieces(10), scrapped=pieces(0)),
        ProductionFinished(at=day(3), order="MO-1", lot="L-1", good=pieces(10), scrapped=pieces(0)),
    ]
    for later in after:
        lot = Releases.of([*known, later]).lot("L-1")
        assert (lot.microbiology, lot.net_content, lot.certificate, lot.released) == (None, None, None, None)


ALL = [*complete_deal(), *FACTORY]


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_releases_fold_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    story = Releases.of(facts[:cut])
    assert set(story.lots) <= {"L-1"}
    assert set(story.bulk) <= {"BB-1"}

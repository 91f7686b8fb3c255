"""Customer-specific stock with its age and exposure; arrivals, claims and the windows in which they come."""

from datetime import date
from decimal import localcontext
from zoneinfo import ZoneInfo

import pytest
from examples_factory import FACTORY
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from straight_way import SHANGHAI, cny, complete_deal, day, pieces

from b2bdeal import (
    Arrived,
    ClaimMade,
    Claims,
    ClaimSettled,
    ClaimWindows,
    Fact,
    Money,
    Quantity,
    Stock,
    StockSettled,
    StockTaken,
    StockUsed,
    ValueProblem,
)

WINDOWS = ClaimWindows(visible_days=7, hidden_days=90)


def taken(stock: str = "ST-1", value: str = "900", owner: str = "factory", line: int | None = None) -> StockTaken:
    return StockTaken.model_validate(
        {
            "at": day(1),
            "stock": stock,
            "item": "LABEL-1",
            "sort": "label",
            "quantity": pieces(6000),
            "value": cny(value),
            "owner": owner,
            "line": line,
            "bought_for": "MO-L-1",
        }
    )


def used(n: int, stock: str = "ST-1") -> StockUsed:
    return StockUsed(at=day(2), stock=stock, quantity=pieces(n))


def settled(n: int) -> StockSettled:
    return StockSettled(at=day(3), stock="ST-1", quantity=pieces(n), outcome="scrapped")


class TestStock:
    def test_what_is_left_has_its_part_of_the_cost(self) -> None:
        story = Stock.of([taken(), used(5000)])
        assert story.items["ST-1"].left == pieces(1000)
        assert story.items["ST-1"].value == cny("150.00")
        assert Stock.of([taken(value="100"), used(2000)]).items["ST-1"].value == cny("66.67")
        with localcontext() as narrow:
            narrow.prec = 3
            assert Stock.of([taken(value="1234567.89"), used(1)]).items["ST-1"].value == cny("1234362.13")

    def test_exposure_is_the_factorys_own_less_the_deposit_and_never_below_nothing(self) -> None:
        story = Stock.of([taken(), taken("ST-2", "5000"), taken("ST-3", "0", "buyer")])
        assert story.value("factory", "CNY") == cny("5900.00")
        assert story.exposure(cny("4000")) == cny("1900.00")
        assert story.exposure(cny("9000")) == cny("0.00")
        with pytest.raises(ValueProblem, match="Some of the stock is valued in CNY, not in USD"):
            story.exposure(Money.of("10", "USD"))

    def test_what_is_settled_is_at_no_risk(self) -> None:
        story = Stock.of([taken(), used(5000), settled(1000)])
        assert story.left == ()
        assert story.exposure(cny("0")).is_zero

    def test_what_a_line_must_settle_is_its_own_and_what_several_share(self) -> None:
        story = Stock.of([taken(line=1), taken("ST-2", line=2), taken("ST-3"), taken("ST-4", owner="buyer", line=1)])
        assert [one.taken.stock for one in story.unsettled(1)] == ["ST-1", "ST-3"]

    def test_its_age_counts_days_of_a_zone(self) -> None:
        late = taken().model_copy(update={"at": day(1, hour=23)})
        item = Stock.of([late]).items["ST-1"]
        assert item.age(day(31).date()) == 30
        assert item.age(day(31).date(), ZoneInfo("Pacific/Auckland")) == 29, "there it was the next day already"
        assert item.age(day(0).date()) == 0

    def test_more_than_there_is_other_units_and_unknown_stock_are_set_aside(self) -> None:
        odd: list[Fact] = [
            used(6001),
            used(1, "ST-9"),
            StockUsed(at=day(2), stock="ST-1", quantity=Quantity.of(1, "kg")),
        ]
        story = Stock.of([taken(), *odd])
        assert story.odd == tuple(odd)
        assert story.items["ST-1"].left == pieces(6000)

    def test_it_is_a_table(self) -> None:
        (row,) = Stock.of([taken(), used(5000)], on=day(31).date(), zone=SHANGHAI).card().rows()
        assert (row["stock"], str(row["owner"]), row["left"], row["age"], row["value"]) == (
            "ST-1", "factory", pieces(1000), 30, cny("150.00"),
        )  # fmt: skip
        assert repr(Stock.of([taken()])) == "<Stock: 1 of 1 left>"

    def test_a_value_below_nothing_or_with_parts_of_a_cent_is_refused(self) -> None:
        for value in ("-1", "0.001"):
            with pytest.raises(ValidationError, match="give 0 or more"):
                taken(value=value)
        with pytest.raises(ValidationError, match="give a sum above 0"):
            StockSettled(at=day(3), stock="ST-1", quantity=pieces(1), outcome="scrapped", charged=cny("0"))


ARRIVED = Arrived(at=day(10), shipment="SH-1", on=day(10).date())


def claim(n: int, number: str = "CL-1", what: str = "visible") -> ClaimMade:
    return ClaimMade.model_validate(
        {"at": day(n), "claim": number, "shipment": "SH-1", "lot": "L-1", "quantity": pieces(24), "what": what,
         "pictures": ("IMG-1",)}
    )  # fmt: skip


class TestClaims:
    def test_the_window_has_its_days_after_the_day_of_arrival(self) -> None:
        story = Claims.of([ARRIVED])
        assert story.last_day("SH-1", "visible", WINDOWS) == day(17).date()
        assert story.last_day("SH-1", "count", WINDOWS) == day(17).date()
        assert story.last_day("SH-1", "hidden", WINDOWS) == day(100).date()
        assert story.last_day("SH-2", "hidden", WINDOWS) is None

    def test_silence_is_over_on_the_day_after_the_window(self) -> None:
        story = Claims.of([ARRIVED])
        assert not story.silent("SH-1", WINDOWS, day(17, hour=23), SHANGHAI)
        assert story.silent("SH-1", WINDOWS, day(18, hour=0), SHANGHAI)
        assert not Claims.of([]).silent("SH-1", WINDOWS, day(18), SHANGHAI), "it has not arrived"

    def test_an_open_claim_is_no_silence_until_it_is_settled(self) -> None:
        open_ = Claims.of([ARRIVED, claim(12)])
        assert [one.claim for one in open_.open("SH-1")] == ["CL-1"]
        assert not open_.silent("SH-1", WINDOWS, day(20), SHANGHAI)
        done = ClaimSettled(at=day(19), claim="CL-1", outcome="withdrawn", reason="found them")
        assert Claims.of([ARRIVED, claim(12), done]).silent("SH-1", WINDOWS, day(20), SHANGHAI)

    def test_a_claim_needs_pictures_and_an_arrival_is_not_told_ahead(self) -> None:
        body = claim(12).model_dump()
        with pytest.raises(ValidationError, match="a claim needs pictures"):
            ClaimMade.model_validate(body | {"pictures": ()})
        with pytest.raises(ValidationError, match="IMG-1 comes more than once"):
            ClaimMade.model_validate(body | {"pictures": ("IMG-1", "IMG-1")})
        with pytest.raises(ValidationError, match="give a quantity above 0"):
            ClaimMade.model_validate(body | {"quantity": pieces(0)})
        with pytest.raises(ValidationError, match="an arrival is told when it is over"):
            Arrived(at=day(10), shipment="SH-1", on=day(12).date())
        assert Arrived(at=day(10), shipment="SH-1", on=day(11).date()).on == day(11).date(), "east of here it is later"

    def test_the_last_day_there_is_has_no_day_after_it(self) -> None:
        last = Arrived.model_construct(at=day(10), shipment="SH-1", on=date.max, place=None)
        assert Claims.of([last]).last_day("SH-1", "hidden", WINDOWS) == date.max


ALL = [*complete_deal(), *FACTORY]


@given(st.permutations(ALL), st.integers(0, len(ALL)))
def test_stock_and_claims_fold_from_any_facts_in_any_order(facts: list[Fact], cut: int) -> None:
    some = facts[:cut] + facts[: cut // 2]
    stock, claims = Stock.of(some), Claims.of(some)
    assert stock.exposure(cny("0")) == stock.value("factory", "CNY")
    assert {one.claim for one in claims.open()} <= set(claims.made)


@given(st.integers(0, 6000), st.integers(0, 10**9))
def test_a_part_of_stock_is_never_worth_more_than_the_whole(n: int, cents: int) -> None:
    whole = taken(value=f"{cents // 100}.{cents % 100:02}")
    item = Stock.of([whole, *([used(n)] if n else [])]).items["ST-1"]
    assert item.value <= whole.value
    assert item.value.is_rounded

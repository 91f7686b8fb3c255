"""A year's blanket order of 100,000 jars: called off in parts, at two prices, until nothing is left."""

from typing import Any

import pytest
from order_desk import OrderDesk

from b2bdeal import (
    Blanket,
    CalledOff,
    CallOff,
    CallOffLine,
    GoodsAccepted,
    Inspected,
    LineClosed,
    MaterialPrice,
    MaterialPriceMoved,
    Money,
    Period,
    PriceAdjustment,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    Shipment,
    Shipped,
    ShippedLine,
    firm_lines,
    percent,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, Story


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


@pytest.fixture
def desk() -> OrderDesk:
    """A frame of 100,000 jars at 17.80, whose price follows squalane."""
    story = Story(quantity=100_000)
    squalane = MaterialPrice(
        material="squalane", price=Money.of("210.00 CNY"), on=story.date(20), source="supplier's offer"
    )
    return OrderDesk(
        story,
        kind="blanket",
        period=Period(first=story.date(24), last=story.date(150)),
        adjustment=PriceAdjustment(
            materials=(squalane,), moves_by=percent(10), terms="1 % of the price for each 10 % of squalane"
        ),
    )


def call_off(desk: OrderDesk, number: int, quantity: int, on: int, **changes: Any) -> CalledOff:
    """So many jars are called off on a day, wanted 40 days later."""
    wanted = changes.pop("wanted", on + 20)
    line = CallOffLine(line=1, quantity=pieces(quantity), **changes)
    off = CallOff(number=f"CO-{number}", lines=(line,), wanted_by=desk.story.date(wanted))
    return CalledOff(at=desk.day(on), call_off=off, by_buyer="moreau")


def released(desk: OrderDesk, quantity: int) -> ProductionReleased:
    """So many jars go to the shop floor as one lot."""
    order = ProductionOrder(
        number="PO-1",
        contract="C-2026-017",
        line=1,
        item=ITEM,
        lot="L-1",
        formula=FORMULA,
        packaging=JAR,
        quantity=pieces(quantity),
        planned_start=desk.story.date(101),
        planned_finish=desk.story.date(110),
    )
    return ProductionReleased(at=desk.day(100), orders=(order,))


def test_three_call_offs_at_two_prices_and_a_fourth_above_what_is_left(desk: OrderDesk) -> None:
    """The price follows squalane once it has moved by a tenth; the frame is never exceeded."""
    desk.records(call_off(desk, 1, 30_000, 40))
    desk.records(call_off(desk, 2, 30_000, 60))

    dearer = Money.of("18.10 CNY")
    why = desk.is_refused(call_off(desk, 3, 25_000, 80, unit_price=dearer))
    assert (
        "no price of squalane on record moved by 10 % or more, and asked is CREAM-50 at 18.10 CNY, by contract" in why
    )
    desk.records(
        MaterialPriceMoved(
            at=desk.day(80),
            material="squalane",
            price=Money.of("246.00 CNY"),
            on=desk.story.date(79),
            source="supplier's invoice",
        )
    )
    deal = desk.records(call_off(desk, 3, 25_000, 80, unit_price=dearer))

    why = desk.is_refused(call_off(desk, 4, 20_000, 100))
    assert "line 1, CREAM-50: 20,000 pieces called off, 15,000 pieces of 100,000 pieces left" in why
    assert "CO-3 was called off before" in desk.is_refused(call_off(desk, 3, 100, 100))
    assert "the period is 26 Mar 2026 to 30 Jul 2026" in desk.is_refused(call_off(desk, 4, 100, 151, wanted=160))
    assert "the contract ends on 19 Aug 2026" in desk.is_refused(call_off(desk, 4, 100, 152, wanted=190))

    assert deal.contract is not None
    blanket = Blanket.of(deal.facts, deal.contract)
    assert blanket.left(1) == pieces(15_000)
    assert [one.unit_price for one in blanket.firm] == [Money.of(p, "CNY") for p in ("17.80", "17.80", "18.10")]
    assert blanket.value == Money.of("1520500.00 CNY")
    assert [row["left"] for row in blanket.card().rows()] == [pieces(n) for n in (70_000, 40_000, 15_000)]
    assert blanket.firm == firm_lines(deal.contract, deal.facts)
    assert deal.payments is not None
    assert deal.payments.total == blanket.value, "what is not called off is not owed"
    assert desk.book.verify(deal) == ()


def test_a_single_contract_can_not_be_called_off() -> None:
    """Its lines are ordered already."""
    desk = OrderDesk()
    assert "contract C-2026-017 is no blanket order" in desk.is_refused(call_off(desk, 1, 1_000, 40))


def test_a_call_off_is_made_shipped_short_closed_and_the_next_one_goes_on(desk: OrderDesk) -> None:
    """10,000 jars are called off, 9,000 come, and both leave it at that; the frame has 91,000 left."""
    desk.records(call_off(desk, 1, 10_000, 40, wanted=160))
    desk.records(desk.story.payment(1, 45), by="wu")
    desk.records(released(desk, 10_000), by="qian")
    desk.records(
        ProductionFinished(at=desk.day(110), order="PO-1", lot="L-1", good=pieces(9_000), scrapped=pieces(1_000)),
        by="qian",
    )
    passed = Inspected(
        at=desk.day(112), lot="L-1", order="PO-1", inspector="sun", sample_size=315, disposition="accept", report="QC-1"
    )
    assert desk.records(passed, by="sun").stage.name == "producing", "1,000 are still missing"
    part = ShippedLine(line=1, item=ITEM, lot="L-1", quantity=pieces(9_000))
    desk.records(Shipped(at=desk.day(115), shipment=Shipment(number="SH-1", lines=(part,))))
    assert desk.records(GoodsAccepted(at=desk.day(140), shipment="SH-1", by="petit")).stage.name == "producing"

    def closed(delivered: int, call_off: str | None = "CO-1") -> LineClosed:
        return LineClosed(
            at=desk.day(141),
            line=1,
            call_off=call_off,
            delivered=pieces(delivered),
            reason="the season is over",
            agreed_by="moreau",
        )

    assert "name the call-off whose line is closed" in desk.is_refused(closed(9_000, None))
    assert "9,000 pieces of line 1 were shipped, not 9,500 pieces" in desk.is_refused(closed(9_500))
    assert "9,000 pieces were shipped, and its call-offs would come to 0 pieces" in desk.is_refused(closed(0))
    deal = desk.records(closed(9_000))
    assert deal.stage.name == "accepted"
    assert deal.contract is not None
    assert Blanket.of(deal.facts, deal.contract).left(1) == pieces(91_000)
    assert desk.records(call_off(desk, 2, 50_000, 145)).stage.name == "contracted", "work begins again"

    given_up = LineClosed(
        at=desk.day(146), line=1, call_off="CO-2", delivered=pieces(0), reason="no season", agreed_by="moreau"
    )
    assert desk.records(given_up).stage.name == "accepted", "no work began, and all that is ordered was accepted"


def test_a_call_off_that_what_lies_in_stock_covers_is_ready_to_ship(desk: OrderDesk) -> None:
    """10,000 jars are called off and 10,300 made; the next 300 wait in the warehouse already."""
    desk.records(call_off(desk, 1, 10_000, 40, wanted=160))
    desk.records(desk.story.payment(1, 45), by="wu")
    desk.records(released(desk, 10_300), by="qian")
    made = ProductionFinished(at=desk.day(110), order="PO-1", lot="L-1", good=pieces(10_300), scrapped=pieces(0))
    desk.records(made, by="qian")
    passed = Inspected(
        at=desk.day(112), lot="L-1", order="PO-1", inspector="sun", sample_size=315, disposition="accept", report="QC-1"
    )
    desk.records(passed, by="sun")

    def leaves(number: str, quantity: int, on: int) -> Shipped:
        part = ShippedLine(line=1, item=ITEM, lot="L-1", quantity=pieces(quantity))
        return Shipped(at=desk.day(on), shipment=Shipment(number=number, lines=(part,)))

    desk.records(leaves("SH-1", 10_000, 115))
    assert desk.records(GoodsAccepted(at=desk.day(140), shipment="SH-1", by="petit")).stage.name == "accepted"
    assert desk.records(call_off(desk, 2, 300, 145)).stage.name == "ready", "no tank need be filled"
    assert desk.records(desk.story.payment(2, 146), by="wu").stage.name == "ready"
    assert desk.records(leaves("SH-2", 300, 147)).stage.name == "shipped"

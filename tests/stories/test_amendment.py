"""A buyer orders less in the middle of production: what is made stays ordered, and the rest is settled."""

from decimal import Decimal
from typing import Any

import pytest
from order_desk import OrderDesk

from b2bdeal import (
    Amendment,
    ContractAmended,
    HoldPlaced,
    LineChange,
    Money,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    SettledLine,
    Signature,
    StockTaken,
    StockUsed,
)
from b2bdeal.testing import FORMULA, ITEM, JAR


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


@pytest.fixture
def desk() -> OrderDesk:
    """12,000 jars are ordered, the labels for all of them are bought, and 9,500 are filled."""
    desk = OrderDesk()
    desk.records(desk.story.payment(1, 30), by="wu")
    order = ProductionOrder(
        number="PO-17",
        contract="C-2026-017",
        line=1,
        item=ITEM,
        lot="L-0617",
        formula=FORMULA,
        packaging=JAR,
        quantity=pieces(12_000),
        planned_start=desk.story.date(101),
        planned_finish=desk.story.date(125),
    )
    labels = StockTaken(
        at=desk.day(98),
        stock="ST-1",
        item="LABEL-FR",
        sort="label",
        quantity=pieces(12_000),
        value=Money.of("3600.00 CNY"),
        owner="factory",
        line=1,
    )
    desk.records(labels, ProductionReleased(at=desk.day(100), orders=(order,)), by="qian")
    desk.records(
        ProductionFinished(
            at=desk.day(115), order="PO-17", lot="L-0617", good=pieces(9_500), scrapped=pieces(80), last=False
        ),
        StockUsed(at=desk.day(115), stock="ST-1", quantity=pieces(9_580)),
        by="qian",
    )
    return desk


def amended(desk: OrderDesk, quantity: int, *, number: int = 1, **changes: Any) -> ContractAmended:
    """Both sides signed on the 116th day that only so many are ordered."""
    amendment = Amendment(
        number=number,
        contract="C-2026-017",
        lines=(LineChange(line=1, quantity=pieces(quantity)),),
        reason="the French chain takes fewer doors",
        signatures=(
            Signature(side="seller", person="li", at=desk.day(116, 9)),
            Signature(side="buyer", person="moreau", at=desk.day(116, 15)),
        ),
        **changes,
    )
    return ContractAmended(at=desk.day(116, 15), amendment=amendment)


def labels(quantity: int) -> SettledLine:
    """So many labels are paid for by the buyer and destroyed."""
    cost = Money.of("0.30 CNY") * quantity
    return SettledLine(
        what="packaging", item="LABEL-FR", quantity=pieces(quantity), value=cost, outcome="scrapped", charged=cost
    )


def test_from_twelve_to_nine_thousand_is_refused_and_nine_thousand_six_hundred_is_agreed(desk: OrderDesk) -> None:
    """9,500 are made; the labels that nobody needs any more are paid for."""
    why = desk.is_refused(amended(desk, 9_000))
    assert "line 1, CREAM-50: 9,000 pieces wanted, already 9,500 pieces made" in why

    why = desk.is_refused(amended(desk, 9_600))
    assert "2,320 pieces of LABEL-FR, of 2,420 pieces worth 726.00 CNY, since 100 pieces can still be used" in why

    why = desk.is_refused(amended(desk, 9_600, number=2, settled=(labels(2_320),)))
    assert "it is number 2, the next is 1" in why

    deal = desk.records(amended(desk, 9_600, settled=(labels(2_320),)), by="zhao")
    assert deal.contract is not None
    assert deal.contract.amendment == 1
    assert deal.contract.lines[0].quantity == pieces(9_600)
    assert deal.contract.total == Money.of("170880.00 CNY")
    assert deal.value == Money.of("170880.00 CNY")
    assert deal.stage.name == "producing"
    assert desk.book.verify(deal) == ()


def test_a_second_amendment_follows_the_first_and_may_move_the_date(desk: OrderDesk) -> None:
    """Numbers go up by one, and the contract that was signed stays as it was signed."""
    desk.records(amended(desk, 9_600, settled=(labels(2_320),)))
    later = Amendment(
        number=2,
        contract="C-2026-017",
        deliver_by=desk.story.date(190),
        tolerance=Decimal("0.05"),
        reason="the pump comes late",
        signatures=(
            Signature(side="seller", person="li", at=desk.day(118, 9)),
            Signature(side="buyer", person="moreau", at=desk.day(118, 11)),
        ),
    )
    deal = desk.records(ContractAmended(at=desk.day(118, 11), amendment=later))
    assert deal.contract is not None
    assert (deal.contract.amendment, deal.contract.deliver_by) == (2, desk.story.date(190))
    assert deal.contract.lines[0].quantity == pieces(9_600)
    assert "it is number 1, the next is 3" in desk.is_refused(
        amended(desk, 9_700).model_copy(update={"at": desk.day(119)})
    )


def test_a_hold_on_changes_bars_an_amendment(desk: OrderDesk) -> None:
    """As long as the lawyers look at it, nothing is changed."""
    desk.records(
        HoldPlaced(at=desk.day(116, 8), hold="H-1", blocks=("change",), source="legal", reason="a claim is open")
    )
    assert "the hold H-1 by legal bars it" in desk.is_refused(amended(desk, 9_600, settled=(labels(2_320),)))

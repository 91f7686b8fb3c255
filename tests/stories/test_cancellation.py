"""A buyer cancels during production, a seller defaults, and a deal is lost for a reason that is on the list."""

from typing import Any

import pytest
from order_desk import OrderDesk, WithDingjin

from b2bdeal import (
    Book,
    Cancellation,
    DealCancelled,
    DealLost,
    DepositSettlement,
    Inspected,
    Money,
    PaymentReturned,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Refused,
    SettledLine,
    Signature,
    StockTaken,
    StockUsed,
    testing,
)
from b2bdeal.testing import FORMULA, ITEM, JAR


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


@pytest.fixture
def desk() -> OrderDesk:
    """Of 12,000 jars 6,000 are made and released, 6,000 are being filled; labels are left. 30 % came as 定金."""
    desk = OrderDesk(WithDingjin())
    desk.records(desk.story.payment(1, 30), by="wu")
    orders = tuple(
        ProductionOrder(
            number=f"PO-{n}",
            contract="C-2026-017",
            line=1,
            item=ITEM,
            lot=f"L-{n}",
            formula=FORMULA,
            packaging=JAR,
            quantity=pieces(6_000),
            planned_start=desk.story.date(101),
            planned_finish=desk.story.date(125),
        )
        for n in (1, 2)
    )
    labels = StockTaken(
        at=desk.day(98),
        stock="ST-1",
        item="LABEL-FR",
        sort="label",
        quantity=pieces(12_000),
        value=cny("3600.00"),
        owner="factory",
        line=1,
    )
    desk.records(labels, ProductionReleased(at=desk.day(100), orders=orders), by="qian")
    desk.records(
        StockUsed(at=desk.day(110), stock="ST-1", quantity=pieces(6_000)),
        ProductionFinished(at=desk.day(110), order="PO-1", lot="L-1", good=pieces(6_000), scrapped=pieces(0)),
        by="qian",
    )
    passed = Inspected(
        at=desk.day(112), lot="L-1", order="PO-1", inspector="sun", sample_size=315, disposition="accept", report="QC-1"
    )
    desk.records(passed, by="sun")
    return desk


GOODS = SettledLine(
    what="finished",
    item=ITEM,
    lot="L-1",
    quantity=pieces(6_000),
    value=cny("106800.00"),
    outcome="bought_by_buyer",
    charged=cny("106800.00"),
)
WORK = SettledLine(
    what="work_in_process",
    item=ITEM,
    order="PO-2",
    quantity=Quantity.of(310, "kg"),
    value=cny("18600.00"),
    outcome="scrapped",
    charged=cny("0.00"),
)
LABELS = SettledLine(
    what="packaging",
    item="LABEL-FR",
    quantity=pieces(6_000),
    value=cny("1800.00"),
    outcome="scrapped",
    charged=cny("1800.00"),
)


def cancelled(desk: OrderDesk, kept: str, applied: str, returned: str, **changes: Any) -> DealCancelled:
    """The contract ends on the 120th day."""
    values: dict[str, Any] = {
        "number": "X-1",
        "contract": "C-2026-017",
        "by": "buyer",
        "reason": "cancelled_project",
        "lines": (GOODS, WORK, LABELS),
        "deposit": DepositSettlement(kept=cny(kept), applied=cny(applied), returned=cny(returned)),
        "document": "LETTER-7",
    }
    return DealCancelled(at=desk.day(120), cancellation=Cancellation(**(values | changes)))


def test_a_buyer_who_cancels_buys_what_is_made_and_forfeits_the_dingjin(desk: OrderDesk) -> None:
    """30 % came as 定金; 20 % of the contract has effect as such and is kept, the rest is set off."""
    why = desk.is_refused(cancelled(desk, "64080.00", "0.00", "0.00"))
    assert "64,080.00 CNY is kept, and 42,720.00 CNY of the money is 定金 with effect as such" in why

    why = desk.is_refused(cancelled(desk, "42720.00", "20000.00", "0.00"))
    assert "kept 42,720.00 CNY, applied 20,000.00 CNY and returned 0.00 CNY are 62,720.00 CNY" in why
    assert "64,080.00 CNY came in" in why

    why = desk.is_refused(cancelled(desk, "42720.00", "21360.00", "0.00", lines=()))
    assert "of lot L-1, 6,000 pieces are not shipped and 0 pieces settled" in why
    assert "order PO-2 is released: say what becomes of its work, or cancel it first" in why
    assert "of LABEL-FR, 6,000 pieces are here and 0 pieces settled" in why
    assert "21,360.00 CNY is applied, and the buyer owes 0.00 CNY" in why

    ending = cancelled(desk, "42720.00", "21360.00", "0.00")
    deal = desk.records(ending)
    assert (deal.stage.name, deal.outcome) == ("cancelled", "lost")
    assert ending.cancellation.charged == cny("108600.00")
    assert ending.cancellation.loss.is_zero, "the 定金 that is kept covers the bulk that is scrapped"
    assert desk.book.verify(deal) == ()


def test_a_seller_who_defaults_returns_the_dingjin_twofold(desk: OrderDesk) -> None:
    """All that came goes back, and the effective 定金 once more; nothing can be kept."""
    free = GOODS.model_copy(update={"outcome": "kept", "charged": cny("0.00")})
    lines = (free, WORK, LABELS.model_copy(update={"charged": cny("0.00")}))
    why = desk.is_refused(cancelled(desk, "0.00", "0.00", "64080.00", by="seller", reason="capacity", lines=lines))
    assert "its 定金 of 42,720.00 CNY goes back twofold, in all 106,800.00 CNY" in why
    why = desk.is_refused(cancelled(desk, "106800.00", "0.00", "0.00", by="seller", reason="capacity", lines=lines))
    assert "the seller ends the contract, and can't keep 106,800.00 CNY" in why
    deal = desk.records(cancelled(desk, "0.00", "0.00", "106800.00", by="seller", reason="capacity", lines=lines))
    assert deal.outcome == "lost"

    def goes_back(amount: str, on: int) -> PaymentReturned:
        return PaymentReturned(at=desk.day(on), refund=f"R-{on}", amount=cny(amount), reason="the contract ended")

    desk.records(goes_back("64080.00", 121), by="wu")
    why = desk.is_refused(goes_back("42720.01", 122), by="wu")
    assert "42,720.01 CNY would go back, and by the cancellation 42,720.00 CNY is left" in why
    deal = desk.records(goes_back("42720.00", 123), by="wu")
    assert deal.stage.name == "cancelled"
    assert desk.book.verify(deal) == ()


def test_both_may_part_in_agreement_and_share_the_money_as_they_sign(desk: OrderDesk) -> None:
    """Nothing is forfeit; all that came in is accounted for to the cent."""
    signed = (
        Signature(side="seller", person="li", at=desk.day(119)),
        Signature(side="buyer", person="moreau", at=desk.day(120)),
    )
    deal = desk.records(cancelled(desk, "10000.00", "50000.00", "4080.00", by="both", signatures=signed, document=None))
    assert deal.stage.name == "cancelled"


def test_a_reason_that_is_not_on_the_list_is_answered_with_the_nearest(book: Book, clock: testing.Clock) -> None:
    """Losses are counted by their reasons, so a misspelt one is refused."""
    deal = testing.complete_deal(book, until=QuoteSent)
    lost = DealLost(at=clock.now, reason="lead time", to_whom="a factory in Guangzhou")
    with pytest.raises(Refused, match="lead time is none; did you mean lead_time"):
        book.record(deal, lost, by="zhao")
    with pytest.raises(Refused, match="weather is none; there are price, moq"):
        book.record(deal, lost.model_copy(update={"reason": "weather"}), by="zhao")
    assert book.record(deal, lost.model_copy(update={"reason": "lead_time"}), by="zhao").outcome == "lost"

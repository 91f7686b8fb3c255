"""What left against what is firmly ordered: call-offs of a blanket order, and lines that were closed short."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from straight_way import CREAM, contract, day, pieces

from b2bdeal import (
    CalledOff,
    CallOff,
    CallOffLine,
    Contract,
    Deliveries,
    Fact,
    GoodsAccepted,
    LineClosed,
    Shipment,
    Shipped,
    ShippedLine,
)
from b2bdeal.life.clauses import Period
from b2bdeal.testing import START


def shipped(number: str, n: int, quantity: int) -> Shipped:
    part = ShippedLine(line=1, item=CREAM, lot="L-1", quantity=pieces(quantity))
    return Shipped(at=day(n), shipment=Shipment(number=number, lines=(part,)))


def blanket() -> Contract:
    """5,000 creams and 1,000 toners with 5 % either way, to be called off."""
    words: dict[str, Any] = {"kind": "blanket", "period": Period(first=date(2026, 3, 1), last=date(2027, 3, 1))}
    return contract(**words)


def called(number: str, n: int, quantity: int) -> CalledOff:
    part = CallOffLine(line=1, quantity=pieces(quantity))
    return CalledOff(at=day(n), call_off=CallOff(number=number, lines=(part,), wanted_by=date(2026, 12, 1)))


def test_of_a_blanket_order_only_what_is_called_off_is_asked() -> None:
    assert Deliveries.of([]).balance(blanket()) == ()
    assert not Deliveries.of([]).complete(blanket()), "nothing is asked, and nothing was delivered"
    offs: list[Fact] = [called("CO-1", 30, 1000), called("CO-2", 40, 500)]
    (line,) = Deliveries.of([*offs, shipped("SH-1", 50, 1400)]).balance(blanket())
    assert (line.ordered, line.least, line.most, line.state) == (pieces(1500), pieces(1425), pieces(1575), "short")
    assert Deliveries.of([*offs, shipped("SH-1", 50, 1400), shipped("SH-2", 51, 25)]).complete(blanket())


def test_a_line_that_was_closed_short_has_no_tolerance() -> None:
    closed = LineClosed(at=day(60), line=1, delivered=pieces(4000), reason="enough", agreed_by="P-theirs")
    line, _ = Deliveries.of([shipped("SH-1", 50, 4000), closed]).balance(contract())
    assert (line.ordered, line.least, line.most, line.state) == (pieces(4000),) * 3 + ("complete",)
    over, _ = Deliveries.of([shipped("SH-1", 50, 4000), closed, shipped("SH-2", 61, 1)]).balance(contract())
    assert over.state == "over"


def test_a_shipment_is_found_by_its_number() -> None:
    story = Deliveries.of([shipped("SH-1", 50, 4000)])
    assert story.shipment("SH-1") == shipped("SH-1", 50, 4000)
    assert story.shipment("SH-2") is None
    assert story.shipped_of(1, "piece") == pieces(4000)
    assert story.shipped_of(2, "piece") == pieces(0)


@pytest.mark.parametrize(
    ("words", "says"), [({}, "say who of the buyer"), ({"by": "petit", "silent": True}, "no silence")]
)
def test_goods_are_accepted_by_somebody_or_by_silence(words: dict[str, object], says: str) -> None:
    """Otherwise the window for claims would be passed by saying neither."""
    with pytest.raises(ValidationError, match=says):
        GoodsAccepted.model_validate({"at": START, "shipment": "SH-1", **words})

"""Where a change of the order leads: forward when nothing is left to do, back when there is more."""

from typing import Any

import flowkit
from cases_orders import amended, called, cancelled, closed, framed, settled
from conditionkit import later, orders, pieces, shipped
from flowkit import day, facts, one, reasons

from b2bdeal import (
    OEM,
    ContractAmended,
    Deal,
    DepositSettlement,
    Fact,
    GoodsAccepted,
    Inspected,
    Money,
    PaymentReceived,
    ProductionFinished,
    ProductionReleased,
    Settled,
)
from b2bdeal.testing import ITEM


def told(until: type[Fact], **words: Any) -> Deal:
    """The story under the flow OEM, up to a fact; what only a trade of its own knows is left out."""
    strange = tuple({type(fact) for _, fact in facts() if fact.kind not in OEM.facts})
    return flowkit.told(until, under=OEM, without=strange, **words)


def half_made() -> Deal:
    """An order of 6,000 is made and released; of the contract's 12,000 the rest was never planned."""
    deal = told(ProductionReleased).then(orders(quantity=pieces(6_000)))
    deal = deal.then(later(ProductionFinished, good=pieces(6_000), scrapped=pieces(0)))
    return deal.then(one(Inspected))


def half_shipped() -> Deal:
    return half_made().then(one(PaymentReceived, 2)).then(shipped(quantity=6_000))


def late(quantity: int, on: float) -> ContractAmended:
    return amended(quantity).model_copy(update={"at": day(on)})


def test_an_order_that_shrinks_to_what_is_released_is_ready() -> None:
    deal = half_made()
    assert deal.stage.name == "producing"
    assert deal.then(late(8_000, 130)).stage.name == "producing", "2,000 are still to be made"
    assert deal.then(late(6_000, 130)).stage.name == "ready"
    assert deal.then(late(6_100, 130)).stage.name == "ready", "the tolerance is 3 %"


def test_an_order_that_shrinks_to_what_was_shipped_is_shipped_and_to_what_was_accepted_is_accepted() -> None:
    deal = half_shipped()
    assert deal.then(late(6_000, 140)).stage.name == "shipped"
    accepted = deal.then(one(GoodsAccepted))
    assert accepted.stage.name == "producing"
    assert accepted.then(late(6_000, 169)).stage.name == "accepted"


def test_a_line_closed_short_leads_as_far_as_the_goods_are() -> None:
    assert half_shipped().then(closed(6_000)).stage.name == "shipped"
    assert half_shipped().then(one(GoodsAccepted)).then(
        closed(6_000).model_copy(update={"at": day(169)})
    ).stage.name == ("accepted")
    nothing = reasons(half_made(), closed(0))
    assert "nothing would be left of contract C-2026-017: cancel it instead" in str(
        nothing["closes_what_was_delivered"]
    )


def test_more_ordered_after_acceptance_opens_the_factory_again() -> None:
    deal = told(Settled)
    assert deal.stage.name == "accepted"
    assert deal.then(late(12_300, 169)).stage.name == "accepted", "within the tolerance nothing is missing"
    more = deal.then(late(20_000, 169))
    assert more.stage.name == "contracted"
    assert more.contract is not None
    assert more.contract.lines[0].quantity == pieces(20_000)


def test_a_call_off_that_comes_while_goods_are_made_moves_nothing() -> None:
    deal = told(PaymentReceived, instead=framed)
    assert deal.then(called(5_000)).stage.name == deal.stage.name == "contracted"


def test_from_every_stage_after_signing_a_deal_can_be_cancelled() -> None:
    ready = told(PaymentReceived, nth=2)
    goods = settled("finished", ITEM, 11_940, lot="L-0617")
    assert ready.stage.name == "ready"
    assert ready.then(cancelled("64080.00", on=130, lines=(goods,))).outcome == "lost"
    gone = told(GoodsAccepted)
    assert gone.stage.name == "shipped"
    sums = {"kept": "0.00", "applied": "212532.00", "returned": "1068.00"}
    money = DepositSettlement(**{name: Money.of(amount, "CNY") for name, amount in sums.items()})
    ended = gone.then(cancelled(on=150, deposit=money))
    assert ended.outcome == "lost", "what was paid for the goods that left stays paid"

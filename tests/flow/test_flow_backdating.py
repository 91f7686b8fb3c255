"""A back-dated fact can't dodge a rule: it finds what it would have found at its time, and the holds of now."""

from datetime import timedelta

import pytest

from b2bdeal import (
    CapacityHeld,
    ContractSigned,
    Deal,
    Inspected,
    PaymentReceived,
    ProductionReleased,
    Shipped,
    StabilityPassed,
    decide,
)
from b2bdeal.flow import Refusal
from b2bdeal.testing import TRADE, Story

STORY = Story()
LINES = list(STORY.lines())


def played(*without: type, until: type) -> Deal:
    """The story up to a fact, without some."""
    deal = Deal.unopened("D-1", TRADE)
    for by, fact in LINES:
        if fact.kind == until.kind:
            return deal
        if fact.kind not in {cls.kind for cls in without}:
            deal = deal.then(fact, by=by)
    raise AssertionError("the story does not have it")


def one(cls: type):
    """The story's fact of a class and who records it."""
    return next((by, fact) for by, fact in LINES if fact.kind == cls.kind)


def barred(deal: Deal, cls: type, days_back: float) -> set[str]:
    """What bars the story's fact when it is dated so many days back, but recorded at its own time."""
    by, fact = one(cls)
    back = fact.model_copy(update={"at": fact.at - timedelta(days=days_back)})
    found = decide(deal, back, by=by, now=fact.at)
    return {reason.id for reason in found.reasons} if isinstance(found, Refusal) else set()


@pytest.mark.parametrize(
    ("cls", "back", "reason"),
    [
        (ProductionReleased, 71, "deposit_received"),
        (ProductionReleased, 3, "stability_passed"),
        (Shipped, 4, "balance_received"),
    ],
)
def test_what_came_later_opens_no_gate_for_a_fact_that_is_dated_before_it(cls, back, reason):
    deal = played(until=cls)
    assert barred(deal, cls, 0) == set()
    assert reason in barred(deal, cls, back)


def test_a_lot_is_not_shipped_before_it_was_released():
    deal = played(until=Shipped)
    assert "lots_released" in barred(deal, Shipped, 9.5)


def test_capacity_that_was_held_afterwards_promises_nothing():
    deal = played(CapacityHeld, until=ContractSigned)
    by, signed = one(ContractSigned)
    _, held = one(CapacityHeld)
    later = held.model_copy(update={"at": signed.at + timedelta(hours=1)})
    found = decide(deal.then(later, by="qian"), signed, by=by, now=later.at)
    assert isinstance(found, Refusal)
    assert [reason.id for reason in found.reasons] == ["delivery_is_promised"]


def test_a_deal_as_of_a_time_has_what_had_happened_by_then():
    deal = played(until=Shipped)
    assert deal.as_of(deal.last_at) is deal
    before = deal.as_of(STORY.day(99))
    assert before.last(StabilityPassed) is not None
    assert before.last(Inspected) is None
    assert len(before.all(PaymentReceived)) == 1

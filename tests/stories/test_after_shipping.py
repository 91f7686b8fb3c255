"""A part has left, and the next is prepared: packaging comes, and a better formula is sampled, approved and sealed."""

from datetime import timedelta

from playing import changed, play

from b2bdeal import (
    Book,
    Fact,
    GoodsAccepted,
    PackagingArrived,
    PackagingPlanned,
    SampleApproved,
    SampleSent,
    StandardSealed,
)
from b2bdeal.testing import Clock, Story


def test_what_the_next_part_needs_is_recorded_while_the_first_is_on_its_way(book: Book, clock: Clock):
    """Otherwise the second call-off of a blanket order would wait for packaging that nobody may record."""
    deal = play(book, before=GoodsAccepted)
    assert deal.stage.name == "shipped"
    told: dict[str, Fact] = {fact.kind: fact for _, fact in reversed(list(Story().lines()))}
    clock.now = at = deal.last_at + timedelta(days=1)
    sent, yes, seal = (told[one.kind] for one in (SampleSent, SampleApproved, StandardSealed))
    new = {"formula": "F-18.0"}
    plan, came = told[PackagingPlanned.kind], told[PackagingArrived.kind]
    later = [changed(one, due=at.date() + timedelta(days=30)) for one in plan.items]  # type: ignore[attr-defined]
    deal = book.record(
        deal,
        changed(plan, at=at, items=tuple(later)),
        changed(came, at=at, on=at.date()),
        changed(sent, at=at, sample=changed(sent.sample, number="S-42", **new)),  # type: ignore[attr-defined]
        changed(yes, at=at, number="S-42", **new),
        changed(seal, at=at, seal="SEAL-42", **new),
        by="zhao",
    )
    assert {formula for _, formula, _ in deal.negotiation.approved} == {"F-17.2", "F-18.0"}
    assert deal.stage.name == "shipped", "none of it moves the deal"
    assert book.verify(deal) == ()

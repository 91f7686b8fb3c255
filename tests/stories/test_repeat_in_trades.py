"""The buyers of polo shirts and of hubs come back: what was fitted, built and tooled stands, and is not done twice."""

from datetime import timedelta

import pytest
from apparelkit import POLOS
from electronicskit import HUBS
from tradekit import Telling, Told

from b2bdeal import (
    Book,
    BriefAgreed,
    CarriedOver,
    ContractSigned,
    Fact,
    LeadFound,
    ProductionReleased,
    SampleSent,
    Shipped,
    carry_over,
    no,
    standing_papers,
)
from b2bdeal.flow.trades.electronics.release_conditions import markets_certified
from b2bdeal.testing import Clock, Story

SHORT_WAY = frozenset({"oem.LeadFound", "oem.LeadQualified", "oem.QuoteSent", "oem.TermsAgreed", "oem.CapacityHeld"})


def again(telling: Telling, start: Story, first: str) -> list[tuple[str, Fact]]:
    """The trade's deal from lead to contract at a later time, without brief and sample."""
    found: list[tuple[str, Fact]] = []
    for by, fact in start.lines():
        if fact.kind in SHORT_WAY | {ContractSigned.kind}:
            text = fact.model_dump_json()
            for old, new in telling.words.items():
                text = text.replace(old, new)
            text = text.replace('"repeat_of":null', f'"repeat_of":"{first}"')
            found.append((by, type(fact).model_validate_json(text)))
    return found


@pytest.mark.parametrize(
    ("telling", "waiting"), [(POLOS, {"deposit_received", "breakdown_agreed"}), (HUBS, {"deposit_received"})]
)
def test_the_second_order_waits_for_money_and_not_for_builds_or_fits(
    telling: Telling, waiting: set[str], book: Book, clock: Clock
):
    first = Told(telling, book, clock).goes_on_to_the_end()
    clock.forward(timedelta(days=30))
    (by, opening), *rest = again(telling, Story(start=clock.now), first.id)
    assert isinstance(opening, LeadFound)
    deal = book.start(telling.flow, opening, by=by)
    for by, fact in rest:
        clock.now = max(clock.now, fact.at)
        if fact.kind == "oem.QuoteSent" and CarriedOver.kind not in deal.kinds:
            deal = book.record(deal, carry_over(first, clock.now), *standing_papers(first, clock.now), by="zhao")
        deal = book.record(deal, fact, by=by)
    assert deal.stage.name == "contracted"
    assert not {SampleSent.kind, BriefAgreed.kind} & deal.kinds
    assert {reason.id for reason in deal.why_not(ProductionReleased, at=clock.now).barred} == waiting
    assert book.verify(deal) == ()


def test_a_repeated_hub_is_certified_for_the_markets_that_are_carried_over(book: Book, clock: Clock):
    """Without the papers nothing says what France asks for, though no brief names France this time."""
    first = Told(HUBS, book, clock).goes_on_to_the_end()
    clock.forward(timedelta(days=30))
    (by, opening), (other, qualified), *_ = again(HUBS, Story(start=clock.now), first.id)
    deal = book.start(HUBS.flow, opening, by=by)
    clock.now = max(clock.now, qualified.at)
    deal = book.record(deal, qualified, carry_over(first, clock.now), by=other)
    shipped = HUBS.one(Shipped, at=clock.now)
    said = markets_certified.ask(deal, shipped)
    assert isinstance(said, no)
    assert [str(one) for one in said.figures["items"]] == ["HUB-1: no plan says what FR asks for"]
    deal = book.record(deal, *standing_papers(first, clock.now), by="zhao")
    assert markets_certified.ask(deal, shipped) is True

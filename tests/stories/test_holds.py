"""Holds: a bill is overdue, and the house stops; nobody slips by, and who pays in advance need not wait."""

from datetime import timedelta

import pytest
from playing import play

from b2bdeal import (
    Book,
    Deal,
    Fact,
    HoldLifted,
    HoldPlaced,
    LeadFound,
    LeadQualified,
    ProductionReleased,
    QuoteSent,
    Refused,
    Shipped,
    TermsAgreed,
)
from b2bdeal.testing import TRADE, Clock, Story

STORY = Story()


def line(kind: type[Fact], story: Story = STORY) -> Fact:
    return next(fact for _, fact in story.lines() if fact.kind == kind.kind)


def is_refused(book: Book, deal: Deal, fact: Fact, by: str = "zhao") -> str:
    with pytest.raises(Refused) as caught:
        book.record(deal, fact, by=by)
    return str(caught.value)


def test_a_hold_on_the_account_is_not_dodged_by_another_deal(book: Book, clock: Clock):
    """The first deal's bill is overdue. Its second deal stops, and a third, opened afterwards, does too."""
    first = play(book, before=Shipped, id="D-first")
    next_story = Story(start=clock.now)
    second = play(book, before=TermsAgreed, story=next_story, id="D-second")
    clock.now = line(TermsAgreed, next_story).at
    hold = HoldPlaced(
        at=clock.now,
        hold="H-credit",
        blocks=("agree", "produce", "ship"),
        source="credit check",
        reason="64,080 CNY are 40 days overdue",
        scope="account",
    )
    first = book.record(first, hold, by="wu")
    why = "the hold H-credit by credit check, placed on D-first, bars the whole account: 64,080 CNY are 40 days overdue"
    assert why in is_refused(book, second, line(TermsAgreed, next_story))

    clock.forward(timedelta(days=1))
    story = Story(start=clock.now)
    third = book.start(TRADE, line(LeadFound, story), by="zhao", id="D-third")
    third = book.record(third, line(LeadQualified, story).model_copy(update={"at": clock.now}), by="zhao")
    for by, fact in story.lines():
        if fact.kind == TermsAgreed.kind:
            break
        if fact.kind not in (LeadFound.kind, LeadQualified.kind):
            clock.now = max(clock.now, fact.at)
            third = book.record(third, fact, by=by)
    clock.now = max(clock.now, line(TermsAgreed, story).at)
    assert why in is_refused(book, third, line(TermsAgreed, story))

    assert "no hold was placed on this deal" in is_refused(
        book, third, HoldLifted(at=clock.now, hold="H-credit", reason="let me"), by="zhao"
    )
    book.record(first, HoldLifted(at=clock.now, hold="H-credit", reason="paid today"), by="wu")
    assert book.record(third, line(TermsAgreed, story), by="zhao").stage.label == "Agreed"


def test_who_pays_in_advance_passes_a_credit_hold(book: Book, clock: Clock):
    """The story's terms are 30 % before production and 70 % before shipping: nothing is owed after it."""
    deal = play(book, before=Shipped)
    hold = HoldPlaced(
        at=clock.now,
        hold="H-credit",
        blocks=("ship",),
        source="credit check",
        reason="the rating fell",
        spares_prepaid=True,
    )
    deal = book.record(deal, hold, by="wu")
    shipped = line(Shipped)
    clock.now = shipped.at
    assert book.record(deal, shipped, by="zhao").stage.label == "Shipped"


def test_without_that_word_the_hold_bars_it_too(book: Book, clock: Clock):
    deal = play(book, before=Shipped)
    hold = HoldPlaced(
        at=clock.now, hold="H-quality", blocks=("ship",), source="quality", reason="a smell in lot L-0617"
    )
    deal = book.record(deal, hold, by="sun")
    shipped = line(Shipped)
    clock.now = shipped.at
    assert "the hold H-quality by quality bars it: a smell in lot L-0617" in is_refused(book, deal, shipped)


def test_one_order_is_stopped_and_the_rest_goes_on(book: Book, clock: Clock):
    """A raw material is suspect: order PO-17 waits, a quote of the same deal would not."""
    deal = play(book, before=ProductionReleased)
    hold = HoldPlaced(
        at=clock.now,
        hold="H-raw",
        blocks=("produce",),
        source="quality",
        reason="the wax is being tested again",
        scope="order",
        subject="PO-17",
        until=STORY.day(102),
    )
    deal = book.record(deal, hold, by="sun")
    clock.now = line(ProductionReleased).at
    assert "the hold H-raw by quality bars it" in is_refused(book, deal, line(ProductionReleased), by="qian")
    assert QuoteSent.kind in deal.kinds


def test_a_hold_outlives_the_end_of_its_deal_and_can_be_lifted_then(complete_deal: Deal, book: Book, clock: Clock):
    hold = HoldPlaced(
        at=clock.now, hold="H-9", blocks=("agree",), source="sales head", reason="a lawsuit", scope="account"
    )
    deal = book.record(complete_deal, hold, by="li")
    assert deal.outcome == "won"
    deal = book.record(deal, HoldLifted(at=clock.now, hold="H-9", reason="settled out of court"), by="li")
    assert not deal.barring

"""Holds: a bill is overdue, and the house stops; nobody slips by, and who pays in advance need not wait."""

from datetime import timedelta
from typing import Any

import pytest
from order_desk import OrderDesk
from playing import changed, play

from b2bdeal import (
    Amendment,
    BatchFilled,
    Book,
    ContractAmended,
    Deal,
    Fact,
    HoldLifted,
    HoldPlaced,
    InvoiceIssued,
    LeadFound,
    LeadQualified,
    Money,
    ProductionReleased,
    QuoteSent,
    Refused,
    Settled,
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


@pytest.mark.parametrize(("kind", "by", "blocks"), [(BatchFilled, "qian", "produce"), (Shipped, "zhao", "ship")])
def test_a_held_order_is_not_filled_and_its_lot_does_not_leave(
    book: Book, clock: Clock, kind: type[Fact], by: str, blocks: str
):
    """The hold names the order; who fills or ships its lot names the lot. A hold on another order bars neither."""
    held: dict[str, Any] = {
        "source": "quality",
        "reason": "the wax is tested again",
        "scope": "order",
        "blocks": (blocks,),
    }
    deal = play(book, before=kind)
    deal = book.record(deal, HoldPlaced(at=clock.now, hold="H-other", subject="PO-18", **held), by="sun")
    deal = book.record(deal, HoldPlaced(at=clock.now, hold="H-wax", subject="PO-17", **held), by="sun")
    clock.now = max(clock.now, line(kind).at)
    assert "the hold H-wax by quality bars it" in is_refused(book, deal, line(kind), by=by)
    deal = book.record(deal, HoldLifted(at=clock.now, hold="H-wax", reason="it is good"), by="sun")
    assert book.record(deal, line(kind), by=by).last(kind) == line(kind)


def test_a_shipment_that_is_held_is_not_invoiced(book: Book, clock: Clock):
    """The buyer disputes what came; whoever invoices names the shipment, whoever invoices another does not."""
    deal = play(book, before=Settled)
    hold = HoldPlaced(
        at=clock.now,
        hold="H-count",
        blocks=("invoice",),
        source="sales",
        reason="the count is disputed",
        scope="shipment",
        subject="SH-17",
    )
    deal = book.record(deal, hold, by="zhao")
    invoice = InvoiceIssued(
        at=clock.now, number="INV-1", amount=Money.of("100.00", "CNY"), on=clock.now.date(), shipment="SH-17"
    )
    assert "the hold H-count by sales bars it: the count is disputed" in is_refused(book, deal, invoice, by="wu")
    free = invoice.model_copy(update={"shipment": None})
    assert book.record(deal, free, by="wu").last(InvoiceIssued) == free


def test_a_held_line_is_not_freed_by_a_new_line_for_its_article() -> None:
    """An amendment adds a line for more of the held article; it is held, too."""
    desk = OrderDesk()
    first = desk.deal.contract
    assert first is not None
    hold = HoldPlaced(
        at=desk.day(25),
        hold="H-law",
        blocks=("produce",),
        source="law",
        reason="the article is barred from its market",
        scope="line",
        subject="1",
    )
    desk.records(hold, by="li")
    amendment = Amendment(
        number=1,
        contract=first.number,
        added=(changed(first.lines[0], line=2),),
        reason="under another number",
        signatures=tuple(changed(one, at=desk.day(26)) for one in first.signatures),
    )
    desk.records(ContractAmended(at=desk.day(26), amendment=amendment))
    released = line(ProductionReleased)
    order = changed(released.orders[0], line=2)
    desk.records(desk.story.payment(1, 30), by="wu")
    assert "the hold H-law by law bars it" in desk.is_refused(changed(released, orders=(order,)), by="qian")


def test_a_hold_outlives_the_end_of_its_deal_and_can_be_lifted_then(complete_deal: Deal, book: Book, clock: Clock):
    hold = HoldPlaced(
        at=clock.now, hold="H-9", blocks=("agree",), source="sales head", reason="a lawsuit", scope="account"
    )
    deal = book.record(complete_deal, hold, by="li")
    assert deal.outcome == "won"
    deal = book.record(deal, HoldLifted(at=clock.now, hold="H-9", reason="settled out of court"), by="li")
    assert not deal.barring

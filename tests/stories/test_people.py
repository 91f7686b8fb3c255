"""The people of a deal: whom we met, who decides and signs, and what happens when our specialist leaves."""

import pytest
from playing import play

from b2bdeal import Book, Contact, ContactMet, HandedOver, QuoteSent, Refused, specialist
from b2bdeal.testing import Clock, Story

STORY = Story()


def test_zhao_goes_on_leave_and_qian_takes_over(book: Book, clock: Clock):
    """Only who serves the customer hands it over; the risks say to whom the next one was not introduced."""
    deal = play(book, before=QuoteSent)
    assert specialist(deal.facts) == "zhao"
    clock.now = STORY.day(15)
    handed = HandedOver(
        at=clock.now,
        from_specialist="zhao",
        to_specialist="qian",
        reason="parental leave to September",
        notes="Moreau wants the white jar; promised an answer on the price by Friday",
        introduced=("petit",),
    )
    stolen = handed.model_copy(update={"from_specialist": "wu", "to_specialist": "qian"})
    with pytest.raises(Refused, match="zhao serves this customer, not wu"):
        book.record(deal, stolen, by="wu")
    with pytest.raises(Refused, match="no contacts of this deal: durand"):
        book.record(deal, handed.model_copy(update={"introduced": ("durand",)}), by="zhao")

    deal = book.record(deal, handed, by="zhao")
    assert specialist(deal.facts) == "qian"
    assert [str(risk) for risk in deal.risks(clock.now)] == [
        "qian took over, and was not introduced to who decides: moreau"
    ]

    clock.now = STORY.day(16)
    boss = Contact(person="moreau", role="owner", stance="for", decides=True)
    deal = book.record(deal, ContactMet(at=clock.now, contact=boss, note="lunch with Qian"), by="qian")
    assert deal.risks(clock.now) == ()
    with pytest.raises(Refused, match="qian serves this customer, not zhao"):
        book.record(deal, handed.model_copy(update={"at": clock.now, "to_specialist": "wu"}), by="zhao")


def test_a_deal_whose_deciding_contact_was_never_met_shows_it(book: Book, clock: Clock):
    """Purchasing talks with us for weeks; the owner, whom nobody met, decides against us."""
    deal = play(book, before=QuoteSent)
    clock.now = STORY.day(15)
    cold = Contact(person="bernard", role="finance", stance="against", decides=True, signs=True)
    assert deal.risks(clock.now) == ()
    deal = book.record(deal, ContactMet(at=clock.now, contact=cold, note="on the fair"), by="zhao")
    (risk,) = deal.risks(clock.now)
    assert (risk.id, risk.severity) == ("decider_against", "high")
    assert str(risk) == "who decides was against us when seen last: bernard"

"""Terms are agreed, and before anybody signs the buyer comes back: talks begin again, and are agreed anew."""

from playing import changed, play

from b2bdeal import Book, ContractSigned, CounterLine, CounterOffered, Money, QuoteSent, TermsAgreed
from b2bdeal.testing import ITEM, Clock, Story

STORY = Story()


def test_a_counter_offer_after_the_agreement_opens_the_talks_again(book: Book, clock: Clock):
    deal = play(book, before=ContractSigned)
    assert deal.stage.name == "agreed"
    assert deal.agreed is not None
    wish = CounterLine(item=ITEM, unit_price=Money.of("17.60", "CNY"))
    clock.now = STORY.day(24)
    deal = book.record(deal, CounterOffered(at=clock.now, lines=(wish,), contact="moreau"), by="zhao")
    assert (deal.stage.name, deal.agreed, deal.negotiation.agreed) == ("bargaining", None, None)

    clock.now = STORY.day(25)
    deal = book.record(deal, QuoteSent(at=clock.now, quote=STORY.quote(3, "17.70", 25)), by="zhao")
    terms = STORY.quote(3, "17.70", 25).agree({ITEM: STORY.contract(24).lines[0].quantity}, STORY.date(170))
    clock.now = STORY.day(26)
    deal = book.record(deal, TermsAgreed(at=clock.now, terms=terms, agreed_with="moreau"), by="zhao")
    assert deal.stage.name == "agreed"
    assert deal.agreed == terms
    signed = next(fact for _, fact in STORY.lines() if isinstance(fact, ContractSigned))
    old = signed.model_copy(update={"at": STORY.day(27)})
    assert "unit price of CREAM-50: agreed 17.70" in str(_refusal(book, deal.id, old, clock)).replace("\xa0", " ")
    line = changed(signed.contract.lines[0], unit_price=Money.of("17.70", "CNY"))
    new = changed(old, contract=changed(signed.contract, lines=(line,)))
    assert book.record(deal, new, by="zhao").stage.name == "contracted"


def test_a_new_offer_of_ours_does_the_same(book: Book, clock: Clock):
    deal = play(book, before=ContractSigned)
    clock.now = STORY.day(24)
    deal = book.record(deal, QuoteSent(at=clock.now, quote=STORY.quote(3, "17.70", 24)), by="zhao")
    assert (deal.stage.name, deal.agreed) == ("bargaining", None)
    assert not deal.next(at=clock.now)[CounterOffered].moves, "the talks go on already"


def _refusal(book: Book, deal: str, fact: ContractSigned, clock: Clock) -> Exception:
    from b2bdeal import Refused

    clock.now = fact.at
    try:
        book.record(deal, fact, by="zhao")
    except Refused as refused:
        return refused
    raise AssertionError("it was recorded")

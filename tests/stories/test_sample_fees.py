"""What samples and moulds cost, and how it comes back: a fee and a plate that are credited against a large order."""

import pytest
from playing import changed, play

from b2bdeal import (
    AmountCredited,
    Book,
    Charge,
    ContractSigned,
    Fact,
    Money,
    PaymentReceived,
    Quantity,
    QuoteSent,
    Refused,
    SampleSent,
    Settled,
    TermsAgreed,
    credit_due,
)
from b2bdeal.testing import ITEM, Clock, Story

STORY = Story()
PLATE = Charge(
    id="PLATE-1",
    kind="plates",
    name="printing plate of the box",
    item=ITEM,
    amount=Money.of("100.00 CNY"),
    billing="once",
    owner="buyer",
    credited_above=Quantity.of("12000 piece"),
)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def promised(fact: Fact) -> Fact:
    """The sample costs 300, credited from 200,000 on; a plate costs 100, paid back from 12,000 pieces on."""
    if isinstance(fact, SampleSent):
        return changed(fact, fee=cny("300.00"), fee_credited_above=cny("200000.00"))  # type: ignore[no-any-return]
    if isinstance(fact, QuoteSent):
        return changed(fact, quote=changed(fact.quote, charges=(PLATE,)))  # type: ignore[no-any-return]
    if isinstance(fact, TermsAgreed):
        return changed(fact, terms=changed(fact.terms, charges=(PLATE,)))  # type: ignore[no-any-return]
    if isinstance(fact, ContractSigned):
        return changed(fact, contract=changed(fact.contract, charges=(PLATE,)))  # type: ignore[no-any-return]
    if isinstance(fact, PaymentReceived):  # 30 % and 70 % of the plate, too
        share = {"BANK-1": cny("30.00"), "BANK-2": cny("70.00")}[fact.payment]
        return changed(fact, amount=fact.amount + share)  # type: ignore[no-any-return]
    return fact


def test_the_deal_is_settled_when_what_was_promised_is_credited(book: Book, clock: Clock):
    """Nobody thought of it until the end; the credit notes go out, and what is too much goes back."""
    deal = play(book, before=Settled, instead=promised)
    assert deal.contract is not None
    assert credit_due(deal.facts, deal.contract) == cny("300.00")
    clock.now = STORY.day(170)
    end = Settled(at=clock.now)
    says = "300.00 CNY of fees for samples and 100.00 CNY of one-time charges are to be credited, and {} CNY is"
    with pytest.raises(Refused) as caught:
        book.record(deal, end, by="wu")
    assert says.format("0.00") in str(caught.value).replace("\xa0", " ")
    for number, amount, reason, given in (("CN-1", "300.00", "sample", "300.00"), ("CN-2", "99.99", "plate", "399.99")):
        note = AmountCredited(at=clock.now, number=number, amount=cny(amount), reason=f"the fee of the {reason}")
        deal = book.record(deal, note, by="wu")
        with pytest.raises(Refused) as caught:
            book.record(deal, end, by="wu")
        assert says.format(given) in str(caught.value).replace("\xa0", " ")
    last = AmountCredited(at=clock.now, number="CN-3", amount=cny("0.01"), reason="the last cent of the plate")
    deal = book.record(deal, last, end, by="wu")
    assert deal.outcome == "won"
    assert book.verify(deal) == ()

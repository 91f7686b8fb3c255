"""A deal from the first message to the last payment, told as the people in it would tell it."""

from datetime import datetime, timedelta

import pytest

from b2bdeal import (
    Book,
    Deal,
    Fact,
    GoodsAccepted,
    Money,
    PaymentReceived,
    ProductionReleased,
    QuoteSent,
    Refused,
    Settled,
    Shipped,
    StabilityPassed,
    TermsAgreed,
    WaiverAsked,
    WaiverGranted,
    days,
    testing,
)
from b2bdeal.flow import Overran
from b2bdeal.testing import TRADE, Clock, Story


class Telling:
    """Tells a story through a book: who records what, on which day."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book, self.clock, self.story = book, clock, Story()
        self.lines = list(self.story.lines())
        by, opening = self.lines.pop(0)
        self.deal: Deal = book.start(TRADE, opening, by=by)

    def on_day(self, number: int) -> datetime:
        """Lets the days pass."""
        self.clock.now = self.story.day(number)
        return self.clock.now

    def goes_on_until(self, kind: type[Fact]) -> Fact:
        """Tells the story up to the next fact of a class, which it gives without recording it."""
        while self.lines[0][1].kind != kind.kind:
            by, fact = self.lines.pop(0)
            self.records(fact, by=by)
        return self.lines[0][1]

    def records(self, *facts: Fact, by: str) -> Deal:
        """Somebody records facts on the day that they happen."""
        self.clock.now = max(self.clock.now, *(fact.at for fact in facts))
        self.deal = self.book.record(self.deal, *facts, by=by)
        return self.deal

    def is_refused(self, fact: Fact, *, by: str = "zhao") -> str:
        """Somebody tries, and reads why not."""
        before = self.deal
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(before.id) == before, "nothing was recorded"
        return str(caught.value).replace("\xa0", " ")


@pytest.fixture
def told(book: Book, clock: Clock) -> Telling:
    return Telling(book, clock)


def test_a_new_customer_waits_fifteen_days_unless_the_director_says_otherwise(told: Telling):
    """The buyer wants to agree on the ninth day; the trade says fifteen; the director lets them."""
    # All goes faster than in the story: the sample is approved on the fifth day, the quote goes out on the seventh.
    for by, fact in told.lines:
        if isinstance(fact, TermsAgreed):
            agreed = fact
            break
        told.records(fact.model_copy(update={"at": told.story.start + (fact.at - told.story.start) * 0.4}), by=by)
    ninth = agreed.model_copy(update={"at": told.story.day(9)})

    why = told.is_refused(ninth)
    assert why.startswith("Terms agreed is refused at Bargaining: 9 of 15 days have passed since the first contact")
    (reason,) = told.deal.why_not(TermsAgreed, at=ninth.at).barred
    assert (reason.id, reason.waived_by) == ("minimum_cycle", ("director",))

    told.records(
        WaiverAsked(at=ninth.at, condition="minimum_cycle", reason="a fair on Monday", asked_by="zhao"), by="zhao"
    )
    granted = WaiverGranted(
        at=ninth.at, condition="minimum_cycle", reason="known from the fair", granted_by="li", role="director"
    )
    assert "it names li, but zhao records it" in told.is_refused(granted, by="zhao")
    told.records(granted, by="li")
    assert told.records(ninth, by="zhao").stage.label == "Agreed"
    assert told.book.verify(told.deal) == ()


def test_production_waits_for_the_deposit_and_for_the_stability_test(told: Telling):
    """The planner is eager; money and formula are not there yet."""
    told.goes_on_until(PaymentReceived)
    released = next(fact for _, fact in told.lines if isinstance(fact, ProductionReleased))
    told.on_day(100)

    why = told.is_refused(released, by="qian")
    assert "0.00 CNY of 64,080.00 CNY came, 64,080.00 CNY is missing" in why
    assert "CREAM-50 F-17.2: 0/12" in why

    told.records(PaymentReceived(at=told.clock.now, payment="P-1", amount=Money.of("60000.00", "CNY")), by="wu")
    assert "60,000.00 CNY of 64,080.00 CNY came, 4,080.00 CNY is missing" in told.is_refused(released, by="qian")

    told.records(PaymentReceived(at=told.clock.now, payment="P-2", amount=Money.of("4080.00", "CNY")), by="wu")
    told.lines = [(by, fact) for by, fact in told.lines if not isinstance(fact, PaymentReceived)]
    passed = told.goes_on_until(StabilityPassed)
    assert told.is_refused(released, by="qian").count("\n") == 0, "nothing is missing but the test"
    told.records(passed, by="sun")
    assert told.records(released, by="qian").stage.label == "Producing"


def test_goods_leave_when_they_are_paid_and_the_deal_is_won_when_they_are_accepted(told: Telling):
    """The balance is paid, the goods leave, the buyer accepts them, the deal is settled."""
    told.goes_on_until(Shipped)
    assert told.deal.stage.label == "Ready"
    payments = told.deal.payments
    assert payments is not None
    assert payments.paid
    told.goes_on_until(GoodsAccepted)
    assert told.deal.stage.label == "Shipped"
    settled = told.goes_on_until(Settled)
    assert told.records(settled, by="wu").outcome == "won"
    assert told.book.verify(told.deal) == ()
    assert "it ended, Settled" in told.is_refused(settled)


def test_a_quote_that_nobody_answers_is_late_and_the_clock_says_so(told: Telling):
    """Thirty days pass in bargaining."""
    told.goes_on_until(TermsAgreed)
    assert told.deal.stage.label == "Bargaining"
    told.on_day(15 + 31)
    (late,) = told.book.late().rows()
    assert late["deal"] == told.deal.id
    assert str(late["what"]) == "the stay in Bargaining is over"
    (after,) = told.book.tick()
    fact = after.last(Overran)
    assert fact is not None
    assert (fact.stage, fact.at) == ("bargaining", told.story.day(15 + 30))
    assert after.stage.label == "Bargaining", "the flow only notes it"
    assert told.book.tick() == ()


def test_a_won_customer_comes_back_and_need_not_wait(book: Book, clock: Clock):
    """The second order of a known buyer; a stranger who only says so is not taken at their word."""
    first = testing.complete_deal(book)
    story = Story(start=clock.now + timedelta(days=30))
    (by, lead), *_ = story.lines()
    clock.now = lead.at
    body = lead.model_dump()
    back = type(lead).model_validate(body | {"lead": body["lead"] | {"repeat_of": first.id}})
    stranger = type(lead).model_validate(body | {"lead": body["lead"] | {"repeat_of": "D-elsewhere"}})
    with pytest.raises(Refused, match="D-elsewhere is no won deal of maison-lune in this book"):
        book.start(TRADE, stranger, by=by)
    deal = book.start(TRADE, back, by=by)
    assert deal.lead is not None
    assert deal.lead.repeat_of == first.id
    for who, fact in list(story.lines())[1:10]:
        clock.now = max(clock.now, fact.at)
        deal = book.record(deal, fact, by=who)
    assert deal.why_not(TermsAgreed, at=story.start).barred == ()
    assert TRADE.policy.minimum_cycle == days(15)
    assert [head.outcome for head in book.heads(account="maison-lune")] == ["won", None]


def test_a_buyer_whose_first_deal_still_runs_has_not_come_back(book: Book, clock: Clock):
    """Only a won deal makes a customer."""
    first = testing.complete_deal(book, until=QuoteSent)
    (by, lead), *_ = Story().lines()
    body = lead.model_dump()
    back = type(lead).model_validate(body | {"lead": body["lead"] | {"repeat_of": first.id}})
    with pytest.raises(Refused, match="is no won deal"):
        book.start(TRADE, back, by=by)


def test_people_are_named_by_id_and_can_be_erased(complete_deal: Deal, book: Book):
    """Erasing a person deletes their details; the history stays whole."""
    book.people.add(*testing.PEOPLE)
    assert book.people["moreau"].name == "Claire Moreau"
    assert "Claire" not in "".join(entry.body for entry in complete_deal.entries)
    assert book.people.erase("moreau")
    assert book.people.get("moreau") is None
    assert book.deal(complete_deal.id) == complete_deal
    assert "moreau" in "".join(entry.body for entry in complete_deal.entries)

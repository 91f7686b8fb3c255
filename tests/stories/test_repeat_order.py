"""The customer comes back: the same cream, without samples, in five days; and what may not be called the same."""

from datetime import timedelta
from typing import Any

import pytest
from playing import changed, play

from b2bdeal import (
    Account,
    ApprovedVersion,
    Book,
    BriefAgreed,
    BriefLine,
    CapacityHeld,
    CarriedOver,
    CompatibilityPassed,
    Contract,
    ContractLine,
    ContractSigned,
    Deal,
    Fact,
    FilingAccepted,
    GoodsAccepted,
    LabelSigned,
    LeadFound,
    LeadQualified,
    Money,
    PackagingPlanned,
    PassedStability,
    PaymentReceived,
    ProductionReleased,
    Quantity,
    Quote,
    QuoteSent,
    Refused,
    SampleSent,
    Settled,
    Shipped,
    Signature,
    StabilityPassed,
    StandardSealed,
    TermsAgreed,
    TrademarkLicensed,
    ValueProblem,
    carries,
    carry_over,
    standing_papers,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, TRADE, Clock, Story
from b2bdeal.testing.making import made, packaging, prepared


class Again:
    """The second order of a customer whose first deal was won, thirty days later."""

    def __init__(self, book: Book, first: Deal) -> None:
        clock = book.clock
        assert isinstance(clock, Clock)
        self.book, self.clock, self.first = book, clock, first
        self.story = Story(start=clock.now + timedelta(days=30))
        lead = self.story.lead
        self.deal = self._start(
            LeadFound(at=self.story.start, lead=changed(lead, repeat_of=first.id, asks_for="the same again"))
        )
        self.records(LeadQualified(at=self.story.start, specialist="zhao"))

    def _start(self, fact: Fact) -> Deal:
        self.clock.now = fact.at
        return self.book.start(TRADE, fact, by="zhao")

    def records(self, *facts: Fact, by: str = "zhao") -> Deal:
        """The facts, on the day on which they happen."""
        for fact in facts:
            self.clock.now = max(self.clock.now, fact.at)
            self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def is_refused(self, fact: Fact) -> str:
        """Why it is not recorded; nothing is."""
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by="zhao")
        assert self.book.deal(self.deal.id) == self.deal
        return str(caught.value).replace("\xa0", " ")

    def carried(self, number: int = 0, **words: Any) -> CarriedOver:
        """What carries over, as of so many days after the return."""
        return changed(carry_over(self.first, self.story.day(number, 18)), **words)  # type: ignore[no-any-return]

    def quote(self) -> Quote:
        """The price is asked again: it rose a little."""
        return changed(self.story.quote(1, "18.10", 1), number="Q-2026-090")  # type: ignore[no-any-return]

    def contract(self, signed: int) -> Contract:
        """The second contract."""
        agreed = self.quote().agree({ITEM: Quantity.of(12_000, "piece")}, self.story.date(75))
        line = ContractLine(
            line=1,
            item=ITEM,
            formula=FORMULA,
            packaging=JAR,
            quantity=agreed.lines[0].quantity,
            unit_price=agreed.lines[0].unit_price,
        )
        return Contract(
            number="C-2026-044",
            lines=(line,),
            currency=agreed.currency,
            price_terms=agreed.price_terms,
            payment_terms=agreed.payment_terms,
            tolerance=agreed.tolerance,
            deliver_by=agreed.deliver_by,
            signatures=(
                Signature(side="seller", person="li", at=self.story.day(signed, 11)),
                Signature(side="buyer", person="moreau", at=self.story.day(signed, 12)),
            ),
        )


@pytest.fixture
def again(book: Book) -> Again:
    return Again(book, play(book))


def test_a_repeat_order_is_signed_in_five_days_without_samples(again: Again):
    """Nothing is sampled or tested anew; price and day are asked again; the papers that stand are laid beside it."""
    story = again.story
    fact = again.carried()
    assert [str(one) for one in fact.asks_again] == [
        "the price of CREAM-50: materials and rates have moved since",
        "the day of delivery: the factory's capacity is promised anew",
    ]
    assert again.records(fact).stage.label == "Quoting"
    again.records(*standing_papers(again.first, story.day(0, 19)))
    again.records(QuoteSent(at=story.day(1), quote=again.quote()))
    agreed = again.quote().agree({ITEM: Quantity.of(12_000, "piece")}, story.date(75))
    again.records(TermsAgreed(at=story.day(3), terms=agreed, agreed_with="moreau"))
    promise = CapacityHeld(
        at=story.day(4), promise="P-44", until=story.day(40), deliver_on=story.date(70), resources=("filling line 2",)
    )
    again.records(promise, by="qian")
    deal = again.records(ContractSigned(at=story.day(5, 13), contract=again.contract(5)))
    assert deal.stage.label == "Contracted"
    assert SampleSent.kind not in deal.kinds

    waiting = {reason.id for reason in deal.why_not(ProductionReleased, at=story.day(6)).barred}
    assert "deposit_received" in waiting, "money is asked again"
    assert waiting <= {"deposit_received", "packaging_ready"}, "samples, tests, filing, label and standard carry over"
    assert again.book.verify(deal) == ()


def test_without_its_papers_a_repeat_order_is_not_made(again: Again):
    """Label and filing of the first deal are there, but nobody laid them beside the second, whose market asks."""
    deal = _signed(again)
    barred = {reason.id: reason.text() for reason in deal.why_not(ProductionReleased, at=again.story.day(6)).barred}
    assert barred["filing_valid"] == "CREAM-50 in FR: no filing"
    assert barred["label_signed"] == "CREAM-50 in FR: no label is signed"
    assert {"standard_sealed", "sample_approved", "stability_passed"} & set(barred) == {"standard_sealed"}


def test_a_market_is_not_lost_on_the_way(again: Again):
    """Whoever left the market out would need no filing there; a new market is said by a brief."""
    assert "it names no market, and" in again.is_refused(again.carried(markets=()))
    assert "has no market DE" in again.is_refused(again.carried(markets=("FR", "DE")))


def test_the_second_order_is_made_and_settled_and_the_third_goes_on_from_it(again: Again):
    """The contract says "the cream as before" and names no version: it is the one that was carried over."""
    papers = standing_papers(again.first, again.story.day(0, 19))
    assert {fact.kind for fact in papers} >= {
        kind.kind for kind in (StandardSealed, LabelSigned, TrademarkLicensed, FilingAccepted, CompatibilityPassed)
    }
    _signed(again, *papers, formula=None)
    plan = PackagingPlanned(at=again.story.day(6), items=packaging(again.story))
    again.records(plan, by="qian")
    again.records(_paid(again, "BANK-3", 7), by="wu")
    for by, fact in [*prepared(again.story), *made(again.story)]:
        if fact.kind not in {one.kind for one in papers} | {StabilityPassed.kind}:
            again.records(_under(fact, again.contract(5).number), by=by)
    again.records(_paid(again, "BANK-4", 135), by="wu")
    for by, fact in again.story.lines():
        if fact.kind in (Shipped.kind, GoodsAccepted.kind, Settled.kind):
            again.records(fact, by=by)
    assert again.deal.outcome == "won"
    assert again.book.verify(again.deal) == ()
    third = carry_over(again.deal, again.clock.now)
    first = carry_over(again.first, again.clock.now)
    assert third == changed(first, from_deal=again.deal.id, price_terms=third.price_terms)
    assert {fact.kind for fact in standing_papers(again.deal, again.clock.now)} == {fact.kind for fact in papers}


def test_the_same_cream_in_another_formula_is_no_repeat(again: Again):
    """The buyer would like it richer: F-18.0. That is sampled, approved and tested anew."""
    richer = ApprovedVersion(item=ITEM, formula="F-18.0", packaging=JAR)
    wrong = again.carried(approved=(richer,), stability=())
    assert [str(one) for one in carries(again.first, wrong)] == [
        f"CREAM-50 in F-18.0 JAR-50-W is not what {again.first.id} approved: F-17.2 JAR-50-W"
    ]
    assert "CREAM-50 in F-18.0 JAR-50-W is not what" in again.is_refused(wrong), "the book asks the first deal"
    brief = changed(_brief(again), at=again.story.day(1))
    again.records(brief)
    sent = next(fact for _, fact in again.story.lines() if isinstance(fact, SampleSent))
    again.records(changed(sent, at=again.story.day(2), sample=changed(sent.sample, formula="F-18.0")))
    why = again.is_refused(again.carried(3))
    assert "CREAM-50 was sampled in F-18.0 JAR-50-W, and F-17.2 JAR-50-W is carried over" in why
    assert "what changes is sampled and approved anew" in why
    assert again.deal.stage.label == "Sampling"


def test_a_new_article_in_the_brief_is_no_repeat(again: Again):
    brief = _brief(again)
    serum = BriefLine(item="SERUM-30", name="Serum 30 ml", quantity=Quantity.of(3_000, "piece"))
    again.records(changed(brief, at=again.story.day(1), brief=changed(brief.brief, lines=(*brief.brief.lines, serum))))
    assert "SERUM-30 is new" in again.is_refused(again.carried(2))


def test_a_repeat_comes_from_the_deal_that_the_lead_names(again: Again):
    assert f"the buyer comes back from {again.first.id}, not from D-other" in again.is_refused(
        again.carried(from_deal="D-other")
    )


def test_what_is_carried_is_what_the_first_deal_has_and_may_be_less(again: Again):
    """A careless hand adds weeks, a tool, a filing; each is named. To carry less is allowed."""
    first, id = again.first, again.first.id
    assert carries(first, again.carried()) == ()
    assert carries(first, again.carried(stability=(), discounts=(), price_terms=None, payment_terms=None)) == ()
    wrong = again.carried(
        stability=(PassedStability(item=ITEM, formula=FORMULA, weeks=26),),
        registrations=("CPNP-1",),
        tooling=("MOULD-9",),
        standards=("SEAL-9",),
    )
    assert [str(one) for one in carries(first, wrong)] == [
        f"CREAM-50 F-17.2 stood 12 weeks in {id}, not 26",
        f"{id} has no registration CPNP-1",
        f"{id} has no tool MOULD-9",
        f"{id} has no sealed standard SEAL-9",
    ]
    assert "it carries over from D-9" in str(carries(first, again.carried(from_deal="D-9"))[0])


def test_nothing_carries_over_from_a_deal_that_is_not_won(book: Book):
    running = play(book, before=Settled)
    with pytest.raises(ValueProblem, match="is at Accepted, so nothing carries over"):
        carry_over(running, running.last_at)


def test_the_papers_of_a_deal_are_dated_anew_and_otherwise_the_same(again: Again):
    at = again.story.day(0, 19)
    papers = standing_papers(again.first, at)
    old = {fact.model_copy(update={"at": at}) for fact in again.first.facts}
    assert all(one.at == at and one in old for one in papers)
    assert len({one.about() for one in papers}) == len(papers)


def test_a_trademark_is_licensed_anew_for_each_market(book: Book):
    """One trademark, two markets: both licences are among the papers."""
    deal = play(book, before=Settled)
    french = deal.last(TrademarkLicensed)
    assert french is not None
    german = changed(french, at=deal.last_at, market="DE")
    settled = next(fact for _, fact in Story().lines() if isinstance(fact, Settled))
    assert isinstance(book.clock, Clock)
    book.clock.now = settled.at
    deal = book.record(deal, german, settled, by="zhao")
    marks = [one for one in standing_papers(deal, deal.last_at) if isinstance(one, TrademarkLicensed)]
    assert [one.market for one in marks] == ["FR", "DE"]


def test_another_account_can_not_come_back_in_its_place(book: Book, clock: Clock):
    """The way is short only for who went it."""
    first = play(book)
    clock.now = clock.now + timedelta(days=30)
    lead = changed(Story().lead, account=Account(id="autre", name="Autre SARL"), repeat_of=first.id)
    with pytest.raises(Refused, match="is no won deal of autre in this book"):
        book.start(TRADE, LeadFound(at=clock.now, lead=lead), by="zhao")


def _signed(again: Again, *papers: Fact, **line: Any) -> Deal:
    """The second order, carried over with these papers and signed on the fifth day."""
    story, contract = again.story, again.contract(5)
    again.records(again.carried(), *papers)
    again.records(QuoteSent(at=story.day(1), quote=again.quote()))
    agreed = again.quote().agree({ITEM: Quantity.of(12_000, "piece")}, story.date(75))
    again.records(TermsAgreed(at=story.day(3), terms=agreed, agreed_with="moreau"))
    held = CapacityHeld(at=story.day(4), promise="P-44", until=story.day(110), deliver_on=story.date(70))
    again.records(held, by="qian")
    lines = (changed(contract.lines[0], **line),)
    return again.records(ContractSigned(at=story.day(5, 13), contract=changed(contract, lines=lines)))


def _paid(again: Again, payment: str, day: int) -> PaymentReceived:
    """The next instalment in full: the deposit, then the rest."""
    assert again.deal.payments is not None
    first = again.deal.payments.instalments[0]
    amount = again.deal.payments.outstanding if first.paid else first.outstanding
    return PaymentReceived(at=again.story.day(day), payment=payment, amount=amount, payer="maison-lune")


def _under(fact: Fact, contract: str) -> Fact:
    """A fact of the factory, its orders under another contract."""
    if not isinstance(fact, ProductionReleased):
        return fact
    orders = tuple(changed(one, contract=contract) for one in fact.orders)
    return changed(fact, orders=orders)  # type: ignore[no-any-return]


def _brief(again: Again) -> BriefAgreed:
    return next(fact for _, fact in again.story.lines() if isinstance(fact, BriefAgreed))


def test_money_of_the_second_order_is_its_own(again: Again):
    assert again.contract(5).total == Money.of("217200.00", "CNY")
    again.records(again.carried())
    assert again.deal.payments is None

"""How one contract is paid: in parts, by strangers, in dollars, a little short, after the bill of lading, too much."""

from datetime import date
from decimal import Decimal

import pytest
from playing import changed

from b2bdeal import (
    Book,
    ContractSigned,
    Deal,
    ExchangeRate,
    Fact,
    GoodsAccepted,
    InvoiceIssued,
    Money,
    PayerCleared,
    PaymentAdvised,
    PaymentReceived,
    PaymentReturned,
    Payments,
    PaymentTerm,
    PaymentTerms,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Refused,
    Settled,
    Shipped,
    ShortfallAccepted,
    TermsAgreed,
    percent,
)
from b2bdeal.testing import TRADE, Clock, Story

STORY = Story()
TERMS = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(30), trigger="signing", days=7, gate="production"),
        PaymentTerm(name="balance", portion=percent(70), trigger="after_bl", days=30, end_of_month=True),
    )
)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def on_these_terms(fact: Fact) -> Fact:
    """The story told with a balance 30 days after the bill of lading, to the month's end."""
    if isinstance(fact, QuoteSent):
        return changed(fact, quote=changed(fact.quote, payment_terms=TERMS))
    if isinstance(fact, TermsAgreed):
        return changed(fact, terms=changed(fact.terms, payment_terms=TERMS))
    if isinstance(fact, ContractSigned):
        return changed(fact, contract=changed(fact.contract, payment_terms=TERMS))
    return fact


class Desk:
    """The story on those terms, told without its payments; finance records them as they come."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book, self.clock = book, clock
        self.lines = [(by, on_these_terms(fact)) for by, fact in STORY.lines()]
        by, opening = self.lines.pop(0)
        self.deal: Deal = book.start(TRADE, opening, by=by)

    def goes_on_until(self, kind: type[Fact]) -> Fact:
        """Everything up to the next fact of a class, which is given and not recorded; the story's payments are not."""
        while self.lines[0][1].kind != kind.kind:
            by, fact = self.lines.pop(0)
            if fact.kind != PaymentReceived.kind:
                self.records(fact, by=by)
        return self.lines.pop(0)[1]

    def records(self, *facts: Fact, by: str = "wu") -> Payments:
        """Somebody records facts; what is owed and paid then."""
        for fact in facts:
            self.clock.now = max(self.clock.now, fact.at)
            self.deal = self.book.record(self.deal, fact, by=by)
        return self.payments

    def is_refused(self, fact: Fact, *, by: str) -> str:
        """Somebody tries, and reads why not."""
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        return str(caught.value).replace("\xa0", " ")

    @property
    def payments(self) -> Payments:
        """What is owed and paid; empty-handed before the contract."""
        found = self.deal.payments
        return found if found is not None else Payments.of([], STORY.contract(24))


@pytest.fixture
def desk(book: Book, clock: Clock) -> Desk:
    return Desk(book, clock)


def shipment(day: int, number: str, quantity: int, fact: Fact) -> Shipped:
    """A part of the story's shipment."""
    assert isinstance(fact, Shipped)
    line = changed(fact.shipment.lines[0], quantity=Quantity.of(quantity, "piece"))
    bill = {"bill_of_lading": f"B-{number}", "bill_date": STORY.date(day)}
    return Shipped(at=STORY.day(day), shipment=changed(fact.shipment, number=number, lines=(line,), **bill))


def test_a_deposit_in_two_parts_a_stranger_dollars_and_twenty_five_yuan_missing(desk: Desk):
    """The planner waits for 64,080 yuan and sees each of the usual ways in which they do not quite come."""
    desk.goes_on_until(PaymentReceived)
    released = next(fact for _, fact in desk.lines if isinstance(fact, ProductionReleased))

    # A screenshot of a transfer is no transfer.
    desk.records(
        PaymentAdvised(at=STORY.day(25), payment="SWIFT-1", amount=Money.of("5000 USD"), payer="maison-lune"), by="zhao"
    )
    now = changed(released, at=STORY.day(26))
    assert "0.00 CNY of 64,080.00 CNY came, 64,080.00 CNY is missing" in desk.is_refused(now, by="qian")

    # The dollars come, converted by our bank, which took 25 yuan.
    rate = ExchangeRate(base="USD", quote="CNY", rate=Decimal("7.1203"), on=STORY.date(27), source="Bank of China")
    dollars = PaymentReceived(at=STORY.day(27), payment="SWIFT-1", amount=Money.of("5000 USD"), payer="maison-lune")
    assert "5,000.00 USD came, the contract is in CNY" in desk.is_refused(dollars, by="wu")
    desk.records(
        changed(dollars, amount=cny("35576.50"), charges=cny("25.00"), original=Money.of("5000 USD"), rate=rate)
    )
    assert desk.payments.advised == (), "it is here now"

    # The second part is paid by a company that nobody knows.
    desk.records(
        PaymentReceived(at=STORY.day(28), payment="SWIFT-2", amount=cny("28478.50"), payer="soleil-sarl"), by="wu"
    )
    why = desk.is_refused(changed(released, at=STORY.day(29)), by="qian")
    assert "35,576.50 CNY of 64,080.00 CNY came, 28,503.50 CNY is missing" in why
    assert "SWIFT-2, 28,478.50 CNY of soleil-sarl, who is not the buyer, is in question" in why
    clear = PayerCleared(
        at=STORY.day(29),
        payment="SWIFT-2",
        relation="owns Maison Lune",
        document="LETTER-7",
        cleared_by="wu",
        role="finance",
    )
    by_sales = changed(clear, cleared_by="zhao", role="sales")
    assert "sales may not; finance, director may" in desk.is_refused(by_sales, by="zhao")
    desk.records(clear)

    # Twenty-five yuan of bank charges are missing; finance lets go of them, and of no more.
    assert "25.00 CNY is missing" in desk.is_refused(changed(released, at=STORY.day(29)), by="qian")
    let_go = ShortfallAccepted(
        at=STORY.day(30), amount=cny("25.00"), reason="bank charges", accepted_by="wu", role="finance"
    )
    assert "25.00 CNY is missing of what was asked for" in desk.is_refused(changed(let_go, amount=cny("30")), by="wu")
    desk.records(let_go)
    desk.goes_on_until(ProductionReleased)
    desk.records(released, by="qian")
    assert desk.deal.stage.label == "Producing"
    assert desk.book.verify(desk.deal) == ()


def test_a_balance_after_the_bill_of_lading_over_two_shipments_and_what_came_too_much_goes_back(desk: Desk):
    """12,000 jars were ordered, 11,940 leave in two halves; each half falls due at its own month's end."""
    desk.goes_on_until(PaymentReceived)
    desk.records(
        PaymentReceived(at=STORY.day(30), payment="TT-1", amount=cny("64080.00"), payer="maison-lune"), by="wu"
    )
    whole = desk.goes_on_until(Shipped)
    assert [one.amount for one in desk.payments.instalments] == [cny("64080.00"), cny("148452.00")], "11,940 are made"

    desk.records(shipment(138, "SH-1", 6_000, whole), by="zhao")
    desk.records(
        InvoiceIssued(at=STORY.day(138), number="I-1", amount=cny("106800.00"), on=STORY.date(138), shipment="SH-1")
    )
    desk.records(shipment(153, "SH-2", 5_940, whole), by="zhao")
    balance = desk.payments.instalments[1]
    assert [(due.shipment, due.amount, due.due_on) for due in balance.dues] == [
        ("SH-1", cny("74598.99"), date(2026, 8, 31)),
        ("SH-2", cny("73853.01"), date(2026, 9, 30)),
    ]
    assert not desk.payments.overdue(date(2026, 8, 31))
    assert balance.late(date(2026, 9, 1)) == cny("74598.99")
    desk.clock.now = STORY.day(184)
    (late,) = [row for row in desk.book.late().rows() if row["missing"] is not None]
    assert "balance of C-2026-017 is not paid" in str(late["what"])

    # The buyer pays what the contract says, 12,000 jars, in one sum.
    desk.records(
        PaymentReceived(at=STORY.day(185), payment="TT-2", amount=cny("149520.00"), payer="maison-lune"), by="wu"
    )
    assert desk.payments.overpaid == cny("1068.00"), "60 jars at 17.80"
    desk.records(*(GoodsAccepted(at=STORY.day(186), shipment=one, by="petit") for one in ("SH-1", "SH-2")), by="zhao")
    back = PaymentReturned(
        at=STORY.day(187), refund="R-1", payment="TT-2", amount=cny("1068.00"), to="maison-lune", reason="60 jars less"
    )
    assert "149,520.01 CNY would go back of TT-2, and 149,520.00 CNY of it is here" in desk.is_refused(
        changed(back, amount=cny("149520.01")), by="wu"
    )
    story = desk.records(back)
    assert (story.paid, story.overpaid, story.returned) == (True, cny("0"), cny("1068.00"))
    desk.records(Settled(at=STORY.day(188)))
    assert desk.deal.outcome == "won"
    assert desk.book.verify(desk.deal) == ()


def test_money_of_a_stranger_that_nobody_clears_goes_back_where_it_came_from(desk: Desk):
    """Finance does not like the payer; the money goes back, and the deposit is still owed."""
    desk.goes_on_until(PaymentReceived)
    desk.records(
        PaymentReceived(at=STORY.day(28), payment="SWIFT-9", amount=cny("64080.00"), payer="shell-ltd"), by="wu"
    )
    assert desk.payments.in_question
    back = PaymentReturned(
        at=STORY.day(30),
        refund="R-9",
        payment="SWIFT-9",
        amount=cny("64080.00"),
        to="shell-ltd",
        reason="unknown payer",
    )
    story = desk.records(back)
    assert (story.in_question, story.received, story.outstanding) == ((), cny("0"), cny("213600.00"))
    again = changed(back, refund="R-10", amount=cny("0.01"))
    assert "0.01 CNY would go back of SWIFT-9, and 0.00 CNY of it is here" in desk.is_refused(again, by="wu")

"""A deal paid by letter of credit, told from the credit that does not fit to the money that comes."""

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from playing import changed, play

from b2bdeal import (
    AskedDocument,
    Book,
    CreditAmended,
    CreditGoods,
    CreditHonoured,
    CreditReceived,
    Credits,
    Deal,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsHeld,
    DocumentsPresented,
    DocumentsReleased,
    Export,
    Fact,
    GoodsAccepted,
    Incoterm,
    LetterOfCredit,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    PlusMinus,
    ProductionReleased,
    Quantity,
    Quote,
    Refused,
    Settled,
    Shipped,
    TransportDocument,
    WaiverAsked,
    WaiverGranted,
    percent,
)
from b2bdeal.testing import ITEM, Clock, Story

FOB = Export(incoterm=Incoterm.of("FOB Ningbo"), transport="sea", containers=True)
ASKED = ("commercial invoice", "packing list", "bill of lading")


@attrs.frozen
class ByCredit(Story):
    """The house's deal with 30 % by transfer and 70 % by a sight credit that production waits for, ±5 %, FOB Ningbo."""

    @property
    def terms(self) -> PaymentTerms:
        """The deposit by transfer, the rest by letter of credit."""
        return PaymentTerms(
            rows=(
                PaymentTerm(name="deposit", portion=percent(30), trigger="signing", days=7, gate="production"),
                PaymentTerm(
                    name="credit", portion=percent(70), trigger="copy_of_bl", method="lc_sight", gate="production"
                ),
            )
        )

    def quote(self, version: int, price: str, sent: int) -> Quote:
        """The quote with 5 % more or less."""
        quote = Story.quote(self, version, price, sent)
        line = changed(quote.lines[0], tolerance=percent(5))
        made: Quote = changed(quote, lines=(line,), price_terms=FOB)
        return made

    def credit(self, **words: Any) -> LetterOfCredit:
        """The credit as the buyer's bank opens it: to the cent, and to the piece."""
        said: dict[str, Any] = {
            "number": "LC-8807",
            "issuing_bank": "Banque du Rhône",
            "advising_bank": "Bank of Ningbo",
            "applicant": "maison-lune",
            "beneficiary": "linhai",
            "amount": Money.of("149520.00 CNY"),
            "goods": (CreditGoods(item=ITEM, quantity=Quantity.of(12_000, "piece"), unit_price=Money.of("17.80 CNY")),),
            "latest_shipment": self.date(170),
            "expiry": self.date(195),
            "expiry_place": "Ningbo",
            "incoterm": Incoterm.of("FOB Ningbo"),
            "from_place": "Ningbo",
            "documents": tuple(AskedDocument(name=name, originals=3) for name in ASKED),
        }
        return LetterOfCredit(**{**said, **words})


class Telling:
    """Plays the deal up to a fact, then lets somebody record on a day."""

    def __init__(self, book: Book, clock: Clock, *, before: type[Fact]) -> None:
        self.book, self.clock, self.story = book, clock, ByCredit()
        self.deal: Deal = play(book, story=self.story, before=before)
        self.rest: Iterator[tuple[str, Fact]] = iter(
            list(self.story.lines())[next(n for n, (_, f) in enumerate(self.story.lines()) if f.kind == before.kind) :]
        )

    def record(self, fact: Fact, by: str = "wu") -> Deal:
        self.clock.now = max(self.clock.now, fact.at)
        self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def refused(self, fact: Fact, by: str = "wu") -> str:
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        return str(caught.value).replace("\xa0", " ")

    def next(self, kind: type[Fact]) -> tuple[str, Fact]:
        """Goes on as the story does, up to a fact that is given back, not recorded."""
        for by, fact in self.rest:
            if fact.kind == kind.kind:
                return by, fact
            if fact.kind != PaymentReceived.kind:
                self.record(fact, by)
        raise AssertionError(f"the story has no {kind}")


def amended(story: ByCredit) -> LetterOfCredit:
    """The credit as it should have been: the quantity with the contract's 5 %, and the money for it."""
    five = PlusMinus(plus=percent(5), minus=percent(5))
    return story.credit(amount=Money.of("160200.00 CNY"), quantity_tolerance=five)


def test_a_credit_to_the_piece_does_for_no_contract_with_a_tolerance_until_the_buyer_amends_it(
    book: Book, clock: Clock
):
    """The credit is held against the contract on receipt; production opens on the amended one."""
    told = Telling(book, clock, before=ProductionReleased)
    story = told.story
    by, release = told.next(ProductionReleased)
    assert "no operative letter of credit matches the contract" in told.refused(release, by)

    opened = story.credit()
    told.record(CreditReceived(at=told.clock.now, credit=opened))
    contract = told.deal.contract
    assert contract is not None
    amount, play_ = (
        reason.text().replace("\xa0", " ") for reason in opened.discrepancies_with(contract, buyer="maison-lune")
    )
    assert amount == (
        "it pays at most 149,520.00 CNY; with the contract's tolerance of 5 %, 160,200.00 CNY may come due"
    )
    assert play_ == (
        "it lets the quantity of CREAM-50 not differ, and the contract allows 5 % more or less: the 5 % of UCP 600 "
        "art. 30b are not for goods counted by piece, so have the tolerance written into it"
    )
    assert "the 5 % of UCP 600 art. 30b are not for goods counted by piece" in told.refused(release, by)

    later = CreditAmended(at=told.clock.now, amendment=2, credit=amended(story))
    assert "the next amendment of LC-8807 is number 1" in told.refused(later)
    told.record(
        CreditAmended(at=told.clock.now, amendment=1, credit=story.credit(amount=Money.of("1 CNY")), accepted=False)
    )
    assert Credits.of(told.deal.facts).states["LC-8807"].credit == opened, "an amendment binds us when we accept it"
    told.record(
        CreditAmended(at=told.clock.now, amendment=2, credit=amended(story), note="±5 % in quantity and amount")
    )
    assert told.record(release, by).stage.label == "Producing"
    assert book.verify(told.deal) == ()


def shipped_on(told: Telling, number: int, **words: Any) -> Shipped:
    """The story's shipment, leaving on another day."""
    fact = next(fact for _, fact in told.story.lines() if isinstance(fact, Shipped))
    shipment = changed(fact.shipment, bill_date=told.story.date(number), **words)
    made: Shipped = changed(fact, at=told.story.day(number), shipment=shipment)
    return made


def presented(told: Telling, number: int, documents: tuple[str, ...] = ASKED) -> DocumentsPresented:
    return DocumentsPresented(
        at=told.story.day(number), credit="LC-8807", shipment="SH-17", on=told.story.date(number), documents=documents
    )


@pytest.fixture
def ready(book: Book, clock: Clock) -> Telling:
    """The goods are made and released, under a credit that fits."""
    told = Telling(book, clock, before=ProductionReleased)
    told.record(CreditReceived(at=told.clock.now, credit=amended(told.story)))
    by, release = told.next(ProductionReleased)
    told.record(release, by)
    told.next(Shipped)
    return told


def test_goods_a_day_late_are_refused_and_documents_are_presented_discrepant_waived_and_paid(
    ready: Telling, book: Book
):
    """A day after the latest shipment no bank pays; the buyer extends the credit; the bank finds a slip of the pen."""
    told, story = ready, ready.story
    assert told.deal.stage.label == "Ready"
    why = told.refused(shipped_on(told, 171), by="zhao")
    assert "after the latest shipment of" in why
    assert "no closed bank moves it (UCP 600 art. 29c)" in why

    longer = changed(amended(story), latest_shipment=story.date(180), expiry=story.date(205))
    told.record(CreditAmended(at=story.day(171, 16), amendment=1, credit=longer))
    told.record(shipped_on(told, 175), by="zhao")
    bill = TransportDocument(number="COSU617", kind="bill_of_lading", issued_by="carrier", shipment="SH-17")
    told.record(DocumentsHeld(at=story.day(176), document=bill, held_by="seller"))

    assert "packing list is missing" in told.refused(presented(told, 180, ASKED[::2]))
    told.record(presented(told, 180))
    told.record(DocumentsHeld(at=story.day(180, 12), document=bill, held_by="bank"))
    assert "the bank has the documents of SH-17 since" in told.refused(presented(told, 181))

    of = {"credit": "LC-8807", "shipment": "SH-17"}
    waived = DiscrepancyWaived(at=story.day(184), waived_by="moreau", **of)
    assert "LC-8807 has no open discrepancy on SH-17" in told.refused(waived)
    told.record(DiscrepancyRaised(at=story.day(183), points=("invoice says Maison Lune SA, credit says SAS",), **of))
    honoured = CreditHonoured(at=story.day(185), **of)
    assert "open discrepancies: invoice says Maison Lune SA" in told.refused(honoured)

    release = DocumentsReleased(at=story.day(186), document="COSU617", how="bank_lc", to="maison-lune")
    assert "the bank has not honoured the documents of SH-17" in told.refused(release)
    told.record(waived)
    told.record(honoured)
    told.record(release)
    paid = PaymentReceived(
        at=story.day(187), payment="BANK-LC", amount=Money.of("148452.00 CNY"), payer="maison-lune", method="lc_sight"
    )
    assert told.record(paid).payments.paid
    told.record(GoodsAccepted(at=story.day(205), shipment="SH-17", by="petit"), by="zhao")
    assert told.record(Settled(at=story.day(206))).outcome == "won"
    assert book.verify(told.deal) == ()


def test_documents_that_come_too_late_are_refused_and_finance_may_send_them_for_collection(ready: Telling):
    """21 days after shipment is the last day; the bank's holidays move it, the ship's day nothing."""
    told, story = ready, ready.story
    told.record(shipped_on(told, 168), by="zhao")
    credit = amended(story)
    calendar = told.deal.flow.policy.calendar
    last = credit.present_by(story.date(168), calendar)
    assert last == calendar.working_day_from(story.date(189))
    late = presented(told, (last - story.start.date()).days + 1)
    assert "21 days after leaving, before expiry" in told.refused(late)
    at = told.clock.now
    told.record(
        WaiverAsked(at=at, condition="presented_in_time", reason="the courier lost a day", asked_by="zhao"), "zhao"
    )
    told.record(
        WaiverGranted(
            at=at, condition="presented_in_time", reason="the buyer takes them", granted_by="wu", role="finance"
        )
    )
    assert told.record(late).last(DocumentsPresented) == late


def test_documents_that_the_buyer_does_not_take_come_back_and_can_be_put_right(ready: Telling):
    """A refusal by the applicant is no end: corrected documents are presented again, in time."""
    told, story = ready, ready.story
    told.record(shipped_on(told, 165), by="zhao")
    told.record(presented(told, 168))
    of = {"credit": "LC-8807", "shipment": "SH-17"}
    told.record(DiscrepancyRaised(at=story.day(170), points=("no signature on the packing list",), **of))
    told.record(DiscrepancyRefused(at=story.day(171), **of))
    (state,) = Credits.of(told.deal.facts).states.values()
    assert state.presentations["SH-17"].state == "refused"
    told.record(presented(told, 173))
    told.record(CreditHonoured(at=story.day(175), **of))
    (state,) = Credits.of(told.deal.facts).states.values()
    assert state.presentations["SH-17"].state == "honoured"

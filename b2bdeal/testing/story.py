"""A whole deal of that house, told fact by fact: one article, from the lead to the last payment."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import attrs

from b2bdeal.book import Book
from b2bdeal.calendar import days
from b2bdeal.errors import ValueProblem
from b2bdeal.flow import Deal
from b2bdeal.life import (
    Account,
    Brief,
    BriefAgreed,
    BriefLine,
    BuyerProfile,
    CapacityHeld,
    Contact,
    ContactMet,
    Contract,
    ContractLine,
    ContractSigned,
    CounterLine,
    CounterOffered,
    Export,
    Fact,
    GoodsAccepted,
    Lead,
    LeadFound,
    LeadQualified,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    PriceBreak,
    Quote,
    QuoteLine,
    QuoteSent,
    Sample,
    SampleApproved,
    SampleEvaluated,
    SampleSent,
    Settled,
    Shipment,
    Shipped,
    ShippedLine,
    Signature,
    Source,
    TermsAgreed,
)
from b2bdeal.life.sample import SampleArrived
from b2bdeal.testing.clock import START, Clock
from b2bdeal.testing.house import AUTHORITY, FORMULA, ITEM, JAR, TRADE
from b2bdeal.testing.making import LOT, made, prepared, sealed
from b2bdeal.units import Incoterm, Money, Quantity, percent

__all__ = ["Story", "complete_deal"]

_PIECE = "piece"


@attrs.frozen
class Story:
    """A deal of one article from lead to settled. Its facts, in order, each with who records it, are `lines()`."""

    start: datetime = START
    quantity: int = 12_000

    def day(self, number: int, hour: int = 10) -> datetime:
        """A time so many days after the start's day."""
        return (self.start + timedelta(days=number)).replace(hour=hour, minute=0)

    def date(self, number: int) -> date:
        """The day so many days after the start."""
        return self.day(number).date()

    # the documents

    @property
    def lead(self) -> Lead:
        """A French brand asks for a night cream."""
        return Lead(
            account=Account(id="maison-lune", name="Maison Lune SAS", kind="brand_owner", country="FR"),
            source=Source(channel="1688", keyword="night cream OEM", landing_page="product detail"),
            buyer=BuyerProfile(
                kind="brand_owner", country="FR", order_size=Quantity.of(self.quantity, _PIECE), price_tier="mid"
            ),
            asks_for="Night cream 50 ml in a glass jar, own formula, vegan",
            expected_value=Money.of(20 * self.quantity, "CNY"),
            contacts=(
                Contact(person="moreau", role="owner", stance="for", decides=True),
                Contact(person="petit", role="quality", stance="neutral", decides=False),
            ),
        )

    @property
    def terms(self) -> PaymentTerms:
        """30 % on signing before production, 70 % before shipping."""
        return PaymentTerms(
            rows=(
                PaymentTerm(
                    name="deposit", portion=percent(30), trigger="signing", days=7, method="tt", gate="production"
                ),
                PaymentTerm(
                    name="balance", portion=percent(70), trigger="before_shipment", days=7, method="tt", gate="shipping"
                ),
            )
        )

    def quote(self, version: int, price: str, sent: int) -> Quote:
        """A version of the quote: a price break at 10,000 pieces."""
        best = Money.of(price, "CNY")
        breaks = (
            PriceBreak(
                from_quantity=Quantity.of(3_000, _PIECE), unit_price=best + Money.of("1.60", "CNY"), lead_time=days(40)
            ),
            PriceBreak(from_quantity=Quantity.of(10_000, _PIECE), unit_price=best, lead_time=days(45)),
        )
        line = QuoteLine(
            item=ITEM,
            name="Night cream 50 ml, glass jar",
            breaks=breaks,
            moq=Quantity.of(3_000, _PIECE),
            multiple=Quantity.of(1_000, _PIECE),
            tolerance=percent(3),
        )
        return Quote(
            number="Q-2026-041",
            version=version,
            lines=(line,),
            currency="CNY",
            price_terms=Export(incoterm=Incoterm.of("FCA Ningbo")),
            payment_terms=self.terms,
            valid_until=self.day(sent + 30),
        )

    def contract(self, signed: int) -> Contract:
        """The contract on the second version of the quote."""
        agreed = self.quote(2, "17.80", 18).agree({ITEM: Quantity.of(self.quantity, _PIECE)}, self.date(170))
        line = agreed.lines[0]
        return Contract(
            number="C-2026-017",
            lines=(
                ContractLine(
                    line=1,
                    item=ITEM,
                    formula=FORMULA,
                    packaging=JAR,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                ),
            ),
            currency=agreed.currency,
            price_terms=agreed.price_terms,
            payment_terms=agreed.payment_terms,
            tolerance=agreed.tolerance,
            deliver_by=agreed.deliver_by,
            signatures=(
                Signature(side="seller", person="li", at=self.day(signed, 9)),
                Signature(side="buyer", person="moreau", at=self.day(signed, 15)),
            ),
        )

    def payment(self, row: int, on: int) -> PaymentReceived:
        """An instalment that came in full."""
        amount = self.contract(24).payment_schedule()[row - 1].amount
        return PaymentReceived(at=self.day(on), payment=f"BANK-{row}", amount=amount, payer="maison-lune")

    # the facts

    def lines(self) -> Iterator[tuple[str, Fact]]:
        """Who records what, in order."""
        yield from self._negotiation()
        yield from self._contract()
        yield from prepared(self)
        yield from made(self)
        yield from self._delivery()

    def _negotiation(self) -> Iterator[tuple[str, Fact]]:
        made = Quantity.of(self.quantity, _PIECE)
        yield "zhao", LeadFound(at=self.start, lead=self.lead)
        yield "zhao", LeadQualified(at=self.day(1), specialist="zhao", segment="indie-eu")
        yield "zhao", ContactMet(at=self.day(3), contact=self.lead.contacts[0], note="video call")
        line = BriefLine(item=ITEM, name="Night cream 50 ml", quantity=made, requirements="vegan, no perfume")
        yield (
            "zhao",
            BriefAgreed(
                at=self.day(4), brief=Brief(number="B-41", lines=(line,), markets=("FR",), wanted_by=self.date(180))
            ),
        )
        sample = Sample(
            number="S-41", round=1, item=ITEM, formula=FORMULA, packaging=JAR, quantity=Quantity.of(6, _PIECE)
        )
        yield "zhao", SampleSent(at=self.day(8), sample=sample)
        yield "zhao", SampleArrived(at=self.day(12), number="S-41", round=1, on=self.date(11), received_by="petit")
        yield "zhao", SampleEvaluated(at=self.day(13), number="S-41", round=1, scores={"texture": 5, "scent": 4})
        yield (
            "zhao",
            SampleApproved(
                at=self.day(14), number="S-41", round=1, item=ITEM, formula=FORMULA, packaging=JAR, approved_by="petit"
            ),
        )
        yield "zhao", QuoteSent(at=self.day(15), quote=self.quote(1, "18.60", 15))
        wish = CounterLine(item=ITEM, quantity=made, unit_price=Money.of("17.50", "CNY"))
        yield "zhao", CounterOffered(at=self.day(17), lines=(wish,), contact="moreau")
        yield "zhao", QuoteSent(at=self.day(18), quote=self.quote(2, "17.80", 18))

    def _contract(self) -> Iterator[tuple[str, Fact]]:
        agreed = self.quote(2, "17.80", 18).agree({ITEM: Quantity.of(self.quantity, _PIECE)}, self.date(170))
        yield "zhao", TermsAgreed(at=self.day(20), terms=agreed, agreed_with="moreau")
        yield (
            "qian",
            CapacityHeld(
                at=self.day(21),
                promise="P-17",
                until=self.day(130),
                deliver_on=self.date(165),
                resources=("tank 500 l", "filling line 2"),
            ),
        )
        yield "zhao", ContractSigned(at=self.day(24, 15), contract=self.contract(24))
        yield from sealed(self)
        yield "wu", self.payment(1, 30)

    def _delivery(self) -> Iterator[tuple[str, Fact]]:
        yield "wu", self.payment(2, 135)
        shipped = ShippedLine(line=1, item=ITEM, lot=LOT, quantity=Quantity.of(self.quantity - 60, _PIECE))
        shipment = Shipment(
            number="SH-17",
            lines=(shipped,),
            carrier="COSCO",
            bill_of_lading="COSU617",
            bill_date=self.date(138),
            to_place="Ningbo",
        )
        yield "zhao", Shipped(at=self.day(138), shipment=shipment)
        yield "zhao", GoodsAccepted(at=self.day(168), shipment="SH-17", by="petit")
        yield "wu", Settled(at=self.day(170))


def complete_deal(
    book: Book, story: Story | None = None, *, until: type[Fact] | None = None, id: str | None = None
) -> Deal:
    """Plays the story on a book whose clock is a `Clock`, up to the first fact of the class `until`, if given.

    Quality releases the lot in its role: a book that knows no roles plays it with those of the house, `AUTHORITY`.
    """
    clock = book.clock
    if not isinstance(clock, Clock):
        raise ValueProblem("The book's clock can't be set.", hint="open it with clock=b2bdeal.testing.Clock()")
    deal: Deal | None = None
    known = book._authority.people
    told = book if known else Book(book._store, flows=[TRADE], clock=clock, authority=AUTHORITY)
    for by, fact in (story or Story()).lines():
        clock.now = max(clock.now, fact.at)
        deal = book.start(TRADE, fact, by=by, id=id) if deal is None else told.record(deal, fact, by=by)
        if until is not None and fact.kind == until.kind:
            break
    assert deal is not None
    return deal

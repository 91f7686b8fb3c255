"""For stories: a small deal of two articles filled from one bulk, told up to the release of production."""

from datetime import datetime, timedelta
from typing import Any

from b2bdeal import (
    OEM,
    Account,
    Book,
    Brief,
    BriefAgreed,
    BriefLine,
    BuyerProfile,
    CapacityHeld,
    Contact,
    Contract,
    ContractLine,
    ContractSigned,
    Deal,
    Export,
    Fact,
    Incoterm,
    Lead,
    LeadFound,
    LeadQualified,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    PriceBreak,
    ProductionOrder,
    ProductionReleased,
    Quantity,
    Quote,
    QuoteLine,
    QuoteSent,
    Sample,
    SampleApproved,
    SampleSent,
    Signature,
    Source,
    TermsAgreed,
    percent,
)
from b2bdeal.testing import START, Clock

JAR, TUBE = "CREAM-50", "CREAM-15"
"""The same cream in a jar of 50 ml and in a tube of 15 ml."""
FORMULA = "F-17.2"


def day(number: float) -> datetime:
    """So many days after the beginning."""
    return START + timedelta(days=number)


def pieces(n: int) -> Quantity:
    return Quantity.of(n, "piece")


def kilos(n: int) -> Quantity:
    return Quantity.of(n, "kg")


class TwoArticles:
    """One buyer's deal over both articles, on a book."""

    def __init__(self, book: Book, name: str, buyer: str, jars: int, tubes: int) -> None:
        assert isinstance(book.clock, Clock)
        self.book, self.clock, self.name, self.buyer = book, book.clock, name, buyer
        self.ordered = {JAR: pieces(jars), TUBE: pieces(tubes)}
        self.deal: Deal = self._opened()
        for fact in (*self._talks(), *self._agreement()):
            self.records(fact)

    def records(self, *facts: Fact) -> Deal:
        """Somebody records facts on the day that they happen."""
        self.clock.now = max(self.clock.now, *(fact.at for fact in facts))
        self.deal = self.book.record(self.deal, *facts, by="qian")
        return self.deal

    def order(self, line: int, item: str, lot: str) -> ProductionOrder:
        """An order for a whole line."""
        return ProductionOrder(
            number=f"PO-{lot}",
            contract=f"C-{self.name}",
            line=line,
            item=item,
            lot=lot,
            formula=FORMULA,
            quantity=self.ordered[item],
            planned_start=day(31).date(),
            planned_finish=day(50).date(),
        )

    def releases(self, **lots: str) -> None:
        """Both lines go to the shop floor, each as one lot."""
        orders = (self.order(1, JAR, lots["jars"]), self.order(2, TUBE, lots["tubes"]))
        self.records(ProductionReleased(at=day(30), orders=orders))

    def _opened(self) -> Deal:
        lead = Lead(
            account=Account(id=self.buyer, name=self.buyer, kind="brand_owner", country="FR"),
            source=Source(channel="fair"),
            buyer=BuyerProfile(kind="brand_owner", country="FR"),
            contacts=(Contact(person="moreau", role="owner", decides=True),),
        )
        self.clock.now = max(self.clock.now, day(0))
        return self.book.start(OEM, LeadFound(at=day(0), lead=lead), by="zhao", id=self.name)

    def _talks(self) -> list[Fact]:
        lines = tuple(BriefLine(item=item, name=item, quantity=n) for item, n in self.ordered.items())
        samples = {
            item: Sample(number=f"S-{item}", round=1, item=item, formula=FORMULA, quantity=pieces(3))
            for item in self.ordered
        }
        approved: dict[str, Any] = {"round": 1, "formula": FORMULA, "approved_by": "moreau"}
        return [
            LeadQualified(at=day(1), specialist="zhao"),
            BriefAgreed(at=day(2), brief=Brief(number="B-1", lines=lines, markets=("FR",), wanted_by=day(90).date())),
            *(SampleSent(at=day(3), sample=one) for one in samples.values()),
            *(SampleApproved(at=day(8), number=f"S-{item}", item=item, **approved) for item in samples),
        ]

    def _agreement(self) -> list[Fact]:
        rows = (
            PaymentTerm(name="deposit", portion=percent(30), trigger="signing", gate="production"),
            PaymentTerm(name="balance", portion=percent(70), trigger="after_bl", days=30),
        )
        prices = {JAR: Money.of("17.80", "CNY"), TUBE: Money.of("9.40", "CNY")}
        quote = Quote(
            number=f"Q-{self.name}",
            version=1,
            lines=tuple(
                QuoteLine(
                    item=item,
                    name=item,
                    breaks=(PriceBreak(from_quantity=pieces(500), unit_price=price),),
                    moq=pieces(500),
                    tolerance=percent(3),
                )
                for item, price in prices.items()
            ),
            currency="CNY",
            price_terms=Export(incoterm=Incoterm.of("FCA Ningbo")),
            payment_terms=PaymentTerms(rows=rows),
            valid_until=day(40),
        )
        terms = quote.agree(self.ordered, day(90).date())
        contract = Contract(
            number=f"C-{self.name}",
            lines=tuple(
                ContractLine(line=n, item=one.item, quantity=one.quantity, unit_price=one.unit_price)
                for n, one in enumerate(terms.lines, 1)
            ),
            currency="CNY",
            price_terms=terms.price_terms,
            payment_terms=terms.payment_terms,
            tolerance=terms.tolerance,
            deliver_by=terms.deliver_by,
            signatures=(
                Signature(side="seller", person="li", at=day(20)),
                Signature(side="buyer", person="moreau", at=day(21)),
            ),
        )
        return [
            QuoteSent(at=day(9), quote=quote),
            TermsAgreed(at=day(16), terms=terms, agreed_with="moreau"),
            CapacityHeld(at=day(17), promise=f"P-{self.name}", until=day(60), deliver_on=day(80).date()),
            ContractSigned(at=day(21), contract=contract),
            PaymentReceived(
                at=day(25), payment=f"BANK-{self.name}", amount=contract.payment_schedule()[0].amount, payer=self.buyer
            ),
        ]

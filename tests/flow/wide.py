"""A blanket order of two articles that tests push about: call-offs, lots, shipments with papers, invoices, an end."""

from datetime import timedelta
from functools import cache
from typing import Any

from pushing import BUYER, Pushing, pieces

from b2bdeal import (
    OEM,
    Amendment,
    AmountCredited,
    CalledOff,
    CallOff,
    CallOffLine,
    Cancellation,
    Charge,
    Contract,
    ContractAmended,
    ContractLine,
    ContractSigned,
    Deal,
    DealCancelled,
    DepositSettlement,
    DocumentsHeld,
    DocumentsReleased,
    Fact,
    Inspected,
    InvoiceIssued,
    LineChange,
    LineClosed,
    Money,
    PaymentTerm,
    PaymentTerms,
    Period,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    QuoteSent,
    SampleApproved,
    SampleSent,
    SettledLine,
    Shipment,
    Shipped,
    ShippedLine,
    Signature,
    TermsAgreed,
    TransportDocument,
    percent,
)
from b2bdeal.testing import FORMULA, ITEM, JAR, Story

TONER = "TONER-100"
ITEMS = {1: ITEM, 2: TONER}
FRAME = {1: 20_000, 2: 8_000}
STORY = Story(quantity=FRAME[1])
MOULD = Charge(
    id="MOULD-1", kind="mould", name="Cap mould", amount=Money.of("1000", "CNY"), billing="once", owner="buyer"
)
TERMS = PaymentTerms(
    rows=(
        PaymentTerm(name="deposit", portion=percent(20), trigger="call_off", gate="production"),
        PaymentTerm(name="goods", portion=percent(30), trigger="before_shipment", per_shipment=True),
        PaymentTerm(name="copy", portion=percent(30), trigger="copy_of_bl"),
        PaymentTerm(name="rest", portion=percent(20), trigger="after_invoice", days=30, end_of_month=True),
    )
)


def _told(document: Any, **new: Any) -> Any:
    return type(document)(**({name: getattr(document, name) for name in type(document).model_fields} | new))


def _both(fact: Fact) -> tuple[Fact, ...]:
    """A fact of the story as it is told of both articles on these terms."""
    if isinstance(fact, SampleSent):
        other = _told(fact.sample, number="S-42", item=TONER)
        return fact, _told(fact, sample=other)
    if isinstance(fact, SampleApproved):
        return fact, _told(fact, number="S-42", item=TONER)
    if isinstance(fact, QuoteSent):
        return (_told(fact, quote=_quote(fact.quote)),)
    if isinstance(fact, TermsAgreed):
        agreed = _quote(STORY.quote(2, "17.80", 18)).agree(
            {ITEMS[line]: pieces(number) for line, number in FRAME.items()}, fact.terms.deliver_by
        )
        return (_told(fact, terms=agreed),)
    if isinstance(fact, ContractSigned):
        return (_told(fact, contract=_contract(fact.contract)),)
    return (fact,)


def _quote(quote: Any) -> Any:
    (line,) = quote.lines
    breaks = (_told(line.breaks[0], unit_price=Money.of("9.333", "CNY")),)
    toner = _told(line, item=TONER, name="Toner 100 ml", breaks=breaks)
    return _told(quote, lines=(line, toner), payment_terms=TERMS, charges=(MOULD,))


def _contract(contract: Contract) -> Contract:
    toner = ContractLine(
        line=2,
        item=TONER,
        formula=FORMULA,
        packaging=JAR,
        quantity=pieces(FRAME[2]),
        unit_price=Money.of("9.333", "CNY"),
    )
    period = Period(first=STORY.date(24), last=STORY.date(160))
    lines = (_told(contract.lines[0], quantity=pieces(FRAME[1])), toner)
    signed: Contract = _told(
        contract, kind="blanket", period=period, lines=lines, payment_terms=TERMS, charges=(MOULD,)
    )
    return signed


@cache
def frame() -> Deal:
    """The signed frame: nothing is called off yet."""
    deal = Deal.unopened("D-2", OEM)
    for _, told in STORY.lines():
        for fact in _both(told):
            if fact.kind in OEM.facts:
                deal = deal.then(fact)
        if told.kind == ContractSigned.kind:
            return deal
    raise AssertionError("the story has a contract")


class WidePushing(Pushing):
    """The frame is pushed about."""

    def __init__(self) -> None:
        super().__init__()
        self.deal = frame()
        self.at = frame().last_at + timedelta(days=1)

    def wait(self, days: int) -> tuple[Fact, ...]:
        self.at += timedelta(days=days)
        return ()

    def call(self, one: int, two: int) -> Fact:
        """So many of each line; 0 leaves a line out."""
        lines = tuple(CallOffLine(line=n, quantity=pieces(q)) for n, q in ((1, one), (2, two)) if q)
        off = CallOff(number=f"CO-{self.tried}", lines=lines, wanted_by=STORY.date(165))
        return CalledOff(at=self.at, call_off=off)

    def start(self, lot: str, line: int, quantity: int) -> Fact:
        order = ProductionOrder(
            number=f"PO-{lot}",
            contract="C-2026-017",
            line=line,
            item=ITEMS[line],
            lot=lot,
            formula=FORMULA,
            packaging=JAR,
            quantity=pieces(quantity),
            planned_start=self.at.date(),
            planned_finish=self.at.date() + timedelta(days=20),
        )
        return ProductionReleased(at=self.at, orders=(order,))

    def make(self, lot: str, line: int, quantity: int) -> tuple[Fact, ...]:
        """Released, finished and passed in one go."""
        good = ProductionFinished(
            at=self.at, order=f"PO-{lot}", lot=lot, good=pieces(quantity), scrapped=pieces(0), last=True
        )
        passed = Inspected(
            at=self.at, lot=lot, order=f"PO-{lot}", inspector="sun", sample_size=315, disposition="accept"
        )
        return self.start(lot, line, quantity), good, passed

    def send(self, *parts: tuple[str, int, int]) -> Fact:
        """Lots leave: each with its line and quantity."""
        lines = tuple(ShippedLine(line=n, item=ITEMS[n], lot=lot, quantity=pieces(q)) for lot, n, q in parts)
        shipment = Shipment(number=f"SH-{self.tried}", lines=lines, bill_date=self.at.date())
        return Shipped(at=self.at, shipment=shipment)

    def _shipment(self, number: int) -> str:
        left = [one.shipment.number for one in self.deal.all(Shipped)]
        return left[number % len(left)] if left else "none"

    def invoice(self, number: int, amount: str) -> Fact:
        return InvoiceIssued(
            at=self.at,
            number=f"INV-{self.tried}",
            amount=Money.of(amount, "CNY"),
            on=self.at.date(),
            shipment=self._shipment(number),
        )

    def papers(self, number: int) -> tuple[Fact, ...]:
        """The originals of a shipment come to us, and go to the buyer."""
        name = self._shipment(number)
        bill = TransportDocument(number=f"BL-{name}", kind="bill_of_lading", issued_by="carrier", shipment=name)
        held = DocumentsHeld(at=self.at, document=bill, held_by="seller")
        return held, DocumentsReleased(at=self.at, document=bill.number, how="telex_release", to=BUYER)

    def credit(self, amount: str) -> Fact:
        money = Money.of(amount, "CNY")
        return AmountCredited(at=self.at, number=f"CN-{self.tried}", amount=money, reason="cartons were damp")

    def close(self, number: int, line: int = 1, delivered: int = 0) -> Fact:
        offs = [one.call_off.number for one in self.deal.all(CalledOff)]
        return LineClosed(
            at=self.at,
            line=line,
            call_off=offs[number % len(offs)] if offs else "none",
            delivered=pieces(delivered),
            reason="the season is over",
            agreed_by="moreau",
        )

    def change(self, line: int, quantity: int | None, price: str | None) -> Fact:
        contract = self.deal.contract
        assert contract is not None
        new = LineChange(
            line=line,
            quantity=None if quantity is None else pieces(quantity),
            unit_price=None if price is None else Money.of(price, "CNY"),
        )
        amendment = Amendment(
            number=contract.amendment + 1,
            contract="C-2026-017",
            lines=(new,),
            reason="the forecast moved",
            signatures=(
                Signature(side="seller", person="li", at=self.at),
                Signature(side="buyer", person="moreau", at=self.at),
            ),
        )
        return ContractAmended(at=self.at, amendment=amendment)

    def cancel(self, applied: str, wrong_by: str) -> Fact:
        """The buyer ends it: so much is set off, and the rest of what came goes back, off by some cents."""
        payments = self.deal.payments
        assert payments is not None
        off = min(Money.of(applied, "CNY"), payments.received)
        back = payments.received - off + Money.of(wrong_by, "CNY")
        zero = Money.zero("CNY")
        ending = Cancellation(
            number=f"X-{self.tried}",
            contract="C-2026-017",
            by="buyer",
            reason="cancelled_project",
            lines=tuple(self._stock()),
            deposit=DepositSettlement(kept=zero, applied=off, returned=back),
            document="LETTER-7",
        )
        return DealCancelled(at=self.at, cancellation=ending)

    def _stock(self) -> list[SettledLine]:
        zero, found = Money.zero("CNY"), []
        for order in (order for one in self.deal.all(ProductionReleased) for order in one.orders):
            good = sum(one.good.value for one in self.deal.all(ProductionFinished) if one.lot == order.lot)
            gone = sum(
                line.quantity.value
                for one in self.deal.all(Shipped)
                for line in one.shipment.lines
                if line.lot == order.lot
            )
            sort: Any = "finished" if good else "work_in_process"
            quantity = pieces(int(good - gone)) if good else order.quantity
            if not quantity.is_zero:
                found.append(
                    SettledLine(
                        what=sort,
                        item=order.item,
                        lot=order.lot,
                        order=order.number,
                        quantity=quantity,
                        value=zero,
                        outcome="kept",
                        charged=zero,
                    )
                )
        return found

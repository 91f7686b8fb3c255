"""Conditions on money beside the deposit: a fact that each refuses, and one it takes."""

from typing import Any

from conditionkit import STORY, Case, changed, made, paid, pieces, shipped
from flowkit import day, told

from b2bdeal import (
    AmountCredited,
    ContractSigned,
    Deal,
    Fact,
    InvoiceIssued,
    InvoiceLine,
    Money,
    PayerCleared,
    PaymentReceived,
    PaymentReturned,
    PaymentTerms,
    ProductionReleased,
    QuoteSent,
    Shipped,
    ShortfallAccepted,
    TermsAgreed,
)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def stranger(number: float = 31, amount: str = "64080.00") -> PaymentReceived:
    return PaymentReceived(at=day(number), payment="BANK-X", amount=cny(amount), payer="soleil-sarl")


def cleared(number: float = 32, **words: Any) -> PayerCleared:
    said = {"payment": "BANK-X", "relation": "parent company", "cleared_by": "wu", "role": "finance"} | words
    return PayerCleared.model_validate({"at": day(number), **said})


def back(amount: str, payment: str | None = "BANK-1", refund: str = "R-1", currency: str = "CNY") -> PaymentReturned:
    return PaymentReturned(
        at=day(141), refund=refund, payment=payment, amount=Money.of(amount, currency), reason="paid twice"
    )


def let_go(amount: str, role: str = "finance", number: float = 32) -> ShortfallAccepted:
    return ShortfallAccepted(at=day(number), amount=cny(amount), reason="bank charges", accepted_by="wu", role=role)


def invoice(amount: str, number: str = "I-1", **words: Any) -> InvoiceIssued:
    return InvoiceIssued.model_validate(
        {"at": day(139), "number": number, "amount": cny(amount), "on": STORY.date(139), **words}
    )


def credit(amount: str, number: str = "CN-1", currency: str = "CNY") -> AmountCredited:
    return AmountCredited(at=day(141), number=number, amount=Money.of(amount, currency), reason="cracked jars")


def unpaid() -> Deal:
    return told(ProductionReleased, without=(PaymentReceived,))


def left() -> Deal:
    return told(Shipped).then(shipped())


def by_shipment(paid: str) -> Deal:
    """The story up to the shipment, where each shipment pays for itself, and so much of the balance came."""
    first, last = STORY.terms.rows
    terms = PaymentTerms(rows=(first, changed(last, per_shipment=True)))

    def instead(fact: Fact) -> Fact:
        if isinstance(fact, QuoteSent):
            return changed(fact, quote=changed(fact.quote, payment_terms=terms))
        if isinstance(fact, TermsAgreed):
            return changed(fact, terms=changed(fact.terms, payment_terms=terms))
        if isinstance(fact, ContractSigned):
            return changed(fact, contract=changed(fact.contract, payment_terms=terms))
        if isinstance(fact, PaymentReceived) and fact.payment == "BANK-2":
            return changed(fact, amount=cny(paid))
        return fact

    return told(Shipped, instead=instead)


PAYMENT = (
    Case(
        "payer_is_in_question",
        lambda: unpaid().then(paid(31, "10.00", id="BANK-X")),
        cleared(),
        "payment BANK-X is not in question",
        cleared(),
        lambda: unpaid().then(stranger()),
    ),
    Case(
        "payer_is_in_question",
        unpaid,
        cleared(),
        "no payment BANK-X was received",
        cleared(),
        lambda: unpaid().then(stranger()),
    ),
    Case(
        "payer_is_cleared_in_role",
        lambda: unpaid().then(stranger()),
        cleared(role="sales"),
        "sales may not; finance, director may",
        cleared(),
    ),
    Case(
        "refund_is_new",
        lambda: left().then(back("10.00")),
        back("10.00"),
        "refund R-1 is recorded already",
        back("10.00", refund="R-2"),
    ),
    Case(
        "refund_is_covered",
        left,
        back("64080.01"),
        "64,080.01 CNY would go back of BANK-1, and 64,080.00 CNY of it is here",
        back("64080.00"),
    ),
    Case("refund_is_covered", left, back("10.00", payment="BANK-7"), "no payment BANK-7 was received", back("10.00")),
    Case(
        "refund_is_covered",
        left,
        back("10.00", currency="EUR"),
        "BANK-1 came as 64,080.00 CNY, 10.00 EUR would go back",
        back("10.00"),
    ),
    Case(
        "refund_is_covered",
        left,
        back("10.00", payment=None, currency="EUR"),
        "10.00 EUR would go back, the contract is in CNY",
        back("10.00", payment=None),
    ),
    Case(
        "refund_is_covered",
        left,
        back("213600.01", payment=None),
        "213,600.01 CNY would go back, and 213,600.00 CNY is here",
        back("213600.00", payment=None),
    ),
    Case(
        "shortfall_is_missing",
        lambda: unpaid().then(paid(31, "64055.00")),
        let_go("25.01"),
        "25.01 CNY would be let go of, and 25.00 CNY is missing of what was asked for",
        let_go("25.00"),
    ),
    Case(
        "shortfall_is_missing",
        unpaid,
        changed(let_go("25.00"), amount=Money.of("25.00 EUR")),
        "25.00 EUR is let go of, the contract is in CNY",
        let_go("25.00"),
    ),
    Case(
        "shortfall_is_small",
        lambda: unpaid().then(paid(31, "64055.00")),
        let_go("25.00", role="sales"),
        "sales may not; finance, director may",
        let_go("25.00"),
    ),
    Case(
        "invoice_is_new",
        lambda: left().then(invoice("100.00")),
        invoice("100.00"),
        "invoice I-1 is issued already",
        invoice("100.00", "I-2"),
    ),
    Case(
        "invoice_fits_contract",
        left,
        changed(invoice("1.00"), amount=Money.of("1.00 EUR")),
        "the invoice asks for 1.00 EUR, the contract is in CNY",
        invoice("1.00"),
    ),
    Case(
        "invoice_fits_contract",
        left,
        invoice("213600.01"),
        "invoices would come to 213,600.01 CNY, and 213,600.00 CNY is due by the contract",
        invoice("213600.00"),
    ),
    Case(
        "invoice_fits_contract",
        left,
        invoice("1.00", shipment="SH-9"),
        "no shipment SH-9 has left",
        invoice("1.00", shipment="SH-17"),
    ),
    Case(
        "invoice_fits_contract",
        left,
        invoice("1.00", lines=(InvoiceLine(line=2, item="CREAM-50", quantity=pieces(1)),)),
        "contract C-2026-017 has no line 2",
        invoice("1.00", lines=(InvoiceLine(line=1, item="CREAM-50", quantity=pieces(1)),)),
    ),
    Case(
        "credit_note_is_new",
        lambda: left().then(credit("10.00")),
        credit("10.00"),
        "credit note CN-1 is issued already",
        credit("10.00", "CN-2"),
    ),
    Case(
        "credit_note_fits_contract",
        left,
        credit("212532.01"),
        "credit notes would come to 212,532.01 CNY, and the contract to 212,532.00 CNY",
        credit("212532.00"),
    ),
    Case(
        "credit_note_fits_contract",
        left,
        credit("10.00", currency="EUR"),
        "10.00 EUR is credited, the contract is in CNY",
        credit("10.00"),
    ),
    Case(
        "shipment_is_paid",
        lambda: by_shipment("74760.00"),
        shipped(quantity=11_940),
        "with SH-17, 148,452.00 CNY is due before shipping; 74,760.00 CNY came, 73,692.00 CNY is missing",
        shipped(quantity=6_000),
    ),
    Case(
        "shipment_is_paid",
        lambda: told(Shipped, instead=made(13_000)),
        shipped(quantity=12_100),
        "with SH-17, 151,300.00 CNY is due before shipping; 149,520.00 CNY came, 1,780.00 CNY is missing",
        shipped(quantity=12_000),
    ),
)

"""Conditions on letters of credit and transport documents: a fact that each refuses, and one it takes."""

from collections.abc import Callable
from typing import Any

from conditionkit import STORY, Case, changed, shipped
from flowkit import day, told

from b2bdeal import (
    AskedDocument,
    ContractSigned,
    CreditAmended,
    CreditGoods,
    CreditHonoured,
    CreditReceived,
    Deal,
    DiscrepancyRaised,
    DiscrepancyWaived,
    DocumentsHeld,
    DocumentsPresented,
    DocumentsReleased,
    Fact,
    Incoterm,
    LetterOfCredit,
    Money,
    PaymentReceived,
    PaymentTerms,
    PlusMinus,
    ProductionReleased,
    Quantity,
    QuoteSent,
    Shipped,
    TermsAgreed,
    TransportDocument,
    percent,
)
from b2bdeal.testing import ITEM

THREE = PlusMinus(plus=percent(3), minus=percent(3))
OF: dict[str, Any] = {"credit": "LC-1", "shipment": "SH-17"}


def letter(**words: Any) -> LetterOfCredit:
    """A credit over the whole that does for the story's contract."""
    said: dict[str, Any] = {
        "number": "LC-1",
        "issuing_bank": "Banque du Rhône",
        "applicant": "maison-lune",
        "beneficiary": "linhai",
        "amount": Money.of("220008.00 CNY"),
        "quantity_tolerance": THREE,
        "goods": (CreditGoods(item=ITEM, quantity=Quantity.of("12000 piece")),),
        "latest_shipment": STORY.date(170),
        "expiry": STORY.date(195),
        "expiry_place": "Ningbo",
        "incoterm": Incoterm.of("FCA Ningbo"),
        "documents": (AskedDocument(name="commercial invoice"),),
    }
    return LetterOfCredit(**{**said, **words})


def came(number: float = 26, /, **words: Any) -> CreditReceived:
    return CreditReceived(at=day(number), credit=letter(**words))


def amended(number: int, /, **words: Any) -> CreditAmended:
    return CreditAmended(at=day(27), amendment=number, credit=letter(**words))


def by(**words: Any) -> Callable[[Fact], Fact]:
    """Tells the story with its balance paid in another way."""
    first, last = STORY.terms.rows
    terms = PaymentTerms(rows=(first, changed(last, **words)))

    def instead(fact: Fact) -> Fact:
        if isinstance(fact, QuoteSent):
            return changed(fact, quote=changed(fact.quote, payment_terms=terms))
        if isinstance(fact, TermsAgreed):
            return changed(fact, terms=changed(fact.terms, payment_terms=terms))
        if isinstance(fact, ContractSigned):
            return changed(fact, contract=changed(fact.contract, payment_terms=terms))
        return fact

    return instead


LC = {"trigger": "copy_of_bl", "method": "lc_sight", "gate": "production"}
DP = {"trigger": "copy_of_bl", "method": "dp", "gate": "documents"}
DA = {"trigger": "after_bl", "days": 60, "method": "da", "gate": None}
COPY = {"trigger": "copy_of_bl", "gate": "documents"}


def secured(*facts: Fact) -> Deal:
    """The story up to production, where the balance is by credit, after these facts."""
    deal = told(ProductionReleased, instead=by(**LC))
    for fact in facts:
        deal = deal.then(changed(fact, at=max(fact.at, deal.last_at)))
    return deal


def gone(*facts: Fact, **words: Any) -> Deal:
    """The story up to its shipment, which leaves after these facts; with words, the balance paid in another way."""
    deal = told(PaymentReceived, nth=2, instead=by(**words)) if words else told(Shipped)
    for fact in facts:
        deal = deal.then(fact)
    return deal.then(shipped())


def presented(number: float = 140, /, **words: Any) -> DocumentsPresented:
    at = day(number)
    return DocumentsPresented(**{"at": at, "on": at.date(), "documents": ("Commercial invoice",), **OF, **words})


def bill(**words: Any) -> TransportDocument:
    said = {"number": "COSU617", "kind": "bill_of_lading", "issued_by": "carrier", "shipment": "SH-17"} | words
    return TransportDocument.model_validate(said)


def held(by_: str = "seller", on: float = 139, /, **words: Any) -> DocumentsHeld:
    return DocumentsHeld.model_validate({"at": day(on), "document": bill(**words), "held_by": by_})


def released(how: str = "originals", number: float = 150, **words: Any) -> DocumentsReleased:
    said = {"at": day(number), "document": "COSU617", "how": how, "to": "maison-lune"} | words
    return DocumentsReleased.model_validate(said)


RAISED = DiscrepancyRaised(at=day(142), points=("the invoice is not signed",), **OF)
WAIVED = DiscrepancyWaived(at=day(143), waived_by="moreau", **OF)
HONOURED = CreditHonoured(at=day(144), **OF)
PAID = PaymentReceived(at=day(141), payment="BANK-9", amount=Money.of("148452.00 CNY"), payer="maison-lune")
RELEASE = next(fact for _, fact in STORY.lines() if isinstance(fact, ProductionReleased))

CREDIT = (
    Case(
        "credit_matches",
        lambda: secured(came(amount=Money.of("1.00 CNY"))),
        RELEASE,
        "it pays at most 1.00 CNY, and 149,520.00 CNY is due by letter of credit",
        RELEASE,
        lambda: secured(came()),
        alone=False,
    ),
    Case(
        "credit_matches",
        lambda: secured(came(latest_shipment=None, expiry=STORY.date(99), operative=False)),
        RELEASE,
        "it expired on",
        RELEASE,
        lambda: secured(came(amount=Money.of("1.00 CNY")), amended(1)),
        alone=False,
    ),
    Case(
        "credit_is_new",
        lambda: secured(came()),
        came(101),
        "credit LC-1 came already: record its amendment",
        came(101, number="LC-2"),
    ),
    Case(
        "credit_amendment_follows",
        lambda: secured(),
        changed(amended(1), at=day(101)),
        "no credit LC-1 came",
        changed(amended(1), at=day(101)),
        lambda: secured(came()),
    ),
    Case(
        "credit_amendment_follows",
        lambda: secured(came()),
        changed(amended(2), at=day(101)),
        "the next amendment of LC-1 is number 1",
        changed(amended(1), at=day(101)),
    ),
    Case(
        "credit_allows_shipment",
        lambda: told(Shipped).then(came(136, latest_shipment=STORY.date(137))),
        shipped(),
        "shipment SH-17 against LC-1: it leaves on 18 Jul 2026, after the latest shipment of 17 Jul 2026",
        shipped(),
        lambda: told(Shipped).then(came(136, latest_shipment=STORY.date(137))).then(came(137, number="LC-2")),
    ),
    Case(
        "shipment_is_presented",
        lambda: gone(),
        presented(),
        "no credit LC-1 came",
        presented(),
        lambda: gone(came(136)),
    ),
    Case(
        "shipment_is_presented",
        lambda: gone(came(136)),
        presented(shipment="SH-9"),
        "no shipment SH-9 has left",
        presented(),
    ),
    Case(
        "shipment_is_presented",
        lambda: gone(came(136)).then(presented()),
        presented(141),
        "the bank has the documents of SH-17 since 20 Jul 2026",
        presented(143),
        lambda: gone(came(136)).then(presented()).then(RAISED),
    ),
    Case(
        "presented_in_time",
        lambda: gone(came(136)),
        presented(162),
        "and the last day is 10 Aug 2026: 21 days after leaving",
        presented(161),
    ),
    Case(
        "documents_are_complete",
        lambda: gone(came(136)),
        presented(documents=("packing list",)),
        "commercial invoice is missing",
        presented(documents=("packing list", "commercial  INVOICE")),
    ),
    Case(
        "documents_can_be_judged",
        lambda: gone(came(136)),
        RAISED,
        "no documents of SH-17 were presented under LC-1",
        RAISED,
        lambda: gone(came(136)).then(presented()),
    ),
    Case(
        "documents_can_be_judged",
        lambda: gone(came(136)).then(presented()).then(RAISED),
        HONOURED,
        "the documents of SH-17 have open discrepancies: the invoice is not signed",
        HONOURED,
        lambda: gone(came(136)).then(presented()).then(RAISED).then(WAIVED),
    ),
    Case(
        "documents_can_be_judged",
        lambda: gone(came(136)).then(presented()).then(HONOURED),
        changed(RAISED, at=day(145)),
        "the documents of SH-17 are honoured already",
        HONOURED,
        lambda: gone(came(136)).then(presented()),
    ),
    Case(
        "discrepancy_is_open",
        lambda: gone(came(136)).then(presented()),
        WAIVED,
        "LC-1 has no open discrepancy on SH-17",
        WAIVED,
        lambda: gone(came(136)).then(presented()).then(RAISED),
    ),
    Case(
        "document_controls_goods",
        lambda: gone(**COPY),
        held(kind="sea_waybill", negotiable=False, originals=0),
        "balance waits for the documents, and COSU617 is not negotiable: the goods are handed over without it",
        held(),
    ),
    Case(
        "document_controls_goods",
        lambda: gone(**COPY),
        held(kind="air_waybill", negotiable=False),
        "is not negotiable",
        changed(held(kind="air_waybill", negotiable=False), at=day(142)),
        lambda: gone(**COPY).then(PAID),
    ),
    Case(
        "document_is_held",
        lambda: gone(),
        released(),
        "nobody holds a document COSU617",
        released(),
        lambda: gone().then(held()),
    ),
    Case(
        "document_is_held",
        lambda: gone().then(held("bank")),
        released("telex_release"),
        "COSU617 is held by the bank",
        released("telex_release"),
        lambda: gone().then(held("bank")).then(held("forwarder", 141)),
    ),
    Case(
        "document_is_held",
        lambda: gone().then(held()).then(released()),
        released(number=151),
        "COSU617 was released on 30 Jul 2026",
        released(),
        lambda: gone().then(held()),
    ),
    Case(
        "document_is_held",
        lambda: gone().then(held(shipment="SH-18")),
        released(),
        "shipment SH-18 has not left",
        released(),
        lambda: gone().then(held()),
    ),
    Case(
        "documents_paid",
        lambda: gone(**COPY).then(held()),
        released("telex_release"),
        "148,452.00 CNY is missing on balance for SH-17: 0.00 CNY of 148,452.00 CNY came",
        released("telex_release"),
        lambda: gone(**COPY).then(held()).then(PAID),
    ),
    Case(
        "documents_paid",
        lambda: gone(**DP).then(held()),
        released(),
        "148,452.00 CNY is missing on balance for SH-17",
        released("bank_dp", paid_on=STORY.date(149)),
        lambda: gone(**DP).then(held("bank")),
    ),
    Case(
        "release_is_agreed",
        lambda: gone().then(held("bank")),
        released("bank_dp", paid_on=STORY.date(149)),
        "contract C-2026-017 has no row by dp",
        released("bank_dp", paid_on=STORY.date(149)),
        lambda: gone(**DP).then(held("bank")),
    ),
    Case(
        "release_is_agreed",
        lambda: gone(**DA).then(held()),
        released(),
        "balance is D/A: the bank releases against the accepted draft",
        released("bank_da", accepted_on=STORY.date(149)),
        lambda: gone(**DA).then(held("bank")),
    ),
    Case(
        "release_is_agreed",
        lambda: gone(came(136), **{**LC, "gate": None}).then(held()),
        released(),
        "balance is by letter of credit: the bank has not honoured the documents of SH-17",
        released("bank_lc"),
        lambda: gone(came(136), **{**LC, "gate": None}).then(held("bank")).then(presented()).then(HONOURED),
    ),
)

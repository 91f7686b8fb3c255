"""Conditions on transport documents: that they are worth holding back, and go out only for money or a promise."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life.credit import CreditHonoured, Credits
from b2bdeal.life.delivery import Shipped
from b2bdeal.life.instalment import InstalmentDue
from b2bdeal.life.papers import DocumentsHeld, DocumentsReleased, Paper, Papers
from b2bdeal.life.payment import PaymentReceived

__all__ = ["document_controls_goods", "document_is_held", "documents_paid", "release_is_agreed"]


@rule(
    "document_controls_goods",
    "Where a payment waits for the documents, the goods wait for them, too.",
    met_by=(PaymentReceived,),
    waived_by=("finance", "director"),
)
def document_controls_goods(deal: Deal, fact: DocumentsHeld) -> Verdict:
    """Where a row that gates the documents is not paid, the document is a negotiable bill of lading.

    Against a waybill the carrier hands the goods to the consignee without it, so that to hold it back holds nothing.
    True where no row gates the documents.
    """
    if fact.document.negotiable:
        return True
    rows = [one.term.name for one in _open(deal, fact.at) if one.term.gate == "documents"]
    if not rows:
        return True
    return no(
        "{rows} waits for the documents, and {document} is not negotiable: the goods are handed over without it",
        rows=rows,
        document=fact.document.number,
    )


@rule("document_is_held", "Documents are released that are held, once.", met_by=(DocumentsHeld,))
def document_is_held(deal: Deal, fact: DocumentsReleased) -> Verdict:
    """The document is in the hands of who releases it, its shipment left, and it was not released before."""
    paper = _paper(deal, fact)
    if paper is None:
        return no("nobody holds a document {document}", document=fact.document)
    if paper.released is not None:
        return no("{document} was released on {day}", document=fact.document, day=paper.released.at.date())
    if fact.by_bank != (paper.held_by == "bank"):
        return no("{document} is held by the {holder}", document=fact.document, holder=paper.held_by)
    if all(one.shipment.number != paper.document.shipment for one in deal.as_of(fact.at).all(Shipped)):
        return no("shipment {shipment} has not left", shipment=paper.document.shipment)
    return True


@rule(
    "documents_paid",
    "The payments that the documents wait for are there.",
    met_by=(PaymentReceived,),
    waived_by=("finance", "director"),
)
def documents_paid(deal: Deal, fact: DocumentsReleased) -> Verdict:
    """Each row of the payment terms that gates the documents is paid for what has left up to the document's shipment.

    One by D/P is, too, once the bank was paid. True where no row gates the documents.
    """
    shipment, paid_at_bank = _shipment(deal, fact), fact.how == "bank_dp"
    for one in _open(deal, fact.at):
        missing = one.missing_for(shipment)
        if one.term.gate != "documents" or missing.is_zero or (paid_at_bank and one.term.method == "dp"):
            continue
        return no(
            "{missing} is missing on {row} for {shipment}: {got} of {due} came",
            missing=missing,
            row=one.term.name,
            shipment=shipment,
            got=one.received,
            due=one.amount,
        )
    return True


@rule(
    "release_is_agreed",
    "Documents go the way that the payment terms ask for.",
    met_by=(CreditHonoured,),
    waived_by=("finance", "director"),
)
def release_is_agreed(deal: Deal, fact: DocumentsReleased) -> Verdict:
    """A row by D/P, D/A or letter of credit that is not paid keeps the documents with the bank.

    D/P: until the bank was paid. D/A: until the buyer has accepted the draft. Letter of credit: until the bank has
    honoured the documents of the shipment. A bank's D/P, D/A or credit is only for a contract that has such a row.
    """
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    methods = {row.method[:2] for row in contract.payment_terms.rows}
    asked = fact.how.removeprefix("bank_") if fact.by_bank else None
    if asked is not None and asked not in methods:
        return no("contract {contract} has no row by {method}", contract=contract.number, method=asked)
    for one in _open(deal, fact.at):
        # Where the row gates the documents, as it does unless told otherwise, `documents_paid` says so, with the sums.
        loose = one.term.method == "dp" and one.term.gate is None and fact.how != "bank_dp"
        if loose and not one.missing_for(_shipment(deal, fact)).is_zero:
            return no("{row} is D/P: the bank releases against the money", row=one.term.name)
        if one.term.method == "da" and fact.how != "bank_da":
            return no("{row} is D/A: the bank releases against the accepted draft", row=one.term.name)
        if one.term.method.startswith("lc_") and not _honoured(deal, fact):
            return no(
                "{row} is by letter of credit: the bank has not honoured the documents of {shipment}",
                row=one.term.name,
                shipment=_shipment(deal, fact),
            )
    return True


def _open(deal: Deal, at: datetime) -> list[InstalmentDue]:
    payments = deal.as_of(at).payments
    return [] if payments is None else [one for one in payments.instalments if not one.paid]


def _paper(deal: Deal, fact: DocumentsReleased) -> Paper | None:
    return Papers.of(deal.as_of(fact.at).facts).by_number.get(fact.document)


def _shipment(deal: Deal, fact: DocumentsReleased) -> str | None:
    paper = _paper(deal, fact)
    return None if paper is None else paper.document.shipment


def _honoured(deal: Deal, fact: DocumentsReleased) -> bool:
    shipment = _shipment(deal, fact)
    found = (state.presentations.get(shipment or "") for state in Credits.of(deal.as_of(fact.at).facts).states.values())
    return any(one is not None and one.state == "honoured" for one in found)

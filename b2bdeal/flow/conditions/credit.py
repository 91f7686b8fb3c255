"""Conditions on letters of credit: that they match, that goods keep to them, that documents come in time."""

from datetime import date, datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Lines, Message, t
from b2bdeal.life.credit import (
    CreditAmended,
    CreditHonoured,
    CreditReceived,
    Credits,
    CreditState,
    DiscrepancyRaised,
    DiscrepancyRefused,
    DiscrepancyWaived,
    DocumentsPresented,
    Presentation,
    buyer_of,
    credit_covers,
)
from b2bdeal.life.delivery import Shipment, Shipped

__all__ = [
    "credit_allows_shipment",
    "credit_amendment_follows",
    "credit_is_new",
    "credit_matches",
    "discrepancy_is_open",
    "documents_are_complete",
    "documents_can_be_judged",
    "presented_in_time",
    "shipment_is_presented",
]


@gate(
    "credit_matches",
    "The letter of credit that production waits for is operative and matches the contract.",
    met_by=(CreditReceived, CreditAmended),
    waived_by=("finance", "director"),
)
def credit_matches(deal: Deal, at: datetime) -> Verdict:
    """Where a payment row by letter of credit gates production and a credit came: one is operative and matches.

    True where no such row is left to pay, and where no credit came: that nothing came, the payment's gate says.
    """
    if deal.last(CreditReceived) is None:
        return True
    contract, payments = deal.contract, deal.payments
    if contract is None or payments is None:
        return True
    waiting = [
        one
        for one in payments.instalments
        if one.term.gate == "production" and one.term.method.startswith("lc_") and not one.paid
    ]
    credits = Credits.of(deal.facts)
    if not waiting or credit_covers(deal.facts, contract, at):
        return True
    reasons: list[Message] = []
    for number, state in credits.states.items():
        why = list(state.credit.discrepancies_with(contract, buyer=buyer_of(deal.facts)))
        if at.date() > state.credit.expiry:
            why.append(t("it expired on {day}", day=state.credit.expiry))
        reasons.append(t("{credit}: {reasons}", credit=number, reasons=Lines(why)))
    return no("no credit does for contract {contract}: {reasons}", contract=contract.number, reasons=Lines(reasons))


@rule("credit_is_new", "A letter of credit comes once; what changes it is an amendment.")
def credit_is_new(deal: Deal, fact: CreditReceived) -> Verdict:
    """No credit of that number came before."""
    if any(old.credit.number == fact.credit.number for old in deal.all(CreditReceived)):
        return no("credit {credit} came already: record its amendment", credit=fact.credit.number)
    return True


@rule("credit_amendment_follows", "Amendments of a credit come in their order.", met_by=(CreditReceived,))
def credit_amendment_follows(deal: Deal, fact: CreditAmended) -> Verdict:
    """The credit came, and the amendment has the number after its last one."""
    state = Credits.of(deal.facts).states.get(fact.credit.number)
    if state is None:
        return no("no credit {credit} came", credit=fact.credit.number)
    if fact.amendment != state.amendments + 1:
        return no(
            "the next amendment of {credit} is number {next}", credit=fact.credit.number, next=state.amendments + 1
        )
    return True


@rule(
    "credit_allows_shipment",
    "What leaves keeps to the letter of credit.",
    met_by=(CreditAmended,),
    waived_by=("finance", "director"),
)
def credit_allows_shipment(deal: Deal, fact: Shipped) -> Verdict:
    """The latest shipment, partial shipments, destination, quantities and amount on the sum, instalments.

    True where no credit came. Where several did, one that allows the shipment is enough; what was presented under
    another credit does not count against it. The day is that of the bill, else the day of leaving.
    """
    if deal.last(CreditReceived) is None:
        return True
    contract, credits = deal.contract, Credits.of(deal.as_of(fact.at).facts)
    if contract is None or not credits.states:
        return True
    on, reasons = _day(deal, fact), []
    for number, state in credits.states.items():
        elsewhere = {
            shipment for other, one in credits.states.items() if other != number for shipment in one.presentations
        }
        before = _before(deal, fact, elsewhere)
        why = state.credit.check_shipment(fact.shipment, contract, on=on, before=before)
        if not why:
            return True
        reasons.append(t("{credit}: {reasons}", credit=number, reasons=Lines(why)))
    return no("shipment {shipment} against {reasons}", shipment=fact.shipment.number, reasons=Lines(reasons))


@rule("shipment_is_presented", "Documents are presented for a shipment, under a credit that came.", met_by=(Shipped,))
def shipment_is_presented(deal: Deal, fact: DocumentsPresented) -> Verdict:
    """The credit came, the shipment left, and the bank does not have its documents already."""
    then = deal.as_of(fact.at)
    state = Credits.of(then.facts).states.get(fact.credit)
    if state is None:
        return no("no credit {credit} came", credit=fact.credit)
    if all(one.shipment.number != fact.shipment for one in then.all(Shipped)):
        return no("no shipment {shipment} has left", shipment=fact.shipment)
    old = state.presentations.get(fact.shipment)
    if old is not None and old.state in ("presented", "waived", "honoured"):
        return no("the bank has the documents of {shipment} since {day}", shipment=fact.shipment, day=old.presented.on)
    return True


@rule(
    "presented_in_time", "Documents are presented in time.", met_by=(CreditAmended,), waived_by=("finance", "director")
)
def presented_in_time(deal: Deal, fact: DocumentsPresented) -> Verdict:
    """Within the credit's days after shipment and before its expiry, moved on where the bank is closed.

    Banking days are those of the policy's calendar. True where credit or shipment are not known: another rule says so.
    """
    then = deal.as_of(fact.at)
    state = Credits.of(then.facts).states.get(fact.credit)
    shipped = next((one for one in then.all(Shipped) if one.shipment.number == fact.shipment), None)
    if state is None or shipped is None:
        return True
    calendar = deal.flow.policy.calendar
    why = state.credit.check_presentation(_day(deal, shipped), fact.on, calendar)
    return True if not why else no("{reason}", reason=why[0])


@rule("documents_are_complete", "The credit's documents are all there.", waived_by=("finance", "director"))
def documents_are_complete(deal: Deal, fact: DocumentsPresented) -> Verdict:
    """Each document that the credit asks for is among those presented, by name. True where the credit is unknown."""
    state = Credits.of(deal.as_of(fact.at).facts).states.get(fact.credit)
    if state is None:
        return True
    given = {" ".join(name.casefold().split()) for name in fact.documents}
    missing = [one.name for one in state.credit.documents if " ".join(one.name.casefold().split()) not in given]
    return True if not missing else no("{missing} is missing", missing=missing)


@rule("documents_can_be_judged", "The bank judges documents that it has.", met_by=(DocumentsPresented,))
def documents_can_be_judged(deal: Deal, fact: DiscrepancyRaised | CreditHonoured) -> Verdict:
    """The documents of the shipment were presented under the credit; it honours them as they are, or as waived."""
    found = _presentation(deal, fact.at, fact.credit, fact.shipment)
    if found is None:
        return no(
            "no documents of {shipment} were presented under {credit}", shipment=fact.shipment, credit=fact.credit
        )
    if found.state == "presented" or (found.state == "waived" and fact.kind == CreditHonoured.kind):
        return True
    if found.state == "honoured":
        return no("the documents of {shipment} are honoured already", shipment=fact.shipment)
    return no(
        "the documents of {shipment} have open discrepancies: {points}", shipment=fact.shipment, points=found.points
    )


@rule("discrepancy_is_open", "A discrepancy is answered that the bank raised.", met_by=(DiscrepancyRaised,))
def discrepancy_is_open(deal: Deal, fact: DiscrepancyWaived | DiscrepancyRefused) -> Verdict:
    """The bank raised discrepancies on the documents of the shipment, and nobody has answered them."""
    found = _presentation(deal, fact.at, fact.credit, fact.shipment)
    if found is not None and found.state == "discrepant":
        return True
    return no("{credit} has no open discrepancy on {shipment}", credit=fact.credit, shipment=fact.shipment)


def _presentation(deal: Deal, at: datetime, credit: str, shipment: str) -> Presentation | None:
    state: CreditState | None = Credits.of(deal.as_of(at).facts).states.get(credit)
    return None if state is None else state.presentations.get(shipment)


def _day(deal: Deal, fact: Shipped) -> date:
    return fact.shipment.bill_date or fact.at.astimezone(deal.flow.policy.calendar.zone).date()


def _before(deal: Deal, fact: Shipped, elsewhere: set[str]) -> list[tuple[date, Shipment]]:
    return [
        (_day(deal, old), old.shipment)
        for old in deal.all(Shipped)
        if old.shipment.number != fact.shipment.number and old.shipment.number not in elsewhere
    ]

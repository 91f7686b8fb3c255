"""Conditions on service cases: whether we answer for the goods, and whether what was agreed is done."""

from collections.abc import Iterable

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import t
from b2bdeal.life import Deliveries, Inspected, Production, Shipment, Shipped
from b2bdeal.life.cases import Case, Cases, open_discounts
from b2bdeal.life.claim import ClaimMade
from b2bdeal.life.clearing import PaymentReturned
from b2bdeal.life.invoice import AmountCredited
from b2bdeal.life.reading import same_unit
from b2bdeal.life.service import (
    CaseClosed,
    CaseReported,
    DiscountRedeemed,
    RemedyAgreed,
    RemedyOffered,
    ReplacementSent,
)
from b2bdeal.units import Money, Quantity

__all__ = [
    "case_fits_shipment",
    "claim_was_made",
    "discount_is_open",
    "lot_was_shipped",
    "remedy_fits_case",
    "remedy_is_done",
    "remedy_is_the_offered",
    "replacement_is_agreed",
    "replacement_is_released",
    "within_warranty",
]


@rule("lot_was_shipped", "What is complained about was delivered by us.", met_by=(Shipped,))
def lot_was_shipped(deal: Deal, fact: CaseReported) -> Verdict:
    """The shipment left by then, with that article of that lot in it; replacements count."""
    case = fact.case
    shipment = _shipments(deal.as_of(fact.at)).get(case.shipment)
    if shipment is None:
        return no("no shipment {shipment} has left", shipment=case.shipment)
    if any((line.lot, line.item) == (case.lot, case.item) for line in shipment.lines):
        return True
    lots = [t("{item} of lot {lot}", item=line.item, lot=line.lot) for line in shipment.lines]
    return no(
        "shipment {shipment} had no {item} of lot {lot}; it had {lots}",
        shipment=case.shipment,
        item=case.item,
        lot=case.lot,
        lots=lots,
    )


@rule("case_fits_shipment", "No more is complained about than was delivered.")
def case_fits_shipment(deal: Deal, fact: CaseReported) -> Verdict:
    """The quantity is at most what the shipment had of that article of that lot."""
    case = fact.case
    shipment = _shipments(deal.as_of(fact.at)).get(case.shipment)
    parts = () if shipment is None else shipment.lines
    had = _sum((line.quantity for line in parts if (line.lot, line.item) == (case.lot, case.item)), case.quantity.unit)
    if had is None:
        return True  # lot_was_shipped says so
    if case.quantity <= had:
        return True
    return no(
        "{quantity} are complained about, and shipment {shipment} had {had} of lot {lot}",
        quantity=case.quantity,
        shipment=case.shipment,
        had=had,
        lot=case.lot,
    )


@rule("claim_was_made", "The claim that a case goes on from was made.", met_by=(ClaimMade,))
def claim_was_made(deal: Deal, fact: CaseReported) -> Verdict:
    """A claim of that number about the same shipment and lot; true where the case names none."""
    case = fact.case
    if case.claim is None:
        return True
    made = [one for one in deal.as_of(fact.at).all(ClaimMade) if one.claim == case.claim]
    if not made:
        return no("no claim {claim} was made", claim=case.claim)
    if any((one.shipment, one.lot) == (case.shipment, case.lot) for one in made):
        return True
    return no(
        "claim {claim} is about lot {lot} of shipment {shipment}",
        claim=case.claim,
        lot=made[-1].lot,
        shipment=made[-1].shipment,
    )


@rule("within_warranty", "The defect was reported within the warranty.", waived_by=("director",))
def within_warranty(deal: Deal, fact: CaseReported) -> Verdict:
    """Not after the last day of the contract's warranty, counted from the acceptance of the shipment.

    Days are those of the policy's calendar and zone. Before the acceptance the warranty has not begun to run. True
    where the contract has none: then the law decides (in China two years from receipt at most, Civil Code art. 621).
    """
    contract = deal.contract
    warranty = None if contract is None else contract.warranty
    accepted = Deliveries.of(deal.as_of(fact.at).facts).accepted.get(fact.case.shipment)
    if warranty is None or accepted is None:
        return True
    calendar = deal.flow.policy.calendar
    last = calendar.add(accepted.at, warranty).date()
    if fact.at.astimezone(calendar.zone).date() <= last:
        return True
    return no(
        "the warranty of {warranty} on shipment {shipment}, accepted on {accepted}, ended on {last}",
        warranty=warranty,
        shipment=fact.case.shipment,
        accepted=accepted.at.astimezone(calendar.zone).date(),
        last=last,
    )


@rule("remedy_fits_case", "A remedy is measured by the case.")
def remedy_fits_case(deal: Deal, fact: RemedyOffered) -> Verdict:
    """It is for no more pieces than the case, and its sum is in the contract's currency."""
    remedy, case, contract = fact.remedy, _case(deal, fact.case), deal.contract
    if remedy.amount is not None and contract is not None and remedy.amount.currency != contract.currency:
        return no(
            "{amount} is offered, the contract is in {currency}", amount=remedy.amount, currency=contract.currency
        )
    if remedy.quantity is None or case is None or case.reported is None:
        return True
    asked = case.reported.quantity
    offered = same_unit(remedy.quantity, asked.unit)
    if offered is not None and offered <= asked:
        return True
    return no(
        "the remedy is for {offered}, and case {case} is about {asked}",
        offered=remedy.quantity,
        case=fact.case,
        asked=asked,
    )


@rule("remedy_is_the_offered", "What is agreed is what was offered.", met_by=(RemedyOffered,))
def remedy_is_the_offered(deal: Deal, fact: RemedyAgreed) -> Verdict:
    """The remedy is the last one offered in this case, in every point but its note."""
    case = _case(deal, fact.case)
    offered = None if case is None else case.offered
    if offered is None:
        return no("nothing was offered in case {case}", case=fact.case)
    fields = [name for name in type(offered).model_fields if name != "note"]
    differing = [name for name in fields if getattr(offered, name) != getattr(fact.remedy, name)]
    if not differing:
        return True
    return no(
        "it differs: {differences}",
        differences=[
            t(
                "{what}: offered {offered}, agreed {agreed}",
                what=t(name),
                offered=getattr(offered, name),
                agreed=getattr(fact.remedy, name),
            )
            for name in differing
        ],
    )


@rule("replacement_is_agreed", "A replacement was agreed, and no more than that is sent.", met_by=(RemedyAgreed,))
def replacement_is_agreed(deal: Deal, fact: ReplacementSent) -> Verdict:
    """The case's remedy is a replacement, the article is the case's, and all its shipments keep within the quantity."""
    case = _case(deal, fact.case)
    agreed = None if case is None else case.agreed
    if case is None or case.reported is None or agreed is None or agreed.quantity is None:
        return no("no replacement was agreed in case {case}", case=fact.case)
    if agreed.kind != "replacement":
        return no("in case {case} a {kind} was agreed", case=fact.case, kind=t(agreed.kind.replace("_", " ")))
    other = [line.item for line in fact.shipment.lines if line.item != case.reported.item]
    if other:
        return no("case {case} is about {item}, not {other}", case=fact.case, item=case.reported.item, other=other)
    sent = [line.quantity for one in (*case.sent, fact) for line in one.shipment.lines]
    total = _sum(sent, agreed.quantity.unit)
    if total is not None and total <= agreed.quantity:
        return True
    return no("{sent} would be sent, and {agreed} are agreed", sent=total or sent, agreed=agreed.quantity)


@rule("replacement_is_released", "Quality released every lot that replaces.", met_by=(Inspected,))
def replacement_is_released(deal: Deal, fact: ReplacementSent) -> Verdict:
    """Each lot of this deal is released, with enough of it left; one of another deal comes with its release report."""
    if fact.from_deal == deal.id:
        return no("{deal} is this deal: leave it and the release report out", deal=deal.id)
    if fact.from_deal is not None:
        return True
    then = deal.as_of(fact.at)
    production = Production.of(then.facts)
    lots = dict.fromkeys(line.lot for line in fact.shipment.lines)
    waiting = production.not_released(lots)
    if waiting:
        return no("not released: {lots}", lots=waiting)
    for lot in lots:
        made = production.lots[lot].made
        if made is None:
            continue  # then it is not released
        left = [
            line.quantity
            for one in (*_shipments(deal).values(), fact.shipment)
            for line in one.lines
            if line.lot == lot
        ]
        gone = _sum(left, made.unit)
        if gone is None or gone > made:
            return no("of {lot}, {shipped} would leave, and {made} are made", lot=lot, shipped=gone or left, made=made)
    return True


@rule(
    "remedy_is_done",
    "A case is closed when the agreed remedy was carried out.",
    met_by=(ReplacementSent, AmountCredited, PaymentReturned),
)
def remedy_is_done(deal: Deal, fact: CaseClosed) -> Verdict:
    """A replacement left in full; credit notes or refunds of the case make up the sum; a discount waits."""
    then = deal.as_of(fact.at)
    case = _case(then, fact.case)
    agreed = None if case is None else case.agreed
    if case is None or agreed is None:
        return no("no remedy was agreed in case {case}", case=fact.case)
    if agreed.kind == "replacement" and agreed.quantity is not None:
        sent = _sum((line.quantity for one in case.sent for line in one.shipment.lines), agreed.quantity.unit)
        if sent is not None and sent >= agreed.quantity:
            return True
        return no("{sent} of {agreed} were replaced", sent=sent or agreed.quantity * 0, agreed=agreed.quantity)
    if agreed.kind in ("credit", "refund") and agreed.amount is not None:
        paid = _credited(then, fact.case) if agreed.kind == "credit" else _returned(then, fact.case)
        given = Money.total((one for one in paid if one.currency == agreed.amount.currency), agreed.amount.currency)
        if given >= agreed.amount:
            return True
        if agreed.kind == "credit":
            return no("{given} of {agreed} was credited", given=given, agreed=agreed.amount)
        return no("{given} of {agreed} was paid back", given=given, agreed=agreed.amount)
    return True


@rule("discount_is_open", "A discount on the next order is given once, and in time.", met_by=(RemedyAgreed,))
def discount_is_open(deal: Deal, fact: DiscountRedeemed) -> Verdict:
    """It was agreed in that case, was not given before, and its last day is not over."""
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    running = {one.case: one for one in open_discounts(deal.facts)}
    if fact.case not in running:
        return no("no discount of case {case} is open", case=fact.case)
    until = running[fact.case].until
    if until is not None and until < day:
        return no("the discount of case {case} ended on {until}", case=fact.case, until=until)
    return True


def _case(deal: Deal, number: str) -> Case | None:
    return Cases.of(deal.facts).cases.get(number)


def _shipments(deal: Deal) -> dict[str, Shipment]:
    """What left, by number: on the contract, and as a replacement."""
    found = {one.shipment.number: one.shipment for one in deal.all(Shipped)}
    return found | {one.shipment.number: one.shipment for one in deal.all(ReplacementSent)}


def _sum(quantities: Iterable[Quantity], unit: str) -> Quantity | None:
    """The sum in a unit; None of nothing, or where one does not convert."""
    total: Quantity | None = None
    for quantity in quantities:
        more = same_unit(quantity, unit)
        if more is None:
            return None
        total = more if total is None else total + more
    return total


def _credited(deal: Deal, case: str) -> list[Money]:
    return [one.amount for one in deal.all(AmountCredited) if one.case == case]


def _returned(deal: Deal, case: str) -> list[Money]:
    return [one.amount for one in deal.all(PaymentReturned) if one.case == case]

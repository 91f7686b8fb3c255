"""Conditions on production: what must be there before work and cost begin, and what a lot must be."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import (
    CapacityHeld,
    CarriedOver,
    ContactMet,
    Contract,
    Deliveries,
    Fact,
    Inspected,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    SampleApproved,
    StabilityPassed,
)
from b2bdeal.life.batch import BatchFilled
from b2bdeal.life.lock import formulas_in_force
from b2bdeal.life.lot import Production
from b2bdeal.life.order import OrderResumed, OrdersPlanned, ReworkFinished
from b2bdeal.life.reading import same_unit

__all__ = [
    "all_lots_released",
    "capacity_held",
    "concession_is_agreed",
    "lot_is_known",
    "lot_is_made",
    "lot_is_reworked",
    "lot_is_taken",
    "order_was_at",
    "orders_fit_contract",
    "output_is_counted",
    "output_is_last",
    "plan_fits_contract",
    "planned_ahead",
    "rework_fits_lot",
    "sample_approved",
    "stability_passed",
]


@gate("sample_approved", "The buyer approved a sample of every article.", met_by=(SampleApproved,))
def sample_approved(deal: Deal, at: datetime) -> Verdict:
    """Per line, formula and packaging version, as far as the contract names them."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    approved = deal.negotiation.approved
    missing = [
        line.item
        for line in contract.lines
        if not any(
            item == line.item and line.formula in (None, formula) and line.packaging in (None, packaging)
            for item, formula, packaging in approved
        )
    ]
    return True if not missing else no("no approved sample in the contract's version of {items}", items=missing)


@gate("capacity_held", "The factory holds capacity for the order.", met_by=(CapacityHeld,))
def capacity_held(deal: Deal, at: datetime) -> Verdict:
    """The last hold has not expired."""
    held = deal.last(CapacityHeld)
    if held is None:
        return no("no capacity is held")
    if held.until < at:
        return no("the hold of capacity {promise} expired on {until}", promise=held.promise, until=held.until)
    return True


@gate(
    "stability_passed",
    "Every formula stood {weeks} weeks of stability test.",
    met_by=(StabilityPassed,),
    waived_by=("quality",),
)
def stability_passed(deal: Deal, at: datetime, *, weeks: int) -> Verdict:
    """A passed test of at least so many weeks, here or carried over, for the approved formula of every item.

    The test runs beside bargaining; only production waits for it.
    """
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    carried = [one for fact in deal.all(CarriedOver) for one in fact.stability]
    tests = [(p.item, p.formula, p.weeks) for p in deal.all(StabilityPassed)]
    tests += [(p.item, p.formula, p.weeks) for p in carried]
    passed = {(item, formula): weeks for item, formula, weeks in sorted(tests, key=lambda test: test[2])}
    formulas = {(item, formula) for item, formula, _ in deal.negotiation.approved}
    items = {line.item for line in contract.lines}
    wanted = {(line.item, line.formula) for line in contract.lines if line.formula is not None}
    named = {item for item, _ in wanted}
    wanted |= {(item, formula) for item, formula in formulas if item in items - named}
    short = sorted((i, f, passed.get((i, f), 0)) for i, f in wanted if f is not None and passed.get((i, f), 0) < weeks)
    untested = sorted(items - {item for item, _ in wanted})
    if not short and not untested:
        return True
    said = [f"{item} {formula}: {got}/{weeks}" for item, formula, got in short] + untested
    return no("weeks passed so far, of {weeks}: {formulas}", weeks=weeks, formulas=said)


@rule("orders_fit_contract", "Production orders make what the contract says.", met_by=(ProductionReleased,))
def orders_fit_contract(deal: Deal, fact: ProductionReleased) -> Verdict:
    """Contract, line and item are those signed, and no line is made twice over. The version is approved, and is that of
    the line; where the line names no formula, the formula in force.

    What is firmly ordered of a line, with its tolerance, is the most: an order in work counts with its plan, one that
    is made with its good output, one that was scrapped or cancelled not at all, so that it can be made again.
    """
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    approved = deal.negotiation.approved
    production = Production.of(deal.facts)
    after = Production.of((*deal.facts, fact))
    ordered = {one.line: one for one in Deliveries.of(deal.facts).balance(contract)}
    in_force = formulas_in_force(deal.facts, contract)
    odd: list[Message] = []
    for order in fact.orders:
        line = contract.line(order.line)
        if order.contract != contract.number or line is None or line.item != order.item:
            odd.append(t("{order} is for line {line}, {item}, of {contract}", **_told(order)))
        elif (order.item, order.formula, order.packaging) not in approved:
            odd.append(t("{order} makes {formula} in {packaging}, which is not approved", **_told(order)))
        elif order.formula != (formula := line.formula or in_force.get(line.item) or order.formula) or (
            line.packaging not in (None, order.packaging)
        ):
            wanted = {"wanted": formula, "in_packaging": line.packaging or order.packaging}
            odd.append(
                t(
                    "{order} makes {formula} in {packaging}, and line {line} is {wanted} in {in_packaging}",
                    **_told(order),
                    **wanted,
                )
            )
        elif order.lot in production.lots:
            odd.append(t("{order} makes the lot {lot} again", **_told(order)))
        elif order.line not in ordered:
            odd.append(t("of line {line}, nothing is called off yet", **_told(order)))
        elif (
            order.quantity.unit != line.quantity.unit
            or after.expected_of(order.line, line.quantity.unit) > ordered[order.line].most
        ):
            total = after.expected_of(order.line, order.quantity.unit)
            odd.append(
                t(
                    "line {line} would come to {total}, and {ordered} are ordered",
                    **_told(order),
                    total=total,
                    ordered=ordered[order.line].ordered,
                )
            )
    return (
        True
        if not odd
        else no("these orders do not fit contract {contract}: {orders}", contract=contract.number, orders=odd)
    )


@rule("planned_ahead", "No order is planned in the past.")
def planned_ahead(deal: Deal, fact: OrdersPlanned | ProductionReleased) -> Verdict:
    """Each order starts on the day on which it is planned or released, or later, on the policy's calendar."""
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    late = [
        t("{order} starts on {start}", order=one.number, start=one.planned_start)
        for one in fact.orders
        if one.planned_start < day
    ]
    return True if not late else no("{orders}, which is before {day}: plan it anew", orders=late, day=day)


@rule("plan_fits_contract", "What is planned is of the contract, and under numbers of its own.")
def plan_fits_contract(deal: Deal, fact: OrdersPlanned) -> Verdict:
    """Contract, line and item are those signed; neither the order nor its lot is there already."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    production = Production.of(deal.facts)
    lots = {one.order.lot for one in production.orders.values()} | set(production.lots)
    odd: list[Message] = []
    for order in fact.orders:
        line = contract.line(order.line)
        if order.contract != contract.number or line is None or line.item != order.item:
            odd.append(t("{order} is for line {line}, {item}, of {contract}", **_told(order)))
        elif order.lot in lots:
            odd.append(t("{order} makes the lot {lot} again", **_told(order)))
    return (
        True
        if not odd
        else no("these orders do not fit contract {contract}: {orders}", contract=contract.number, orders=odd)
    )


@rule("lot_is_known", "The lot comes from a released order.", met_by=(ProductionReleased,))
def lot_is_known(deal: Deal, fact: ProductionFinished | Inspected | ReworkFinished | BatchFilled) -> Verdict:
    """Lot and order are those released."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    if lot is None or lot.order is None or lot.order.number != fact.order:
        return no("no released order {order} makes the lot {lot}", order=fact.order, lot=fact.lot)
    return True


@rule("lot_is_made", "What is inspected was made.", met_by=(ProductionFinished,))
def lot_is_made(deal: Deal, fact: Inspected) -> Verdict:
    """The lot is finished, in whole or in part."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    return (
        True if lot is not None and lot.made is not None else no("nothing of the lot {lot} is finished", lot=fact.lot)
    )


@rule("output_is_counted", "What comes out is counted in the lot's unit.")
def output_is_counted(deal: Deal, fact: ProductionFinished) -> Verdict:
    """Good output and loss are in a unit that converts to the order's."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    if lot is None or lot.order is None:
        return True  # lot_is_known says so
    unit = lot.order.quantity.unit
    odd = tuple(one.unit for one in (fact.good, fact.scrapped) if same_unit(one, unit) is None)
    return True if not odd else no("{lot} is counted by {unit}, not by {units}", lot=fact.lot, unit=unit, units=odd)


@rule("rework_fits_lot", "No more goes through rework than there is of the lot.", met_by=(ProductionFinished,))
def rework_fits_lot(deal: Deal, fact: ReworkFinished) -> Verdict:
    """What came out of the rework good and what was scrapped in it are at most what was made of the lot."""
    lot = Production.of(deal.as_of(fact.at).facts).lots.get(fact.lot)
    if lot is None or lot.made is None:
        return no("nothing of the lot {lot} is finished", lot=fact.lot)
    done = same_unit(fact.good + fact.scrapped, lot.made.unit)
    if done is None:
        return no("{lot} is counted by {unit}, not by {units}", lot=fact.lot, unit=lot.made.unit, units=fact.good.unit)
    if done <= lot.made:
        return True
    return no("{done} of {lot} went through rework, and {made} are made", done=done, lot=fact.lot, made=lot.made)


@rule("concession_is_agreed", "A concession is the buyer's: a person of theirs, and a document.", met_by=(ContactMet,))
def concession_is_agreed(deal: Deal, fact: Inspected) -> Verdict:
    """A lot that is conceded names the buyer's person, who is a contact of the deal, and the document."""
    if fact.disposition != "concession":
        return True
    if fact.conceded_by is None or fact.document is None:
        return no("the concession of {lot} needs who of the buyer gave it, and in which document", lot=fact.lot)
    lead = deal.lead
    known = {one.person for one in (() if lead is None else lead.contacts)}
    known |= {one.contact.person for one in deal.all(ContactMet)}
    if fact.conceded_by in known:
        return True
    return no(
        "{person} is no contact of the buyer in this deal; {contacts} are",
        person=fact.conceded_by,
        contacts=tuple(sorted(known)),
    )


@rule(
    "all_lots_released", "What is ordered is made and released by quality, and no order is open.", met_by=(Inspected,)
)
def all_lots_released(deal: Deal, fact: Fact) -> Verdict:
    """Of every line, what is released reaches the least that is firmly ordered, counted with this fact.

    Without a contract, as in imported history, every lot that was made is released.
    """
    facts = (*deal.facts, fact)
    production, contract = Production.of(facts), Contract.in_force(facts)
    if production.open_orders:
        return no("still open: {orders}", orders=production.open_orders)
    if contract is None:
        waiting = production.not_released(sorted(production.lots))
        return True if not waiting else no("not released yet: {lots}", lots=waiting)
    balance = Deliveries.of(facts).balance(contract)
    for one in balance:
        released = production.released_of(one.line, one.ordered.unit)
        if released < one.least:
            return no(
                "of line {line}, {released} are released, and {least} are the least",
                line=one.line,
                released=released,
                least=one.least,
            )
    return True if balance else no("nothing is called off yet")


@rule("output_is_last", "The lot is complete with it.")
def output_is_last(deal: Deal, fact: ProductionFinished) -> Verdict:
    """Nothing more of the lot is to come."""
    return True if fact.last else no("more of {lot} is to come", lot=fact.lot)


@rule("lot_is_taken", "The lot is accepted, or conceded by the buyer.")
def lot_is_taken(deal: Deal, fact: Inspected) -> Verdict:
    """The inspection released it."""
    return True if fact.released else no("{lot} is not taken: {what}", lot=fact.lot, what=t(fact.disposition))


@rule("lot_is_reworked", "The lot is sent back to rework.")
def lot_is_reworked(deal: Deal, fact: Inspected) -> Verdict:
    """The inspection asks for rework."""
    if fact.disposition == "rework":
        return True
    return no("{lot} is not sent to rework: {what}", lot=fact.lot, what=t(fact.disposition))


@rule("order_was_at", "The order stopped at {stage}.")
def order_was_at(deal: Deal, fact: OrderResumed, *, stage: str) -> Verdict:
    """It goes on where it stopped."""
    one = Production.of(deal.as_of(fact.at).facts).orders.get(fact.order)
    if one is not None and one.held_at == stage:
        return True
    return no("{order} did not stop there", order=fact.order)


def _told(order: ProductionOrder) -> dict[str, object]:
    return {
        "order": order.number,
        "line": order.line,
        "item": order.item,
        "contract": order.contract,
        "formula": order.formula,
        "packaging": order.packaging,
        "lot": order.lot,
    }

"""Conditions on packaging: planned, come, accepted, compatible with the formula, and what is left over settled."""

from datetime import datetime

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import t
from b2bdeal.life.lock import formulas_in_force
from b2bdeal.life.packaging import (
    CompatibilityPassed,
    LeftoversSettled,
    PackagingArrived,
    PackagingInspected,
    PackagingPlanned,
)
from b2bdeal.life.reading import same_unit
from b2bdeal.life.supply import Packaging

__all__ = [
    "customer_due_is_ahead",
    "leftovers_are_there",
    "packaging_compatible",
    "packaging_has_come",
    "packaging_is_planned",
    "packaging_ready",
]


@rule("packaging_is_planned", "Packaging that comes is packaging that was planned.", met_by=(PackagingPlanned,))
def packaging_is_planned(deal: Deal, fact: PackagingArrived | PackagingInspected | LeftoversSettled) -> Verdict:
    """The item is in a plan, in a unit that converts to the plan's."""
    state = Packaging.of(deal.as_of(fact.at).facts).items.get(fact.item)
    if state is None:
        return no("no packaging {item} is planned", item=fact.item)
    unit = state.plan.quantity.unit
    if fact.kind == PackagingInspected.kind:
        given = PackagingInspected.cast(fact).accepted
    elif fact.kind == PackagingArrived.kind:
        given = PackagingArrived.cast(fact).quantity
    else:
        given = LeftoversSettled.cast(fact).quantity
    if same_unit(given, unit) is None:
        return no("{item} is counted by {unit}, not by {other}", item=fact.item, unit=unit, other=given.unit)
    return True


@rule("customer_due_is_ahead", "A customer is not given a day for its packaging that is over.")
def customer_due_is_ahead(deal: Deal, fact: PackagingPlanned) -> Verdict:
    """What the customer supplies is due on the day of the plan or later, in the zone of the policy's calendar.

    A later plan may keep a day that was set before, for no more than it was set for: else a new plan would make the
    customer late after the event, and its days would stop a penalty.
    """
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    then = deal.as_of(fact.at).facts
    before, after = Packaging.of(then).items, Packaging.of((*then, fact)).items
    late = []
    for item in fact.items:
        if item.supplied_by != "customer" or item.due >= day:
            continue
        old, more = before.get(item.item), after[item.item].needed
        asked = None if old is None else same_unit(more, old.needed.unit)
        kept = old is not None and old.plan.supplied_by == "customer" and old.plan.due <= item.due
        if not kept or old is None or asked is None or asked > old.needed:
            late.append(t("{item} by {due}", item=item.item, due=item.due))
    return True if not late else no("on {day} the customer is asked for {late}; give a day to come", day=day, late=late)


@rule("leftovers_are_there", "No more is left over than came.", met_by=(PackagingArrived,))
def leftovers_are_there(deal: Deal, fact: LeftoversSettled) -> Verdict:
    """What is settled of the item in all is no more than had come by then; what was only stored is still there."""
    then = deal.as_of(fact.at)
    state = Packaging.of(then.facts).items.get(fact.item)
    if state is None:
        return True  # packaging_is_planned says so
    settled = fact.quantity
    for old in then.all(LeftoversSettled):
        more = same_unit(old.quantity, settled.unit)
        if old.item == fact.item and old.how != "stored" and more is not None:
            settled = settled + more
    all_ = same_unit(settled, state.arrived.unit)
    if all_ is None or all_ <= state.arrived:
        return True
    return no(
        "of {item}, {settled} would be settled, and {arrived} came", item=fact.item, settled=all_, arrived=state.arrived
    )


@rule("packaging_has_come", "What is inspected has come.", met_by=(PackagingArrived,))
def packaging_has_come(deal: Deal, fact: PackagingInspected) -> Verdict:
    """Over all inspections of the item, no more is accepted and rejected than had come by then."""
    then = deal.as_of(fact.at)
    state = Packaging.of((*then.facts, fact)).items.get(fact.item)
    if state is None:
        return True  # packaging_is_planned says so
    seen = state.accepted + state.rejected
    if seen <= state.arrived:
        return True
    words = "of {item}, {seen} would be inspected, and {arrived} came"
    return no(words, item=fact.item, seen=seen, arrived=state.arrived)


@gate(
    "packaging_ready",
    "The packaging of every article is complete.",
    met_by=(PackagingPlanned, PackagingArrived, PackagingInspected),
    waived_by=("planning", "director"),
)
def packaging_ready(deal: Deal, at: datetime) -> Verdict:
    """Enough of every planned item is accepted, loss allowance and all; an article that names packaging has a plan."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    packaging = Packaging.of(deal.facts, contract)
    planned = {article for state in packaging.items.values() for article in state.plan.articles}
    open_: list[object] = [
        t("{article}: no packaging is planned", article=article)
        for article in dict.fromkeys(line.item for line in contract.lines if line.packaging is not None)
        if article not in planned
    ]
    for item, state in packaging.items.items():
        if not state.complete:
            figures = {"item": item, "accepted": state.accepted, "needed": state.needed, "short": state.short}
            open_.append(t("{item}: {accepted} of {needed} accepted, {short} short", **figures))
    return True if not open_ else no("packaging is not complete: {packaging}", packaging=open_)


@gate(
    "packaging_compatible",
    "The formula and its packaging bear each other.",
    met_by=(CompatibilityPassed,),
    waived_by=("quality",),
)
def packaging_compatible(deal: Deal, at: datetime) -> Verdict:
    """Every planned item that the formula touches passed its test with the formula in force of each of its articles."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    packaging = Packaging.of(deal.facts, contract)
    formulas = formulas_in_force(deal.facts, contract)
    open_: list[object] = []
    for item, state in packaging.items.items():
        for formula in dict.fromkeys(formulas[article] for article in state.plan.articles if article in formulas):
            if formula is None:
                continue  # sample_approved says so
            found = packaging.compatibility(item, formula)
            if found == "pending":
                open_.append(t("{item} with {formula}: not tested", item=item, formula=formula))
            elif found == "failed":
                open_.append(t("{item} with {formula}: failed", item=item, formula=formula))
    return True if not open_ else no("compatibility is not shown: {tests}", tests=open_)

"""Conditions on production: what must be there before work and cost begin, and what a lot must be."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from b2bdeal.flow.condition import Verdict, gate, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import (
    CapacityHeld,
    Inspected,
    Production,
    ProductionFinished,
    ProductionOrder,
    ProductionReleased,
    SampleApproved,
    StabilityPassed,
)
from b2bdeal.units import Quantity

__all__ = [
    "all_lots_released",
    "capacity_held",
    "lot_is_known",
    "lot_is_made",
    "orders_fit_contract",
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
    """A passed test of at least so many weeks, for the approved formula of every item of the contract.

    The test runs beside bargaining; only production waits for it.
    """
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    passed = {(p.item, p.formula): p.weeks for p in sorted(deal.all(StabilityPassed), key=lambda p: p.weeks)}
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
    """Contract, line and item are those signed, the version is the approved one, and no line is made twice over."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    approved = deal.negotiation.approved
    odd: list[Message] = []
    made: Counter[int] = Counter()
    totals: dict[int, Decimal] = {}
    lots = set(Production.of(deal.facts).lots)
    earlier = [order for old in deal.all(ProductionReleased) for order in old.orders]
    for order in (*earlier, *fact.orders):
        made[order.line] += 1
        totals[order.line] = totals.get(order.line, Decimal(0)) + order.quantity.value
    for order in fact.orders:
        line = contract.line(order.line)
        if order.contract != contract.number or line is None or line.item != order.item:
            odd.append(t("{order} is for line {line}, {item}, of {contract}", **_told(order)))
        elif (order.item, order.formula, order.packaging) not in approved:
            odd.append(t("{order} makes {formula} in {packaging}, which is not approved", **_told(order)))
        elif order.lot in lots:
            odd.append(t("{order} makes the lot {lot} again", **_told(order)))
        elif order.quantity.unit != line.quantity.unit or totals[order.line] > line.quantity.value * (
            1 + contract.tolerance
        ):
            total = Quantity(totals[order.line], order.quantity.unit)
            odd.append(
                t(
                    "line {line} would come to {total}, and {ordered} are ordered",
                    **_told(order),
                    total=total,
                    ordered=line.quantity,
                )
            )
    return (
        True
        if not odd
        else no("these orders do not fit contract {contract}: {orders}", contract=contract.number, orders=odd)
    )


@rule("lot_is_known", "The lot comes from a released order.", met_by=(ProductionReleased,))
def lot_is_known(deal: Deal, fact: ProductionFinished | Inspected) -> Verdict:
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


@rule("all_lots_released", "Every lot is made and released by quality.", met_by=(Inspected,))
def all_lots_released(deal: Deal, fact: Inspected) -> Verdict:
    """Counted with this inspection."""
    production = Production.of((*deal.facts, fact))
    waiting = production.not_released(sorted(production.lots))
    return True if not waiting else no("not released yet: {lots}", lots=waiting)


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

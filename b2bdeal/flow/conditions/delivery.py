"""Conditions on what leaves, and on what is accepted."""

from collections.abc import Iterator

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life import Deliveries, GoodsAccepted, Inspected, Production, Shipped, ShippedLine
from b2bdeal.units import Quantity

__all__ = ["all_accepted", "lots_released", "shipment_is_known", "shipment_is_new", "within_contract", "within_lots"]


@rule("lots_released", "Quality released every lot that leaves.", met_by=(Inspected,))
def lots_released(deal: Deal, fact: Shipped) -> Verdict:
    """Each lot was made, inspected, and accepted or conceded."""
    waiting = Production.of(deal.as_of(fact.at).facts).not_released(
        dict.fromkeys(line.lot for line in fact.shipment.lines)
    )
    return True if not waiting else no("not released: {lots}", lots=waiting)


@rule("within_lots", "No more of a lot leaves than was made of it, and as what it was made.")
def within_lots(deal: Deal, fact: Shipped) -> Verdict:
    """Over all shipments together; contract line and item are those of the lot's order."""
    lots = Production.of(deal.facts).lots
    odd: list[Message] = []
    for name in dict.fromkeys(line.lot for line in fact.shipment.lines):
        lot = lots.get(name)
        if lot is None or lot.made is None or lot.order is None:
            continue  # lots_released says so
        if any(
            (part.line, part.item) != (lot.order.line, lot.order.item)
            for part in fact.shipment.lines
            if part.lot == name
        ):
            odd.append(t("{lot} is line {line}, {item}", lot=name, line=lot.order.line, item=lot.order.item))
            continue
        parts = [part.quantity for part in _parts(deal, fact) if part.lot == name]
        if any(part.unit != lot.made.unit for part in parts):
            odd.append(t("{lot} is counted by {unit}", lot=name, unit=lot.made.unit))
        elif _sum(parts) > lot.made:
            odd.append(
                t("of {lot}, {shipped} would leave, and {made} are made", lot=name, shipped=_sum(parts), made=lot.made)
            )
    return True if not odd else no("the lots do not hold this: {lots}", lots=odd)


@rule("within_contract", "The sum of all shipments keeps within the contract's tolerance.")
def within_contract(deal: Deal, fact: Shipped) -> Verdict:
    """Each line's quantity with its tolerance, against everything shipped on it."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    unknown = [part.line for part in fact.shipment.lines if contract.line(part.line) is None]
    if unknown:
        return no("contract {contract} has no line {lines}", contract=contract.number, lines=unknown)
    over = [b for b in Deliveries.of((*deal.facts, fact)).balance(contract) if b.state == "over"]
    if not over:
        return True
    return no(
        "line {line} would come to {shipped}, and {most} is the most",
        line=over[0].line,
        shipped=over[0].shipped,
        most=over[0].most,
    )


@rule("shipment_is_new", "A shipment leaves once.")
def shipment_is_new(deal: Deal, fact: Shipped) -> Verdict:
    """No shipment of that number left before."""
    if any(old.shipment.number == fact.shipment.number for old in deal.all(Shipped)):
        return no("shipment {shipment} has left already", shipment=fact.shipment.number)
    return True


@rule("shipment_is_known", "What is accepted has been shipped.", met_by=(Shipped,))
def shipment_is_known(deal: Deal, fact: GoodsAccepted) -> Verdict:
    """The shipment left."""
    if any(old.shipment.number == fact.shipment for old in deal.as_of(fact.at).all(Shipped)):
        return True
    return no("no shipment {shipment} has left", shipment=fact.shipment)


@rule(
    "all_accepted", "Everything that the contract asks for was shipped and accepted.", met_by=(Shipped, GoodsAccepted)
)
def all_accepted(deal: Deal, fact: GoodsAccepted) -> Verdict:
    """No line is short beyond its tolerance, and every shipment is accepted, counted with this one."""
    contract, deliveries = deal.contract, Deliveries.of((*deal.facts, fact))
    short = [] if contract is None else [b for b in deliveries.balance(contract) if b.state == "short"]
    if short:
        return no(
            "of line {line}, {shipped} of {ordered} was shipped",
            line=short[0].line,
            shipped=short[0].shipped,
            ordered=short[0].ordered,
        )
    return True if deliveries.all_accepted else no("some shipments are not accepted yet")


def _parts(deal: Deal, fact: Shipped) -> Iterator[ShippedLine]:
    for shipped in (*deal.all(Shipped), fact):
        yield from shipped.shipment.lines


def _sum(parts: list[Quantity]) -> Quantity:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total

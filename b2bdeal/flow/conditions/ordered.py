"""Conditions on call-offs of a blanket order, and on lines that are closed short."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.conditions.delivery import all_shipped
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life.delivery import Deliveries
from b2bdeal.life.fact import Fact
from b2bdeal.life.lot import Production
from b2bdeal.life.material import MaterialPriceMoved, material_prices
from b2bdeal.life.ordered import Blanket, CalledOff, LineClosed, firm_lines
from b2bdeal.life.reading import same_unit
from b2bdeal.units import percent_text

__all__ = ["call_off_fits", "call_off_is_left", "call_off_price_holds", "closes_what_was_delivered", "more_is_to_come"]


@rule("call_off_fits", "The call-off is of the blanket order, within its period.")
def call_off_fits(deal: Deal, fact: CalledOff) -> Verdict:
    """The contract is a blanket order; the call-off's number is new, it comes within the period, its goods are wanted
    by the contract's last day, and its lines are the contract's, in their units and in the contract's currency.
    """
    contract, off = deal.contract, fact.call_off
    if contract is None:
        return no("there is no contract yet")
    if contract.kind != "blanket" or contract.period is None:
        return no("contract {contract} is no blanket order: its lines are ordered already", contract=contract.number)
    found: list[Message] = []
    if any(old.call_off.number == off.number for old in deal.all(CalledOff)):
        found.append(t("{number} was called off before", number=off.number))
    day = fact.at.astimezone(deal.flow.policy.calendar.zone).date()
    if not contract.period.holds(day):
        period = contract.period
        found.append(
            t("it comes on {day}, the period is {first} to {last}", day=day, first=period.first, last=period.last)
        )
    if off.wanted_by > contract.deliver_by:
        found.append(
            t("it is wanted by {day}, the contract ends on {last}", day=off.wanted_by, last=contract.deliver_by)
        )
    for one in off.lines:
        line = contract.line(one.line)
        if line is None:
            found.append(t("the contract has no line {line}", line=one.line))
        elif same_unit(one.quantity, line.quantity.unit) is None:
            found.append(t("line {line} is counted in {unit}", line=one.line, unit=line.quantity.unit))
        if one.unit_price is not None and one.unit_price.currency != contract.currency:
            found.append(
                t(
                    "the contract is in {currency}, and {price} is asked",
                    currency=contract.currency,
                    price=one.unit_price,
                )
            )
    return True if not found else no("it does not fit {contract}: {why}", contract=contract.number, why=found)


@rule("call_off_is_left", "What is called off is left of the blanket order.")
def call_off_is_left(deal: Deal, fact: CalledOff) -> Verdict:
    """Of each line no more than the frame's quantity less what was called off before; no tolerance applies to it."""
    contract = deal.contract
    if contract is None or contract.kind != "blanket":
        return True  # call_off_fits says so
    blanket = Blanket.of(deal.facts, contract)
    found: list[Message] = []
    for one in fact.call_off.lines:
        line, left = contract.line(one.line), blanket.left(one.line)
        wanted = None if line is None else same_unit(one.quantity, line.quantity.unit)
        if line is not None and left is not None and wanted is not None and wanted > left:
            found.append(
                t(
                    "line {line}, {item}: {wanted} called off, {left} of {frame} left",
                    line=one.line,
                    item=line.item,
                    wanted=wanted,
                    left=left,
                    frame=line.quantity,
                )
            )
    return True if not found else no("more than is left: {lines}", lines=found)


@rule(
    "call_off_price_holds",
    "A call-off is at the contract's price, or its price clause is set off.",
    met_by=(MaterialPriceMoved,),
    waived_by=("director",),
)
def call_off_price_holds(deal: Deal, fact: CalledOff) -> Verdict:
    """Another price than the contract's needs its price adjustment clause, and a material that it names must have moved
    by as much as the clause says, by the prices on record.
    """
    contract = deal.contract
    if contract is None:
        return True
    other: list[Message] = []
    for one in fact.call_off.lines:
        line = contract.line(one.line)
        if line is not None and one.unit_price is not None and one.unit_price != line.unit_price:
            other.append(
                t("{item} at {asked}, by contract {price}", item=line.item, asked=one.unit_price, price=line.unit_price)
            )
    if not other:
        return True
    if contract.adjustment is None:
        return no("the contract has no price adjustment clause, and asked is {prices}", prices=other)
    prices = {name: moved.price for name, moved in material_prices(deal.facts, fact.at).items()}
    if not contract.adjustment.set_off_by(prices):
        named = [one.material for one in contract.adjustment.materials]
        return no(
            "no price of {materials} on record moved by {share} or more, and asked is {prices}",
            materials=named,
            share=percent_text(contract.adjustment.moves_by),
            prices=other,
        )
    return True


@rule("closes_what_was_delivered", "A line is closed at what was delivered of it.")
def closes_what_was_delivered(deal: Deal, fact: LineClosed) -> Verdict:
    """The line, or the call-off's line, is there and open; no production order for it is open; `delivered` is what was
    shipped of it, and less than what was ordered. In a blanket order it is at most what was shipped of the line, and so
    much that its call-offs, with their tolerance, still hold all that was shipped. Of a single contract something
    remains.
    """
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    if contract.kind == "blanket" and fact.call_off is None:
        return no("name the call-off whose line is closed: what is not called off of a blanket order is not ordered")
    named = [one for one in firm_lines(contract, deal.facts) if (one.line, one.call_off) == (fact.line, fact.call_off)]
    if not named:
        return no("line {line} is not ordered", line=fact.line if fact.call_off is None else fact.about())
    if named[0].closed:
        return no("line {line} is closed already, with {delivered}", line=fact.line, delivered=named[0].quantity)
    ordered = named[0].quantity
    shipped = Deliveries.of(deal.facts).shipped_of(fact.line, ordered.unit)
    delivered = same_unit(fact.delivered, ordered.unit)
    if delivered is None:
        return no("line {line} is counted in {unit}", line=fact.line, unit=ordered.unit)
    if delivered > shipped or (contract.kind == "single" and delivered != shipped):
        return no(
            "{shipped} of line {line} were shipped, not {delivered}",
            shipped=shipped,
            line=fact.line,
            delivered=delivered,
        )
    if delivered >= ordered:
        return no(
            "{ordered} were ordered, and {delivered} came: nothing is short", ordered=ordered, delivered=delivered
        )
    balance = Deliveries.of((*deal.facts, fact)).balance(contract)
    over = [one for one in balance if one.line == fact.line and one.state == "over"]
    if over:
        return no(
            "of line {line}, {shipped} were shipped, and its call-offs would come to {most} at the most",
            line=fact.line,
            shipped=over[0].shipped,
            most=over[0].most,
        )
    others = [one for one in firm_lines(contract, deal.facts) if one != named[0]]
    if contract.kind == "single" and delivered.is_zero and all(one.quantity.is_zero for one in others):
        return no("nothing would be left of contract {contract}: cancel it instead", contract=contract.number)
    return _no_open_orders(deal, fact)


def _no_open_orders(deal: Deal, fact: LineClosed) -> Verdict:
    production = Production.of(deal.facts)
    working = [number for number in production.open_orders if production.orders[number].order.line == fact.line]
    if working and fact.call_off is None:
        return no("orders {orders} still make it: finish or cancel them first", orders=working)
    return True


@rule("more_is_to_come", "Something is ordered that was not shipped.", met_by=(CalledOff,))
def more_is_to_come(deal: Deal, fact: Fact) -> Verdict:
    """Some line is short beyond its tolerance, counted with this fact."""
    return True if all_shipped.ask(deal, fact) is not True else no("everything that is ordered was shipped")

"""Conditions on amendments: they follow each other, and what is made, shipped, invoiced or bought stays paid for."""

from collections.abc import Iterator

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.labels import Message, t
from b2bdeal.life.amendment import Amendment, ContractAmended
from b2bdeal.life.contract import Contract, ContractLine
from b2bdeal.life.delivery import Deliveries
from b2bdeal.life.invoice import InvoiceIssued
from b2bdeal.life.lot import Production
from b2bdeal.life.ordered import Blanket
from b2bdeal.life.reading import of_kind, same_unit
from b2bdeal.life.stock import Stock, StockItem, StockSettled
from b2bdeal.units import Money, Quantity

__all__ = ["amendment_fits", "amendment_keeps_what_is_done", "amendment_settles_stock"]

_COUNTED = ("label", "bottle", "packaging", "finished")


@rule("amendment_fits", "The amendment follows the contract in force.")
def amendment_fits(deal: Deal, fact: ContractAmended) -> Verdict:
    """It names the contract, its number is the next one, its lines are there, and the contract holds with it."""
    contract = deal.contract
    if contract is None:
        return no("there is no contract yet")
    found = fact.amendment.misfits(contract)
    return True if not found else no("amendment {number} does not fit: {why}", number=fact.amendment.number, why=found)


@rule("amendment_keeps_what_is_done", "No quantity goes below what is made, shipped, invoiced or called off.")
def amendment_keeps_what_is_done(deal: Deal, fact: ContractAmended) -> Verdict:
    """Each line that shrinks or falls away keeps at least what came out good of it (rejected lots left out), what left,
    what is invoiced and, in a blanket order, what is called off; a smaller tolerance leaves room for what left; and the
    contract is not worth less than its invoices.
    """
    contract = deal.contract
    if contract is None or fact.amendment.misfits(contract):
        return True  # amendment_fits says so
    found = [*_below(deal, contract, fact.amendment)]
    asked = Money.total(
        (one.amount for one in deal.all(InvoiceIssued) if one.amount.currency == contract.currency), contract.currency
    )
    amended = contract.amended(fact.amendment)
    found.extend(_over(deal, contract, amended))
    total = amended.total
    if total < asked and total < contract.total:
        found.append(t("the contract would come to {total}, and {asked} is invoiced", total=total, asked=asked))
    return True if not found else no("the amendment goes below what is done: {lines}", lines=found)


@rule(
    "amendment_settles_stock",
    "Materials and packaging that a smaller order no longer needs are settled.",
    met_by=(StockSettled,),
    waived_by=("director",),
)
def amendment_settles_stock(deal: Deal, fact: ContractAmended) -> Verdict:
    """For each line that shrinks: customer-specific stock of the factory's that is left for it.

    What is counted in the line's unit, as labels, may stay as far as the quantity still to be made needs it; the rest
    is in the amendment's `settled`. Of materials and bulk, which are counted otherwise, something must be said there.
    Stock that was settled before is no longer left.
    """
    contract = deal.contract
    if contract is None or fact.amendment.misfits(contract):
        return True
    stock, production = Stock.of(deal.facts), Production.of(deal.facts)
    found: dict[str, Message] = {}
    for line, wanted in _smaller(contract, fact.amendment):
        made = production.made_of(line.line, wanted.unit)
        needed = wanted - min(made, wanted)
        for one in stock.unsettled(line.line):
            message = _unsettled(one, needed, fact.amendment)
            if message is not None:
                found[one.taken.stock] = message
    return True if not found else no("settle in the amendment: {stock}", stock=tuple(found.values()))


def _smaller(contract: Contract, amendment: Amendment) -> Iterator[tuple[ContractLine, Quantity]]:
    """Each line that would shrink or fall away, and what would be left of it, in the line's unit."""
    for change in amendment.lines:
        line = contract.line(change.line)
        if line is None:
            continue
        wanted = (
            line.quantity * 0 if change.dropped else same_unit(change.quantity or line.quantity, line.quantity.unit)
        )
        if wanted is not None and wanted < line.quantity:
            yield line, wanted


def _below(deal: Deal, contract: Contract, amendment: Amendment) -> Iterator[Message]:
    production, deliveries = Production.of(deal.facts), Deliveries.of(deal.facts)
    called = Blanket.of(deal.facts, contract).called if contract.kind == "blanket" else {}
    for line, wanted in _smaller(contract, amendment):
        unit = wanted.unit
        invoiced = Quantity.of(0, unit)
        for issued in of_kind(deal.facts, InvoiceIssued):
            for part in issued.lines:
                quantity = same_unit(part.quantity, unit) if part.line == line.line else None
                invoiced = invoiced if quantity is None else invoiced + quantity
        made, shipped = production.made_of(line.line, unit), deliveries.shipped_of(line.line, unit)
        off = called.get(line.line, Quantity.of(0, unit))
        done = (
            (made, t("{quantity} made", quantity=made)),
            (shipped, t("{quantity} shipped", quantity=shipped)),
            (invoiced, t("{quantity} invoiced", quantity=invoiced)),
            (off, t("{quantity} called off", quantity=off)),
        )
        above = [message for much, message in done if much > wanted]
        if above:
            yield t(
                "line {line}, {item}: {wanted} wanted, already {done}",
                line=line.line,
                item=line.item,
                wanted=wanted,
                done=above,
            )


def _over(deal: Deal, contract: Contract, amended: Contract) -> Iterator[Message]:
    """Each line of which more left than a smaller tolerance allows, and not more than the old one did."""
    if amended.tolerance >= contract.tolerance:
        return
    deliveries = Deliveries.of(deal.facts)
    over = {one.line for one in deliveries.balance(contract) if one.state == "over"}
    for one in deliveries.balance(amended):
        if one.state == "over" and one.line not in over:
            yield t(
                "line {line}, {item}: {shipped} shipped, and {most} would be the most",
                line=one.line,
                item=one.item,
                shipped=one.shipped,
                most=one.most,
            )


def _unsettled(one: StockItem, needed: Quantity, amendment: Amendment) -> Message | None:
    settled = [line for line in amendment.settled if line.item == one.taken.item]
    left = same_unit(one.left, needed.unit) if one.taken.sort in _COUNTED else None
    if left is None:
        if settled:
            return None
        return t("{left} of {item}, worth {value}", left=one.left, item=one.taken.item, value=one.value)
    said = Quantity.of(0, needed.unit)
    for line in settled:
        said = said + (same_unit(line.quantity, needed.unit) or said * 0)
    if left <= needed + said:
        return None
    return t(
        "{more} of {item}, of {left} worth {value}, since {needed} can still be used",
        more=left - needed - said,
        item=one.taken.item,
        left=left,
        value=one.value,
        needed=needed,
    )

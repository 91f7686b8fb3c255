"""Conditions on customer-specific stock: what is used or settled is there, and is valued in the contract's currency."""

from b2bdeal.flow.condition import Verdict, no, rule
from b2bdeal.flow.deal import Deal
from b2bdeal.life.reading import same_unit
from b2bdeal.life.stock import Stock, StockSettled, StockTaken, StockUsed

__all__ = ["stock_is_new", "stock_is_there"]


@rule("stock_is_new", "Stock is taken in once, at a value in the contract's currency.")
def stock_is_new(deal: Deal, fact: StockTaken) -> Verdict:
    """No stock of that number is here; its line is one of the contract's."""
    if fact.stock in Stock.of(deal.facts).items:
        return no("stock {stock} is taken in already", stock=fact.stock)
    contract = deal.contract
    if contract is None:
        return True
    if fact.value.currency != contract.currency:
        return no("{value} is given, the contract is in {currency}", value=fact.value, currency=contract.currency)
    if fact.line is not None and contract.line(fact.line) is None:
        return no("contract {contract} has no line {lines}", contract=contract.number, lines=(fact.line,))
    return True


@rule("stock_is_there", "No more of a stock is used or settled than is there.", met_by=(StockTaken,))
def stock_is_there(deal: Deal, fact: StockUsed | StockSettled) -> Verdict:
    """The stock was taken in, and so much of it is left."""
    item = Stock.of(deal.facts).items.get(fact.stock)
    if item is None or item.taken.at > fact.at:
        return no("no stock {stock} is taken in", stock=fact.stock)
    less = same_unit(fact.quantity, item.left.unit)
    if less is None:
        return no("{stock} is counted by {unit}", stock=fact.stock, unit=item.left.unit)
    if less <= item.left:
        return True
    return no("of {stock}, {left} are left, not {wanted}", stock=fact.stock, left=item.left, wanted=fact.quantity)

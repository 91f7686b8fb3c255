"""What is payable of each line of a contract: what is ordered, until what is made or shipped within the tolerance."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

import attrs

from b2bdeal.life.charge import charges_total
from b2bdeal.life.contract import Contract
from b2bdeal.life.delivery import Shipped
from b2bdeal.life.fact import Fact
from b2bdeal.life.lot import Production
from b2bdeal.life.ordered import CalledOff, FirmLine, LineClosed, firm_lines
from b2bdeal.life.production import Inspected
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.units import Money, Quantity

__all__ = ["Payable", "PayableLine", "PayablePart"]

_TELLING: Final = frozenset(one.kind for one in (CalledOff, LineClosed, Inspected, Shipped))
"""Kinds without which what is payable is what the contract says."""


@attrs.frozen
class PayableLine:
    """One line of the contract: how much of it is paid for, and why."""

    line: int
    item: str
    ordered: Quantity
    """What is firmly ordered; of what was closed short, what was delivered."""
    quantity: Quantity
    """What is paid for."""
    basis: Literal["ordered", "made", "shipped"]
    """What the quantity is. Shipped, once the sum of all shipments keeps within the tolerance, at most the upper end of
    it; else made, once every lot of the line is released by quality and their sum keeps within it; else ordered."""
    shipped: Quantity
    """The sum over all shipments."""
    firm: tuple[FirmLine, ...]
    """The orders that make it up, each at its price, in the order in which they are filled."""

    def value(self, quantity: Quantity) -> Money:
        """What a quantity of the line comes to: counted from the first piece on, each order at its price and rounded.

        What goes beyond the orders costs the last one's price. The quantity is in the line's unit.
        """
        if len(self.firm) == 1:
            return (self.firm[0].unit_price * quantity.value).rounded()
        left, parts = quantity, list[Money]()
        for place, one in enumerate(self.firm, 1):
            part = left if place == len(self.firm) else min(left, one.quantity)
            parts.append((one.unit_price * part.value).rounded())
            left = left - part
        return Money.total(parts, self.firm[0].unit_price.currency)


@attrs.frozen
class PayablePart:
    """What came together: a shipment, a released lot or a call-off, and what it adds to the value of the goods."""

    name: str
    """The number of the shipment, the lot or the call-off."""
    at: datetime
    value: Money
    """At the contract's prices, without tax that comes on top."""


@attrs.frozen
class Payable:
    """What a contract comes to, by what is ordered, made and shipped. It folds from any list of facts."""

    contract: Contract
    ordered: Money
    """What is firmly ordered comes to, with one-time charges, and the tax where it comes on top of the prices."""
    total: Money
    """What is to be paid in all, with the same."""
    lines: tuple[PayableLine, ...] = ()
    """The lines, in the contract's order; empty as long as nothing was called off, closed, inspected or shipped."""
    shipments: tuple[PayablePart, ...] = ()
    """The shipments with their values, in order of time."""
    lots: tuple[PayablePart, ...] = ()
    """The lots that quality released by value, in order of their release; only where a row asks by shipment."""
    call_offs: tuple[PayablePart, ...] = ()
    """The call-offs of a blanket order with their values, in order of time."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract) -> "Payable":
        """What is payable of the contract in force; the tolerance applies to the sum over all shipments of a line.

        Shipments of a line fill its orders in their turn. A quantity in a unit that does not convert does not count.
        """
        facts = tuple(facts)
        telling = {fact.kind for fact in facts} & _TELLING
        if not telling and contract.kind == "single":
            return cls(contract, contract.total, contract.total)
        facts, currency = by_time(facts), contract.currency
        firm: dict[int, list[FirmLine]] = {}
        for one in firm_lines(contract, facts):
            firm.setdefault(one.line, []).append(one)
        shipped: _Parts = []
        if Shipped.kind in telling:
            left = {one.shipment.number: one for one in of_kind(facts, Shipped)}
            shipped = [(n, one.at, [(p.line, p.quantity) for p in one.shipment.lines]) for n, one in left.items()]
        production = Production.of(facts) if Inspected.kind in telling else Production()
        lines = tuple(_line(contract, number, orders, shipped, production) for number, orders in firm.items())
        known = {one.line: one for one in lines}
        by_lot = any(row.per_shipment for row in contract.payment_terms.rows)
        ordered = _sum(contract, lines, "ordered")
        moved = any(one.basis != "ordered" for one in lines)
        return cls(
            contract,
            ordered,
            _sum(contract, lines, "quantity") if moved else ordered,
            lines,
            _added(known, shipped, currency),
            _added(known, _released(production), currency) if by_lot else (),
            tuple(_called(facts, firm, currency)) if CalledOff.kind in telling else (),
        )

    @property
    def goods(self) -> Money:
        """What the lines come to at their prices, without one-time charges and tax on top."""
        if not self.lines:
            return self.contract.goods if self.contract.kind == "single" else Money.zero(self.contract.currency)
        return Money.total((one.value(one.quantity) for one in self.lines), self.contract.currency)


_Parts = list[tuple[str, datetime, list[tuple[int, Quantity]]]]


def _line(
    contract: Contract, number: int, orders: list[FirmLine], shipped: _Parts, production: Production
) -> PayableLine:
    unit = orders[0].quantity.unit
    none = Quantity(Decimal(0), unit)
    ordered = least = most = none
    for one in orders:
        play = none if one.closed else one.quantity * contract.tolerance
        ordered, least, most = ordered + one.quantity, least + (one.quantity - play), most + (one.quantity + play)
    came = none
    for _, _, parts in shipped:
        came = _plus(came, number, parts)
    if came >= least and not came.is_zero:
        return PayableLine(number, orders[0].item, ordered, min(came, most), "shipped", came, tuple(orders))
    made = _made(production, number, none)
    if made is not None and not made.is_zero and least <= made <= most:
        return PayableLine(number, orders[0].item, ordered, made, "made", came, tuple(orders))
    return PayableLine(number, orders[0].item, ordered, ordered, "ordered", came, tuple(orders))


def _made(production: Production, number: int, none: Quantity) -> Quantity | None:
    """What the lots of a line come to; None while work on one of them is not over."""
    made = none
    for lot in production.lots.values():
        if lot.order is None or lot.order.line != number or lot.state in ("reject", "cancelled"):
            continue
        released = None if lot.released is None else same_unit(lot.released, none.unit)
        if released is None:
            return None
        made = made + released
    return made


def _plus(sum_: Quantity, line: int, parts: Iterable[tuple[int, Quantity]]) -> Quantity:
    for number, quantity in parts:
        same = same_unit(quantity, sum_.unit) if number == line else None
        if same is not None:
            sum_ = sum_ + same
    return sum_


def _added(lines: Mapping[int, PayableLine], steps: _Parts, currency: str) -> tuple[PayablePart, ...]:
    """What each step adds to the value of what is payable: the difference of two cumulative values."""
    found, before = [], Money.zero(currency)
    so_far = {number: Quantity(Decimal(0), line.quantity.unit) for number, line in lines.items()}
    for name, at, parts in steps:
        for number in so_far:
            so_far[number] = _plus(so_far[number], number, parts)
        value = Money.total((line.value(min(so_far[n], line.quantity)) for n, line in lines.items()), currency)
        found.append(PayablePart(name, at, value - before))
        before = value
    return tuple(found)


def _released(production: Production) -> _Parts:
    """The lots that quality released, in the order of their release."""
    found = [
        (lot.number, lot.inspected.at, [(lot.order.line, lot.released)])
        for lot in production.lots.values()
        if lot.order is not None and lot.inspected is not None and lot.released is not None
    ]
    return sorted(found, key=lambda lot: lot[1])


def _called(facts: Iterable[Fact], firm: Mapping[int, list[FirmLine]], currency: str) -> Iterator[PayablePart]:
    for number, at in {one.call_off.number: one.at for one in of_kind(facts, CalledOff)}.items():
        amounts = (one.amount for orders in firm.values() for one in orders if one.call_off == number)
        yield PayablePart(number, at, Money.total(amounts, currency))


def _sum(contract: Contract, lines: tuple[PayableLine, ...], by: str) -> Money:
    goods, quantities = Money.zero(contract.currency), dict[str, Quantity]()
    for one in lines:
        quantity = one.ordered if by == "ordered" else one.quantity
        goods = goods + one.value(quantity)
        old = quantities.get(one.item)
        same = None if old is None else same_unit(quantity, old.unit)
        quantities[one.item] = quantity if old is None or same is None else old + same
    return contract.price_terms.due(goods + charges_total(contract.charges, quantities, contract.currency))

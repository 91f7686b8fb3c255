"""Goods about to leave, held against a letter of credit: what a bank would object to in their documents."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Protocol

from b2bdeal.labels import Message, t
from b2bdeal.life.compliance import lc_due
from b2bdeal.life.contract import Contract
from b2bdeal.life.price_terms import Export
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Money, Quantity

if TYPE_CHECKING:
    from b2bdeal.life.letter import LetterOfCredit

__all__ = ["Consignment", "Part", "against_shipment", "drawn_for", "shipped_of"]

_WIDE = Context(prec=60)  # a program may have set Python's own to fewer digits


class Part(Protocol):
    """A line of a consignment, such as a `ShippedLine`."""

    @property
    def line(self) -> int:
        """The contract's line."""
        ...

    @property
    def item(self) -> str:
        """The item."""
        ...

    @property
    def quantity(self) -> Quantity:
        """How much of it."""
        ...


class Consignment(Protocol):
    """What goes under a credit at one time, such as a `Shipment`."""

    @property
    def number(self) -> str:
        """Its number."""
        ...

    @property
    def lines(self) -> Sequence[Part]:
        """What is in it."""
        ...

    @property
    def to_place(self) -> str | None:
        """Where it goes."""
        ...

    @property
    def transhipped(self) -> bool:
        """Whether it changes ships, planes or trucks on the way."""
        ...


def drawn_for(contract: Contract, parts: Iterable[Part]) -> Money:
    """What is drawn under a credit for goods at the contract's prices: see `lc_due`."""
    value = Money.zero(contract.currency)
    for part in parts:
        line = contract.line(part.line)
        quantity = None if line is None else same_unit(part.quantity, line.quantity.unit)
        if line is not None and quantity is not None:
            value = value + (line.unit_price * quantity.value).rounded()
    return lc_due(contract, value)


def against_shipment(
    credit: "LetterOfCredit",
    shipment: Consignment,
    contract: Contract,
    before: Sequence[tuple[date, Consignment]],
    on: date,
) -> tuple[Message, ...]:
    """Why a bank would refuse the documents of a shipment; empty if nothing is known against it."""
    found: list[Message] = []
    if on > credit.last_shipment:
        found.append(
            t(
                "it leaves on {on}, after the latest shipment of {latest}; no closed bank moves it (UCP 600 art. 29c)",
                on=on,
                latest=credit.last_shipment,
            )
        )
    if not credit.partial_shipments and before:
        found.append(
            t("it is a partial shipment, which the credit forbids: {first} left before", first=before[0][1].number)
        )
    containers = isinstance(contract.price_terms, Export) and contract.price_terms.containers
    if shipment.transhipped and not credit.transhipment and not containers:
        found.append(t("it is transhipped, which the credit forbids for goods that are not in containers (art. 20c)"))
    if credit.to_place and shipment.to_place and not _alike(credit.to_place, shipment.to_place):
        found.append(
            t("it goes to {place}, and the credit says {theirs}", place=shipment.to_place, theirs=credit.to_place)
        )
    found.extend(_sum_fits(credit, shipment, contract, before))
    found.extend(_instalments(credit, shipment, before, on))
    return tuple(found)


def _sum_fits(
    credit: "LetterOfCredit", shipment: Consignment, contract: Contract, before: Sequence[tuple[date, Consignment]]
) -> Iterable[Message]:
    parts = [part for _, old in before for part in old.lines] + list(shipment.lines)
    for item in dict.fromkeys(one.item for one in credit.goods):
        unit = next(one.quantity.unit for one in credit.goods if one.item == item)
        sent = shipped_of(parts, item, unit)
        least, most = credit.range_of(item, unit)
        if sent > most:
            yield t("of {item}, {sent} would have left, and the credit allows {most}", item=item, sent=sent, most=most)
        elif sent < least and not credit.partial_shipments:
            yield t(
                "{sent} of {item} would leave, and the credit asks for {least} in one shipment",
                item=item,
                sent=sent,
                least=least,
            )
    if credit.goods:
        for item in dict.fromkeys(part.item for part in shipment.lines):
            if all(one.item != item for one in credit.goods):
                yield t("the credit does not name {item}", item=item)
    if credit.amount.currency == contract.currency:
        drawn = drawn_for(contract, parts)
        if drawn > credit.most_amount:
            yield t("{drawn} would be drawn, and the credit pays at most {most}", drawn=drawn, most=credit.most_amount)


def _instalments(
    credit: "LetterOfCredit", shipment: Consignment, before: Sequence[tuple[date, Consignment]], on: date
) -> Iterable[Message]:
    """Art. 32: a missed instalment ends the credit for it and for all later ones."""
    if not credit.instalments:
        return
    unit = credit.instalments[0].quantity.unit
    minus, plus = credit.instalment_play()
    asked = credit.instalments[0].quantity * 0
    for number, one in enumerate(credit.instalments, 1):
        quantity = same_unit(one.quantity, unit)
        if quantity is None:
            return  # the credit's own check refuses two units
        asked = asked + quantity
        if one.latest < on:
            in_time = [part for day, old in before for part in old.lines if day <= one.latest]
            sent = shipped_of(in_time, None, unit)
            if sent < asked * _WIDE.subtract(1, minus):
                yield t(
                    "instalment {number} was to leave by {latest}, and {sent} of {asked} did: the credit has ended for "
                    "it and all later ones (UCP 600 art. 32)",
                    number=number,
                    latest=one.latest,
                    sent=sent,
                    asked=asked,
                )
                return
            continue
        if one.earliest is not None and on < one.earliest:
            yield t("instalment {number} may leave from {earliest} on", number=number, earliest=one.earliest)
        sent = shipped_of([*(part for _, old in before for part in old.lines), *shipment.lines], None, unit)
        if sent > asked * _WIDE.add(1, plus):
            yield t(
                "{sent} would have left, and up to instalment {number} it is {asked}",
                sent=sent,
                number=number,
                asked=asked,
            )
        return


def shipped_of(parts: Iterable[Part], item: str | None, unit: str) -> Quantity:
    """The sum of an item, or of all, in a unit; what does not convert into it is left out."""
    total = Quantity(Decimal(0), unit)
    for part in parts:
        quantity = same_unit(part.quantity, unit) if item is None or part.item == item else None
        if quantity is not None:
            total = total + quantity
    return total


def _alike(a: str, b: str) -> bool:
    one, other = a.casefold(), b.casefold()
    return one in other or other in one

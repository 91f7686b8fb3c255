"""The one-time charge: a mould, a plate, a registration, billed once or amortised, never multiplied by the quantity."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator

from b2bdeal.errors import UnitMismatch
from b2bdeal.life.checks import Some, repeated
from b2bdeal.life.fact import Document
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Currency, Id, Money, Name, Quantity, minor_digits

__all__ = ["Charge", "ChargeKind", "charges_total", "check_charges"]

ChargeKind = Literal["tooling", "mould", "artwork", "plates", "registration", "testing", "other"]
"""What a one-time charge is for."""

_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_TOO_MUCH = Decimal(10**13)


def _payable(money: Money) -> Money:
    if not 0 <= money.amount < _TOO_MUCH:
        raise ValueError("give a charge from 0 and below 10^13; what is paid back is said by credited_above")
    if not money.is_rounded:
        raise ValueError(f"{money} can't be paid in {money.currency}: give no parts of its smallest unit")
    return money


class Charge(Document):
    """What is charged one time, beside the price of the goods.

    Billed "once" it is due in full with the order. "Amortised" it is due with the goods, in even parts over the first
    `over` of them, and no more after that. In neither case is it multiplied by the quantity.
    """

    label: ClassVar[str] = "One-time charge"
    zh: ClassVar[str] = "一次性费用"

    id: Id
    """Its id in the document that names it, as "MOULD-1"."""
    kind: ChargeKind
    """What it is for: a tool, a mould, artwork, printing plates, a registration, a test."""
    name: Name
    """What it is, in words."""
    item: Id | None = None
    """The item that it is for; None: for all items of the document together."""
    amount: Annotated[Money, AfterValidator(_payable)]
    """The whole charge, from 0, at the currency's smallest unit."""
    billing: Literal["once", "amortised"]
    """In full with the order, or in even parts with the first `over` of the goods."""
    over: Some | None = None
    """The quantity of the item over which it is amortised; only where it is, and then it must be given."""
    owner: Literal["buyer", "factory"]
    """Who owns what it pays for: the mould, the artwork, the registration."""
    credited_above: Some | None = None
    """It is paid back when all that was ordered of the item, repeat orders included, reaches this; None: never."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.billing == "amortised" and self.over is None:
            raise ValueError(f"{self.id} is amortised: give the quantity, over, with which it is paid off")
        if self.billing == "once" and self.over is not None:
            raise ValueError(f'{self.id} is billed once: leave over out, or say billing="amortised"')
        return self

    @property
    def currency(self) -> Currency:
        """The currency that it is in."""
        return self.amount.currency

    def due_for(self, quantity: Quantity) -> Money:
        """What is due in all once so much of the item is ordered or delivered, counted from the first piece on.

        Billed once: the whole, whatever the quantity. Amortised: amount × min(quantity, over) ÷ over, rounded half-up
        to the currency's smallest unit. It is cumulative, so that partial deliveries cost the difference of two of
        these figures, and sum to exactly the amount at `over`. UnitMismatch where the quantity does not convert to the
        unit of `over`.
        """
        if self.over is None:
            return self.amount
        done = same_unit(quantity, self.over.unit)
        if done is None:
            raise UnitMismatch(
                f"{self.id} is amortised over {self.over}, and there is no fixed number of them in {quantity}.",
                hint=f"count in {self.over.unit!r}",
            )
        if done >= self.over:
            return self.amount
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        part = _WIDE.divide(_WIDE.multiply(self.amount.amount, done.value), self.over.value)
        return Money(part.quantize(step, context=_WIDE), self.currency)

    def refund_for(self, ordered: Quantity) -> Money:
        """What is paid back once so much was ordered in all: the amount from `credited_above` on, before it nothing.

        It is a credit of its own and lowers no total of an order. Nothing where the quantity does not convert.
        """
        reached = None if self.credited_above is None else same_unit(ordered, self.credited_above.unit)
        if self.credited_above is None or reached is None or reached < self.credited_above:
            return Money.zero(self.currency)
        return self.amount


def charges_total(charges: Iterable[Charge], quantities: Mapping[str, Quantity], currency: str) -> Money:
    """What charges come to for these quantities by item: each as `Charge.due_for` says; none is multiplied by anything.

    A charge without an item counts the quantities of all items that convert to its unit, together; an amortised charge
    of an item that is not there, or is in a unit that does not convert, comes to nothing. CurrencyMismatch where one is
    in another currency.
    """
    return Money.total((_due(charge, quantities) for charge in charges), currency)


def _due(charge: Charge, quantities: Mapping[str, Quantity]) -> Money:
    if charge.over is None:
        return charge.amount
    unit = charge.over.unit
    own = quantities.values() if charge.item is None else [quantities[charge.item]] if charge.item in quantities else []
    done = Quantity(Decimal(0), unit)
    for quantity in own:
        converted = same_unit(quantity, unit)
        if converted is not None:
            done = done + converted
    return charge.due_for(done)


def check_charges(charges: Iterable[Charge], units: Mapping[str, str], currency: str) -> None:
    """Refuse what a document's charges may not be, with a ValueError that names the charge.

    Each id once, in the document's currency, for an item of the document, amortised over a unit that the item's
    quantities convert to. `units` is the unit of each item.
    """
    charges = tuple(charges)
    if not charges:
        return
    twice = repeated(charge.id for charge in charges)
    if twice:
        raise ValueError(f"charges {', '.join(twice)} come more than once: give each an id of its own")
    for charge in charges:
        if charge.currency != currency:
            raise ValueError(f"{charge.id} is in {charge.currency}, the document is in {currency}: give one currency")
        if charge.item is not None and charge.item not in units:
            raise ValueError(f"{charge.id} is for {charge.item}, which is no item here: name one of {_listed(units)}")
        counted = [units[charge.item]] if charge.item is not None else list(units.values())
        for what, quantity in (("amortised over", charge.over), ("credited above", charge.credited_above)):
            odd = [unit for unit in counted if quantity is not None and not _converts(unit, quantity.unit)]
            if odd:
                raise ValueError(f"{charge.id} is {what} {quantity}, and is counted by {odd[0]}: give one unit")


def _converts(unit: str, other: str) -> bool:
    return (
        same_unit(Quantity(Decimal(1), unit), other) is not None
        or same_unit(Quantity(Decimal(1), other), unit) is not None
    )


def _listed(units: Mapping[str, str]) -> str:
    names = list(units)
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")

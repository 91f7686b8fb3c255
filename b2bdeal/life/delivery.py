"""Delivery: what left, what was accepted, and what each line that is firmly ordered still lacks."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.life.checks import Day, Flag, FrozenMap, Ordinal, Some
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.units import Id, Name, Quantity, Text

if TYPE_CHECKING:
    from b2bdeal.life.ordered import FirmLine

__all__ = ["Deliveries", "GoodsAccepted", "LineBalance", "Shipment", "Shipped", "ShippedLine"]


class ShippedLine(Document):
    """A part of a lot in a shipment."""

    label: ClassVar[str] = "Shipped line"
    zh: ClassVar[str] = "发货行"

    line: Ordinal
    """The contract's line."""
    item: Id
    """The item."""
    lot: Id
    """The lot that it is taken from."""
    quantity: Some
    """How much of it."""


class Shipment(Document):
    """What left together."""

    label: ClassVar[str] = "Shipment"
    zh: ClassVar[str] = "发货单"

    number: Id
    """Its number."""
    lines: tuple[ShippedLine, ...]
    """What is in it, at least one line."""
    carrier: Name | None = None
    """Who carries it."""
    bill_of_lading: Id | None = None
    """The number of the bill of lading or waybill."""
    bill_date: Day | None = None
    """The date of the bill of lading."""
    to_place: Name | None = None
    """Where it goes."""
    transhipped: Flag = False
    """Whether it changes ships, planes or trucks on the way; a letter of credit may forbid it."""

    @model_validator(mode="after")
    def _has_lines(self) -> Self:
        if not self.lines:
            raise ValueError("a shipment needs at least one line")
        return self

    @property
    def lots(self) -> tuple[str, ...]:
        """The lots in it, each once."""
        return tuple(dict.fromkeys(line.lot for line in self.lines))


class Shipped(Fact, kind="oem.Shipped", action="ship", label="Shipped", zh="已发货"):
    """Goods left."""

    shipment: Shipment
    """What left."""

    def about(self) -> str:
        """The shipment."""
        return f"shipment:{self.shipment.number}"


class GoodsAccepted(Fact, kind="oem.GoodsAccepted", label="Goods accepted", zh="买方已验收"):
    """The buyer accepted a shipment, in words or by silence after the claim window."""

    shipment: Id
    """The shipment's number."""
    by: Id | None = None
    """The buyer's person who accepted: a contact's id; None if it was silence."""
    silent: Flag = False
    """Whether it was accepted by silence."""
    remarks: Text = ""
    """What the buyer remarked."""

    @model_validator(mode="after")
    def _by_somebody(self) -> Self:
        if self.silent and self.by is not None:
            raise ValueError(f"{self.by} accepted it, so it was no silence: leave silent or by out")
        if not self.silent and self.by is None:
            raise ValueError("say who of the buyer accepted it in by, or silent=True where nobody said anything")
        return self

    def about(self) -> str:
        """The shipment."""
        return f"shipment:{self.shipment}"


@attrs.frozen
class LineBalance:
    """One contract line, as far as it is firmly ordered, against all shipments together."""

    line: int
    item: str
    ordered: Quantity
    """What is firmly ordered: by the contract, or by all call-offs; what was delivered of what was closed short."""
    least: Quantity
    """The ordered quantity less the tolerance; there is none on what was closed short."""
    most: Quantity
    """The ordered quantity and the tolerance."""
    shipped: Quantity

    @property
    def state(self) -> Literal["short", "complete", "over"]:
        """Below, within or above the tolerance."""
        return "short" if self.shipped < self.least else "over" if self.shipped > self.most else "complete"


@attrs.frozen
class Deliveries:
    """What was shipped and accepted. It folds from any list of facts, read in order of time."""

    shipments: tuple[Shipped, ...] = ()
    """What left; a shipment recorded again replaces the earlier record of its number."""
    accepted: Mapping[str, GoodsAccepted] = FrozenMap()
    """The acceptance of each shipment, by its number."""
    orders: tuple[Fact, ...] = ()
    """What says how much of the contract is firmly ordered: call-offs, and lines that were closed short."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Deliveries":
        """The deliveries that these facts tell; facts of other kinds are passed over."""
        ordered = by_time(facts)
        shipped = {one.shipment.number: one for one in of_kind(ordered, Shipped)}
        accepted = {one.shipment: one for one in of_kind(ordered, GoodsAccepted)}
        orders = tuple(fact for fact in ordered if fact.kind in _ORDERING)
        return cls(tuple(shipped.values()), FrozenMap(accepted), orders)

    @property
    def all_accepted(self) -> bool:
        """Whether something was shipped and every shipment accepted."""
        return bool(self.shipments) and all(one.shipment.number in self.accepted for one in self.shipments)

    def shipment(self, number: str) -> Shipped | None:
        """The shipment of a number."""
        return next((one for one in self.shipments if one.shipment.number == number), None)

    def shipped_of(self, line: int, unit: str) -> Quantity:
        """What left of a contract's line, in a unit; another unit does not count."""
        total = Quantity.of(0, unit)
        for one in self.shipments:
            for part in one.shipment.lines:
                quantity = same_unit(part.quantity, unit) if part.line == line else None
                if quantity is not None:
                    total = total + quantity
        return total

    def balance(self, contract: Contract) -> tuple[LineBalance, ...]:
        """Each line of the contract that is firmly ordered against the sum of its shipments.

        The tolerance is on the sum, never on one shipment. A quantity in another unit does not count.
        """
        from b2bdeal.life.ordered import firm_lines

        ordered: dict[int, list[FirmLine]] = {}
        for firm in firm_lines(contract, self.orders):
            ordered.setdefault(firm.line, []).append(firm)
        found = []
        for number, parts in ordered.items():
            unit = parts[0].quantity.unit
            whole, play = Quantity.of(0, unit), Quantity.of(0, unit)
            for part in parts:
                whole = whole + part.quantity
                play = play if part.closed else play + part.quantity * contract.tolerance
            shipped = self.shipped_of(number, unit)
            found.append(LineBalance(number, parts[0].item, whole, whole - play, whole + play, shipped))
        return tuple(found)

    def complete(self, contract: Contract) -> bool:
        """Whether something is firmly ordered, and no line of it is short."""
        balance = self.balance(contract)
        return bool(balance) and all(one.state != "short" for one in balance)


_ORDERING = frozenset({"oem.CalledOff", "oem.LineClosed"})  # by kind: most deals have none, and need not load them

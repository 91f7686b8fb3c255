"""What is firmly ordered: a contract's lines, the call-offs of a blanket order, and lines that were closed short."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

import attrs
from pydantic import model_validator

from b2bdeal.labels import t
from b2bdeal.life.checks import Day, FrozenMap, Measured, Ordinal, Price, Some, Words, repeated
from b2bdeal.life.contract import Contract, ContractChange
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time, of_kind, same_unit
from b2bdeal.life.signature import Signature, check_signatures
from b2bdeal.show import Shown
from b2bdeal.units import Id, Money, Quantity

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["Blanket", "CallOff", "CallOffLine", "CalledOff", "FirmLine", "LineClosed", "firm_lines"]


class CallOffLine(Document):
    """A part of a line that is called off."""

    label: ClassVar[str] = "Called-off line"
    zh: ClassVar[str] = "要货行"

    line: Ordinal
    """The contract's line."""
    quantity: Some
    """How much of it, in the line's unit."""
    unit_price: Price | None = None
    """The price of one unit in this call-off; None: the contract's, as it stood when it was called off."""


class CallOff(Document):
    """A part of a blanket order that the buyer firmly orders."""

    label: ClassVar[str] = "Call-off"
    zh: ClassVar[str] = "要货单"

    number: Id
    """Its number."""
    lines: tuple[CallOffLine, ...]
    """What is called off, at least one line, each once."""
    wanted_by: Day
    """The day by which it is delivered, on the seller's calendar."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a call-off needs at least one line")
        twice = repeated(one.line for one in self.lines)
        if twice:
            raise ValueError(f"lines {', '.join(map(str, twice))} come more than once: call off each line once")
        return self


class CalledOff(Fact, kind="oem.CalledOff", action="agree", label="Called off", zh="已下要货单"):
    """The buyer ordered a part of the blanket order."""

    call_off: CallOff
    """What was ordered."""
    by_buyer: Id | None = None
    """The buyer's person who ordered: a contact's id."""

    @model_validator(mode="after")
    def _lies_ahead(self) -> Self:
        if self.call_off.wanted_by < self.at.date():
            raise ValueError(
                f"it is called off on {self.at.date()}, and wanted_by {self.call_off.wanted_by} is past: "
                "agree on a later day"
            )
        return self

    def about(self) -> str:
        """The call-off."""
        return f"call_off:{self.call_off.number}"


class LineClosed(Fact, kind="oem.LineClosed", action="change", label="Line closed", zh="合同行已关闭"):
    """Both sides agree that a line is done with what was delivered, though it is less than was ordered."""

    line: Ordinal
    """The contract's line."""
    call_off: Id | None = None
    """The call-off whose line it is; in a blanket order it must be named."""
    delivered: Measured
    """What was delivered of it in all, from 0, in the line's unit."""
    reason: Words
    """Why nothing more comes."""
    agreed_by: Id | None = None
    """The buyer's person who agreed: a contact's id; needed where there are no signatures."""
    signatures: tuple[Signature, ...] = ()
    """One of the seller, one of the buyer, where it was signed."""

    @model_validator(mode="after")
    def _is_agreed(self) -> Self:
        if self.signatures:
            check_signatures(self.signatures, "a short close")
            if max(one.at for one in self.signatures) > self.at:
                raise ValueError("a line is closed when both have signed: at is before the last signature")
        elif self.agreed_by is None:
            raise ValueError("a line is closed by both sides: give agreed_by, the buyer's person, or both signatures")
        return self

    def about(self) -> str:
        """The line, of its call-off where there is one."""
        return f"line:{self.line}" if self.call_off is None else f"line:{self.call_off}/{self.line}"


@attrs.frozen
class FirmLine:
    """A quantity that is firmly ordered at a price."""

    line: int
    """The contract's line."""
    item: str
    quantity: Quantity
    """How much; of a line that was closed short, what was delivered."""
    unit_price: Money
    call_off: str | None = None
    """The call-off that ordered it; None in a contract that is no blanket order."""
    wanted_by: date | None = None
    """The day by which it is delivered, on the seller's calendar."""
    closed: bool = False
    """Whether it was closed short: nothing more comes, and no tolerance applies."""

    @property
    def amount(self) -> Money:
        """Price times quantity, rounded to the currency's smallest unit, half up."""
        return (self.unit_price * self.quantity.value).rounded()


@attrs.frozen(repr=False)
class Blanket(Shown):
    """How far a blanket order is called off. It folds from any list of facts, read in order of time."""

    contract: Contract
    call_offs: tuple[CalledOff, ...] = ()
    """The call-offs in order; one recorded again replaces the earlier record of its number."""
    firm: tuple[FirmLine, ...] = ()
    """A line for each line of each call-off."""
    called: Mapping[int, Quantity] = FrozenMap()
    """What was called off of each line of the contract, by its number."""

    @classmethod
    def of(cls, facts: Iterable[Fact], contract: Contract) -> "Blanket":
        """What these facts call off of a contract.

        A line that the contract does not have, or in a unit that does not convert, is passed over; so is a price in
        another currency, for the contract's. A line that was closed short counts as called off with what was
        delivered, so that the rest can be called off again.
        """
        ordered = by_time(facts)
        offs = {one.call_off.number: one for one in of_kind(ordered, CalledOff)}
        closed = {(one.call_off, one.line): one for one in of_kind(ordered, LineClosed)}
        changes = [fact for fact in ordered if isinstance(fact, ContractChange)]
        firm: list[FirmLine] = []
        called = {line.line: line.quantity * 0 for line in contract.lines}
        for off in offs.values():
            then = contract if not changes else _at_the_time(ordered, off, contract)
            for one in off.call_off.lines:
                line = contract.line(one.line)
                quantity = None if line is None else same_unit(one.quantity, line.quantity.unit)
                if line is None or quantity is None:
                    continue
                price = one.unit_price or (then.line(one.line) or line).unit_price
                if price.currency != contract.currency:
                    price = line.unit_price
                found = FirmLine(line.line, line.item, quantity, price, off.call_off.number, off.call_off.wanted_by)
                found = _closed(found, closed.get((off.call_off.number, line.line)))
                called[line.line] = called[line.line] + found.quantity
                firm.append(found)
        return cls(contract, tuple(offs.values()), tuple(firm), FrozenMap(called))

    def left(self, line: int) -> Quantity | None:
        """What may still be called off of a line; None where the contract has no such line."""
        found = self.contract.line(line)
        if found is None:
            return None
        called = self.called.get(line, found.quantity * 0)
        return found.quantity - min(called, found.quantity)

    @property
    def value(self) -> Money:
        """What is called off, each at its price; without one-time charges."""
        return Money.total((one.amount for one in self.firm), self.contract.currency)

    def card(self) -> "Table":
        """Each line of each call-off: how much, at which price, by when, and what was left after it."""
        from b2bdeal.show import Column, Table

        columns = (
            "call_off",
            Column("line", kind="int"),
            "item",
            "quantity",
            Column("unit_price", kind="money"),
            Column("wanted_by", kind="date"),
            "left",
        )
        left = {line.line: line.quantity for line in self.contract.lines}
        rows = []
        for one in self.firm:
            left[one.line] = left[one.line] - min(one.quantity, left[one.line])
            rows.append((one.call_off, one.line, one.item, one.quantity, one.unit_price, one.wanted_by, left[one.line]))
        return Table(t("Call-offs of {contract}", contract=self.contract.number), columns, rows)

    def __repr__(self) -> str:
        count = len(self.call_offs)
        return f"<Blanket {self.contract.number}: {count} call-off{'' if count == 1 else 's'}, {self.value}>"


def firm_lines(contract: Contract, facts: Iterable[Fact]) -> tuple[FirmLine, ...]:
    """What is firmly ordered: the contract's lines, or one line for each line of each call-off of a blanket order.

    A line that was closed short counts with what was delivered. `contract` is the one in force, `Contract.in_force`.
    """
    if contract.kind == "blanket":
        return Blanket.of(facts, contract).firm
    closed = {one.line: one for one in of_kind(facts, LineClosed) if one.call_off is None}
    return tuple(
        _closed(
            FirmLine(one.line, one.item, one.quantity, one.unit_price, None, contract.deliver_by), closed.get(one.line)
        )
        for one in contract.lines
    )


def _closed(firm: FirmLine, by: LineClosed | None) -> FirmLine:
    delivered = None if by is None else same_unit(by.delivered, firm.quantity.unit)
    return firm if delivered is None else attrs.evolve(firm, quantity=delivered, closed=True)


def _at_the_time(facts: Iterable[Fact], off: CalledOff, contract: Contract) -> Contract:
    """The contract as it stood when something was called off of it."""
    then = Contract.in_force(fact for fact in facts if fact.at <= off.at)
    return then if then is not None and then.number == contract.number else contract

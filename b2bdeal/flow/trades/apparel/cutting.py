"""Cutting: an order by colour and size, the tickets by which it is cut, and what is cut so far."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, ClassVar, Self

import attrs
from pydantic import model_validator

from b2bdeal.labels import t
from b2bdeal.life.checks import Flag, Frozen, FrozenMap, Ordinal, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.production import ProductionReleased
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Share

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = [
    "Breakdown",
    "BreakdownAgreed",
    "ColourSize",
    "CutTicket",
    "CutTicketIssued",
    "Cutting",
]


class ColourSize(Document):
    """How many of one colour in one size."""

    label: ClassVar[str] = "Colour and size"
    zh: ClassVar[str] = "颜色尺码"

    colour: Id
    """The colour."""
    size: Id
    """The size."""
    quantity: Ordinal
    """How many, in the unit of the contract's line."""


class Breakdown(Document):
    """A contract line by colour and size."""

    label: ClassVar[str] = "Colour and size breakdown"
    zh: ClassVar[str] = "颜色尺码分配"

    contract: Id
    """The contract's number."""
    line: Ordinal
    """The contract's line."""
    item: Id
    """The style."""
    parts: tuple[ColourSize, ...]
    """How many of each colour and size, each pair once."""
    tolerance: Share = Decimal(0)
    """How much more or less may be cut of each colour and size, as a fraction of its quantity."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.parts:
            raise ValueError("parts are empty: give at least one colour and size")
        if twice := repeated(f"{one.colour} {one.size}" for one in self.parts):
            raise ValueError(f"parts name {', '.join(twice)} more than once: give each colour and size one row")
        return self

    @property
    def total(self) -> int:
        """All colours and sizes together."""
        return sum(one.quantity for one in self.parts)

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours, in their order."""
        return tuple(dict.fromkeys(one.colour for one in self.parts))

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes, in their order."""
        return tuple(dict.fromkeys(one.size for one in self.parts))

    def ordered(self, colour: str, size: str) -> int:
        """How many of a colour in a size; 0 where there is none."""
        return next((one.quantity for one in self.parts if (one.colour, one.size) == (colour, size)), 0)

    def bounds(self, colour: str, size: str) -> tuple[int, int]:
        """The fewest and the most garments of a colour in a size that keep the tolerance."""
        ordered, play = self.ordered(colour, size), Fraction(self.tolerance)
        return ceil(ordered * (1 - play)), floor(ordered * (1 + play))


class BreakdownAgreed(Fact, kind="apparel.BreakdownAgreed", label="Breakdown agreed", zh="颜色尺码已确认"):
    """The buyer said how a line divides into colours and sizes; a later one takes the place of the earlier."""

    breakdown: Breakdown
    """The division."""

    def about(self) -> str:
        """The line's breakdown."""
        return f"breakdown:{self.breakdown.contract}/{self.breakdown.line}"


class CutTicket(Document):
    """An order to cut one colour of a style: so many plies, each with so many garments of each size."""

    label: ClassVar[str] = "Cut ticket"
    zh: ClassVar[str] = "裁单"

    number: Id
    """Its number."""
    order: Id
    """The production order's number."""
    item: Id
    """The style."""
    colour: Id
    """The colour."""
    ratio: Frozen[Id, Ordinal]
    """Garments of each size in one ply of the marker, as S 1, M 2, L 2, XL 1."""
    plies: Ordinal
    """How many plies are laid."""
    last: Flag = False
    """Whether it is the last of the contract's line: then every colour and size must be cut."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.ratio:
            raise ValueError("ratio is empty: say how many garments of each size are in one ply")
        return self

    @property
    def quantities(self) -> dict[str, int]:
        """Garments by size: the ratio times the plies."""
        return {size: each * self.plies for size, each in self.ratio.items()}

    @property
    def total(self) -> int:
        """All sizes together."""
        return sum(self.quantities.values())


class CutTicketIssued(
    Fact, kind="apparel.CutTicketIssued", action="produce", label="Cut ticket issued", zh="裁单已下达"
):
    """A ticket went to the cutting room: what is cut can't be undone."""

    ticket: CutTicket
    """The ticket."""

    def about(self) -> str:
        """The ticket."""
        return f"cut-ticket:{self.ticket.number}"

    @property
    def order(self) -> str:
        """The production order's number; a hold on it bars the ticket."""
        return self.ticket.order


@attrs.frozen
class Cutting:
    """The lines by colour and size against what is cut. It folds from any list of facts, read in order of time."""

    breakdowns: Mapping[tuple[str, int], Breakdown] = FrozenMap()
    """The breakdown in force, by contract and line."""
    lines: Mapping[str, tuple[str, int]] = FrozenMap()
    """The contract and line of each released production order."""
    tickets: Mapping[str, CutTicket] = FrozenMap()
    """The tickets by number."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Cutting":
        """The cutting that these facts tell; facts of other kinds are passed over."""
        breakdowns: dict[tuple[str, int], Breakdown] = {}
        lines: dict[str, tuple[str, int]] = {}
        tickets: dict[str, CutTicket] = {}
        for fact in by_time(facts):
            if fact.kind == BreakdownAgreed.kind:
                new = BreakdownAgreed.cast(fact).breakdown
                breakdowns[new.contract, new.line] = new
            elif fact.kind == ProductionReleased.kind:
                lines |= {one.number: (one.contract, one.line) for one in ProductionReleased.cast(fact).orders}
            elif fact.kind == CutTicketIssued.kind:
                ticket = CutTicketIssued.cast(fact).ticket
                tickets[ticket.number] = ticket
        return cls(FrozenMap(breakdowns), FrozenMap(lines), FrozenMap(tickets))

    def cut(self, line: tuple[str, int]) -> Mapping[tuple[str, str], int]:
        """What is cut of a line, by contract and line number: colour and size to garments."""
        found: Counter[tuple[str, str]] = Counter()
        for ticket in self.tickets.values():
            if self.lines.get(ticket.order) == line:
                for size, quantity in ticket.quantities.items():
                    found[ticket.colour, size] += quantity
        return FrozenMap(found)

    def cut_of_order(self, order: str) -> int:
        """How many garments are cut for a production order."""
        return sum(ticket.total for ticket in self.tickets.values() if ticket.order == order)

    def table(self) -> "Table":
        """Ordered, cut and left by contract, line, colour and size."""
        from b2bdeal.show import Table

        rows: list[tuple[object, ...]] = []
        for line, breakdown in self.breakdowns.items():
            cut = self.cut(line)
            for one in breakdown.parts:
                done = cut.get((one.colour, one.size), 0)
                rows.append((*line, one.colour, one.size, one.quantity, done, max(one.quantity - done, 0)))
        return Table(t("Cutting"), ("contract", "line", "colour", "size", "ordered", "cut", "left"), rows)

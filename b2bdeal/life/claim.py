"""Claims: when goods arrived, what the buyer claims within which window, and whether silence means accepted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.life.checks import Day, FrozenMap, Some, Words, repeated
from b2bdeal.life.clauses import ClaimWindows
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.units import Id, Name, Text

__all__ = ["Arrived", "ClaimMade", "ClaimOutcome", "ClaimSettled", "ClaimSort", "Claims"]

ClaimSort = Literal["count", "visible", "hidden"]
"""What is claimed: too few, damage that can be seen, or a defect that can't."""

ClaimOutcome = Literal["accepted", "rejected", "withdrawn"]
"""How a claim ended: granted, refused, or taken back by the buyer."""


class Arrived(Fact, kind="oem.Arrived", label="Arrived", zh="已到货"):
    """A shipment came to the buyer; the windows for claims begin."""

    shipment: Id
    """The shipment's number."""
    on: Day
    """The day it arrived, on the buyer's calendar; claims are counted from it."""
    place: Name | None = None
    """Where."""

    @model_validator(mode="after")
    def _not_ahead(self) -> Self:
        # A day of difference is left for places whose calendar is ahead of the one in which `at` is told.
        if (self.on - self.at.date()).days > 1:
            raise ValueError(
                f"on {self.on} is after the day of at, {self.at.date()}: an arrival is told when it is over"
            )
        return self

    def about(self) -> str:
        """The shipment."""
        return f"shipment:{self.shipment}"


class ClaimMade(Fact, kind="oem.ClaimMade", label="Claim made", zh="买方已提出索赔"):
    """The buyer claims that goods are missing, damaged or defective."""

    claim: Id
    """The claim's number."""
    shipment: Id
    """The shipment."""
    lot: Id
    """The lot, as it is printed on the goods."""
    quantity: Some
    """How much is claimed."""
    what: ClaimSort
    """Too few, damage that can be seen, or a hidden defect."""
    pictures: tuple[Id, ...]
    """The pictures, by their ids, at least one, each once."""
    note: Text = ""
    """What the buyer says."""

    @model_validator(mode="after")
    def _shows(self) -> Self:
        if not self.pictures:
            raise ValueError("a claim needs pictures: give at least one, of the count, the damage or the defect")
        twice = repeated(self.pictures)
        if twice:
            raise ValueError(f"{', '.join(twice)} comes more than once: name each picture once")
        return self

    def about(self) -> str:
        """The claim."""
        return f"claim:{self.claim}"


class ClaimSettled(Fact, kind="oem.ClaimSettled", label="Claim settled", zh="索赔已处理"):
    """A claim was granted, refused or taken back; it no longer keeps silence from meaning accepted."""

    claim: Id
    """The claim's number."""
    outcome: ClaimOutcome
    """How it ended."""
    reason: Words
    """Why, or what was agreed."""
    document: Id | None = None
    """The document in which it stands, as a service case or a credit note."""

    def about(self) -> str:
        """The claim."""
        return f"claim:{self.claim}"


@attrs.frozen
class Claims:
    """The arrivals and claims of a deal. It folds from any list of facts, read in order of time."""

    arrived: Mapping[str, Arrived] = FrozenMap()
    """The arrivals by shipment; one recorded again replaces the earlier one."""
    made: Mapping[str, ClaimMade] = FrozenMap()
    """The claims by number."""
    settled: Mapping[str, ClaimSettled] = FrozenMap()
    """How claims ended, by number."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Claims":
        """The claims that these facts tell; facts of other kinds are passed over."""
        ordered = by_time(facts)
        return cls(
            FrozenMap({one.shipment: one for one in of_kind(ordered, Arrived)}),
            FrozenMap({one.claim: one for one in of_kind(ordered, ClaimMade)}),
            FrozenMap({one.claim: one for one in of_kind(ordered, ClaimSettled)}),
        )

    def open(self, shipment: str | None = None) -> tuple[ClaimMade, ...]:
        """The claims that are not settled, of one shipment or of all."""
        return tuple(
            one for number, one in self.made.items() if number not in self.settled and shipment in (None, one.shipment)
        )

    def last_day(self, shipment: str, what: ClaimSort, windows: ClaimWindows) -> date | None:
        """The last day on which something may be claimed of a shipment; None as long as it has not arrived.

        The window has its days after the day of arrival, which itself is not counted.
        """
        arrived = self.arrived.get(shipment)
        if arrived is None:
            return None
        days = windows.hidden_days if what == "hidden" else windows.visible_days
        try:
            return arrived.on + timedelta(days=days)
        except OverflowError:
            return date.max

    def silent(self, shipment: str, windows: ClaimWindows, at: datetime, zone: tzinfo) -> bool:
        """Whether silence means accepted: the window for what can be seen is over, and no claim is open."""
        last = self.last_day(shipment, "visible", windows)
        return last is not None and at.astimezone(zone).date() > last and not self.open(shipment)

"""Packaging: what is planned, by whom it is supplied, what came, what inspection took, how it stands to the formula."""

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Flag, Measured, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Id, Name, Share, Text

__all__ = [
    "CompatibilityFailed",
    "CompatibilityPassed",
    "LeftoversSettled",
    "PackagingArrived",
    "PackagingInspected",
    "PackagingItem",
    "PackagingPlanned",
    "Supplier",
]

Supplier = Literal["factory", "customer"]
"""Who supplies or owns packaging: the factory, or the customer (客供)."""


class PackagingItem(Document):
    """One piece of packaging that articles need: bottle, pump, label, box, carton."""

    label: ClassVar[str] = "Packaging item"
    zh: ClassVar[str] = "包材"

    item: Id
    """Its id, as "JAR-50-W"."""
    name: Name
    """What it is, as "Glass jar 50 ml, white"."""
    supplied_by: Supplier
    """Who supplies it; what the customer supplies late or bad moves the promised date."""
    articles: tuple[Id, ...]
    """The articles it goes into, at least one, each once."""
    quantity: Some
    """How much goes into the goods, without loss."""
    due: Day
    """The day by which it is to be at the factory, on the factory's calendar."""
    loss_allowance: Share = Decimal(0)
    """How much more is needed for loss in filling and packing (损耗), as a fraction of `quantity`."""
    touches_formula: Flag = True
    """Whether the formula touches it, so that it must stand a compatibility test; a carton does not."""
    compatibility: Literal["pending", "passed", "failed"] = "pending"
    """What was known of its compatibility with the formula when it was planned; "passed" of an earlier order counts."""
    leftovers_owned_by: Supplier = "customer"
    """Who owns what is left over."""
    stored_until: Day | None = None
    """Until when the factory stores what is left over, on its calendar; None: not agreed."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.articles:
            raise ValueError("articles is empty: name what the packaging goes into")
        if twice := repeated(self.articles):
            raise ValueError(f"articles name {', '.join(twice)} more than once: name each once")
        return self


class PackagingPlanned(Fact, kind="oem.PackagingPlanned", label="Packaging planned", zh="包材已计划"):
    """It was settled which packaging is needed, who supplies it and by when. A later plan of an item replaces it."""

    items: tuple[PackagingItem, ...]
    """The packaging, at least one item, each once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.items:
            raise ValueError("items is empty: give at least one item of packaging")
        if twice := repeated(one.item for one in self.items):
            raise ValueError(f"items name {', '.join(twice)} more than once: give each one line")
        return self


class PackagingArrived(Fact, kind="oem.PackagingArrived", label="Packaging arrived", zh="包材已到厂"):
    """Packaging came to the factory; several deliveries of an item add up."""

    item: Id
    """The packaging item."""
    quantity: Some
    """How much came."""
    on: Day
    """The day on which it came, on the factory's calendar."""
    delivery: Id | None = None
    """The number of the delivery note."""

    @model_validator(mode="after")
    def _has_come(self) -> Self:
        # A day's play: the zone of `at` may be another than the factory's.
        if self.on - self.at.date() > timedelta(days=1):
            raise ValueError(f"on {self.on} is after at {self.at.date()}: record it when it has come")
        return self

    def about(self) -> str:
        """The packaging item."""
        return f"packaging:{self.item}"


class PackagingInspected(Fact, kind="oem.PackagingInspected", label="Packaging inspected", zh="包材已检验"):
    """Incoming inspection took packaging, or refused it; several inspections of an item add up."""

    item: Id
    """The packaging item."""
    accepted: Measured
    """How much may be used."""
    rejected: Measured
    """How much may not, in a unit that converts."""
    report: Id | None = None
    """The report's number."""
    reason: Text = ""
    """Why some was rejected."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if same_unit(self.rejected, self.accepted.unit) is None:
            raise ValueError(
                f"accepted is in {self.accepted.unit}, rejected in {self.rejected.unit}: give both in one unit"
            )
        if self.accepted.is_zero and self.rejected.is_zero:
            raise ValueError("nothing is accepted and nothing is rejected: record an inspection of something")
        return self

    def about(self) -> str:
        """The packaging item."""
        return f"packaging:{self.item}"


class CompatibilityPassed(Fact, kind="oem.CompatibilityPassed", label="Compatibility passed", zh="相容性测试通过"):
    """A formula stood so many weeks in a packaging: neither spoilt the other."""

    item: Id
    """The packaging item."""
    formula: Id
    """The version of the formula."""
    weeks: Ordinal
    """How many weeks the test ran."""
    report: Id | None = None
    """The report's number."""

    def about(self) -> str:
        """Formula and packaging."""
        return f"compatibility:{self.item} {self.formula}"


class CompatibilityFailed(Fact, kind="oem.CompatibilityFailed", label="Compatibility failed", zh="相容性测试未通过"):
    """A formula and a packaging do not bear each other; it takes back what passed before."""

    item: Id
    """The packaging item."""
    formula: Id
    """The version of the formula."""
    weeks: Ordinal
    """After how many weeks it showed."""
    report: Id | None = None
    """The report's number."""
    reason: Text = ""
    """What showed, as "the pump's spring rusts"."""

    def about(self) -> str:
        """Formula and packaging."""
        return f"compatibility:{self.item} {self.formula}"


class LeftoversSettled(Fact, kind="oem.LeftoversSettled", label="Leftovers settled", zh="余料已处理"):
    """What was left over of a packaging item was returned, destroyed, taken over or put into store."""

    item: Id
    """The packaging item."""
    quantity: Some
    """How much."""
    how: Literal["returned", "destroyed", "taken_over", "stored"]
    """What became of it; "taken_over": the other side bought it."""
    agreed_by: Id | None = None
    """The owner's person who agreed: their id."""
    stored_until: Day | None = None
    """Until when it is stored, on the factory's calendar."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.how == "stored" and self.stored_until is None:
            raise ValueError("stored_until is missing: say until when the leftovers are stored")
        return self

    def about(self) -> str:
        """The packaging item."""
        return f"packaging:{self.item}"

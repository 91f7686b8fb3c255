"""Production: capacity held, stability passed, orders released, lots finished and inspected."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.life.checks import Count, Day, Flag, Frozen, FrozenMap, Measured, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id, Moment, Name, Text

__all__ = [
    "CapacityHeld",
    "DefectClass",
    "Disposition",
    "Inspected",
    "ProductionFinished",
    "ProductionOrder",
    "ProductionReleased",
    "StabilityPassed",
]

DefectClass = Literal["critical", "major", "minor"]
"""How bad a defect is (ISO 2859-1)."""

Disposition = Literal["accept", "rework", "concession", "reject"]
"""What is done with an inspected lot; accept and concession release it."""


def _no_defects() -> Mapping[DefectClass, int]:
    return FrozenMap()


class ProductionOrder(Document):
    """One lot to be made for one line of a contract."""

    label: ClassVar[str] = "Production order"
    zh: ClassVar[str] = "生产单"

    number: Id
    """Its number."""
    contract: Id
    """The contract's number."""
    line: Ordinal
    """The contract's line."""
    item: Id
    """The item."""
    lot: Id
    """The lot that it makes."""
    formula: Id
    """The version of the formula."""
    packaging: Id | None = None
    """The version of the packaging."""
    quantity: Some
    """How much is to be made."""
    planned_start: Day
    """The first day of work, on the factory's calendar."""
    planned_finish: Day
    """The last day of work, on the factory's calendar."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.planned_finish < self.planned_start:
            raise ValueError(f"planned_finish {self.planned_finish} is before planned_start {self.planned_start}")
        return self


class CapacityHeld(Fact, kind="oem.CapacityHeld", label="Capacity held", zh="产能已预留"):
    """The factory holds capacity for a delivery date until the hold expires."""

    promise: Id
    """The promise's id."""
    until: Moment
    """When the hold expires."""
    deliver_on: Day
    """The day the factory can deliver, on its calendar."""
    resources: tuple[Name, ...] = ()
    """What is held, as "tank 500 l", "filling line 2"."""
    note: Text = ""
    """Anything else."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until < self.at:
            raise ValueError("until is before at: a hold expires after it begins")
        return self

    def about(self) -> str:
        """The promise."""
        return f"promise:{self.promise}"


class StabilityPassed(Fact, kind="oem.StabilityPassed", label="Stability passed", zh="稳定性测试通过"):
    """A formula stood so many weeks of stability test."""

    item: Id
    """The item."""
    formula: Id
    """The version of the formula that was tested."""
    weeks: Ordinal
    """How many weeks it stood."""
    report: Id | None = None
    """The report's number."""


class ProductionReleased(
    Fact, kind="oem.ProductionReleased", action="produce", label="Production released", zh="已下达生产"
):
    """Production orders went to the shop floor: work and cost begin."""

    orders: tuple[ProductionOrder, ...]
    """The orders, at least one; each number and each lot once."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.orders:
            raise ValueError("give at least one production order to release")
        twice = repeated(one.number for one in self.orders) or repeated(one.lot for one in self.orders)
        if twice:
            raise ValueError(f"{', '.join(twice)} comes more than once: give each order a number and a lot of its own")
        return self

    def moves(self) -> tuple[str, ...]:
        """The orders."""
        return tuple([f"order:{one.number}" for one in self.orders])


class ProductionFinished(Fact, kind="oem.ProductionFinished", label="Production finished", zh="生产完成"):
    """A lot was made, or a part of it: several facts of one lot add up."""

    order: Id
    """The production order's number."""
    lot: Id
    """The lot."""
    good: Measured
    """How much came out good."""
    scrapped: Measured
    """How much was lost."""
    last: Flag = True
    """Whether the lot is complete with it; False while more of the lot is still to come."""

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"

    def moves(self) -> tuple[str, ...]:
        """The order."""
        return (f"order:{self.order}",)


class Inspected(Fact, kind="oem.Inspected", label="Lot inspected", zh="批次已检验"):
    """A lot was inspected by attributes, and what is done with it was decided."""

    lot: Id
    """The lot."""
    order: Id
    """The production order's number."""
    inspector: Id
    """Who inspected: the person's id."""
    sample_size: Ordinal
    """How many pieces were looked at."""
    defects: Frozen[DefectClass, Count] = Field(default_factory=_no_defects)
    """How many defects were found, by class; a class that is left out had none."""
    acceptance: Frozen[DefectClass, Count] = Field(default_factory=_no_defects)
    """The acceptance numbers (Ac) of the sampling plan, by class; a class that is left out has none agreed."""
    disposition: Disposition
    """What is done with the lot."""
    conceded_by: Id | None = None
    """For a concession: the buyer's person who takes the lot as it is."""
    document: Id | None = None
    """For a concession: the document in which the buyer says so."""
    report: Id | None = None
    """The report's number."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.disposition != "concession" and (self.conceded_by or self.document):
            raise ValueError(f"conceded_by and document belong to a concession, and this is {self.disposition}")
        over = [
            f"{self.defects.get(cls, 0)} {cls} against {most}"
            for cls, most in self.acceptance.items()
            if self.defects.get(cls, 0) > most
        ]
        if over and self.disposition == "accept":
            raise ValueError(
                f"found {', '.join(over)} acceptable: the plan does not accept the lot; rework, concession or reject"
            )
        return self

    def about(self) -> str:
        """The lot."""
        return f"lot:{self.lot}"

    def moves(self) -> tuple[str, ...]:
        """The order."""
        return (f"order:{self.order}",)

    @property
    def released(self) -> bool:
        """Whether the lot may be shipped."""
        return self.disposition in ("accept", "concession")

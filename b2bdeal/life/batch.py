"""Batches of bulk: what came out of the tank, which lots of raw material went in, and which lots it filled."""

from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id

__all__ = ["BatchFilled", "BatchMade", "BulkBatch", "MaterialLot"]


class MaterialLot(Document):
    """A part of a supplier's lot of raw material that went into a batch."""

    label: ClassVar[str] = "Material lot"
    zh: ClassVar[str] = "原料批次"

    material: Id
    """The raw material."""
    lot: Id
    """The supplier's lot of it."""
    supplier: Id | None = None
    """Who supplied it."""
    quantity: Some
    """How much of it went in."""


class BulkBatch(Document):
    """One batch of bulk: what came out of the tank, and what went in."""

    label: ClassVar[str] = "Bulk batch"
    zh: ClassVar[str] = "料体批次"

    number: Id
    """Its number."""
    formula: Id
    """The version of the formula."""
    quantity: Some
    """How much came out, by mass or volume."""
    made_on: Day
    """The day it was made, on the factory's calendar."""
    materials: tuple[MaterialLot, ...]
    """The raw materials by lot, at least one; a material may come in several lots."""
    premixes: tuple[Id, ...] = ()
    """Other batches that went into it: premixes, or rests worked in."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.materials and not self.premixes:
            raise ValueError("name the material lots that went in: without them nothing can be recalled by material")
        twice = repeated((one.material, one.lot) for one in self.materials)
        if twice:
            raise ValueError(f"{', '.join(' '.join(pair) for pair in twice)} comes more than once: give its sum once")
        if self.number in self.premixes:
            raise ValueError(f"{self.number} can't be a premix of itself")
        return self


class BatchMade(Fact, kind="oem.BatchMade", action="produce", label="Batch made", zh="料体已生产"):
    """A batch of bulk was made."""

    batch: BulkBatch
    """The batch and what went in."""

    def about(self) -> str:
        """The batch."""
        return f"batch:{self.batch.number}"


class BatchFilled(Fact, kind="oem.BatchFilled", action="produce", label="Batch filled", zh="料体已灌装"):
    """A part of a batch of bulk was filled into a lot; one batch may fill several articles' lots."""

    batch: Id
    """The batch of bulk."""
    lot: Id
    """The lot that was filled."""
    order: Id
    """The lot's production order."""
    quantity: Some
    """How much bulk was used, by mass or volume as the batch."""

    def about(self) -> str:
        """The batch."""
        return f"batch:{self.batch}"

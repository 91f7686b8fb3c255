"""Samples: sent, evaluated, asked to be changed, approved per item, formula and packaging version."""

from typing import Annotated, ClassVar

from pydantic import Field

from b2bdeal.life.checks import Frozen, FrozenMap, Ordinal, Some, Words
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id, Name, Text

__all__ = ["Sample", "SampleApproved", "SampleEvaluated", "SampleRevisionAsked", "SampleSent", "Score"]

Score = Annotated[int, Field(ge=1, le=5, strict=True)]
"""A mark from 1, poor, to 5, excellent."""


class Sample(Document):
    """One round of a sample of an item: which formula, in which packaging."""

    label: ClassVar[str] = "Sample"
    zh: ClassVar[str] = "样品"

    number: Id
    """Its number; the rounds of one sample keep it."""
    round: Ordinal = 1
    """The round, from 1."""
    item: Id
    """The item it is a sample of."""
    formula: Id
    """The version of the formula."""
    packaging: Id | None = None
    """The version of the packaging; None for bulk in a neutral jar."""
    quantity: Some
    """How much is sent."""


class SampleSent(Fact, kind="oem.SampleSent", label="Sample sent", zh="样品已寄出"):
    """A sample left for the buyer."""

    sample: Sample
    """What was sent."""
    carrier: Name | None = None
    """Who carries it."""
    tracking: Id | None = None
    """The carrier's number for it."""

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.sample.number}"


class SampleEvaluated(Fact, kind="oem.SampleEvaluated", label="Sample evaluated", zh="样品已评估"):
    """The buyer said what it thinks of a sample."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The sample's round."""
    scores: Frozen[Name, Score] = Field(default_factory=FrozenMap)
    """Marks from 1 to 5 by criterion, as "texture", "scent"."""
    remarks: Text = ""
    """In words."""

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.number}"


class SampleRevisionAsked(Fact, kind="oem.SampleRevisionAsked", label="Sample revision asked", zh="要求改样"):
    """The buyer asked for another round."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round that did not convince."""
    changes: Words
    """What is to be changed."""

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.number}"


class SampleApproved(Fact, kind="oem.SampleApproved", label="Sample approved", zh="样品已确认"):
    """The buyer approved one formula in one packaging for one item; another version needs its own approval."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round that convinced."""
    item: Id
    """The item it is approved for."""
    formula: Id
    """The approved version of the formula."""
    packaging: Id | None = None
    """The approved version of the packaging."""
    approved_by: Id
    """The buyer's person who approved: a contact's id."""

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.number}"

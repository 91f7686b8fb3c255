"""What the buyer needs: items, quantities, markets, by when, and by what its samples are judged."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from b2bdeal.life.checks import Day, Flag, Ordinal, Some, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import CountryCode, Id, Money, Name, Text

__all__ = ["Brief", "BriefAgreed", "BriefLine", "Criterion", "Score"]

Score = Annotated[int, Field(ge=1, le=5, strict=True)]
"""A mark from 1, poor, to 5, excellent."""


class BriefLine(Document):
    """One item that the buyer needs."""

    label: ClassVar[str] = "Brief line"
    zh: ClassVar[str] = "需求行"

    item: Id
    """The item's id, the same in brief, sample, quote and contract."""
    name: Name
    """What it is, as "Day cream 50 ml"."""
    quantity: Some
    """How much of it is wanted."""
    target_price: Money | None = None
    """What the buyer would like to pay for one unit."""
    requirements: Text = ""
    """What it must be and do."""

    @model_validator(mode="after")
    def _price_is_no_debt(self) -> Self:
        if self.target_price is not None and self.target_price.amount < 0:
            raise ValueError(f"target_price {self.target_price} is below 0")
        return self


class Criterion(Document):
    """One thing by which a sample is judged, agreed before it is made."""

    label: ClassVar[str] = "Criterion"
    zh: ClassVar[str] = "评价标准"

    name: Name
    """What is judged, as "texture"; the name under which an evaluation marks it."""
    weight: Ordinal = 1
    """How much it counts beside the others: one of weight 2 counts twice."""
    must: Score | None = None
    """The least mark without which the sample can't be approved; None: a low mark only lowers the mean."""


class Brief(Document):
    """What the buyer needs, agreed with the buyer before samples are made."""

    label: ClassVar[str] = "Brief"
    zh: ClassVar[str] = "需求书"

    number: Id
    """Its number."""
    lines: tuple[BriefLine, ...]
    """The items, at least one, each once."""
    markets: tuple[CountryCode, ...] = ()
    """Where the goods will be sold, ISO 3166 alpha-2; filings and labels follow from it."""
    wanted_by: Day | None = None
    """The day the buyer wants the goods, on the buyer's calendar."""
    discloses_formula: Flag = False
    """Whether one side discloses a formula of its own to the other: then an NDA comes first."""
    criteria: tuple[Criterion, ...] = ()
    """By what the samples are judged, each once; empty: the buyer marks as it likes."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.lines:
            raise ValueError("a brief needs at least one line")
        twice = repeated(line.item for line in self.lines)
        if twice:
            raise ValueError(f"lines name {', '.join(twice)} more than once: give each item one line")
        if twice := repeated(one.name for one in self.criteria):
            raise ValueError(f"criteria name {', '.join(twice)} more than once: give each one weight")
        return self


class BriefAgreed(Fact, kind="oem.BriefAgreed", label="Brief agreed", zh="需求已确认"):
    """The buyer and we agreed on what is needed."""

    brief: Brief
    """What is needed."""

    def about(self) -> str:
        """The brief."""
        return f"brief:{self.brief.number}"

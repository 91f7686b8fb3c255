"""The clauses of a contract beside its lines: delivery windows, lateness, quality, claims, confidentiality, prices."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.labels import Message
from b2bdeal.life.checks import Count, Day, Frozen, FrozenMap, Ordinal, Some, Words, repeated
from b2bdeal.life.fact import Document
from b2bdeal.life.material import MaterialPrice, moved
from b2bdeal.units import Amount, Id, Money, Name, Share, Text

__all__ = [
    "AQLS",
    "ClaimWindows",
    "Confidentiality",
    "DeliveryWindow",
    "Excuse",
    "LatenessPenalty",
    "Period",
    "PriceAdjustment",
    "QualityPlan",
]

Excuse = Literal["customer_packaging", "late_payment", "late_approval", "force_majeure"]
"""What stops a penalty: packaging of the buyer or a payment that came late, a late approval, force majeure."""

AQLS: Final[tuple[Decimal, ...]] = tuple(
    Decimal(one)
    for one in (
        *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5"),
        *("4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000"),
    )
)
"""The preferred acceptance quality limits of ISO 2859-1:1999, table 2-A: per cent nonconforming up to 10, and
nonconformities per 100 items."""

_Days = Annotated[Count, Field(le=3650)]
_Class = Literal["critical", "major", "minor"]


def _no_aql() -> Mapping[_Class, Decimal]:
    return FrozenMap()


class DeliveryWindow(Document):
    """A part of a line that is delivered within days of its own."""

    label: ClassVar[str] = "Delivery window"
    zh: ClassVar[str] = "交货期间"

    line: Ordinal
    """The contract's line."""
    quantity: Some
    """How much of it."""
    earliest: Day | None = None
    """The first day on which it is taken, on the seller's calendar; None: as soon as it is ready."""
    latest: Day
    """The last day on which it is in time, on the seller's calendar."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.earliest is not None and self.earliest > self.latest:
            raise ValueError(f"the window begins on {self.earliest} and ends on {self.latest}: give the earlier first")
        return self


class Period(Document):
    """The days in which a blanket order may be called off, both included, on the seller's calendar."""

    label: ClassVar[str] = "Period"
    zh: ClassVar[str] = "期间"

    first: Day
    """The first day."""
    last: Day
    """The last day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"the period begins on {self.first} and ends on {self.last}: give the earlier first")
        return self

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


class LatenessPenalty(Document):
    """What the seller owes for goods that come late: a share of the late goods' value per day or week, up to a cap."""

    label: ClassVar[str] = "Penalty for lateness"
    zh: ClassVar[str] = "迟延违约金"

    share: Share
    """How much of the late goods' value for each day or week, as a fraction: 0.005 is 0.5 %."""
    per: Literal["day", "week"] = "week"
    """For each day, or for each week; a week that has begun counts as a week."""
    grace_days: _Days = 0
    """So many calendar days late cost nothing; the count begins after them."""
    cap: Share
    """The most it may come to, as a fraction of the late goods' value."""
    excuses: tuple[Excuse, ...] = ("customer_packaging", "late_payment", "force_majeure")
    """What stops it for as long as it lasts."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.share or not self.cap:
            raise ValueError("a penalty of 0 %, or capped at 0 %, says nothing: leave the clause out")
        if self.share > self.cap:
            raise ValueError(f"one {self.per} costs {self.share} of the value and the cap is {self.cap}: raise the cap")
        return self

    def due(self, late_value: Money, days: int) -> Money:
        """What goods of this value owe, so many calendar days late, excused days taken off.

        value × min(share × units, cap), rounded half-up to the currency's smallest unit. Units are the days after the
        grace, or the weeks begun of them.
        """
        return (late_value * self._rate(days)).rounded()

    def capped(self, days: int) -> bool:
        """Whether the cap is what limits it after so many days."""
        return self.share * self._units(days) > self.cap

    def _units(self, days: int) -> int:
        counted = max(days - self.grace_days, 0)
        return counted if self.per == "day" else -(-counted // 7)

    def _rate(self, days: int) -> Decimal:
        # Bounded before it is multiplied, so that a century of days needs no wide context.
        return self.cap if self.capped(days) else self.share * self._units(days)


class QualityPlan(Document):
    """Against what the goods are inspected."""

    label: ClassVar[str] = "Quality plan"
    zh: ClassVar[str] = "质量计划"

    standard: Name = "ISO 2859-1"
    """The standard of sampling."""
    level: Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"] = "II"
    """The inspection level."""
    aql: Frozen[_Class, Amount] = Field(default_factory=_no_aql)
    """The acceptance quality limit by class of defect, of the standard's series; 0 for critical: none may be found."""
    golden_sample: Id | None = None
    """The sealed sample (封样) that the goods are compared with."""
    tests: tuple[Name, ...] = ()
    """Tests of each lot beside the sampling, as "microbiology"."""
    note: Text = ""
    """Anything else."""

    @model_validator(mode="after")
    def _of_the_series(self) -> Self:
        for defect, limit in self.aql.items():
            if limit not in AQLS and not (defect == "critical" and limit == 0):
                near = min(AQLS, key=lambda one: abs(one - limit))
                raise ValueError(f"an AQL of {limit} for {defect} is not in ISO 2859-1: the nearest there is {near}")
        return self


class ClaimWindows(Document):
    """How long the buyer may claim; silence until then means accepted."""

    label: ClassVar[str] = "Claim windows"
    zh: ClassVar[str] = "索赔期限"

    visible_days: _Days
    """Calendar days from arrival for the count and for damage that can be seen."""
    hidden_days: _Days
    """Calendar days from arrival for defects that can't be seen."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hidden_days < self.visible_days:
            raise ValueError(
                f"hidden defects have {self.hidden_days} days and visible ones {self.visible_days}: what is hidden "
                "shows later, so give it at least as long"
            )
        return self


class Confidentiality(Document):
    """What stays between the two, and who owns the formula."""

    label: ClassVar[str] = "Confidentiality"
    zh: ClassVar[str] = "保密条款"

    years: Annotated[Ordinal, Field(le=100)]
    """How many years it binds, from signing."""
    formula_owner: Literal["buyer", "factory", "shared"]
    """Who owns the formula."""
    note: Text = ""
    """What else is agreed about it."""


class PriceAdjustment(Document):
    """When the prices of later call-offs follow the price of materials."""

    label: ClassVar[str] = "Price adjustment clause"
    zh: ClassVar[str] = "调价条款"

    materials: tuple[MaterialPrice, ...]
    """The materials that it names, with the prices that the contract reckons with; each once."""
    moves_by: Share
    """From which change of a material's price on it applies, up or down, as a fraction above 0: 0.05 is 5 %."""
    terms: Words
    """How the new price is found, in the contract's words."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.materials:
            raise ValueError("name at least one material that the price follows")
        twice = repeated(one.material for one in self.materials)
        if twice:
            raise ValueError(f"{', '.join(twice)} is named more than once: name each material once")
        if not self.moves_by:
            raise ValueError("a clause that 0 % sets off says nothing: give a share above 0")
        return self

    def set_off_by(self, prices: Mapping[str, Money]) -> tuple[Message, ...]:
        """The materials that moved by that much or more, each said with both prices; empty while the prices stand.

        `prices` are the prices of one kilogram now, by material.
        """
        return moved({one.material: one.price for one in self.materials}, prices, self.moves_by)

"""Samples: sent, arrived, judged by criterion, asked to be changed, approved per item, formula and packaging."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import ClassVar, Self

import attrs
from pydantic import Field, model_validator

from b2bdeal.life.brief import Criterion, Score
from b2bdeal.life.checks import Count, Credited, Day, Flag, Frozen, FrozenMap, Ordinal, Some, Words
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id, Money, Name, Text

__all__ = [
    "Evaluation",
    "Sample",
    "SampleApproved",
    "SampleArrived",
    "SampleEvaluated",
    "SampleFees",
    "SampleRevisionAsked",
    "SampleSent",
    "Score",
    "evaluated",
]

_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)


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


class SampleFees(Document):
    """What a house charges for samples: so many rounds of an item are free, then a fee for each, maybe credited."""

    label: ClassVar[str] = "Sample fees"
    zh: ClassVar[str] = "打样费规则"

    free_rounds: Count
    """How many rounds of an item are free."""
    fee: Credited
    """The fee for each further round, above 0."""
    credited_above: Money | None = None
    """The total of a contract from which the fees are credited against it; None: they never are."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        _one_currency(self.fee, self.credited_above)
        return self


class SampleSent(Fact, kind="oem.SampleSent", label="Sample sent", zh="样品已寄出"):
    """A sample left for the buyer."""

    sample: Sample
    """What was sent."""
    carrier: Name | None = None
    """Who carries it."""
    tracking: Id | None = None
    """The carrier's number for it."""
    dispatched_by: Id | None = None
    """Who of us sent it: the person's id."""
    fee: Credited | None = None
    """The fee that was taken for this round; None: it was free."""
    fee_credited_above: Money | None = None
    """The total of a contract from which this fee is credited, as the buyer was told; None: it never is."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.fee is None and self.fee_credited_above is not None:
            raise ValueError("fee_credited_above is given and no fee: a free round has nothing to credit")
        if self.fee is not None:
            _one_currency(self.fee, self.fee_credited_above)
        return self

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.sample.number}"


class SampleArrived(Fact, kind="oem.SampleArrived", label="Sample arrived", zh="样品已送达"):
    """A sample reached the buyer: from here on they can judge it."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The sample's round."""
    on: Day
    """The day on which it was handed over, where the buyer is."""
    received_by: Id | None = None
    """Who took it: a contact's id."""
    damaged: Flag = False
    """Whether it came damaged."""
    remarks: Text = ""
    """How it came."""

    def about(self) -> str:
        """The sample."""
        return f"sample:{self.number}"


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


@attrs.frozen
class Evaluation:
    """Marks held against criteria."""

    mean: Decimal | None
    """The weighted mean of the criteria that were marked, from 1 to 5 with two digits, half up; None: none was."""
    missed: tuple[tuple[Criterion, int | None], ...] = ()
    """The criteria whose least mark was not reached, each with its mark; None: it was not marked."""
    unmarked: tuple[str, ...] = ()
    """The criteria without a mark."""

    @property
    def convinces(self) -> bool:
        """Whether every criterion that must reach a mark reached it."""
        return not self.missed


def evaluated(scores: Mapping[str, int], criteria: Iterable[Criterion] = ()) -> Evaluation:
    """The marks held against criteria; without criteria each mark counts once. Marks of no criterion count for nothing.

    The mean is the sum of mark times weight, divided by the sum of the weights, over the criteria that were marked.
    """
    asked = tuple(criteria) or tuple(Criterion(name=name) for name in scores)
    marked = [(one.weight, scores[one.name]) for one in asked if one.name in scores]
    total = sum(weight for weight, _ in marked)
    mean = None
    if total:
        raw = _EXACT.divide(Decimal(sum(weight * mark for weight, mark in marked)), Decimal(total))
        mean = raw.quantize(Decimal("0.01"), context=_EXACT)
    missed = [
        (one, scores.get(one.name)) for one in asked if one.must is not None and scores.get(one.name, 0) < one.must
    ]
    return Evaluation(mean, tuple(missed), tuple(one.name for one in asked if one.name not in scores))


def _one_currency(fee: Money, threshold: Money | None) -> None:
    if threshold is None:
        return
    if threshold.currency != fee.currency:
        raise ValueError(f"the fee is in {fee.currency}, its threshold in {threshold.currency}: give one currency")
    if threshold.amount < 0:
        raise ValueError(f"the threshold {threshold} is below 0")

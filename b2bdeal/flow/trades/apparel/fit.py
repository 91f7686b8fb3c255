"""Fit: the size specification of a style, the samples measured against it, and the sizes that the buyer approved."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Self

import attrs
from pydantic import model_validator

from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Frozen, FrozenMap, Ordinal, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name
from b2bdeal.units.amount import Exact, minus, plus

__all__ = [
    "Conceded",
    "FitApproved",
    "FitRevisionAsked",
    "FitSample",
    "FitSampleSent",
    "Fitting",
    "MeasuredSize",
    "PointOfMeasure",
    "SizeSpec",
    "SizeSpecIssued",
]

Centimetres = Annotated[
    Decimal,
    Exact("length", "give centimetres from 0 to 1,000 as a Decimal or text such as '52.5', not a float", ge=0, le=1000),
]
"""A length in centimetres, exact, from 0 to 1,000; as JSON it is text."""


class PointOfMeasure(Document):
    """One place where a garment is measured, with its value in every size and what it may be off."""

    label: ClassVar[str] = "Point of measure"
    zh: ClassVar[str] = "测量部位"

    code: Id
    """Its code on the sketch, as "A"."""
    name: Name
    """What is measured and how, as "chest, 2.5 cm below armhole, flat"."""
    values: Frozen[Id, Centimetres]
    """The value asked in each size, in cm."""
    plus: Centimetres
    """How much more it may be, in cm."""
    minus: Centimetres
    """How much less it may be, in cm."""

    def holds(self, size: str, measured: Decimal) -> bool:
        """Whether a measured value keeps the tolerance in that size."""
        asked = self.values[size]
        return minus(asked, self.minus) <= measured <= plus(asked, self.plus)


class SizeSpec(Document):
    """The measurement chart of a style: every point of measure in every size."""

    label: ClassVar[str] = "Size specification"
    zh: ClassVar[str] = "尺寸表"

    number: Id
    """Its number; the versions of one specification keep it."""
    version: Ordinal
    """The version, from 1."""
    item: Id
    """The style, the item that it is for."""
    base_size: Id
    """The size in which the fit is found before the others are graded."""
    sizes: tuple[Id, ...]
    """Every size, from the smallest to the largest."""
    points: tuple[PointOfMeasure, ...]
    """The points of measure, at least one, each with a value in every size."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if twice := repeated(self.sizes):
            raise ValueError(f"sizes name {', '.join(twice)} more than once: give each size once")
        if self.base_size not in self.sizes:
            raise ValueError(f"base_size {self.base_size} is none of the sizes: add it to sizes")
        if not self.points:
            raise ValueError("points are empty: give at least one point of measure")
        if twice := repeated(point.code for point in self.points):
            raise ValueError(f"points name {', '.join(twice)} more than once: give each point one code")
        for point in self.points:
            if set(point.values) != set(self.sizes):
                odd = ", ".join(sorted(set(point.values) ^ set(self.sizes)))
                raise ValueError(f"point {point.code} and sizes differ in {odd}: give every size one value")
        return self

    def misfits(
        self, sample: "FitSample", sizes: Iterable[str], conceded: "Iterable[Conceded]" = ()
    ) -> tuple[Message, ...]:
        """The points of these sizes that are out of tolerance or were not measured, but for those conceded."""
        taken = {(one.size, one.point) for one in conceded}
        found: list[Message] = []
        for size in dict.fromkeys(sizes):
            for point in self.points:
                if (size, point.code) in taken or size not in point.values:
                    continue
                got = sample.value(size, point.code)
                words = {"size": size, "point": point.code, "asked": point.values[size], "measured": got}
                if got is None:
                    found.append(t("{size}, {point}: not measured", **words))
                elif not point.holds(size, got):
                    words |= {"plus": point.plus, "minus": point.minus}
                    found.append(t("{size}, {point}: {measured} cm, {asked} cm +{plus}/-{minus} asked", **words))
        return tuple(found)


class MeasuredSize(Document):
    """What one sample garment of a size measures."""

    label: ClassVar[str] = "Measured size"
    zh: ClassVar[str] = "实测尺码"

    size: Id
    """The size of the garment."""
    values: Frozen[Id, Centimetres]
    """What was measured, in cm, by the code of the point of measure."""


class FitSample(Document):
    """One round of garments made to judge the fit: the base size alone, or a size set."""

    label: ClassVar[str] = "Fit sample"
    zh: ClassVar[str] = "试身样"

    number: Id
    """Its number; the rounds of one sample keep it."""
    round: Ordinal = 1
    """The round, from 1."""
    item: Id
    """The style."""
    spec: Id
    """The number of the size specification that it is made to."""
    spec_version: Ordinal
    """The version of the size specification."""
    measured: tuple[MeasuredSize, ...]
    """What the factory measured on the garments, one for each size sent."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.measured:
            raise ValueError("measured is empty: give the measurements of at least one size")
        if twice := repeated(one.size for one in self.measured):
            raise ValueError(f"measured names {', '.join(twice)} more than once: give each size once")
        return self

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes that were sent."""
        return tuple(one.size for one in self.measured)

    def value(self, size: str, point: str) -> Decimal | None:
        """What a point of a size measures, in cm; None where it was not measured."""
        return next((one.values.get(point) for one in self.measured if one.size == size), None)


class SizeSpecIssued(
    Fact, kind="apparel.SizeSpecIssued", stands=True, label="Size specification issued", zh="尺寸表已发布"
):
    """A version of the size specification is in force; what was approved by an older one is open again."""

    spec: SizeSpec
    """The specification."""

    def about(self) -> str:
        """The specification."""
        return f"size-spec:{self.spec.number}"


class FitSampleSent(Fact, kind="apparel.FitSampleSent", stands=True, label="Fit sample sent", zh="试身样已寄出"):
    """Garments left for the buyer, to be judged for fit."""

    sample: FitSample
    """What was sent, as measured by the factory."""

    def about(self) -> str:
        """The sample."""
        return f"fit-sample:{self.sample.number}"


class FitRevisionAsked(Fact, kind="apparel.FitRevisionAsked", stands=True, label="Fit revision asked", zh="要求改版型"):
    """The buyer asked for another round; an approval of this round is taken back."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round that does not fit."""
    changes: Words
    """What is to be changed, as "shoulder 1 cm narrower"."""

    def about(self) -> str:
        """The sample."""
        return f"fit-sample:{self.number}"


class Conceded(Document):
    """A point out of tolerance that the buyer takes as it is."""

    label: ClassVar[str] = "Conceded point"
    zh: ClassVar[str] = "让步部位"

    size: Id
    """The size."""
    point: Id
    """The code of the point of measure."""
    reason: Name
    """Why it is taken, as "corrected in bulk by the marker"."""


class FitApproved(Approval, kind="apparel.FitApproved", stands=True, label="Fit approved", zh="版型已确认"):
    """The buyer approved the fit of some sizes of a sample."""

    number: Id
    """The sample's number."""
    round: Ordinal
    """The round that fits."""
    sizes: tuple[Id, ...]
    """The sizes that are approved, at least one."""
    conceded: tuple[Conceded, ...] = ()
    """Points out of tolerance that the buyer takes as they are."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.sizes:
            raise ValueError("sizes are empty: name the sizes that are approved")
        return self

    def about(self) -> str:
        """The sample."""
        return f"fit-sample:{self.number}"


@attrs.frozen
class Fitting:
    """How far the fit is. It folds from any list of facts, read in order of time."""

    specs: Mapping[str, SizeSpec] = FrozenMap()
    """The size specification in force, by item."""
    samples: Mapping[tuple[str, int], FitSample] = FrozenMap()
    """The fit samples that were sent, by number and round."""
    approved: Mapping[tuple[str, str], tuple[str, int]] = FrozenMap()
    """Item and size to the sample, by number and round, with which the size was approved last."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Fitting":
        """The fit that these facts tell; facts of other kinds are passed over."""
        specs: dict[str, SizeSpec] = {}
        samples: dict[tuple[str, int], FitSample] = {}
        approved: dict[tuple[str, str], tuple[str, int]] = {}
        for fact in by_time(facts):
            if fact.kind == SizeSpecIssued.kind:
                spec = SizeSpecIssued.cast(fact).spec
                specs[spec.item] = spec
            elif fact.kind == FitSampleSent.kind:
                sample = FitSampleSent.cast(fact).sample
                samples[sample.number, sample.round] = sample
            elif fact.kind == FitApproved.kind:
                yes = FitApproved.cast(fact)
                if (judged := samples.get((yes.number, yes.round))) is not None:
                    approved |= {(judged.item, size): (yes.number, yes.round) for size in yes.sizes}
            elif fact.kind == FitRevisionAsked.kind:
                again = FitRevisionAsked.cast(fact)
                taken_back = (again.number, again.round)
                approved = {key: by for key, by in approved.items() if by != taken_back}
        return cls(FrozenMap(specs), FrozenMap(samples), FrozenMap(approved))

    def open_sizes(self, item: str, sizes: Iterable[str]) -> tuple[str, ...]:
        """Which of these sizes of an item are not approved by the specification in force."""
        spec = self.specs.get(item)
        found: list[str] = []
        for size in dict.fromkeys(sizes):
            by = self.approved.get((item, size))
            sample = None if by is None else self.samples.get(by)
            if spec is None or sample is None or (sample.spec, sample.spec_version) != (spec.number, spec.version):
                found.append(size)
        return tuple(found)

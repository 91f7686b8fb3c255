"""Whom we chose to serve and whom not, and the judgement of one buyer."""

from typing import ClassVar, Self

import attrs
from pydantic import model_validator

from b2bdeal.labels import t
from b2bdeal.life.checks import Some, Words
from b2bdeal.life.fact import Document
from b2bdeal.life.market import BuyerKind, BuyerProfile, FactoryProfile, Misfit, Segment, among
from b2bdeal.life.reading import same_unit
from b2bdeal.units import CountryCode, Id, Name

__all__ = ["Exclusion", "Judgement", "TargetMarket"]


class Exclusion(Document):
    """Whom we do not serve, said aloud: it applies to a buyer that meets all of its conditions."""

    label: ClassVar[str] = "Exclusion"
    zh: ClassVar[str] = "排除条件"

    name: Name
    """Its name, as "one-piece drop-shipping"."""
    reason: Words
    """Why."""
    order_size_below: Some | None = None
    """It is about orders smaller than this."""
    kinds: tuple[BuyerKind, ...] = ()
    """It is about these sorts of company."""
    countries: tuple[CountryCode, ...] = ()
    """It is about these countries."""
    trades: tuple[Name, ...] = ()
    """It is about these trades."""

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if self.order_size_below is None and not (self.kinds or self.countries or self.trades):
            raise ValueError("an exclusion needs a condition: order_size_below, kinds, countries or trades")
        return self

    def applies(self, buyer: BuyerProfile) -> bool:
        """Whether all of its conditions are known to hold for a buyer; what is not known excludes nobody."""
        if self.order_size_below is not None:
            if buyer.order_size is None:
                return False
            size = same_unit(buyer.order_size, self.order_size_below.unit)
            if size is None or not size < self.order_size_below:
                return False
        return (
            (not self.kinds or buyer.kind in self.kinds)
            and (not self.countries or buyer.country in self.countries)
            and (not self.trades or among(buyer.trade, self.trades))
        )


@attrs.frozen
class Judgement:
    """Whether a buyer is in the target market: its segment, or every reason why not."""

    segment: Segment | None
    """The first segment that fits."""
    misfits: tuple[Misfit, ...] = ()
    """What speaks against it: exclusions, what the factory cannot do, and, if no segment fits, the nearest one's."""
    nearest: Segment | None = None
    """If no segment fits, the one with the fewest misfits."""

    @property
    def ok(self) -> bool:
        """In the target market."""
        return self.segment is not None and not self.misfits

    def __str__(self) -> str:
        if self.segment is not None and self.ok:
            return f"in the target market: {self.segment.name}"
        return f"outside the target market: {'; '.join(map(str, self.misfits))}"


class TargetMarket(Document):
    """The segments we chose to serve, and whom we do not."""

    label: ClassVar[str] = "Target market"
    zh: ClassVar[str] = "目标市场"

    id: Id
    """Its id."""
    name: Name
    """Its name."""
    segments: tuple[Segment, ...]
    """The chosen segments, at least one."""
    exclusions: tuple[Exclusion, ...] = ()
    """Whom we do not serve, even if a segment fits."""
    factory: FactoryProfile | None = None
    """The factory that must be able to serve them."""

    @model_validator(mode="after")
    def _has_segments(self) -> Self:
        if not self.segments:
            raise ValueError("a target market needs at least one segment")
        return self

    def text(self, *, lang: str = "en") -> str:
        """Its name."""
        return self.name

    def judge(self, buyer: BuyerProfile) -> Judgement:
        """A buyer is in if a segment has no misfit, no exclusion applies and the factory has no misfit."""
        found = [(segment, segment.misfits(buyer)) for segment in self.segments]
        segment = next((one for one, against in found if not against), None)
        against = [
            t("{exclusion} is excluded: {reason}", exclusion=one.name, reason=one.reason)
            for one in self.exclusions
            if one.applies(buyer)
        ]
        if self.factory is not None:
            against += self.factory.misfits(buyer)
        if segment is not None:
            return Judgement(segment, tuple(against))
        nearest, reasons = min(found, key=lambda pair: len(pair[1]))
        return Judgement(None, (*against, *(one for one in reasons if one not in against)), nearest)

"""Whom we could serve: buyers, segments of the market, what the factory can do, and what does not fit."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from b2bdeal.calendar import Span
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Count, Day, Frozen, FrozenMap, Price, Some
from b2bdeal.life.fact import Document
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Amount, CountryCode, Id, Name, Quantity, Text

__all__ = [
    "BuyerKind",
    "BuyerProfile",
    "FactoryProfile",
    "Misfit",
    "PriceTier",
    "Segment",
    "among",
]

BuyerKind = Literal["brand_owner", "trader", "agent", "distributor", "factory"]
"""What sort of company asks."""

PriceTier = Literal["entry", "mid", "premium", "luxury"]
"""Where on the shelf the goods will stand."""


Misfit = Message
"""One reason why something does not fit: a sentence with its figures kept apart, so that it can be translated."""


class BuyerProfile(Document):
    """What is known of a buyer when it is judged; None or empty means not known."""

    label: ClassVar[str] = "Buyer profile"
    zh: ClassVar[str] = "买家画像"

    kind: BuyerKind | None = None
    """What sort of company it is."""
    trade: Name | None = None
    """Its trade, as "skin care"."""
    country: CountryCode | None = None
    """Where it is seated, ISO 3166 alpha-2."""
    order_size: Some | None = None
    """What it would order of one item at a time."""
    annual_volume: Some | None = None
    """What it would buy in a year."""
    price_tier: PriceTier | None = None
    """Where its goods stand on the shelf."""
    certificates_required: tuple[Name, ...] = ()
    """The certificates it asks of a supplier, as "ISO 22716"."""


class Segment(Document):
    """A slice of the market: conditions on a company, and how big the slice is. An empty condition asks nothing."""

    label: ClassVar[str] = "Segment"
    zh: ClassVar[str] = "细分市场"

    id: Id
    """Its id."""
    name: Name
    """Its name."""
    kinds: tuple[BuyerKind, ...] = ()
    """The sorts of company that belong to it."""
    trades: tuple[Name, ...] = ()
    """The trades that belong to it."""
    countries: tuple[CountryCode, ...] = ()
    """The countries that belong to it."""
    min_order: Quantity | None = None
    """The smallest order size."""
    max_order: Quantity | None = None
    """The largest order size."""
    price_tiers: tuple[PriceTier, ...] = ()
    """The places on the shelf that belong to it."""
    certificates: tuple[Name, ...] = ()
    """The certificates that buyers of this segment ask for; a buyer that asks for others does not belong to it."""
    buyers: Count | None = None
    """How many companies there are."""
    yearly_spend: Price | None = None
    """What they spend in a year, all together."""
    growth: Amount | None = None
    """By how much the spend grows in a year, as a fraction: 0.08 is 8 %."""
    source: Text = ""
    """Where the size figures come from."""
    as_of: Day | None = None
    """The day the size figures are of."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        low, high = self.min_order, self.max_order
        if low is not None and high is not None:
            top = same_unit(high, low.unit)
            if top is None:
                raise ValueError(f"min_order is in {low.unit}, max_order in {high.unit}: give both in one unit")
            if top < low:
                raise ValueError(f"min_order {low} is above max_order {high}")
        sized = self.buyers is not None or self.yearly_spend is not None or self.growth is not None
        if sized and not self.source.strip():
            raise ValueError("size figures need their source: say where buyers, yearly_spend and growth come from")
        return self

    def misfits(self, buyer: BuyerProfile) -> tuple[Misfit, ...]:
        """Why a buyer is not of this segment; empty if it is. What is asked for and not known is a misfit."""
        return tuple(self._misfits(buyer))

    def _misfits(self, buyer: BuyerProfile) -> Iterator[Misfit]:
        yield from _one_of(t("kind of buyer"), buyer.kind, self.kinds)
        yield from _one_of(t("trade"), buyer.trade, self.trades)
        yield from _one_of(t("country"), buyer.country, self.countries)
        yield from _one_of(t("price tier"), buyer.price_tier, self.price_tiers)
        if self.min_order is not None or self.max_order is not None:
            yield from self._order_misfits(buyer.order_size)
        if self.certificates:
            have = {_folded(name) for name in self.certificates}
            for name in buyer.certificates_required:
                if _folded(name) not in have:
                    yield t(
                        "asks for {certificate}, the segment for {certificates}",
                        certificate=name,
                        certificates=_listed(self.certificates),
                    )

    def _order_misfits(self, size: Quantity | None) -> Iterator[Misfit]:
        if size is None:
            yield t("order size is not known")
            return
        if self.min_order is not None:
            why = t("order size {size} is below the segment's {least}", size=size, least=self.min_order)
            yield from _below(size, self.min_order, why)
        if self.max_order is not None:
            in_unit = same_unit(size, self.max_order.unit)
            if in_unit is not None and in_unit > self.max_order:
                yield t("order size {size} is above the segment's {most}", size=size, most=self.max_order)
            elif in_unit is None and self.min_order is None:
                yield t("order size {size} does not convert to {unit}", size=size, unit=self.max_order.unit)


class FactoryProfile(Document):
    """What a factory can do, for judging whom it can serve."""

    label: ClassVar[str] = "Factory profile"
    zh: ClassVar[str] = "工厂画像"

    id: Id
    """Its id."""
    name: Name
    """Its name."""
    processes: tuple[Name, ...] = ()
    """What it does, as "compounding", "filling", "packing"."""
    monthly_capacity: Frozen[Name, Some] = Field(default_factory=FrozenMap)
    """The most that a process makes in a month."""
    moq: Some
    """The minimum order quantity of one item."""
    price_tiers: tuple[PriceTier, ...] = ()
    """The places on the shelf that it makes for; empty: all."""
    lead_time: Span
    """From release of production to goods ready, usually."""
    certificates: tuple[Name, ...] = ()
    """The certificates it holds, as "ISO 22716"."""

    @model_validator(mode="after")
    def _capacity_of_a_process(self) -> Self:
        if self.processes:
            strange = [name for name in self.monthly_capacity if name not in self.processes]
            if strange:
                raise ValueError(f"monthly_capacity names {_listed(strange)}, which is not among the processes")
        return self

    def misfits(self, buyer: BuyerProfile) -> tuple[Misfit, ...]:
        """Why this factory cannot serve a buyer; empty if nothing known speaks against it."""
        return tuple(self._misfits(buyer))

    def _misfits(self, buyer: BuyerProfile) -> Iterator[Misfit]:
        if buyer.order_size is not None:
            why = t("order size {size} is below the MOQ of {least}", size=buyer.order_size, least=self.moq)
            yield from _below(buyer.order_size, self.moq, why)
        have = {_folded(name) for name in self.certificates}
        for name in buyer.certificates_required:
            if _folded(name) not in have:
                if self.certificates:
                    held = _listed(self.certificates)
                    yield t("needs {certificate}, the factory has {held}", certificate=name, held=held)
                else:
                    yield t("needs {certificate}, the factory has none", certificate=name)
        if buyer.price_tier is not None:
            yield from _one_of(t("price tier"), buyer.price_tier, self.price_tiers)
        if buyer.annual_volume is not None:
            for process, monthly in self.monthly_capacity.items():
                asked = same_unit(buyer.annual_volume, monthly.unit)
                if asked is not None and asked > monthly * 12:
                    yield t(
                        "annual volume {volume} is above a year of {process}, {most}",
                        volume=buyer.annual_volume,
                        process=process,
                        most=monthly * 12,
                    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def among(name: str | None, names: Iterable[str]) -> bool:
    """Whether a name is among others, whatever its case and blanks; None is not."""
    return name is not None and _folded(name) in {_folded(one) for one in names}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _one_of(what: Message, value: str | None, allowed: tuple[str, ...]) -> Iterator[Misfit]:
    if not allowed:
        return
    if value is None:
        yield t("{what} is not known", what=what)
    elif not among(value, allowed):
        yield t("{what} {value} is not {allowed}", what=what, value=_listed([value]), allowed=_listed(allowed))


def _below(size: Quantity, least: Quantity, why: Message) -> Iterator[Misfit]:
    in_unit = same_unit(size, least.unit)
    if in_unit is None:
        yield t("order size {size} does not convert to {unit}", size=size, unit=least.unit)
    elif in_unit < least:
        yield why

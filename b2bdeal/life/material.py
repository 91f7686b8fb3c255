"""The price of a raw material on a day, the clause that ties a quote to it, and the news that it moved."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Day, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.units import Id, Money, Name, Share, percent_text

__all__ = ["MaterialClause", "MaterialPrice", "MaterialPriceMoved", "material_prices", "moved"]

_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN)
_TENTH = Decimal("0.001")  # of a share: a tenth of a percent, to be read
_TOO_MUCH = Decimal(10**13)


def _above_nothing(price: Money) -> Money:
    if not 0 < price.amount < _TOO_MUCH:
        raise ValueError("give the price of one kilogram, above 0 and below 10^13")
    return price


PerKilogram = Annotated[Money, AfterValidator(_above_nothing)]
"""The price of one kilogram, above 0."""


class MaterialPrice(Document):
    """What one kilogram of a raw material costs on a day, as a source says."""

    label: ClassVar[str] = "Material price"
    zh: ClassVar[str] = "原料价格"

    material: Id
    """The material, as "squalane"."""
    price: PerKilogram
    """The price of one kilogram."""
    on: Day
    """The day it is of, on the source's calendar."""
    source: Name
    """Where it comes from: a supplier's offer, an exchange, an invoice."""


def _some_move(share: Decimal) -> Decimal:
    if not share:
        raise ValueError("a clause that 0 % sets off holds for nothing: give a share above 0")
    return share


class MaterialClause(Document):
    """A quote holds while its named materials do: if one moves by so much, up or down, its validity ends early."""

    label: ClassVar[str] = "Material clause"
    zh: ClassVar[str] = "原料价格条款"

    materials: tuple[MaterialPrice, ...]
    """The materials that are named, with the prices that the quote counts on; each once."""
    moves_by: Annotated[Share, AfterValidator(_some_move)]
    """The move that ends the validity, as a fraction of the price above 0: 0.1 is 10 %."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.materials:
            raise ValueError("a material clause names at least one material")
        twice = repeated(one.material for one in self.materials)
        if twice:
            raise ValueError(f"{', '.join(twice)} come more than once: name each material once")
        return self

    def ended_by(self, prices: Mapping[str, Money]) -> tuple[Message, ...]:
        """The materials that moved by that much or more, said with both prices; empty while the quote holds.

        `prices` are the prices per kilogram now, by material. A price in another currency than the clause's can't be
        judged, and is said, too.
        """
        return moved({one.material: one.price for one in self.materials}, prices, self.moves_by)


class MaterialPriceMoved(Fact, kind="oem.MaterialPriceMoved", label="Price of a material moved", zh="原料价格变动"):
    """A raw material costs something else than before."""

    material: Id
    """The material, as the quotes' clauses and cost sheets name it."""
    price: PerKilogram
    """The price of one kilogram now."""
    on: Day
    """The day it is of, on the source's calendar; not after the day it is heard of."""
    source: Name
    """Where it comes from."""

    @model_validator(mode="after")
    def _known_already(self) -> Self:
        # A day of leeway: the source's calendar may be ahead of the time zone in which it is written down.
        if (self.on - self.at.date()).days > 1:
            raise ValueError(f"the price is of {self.on}, after the day it is heard of: record it when it has come")
        return self

    def about(self) -> str:
        """The material."""
        return f"material:{self.material}"


def moved(old: Mapping[str, Money], new: Mapping[str, Money], threshold: Decimal) -> tuple[Message, ...]:
    """Each material whose price per kilogram moved, up or down, by the threshold or more, as a fraction of the old one.

    A material without a new price did not move; one with a new price in another currency is said as not comparable.
    """
    found: list[Message] = []
    for material, before in old.items():
        now = new.get(material)
        if now is None:
            continue
        if now.currency != before.currency:
            found.append(
                t(
                    "{material} is known at {new} a kg, and the price counted on is {old}: give it in {currency}",
                    material=material,
                    new=now,
                    old=before,
                    currency=before.currency,
                )
            )
            continue
        step = (now - before).amount.copy_abs()
        if step < _WIDE.multiply(before.amount, threshold):
            continue
        share = _WIDE.divide(step, before.amount).quantize(_TENTH, context=_WIDE)
        words = (
            "{material} rose from {old} to {new} a kg, by {share}"
            if now > before
            else ("{material} fell from {old} to {new} a kg, by {share}")
        )
        found.append(t(words, material=material, old=before, new=now, share=percent_text(share.normalize(_WIDE))))
    return tuple(found)


def material_prices(facts: Iterable[Fact], at: datetime) -> dict[str, MaterialPriceMoved]:
    """The latest price of each material that was heard of by then: of the latest day, and of one day the last heard."""
    latest: dict[str, MaterialPriceMoved] = {}
    for fact in of_kind(by_time(facts), MaterialPriceMoved):
        known = latest.get(fact.material)
        if fact.at <= at and (known is None or known.on <= fact.on):
            latest[fact.material] = fact
    return latest

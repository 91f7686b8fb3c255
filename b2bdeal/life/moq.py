"""The minimum order quantity worked out: what fills the tank, what packaging is sold by, and which of them binds."""

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

import attrs
from pydantic import AfterValidator, model_validator

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Ordinal, Some
from b2bdeal.life.fact import Document
from b2bdeal.life.reading import same_unit
from b2bdeal.show import Shown
from b2bdeal.units import Amount, Id, Name, Quantity, Share

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = ["PackagingMinimum", "TankMinimum", "WorkedOutMoq", "worked_out_moq"]

_WIDE = Context(prec=60)
_PIECE = "piece"
_MOST = 10**13
_DIGITS = 10**12


def _positive(number: Decimal) -> Decimal:
    if not number > 0:
        raise ValueError("give a number above 0")
    return number


Positive = Annotated[Amount, AfterValidator(_positive)]
"""An exact number above 0."""

PositiveShare = Annotated[Share, AfterValidator(_positive)]
"""A share above 0, to 1."""


class TankMinimum(Document):
    """How many pieces the least batch of bulk fills: below it the stirrer does not reach the bulk."""

    label: ClassVar[str] = "Tank minimum"
    zh: ClassVar[str] = "罐体最小投料"

    bulk_minimum: Some
    """The least batch that the tank makes, as a mass: kg."""
    fill: Some
    """What one piece holds by its label: a volume (ml), or a mass (g)."""
    density: Positive | None = None
    """The mass of the bulk by volume, in g/ml, above 0; needed for a fill by volume, and only for that."""
    overfill: Share = Decimal(0)
    """How much more is filled than the label says, as a fraction of it: 0.02 is 2 %."""
    yield_: PositiveShare = Decimal(1)
    """The part of the bulk that reaches the pieces, as a fraction above 0: 0.95 where 5 % stays in tank and pipes."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if same_unit(self.bulk_minimum, "mg") is None:
            raise ValueError(f"the least batch is a mass, not {self.bulk_minimum}: give it in kg")
        by_mass = same_unit(self.fill, "mg") is not None
        if not by_mass and same_unit(self.fill, "ml") is None:
            raise ValueError(f"the fill is a volume or a mass, not {self.fill}: give it in ml or g")
        if by_mass and self.density is not None:
            raise ValueError("a fill by mass needs no density: leave it out, or give the fill in ml")
        if not by_mass and self.density is None:
            raise ValueError("a fill by volume needs the density of the bulk, in g/ml")
        _counted(self._pieces, "the tank")
        return self

    @property
    def _grams(self) -> Fraction:
        """The bulk that one piece takes, in grams, exactly."""
        if self.density is None:
            size = Fraction(self.fill.to("mg").value) / 1000
        else:
            size = Fraction(self.fill.to("ml").value) * Fraction(self.density)
        return size * (1 + Fraction(self.overfill)) / Fraction(self.yield_)

    @property
    def _pieces(self) -> Fraction:
        return Fraction(self.bulk_minimum.to("mg").value) / 1000 / self._grams

    @property
    def bulk_per_piece(self) -> Quantity:
        """The bulk that one piece takes, in g, rounded up at 12 digits: fill × density × (1 + overfill) ÷ yield."""
        return Quantity(Decimal(ceil(self._grams * _DIGITS)).scaleb(-12, _WIDE), "g")

    def pieces(self) -> Quantity:
        """The least whole number of pieces that takes up the batch: its minimum ÷ the bulk of one piece, rounded up.

        Worked out in fractions, so that no rounding adds a piece.
        """
        return Quantity(Decimal(ceil(self._pieces)), _PIECE)


class PackagingMinimum(Document):
    """How many pieces use up the least that the maker of a packaging item sells."""

    label: ClassVar[str] = "Packaging minimum"
    zh: ClassVar[str] = "包材起订量"

    item: Id
    """The packaging item, as "P-7"."""
    name: Name
    """What it is: pump, jar, carton, label."""
    moq: Some
    """The least that its maker sells."""
    per_piece: Positive = Decimal(1)
    """How much of it goes with `for_pieces` pieces, in the unit of the MOQ, above 0."""
    for_pieces: Ordinal = 1
    """How many pieces that is for: 1 for a jar, 12 for a carton of twelve."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        _counted(self._pieces, self.item)
        return self

    @property
    def _pieces(self) -> Fraction:
        return Fraction(self.moq.value) / Fraction(self.per_piece) * self.for_pieces

    def pieces(self) -> Quantity:
        """The least whole number of pieces that uses it up: the MOQ ÷ what one piece takes, rounded up."""
        return Quantity(Decimal(ceil(self._pieces)), _PIECE)


@attrs.frozen(repr=False)
class WorkedOutMoq(Shown):
    """The least that can sensibly be ordered, and what binds it."""

    quantity: Quantity
    """The largest of the minimums, in pieces."""
    binding: Message
    """What asks for so many: the tank, or a packaging item by name and id; of equal ones all."""
    parts: tuple[tuple[Message, Quantity], ...]
    """Each minimum with its name: the tank first, then the packaging as it was given."""

    def card(self) -> "Table":
        """The minimums, the largest first."""
        from b2bdeal.show import Column, Table

        rows = sorted(self.parts, key=lambda part: part[1].value, reverse=True)
        return Table(
            t("MOQ worked out: {quantity}", quantity=self.quantity),
            ("minimum_of", Column("pieces", kind="quantity")),
            rows,
            note=t("{binding} binds", binding=self.binding),
        )

    def __repr__(self) -> str:
        return f"<WorkedOutMoq: {self.quantity}, bound by {self.binding}>"


def worked_out_moq(tank: TankMinimum | None, packaging: Iterable[PackagingMinimum] = ()) -> WorkedOutMoq:
    """The largest of the tank's minimum and those of the packaging, with the binding one named.

    `tank` is None where no bulk is made. ValueProblem where there is nothing to work with.
    """
    parts = [] if tank is None else [(t("the tank"), tank.pieces())]
    parts += [(t("{name} {item}", name=one.name, item=one.item), one.pieces()) for one in packaging]
    if not parts:
        raise ValueProblem("There is nothing that asks for a minimum.", hint="give a tank minimum, or packaging")
    most = max((pieces for _, pieces in parts), key=lambda pieces: pieces.value)
    bind = [name for name, pieces in parts if pieces == most]
    return WorkedOutMoq(most, bind[0] if len(bind) == 1 else t("{names}", names=bind), tuple(parts))


def _counted(pieces: Fraction, what: str) -> None:
    if pieces > _MOST:
        raise ValueError(f"{what} would ask for 10^13 pieces or more: check the units")

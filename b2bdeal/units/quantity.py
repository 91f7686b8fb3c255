"""Quantities: an exact, never negative number of one unit, which never adds to another unit."""

from decimal import Decimal
from typing import Annotated, Self, overload

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from b2bdeal.errors import UnitMismatch, ValueProblem
from b2bdeal.units.amount import Exact, bounded, exact, minus, over, parse, plain, plus, times
from b2bdeal.units.moment import Written

__all__ = ["Quantity", "Unit"]

Unit = Annotated[
    str,
    Written(
        "unit",
        "give a unit by a short lower-case name, such as 'piece', 'set', 'kg', 'ml' or 'carton'",
        least=1,
        most=24,
        pattern="^[a-z][a-z0-9_-]*$",
    ),
]
"""A unit by its lower-case name: "piece", "set", "carton", "kg". Any name will do; some convert, see `Quantity.to`."""

_Value = Annotated[
    Decimal,
    Exact(
        "quantity",
        "give a quantity of zero or more as a Decimal, an int or text such as '1000'; not a float, not a JSON number",
        ge=0,
    ),
]

# What a unit measures, and how many of the dimension's first unit it is. Exact by definition: SI; dozen 12, gross 144.
_KNOWN: dict[str, tuple[str, Decimal]] = {
    "g": ("mass", Decimal(1)),
    "mg": ("mass", Decimal("0.001")),
    "kg": ("mass", Decimal(1000)),
    "t": ("mass", Decimal(1_000_000)),
    "l": ("volume", Decimal(1)),
    "ml": ("volume", Decimal("0.001")),
    "cl": ("volume", Decimal("0.01")),
    "m3": ("volume", Decimal(1000)),
    "m": ("length", Decimal(1)),
    "mm": ("length", Decimal("0.001")),
    "cm": ("length", Decimal("0.01")),
    "km": ("length", Decimal(1000)),
    "piece": ("count", Decimal(1)),
    "dozen": ("count", Decimal(12)),
    "gross": ("count", Decimal(144)),
}

# One, many, and in Chinese; a unit that is not here is called by its own name.
_WORDS = {
    "piece": ("piece", "pieces", "件"),
    "dozen": ("dozen", "dozen", "打"),
    "gross": ("gross", "gross", "罗"),
    "set": ("set", "sets", "套"),
    "pair": ("pair", "pairs", "双"),
    "carton": ("carton", "cartons", "箱"),
    "box": ("box", "boxes", "盒"),
    "bag": ("bag", "bags", "袋"),
    "bottle": ("bottle", "bottles", "瓶"),
    "tube": ("tube", "tubes", "支"),
    "drum": ("drum", "drums", "桶"),
    "roll": ("roll", "rolls", "卷"),
    "pallet": ("pallet", "pallets", "托"),
    "mg": ("mg", "mg", "毫克"),
    "g": ("g", "g", "克"),
    "kg": ("kg", "kg", "千克"),
    "t": ("t", "t", "吨"),
    "ml": ("ml", "ml", "毫升"),
    "l": ("l", "l", "升"),
    "m3": ("m³", "m³", "立方米"),
    "mm": ("mm", "mm", "毫米"),
    "cm": ("cm", "cm", "厘米"),
    "m": ("m", "m", "米"),
    "km": ("km", "km", "千米"),
}
_PLURALS = {many: unit for unit, (_, many, _) in _WORDS.items() if many != unit}


@dataclass(frozen=True, slots=True, repr=False, config=ConfigDict(extra="forbid", defer_build=True))
class Quantity:
    """How much of something, in a unit: `Quantity(Decimal(1000), "piece")` or `Quantity.of("1000 piece")`.

    Never negative: a difference below zero is a `ValueProblem`. Two units never add and never compare (`UnitMismatch`);
    `to` converts between units of mass, of volume, of length and of count.
    """

    value: _Value
    """How much, zero or more."""
    unit: Unit
    """Of what unit."""

    @classmethod
    def of(cls, value: Decimal | int | str, unit: str | None = None) -> Self:
        """A quantity from what people write: `of(1000, "piece")`, `of("1,000 pieces")`; else a `ValueProblem`."""
        if unit is None:
            words = value.split() if isinstance(value, str) else []
            if len(words) != 2:
                raise ValueProblem(
                    f"{str(value)[:60]!r} is no number with a unit.", hint="write it like Quantity.of('1000 piece')"
                )
            value, unit = words
        number = parse(value, "quantity")
        if number < 0:
            raise ValueProblem(f"{plain(number)} is no quantity.", hint="give zero or more")
        return cls(number, _PLURALS.get(unit, unit))

    def to(self, unit: str) -> "Quantity":
        """The same in another unit of mass, volume, length or count, exactly.

        A `UnitMismatch` where no fixed factor relates the two; a `ValueProblem` where it has no exact value there.
        """
        if unit == self.unit:
            return self
        mine, other = _KNOWN.get(self.unit), _KNOWN.get(unit)
        if mine is None or other is None or mine[0] != other[0]:
            raise UnitMismatch(
                f"There is no fixed number of {unit!r} in a {self.unit!r}.",
                hint="say by your own factor how they relate",
            )
        base = times(self.value, mine[1])
        value = exact(over(base, other[1], "quantity"), "quantity")
        if times(value, other[1]) != base:
            raise ValueProblem(f"{self} has no exact value in {unit!r}.", hint="stay in the smaller unit")
        return Quantity(value.normalize() if value != value.to_integral() else value.quantize(Decimal(1)), unit)

    def _same(self, other: "Quantity", doing: str) -> None:
        if other.unit == self.unit:
            return
        mine, its = _KNOWN.get(self.unit), _KNOWN.get(other.unit)
        if mine and its and mine[0] == its[0]:
            hint = f"convert first: .to({self.unit!r})"
        elif single := _PLURALS.get(self.unit) or _PLURALS.get(other.unit):
            hint = f"write the unit as {single!r}"
        else:
            hint = "give both in one unit"
        raise UnitMismatch(f"{self.unit!r} and {other.unit!r} can't be {doing}.", hint=hint)

    def __add__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "added")
        return Quantity(bounded(plus(self.value, other.value), "quantity"), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "subtracted")
        if other.value > self.value:
            raise ValueProblem(f"{self} less {other} is less than nothing.", hint="compare them first")
        return Quantity(bounded(minus(self.value, other.value), "quantity"), self.unit)

    def __mul__(self, factor: Decimal | int) -> "Quantity":
        if isinstance(factor, float | bool):
            raise TypeError(f"a quantity times a {type(factor).__name__} is not exact; use a Decimal or an int")
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        if factor < 0:
            raise ValueProblem(f"{self} times {factor} is less than nothing.", hint="multiply by zero or more")
        return Quantity(exact(times(self.value, factor), "quantity"), self.unit)

    __rmul__ = __mul__

    @overload
    def __truediv__(self, other: "Quantity") -> Decimal: ...
    @overload
    def __truediv__(self, other: Decimal | int) -> "Quantity": ...
    def __truediv__(self, other: "Quantity | Decimal | int") -> "Quantity | Decimal":
        if isinstance(other, Quantity):
            self._same(other, "divided")
            return over(self.value, other.value, "quantity")
        if isinstance(other, float | bool):
            raise TypeError(f"a quantity divided by a {type(other).__name__} is not exact; use a Decimal or an int")
        if not isinstance(other, Decimal | int):
            return NotImplemented
        if other < 0:
            raise ValueProblem(f"{self} divided by {other} is less than nothing.", hint="divide by more than zero")
        return Quantity(exact(over(self.value, other, "quantity"), "quantity"), self.unit)

    def __lt__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "compared")
        return self.value < other.value

    def __le__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "compared")
        return self.value <= other.value

    def __gt__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "compared")
        return self.value > other.value

    def __ge__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        self._same(other, "compared")
        return self.value >= other.value

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing at all."""
        return not self.value

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"

    def __repr__(self) -> str:
        return f"Quantity({str(self.value)!r}, {self.unit!r})"

    def text(self, lang: str = "en") -> str:
        """The quantity as people write it in a language, "en" or "zh": "1,000 pieces", "1,000 件"."""
        from babel.numbers import format_decimal

        one, many, chinese = _WORDS.get(self.unit, (self.unit,) * 3)
        word = chinese if lang.startswith("zh") else one if self.value == 1 else many
        return f"{format_decimal(self.value, locale=lang, decimal_quantization=False)} {word}"

"""What the laboratory and the scales found: results against limits, microbiology, net content."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import ClassVar, Final, Self

from pydantic import model_validator

from b2bdeal.life.checks import Count, Flag, Measured, Ordinal, Some, repeated
from b2bdeal.life.fact import Document
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Name, Quantity

__all__ = ["LabResult", "Microbiology", "NetContent", "check_results", "tolerable_shortage"]

_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_UP)

# Up to this nominal content, in g or ml: the shortage as a percentage, or as a quantity in g or ml.
_SHORTAGE: Final[tuple[tuple[int, str, str], ...]] = (
    (50, "9", ""),
    (100, "", "4.5"),
    (200, "4.5", ""),
    (300, "", "9"),
    (500, "3", ""),
    (1_000, "", "15"),
    (10_000, "1.5", ""),
    (15_000, "", "150"),
    (50_000, "1", ""),
)


def tolerable_shortage(nominal: Quantity) -> Quantity:
    """By how much one pack may fall short of its nominal content, in the unit of the nominal content.

    The table of 定量包装商品计量监督管理办法 for contents by mass or volume, to 50 kg or 50 l, on which JJF 1070 rests
    (OIML R 87 has the same); rounded to 0.1 g or ml up to 1 kg or 1 l, to 1 g or ml above. Nothing may be missing of
    other contents, where the table allows none or has another rule.
    """
    for base in ("g", "ml"):
        small = same_unit(nominal, base)
        if small is None:
            continue
        for most, percent, fixed in _SHORTAGE:
            if small.value <= most:
                short = Decimal(fixed) if fixed else _WIDE.divide(_WIDE.multiply(small.value, Decimal(percent)), 100)
                step = Decimal("0.1") if small.value <= 1_000 else Decimal(1)
                return same_unit(Quantity(short.quantize(step, context=_WIDE), base), nominal.unit) or nominal * 0
    return nominal * 0


class LabResult(Document):
    """One property of bulk or of a lot, measured against its limit."""

    label: ClassVar[str] = "Laboratory result"
    zh: ClassVar[str] = "检验结果"

    what: Name
    """What was measured, as "viscosity"."""
    result: Name
    """What was found, as "24,300 mPa s"."""
    limit: Name
    """What it must be, as "20,000 to 30,000 mPa s"."""
    passed: Flag
    """Whether it is within the limit."""
    method: Name | None = None
    """How it was measured, by the method's name or standard."""


class Microbiology(Document):
    """The microbiology of a finished lot: counts per g or ml, and what must be absent.

    ISO 17516:2014 has 1,000 CFU per g or ml for cosmetics, 100 for eyes, mucous membranes and children under three, and
    Escherichia coli, Pseudomonas aeruginosa, Staphylococcus aureus and Candida albicans absent. The limit is what the
    market and the quality plan ask for.
    """

    label: ClassVar[str] = "Microbiology"
    zh: ClassVar[str] = "微生物检验"

    total_count: Count
    """Aerobic mesophilic microorganisms found, in CFU per g or ml."""
    limit: Ordinal
    """The most that may be found, in CFU per g or ml."""
    looked_for: tuple[Name, ...]
    """The organisms that were looked for and must be absent, at least one."""
    found: tuple[Name, ...] = ()
    """Those of them that were found."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.looked_for:
            raise ValueError("name the organisms that were looked for: a count alone does not say what is absent")
        odd = [name for name in self.found if name not in self.looked_for]
        if odd:
            raise ValueError(f"{', '.join(odd)} was found, but is not among those that were looked for")
        return self

    @property
    def passed(self) -> bool:
        """Whether the count is within the limit and nothing was found that must be absent."""
        return self.total_count <= self.limit and not self.found


class NetContent(Document):
    """The net content of a lot's packs, as JJF 1070 asks: the mean, the least, and how many fall short."""

    label: ClassVar[str] = "Net content"
    zh: ClassVar[str] = "净含量"

    nominal: Some
    """What the label says, by mass or volume."""
    mean: Measured
    """The mean of the packs measured, corrected as the sampling plan says."""
    least: Measured
    """The least of them."""
    n: Ordinal
    """How many packs were measured."""
    short: Count = 0
    """How many of them fall short by more than the tolerable shortage."""
    allowed: Count = 0
    """How many may, by the sampling plan."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if len({self.nominal.unit, self.mean.unit, self.least.unit}) > 1:
            raise ValueError("nominal, mean and least are in different units: give all three in the label's unit")
        if self.least > self.mean:
            raise ValueError(f"the least, {self.least}, is above the mean, {self.mean}")
        if self.short > self.n or self.allowed > self.n:
            raise ValueError(f"{max(self.short, self.allowed)} of {self.n} packs: there are not so many")
        if (self.missing > self.tolerable) != (self.short > 0):
            raise ValueError(
                f"the least pack is short by {self.missing}, {self.tolerable} is tolerable, short is {self.short}: "
                "count the packs that are short by more"
            )
        return self

    @property
    def tolerable(self) -> Quantity:
        """By how much one pack may fall short: see `tolerable_shortage`."""
        return tolerable_shortage(self.nominal)

    @property
    def missing(self) -> Quantity:
        """By how much the least pack falls short; 0 where it does not."""
        return self.nominal - self.least if self.least < self.nominal else self.nominal * 0

    @property
    def passed(self) -> bool:
        """Whether the mean reaches the nominal content, no more packs are short than may be, and none by twice as much.

        JJF 1070: the mean (corrected) is at least the nominal content; none falls short by more than twice the
        tolerable shortage.
        """
        return self.mean >= self.nominal and self.short <= self.allowed and not self.missing > self.tolerable * 2


def check_results(results: tuple[LabResult, ...]) -> None:
    """Raises ValueError unless there are results, each property once."""
    if not results:
        raise ValueError("give at least one test result")
    twice = repeated(one.what for one in results)
    if twice:
        raise ValueError(f"{', '.join(twice)} comes more than once: give each property one result")

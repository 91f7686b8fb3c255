"""A span of time as people agree on it: 15 days, 3 working days, 12 weeks, 6 months, 4 hours."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from b2bdeal.errors import ValueProblem

__all__ = ["Span", "SpanUnit", "days", "hours", "months", "weeks", "working_days"]

SpanUnit = Literal["day", "working_day", "week", "month", "hour"]
"""What a span is counted in."""

_WORDS: dict[str, tuple[str, str, str]] = {
    "day": ("day", "days", "天"),
    "working_day": ("working day", "working days", "个工作日"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "hour": ("hour", "hours", "小时"),
}
_LONGEST = 36_525
"""A hundred years of days: the most a span counts."""


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid", defer_build=True))
class Span:
    """So many days, working days, weeks, months or hours: `days(15)`. What it comes to, a `Calendar` says.

    A span of months has no fixed length in days, nor one of working days, so spans don't add and don't compare.
    """

    count: Annotated[int, Field(ge=0, le=_LONGEST, strict=True)]
    """How many, zero or more."""
    unit: SpanUnit
    """Of what."""

    def __str__(self) -> str:
        one, many, _ = _WORDS[self.unit]
        return f"{self.count:,} {one if self.count == 1 else many}"

    def text(self, lang: str = "en") -> str:
        """The span in a language, "en" or "zh": "3 working days", "3个工作日"."""
        return f"{self.count}{_WORDS[self.unit][2]}" if lang.startswith("zh") else str(self)


def _span(count: int, unit: SpanUnit) -> Span:
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _LONGEST:
        raise ValueProblem(
            f"This is no count of {_WORDS[unit][1]}.", hint=f"give a whole number from 0 to {_LONGEST:,}"
        )
    return Span(count, unit)


def days(count: int) -> Span:
    """So many calendar days; a `ValueProblem` if the count is negative or no whole number."""
    return _span(count, "day")


def working_days(count: int) -> Span:
    """So many working days of the calendar they are counted on."""
    return _span(count, "working_day")


def weeks(count: int) -> Span:
    """So many weeks of seven calendar days."""
    return _span(count, "week")


def months(count: int) -> Span:
    """So many months; the day of the month is kept, or the month's last day taken where it has no such day."""
    return _span(count, "month")


def hours(count: int) -> Span:
    """So many hours of the clock, not of working time."""
    return _span(count, "hour")

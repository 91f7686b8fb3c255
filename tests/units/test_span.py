"""A span is a count of days, working days, weeks, months or hours."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.units import Span, days, hours, months, weeks, working_days

SPAN = TypeAdapter(Span)


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (days(15), "15 days", "15天"),
        (days(1), "1 day", "1天"),
        (working_days(3), "3 working days", "3个工作日"),
        (weeks(12), "12 weeks", "12周"),
        (months(6), "6 months", "6个月"),
        (hours(4), "4 hours", "4小时"),
    ],
)
def test_a_span_reads_well_and_comes_back_from_json(span: Span, english: str, chinese: str) -> None:
    assert str(span) == span.text("en") == english
    assert span.text("zh") == chinese
    assert SPAN.validate_json(SPAN.dump_json(span)) == span


@pytest.mark.parametrize("bad", [-1, 1.5, True, "3", None, 36_526, 10**5000], ids=lambda bad: type(bad).__name__)
def test_a_count_is_a_whole_number_within_a_hundred_years_of_days(bad: Any) -> None:
    with pytest.raises(ValueProblem, match=r"no count of days\. \(give a whole number from 0 to 36,525"):
        days(bad)
    with pytest.raises(ValidationError):
        Span(bad, "day")


def test_spans_of_different_units_are_different() -> None:
    assert weeks(1) != days(7)
    assert len({days(7), days(7), weeks(1)}) == 2

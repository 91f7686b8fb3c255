"""The calendar knows the days of rest, and counts as people do."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from b2bdeal.calendar import Calendar, Span, SpanUnit, _names, days, hours, months, weeks, working_days
from b2bdeal.errors import CalendarError, ValueProblem

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = Calendar()
GERMANY = Calendar(country="DE", subdivision="BY", timezone="Europe/Berlin")
AMERICA = Calendar(country="US", timezone="America/New_York")
NEVER = Calendar(weekend=(0, 1, 2, 3, 4, 5, 6))

calendars = st.sampled_from(
    [CHINA, GERMANY, AMERICA, Calendar(closed=(date(2026, 3, 2), date(2026, 3, 3)), opened=(date(2026, 3, 7),))]
)
some_days = st.dates(date(2024, 12, 1), date(2027, 3, 1))
some_moments = st.datetimes(datetime(2024, 12, 1), datetime(2027, 3, 1), timezones=st.sampled_from([UTC, SHANGHAI]))  # noqa: DTZ001  # the bounds are naive, what is drawn is not
units = st.sampled_from(["day", "working_day", "week", "month", "hour"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("first", "last", "works"),
    [
        ("2025-01-28", "2025-02-04", False),  # Spring Festival
        ("2025-01-26", "2025-01-27", True),  # a Sunday made up for it
        ("2025-02-08", "2025-02-08", True),  # a Saturday made up for it
        ("2025-10-01", "2025-10-08", False),  # National Day and Mid-Autumn
        ("2025-10-11", "2025-10-11", True),
        ("2026-02-14", "2026-02-14", True),
        ("2026-02-15", "2026-02-23", False),
        ("2026-02-24", "2026-02-28", True),  # the 28th is a Saturday
        ("2026-03-01", "2026-03-01", False),
    ],
)
def test_the_chinese_calendar_is_the_decreed_one_with_days_made_up(first: str, last: str, works: bool) -> None:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        assert CHINA.is_working_day(day) is works, day
        day += timedelta(days=1)


def test_work_made_up_in_the_old_year_for_the_new_one_counts() -> None:
    assert CHINA.is_working_day(date(2006, 12, 30))
    assert CHINA.is_working_day(date(2006, 12, 31))


def test_other_countries_and_their_states_have_their_own_days() -> None:
    assert not GERMANY.is_working_day(date(2026, 1, 6))  # Epiphany, in Bavaria
    assert Calendar(country="DE", timezone="Europe/Berlin").is_working_day(date(2026, 1, 6))
    assert not AMERICA.is_working_day(date(2026, 7, 3))  # observed for Saturday the 4th
    assert Calendar(country="AE", timezone="Asia/Dubai").is_working_day(date(2021, 6, 13))  # a Sunday, before 2022


def test_a_holiday_has_its_name_in_english_and_in_chinese() -> None:
    assert CHINA.holiday_name(date(2026, 2, 17), "zh") == "春节"
    assert CHINA.holiday_name(date(2026, 2, 17)) == "Chinese New Year (Spring Festival)"
    assert CHINA.holiday_name(date(2026, 3, 3)) is None


@pytest.mark.parametrize("lang", ["fr", "en_US", "uk"])
def test_a_holidays_name_does_not_hang_on_the_environment(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for a language that it has not, the library alone would take the one of the process."""
    monkeypatch.setenv("LANGUAGE", lang)
    _names.cache_clear()
    assert Calendar(country="FR", timezone="Europe/Paris").holiday_name(date(2026, 5, 1), "xx") == "Fête du Travail"


def test_a_chinese_year_is_assumed_until_its_decree_is_known() -> None:
    import holidays

    decreed = max(holidays.country_holidays("CN", language="en_US").special_public_holidays)
    assert decreed >= 2026
    assert not CHINA.assumed(date(2026, 5, 1))
    assert not CHINA.assumed(date(decreed, 12, 31))
    assert CHINA.assumed(date(decreed + 1, 1, 1))


def test_a_calendar_fixed_by_law_is_never_assumed() -> None:
    assert not AMERICA.assumed(date(2040, 1, 1))
    assert not GERMANY.assumed(date(2040, 1, 1))


def test_feasts_by_the_sighted_moon_are_assumed() -> None:
    assert Calendar(country="AE", timezone="Asia/Dubai").assumed(date(2040, 1, 1))


def test_own_days_are_never_assumed() -> None:
    own = Calendar(closed=(date(2040, 7, 2),), opened=(date(2040, 7, 7),))
    assert not own.assumed(date(2040, 7, 2))
    assert not own.assumed(date(2040, 7, 7))
    assert own.assumed(date(2040, 7, 3))


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-02-13T17:00", working_days(1), "2026-02-14T17:00"),
        ("2026-02-13T17:00", working_days(2), "2026-02-24T17:00"),
        ("2026-03-06T09:00", working_days(1), "2026-03-09T09:00"),
        ("2026-03-07T09:00", working_days(1), "2026-03-09T09:00"),
        ("2026-03-07T09:00", working_days(0), "2026-03-07T09:00"),
        ("2026-03-01T09:00", days(15), "2026-03-16T09:00"),
        ("2026-03-01T09:00", weeks(12), "2026-05-24T09:00"),
        ("2026-01-31T09:00", months(1), "2026-02-28T09:00"),
        ("2026-03-01T22:00", hours(4), "2026-03-02T02:00"),
    ],
)
def test_a_span_is_added_as_people_count(start: str, span: Span, end: str) -> None:
    assert CHINA.add(at(start), span) == at(end)


def test_the_result_is_in_the_calendars_zone_and_counts_its_days() -> None:
    late = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)  # Saturday 01:00 in Shanghai
    result = CHINA.add(late, working_days(1))
    assert result == at("2026-03-09T01:00")
    assert result.tzinfo == SHANGHAI


def test_the_clock_is_kept_over_the_change_to_summer_time_and_hours_are_real() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 12, 0, tzinfo=berlin)
    assert GERMANY.add(before, days(1)) == datetime(2026, 3, 29, 12, 0, tzinfo=berlin)
    assert GERMANY.add(before, hours(24)) == datetime(2026, 3, 29, 13, 0, tzinfo=berlin)
    skipped = GERMANY.add(datetime(2026, 3, 28, 2, 30, tzinfo=berlin), days(1))
    assert (skipped.hour, skipped.minute) == (3, 30)
    assert GERMANY.elapsed(before, GERMANY.add(before, hours(23)), "hour") == 23
    assert GERMANY.elapsed(before, GERMANY.add(before, hours(23)), "day") == 1


@given(calendars, some_moments, st.integers(0, 60))
def test_adding_working_days_agrees_with_walking_day_by_day(calendar: Calendar, start: datetime, count: int) -> None:
    day, left = start.astimezone(calendar.zone).date(), count
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    end = calendar.add(start, working_days(count))
    assert end.astimezone(calendar.zone).date() == day
    assert calendar.working_days_between(start, end) == count


@given(calendars, some_moments, st.integers(0, 60))
def test_planning_back_agrees_with_walking_day_by_day(calendar: Calendar, end: datetime, count: int) -> None:
    day, left = end.astimezone(calendar.zone).date(), count
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working_day(day)
    assert calendar.before(end, working_days(count)).date() == day


@given(calendars, some_days, some_days)
def test_working_days_between_agrees_with_walking_and_turns_its_sign(calendar: Calendar, a: date, b: date) -> None:
    low, high = sorted((a, b))
    walked = sum(calendar.is_working_day(low + timedelta(days=i)) for i in range(1, (high - low).days + 1))
    assert calendar.working_days_between(low, high) == walked
    assert calendar.working_days_between(high, low) == -walked


@given(calendars, some_moments, some_moments, units)
def test_what_has_elapsed_is_the_largest_span_that_fits(
    calendar: Calendar, a: datetime, b: datetime, unit: SpanUnit
) -> None:
    a, b = sorted((a, b))
    count = calendar.elapsed(a, b, unit)
    assert calendar.elapsed(b, a, unit) == -count
    assert calendar.add(a, Span(count, unit)).astimezone(UTC) <= b.astimezone(UTC)
    assert calendar.add(a, Span(count + 1, unit)).astimezone(UTC) > b.astimezone(UTC)


def test_the_next_morning_is_no_whole_day_later() -> None:
    assert CHINA.elapsed(at("2026-03-02T17:00"), at("2026-03-03T09:00")) == 0
    assert CHINA.elapsed(at("2026-03-02T17:00"), at("2026-03-17T17:00")) == 15


def test_the_next_working_day_is_after_the_day_and_the_first_one_may_be_the_day() -> None:
    friday, saturday, monday = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)
    assert CHINA.next_working_day(friday) == CHINA.next_working_day(saturday) == monday
    assert CHINA.working_day_from(friday) == friday
    assert CHINA.working_day_from(saturday) == monday


def test_a_rhythm_of_working_days_skips_the_festival() -> None:
    touches = CHINA.every(working_days(3), at("2026-02-11T10:00"), count=4)
    assert [t.date().isoformat() for t in touches] == ["2026-02-11", "2026-02-14", "2026-02-26", "2026-03-02"]


def test_a_rhythm_of_months_keeps_the_end_of_the_month_and_moves_to_working_days() -> None:
    payments = CHINA.every(months(1), at("2026-01-31T09:00"), count=5)
    assert [p.date().isoformat() for p in payments] == [
        "2026-02-02",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-06-01",
    ]


def test_days_of_rest_that_move_to_one_day_are_one_and_until_is_the_last() -> None:
    reports = CHINA.every(days(1), at("2026-02-13T17:00"), until=at("2026-02-25T17:00"))
    assert [r.date().isoformat() for r in reports] == ["2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25"]


def test_a_rhythm_of_hours_leaves_days_of_rest_out() -> None:
    checks = CHINA.every(hours(12), at("2026-03-06T08:00"), count=4)
    assert checks == tuple(
        at(t) for t in ("2026-03-06T08:00", "2026-03-06T20:00", "2026-03-09T08:00", "2026-03-09T20:00")
    )


@given(calendars, some_moments, st.integers(1, 40), units, st.integers(0, 8))
def test_a_rhythm_is_in_order_and_on_working_days(
    calendar: Calendar, start: datetime, step: int, unit: SpanUnit, count: int
) -> None:
    beats = calendar.every(Span(step, unit), start, count=count)
    assert len(beats) == count
    assert list(beats) == sorted(set(beats))
    assert all(beat >= start and calendar.is_working_day(beat) for beat in beats)


def test_a_rhythm_without_an_end_or_a_step_is_refused() -> None:
    with pytest.raises(ValueProblem, match="needs an end"):
        CHINA.every(days(1), at("2026-03-02T09:00"))
    with pytest.raises(ValueProblem, match="at least 1"):
        CHINA.every(days(0), at("2026-03-02T09:00"), count=1)


def test_own_shut_downs_and_extra_days_hold() -> None:
    plant = Calendar(closed=(date(2026, 3, 3), date(2026, 3, 2)), opened=(date(2026, 3, 7),))
    assert not plant.is_working_day(date(2026, 3, 2))
    assert plant.is_working_day(date(2026, 3, 7))
    assert plant.closed == (date(2026, 3, 2), date(2026, 3, 3))
    assert plant == Calendar.model_validate_json(plant.model_dump_json())
    six_days = Calendar(weekend=(6,))
    assert six_days.is_working_day(date(2026, 3, 7))
    assert not six_days.is_working_day(date(2026, 3, 8))


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive: CHINA.add(naive, days(1)),
        lambda naive: CHINA.before(naive, days(1)),
        lambda naive: CHINA.elapsed(naive, naive),
        lambda naive: CHINA.is_working_day(naive),
        lambda naive: CHINA.every(days(1), naive, count=1),
        lambda naive: CHINA.every(days(1), at("2026-03-02T09:00"), until=naive),
    ],
)
def test_a_time_without_a_zone_is_refused_with_the_zone_to_give(ask: Any) -> None:
    with pytest.raises(ValueProblem, match=r"has no time zone.*ZoneInfo\('Asia/Shanghai'\)"):
        ask(datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001  # the mistake that is tested


def test_an_unknown_country_or_state_is_an_error_with_a_hint() -> None:
    with pytest.raises(CalendarError, match=r"country 'XX'.*such as 'CN'"):
        Calendar(country="XX").is_working_day(date(2026, 3, 2))
    with pytest.raises(CalendarError, match=r"no subdivision 'ZZ'.*AK"):
        Calendar(country="US", subdivision="ZZ").is_working_day(date(2026, 3, 2))


def test_a_calendar_without_working_days_is_an_error_and_no_endless_search() -> None:
    start = at("2026-03-02T09:00")
    once = Calendar(weekend=NEVER.weekend, opened=(date(2026, 5, 4),))
    for search in (
        lambda: NEVER.add(start, working_days(1)),
        lambda: NEVER.before(start, working_days(1)),
        lambda: NEVER.next_working_day(start),
        lambda: NEVER.every(hours(1), start, count=1),
        lambda: NEVER.every(working_days(1), start, count=1),
        lambda: once.add(start, working_days(2)),
        lambda: once.before(start, working_days(1)),
    ):
        with pytest.raises(CalendarError, match="no working days left"):
            search()
    assert once.next_working_day(start) == date(2026, 5, 4)
    assert NEVER.add(start, days(1)) == at("2026-03-03T09:00")


def test_what_leads_beyond_the_year_9999_is_an_error() -> None:
    last = datetime(9999, 12, 20, tzinfo=UTC)
    for span in (days(30), working_days(30), weeks(9), months(9), hours(999)):
        with pytest.raises(ValueProblem, match="out of the years"):
            CHINA.add(last, span)
        with pytest.raises(ValueProblem, match="out of the years"):
            CHINA.before(datetime(1, 1, 5, tzinfo=UTC), span)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"timezone": "Shanghai"}, "IANA name"),
        ({"timezone": "Asia"}, "IANA name"),
        ({"timezone": "../etc/passwd"}, "IANA name"),
        ({"country": "China"}, "ISO 3166"),
        ({"weekend": (7,)}, "less than or equal to 6"),
        ({"closed": (date(2026, 3, 2),), "opened": (date(2026, 3, 2),)}, "both closed and opened"),
        ({"holidays": ()}, "Extra inputs"),
    ],
)
def test_a_calendar_that_is_made_wrongly_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Calendar(**wrong)


def test_importing_the_calendar_imports_no_heavy_library() -> None:
    code = (
        "import sys, b2bdeal.calendar, b2bdeal.units;"
        "print([m for m in ('holidays', 'babel', 'dateutil', 'rich', 'pandas') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"

"""The working calendar: which days count as working days, and which moment comes a span after another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
from pydantic import AfterValidator, Field, model_validator

from b2bdeal.errors import CalendarError, DealError, ValueProblem
from b2bdeal.units.moment import CountryCode, Day, Name
from b2bdeal.units.span import Span, SpanUnit, days, hours, months, weeks, working_days
from b2bdeal.written import Written

if TYPE_CHECKING:
    from holidays import HolidayBase

__all__ = ["Calendar", "Span", "SpanUnit", "days", "hours", "months", "weeks", "working_days"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name, such as "Asia", is an OSError
        raise ValueError("give a time zone by its IANA name, such as 'Asia/Shanghai' or 'Europe/Berlin'") from None
    return name


def _in_order(dates: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted(set(dates)))


_Dates = Annotated[tuple[Day, ...], AfterValidator(_in_order)]


class Calendar(Written):
    """The working days of one country, or of one plant in it, and its clock.

    A working day is one that is no weekend and no public holiday, or a weekend day on which work is made up for a
    holiday (调休), or one in `opened`; and that is not in `closed`. Holidays come from the `holidays` library. The
    country is looked up when the first day is asked for: an unknown one is a `CalendarError`, and so is a search on a
    calendar that has no working days.
    """

    country: CountryCode = "CN"
    """ISO 3166 code of the country whose public holidays hold."""
    subdivision: Name | None = None
    """Its state or province, by the code of ISO 3166-2 without the country, where holidays differ."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    """IANA name of the time zone in which a day begins and ends."""
    closed: _Dates = ()
    """Days on which the plant is shut although others work."""
    opened: _Dates = ()
    """Days on which the plant works although others rest."""
    weekend: tuple[Annotated[int, Field(ge=0, le=6, strict=True)], ...] | None = None
    """The weekly days of rest, Monday being 0; None: those of the country. All seven: only `opened` is worked."""

    @model_validator(mode="after")
    def _not_both(self) -> "Calendar":
        if both := set(self.closed) & set(self.opened):
            raise ValueError(f"{min(both)} is both closed and opened; take it out of one of them")
        return self

    def text(self, *, lang: str = "en") -> str:
        """Whose working days, and the zone."""
        return f"{self.country}, {self.timezone}"

    @property
    def zone(self) -> ZoneInfo:
        """The calendar's time zone."""
        return ZoneInfo(self.timezone)

    def is_working_day(self, day: date) -> bool:
        """Whether work is done on a day; of a moment, on its day in the calendar's zone."""
        day = self._day(day)
        ordinals = self._ordinals(day.year)
        at = bisect_left(ordinals, day.toordinal())
        return at < len(ordinals) and ordinals[at] == day.toordinal()

    def holiday_name(self, day: date, lang: str = "en") -> str | None:
        """The public holiday's name in a language, or in the country's own where that is not known; else None."""
        day = self._day(day)
        return _names(self.country, self.subdivision, day.year, lang).get(day)

    def assumed(self, day: date) -> bool:
        """Whether the calendar of the day's year may still change: a promise made on it says so.

        True where the country moves working days by a yearly decree, as China does each November, and the year is
        later than the last whose moved days the library knows; and where the library marks a holiday of the year as
        estimated, as it does for feasts that go by the sighted moon. False where holidays are fixed by law.
        """
        day = self._day(day)
        if day in self.opened or day in self.closed:
            return False
        year = _year_of(self.country, self.subdivision, day.year)
        return year.estimated or (year.decreed_until is not None and day.year > year.decreed_until)

    def add(self, moment: datetime, span: Span) -> datetime:
        """The moment a span later, in the calendar's zone; the time on the clock is kept, except by hours.

        Working days are counted from the next one on: one working day after a Friday, and after the Saturday that
        follows, is Monday. A month later than the 31st is the last day of a shorter month. A time that the clock skips
        in spring is moved on by the hour that is skipped.
        """
        return self._move(moment, span, 1)

    def before(self, moment: datetime, span: Span) -> datetime:
        """The moment a span earlier, counted as `add` does: for planning back from a date."""
        return self._move(moment, span, -1)

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        return self._nth(self._day(day), 1)

    def working_day_from(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        day = self._day(day)
        return day if self.is_working_day(day) else self._nth(day, 1)

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days come after day a, up to and with day b; negative where b is the earlier.

        As `add` counts: from a working day to the n-th after it, it is n. Moments count by their day in the zone.
        """
        first, last = self._day(a), self._day(b)
        if last < first:
            return -self.working_days_between(last, first)
        low, high = first.toordinal(), last.toordinal()
        return sum(
            bisect_right(o, high) - bisect_right(o, low)
            for o in (self._ordinals(year) for year in range(first.year, last.year + 1))
        )

    def elapsed(self, a: datetime, b: datetime, unit: SpanUnit = "day") -> int:
        """How many whole days, working days, weeks, months or hours passed from a to b; negative where b is earlier.

        It is the largest count whose `add` to a is not after b: at 9 o'clock the next morning, no whole day has passed
        since 17 o'clock.
        """
        start, end = self._local(a).astimezone(UTC), self._local(b).astimezone(UTC)
        if end < start:
            return -self.elapsed(b, a, unit)
        passed = int((end - start) / timedelta(hours=1))
        if unit == "hour":
            return passed
        local_a, local_b = self._local(a), self._local(b)
        if unit == "working_day":
            count = self.working_days_between(local_a, local_b)
        elif unit == "month":
            count = (local_b.year - local_a.year) * 12 + local_b.month - local_a.month
        else:
            count = (local_b.date() - local_a.date()).days // (7 if unit == "week" else 1)
        while count and self.add(a, Span(count, unit)).astimezone(UTC) > end:
            count -= 1
        return count

    def every(
        self, span: Span, start: datetime, *, until: datetime | None = None, count: int | None = None
    ) -> tuple[datetime, ...]:
        """The moments of a rhythm, from start on, each moved to the next working day where it falls on a day of rest.

        Moments that fall together by this are one; hours on a day of rest are left out. Days, weeks and months are
        counted from the start, so nothing drifts: months from the 31st fall on the last day of shorter months. Give
        `until` (that moment counts), or `count`, or both. A `ValueProblem` where neither is given, or the span is of
        nothing.
        """
        if (until is None and count is None) or (count is not None and count < 0):
            raise ValueProblem(
                "A rhythm needs an end.", hint="give until= a moment, or count= a number from 0, or both"
            )
        if span.count == 0:
            raise ValueProblem("A rhythm of nothing has no next moment.", hint="give a span of at least 1")
        end = None if until is None else self._local(until).astimezone(UTC)
        return tuple(islice(self._rhythm(span, self._local(start), end), count))

    def _rhythm(self, span: Span, start: datetime, end: datetime | None) -> Iterator[datetime]:
        last: datetime | None = None
        for beat in self._beats(span, start):
            moment = beat
            day = self.working_day_from(beat)
            if day != beat.date():
                if span.unit == "hour":
                    continue
                moment = self._at(datetime.combine(day, beat.time()))
            if end is not None and moment.astimezone(UTC) > end:
                return
            if moment != last:
                yield moment
            last = moment

    def _beats(self, span: Span, start: datetime) -> Iterator[datetime]:
        from dateutil.rrule import DAILY, HOURLY, MONTHLY, WEEKLY, rrule

        if span.unit == "working_day":
            day = self.working_day_from(start)
            while True:
                yield self._at(datetime.combine(day, start.time()))
                day = self._nth(day, span.count)
        # The rule drops parts of a second, so they are put back.
        if span.unit == "hour":
            for beat in rrule(HOURLY, interval=span.count, dtstart=start.astimezone(UTC)):
                yield beat.replace(microsecond=start.microsecond).astimezone(self.zone)
            return
        clock = start.replace(tzinfo=None)
        if span.unit == "month":
            # The last of the days that the month has, up to the one of the start.
            likely = range(min(28, start.day), start.day + 1)
            rule = rrule(MONTHLY, interval=span.count, dtstart=clock, bymonthday=likely, bysetpos=-1)
        else:
            rule = rrule(DAILY if span.unit == "day" else WEEKLY, interval=span.count, dtstart=clock)
        for beat in rule:
            yield self._at(beat.replace(microsecond=start.microsecond))

    def _move(self, moment: datetime, span: Span, sign: int) -> datetime:
        local = self._local(moment)
        if span.count == 0:
            return local
        count = sign * span.count
        clock = local.replace(tzinfo=None)
        try:
            if span.unit == "hour":
                return (local.astimezone(UTC) + timedelta(hours=count)).astimezone(self.zone)
            if span.unit == "working_day":
                return self._at(datetime.combine(self._nth(local.date(), count), clock.time()))
            if span.unit == "month":
                from dateutil.relativedelta import relativedelta

                return self._at(clock + relativedelta(months=count))
            return self._at(clock + timedelta(days=count * (7 if span.unit == "week" else 1)))
        except DealError:
            raise
        except (OverflowError, ValueError) as wrong:
            raise _out_of_years(span) from wrong

    def _nth(self, day: date, n: int) -> date:
        """The n-th working day after a day, or before it where n is negative."""
        year, ordinals = day.year, self._ordinals(day.year)
        if n > 0:
            at = bisect_right(ordinals, day.toordinal()) + n - 1
            while at >= len(ordinals):
                at -= len(ordinals)
                year += 1
                ordinals = self._ordinals(self._worth(year))
        else:
            at = bisect_left(ordinals, day.toordinal()) + n
            while at < 0:
                year -= 1
                ordinals = self._ordinals(self._worth(year))
                at += len(ordinals)
        return date.fromordinal(ordinals[at])

    def _worth(self, year: int) -> int:
        """The year, if there can be working days in it or beyond: a search must come to an end."""
        if _never_works(self.weekend):
            years = [day.year for day in self.opened]
            if not years or not min(years) <= year <= max(years):
                raise CalendarError(
                    "This calendar has no working days left: all seven are its weekend.",
                    hint="leave weekend out, or name more days in opened",
                )
        if not 1 <= year <= 9999:
            raise _out_of_years(None)
        return year

    def _ordinals(self, year: int) -> tuple[int, ...]:
        return _working_days(self.country, self.subdivision, self.weekend, self.closed, self.opened, year)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueProblem(
                f"The time {moment} has no time zone.", hint=f"give it one: tzinfo=ZoneInfo({self.timezone!r})"
            )
        return moment.astimezone(self.zone)

    def _day(self, day: date) -> date:
        return self._local(day).date() if isinstance(day, datetime) else day

    def _at(self, clock: datetime) -> datetime:
        # By way of UTC, so that a time which the clock skips in spring becomes one that exists.
        return clock.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)


def _out_of_years(span: Span | None) -> ValueProblem:
    what = f"{span} from there lead" if span else "So many working days lead"
    return ValueProblem(f"{what} out of the years 1 to 9999.", hint="check the date and the span")


def _never_works(weekend: tuple[int, ...] | None) -> bool:
    return weekend is not None and len(set(weekend)) == 7


@attrs.frozen
class _Year:
    """What the library knows of one year in one country."""

    off: frozenset[date]
    made_up: frozenset[date]
    estimated: bool
    decreed_until: int | None


def _load(country: str, subdivision: str | None, year: int, lang: str) -> "HolidayBase":
    import holidays

    try:
        has = holidays.country_holidays(country, subdiv=subdivision, language="en_US")
        near = (one for one in has.supported_languages if one.split("_")[0] == lang.split("_")[0])
        # Always a language that there is: with any other the library takes the one of the environment.
        language = lang if lang in has.supported_languages else next(near, has.default_language)
        return holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False, language=language)
    except NotImplementedError:
        known = holidays.list_supported_countries(include_aliases=False)
        if country not in known:
            raise CalendarError(
                f"No public holidays are known for the country {country!r}.",
                hint="give an ISO 3166 code such as 'CN', 'DE' or 'US'",
            ) from None
        some = ", ".join(sorted(known[country])[:8]) or "none"
        raise CalendarError(
            f"{country} has no subdivision {subdivision!r}.", hint=f"those with holidays of their own: {some}"
        ) from None


@lru_cache(maxsize=2048)
def _names(country: str, subdivision: str | None, year: int, lang: str) -> dict[date, str]:
    return dict(_load(country, subdivision, year, lang))


@lru_cache(maxsize=2048)
def _alone(country: str, subdivision: str | None, year: int) -> _Year:
    table = _load(country, subdivision, year, "en")
    mark = getattr(table, "estimated_label", None)
    word = (table.tr(mark) % "").strip(" ()") if mark else ""
    return _Year(
        off=frozenset(table),
        made_up=frozenset(table.weekend_workdays),
        estimated=bool(word) and any(word in name for name in table.values()),
        decreed_until=_decreed_until(table),
    )


def _decreed_until(table: "HolidayBase") -> int | None:
    """The last year in which the library knows of a working day moved by decree; None where none ever is.

    The library keeps decrees in tables by year, whose rows are (month, day, name), or for a moved day the two dates.
    """
    if not table.has_substituted_holidays:
        return None
    years = [0]
    for name in dir(table):
        if name.startswith("special_") and isinstance(by_year := getattr(table, name), dict):
            for year, rows in by_year.items():
                moved = rows if rows and isinstance(rows[0], tuple) else (rows,)
                if any(len(row) > 3 for row in moved):
                    years.append(year)
    return max(years)


@lru_cache(maxsize=2048)
def _year_of(country: str, subdivision: str | None, year: int) -> _Year:
    """A year with what the decrees of the years beside it say of it, such as work made up on the 30th of December."""
    near = [_alone(country, subdivision, y) for y in (year - 1, year, year + 1) if 1 <= y <= 9999]
    own = _alone(country, subdivision, year)
    return attrs.evolve(
        own,
        off=frozenset(d for one in near for d in one.off if d.year == year),
        made_up=frozenset(d for one in near for d in one.made_up if d.year == year),
    )


@lru_cache(maxsize=4096)
def _working_days(
    country: str,
    subdivision: str | None,
    weekend: tuple[int, ...] | None,
    closed: tuple[date, ...],
    opened: tuple[date, ...],
    year: int,
) -> tuple[int, ...]:
    """The ordinals of a year's working days, in order."""
    legal = _year_of(country, subdivision, year)
    table = _load(country, subdivision, year, "en")
    shut, open_, never = frozenset(closed), frozenset(opened), _never_works(weekend)
    out = []
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        rests = table.is_weekend(day) if weekend is None else day.weekday() in weekend
        works = (day in legal.made_up and not never) if rests else day not in legal.off
        if (works or day in open_) and day not in shut:
            out.append(ordinal)
    return tuple(out)

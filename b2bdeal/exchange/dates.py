"""Dates as other systems write them: read in the forms that the map names, and never guessed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import attrs

from b2bdeal.labels import Message, t

__all__ = ["DateReader", "Dated", "parsed"]

_FIRST_YEAR = 1900
_MOST_REMEMBERED = 50_000


@attrs.frozen
class Dated:
    """A moment, and whether only its day was written."""

    moment: datetime
    """With zone; the beginning of the day in the map's zone where only a day was written."""
    whole_day: bool

    def day(self, zone: ZoneInfo) -> date:
        """Its day in that zone."""
        return self.moment.astimezone(zone).date()

    def after(self, earlier: "Dated | None", zone: ZoneInfo) -> "Dated | None":
        """This date as one that follows `earlier`; None where it lies before it.

        Where one of both has no time of day, days count, and on the same day it happened at the earlier one's moment
        or later.
        """
        if earlier is None or self.moment >= earlier.moment:
            return self
        if (self.whole_day or earlier.whole_day) and self.day(zone) == earlier.day(zone):
            return Dated(earlier.moment, self.whole_day)
        return None


@attrs.frozen(eq=False)
class DateReader:
    """Reads the dates of one file."""

    forms: tuple[str, ...]
    """"iso", or forms of strptime."""
    zone: ZoneInfo
    _zones: dict[str, ZoneInfo]
    _seen: dict[tuple[str, str], Dated | Message] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, forms: tuple[str, ...], timezone: str, timezones: Mapping[str, str]) -> "DateReader":
        """The reader of dates in these forms; of times without a zone in `timezone`, or in their column's own."""
        return cls(forms, ZoneInfo(timezone), {column: ZoneInfo(name) for column, name in timezones.items()})

    def read(self, column: str, text: str) -> Dated | Message:
        """The date, or why it is none."""
        key = (column, text)
        found = self._seen.get(key)
        if found is None:
            found = self._read(column, text)
            if len(self._seen) < _MOST_REMEMBERED and len(text) < 40:
                self._seen[key] = found
        return found

    def on(self, day: date) -> Dated:
        """The beginning of a day."""
        # By way of UTC: where summer time begins at midnight, that midnight does not exist.
        return Dated(datetime.combine(day, time(), self.zone).astimezone(UTC).astimezone(self.zone), True)

    def _read(self, column: str, text: str) -> Dated | Message:
        forms = self.forms
        found: set[tuple[datetime, bool]] = set()
        for form in forms if len(text) < 60 else ():
            if (read := parsed(text, form)) is not None:
                found.add(read)
        if not found:
            return t("it is no date of the form {forms}", forms=forms)
        if len(found) > 1:
            days = tuple(sorted(moment.isoformat(" ") for moment, _ in found))
            return t("it may be any of {days}; leave one form of dates in the map", days=days)
        moment, whole_day = found.pop()
        if moment.year < _FIRST_YEAR or moment.year >= 9999:
            return t("the year {year} can't be right", year=str(moment.year))
        if whole_day and column not in self._zones:
            return self.on(moment.date())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zones.get(column, self.zone))
        return Dated(moment.astimezone(UTC).astimezone(self.zone), whole_day)


def parsed(text: str, form: str) -> tuple[datetime, bool] | None:
    """The time in a text of that form, with a zone only if one is written, and whether it is a whole day."""
    try:
        if form == "iso":
            return datetime.fromisoformat(text), len(text) <= 10
        read = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the column's, and set by the caller
        return read, not any(mark in form for mark in ("%H", "%I", "%X", "%c"))
    except (ValueError, OverflowError):
        return None

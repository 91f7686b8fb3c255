"""A clock to set, for books whose time a test or a first step decides."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from b2bdeal.calendar import Calendar, Span
from b2bdeal.errors import ValueProblem

__all__ = ["SHANGHAI", "START", "Clock"]

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
"""A Monday morning, when the story begins."""


class Clock:
    """A clock to set: `clock = Clock(START)`, then `clock.forward(days(3))` or `clock.now = …`; give it to a book."""

    def __init__(self, now: datetime = START) -> None:
        self._now = _aware(now)

    @property
    def now(self) -> datetime:
        """What it says."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = _aware(moment)

    def forward(self, by: timedelta | Span) -> datetime:
        """Sets it forward, spans on the Chinese calendar; says what it says then."""
        self._now = self._now + by if isinstance(by, timedelta) else Calendar().add(self._now, by)
        return self._now

    def __call__(self) -> datetime:
        return self._now

    def __repr__(self) -> str:
        return f"Clock({self._now.isoformat()})"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueProblem("A clock needs a time zone.", hint='write datetime(…, tzinfo=ZoneInfo("Asia/Shanghai"))')
    return moment

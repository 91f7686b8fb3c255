"""The one place that reads the machine's clock."""

from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock", "machine_clock"]

Clock = Callable[[], datetime]
"""Says what time it is, with a time zone."""


def machine_clock() -> datetime:
    """Now, UTC, by the machine's clock."""
    return datetime.now(UTC)

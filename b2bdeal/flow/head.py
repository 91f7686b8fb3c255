"""A deal's head: where it stands, whose it is and what it is worth, without its facts."""

from datetime import datetime
from typing import Literal

import attrs

from b2bdeal.units import Money

__all__ = ["Head"]


@attrs.frozen
class Head:
    """Where a deal stands, without its facts' bodies: what a pipeline of many deals needs."""

    id: str
    flow: str
    flow_version: int
    stage: str
    version: int
    opened_at: datetime
    since: datetime
    """When it entered its stage."""
    account: str | None = None
    """The buyer's account id."""
    value: Money | None = None
    """What it is worth, as far as is known."""
    due: datetime | None = None
    """When it should have left its stage; None without a deadline."""
    outcome: Literal["won", "lost"] | None = None
    """How it ended; None while it is open."""
    barring: bool = False
    """Whether a hold on its whole account was placed on it and not lifted."""

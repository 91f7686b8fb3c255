"""Deadlines: how long a deal may stay in its stage, and what is recorded when it stayed longer."""

from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from b2bdeal.flow.change import Overran
from b2bdeal.flow.stage import Stage

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = ["overrun", "stay_ends"]


def stay_ends(flow: "Flow", stage: Stage, since: datetime) -> datetime | None:
    """When a stay in the stage is over, counted on the flow's calendar; None without a deadline."""
    return None if stage.within is None else flow.policy.calendar.add(since, stage.within)


def overrun(deal: "Deal", now: datetime) -> Overran | None:
    """The overrun that is due and not yet recorded for this stay, dated at its due time."""
    end = deal.due
    if end is None or end > now:
        return None
    overran, name = deal.stage.overrun, deal.stage.name
    # The stay is told by the order of recording: a fact that is recorded late may be dated before it.
    for entry in takewhile(lambda entry: entry.stage == name, reversed(deal.entries)):
        if entry.kind == overran.kind and overran.cast(entry.fact).stage == name:
            return None
    return overran(at=end, stage=name, due=end)

"""How a deal ends: settled, or lost for a reason."""

from typing import Literal, Self

from pydantic import model_validator

from b2bdeal.life.fact import Fact
from b2bdeal.units import Name, Text

__all__ = ["DealLost", "LossReason", "Settled"]

LossReason = Literal[
    "price",
    "moq",
    "lead_time",
    "quality",
    "sample",
    "terms",
    "no_answer",
    "competitor",
    "cancelled_project",
    "outside_target",
    "other",
]
"""Why a deal was lost."""


class Settled(Fact, kind="oem.Settled", action="close", label="Settled", zh="已结清"):
    """Everything was delivered, accepted and paid: the deal is won."""

    note: Text = ""
    """Anything worth keeping."""


class DealLost(Fact, kind="oem.DealLost", action="close", label="Deal lost", zh="已丢单"):
    """The deal will not come about."""

    reason: LossReason
    """Why."""
    to_whom: Name | None = None
    """The company that got it, where that is known."""
    note: Text = ""
    """More about it; needed when the reason is "other"."""

    @model_validator(mode="after")
    def _other_is_told(self) -> Self:
        if self.reason == "other" and not self.note.strip():
            raise ValueError('the reason "other" needs a note that says what it was')
        return self

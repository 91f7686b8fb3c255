"""How a deal ends: settled, or lost for a reason."""

from typing import Final, Self

from pydantic import model_validator

from b2bdeal.life.fact import Fact
from b2bdeal.units import Name, Text

__all__ = ["LOSS_REASONS", "DealLost", "Settled", "check_reason"]

LOSS_REASONS: Final[tuple[str, ...]] = (
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
    "capacity",
    "late_delivery",
    "non_payment",
    "insolvency",
    "force_majeure",
    "other",
)
"""Why deals are lost or cancelled, where a house has no list of its own; `Policy.loss_reasons` extends it."""


def check_reason(reason: str, note: str) -> None:
    """Refuse the reason "other" without a note, with a ValueError."""
    if reason == "other" and not note.strip():
        raise ValueError('the reason "other" needs a note that says what it was')


class Settled(Fact, kind="oem.Settled", action="close", label="Settled", zh="已结清"):
    """Everything was delivered, accepted and paid: the deal is won."""

    note: Text = ""
    """Anything worth keeping."""


class DealLost(Fact, kind="oem.DealLost", action="close", label="Deal lost", zh="已丢单"):
    """The deal will not come about; before a contract is signed."""

    reason: Name
    """Why: one of the policy's `loss_reasons`."""
    to_whom: Name | None = None
    """The company that got it, where that is known."""
    note: Text = ""
    """More about it; needed when the reason is "other"."""

    @model_validator(mode="after")
    def _other_is_told(self) -> Self:
        check_reason(self.reason, self.note)
        return self

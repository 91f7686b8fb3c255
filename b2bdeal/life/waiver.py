"""Waivers: somebody asks to do without a condition, somebody else who may grants it; both are on record."""

from typing import Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Words
from b2bdeal.life.fact import Fact
from b2bdeal.units import Id, Moment, Name

__all__ = ["WaiverAsked", "WaiverGranted"]


class WaiverAsked(Fact, kind="oem.WaiverAsked", label="Waiver asked", zh="申请豁免", actor="asked_by"):
    """Somebody of ours asks to do without a condition; the one who asks records it."""

    condition: Id
    """The id of the condition, as a refusal names it."""
    reason: Words
    """Why it should be done without."""
    asked_by: Id
    """Who asks: the person's id."""

    def about(self) -> str:
        """The condition."""
        return f"waiver:{self.condition}"


class WaiverGranted(
    Fact, kind="oem.WaiverGranted", label="Waiver granted", zh="已批准豁免", actor="granted_by", in_role="role"
):
    """Somebody with the role for it grants a waiver; never the one who asked."""

    condition: Id
    """The id of the condition."""
    reason: Words
    """Why it is granted."""
    granted_by: Id
    """Who grants it: the person's id."""
    role: Name
    """The role in which it is granted, as "quality head"."""
    until: Moment | None = None
    """When it ends; None: with the deal."""
    uses: Literal["once", "many"] = "many"
    """Whether it is spent when the first fact leaned on it, or stands for all until it ends."""
    document: Id | None = None
    """The paper that it rests on, as the buyer's signed letter of risk: its number."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until is not None and self.until < self.at:
            raise ValueError("until is before at: a waiver ends after it begins")
        return self

    def about(self) -> str:
        """The condition."""
        return f"waiver:{self.condition}"

"""Holds: what bars an action until it is lifted or runs out."""

from typing import Self

from pydantic import model_validator

from b2bdeal.life.checks import Words
from b2bdeal.life.fact import Action, Fact
from b2bdeal.units import Id, Moment, Name

__all__ = ["HoldLifted", "HoldPlaced"]


class HoldPlaced(Fact, kind="oem.HoldPlaced", label="Hold placed", zh="已冻结"):
    """Something bars actions on this deal; several holds may overlap."""

    hold: Id
    """The hold's id."""
    blocks: tuple[Action, ...]
    """The actions it bars, at least one."""
    source: Name
    """Where it comes from, as "quality", "credit check"."""
    reason: Words
    """Why."""
    until: Moment | None = None
    """When it runs out; None: when it is lifted."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.blocks:
            raise ValueError('a hold needs an action to bar, such as blocks=("ship",)')
        if self.until is not None and self.until < self.at:
            raise ValueError("until is before at: a hold ends after it begins")
        return self

    def about(self) -> str:
        """The hold."""
        return f"hold:{self.hold}"


class HoldLifted(Fact, kind="oem.HoldLifted", label="Hold lifted", zh="已解除冻结"):
    """A hold bars nothing any more."""

    hold: Id
    """The hold's id."""
    reason: Words
    """Why it was lifted."""

    def about(self) -> str:
        """The hold."""
        return f"hold:{self.hold}"

"""Holds: what bars an action until it is lifted or runs out."""

from datetime import datetime
from typing import Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Flag, Words
from b2bdeal.life.fact import Action, Fact
from b2bdeal.units import Id, Moment, Name

__all__ = ["HoldLifted", "HoldPlaced", "HoldScope"]

HoldScope = Literal["deal", "account", "order", "shipment", "line"]
"""How far a hold reaches: the deal, every deal of the account, one production order, shipment or contract line."""


class HoldPlaced(Fact, kind="oem.HoldPlaced", label="Hold placed", zh="已冻结"):
    """Something bars actions on this deal, or on a part of it; several holds may overlap."""

    hold: Id
    """The hold's id."""
    blocks: tuple[Action, ...]
    """The actions it bars, at least one."""
    source: Name
    """Where it comes from, as "quality", "credit check"."""
    reason: Words
    """Why."""
    scope: HoldScope = "deal"
    """How far it reaches. An account's hold bars every deal of that account in the book."""
    subject: Id | None = None
    """The number of the order, shipment or contract line that it reaches; None for a whole deal or account."""
    starts: Moment | None = None
    """From when it bars, not before it was placed; None: at once."""
    until: Moment | None = None
    """When it runs out; None: when it is lifted."""
    spares_prepaid: Flag = False
    """Whether it lets deals pass that owe nothing after shipping, as a credit hold does."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.blocks:
            raise ValueError('a hold needs an action to bar, such as blocks=("ship",)')
        if self.until is not None and self.until < self.at:
            raise ValueError("until is before at: a hold ends after it begins")
        if self.starts is not None and self.starts < self.at:
            raise ValueError("starts is before at: a hold bars nothing before it was placed")
        if self.starts is not None and self.until is not None and self.until < self.starts:
            raise ValueError("until is before starts: a hold ends after it begins")
        if self.scope in ("deal", "account") and self.subject is not None:
            raise ValueError(f"a hold on the whole {self.scope} needs no subject: leave {self.subject!r} out")
        if self.scope not in ("deal", "account") and self.subject is None:
            raise ValueError(f"a hold on one {self.scope} needs its number as the subject")
        if self.scope == "line" and not (self.subject or "").isdecimal():
            raise ValueError(f'{self.subject!r} is no line of a contract: give its number, as "1"')
        return self

    @property
    def begins(self) -> datetime:
        """From when it bars."""
        return self.starts or self.at

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

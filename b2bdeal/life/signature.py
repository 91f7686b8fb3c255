"""The signature of one side under a contract, an amendment or a settlement."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from b2bdeal.life.fact import Document
from b2bdeal.units import Id, Moment, Name

__all__ = ["Signature", "check_signatures"]


class Signature(Document):
    """Who signed for one side, and when."""

    label: ClassVar[str] = "Signature"
    zh: ClassVar[str] = "签署"

    side: Literal["seller", "buyer"]
    """The side signed for."""
    person: Id
    """Who signed: the person's id."""
    at: Moment
    """When, with time zone."""
    place: Name | None = None
    """Where."""


def check_signatures(signatures: Iterable[Signature], what: str) -> None:
    """Refuse what is not signed by each side once, with a ValueError that says who signed."""
    sides = sorted(one.side for one in signatures)
    if sides != ["buyer", "seller"]:
        raise ValueError(
            f"signed by {', '.join(sides) or 'nobody'}: {what} needs one signature of the seller and one of the buyer"
        )

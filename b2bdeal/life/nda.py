"""The non-disclosure agreement (保密协议): who promises whom to keep a formula to themselves, and until when."""

from datetime import date
from typing import ClassVar, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.units import Id

__all__ = ["NDA", "NdaSigned"]


class NDA(Document):
    """A non-disclosure agreement. It precedes the brief and the sample where a formula is disclosed."""

    label: ClassVar[str] = "Non-disclosure agreement"
    zh: ClassVar[str] = "保密协议"

    number: Id
    """Its number."""
    parties: tuple[Id, ...]
    """The accounts that are bound, at least two, each once: the buyer and the factory, say."""
    signed_on: Day
    """The day on which the last of them signed, on the seller's calendar."""
    until: Day | None = None
    """The last day on which it binds, on the seller's calendar; None: without end."""
    formula_owner: Id
    """The party that owns the formulas which are disclosed under it."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if len(self.parties) < 2:
            raise ValueError("parties names fewer than two accounts: name the buyer and the factory")
        if twice := repeated(self.parties):
            raise ValueError(f"parties name {', '.join(twice)} more than once: name each once")
        if self.formula_owner not in self.parties:
            raise ValueError(f"formula_owner {self.formula_owner} is none of the parties {', '.join(self.parties)}")
        if self.until is not None and self.until < self.signed_on:
            raise ValueError(f"until {self.until} is before signed_on {self.signed_on}")
        return self

    def binds(self, account: str | None, on: date) -> bool:
        """Whether it is in force on a day and the account is a party; of an account that is not known, only the day."""
        lasts = self.signed_on <= on and (self.until is None or on <= self.until)
        return lasts and (account is None or account in self.parties)


class NdaSigned(Fact, kind="oem.NdaSigned", action="agree", label="NDA signed", zh="保密协议已签署"):
    """A non-disclosure agreement was signed by every party."""

    nda: NDA
    """What was signed."""

    def about(self) -> str:
        """The agreement."""
        return f"nda:{self.nda.number}"

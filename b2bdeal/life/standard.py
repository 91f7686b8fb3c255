"""What is sealed, retained and signed for: the standard of both sides, each lot's sample, the buyer's risk letter."""

from calendar import monthrange
from datetime import date
from typing import Final, Self

from pydantic import model_validator

from b2bdeal.life.checks import Day, Some, Words
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import same_unit
from b2bdeal.units import Id, Name

__all__ = ["RiskLetterSigned", "SampleRetained", "StandardSealed"]

_TIMES: Final = 2
_MONTHS: Final = 6


class StandardSealed(Fact, kind="oem.StandardSealed", action="agree", label="Standard sealed", zh="已封样"):
    """Both sides sealed the approved sample (封样): by it the goods are judged. It is not the retained sample."""

    seal: Id
    """The seal's number."""
    item: Id
    """The item."""
    formula: Id
    """The version of the formula."""
    packaging: Id | None = None
    """The version of the packaging; None for bulk in a neutral jar."""
    sealed_by_seller: Id
    """Who sealed it for us: the person's id."""
    sealed_by_buyer: Id
    """Who sealed it for the buyer: a contact's id."""
    kept_at: tuple[Name, ...]
    """Where the sealed pieces are kept, at least one place; each side should have its own."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.sealed_by_seller == self.sealed_by_buyer:
            raise ValueError(f"{self.sealed_by_buyer} seals for both sides: each side seals by a person of its own")
        if not self.kept_at:
            raise ValueError("kept_at is empty: say where the sealed pieces are")
        return self

    def about(self) -> str:
        """The sealed standard."""
        return f"standard:{self.seal}"


class SampleRetained(Fact, kind="oem.SampleRetained", label="Sample retained", zh="已留样"):
    """The factory put a sample of a lot aside (留样), to test it again if somebody complains.

    At least twice what a release test takes, kept to at least six months past expiry: so the Chinese rules on good
    manufacturing of cosmetics (化妆品生产质量管理规范, 2022) have it; less is refused.
    """

    lot: Id
    """The lot."""
    quantity: Some
    """How much is retained."""
    release_test_quantity: Some
    """How much one release test of the lot takes, in a unit that converts."""
    expires: Day
    """The day on which the goods of the lot expire."""
    kept_until: Day
    """The last day on which the sample is kept."""
    kept_at: Name | None = None
    """Where it is kept."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        test = same_unit(self.release_test_quantity, self.quantity.unit)
        if test is None:
            raise ValueError(
                f"quantity is in {self.quantity.unit}, release_test_quantity in {self.release_test_quantity.unit}: "
                "give both in one unit"
            )
        twice = test * _TIMES
        if self.quantity < twice:
            raise ValueError(f"{self.quantity} is less than {twice}, twice the release test of {test}: retain more")
        least = _months_after(self.expires, _MONTHS)
        if self.kept_until < least:
            raise ValueError(f"kept_until {self.kept_until} is too early: six months past expiry is {least}")
        return self

    def about(self) -> str:
        """The retained sample of the lot."""
        return f"retained:{self.lot}"


class RiskLetterSigned(
    Fact, kind="oem.RiskLetterSigned", action="agree", label="Risk letter signed", zh="已签风险承诺书"
):
    """The buyer's signed letter that it bears the risk of going on before a test is over.

    It waives nothing by itself: the one of us who may waive the condition does, and needs this letter for it.
    """

    letter: Id
    """The letter's number."""
    conditions: tuple[Id, ...]
    """The ids of the conditions whose risk the buyer bears, as "stability_passed"; at least one."""
    risks: Words
    """What may go wrong, in the words of the letter."""
    signed_by: Id
    """The buyer's person who signed: a contact's id."""

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if not self.conditions:
            raise ValueError("conditions is empty: name what the buyer bears the risk of")
        return self

    def about(self) -> str:
        """The letter."""
        return f"letter:{self.letter}"


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last; the last day there is where none is left."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

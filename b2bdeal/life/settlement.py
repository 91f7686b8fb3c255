"""What became of goods and materials that an order no longer needs: sold, kept, scrapped or used elsewhere."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from b2bdeal.life.checks import Some
from b2bdeal.life.fact import Document
from b2bdeal.units import Id, Money

__all__ = ["Outcome", "SettledLine", "What"]

What = Literal["finished", "work_in_process", "material", "packaging"]
"""What sort of stock it is."""

Outcome = Literal["delivered", "bought_by_buyer", "kept", "scrapped", "reused"]
"""What becomes of it: shipped to the buyer, sold to the buyer as it lies, kept, destroyed, used elsewhere."""


class SettledLine(Document):
    """One piece of stock that was made or bought for an order, what becomes of it, and what the buyer pays for it."""

    label: ClassVar[str] = "Settled stock"
    zh: ClassVar[str] = "库存处理"

    what: What
    """What sort of stock it is."""
    item: Id
    """The article or material."""
    lot: Id | None = None
    """The lot, where it has one; finished goods do."""
    order: Id | None = None
    """The production order in whose work it is, for work in process."""
    quantity: Some
    """How much of it."""
    value: Money
    """What it cost or is priced at, all of it, from 0."""
    outcome: Outcome
    """What becomes of it."""
    charged: Money
    """What the buyer pays for it, from 0, at the currency's smallest unit."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.value.currency != self.charged.currency:
            raise ValueError(f"{self.item} is worth {self.value} and charged {self.charged}: give one currency")
        if self.value.amount < 0 or self.charged.amount < 0:
            raise ValueError(f"{self.item}: neither value nor charge is below 0")
        if not self.charged.is_rounded:
            raise ValueError(f"{self.charged} can't be paid in {self.charged.currency}: round it")
        if self.what == "finished" and self.lot is None:
            raise ValueError(f"finished goods of {self.item} are known by their lot: name it")
        return self

"""The deposit in law: what of the money received is 定金 with its effect, and what is 预付款, an advance."""

from typing import Literal

import attrs

from b2bdeal.life.payment_terms import DINGJIN_MOST
from b2bdeal.units import Money

__all__ = ["Deposit"]


@attrs.frozen
class Deposit:
    """What was received as 定金 and as prepayment, by the rows of the payment terms that it fills.

    Civil Code of the PRC, art. 586: 定金 is what was really paid of it, and has effect up to 20 % of the contract's
    value. Art. 587: a buyer who defaults can't ask it back; a seller who defaults returns it twofold. What is above the
    20 % is an advance, credited or returned.
    """

    dingjin: Money
    """What was received on rows of 定金."""
    prepaid: Money
    """What was received on rows of prepayment."""
    value: Money
    """The value of the contract: what is firmly ordered."""

    @property
    def effective(self) -> Money:
        """The 定金 that has its effect: at most 20 % of the contract's value, rounded to the smallest unit."""
        return min(self.dingjin, (self.value * DINGJIN_MOST).rounded())

    @property
    def prepayment(self) -> Money:
        """What is only an advance: prepayments, and the 定金 above what has effect as such."""
        return self.prepaid + (self.dingjin - self.effective)

    @property
    def total(self) -> Money:
        """Both together."""
        return self.dingjin + self.prepaid

    def forfeits(self, by: Literal["buyer", "seller"]) -> Money:
        """What the side that defaults loses: the buyer's 定金 is kept; the seller pays as much beside returning it."""
        return self.effective

    def returned(self, by: Literal["buyer", "seller"]) -> Money:
        """What goes back to the buyer of deposit and advances where `by` defaults, before any other claim.

        The buyer gets back what has no effect as 定金; the seller gives back all, and the effective 定金 once more.
        """
        return self.prepayment if by == "buyer" else self.total + self.effective

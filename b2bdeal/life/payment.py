"""Money that came in."""

from b2bdeal.life.checks import Credited
from b2bdeal.life.fact import Fact
from b2bdeal.life.payment_terms import Method
from b2bdeal.units import Id, Text

__all__ = ["PaymentReceived"]


class PaymentReceived(Fact, kind="oem.PaymentReceived", action="pay", label="Payment received", zh="已收款"):
    """Our account was credited; `at` is the value date's moment. Advice of a payment (水单) is not this."""

    payment: Id
    """The payment's id, as the bank's reference; a payment counts once."""
    amount: Credited
    """The net sum that was credited, charges taken off."""
    payer: Id | None = None
    """The account that paid, where it is known; one that is not the buyer needs a look."""
    method: Method = "tt"
    """How it was paid."""
    reference: Text = ""
    """What the payer wrote."""

    def about(self) -> str:
        """The payment."""
        return f"payment:{self.payment}"

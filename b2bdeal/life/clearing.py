"""What happens to a payment beside its coming in: advised, its payer cleared, sent back, a small shortfall accepted."""

from b2bdeal.life.checks import Credited, Day, Words
from b2bdeal.life.fact import Fact
from b2bdeal.life.payment_terms import Method
from b2bdeal.units import Id, Name

__all__ = ["PayerCleared", "PaymentAdvised", "PaymentReturned", "ShortfallAccepted"]


class PaymentAdvised(Fact, kind="oem.PaymentAdvised", label="Payment advised", zh="已收到水单"):
    """The buyer showed that a payment is on its way (水单). It opens no gate: only money on the account does."""

    payment: Id
    """The payment's id, under which it will be recorded when it comes."""
    amount: Credited
    """The sum that was sent, in the currency in which it was sent."""
    payer: Id | None = None
    """The account that sends it, where it is known."""
    method: Method = "tt"
    """How it is paid."""
    value_date: Day | None = None
    """The day on which it should be credited, on the calendar of our bank."""

    def about(self) -> str:
        """The payment."""
        return f"payment:{self.payment}"


class PayerCleared(
    Fact, kind="oem.PayerCleared", label="Payer cleared", zh="付款方已核准", actor="cleared_by", in_role="role"
):
    """Somebody of ours looked at a payer who is not the buyer, and the payment counts from now on."""

    payment: Id
    """The payment's id."""
    relation: Words
    """What the payer is to the buyer, and why it pays: "parent company, pays for the group"."""
    document: Id | None = None
    """What was shown for it, as the letter of the buyer by its id."""
    cleared_by: Id
    """Who cleared it: the person's id; they record it themselves."""
    role: Name
    """The role in which they did, which they must have."""

    def about(self) -> str:
        """The payment."""
        return f"payment:{self.payment}"


class PaymentReturned(Fact, kind="oem.PaymentReturned", action="pay", label="Payment returned", zh="已退款"):
    """We sent money back: what was paid too much, a payer's who was not cleared, a refund."""

    refund: Id
    """The refund's own id, as our bank's reference; a refund counts once."""
    payment: Id | None = None
    """The payment that goes back, or a part of it; None where it is of no payment in particular."""
    amount: Credited
    """What was sent back, in the currency in which it had been credited."""
    to: Id | None = None
    """The account that gets it, where it is known."""
    reason: Words
    """Why it goes back."""
    case: Id | None = None
    """The service case that it settles, by its number."""

    def about(self) -> str:
        """The refund."""
        return f"refund:{self.refund}"


class ShortfallAccepted(
    Fact,
    kind="oem.ShortfallAccepted",
    label="Shortfall accepted",
    zh="已接受短付",
    actor="accepted_by",
    in_role="role",
):
    """A small sum that is missing, as bank charges on the way, is not asked for any more."""

    amount: Credited
    """What is let go of, in the contract's currency."""
    reason: Words
    """Why."""
    payment: Id | None = None
    """The payment that came short, by its id."""
    accepted_by: Id
    """Who accepted it: the person's id; they record it themselves."""
    role: Name
    """The role in which they did, which they must have."""

    def about(self) -> str | None:
        """The payment that came short, where it is named."""
        return None if self.payment is None else f"payment:{self.payment}"

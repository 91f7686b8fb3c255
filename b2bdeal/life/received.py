"""What came in and what of it counts: payers who are not the buyer, refunds, credit notes, advices."""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from b2bdeal.life.clearing import PayerCleared, PaymentAdvised, PaymentReturned, ShortfallAccepted
from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.invoice import AmountCredited
from b2bdeal.life.lead import LeadFound
from b2bdeal.life.payment import PaymentReceived
from b2bdeal.life.payment_terms import PaymentTerm
from b2bdeal.life.reading import of_kind
from b2bdeal.units import Money

__all__ = ["Received"]

_TELLING: Final = frozenset(
    one.kind
    for one in (
        LeadFound,
        PaymentReceived,
        PaymentAdvised,
        PayerCleared,
        PaymentReturned,
        ShortfallAccepted,
        AmountCredited,
    )
)


@attrs.frozen
class Received:
    """The money of a deal before it is put on rows. It folds from any list of facts, read in order of time."""

    received: Money
    """What counts, in the contract's currency, less what was sent back of it."""
    returned: Money
    """What was sent back of what counted; never more than that."""
    credited: Money
    """What credit notes took off, each counted once."""
    accepted: Money
    """What was let go of, as far as it goes."""
    counted: tuple[PaymentReceived, ...]
    """The payments that count, in order of time."""
    other: tuple[PaymentReceived, ...]
    """Payments in another currency that were not sent back."""
    repeated: tuple[PaymentReceived, ...]
    """Payments recorded again under the same id."""
    in_question: tuple[PaymentReceived, ...]
    """Payments of a payer who is neither the buyer nor cleared, and which were not sent back in full."""
    advised: tuple[PaymentAdvised, ...]
    """Payments that were advised and did not come yet."""

    @classmethod
    def of(cls, facts: Sequence[Fact], contract: Contract) -> "Received":
        """What these facts, given in order of time, tell. The buyer is the lead's account; any payer where it is not
        known. A payment whose payer was not recorded counts."""
        facts = [fact for fact in facts if fact.kind in _TELLING]
        currency, kinds = contract.currency, {fact.kind for fact in facts}
        buyer = next((one.lead.account.id for one in of_kind(reversed(facts), LeadFound)), None)
        cleared = {one.payment for one in of_kind(facts, PayerCleared)} if PayerCleared.kind in kinds else set[str]()
        first: dict[str, PaymentReceived] = {}
        repeated: list[PaymentReceived] = []
        for payment in of_kind(facts, PaymentReceived):
            if first.setdefault(payment.payment, payment) is not payment:
                repeated.append(payment)
        counted: list[PaymentReceived] = []
        other: dict[str, PaymentReceived] = {}
        asked: dict[str, PaymentReceived] = {}
        for id, payment in first.items():
            stranger = buyer is not None and payment.payer not in (None, buyer) and id not in cleared
            if payment.amount.currency != currency:
                other[id] = payment
            elif stranger:
                asked[id] = payment
            else:
                counted.append(payment)
        none = returned = Money.zero(currency)
        sum_ = none
        for payment in counted:
            sum_ = sum_ + payment.amount
        if PaymentReturned.kind in kinds:
            aside, back = {**other, **asked}, dict[str, Money]()
            for refund in {one.refund: one for one in of_kind(facts, PaymentReturned)}.values():
                if refund.payment is not None and refund.payment in aside:
                    if refund.amount.currency == aside[refund.payment].amount.currency:
                        old = back.get(refund.payment)
                        back[refund.payment] = refund.amount if old is None else old + refund.amount
                elif refund.amount.currency == currency:
                    returned = returned + refund.amount
            gone = {id for id, amount in back.items() if amount >= aside[id].amount}
            other, asked = ({id: one for id, one in kept.items() if id not in gone} for kept in (other, asked))
        returned = min(returned, sum_)
        return cls(
            sum_ - returned,
            returned,
            _credited(facts, currency) if AmountCredited.kind in kinds else none,
            _accepted(facts, currency) if ShortfallAccepted.kind in kinds else none,
            tuple(counted),
            tuple(other.values()),
            tuple(repeated),
            tuple(asked.values()),
            tuple(one for one in of_kind(facts, PaymentAdvised) if one.payment not in first),
        )

    def borne(self, parts: Sequence[tuple[PaymentTerm, Money]]) -> Money:
        """What banks took off of payments on rows where the charges are not the payer's: it counts as paid.

        The parts of the rows are given in the order in which money fills them, at least one. A payment is one on the
        row of the part that it begins to fill.
        """
        none = Money.zero(self.received.currency)
        if all(row.charges_by == "payer" for row, _ in parts):
            return none
        pool = borne = none
        for payment in self.counted:
            upto, row = none, parts[-1][0]
            for one, amount in parts:
                upto = upto + amount
                if pool < upto:
                    row = one
                    break
            pool = pool + payment.amount
            if payment.charges is not None and row.charges_by != "payer":
                pool, borne = pool + payment.charges, borne + payment.charges
        return borne


def _accepted(facts: Iterable[Fact], currency: str) -> Money:
    amounts = (one.amount for one in of_kind(facts, ShortfallAccepted))
    return Money.total((amount for amount in amounts if amount.currency == currency), currency)


def _credited(facts: Iterable[Fact], currency: str) -> Money:
    first: dict[str, Money] = {}
    for one in of_kind(facts, AmountCredited):
        first.setdefault(one.number, one.amount)
    return Money.total((amount for amount in first.values() if amount.currency == currency), currency)

"""Fees for samples: what was taken for each round, and what of it is credited against the contract."""

from collections.abc import Iterable

import attrs

from b2bdeal.life.contract import Contract
from b2bdeal.life.fact import Fact
from b2bdeal.life.reading import by_time, of_kind
from b2bdeal.life.sample import SampleSent
from b2bdeal.units import Currency, Money

__all__ = ["Fees", "SampleFee", "credit_due", "sample_fees"]


@attrs.frozen
class SampleFee:
    """What was taken for one round of a sample."""

    sample: str
    """The sample's number."""
    round: int
    item: str
    fee: Money
    credited_above: Money | None
    """The total of a contract from which it is credited, as the buyer was told; None: it never is."""


@attrs.frozen
class Fees:
    """The fees that were taken for samples."""

    rows: tuple[SampleFee, ...] = ()
    """Each fee, in order of time; a round that is sent again with another fee replaces the earlier one."""

    def charged(self, currency: Currency) -> Money:
        """What was taken in a currency."""
        return Money.total((row.fee for row in self.rows if row.fee.currency == currency), currency)

    def credited(self, total: Money) -> Money:
        """What of it a contract of this total gets back: the fees in its currency whose threshold it reaches."""
        return Money.total(
            (
                row.fee
                for row in self.rows
                if row.credited_above is not None
                and row.credited_above.currency == total.currency
                and row.credited_above.amount <= total.amount
            ),
            total.currency,
        )


def sample_fees(facts: Iterable[Fact]) -> Fees:
    """The fees that these facts tell; facts of other kinds are passed over."""
    rows: dict[tuple[str, int], SampleFee] = {}
    for sent in of_kind(by_time(facts), SampleSent):
        one = sent.sample
        if sent.fee is not None:  # a broken parcel that is sent again for nothing takes no fee back
            row = SampleFee(one.number, one.round, one.item, sent.fee, sent.fee_credited_above)
            rows[(one.number, one.round)] = row
    return Fees(tuple(rows.values()))


def credit_due(facts: Iterable[Fact], contract: Contract) -> Money:
    """What the buyer may take off the contract for the fees of samples, in the contract's currency.

    Each fee says from which total on it is credited. A fee in another currency is credited on paper of its own: amounts
    of two currencies never add.
    """
    return sample_fees(facts).credited(contract.total)

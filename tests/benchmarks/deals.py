"""The deals and facts that the benchmarks work with, all taken from the story in `b2bdeal.testing`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from b2bdeal import (
    Book,
    Deal,
    Entry,
    Export,
    Fact,
    Flow,
    Incoterm,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    Person,
    PriceBreak,
    Quantity,
    Quote,
    QuoteLine,
    QuoteSent,
    percent,
)
from b2bdeal.book import Batch
from b2bdeal.book.memory import MemoryStore
from b2bdeal.testing import TRADE, Clock, Story, complete_deal

__all__ = ["LATER", "PAID_AT", "Values", "batches", "book_of", "dicts", "find", "named", "payment", "quote", "up_to"]

LATER = datetime(2026, 12, 31, tzinfo=UTC)
"""When everything in the story is over."""
PAID_AT = Story().day(30)
"""When the benchmarks' payments and quotes happen: after the facts that are there already."""


@cache
def up_to(last: type[Fact] | None) -> Deal:
    """The story's deal up to and with the first fact of a class; the whole story for None."""
    return complete_deal(Book(clock=Clock()), until=last)


def named(deal: Deal, id: str) -> Deal:
    """The same deal under another id; its facts are shared."""
    return attrs.evolve(deal, id=id, entries=tuple([attrs.evolve(entry, deal=id) for entry in deal.entries]))


def find(id: str, version: int) -> Flow:
    """The only flow of the benchmarks."""
    assert (id, version) == (TRADE.id, TRADE.version)
    return TRADE


class Rewound(MemoryStore):
    """A store in memory that forgets at once what was appended to a deal, so that the deal keeps its length."""

    def append(self, batches: Sequence[Batch], people: Sequence[Person] = ()) -> None:
        """Keeps the entries as the store does, and lets them go."""
        super().append(batches, people)
        for batch in batches:
            if batch.expected:
                del self._streams[batch.stream][batch.expected :]


def book_of(deal: Deal) -> Book:
    """A book in memory in which this deal can be recorded on again and again."""
    store = Rewound()
    store.append([Batch(deal.id, 0, deal.entries, deal)])
    return Book(store, flows=[TRADE], clock=lambda: LATER)


def batches(deal: Deal, ids: list[str]) -> Iterator[tuple[Batch, Batch]]:
    """For each id the deal without its last entry, and that entry, each as it is appended to a store."""
    for id in ids:
        whole = named(deal, id)
        before = Deal.fold(whole.entries[:-1], find)
        last: tuple[Entry, ...] = whole.entries[-1:]
        yield Batch(id, 0, before.entries, before), Batch(id, before.version, last, whole)


def payment(amount: Money) -> PaymentReceived:
    """A first payment on the story's contract."""
    return PaymentReceived(at=PAID_AT, payment="BANK-1", amount=amount, payer="maison-lune")


@attrs.frozen
class Values:
    """The Money, Quantity and dates of a quote of three lines with three breaks, made before the clock runs."""

    starts: tuple[Quantity, ...]
    prices: tuple[Money, ...]
    portions: tuple[Decimal, Decimal]
    tolerance: Decimal
    incoterm: Incoterm
    valid_until: datetime

    @classmethod
    def made(cls) -> "Values":
        """Three quantities, three prices, and what else the quote says."""
        starts = tuple(Quantity.of(count, "piece") for count in (3_000, 10_000, 30_000))
        prices = tuple(Money.of(price, "CNY") for price in ("18.60", "17.80", "16.95"))
        return cls(starts, prices, (percent(30), percent(70)), percent(3), Incoterm.of("FCA Ningbo"), Story().day(60))


def quote(of: Values) -> Quote:
    """The quote, every document of it built from values at hand."""
    deposit, balance = of.portions
    terms = PaymentTerms(
        rows=(
            PaymentTerm(name="deposit", portion=deposit, trigger="signing", days=7, gate="production"),
            PaymentTerm(name="balance", portion=balance, trigger="before_shipment", days=7),
        )
    )
    lines = tuple(
        [
            QuoteLine(
                item=item,
                name="Night cream 50 ml, glass jar",
                breaks=tuple(
                    [
                        PriceBreak(from_quantity=start, unit_price=price)
                        for start, price in zip(of.starts, of.prices, strict=True)
                    ]
                ),
                moq=of.starts[0],
                tolerance=of.tolerance,
            )
            for item in ("CREAM-50", "CREAM-30", "SERUM-30")
        ]
    )
    return Quote(
        number="Q-2026-041",
        lines=lines,
        currency="CNY",
        price_terms=Export(incoterm=of.incoterm),
        payment_terms=terms,
        valid_until=of.valid_until,
    )


def dicts() -> dict[str, Any]:
    """The same quote and the fact that sends it, as plain dicts and text: as a form or service would give them."""
    plain: dict[str, Any] = QuoteSent(at=PAID_AT, quote=quote(Values.made())).model_dump(mode="json")
    return plain

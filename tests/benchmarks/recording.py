"""Recording one fact in memory, beside one bare trigger of a state machine."""

from collections.abc import Callable, Iterator
from typing import Any

import peers
from deals import PAID_AT, Values, book_of, dicts, payment, quote, up_to
from side_by_side import Row, Work, compare, figure

from b2bdeal import ContractSigned, Deal, Fact, Money, QuoteSent, SampleApproved

__all__ = ["rows"]

TIMES = 200
BARE = "a bare guarded trigger of transitions"
ALONE = "a guarded trigger of python-statemachine"


def recording(deal: Deal, fact: Callable[[], Fact]) -> Work:
    """Makes a fact and records it, each time on the same deal: what was appended is let go of, on our clock."""
    book = book_of(deal)

    def run(_: Any) -> None:
        for _ in range(TIMES):
            book.record(deal, fact(), by="wu")

    return Work(run)


def bare() -> Work:
    """Triggers an event of a machine that many models share."""
    switch, model = peers.shared_machine().events["switch"], peers.Lamp()

    def run(_: Any) -> None:
        for _ in range(TIMES):
            switch.trigger(model)

    return Work(run)


def alone() -> Work:
    """Triggers an event of a python-statemachine machine."""
    machine = peers.Guarded()

    def run(_: Any) -> None:
        for _ in range(TIMES):
            machine.switch()

    return Work(run)


def rows(rounds: int) -> Iterator[Row]:
    """A payment, and a quote of three lines with three breaks, three ways."""
    amount, values, plain = Money.of("64080.00 CNY"), Values.made(), dicts()
    at_hand = quote(values)
    contracted, sampled = up_to(ContractSigned), up_to(SampleApproved)

    def row(work: str, deal: Deal, fact: Callable[[], Fact], peer: Work, against: str, goal: str, most: float) -> Row:
        pair = compare(recording(deal, fact), peer, times=TIMES, rounds=rounds)
        return figure(pair, f"record {work}", against, goal, most)

    def paid() -> Fact:
        return payment(amount)

    three, five = "at most 3 times", "at most 5 times"
    yield row(f"a payment on a deal of {contracted.version} facts", contracted, paid, bare(), BARE, three, 3)
    yield row(
        "the same, its Money made from text",
        contracted,
        lambda: payment(Money.of("64080.00", "CNY")),
        bare(),
        BARE,
        three,
        3,
    )
    yield row("a payment", contracted, paid, alone(), ALONE, "4 times faster", 0.25)
    yield row(
        "a quote of 3 lines × 3 breaks, the document at hand",
        sampled,
        lambda: QuoteSent(at=PAID_AT, quote=at_hand),
        bare(),
        BARE,
        five,
        5,
    )
    yield row(
        "the quote, all built from Money and Quantity",
        sampled,
        lambda: QuoteSent(at=PAID_AT, quote=quote(values)),
        bare(),
        BARE,
        five,
        5,
    )
    yield row(
        "the quote, all built from plain dicts",
        sampled,
        lambda: QuoteSent.model_validate(plain),
        bare(),
        BARE,
        five,
        5,
    )

"""After every fact, the index of the book says what the deal itself says."""

from pathlib import Path

import b2bdeal
from b2bdeal import Overran
from b2bdeal.testing import AUTHORITY, START, TRADE, Clock, Story


def test_after_every_fact_the_index_says_where_the_deal_stands(tmp_path: Path) -> None:
    clock = Clock()
    with b2bdeal.open(tmp_path / "deals.db", clock=clock, authority=AUTHORITY) as book:
        deal = None
        for by, fact in Story().lines():
            clock.now = max(fact.at, START)
            deal = book.start(TRADE, fact, by=by, id="D-1") if deal is None else book.record(deal, fact, by=by)
            assert list(book.heads()) == [deal.head]
            read = book.deal("D-1")
            assert read == deal
            assert (read.since, read.latest_at, read.kinds, read.due) == (
                deal.since,
                deal.latest_at,
                deal.kinds,
                deal.due,
            )


def test_several_appends_of_one_deal_in_one_go_leave_its_last_head(tmp_path: Path) -> None:
    clock = Clock()
    lines = [line for line in Story().lines() if line[1].kind != Overran.kind]
    with b2bdeal.open(tmp_path / "deals.db", clock=clock, authority=AUTHORITY) as book:
        (by, first), *more = lines[:3]
        clock.now = more[-1][1].at
        deal = book.start(TRADE, first, by=by, id="D-1")
        deal = book.record(deal, *(fact for _, fact in more), by=by)
        assert list(book.heads()) == [deal.head]

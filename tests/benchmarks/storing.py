"""Appending to and loading from SQLite, beside eventsourcing's recorder and a plain table at the same durability."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid5

import peers
from deals import batches, up_to
from eventsourcing.persistence import StoredEvent
from side_by_side import Pair, Row, Work, compare, figure, pair_of

from b2bdeal import Book, PaymentReceived, Shipped
from b2bdeal.book import Batch
from b2bdeal.book.rows import micros
from b2bdeal.book.sqlite import SqliteStore
from b2bdeal.testing import TRADE

__all__ = ["appending", "loading"]

Encode = Callable[[Batch], Sequence[Any]]

RECORDER = "eventsourcing's SQLite recorder"
RAW = "sqlite3, one plain table"
SPACE = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def appending(folder: Path, rounds: int) -> Iterator[Row]:
    """A payment on each of many deals: a commit for each, then a commit for a hundred.

    All start from the same facts, and each makes its own rows of them; once more with the peers' rows made beforehand,
    ours not.
    """
    singly, together = 20, 400
    needed = 2 * (rounds + 1) * (singly + together)
    ids = [f"D-{number:06}" for number in range(2 * needed)]
    paid = up_to(PaymentReceived)
    before, last = zip(*batches(paid, ids), strict=True)

    ours = SqliteStore(folder / "ours.db")
    events, plain = peers.Events(folder / "events.db"), peers.Plain(folder / "plain.db")
    for start in range(0, len(ids), 500):
        some: Sequence[Batch] = before[start : start + 500]
        ours.append(some)
        events.append([e for batch in some for e in _stored(batch)])
        plain.append([line for batch in some for line in _lines(batch)])

    # Each pair of stores appends the same deals' payments; ours is compared twice, so it has twice the deals.
    ours_next, events_next, plain_next = iter(last), iter(last), iter(last)

    def work(append: Callable[[Any], None], given: Iterator[Batch], made: Encode, size: int, *, ready: bool) -> Work:
        """Appends so many steps; they are turned into the peer's rows before the clock starts, if `ready`."""
        count = singly if size == 1 else together

        def prepare() -> list[Any]:
            taken = list(islice(given, count))
            return [made(batch) for batch in taken] if ready else taken

        def run(prepared: list[Any]) -> None:
            for start in range(0, count, size):
                some = prepared[start : start + size]
                append([part for one in some for part in (one if ready else made(one))])

        return Work(run, prepare)

    def our_work(size: int) -> Work:
        return work(ours.append, ours_next, lambda batch: (batch,), size, ready=True)

    stores = ((events.append, events_next, _stored, RECORDER, "faster", 1.0),)
    stores += ((plain.append, plain_next, _lines, RAW, "at most 1.5 times", 1.5),)
    for size, told in ((1, "a commit each"), (100, "100 a commit")):
        count = singly if size == 1 else together
        for ready in (False, True):
            for append, given, made, peer, goal, most in stores:
                pair = compare(our_work(size), work(append, given, made, size, ready=ready), times=count, rounds=rounds)
                what = f"append a step to SQLite, {told}{', their JSON at hand' if ready else ''}"
                yield figure(pair, what, peer, goal, most)
    ours.close()
    events.close()
    plain.close()


def loading(folder: Path, count: int) -> Iterator[Row]:
    """Every deal of a book, with all its facts checked again, in chunks that take turns with the peer's."""
    shipped = up_to(Shipped)
    ids = [f"D-{number:06}" for number in range(count)]
    ours, events = SqliteStore(folder / "loaded.db"), peers.Events(folder / "loaded_events.db")
    templates = _aggregate(shipped.entries)
    for start in range(0, count, 500):
        some = ids[start : start + 500]
        ours.append([part for pair in batches(shipped, some) for part in pair])
        events.append([
            StoredEvent(uuid5(SPACE, id), one.originator_version, one.topic, one.state)
            for id in some for one in templates
        ])  # fmt: skip
    keys = [uuid5(SPACE, id) for id in ids]
    chunk = max(50, count // 40)
    with Book(ours, flows=[TRADE]) as book:
        all_ours, all_keys = book.deals(), iter(keys)
        measured: list[tuple[float, float]] = []
        for turn in range(count // chunk):
            took: dict[str, float] = {}
            for side in ("ours", "peer") if turn % 2 else ("peer", "ours"):
                start_at = perf_counter()
                if side == "ours":
                    facts = [deal.version for deal in islice(all_ours, chunk)]
                else:
                    aggregates: list[peers.DealAggregate] = [
                        events.repository.get(key) for key in islice(all_keys, chunk)
                    ]
                    facts = [len(one.facts) for one in aggregates]
                took[side] = (perf_counter() - start_at) / chunk
                assert facts == [shipped.version] * chunk
            measured.append((took["ours"], took["peer"]))
    events.close()
    pair: Pair = pair_of(measured)
    work = f"load and fold each of {count:,} deals of {shipped.version} facts, checked"
    yield figure(pair, work, "Repository.get of eventsourcing, plain dicts", "faster", 1)


def _stored(batch: Batch) -> list[StoredEvent]:
    return peers.stored(uuid5(SPACE, batch.stream), batch.entries)


def _lines(batch: Batch) -> list[tuple[Any, ...]]:
    return [
        (e.deal, e.version, e.kind, e.stage, micros(e.at), micros(e.recorded_at), e.by, e.body) for e in batch.entries
    ]


def _aggregate(entries: Sequence[Any]) -> list[StoredEvent]:
    """The events of an aggregate that holds these facts as dicts."""
    first, *more = [(entry.kind, json.loads(entry.body)) for entry in entries]
    made = peers.DealAggregate(*first)
    for kind, fact in more:
        made.record(kind, fact)
    return [peers.mapper().to_stored_event(one) for one in made.collect_events()]

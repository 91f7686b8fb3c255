"""A store in memory: for tests, notebooks and what-ifs."""

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from b2bdeal.book.store import Batch
from b2bdeal.errors import StaleDeal
from b2bdeal.flow import Deal, Entry, Head
from b2bdeal.life import Person

__all__ = ["MemoryStore"]


class MemoryStore:
    """Keeps entries as they are; gone with the process."""

    def __init__(self) -> None:
        self._streams: dict[str, tuple[Entry, ...]] = {}
        self._deals: dict[str, Deal] = {}
        self._people: dict[str, Person] = {}
        self._lock = Lock()

    def append(self, batches: Sequence[Batch], people: Sequence[Person] = ()) -> None:
        with self._lock:
            for b in batches:
                found = len(self._streams.get(b.stream, ()))
                if found != b.expected:
                    raise StaleDeal(f"{b.stream} is at {found}, not {b.expected}.", hint="load the deal again and ask anew")
            for b in batches:
                self._streams[b.stream] = (*self._streams.get(b.stream, ()), *b.entries)
                if b.deal is not None:
                    self._deals[b.stream] = b.deal
            self._people |= {p.id: p for p in people}

    def read(self, stream: str) -> tuple[Entry, ...]:
        return self._streams.get(stream, ())

    def read_many(self, streams: Iterable[str] | None = None) -> Iterator[tuple[Entry, ...]]:
        for s in list(self._streams) if streams is None else streams:
            yield self._streams[s]

    def head(self, stream: str) -> Head | None:
        deal = self._deals.get(stream)
        return None if deal is None else deal.head

    def heads(self, *, account: str | None = None, stage: str | None = None, flow: str | None = None, open_only: bool = False) -> Iterator[Head]:
        for deal in list(self._deals.values()):
            head = deal.head
            if (account in (None, head.account)) and stage in (None, head.stage) and flow in (None, head.flow) and not (open_only and head.outcome):
                yield head

    def person(self, id: str) -> Person | None:
        return self._people.get(id)

    def people(self) -> Iterator[Person]:
        return iter(list(self._people.values()))

    def erase(self, person: str) -> bool:
        return self._people.pop(person, None) is not None

    def close(self) -> None:
        pass

    def __repr__(self) -> str:
        return f"<MemoryStore: {len(self._streams)} streams>"

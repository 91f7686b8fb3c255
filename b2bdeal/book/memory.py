"""The store in memory: for notebooks, tests and what-ifs; it is gone with the process."""

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from b2bdeal.book import rows
from b2bdeal.book.store import Batch
from b2bdeal.errors import StoreError
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.head import Head
from b2bdeal.life import Person

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["MemoryStore"]


class MemoryStore:
    """Keeps entries and the latest deal of each stream as they are given; safe to share by threads.

    It refuses what a file refuses. Heads are worked out when they are asked for, so appending stays cheap.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._streams: dict[str, list[Entry]] = {}
        self._deals: dict[str, Deal] = {}
        self._people: dict[str, Person] = {}
        self._barring: dict[str, str | None] = {}
        self._closed = False

    def append(self, batches: Sequence[Batch], people: Sequence[Person] = ()) -> None:
        """Keeps all batches and people, or none of them. Raises StaleDeal, and StoreError for entries out of order."""
        rows.check(batches)
        with self._lock:
            self._is_open()
            streams = self._streams
            reached: dict[str, int] = {}
            for batch in batches:
                stream = batch.stream
                found = reached[stream] if stream in reached else len(streams.get(stream, ()))
                if found != batch.expected:
                    raise rows.stale(stream, batch.expected, found)
                reached[stream] = found + len(batch.entries)
            for batch in batches:
                if batch.entries:
                    streams.setdefault(batch.stream, []).extend(batch.entries)
                if batch.deal is not None:
                    self._deals[batch.stream] = batch.deal
                    if batch.deal.barring:
                        self._barring[batch.stream] = batch.deal.account
                    elif self._barring:
                        self._barring.pop(batch.stream, None)
            for person in people:
                self._people[person.id] = person

    def read(self, stream: str) -> tuple[Entry, ...]:
        """The stream's entries in order; none for an unknown one."""
        with self._lock:
            self._is_open()
            return tuple(self._streams.get(stream, ()))

    def read_many(self, streams: Iterable[str] | None = None) -> Iterator[tuple[Entry, ...]]:
        """The entries of each stream, none for an unknown one; of all, as they are now and as they opened, for None."""
        if streams is not None:
            return map(self.read, streams)
        with self._lock:
            self._is_open()
            # Lists only grow, so a length is a snapshot.
            found = [(entries, len(entries)) for entries in self._streams.values()]
        return (tuple(entries[:length]) for entries, length in found)

    def head(self, stream: str) -> Head | None:
        """Where one deal stands; None for an unknown one."""
        with self._lock:
            self._is_open()
            deal = self._deals.get(stream)
        return None if deal is None else deal.head

    def heads(
        self, *, account: str | None = None, stage: str | None = None, flow: str | None = None, open_only: bool = False
    ) -> Iterator[Head]:
        """Where deals stand, as they are now, in the order of their opening."""
        with self._lock:
            self._is_open()
            deals = list(self._deals.values())
        # What is cheap is asked first: a deal looks through its facts for the account, and through more for its head.
        return (
            deal.head
            for deal in deals
            if stage in (None, deal.stage.name)
            and flow in (None, deal.flow.id)
            and not (open_only and deal.outcome)
            and (account is None or account == deal.account)
        )

    def barring(self, account: str) -> tuple[str, ...]:
        """The deals of an account on which a hold on the whole account was placed and not lifted."""
        if not self._barring:
            return ()
        with self._lock:
            self._is_open()
            return tuple([stream for stream, held in self._barring.items() if held == account])

    def person(self, id: str) -> Person | None:
        """One person's details; None where they are unknown or erased."""
        with self._lock:
            self._is_open()
            return self._people.get(id)

    def people(self) -> Iterator[Person]:
        """Everybody in the table, by id."""
        with self._lock:
            self._is_open()
            return iter([self._people[id] for id in sorted(self._people)])

    def erase(self, person: str) -> bool:
        """Lets go of a person's details; False where there were none."""
        with self._lock:
            self._is_open()
            return self._people.pop(person, None) is not None

    def close(self) -> None:
        """Lets go of everything; closing twice does nothing."""
        with self._lock:
            self._closed = True
            self._streams, self._deals, self._people, self._barring = {}, {}, {}, {}

    def _is_open(self) -> None:
        if self._closed:
            raise StoreError("The book is closed.", hint="make a new one; what was in memory is gone")

    def __repr__(self) -> str:
        return "<MemoryStore, closed>" if self._closed else f"<MemoryStore: {len(self._streams)} streams>"

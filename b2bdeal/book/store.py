"""What a book needs of the place where it keeps its entries: append, read, find, close."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import attrs

from b2bdeal.flow.entry import Entry
from b2bdeal.flow.head import Head
from b2bdeal.life import Person

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["Batch", "Store"]


@attrs.frozen
class Batch:
    """Entries for one stream, and the deal as it is after them."""

    stream: str
    """The deal's id."""
    expected: int
    """The stream's version that the writer saw; 0 for a new one."""
    entries: tuple[Entry, ...]
    deal: "Deal | None" = None
    """The deal after the entries, from which the index of stages is kept; None for a stream that is no deal."""


class Store(Protocol):
    """Keeps streams of entries, an index of where deals stand, and the table of people. Safe to share by threads."""

    def append(self, batches: Sequence[Batch], people: Sequence[Person] = ()) -> None:
        """Writes all batches and people, or none of them; returns when they are durable.

        Raises StaleDeal where a stream is not at its expected version, StoreError where it can't be written.
        """
        ...

    def read(self, stream: str) -> tuple[Entry, ...]:
        """The stream's entries in order; none for an unknown one."""
        ...

    def read_many(self, streams: Iterable[str] | None = None) -> Iterator[tuple[Entry, ...]]:
        """Streams' entries, one stream after the other; all of them, in the order of their opening, for None."""
        ...

    def head(self, stream: str) -> Head | None:
        """Where one deal stands; None for an unknown one."""
        ...

    def heads(
        self, *, account: str | None = None, stage: str | None = None, flow: str | None = None, open_only: bool = False
    ) -> Iterator[Head]:
        """Where deals stand, in the order of their opening."""
        ...

    def barring(self, account: str) -> tuple[str, ...]:
        """The deals of an account on which a hold on the whole account was placed and not lifted."""
        ...

    def person(self, id: str) -> Person | None:
        """One person's details; None where they are unknown or erased."""
        ...

    def people(self) -> Iterator[Person]:
        """Everybody in the table."""
        ...

    def erase(self, person: str) -> bool:
        """Deletes a person's details for good; False where there were none. Facts keep the id, which names nobody."""
        ...

    def close(self) -> None:
        """Lets go of files and connections; closing twice does nothing."""
        ...

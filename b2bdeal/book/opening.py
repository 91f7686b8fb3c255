"""Opens a book where its address says."""

from collections.abc import Iterable
from os import PathLike, fspath

from b2bdeal.book.authority import Authority
from b2bdeal.book.book import Book
from b2bdeal.book.clock import Clock, machine_clock
from b2bdeal.errors import StoreError
from b2bdeal.flow import Flow

__all__ = ["open"]


def open(
    where: str | PathLike[str],
    *,
    flows: Iterable[Flow] = (),
    clock: Clock = machine_clock,
    authority: Authority | None = None,
) -> Book:
    """The book in a file, made where there is none: `b2bdeal.open("deals.db", flows=[MY_FLOW])`.

    It is durable (SQLite, WAL, full sync): what `record` gave back survives a crash. Raises StoreError where the file
    is no book, is damaged, or can't be written.
    """
    from b2bdeal.book.sqlite import SqliteStore

    path = fspath(where)
    scheme, found, _ = path.partition("://")
    if found:
        raise StoreError(f"A book at {scheme}:// can't be opened by this version.", hint='give a file, as "deals.db"')
    return Book(SqliteStore(path), flows=flows, clock=clock, authority=authority)

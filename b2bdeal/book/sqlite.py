"""The store in one SQLite file: durable when `append` returns, read by many while one writes."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from os import PathLike, fspath, getpid
from pathlib import Path
from stat import S_ISREG
from threading import Lock
from time import sleep
from typing import Final

from b2bdeal.book import rows
from b2bdeal.book.store import Batch
from b2bdeal.book.trouble import DAMAGED, saying
from b2bdeal.errors import StoreError
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.head import Head
from b2bdeal.life import Person

__all__ = ["SqliteStore"]

_BOOK: Final = 0x6232_6264
"""The application id in the file's header: "b2bd"."""
_LAYOUT: Final = 2
_PAUSE: Final = 0.02
_IDLE: Final = 8
"""How many idle connections for reading are kept."""


class SqliteStore:
    """A book in a file, made where there is none; safe to share by threads and by processes of one machine.

    One connection writes, behind a lock, so that threads queue for it instead of polling SQLite's; readers borrow
    connections of their own and neither wait for the writer nor hold it up. `timeout` is how many seconds to wait for
    another program that writes. Raises StoreError where the file is no book, is damaged, of a newer layout or can't be
    written; a file that is no book is never touched.
    """

    def __init__(self, path: str | PathLike[str], *, timeout: float = 10) -> None:
        self.path = Path(fspath(path))
        self.timeout = max(0.0, timeout)
        self._lock = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._process = getpid()
        self._closed = False
        self._scrub = False
        with self._told():
            fresh = self._is_fresh()
            self._uri = f"{self.path.absolute().as_uri()}?mode={'rwc' if fresh else 'rw'}"
            if not fresh:
                self._is_ours()
            self._writer = self._connection()
            try:
                self._prepare()
            except BaseException:
                self._writer.close()
                raise

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def append(self, batches: Sequence[Batch], people: Sequence[Person] = ()) -> None:
        """Writes all batches and people, or none of them; they are on the disk when it returns.

        Raises StaleDeal where a stream is not at its expected version, StoreError for entries out of order and where
        the file can't be written.
        """
        rows.check(batches)
        made = [rows.entry_rows(batch.entries) for batch in batches]
        heads, steady = rows.heads_of(batches)
        details = [(person.id, person.model_dump_json()) for person in people]
        with self._writing() as c:
            self._are_not_stale(c, [batch for batch in batches if batch.stream not in steady])
            if steady and c.executemany(rows.PUT_VERSION, steady.values()).rowcount != len(steady):
                self._are_not_stale(c, [batch for batch in batches if batch.stream in steady])
                raise StoreError(f"The index of {self.path} is damaged; nothing was written.", hint=DAMAGED[1])
            c.executemany(rows.INSERT, [line for lines in made for line in lines])
            if heads:
                c.executemany(rows.PUT_HEAD, heads.values())
            if details:
                c.executemany(rows.PUT_PERSON, details)

    def _are_not_stale(self, c: sqlite3.Connection, batches: Iterable[Batch]) -> None:
        reached: dict[str, int] = {}
        for batch in batches:
            stream = batch.stream
            found = reached[stream] if stream in reached else c.execute(rows.FOUND, (stream,)).fetchone()[0] or 0
            if found != batch.expected:
                raise rows.stale(stream, batch.expected, found)
            reached[stream] = found + len(batch.entries)

    def erase(self, person: str) -> bool:
        """Deletes a person's details and overwrites their place in the file; False where there were none.

        The write-ahead log is emptied of them too: at once, or when the last reader of the older state has finished.
        """
        with self._writing() as c:
            erased = c.execute("DELETE FROM people WHERE id = ?", (person,)).rowcount > 0
            self._scrub = self._scrub or erased
        return erased

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def read(self, stream: str) -> tuple[Entry, ...]:
        """The stream's entries in order; none for an unknown one."""
        with self._reading() as c:
            found = c.execute(rows.READ, (stream,)).fetchall()
        return rows.entries(stream, found)

    def read_many(self, streams: Iterable[str] | None = None) -> Iterator[tuple[Entry, ...]]:
        """The entries of each stream, none for an unknown one; of all, as they are now and as they opened, for None.

        Memory holds one stream at a time. Writers go on meanwhile.
        """
        self._is_open()
        return self._all() if streams is None else map(self.read, streams)

    def _all(self) -> Iterator[tuple[Entry, ...]]:
        with self._reading() as c, closing(c.execute(rows.READ_ALL)) as cursor:
            stream, lines = "", list[rows.Row]()
            for row in cursor:
                if row[1] == 1 and lines:
                    yield rows.entries(stream, lines)
                    lines = []
                stream = row[0]
                lines.append(row[1:])
            if lines:
                yield rows.entries(stream, lines)

    def head(self, stream: str) -> Head | None:
        """Where one deal stands; None for an unknown one. Times are in UTC."""
        with self._reading() as c:
            row = c.execute(f"{rows.HEAD} WHERE stream = ?", (stream,)).fetchone()
        return None if row is None else rows.head(row)

    def heads(
        self, *, account: str | None = None, stage: str | None = None, flow: str | None = None, open_only: bool = False
    ) -> Iterator[Head]:
        """Where deals stand, in the order of their opening. Times are in UTC."""
        self._is_open()
        wanted = {"account": account, "stage": stage, "flow": flow}
        asked = [f"{column} = :{column}" for column, value in wanted.items() if value is not None]
        asked += ["outcome IS NULL"] if open_only else []
        return self._heads(f"{rows.HEAD}{' WHERE ' if asked else ''}{' AND '.join(asked)} ORDER BY place", wanted)

    def _heads(self, query: str, wanted: dict[str, str | None]) -> Iterator[Head]:
        with self._reading() as c, closing(c.execute(query, wanted)) as cursor:
            yield from map(rows.head, cursor)

    def barring(self, account: str) -> tuple[str, ...]:
        """The deals of an account on which a hold on the whole account was placed and not lifted."""
        with self._reading() as c:
            return tuple([stream for (stream,) in c.execute(rows.BARRING, (account,))])

    def person(self, id: str) -> Person | None:
        """One person's details; None where they are unknown or erased."""
        with self._reading() as c:
            row = c.execute("SELECT details FROM people WHERE id = ?", (id,)).fetchone()
        return None if row is None else self._person(id, row[0])

    def people(self) -> Iterator[Person]:
        """Everybody in the table, by id."""
        self._is_open()
        return self._people()

    def _people(self) -> Iterator[Person]:
        with self._reading() as c, closing(c.execute("SELECT id, details FROM people ORDER BY id")) as cursor:
            for id, details in cursor:
                yield self._person(id, details)

    def _person(self, id: str, details: str) -> Person:
        try:
            return Person.model_validate_json(details)
        except ValueError:  # which would show the details
            message = f"The details of the person {id} in {self.path} can't be read."
            raise StoreError(message, hint="add the person again") from None

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Lets go of the file; readers in other threads finish first. Closing twice does nothing."""
        if self._closed or getpid() != self._process:
            self._closed = True
            return
        with self._told(), self._lock:
            self._closed = True
            self._close_idle()
            self._emptied_log()
            self._writer.close()

    def __repr__(self) -> str:
        return f"<SqliteStore {str(self.path)!r}{', closed' if self._closed else ''}>"

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_open(self) -> None:
        if self._closed:
            raise StoreError(f"The book {self.path} is closed.", hint="open it again")
        if getpid() != self._process:
            raise StoreError(
                f"The book {self.path} was opened by another process, and SQLite's files don't survive a fork.",
                hint="open it in the process that uses it",
            )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._is_open()
        with self._told():
            if not self._lock.acquire(timeout=self.timeout):
                raise self._busy()
            try:
                self._is_open()
                c = self._writer
                c.execute("BEGIN IMMEDIATE")
                try:
                    yield c
                    c.execute("COMMIT")
                except BaseException:
                    if c.in_transaction:  # a full disk has rolled back already
                        c.execute("ROLLBACK")
                    raise
                self._emptied_log()
            finally:
                self._lock.release()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._is_open()
        with self._told():
            try:
                c = self._idle.pop()
            except IndexError:
                c = self._connection()
                c.execute("PRAGMA query_only = ON")
            try:
                yield c
            finally:
                self._idle.append(c)
                if self._closed or len(self._idle) > _IDLE:
                    self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _emptied_log(self) -> None:
        """Empties the write-ahead log where somebody was erased; a reader that still needs it puts it off."""
        if self._scrub:
            c = self._writer
            c.execute("PRAGMA busy_timeout = 0")
            with suppress(sqlite3.Error):  # what was to be written is written already
                self._scrub = bool(c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            c.execute(f"PRAGMA busy_timeout = {int(self.timeout * 1000)}")

    # ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _is_fresh(self) -> bool:
        """Whether there is nothing yet. It asks without opening: closing a file drops SQLite's locks on it."""
        path, effective = self.path, os.access in os.supports_effective_ids
        if str(path) == ":memory:":
            raise StoreError("A book in memory has no file.", hint="use Book() without a store")
        try:
            found = path.stat()
        except FileNotFoundError:
            found = None
        except ValueError:  # a NUL character
            raise StoreError(f"{str(path)!r} can't be the name of a file.", hint="give a path") from None
        if found is not None and not S_ISREG(found.st_mode):
            raise StoreError(f"{path} is no file.", hint=f"give a file's path, as {path / 'deals.db'}")
        if not path.parent.is_dir():
            raise StoreError(f"There is no folder {path.parent}.", hint="make it first, or check the path")
        for place in (path, path.parent):
            if place.exists() and not os.access(place, os.W_OK, effective_ids=effective):
                raise StoreError(f"{place} is read-only.", hint="make the file and its folder writable, or use a copy")
        return found is None or found.st_size == 0

    def _is_ours(self) -> None:
        """Looks at the header of a file as at an immutable one: it takes no lock and leaves no file beside it."""
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as c:
            try:
                # Another program may be lengthening the file at this moment, so its length is not looked at here.
                c.execute("PRAGMA writable_schema = ON")
                self._is_book(c)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname != "SQLITE_NOTADB":
                    raise
                raise self._foreign() from error

    def _is_book(self, c: sqlite3.Connection) -> None:
        if c.execute("PRAGMA application_id").fetchone()[0] != _BOOK:
            raise self._foreign()
        layout = c.execute("PRAGMA user_version").fetchone()[0]
        if layout > _LAYOUT:
            raise StoreError(
                f"{self.path} has layout {layout}, and this version of b2bdeal knows {_LAYOUT}.",
                hint="install a newer b2bdeal",
            )

    def _foreign(self) -> StoreError:
        return StoreError(f"{self.path} is not a book of b2bdeal.", hint="give another path; this file was not touched")

    def _connection(self) -> sqlite3.Connection:
        c = sqlite3.connect(self._uri, uri=True, timeout=self.timeout, isolation_level=None, check_same_thread=False)
        for setting in ("synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
            c.execute(f"PRAGMA {setting}")
        return c

    def _prepare(self) -> None:
        """Makes the tables of a new book, and looks whether those of an old one are all there."""
        c = self._writer
        c.execute("PRAGMA secure_delete = ON")
        if not c.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            # Before WAL is on, so that the file's own header names it a book from its first moment.
            c.execute("BEGIN IMMEDIATE")
            if not c.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in (*rows.LAYOUT, f"PRAGMA application_id = {_BOOK}", f"PRAGMA user_version = {_LAYOUT}"):
                    c.execute(statement)
            c.execute("COMMIT")
        self._is_book(c)
        self._upgrade(c)
        if missing := rows.TABLES - {name for (name,) in c.execute("SELECT name FROM sqlite_master")}:
            raise StoreError(f"{self.path} is damaged: it lacks {', '.join(sorted(missing))}.", hint="restore a copy")
        self._log_ahead(c)
        # SQLite notices that whole pages are gone. A part of one may be missing only while the log still has it.
        log = self.path.with_name(f"{self.path.name}-wal")
        if self.path.stat().st_size % c.execute("PRAGMA page_size").fetchone()[0] and not (
            log.exists() and log.stat().st_size
        ):
            raise StoreError(f"{self.path} is damaged: its end is missing.", hint=DAMAGED[1])

    def _upgrade(self, c: sqlite3.Connection) -> None:
        """Brings a book of an older layout to this one, in one step or not at all."""
        if c.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT:
            return
        c.execute("BEGIN IMMEDIATE")
        try:
            for old in range(c.execute("PRAGMA user_version").fetchone()[0], _LAYOUT):
                for statement in (*rows.UPGRADES[old], f"PRAGMA user_version = {old + 1}"):
                    c.execute(statement)
            c.execute("COMMIT")
        except BaseException:
            c.execute("ROLLBACK")
            raise

    def _log_ahead(self, c: sqlite3.Connection) -> None:
        """Turns the write-ahead log on, once in a file's life; SQLite doesn't wait for others who do the same."""
        for attempt in range(int(self.timeout / _PAUSE) + 1):
            if attempt:
                sleep(_PAUSE)
            try:
                if c.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                    return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname not in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                    raise
            else:
                raise StoreError(f"The disk of {self.path} can't keep a write-ahead log.", hint="use a local disk")
        raise self._busy()

    # ── what went wrong ──────────────────────────────────────────────────────────────────────────────────────────────

    def _busy(self) -> StoreError:
        return StoreError(
            f"{self.path} was locked by another writer for {self.timeout:g} s; nothing was written.",
            hint="try again, or end the program that keeps it",
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tells what SQLite or the system says as a StoreError."""
        try:
            yield
        except StoreError:
            raise
        except sqlite3.Error as error:
            raise self._error(error) from error
        except OSError as error:
            raise StoreError(
                f"{self.path}: {error.strerror or error}.", hint="check the path and its rights"
            ) from error
        except (UnicodeError, OverflowError) as error:
            raise StoreError(
                f"{self.path} can't keep this: {error}.", hint="check the entry; nothing was written"
            ) from error

    def _error(self, error: sqlite3.Error) -> StoreError:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return self._busy()
        message, hint = saying(error)
        if isinstance(error, sqlite3.ProgrammingError) and self._closed:
            message, hint = "is closed", "open it again"
        return StoreError(f"The book {self.path} {message}; nothing was written.", hint=hint)

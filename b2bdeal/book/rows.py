"""How entries, heads and people lie in tables: the layout, the rows, and what every store checks of a batch."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from sys import intern
from typing import Any, Final

from b2bdeal.book.store import Batch
from b2bdeal.errors import StaleDeal, StoreError
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.head import Head
from b2bdeal.flow.trades import load_facts
from b2bdeal.life import Fact, UnreadFact
from b2bdeal.life.fact import find
from b2bdeal.units import Money

__all__ = [
    "BARRING",
    "FOUND",
    "HEAD",
    "INSERT",
    "LAYOUT",
    "PUT_HEAD",
    "PUT_PERSON",
    "PUT_VERSION",
    "READ",
    "READ_ALL",
    "TABLES",
    "UPGRADES",
    "check",
    "entries",
    "entry_rows",
    "head",
    "head_row",
    "heads_of",
    "micros",
    "moment",
    "stale",
]

Row = tuple[Any, ...]

LAYOUT: Final = (
    """CREATE TABLE entries (
        seq INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, flow TEXT NOT NULL,
        flow_version INTEGER NOT NULL, kind TEXT NOT NULL, schema_version INTEGER NOT NULL, stage TEXT NOT NULL,
        at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, "by" TEXT NOT NULL, action TEXT NOT NULL, body TEXT NOT NULL,
        beside TEXT NOT NULL DEFAULT '',
        UNIQUE (stream, version)) STRICT""",
    # Small, since only openings are in it: the whole book is read in the order of opening without a sort.
    "CREATE INDEX openings ON entries (seq, stream) WHERE version = 1",
    """CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
        BEGIN SELECT RAISE (ABORT, 'entries are appended, never changed'); END""",
    """CREATE TRIGGER entries_remain BEFORE DELETE ON entries
        BEGIN SELECT RAISE (ABORT, 'entries are appended, never deleted'); END""",
    """CREATE TABLE heads (
        place INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE, flow TEXT NOT NULL, flow_version INTEGER NOT NULL,
        stage TEXT NOT NULL, version INTEGER NOT NULL, opened_at INTEGER NOT NULL, since INTEGER NOT NULL, account TEXT,
        amount TEXT, currency TEXT, due INTEGER, outcome TEXT CHECK (outcome IN ('won', 'lost')),
        barring INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE INDEX heads_by_stage ON heads (stage)",
    "CREATE INDEX heads_by_account ON heads (account) WHERE account IS NOT NULL",
    "CREATE INDEX heads_barring ON heads (account) WHERE barring",
    "CREATE INDEX heads_by_due ON heads (due) WHERE due IS NOT NULL",
    "CREATE TABLE people (id TEXT PRIMARY KEY, details TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
"""What makes an empty SQLite file a book of layout 2. Times are microseconds since 1970, UTC."""

TABLES: Final = frozenset({"entries", "entries_stay", "entries_remain", "openings", "heads", "people"})
"""What a book cannot be without."""

UPGRADES: Final = {
    1: (
        "ALTER TABLE entries ADD COLUMN beside TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE heads ADD COLUMN barring INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX heads_barring ON heads (account) WHERE barring",
    )
}
"""What makes a book of a layout one of the next."""

FOUND: Final = "SELECT max(version) FROM entries WHERE stream = ?"
"""The version that a stream is at."""
INSERT: Final = """INSERT INTO entries (stream, version, flow, flow_version, kind, schema_version, stage, at,
    recorded_at, "by", action, body, beside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
"""Appends a row of `entry_rows`."""
READ: Final = """SELECT version, flow, flow_version, kind, schema_version, stage, at, recorded_at, "by", action, body,
    beside FROM entries WHERE stream = ? ORDER BY version"""
"""The rows of one stream for `entries`."""
READ_ALL: Final = """SELECT e.stream, e.version, e.flow, e.flow_version, e.kind, e.schema_version, e.stage, e.at,
    e.recorded_at, e."by", e.action, e.body, e.beside
    FROM entries AS o INDEXED BY openings CROSS JOIN entries AS e ON e.stream = o.stream
    WHERE o.version = 1 ORDER BY o.seq, e.version"""
"""The same of all streams, each row after its stream, in the order of their opening; nothing is sorted."""
HEAD: Final = """SELECT stream, flow, flow_version, stage, version, opened_at, since, account, amount, currency, due,
    outcome, barring FROM heads"""
"""The rows for `head`."""
BARRING: Final = "SELECT stream FROM heads WHERE account = ? AND barring ORDER BY place"
"""The deals of an account that bar its others."""
PUT_HEAD: Final = """INSERT INTO heads (stream, flow, flow_version, stage, version, opened_at, since, account, amount,
    currency, due, outcome, barring) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (stream) DO UPDATE SET flow = excluded.flow, flow_version = excluded.flow_version,
    stage = excluded.stage, version = excluded.version,
    opened_at = excluded.opened_at, since = excluded.since, account = excluded.account, amount = excluded.amount,
    currency = excluded.currency, due = excluded.due, outcome = excluded.outcome,
    barring = excluded.barring"""
"""Writes a row of `head_row`, in the place of the old one."""
PUT_VERSION: Final = "UPDATE heads SET version = ? WHERE stream = ? AND version = ?"
"""The same where only the version changed, which is most often so, touches no index, and finds a stale writer."""
PUT_PERSON: Final = "INSERT INTO people VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET details = excluded.details"
"""Writes a person's id and details."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400_000_000
_FIRST: Final = -719_162 * _DAY
_LAST: Final = 2_932_897 * _DAY - 1


def micros(at: datetime) -> int:
    """Microseconds since 1970, UTC, of a time with zone; those of the years 1 and 9999 stay within them."""
    span = at - _EPOCH
    found = span.days * _DAY + span.seconds * 1_000_000 + span.microseconds
    return found if _FIRST <= found <= _LAST else min(max(found, _FIRST), _LAST)


def moment(us: int) -> datetime:
    """The time in UTC of microseconds since 1970. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(0, 0, us)


def stale(stream: str, expected: int, found: int) -> StaleDeal:
    """The error for a writer who did not see the stream's last entries."""
    if not expected:
        return StaleDeal(f"There is a deal {stream} already; nothing was written.", hint="give the new one another id")
    return StaleDeal(
        f"{stream} was at version {expected} when it was loaded, and is at version {found} now; nothing was written.",
        hint="load the deal again and ask anew",
    )


def check(batches: Iterable[Batch]) -> None:
    """Raises StoreError for entries of another stream, out of order or with a gap, and for a deal that doesn't fit."""
    for batch in batches:
        version = batch.expected
        for entry in batch.entries:
            version += 1
            if entry.version != version or entry.deal != batch.stream:
                raise StoreError(
                    f"The entries of {batch.stream} don't follow one another: {entry.deal} {entry.version} came"
                    f" where {batch.stream} {version} should; nothing was written.",
                    hint="append a deal's own entries, in order and without a gap",
                )
            if entry.recorded_at.tzinfo is None:
                raise StoreError(
                    f"{entry!r} has a recording time without a zone; nothing was written.",
                    hint="give the book a clock such as lambda: datetime.now(UTC)",
                )
            _is_text(entry.by, entry.stage, entry.flow, entry.kind)
        _is_text(batch.stream)
        deal = batch.deal
        if deal is not None and (deal.id != batch.stream or deal.version != version or not version):
            raise StoreError(
                f"The deal {deal.id} at version {deal.version} is not what {batch.stream} is after its entries,"
                f" at version {version}; nothing was written.",
                hint="give the deal as it is after the entries, or None for a stream that is no deal",
            )


def _is_text(*texts: str) -> None:
    for text in texts:
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise StoreError(
                    f"{text!r} holds half a character, which no file can keep; nothing was written.",
                    hint="read the text with its right encoding",
                ) from None


def entry_rows(made: Iterable[Entry]) -> list[Row]:
    """The rows of entries, in the order of the table's columns after `seq`."""
    return [_entry_row(entry) for entry in made]


def _entry_row(entry: Entry) -> Row:
    return (
        entry.deal,
        entry.version,
        entry.flow,
        entry.flow_version,
        entry.kind,
        entry.schema_version,
        entry.stage,
        micros(entry.fact.at),
        micros(entry.recorded_at),
        entry.by,
        entry.action,
        entry.body,
        json.dumps([entry.documents, entry.waived]) if entry.documents or entry.waived else "",
    )


def entries(stream: str, rows: Sequence[Row]) -> tuple[Entry, ...]:
    """A stream's entries from its rows, each without `seq` and `stream`. Raises StoreError where one is missing."""
    try:
        # Few texts make up many deals, so equal ones are kept once.
        made = tuple(
            [
                Entry(
                    stream,
                    version,
                    intern(flow),
                    flow_version,
                    intern(kind),
                    intern(stage),
                    moment(recorded_at),
                    intern(by),
                    _fact(kind, schema_version, at, action, body),
                    _documents(beside) if beside else (),
                    _waived(beside) if beside else (),
                )
                for (
                    version,
                    flow,
                    flow_version,
                    kind,
                    schema_version,
                    stage,
                    at,
                    recorded_at,
                    by,
                    action,
                    body,
                    beside,
                ) in rows
            ]
        )
    except ValueError as error:
        raise StoreError(
            f"{stream} has an entry that can't be read; the book is damaged.", hint="restore a copy"
        ) from error
    except OverflowError as error:
        raise StoreError(f"{stream} has a time that can't be; the book is damaged.", hint="restore a copy") from error
    if made and made[-1].version != len(made):
        raise StoreError(f"{stream} lacks entries; the book is damaged.", hint="restore a copy")
    return made


def _documents(beside: str) -> tuple[tuple[str, str], ...]:
    return tuple([(intern(document), intern(stage)) for document, stage in json.loads(beside)[0]])


def _waived(beside: str) -> tuple[str, ...]:
    return tuple(json.loads(beside)[1])


def _fact(kind: str, schema_version: int, at: int, action: str, body: str) -> Fact:
    made = find(kind)
    if made is None:
        load_facts(kind.partition(".")[0])  # a room or trade of this package that was not asked for yet
        made = find(kind)
    if made is not None:
        try:
            return made.model_validate_json(body)
        except Exception:  # whatever a class of anybody's raises, reading a deal never fails
            made = None
    # Not validated: the body of a long document is longer than a text that people write may be.
    return UnreadFact.model_construct(
        at=moment(at), stored_kind=kind, stored_version=schema_version, stored_action=action, body=body
    )


def head_row(it: Head) -> Row:
    """The row of a head, in the order of the table's columns after `place`."""
    return (
        it.id,
        it.flow,
        it.flow_version,
        it.stage,
        it.version,
        micros(it.opened_at),
        micros(it.since),
        it.account,
        None if it.value is None else str(it.value.amount),
        None if it.value is None else it.value.currency,
        None if it.due is None else micros(it.due),
        it.outcome,
        it.barring,
    )


def heads_of(batches: Iterable[Batch]) -> tuple[dict[str, Row], dict[str, Row]]:
    """By stream, the rows for PUT_HEAD, and those for PUT_VERSION where a deal stands as it stood."""
    full: dict[str, Row] = {}
    steady: dict[str, Row] = {}
    for batch in batches:
        stream, deal = batch.stream, batch.deal
        again = steady.pop(stream, None) is not None or stream in full
        if deal is None:
            continue
        if again or not batch.entries or deal.moved_since(batch.expected):
            full[stream] = head_row(deal.head)
        else:
            steady[stream] = (deal.version, stream, batch.expected)
    return full, steady


def head(row: Row) -> Head:
    """The head of a row; its times are in UTC."""
    stream, flow, flow_version, stage, version, opened_at, since, account, amount, currency, due, outcome, barring = row
    return Head(
        stream,
        intern(flow),
        flow_version,
        intern(stage),
        version,
        moment(opened_at),
        moment(since),
        account,
        None if amount is None else Money(Decimal(amount), currency),
        None if due is None else moment(due),
        outcome,
        bool(barring),
    )

"""The peers: other libraries doing their part of the same work, with their best documented settings."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.application import Repository
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    DatetimeAsISO,
    EventStore,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    UUIDAsHex,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from statemachine import State, StateMachine
from transitions import Machine

from b2bdeal import Entry, Flow
from b2bdeal.book.rows import Row

__all__ = ["DealAggregate", "Events", "Guarded", "Lamp", "Plain", "bound_machine", "mapper", "shared_machine", "stored"]

logging.getLogger("transitions").setLevel(logging.WARNING)


# ── one guarded trigger ──────────────────────────────────────────────────────────────────────────────────────────────


class Lamp:
    """The least model that `transitions` can move."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = "off"


def shared_machine() -> Machine:
    """A machine of two states without a model, and one event that leads from each to the other under a condition."""
    machine = Machine(
        model=None, states=["off", "on"], initial="off", auto_transitions=False, queued=False, send_event=True
    )
    for source, target in (("off", "on"), ("on", "off")):
        machine.add_transition("switch", source, target, conditions=[lambda event: True])
    return machine


class Guarded(StateMachine):
    """The same for python-statemachine: its class without SCXML's error events, a guard that takes no arguments."""

    off = State(initial=True)
    on = State()
    switch = off.to(on, cond="may") | on.to(off, cond="may")

    def may(self) -> bool:
        """The guard."""
        return True


def bound_machine(flow: Flow) -> Machine:
    """One machine for many models, with the stages and moves of a flow."""
    machine = Machine(
        model=None,
        states=["nothing", *(stage.name for stage in flow.stages)],
        initial="nothing",
        auto_transitions=False,
        send_event=True,
    )
    for step in flow:
        name = step.fact.kind.rpartition(".")[2]
        for source in step.starts(flow.stages):
            machine.add_transition(name, source.name, step.lands(source).name, conditions=[lambda event: True])
    return machine


# ── stores ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class DealAggregate(Aggregate):
    """A deal as an aggregate: each event holds a fact as a dict, and the state is the list of them."""

    @event("Opened")
    def __init__(self, kind: str, fact: dict[str, Any]) -> None:
        self.facts = [(kind, fact)]

    @event("Recorded")
    def record(self, kind: str, fact: dict[str, Any]) -> None:
        """Keeps one more fact."""
        self.facts.append((kind, fact))


def mapper() -> Mapper[UUID]:
    """Events to JSON and back."""
    transcoder = JSONTranscoder()
    transcoder.register(UUIDAsHex())
    transcoder.register(DatetimeAsISO())
    return Mapper(transcoder)


class Events:
    """A book in eventsourcing's SQLite recorder: write-ahead log, and as durable as ours."""

    def __init__(self, path: Path) -> None:
        self.datastore = SQLiteDatastore(str(path))
        self.recorder = SQLiteApplicationRecorder(self.datastore)
        self.recorder.create_table()
        self.repository: Repository[UUID] = Repository(EventStore(mapper(), self.recorder))
        with self.datastore.get_connection(commit=True) as connection, connection.cursor() as cursor:
            settings = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        assert settings == ["wal", 2], settings

    def append(self, events: Sequence[StoredEvent]) -> None:
        """Writes events, all or none."""
        self.recorder.insert_events(events)

    def close(self) -> None:
        """Lets go of the file."""
        self.datastore.close()


def stored(id: UUID, entries: Iterable[Entry]) -> list[StoredEvent]:
    """Entries as stored events with the same JSON."""
    return [StoredEvent(id, e.version, f"{e.kind}:{e.stage}", e.body.encode()) for e in entries]


class Plain:
    """One plain table in SQLite, no library: the least that an append can cost."""

    MAKE: ClassVar = """CREATE TABLE entries (seq INTEGER PRIMARY KEY, deal TEXT NOT NULL, version INTEGER NOT NULL,
        kind TEXT NOT NULL, stage TEXT NOT NULL, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
        person TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (deal, version))"""
    PUT: ClassVar = "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL"):
            self.connection.execute(f"PRAGMA {setting}")
        self.connection.execute(self.MAKE)

    def append(self, lines: Sequence[Row]) -> None:
        """Writes rows, all or none."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(self.PUT, lines)
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

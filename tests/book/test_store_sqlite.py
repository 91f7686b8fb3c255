"""The store in a SQLite file keeps the contract, survives crashes, and refuses what is no book."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import ClassVar

import pytest
from store_suite import (
    NOW,
    START,
    Noted,
    StoreSuite,
    batch,
    closed_after,
    entry,
    everything,
    grown,
    imported,
    new,
    shown,
)

from b2bdeal.book.sqlite import SqliteStore
from b2bdeal.book.store import Batch, Store
from b2bdeal.errors import StaleDeal, StoreError
from b2bdeal.life import Fact, Person, UnreadFact

HERE = Path(__file__).parent


class TestSqliteStore(StoreSuite):
    @contextmanager
    def _made(self) -> Iterator[Store]:
        with TemporaryDirectory() as folder, closed_after(SqliteStore(Path(folder) / "deals.db")) as store:
            yield store

    def fresh(self) -> AbstractContextManager[Store]:
        return self._made()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deals.db"


@pytest.fixture
def book(path: Path) -> Path:
    """A book with a few entries, closed."""
    with closed_after(SqliteStore(path)) as store:
        store.append([grown(new("D-1"), imported(), Noted(at=START)), batch("D-2", 0)])
    return path


def refused(path: Path, match: str) -> None:
    with pytest.raises(StoreError, match=match) as caught:
        SqliteStore(path, timeout=0.1)
    assert caught.value.hint


# ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_book_opened_again_holds_what_was_written(book: Path) -> None:
    with closed_after(SqliteStore(book)) as store:
        assert [len(entries) for entries in store.read_many()] == [2, 1]
        assert [head.id for head in store.heads()] == ["D-1"]
        store.append([batch("D-1", 2)])
        with pytest.raises(StaleDeal):
            store.append([batch("D-2", 0)])


def test_an_empty_file_becomes_a_book(path: Path) -> None:
    path.touch()
    with closed_after(SqliteStore(str(path))) as store:
        store.append([batch("D-1", 0)])
        assert len(store.read("D-1")) == 1


@pytest.mark.parametrize("name", ["a b?mode=memory#c%20.db", "面霜.db", "it's.db"])
def test_a_path_is_a_path_and_no_address(tmp_path: Path, name: str) -> None:
    with closed_after(SqliteStore(tmp_path / name)) as store:
        store.append([batch("D-1", 0)])
        assert (tmp_path / name).stat().st_size > 0


def test_a_closed_book_is_one_file(book: Path) -> None:
    assert [file.name for file in book.parent.iterdir()] == ["deals.db"]


def test_a_repr_opens_nothing(book: Path) -> None:
    store = SqliteStore(book)
    assert repr(store) == f"<SqliteStore {str(book)!r}>"
    store.close()
    book.unlink()
    assert repr(store) == f"<SqliteStore {str(book)!r}, closed>"


def test_entries_cannot_be_changed_or_deleted_even_with_sql(book: Path) -> None:
    with closing(sqlite3.connect(book)) as c:
        for wrong in ("UPDATE entries SET body = '{}'", "DELETE FROM entries WHERE version = 2"):
            with pytest.raises(sqlite3.IntegrityError, match="entries are appended"):
                c.execute(wrong)


def test_times_in_the_tables_are_whole_microseconds_in_utc(book: Path) -> None:
    with closing(sqlite3.connect(book)) as c:
        found = c.execute("SELECT at, recorded_at FROM entries WHERE stream = 'D-1' AND version = 1").fetchone()
    assert found == (1_772_415_000_000_000, 1_772_539_200_123_457)
    assert (START.timestamp(), NOW.timestamp()) == (1_772_415_000.0, 1_772_539_200.123456)


def test_an_erased_person_is_in_no_file(path: Path) -> None:
    def there() -> bool:
        # In another process: closing a file that SQLite has open in this one would drop SQLite's locks.
        look = (
            "import pathlib, sys\n"
            "sys.exit(any(b'Confucius' in file.read_bytes() for file in pathlib.Path(sys.argv[1]).iterdir()))"
        )
        return bool(subprocess.run([sys.executable, "-I", "-c", look, str(path.parent)], check=False).returncode)

    with closed_after(SqliteStore(path)) as store:
        store.append([], [Person(id="k", name="Confucius", side="theirs"), Person(id="m", name="Mo Di", side="ours")])
        assert there()
        store.append([batch("D-1", 0, 9), batch("D-2", 0, 9)])
        reading = store.read_many()
        next(reading)
        assert store.erase("k")
        assert there(), "a reader still has the older state"
        assert isinstance(reading, Generator)
        reading.close()
        store.append([batch("D-3", 0)])
        assert not there()


# ── facts that can't be read ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_that_its_class_cannot_read_is_kept_to_the_letter(path: Path) -> None:
    class Changed(Fact, kind="test.Changed"):
        old: str

    body = Changed(at=START, old="x" * 15_000).model_dump_json()
    with closed_after(SqliteStore(path)) as store:
        store.append([Batch("D-1", 0, (entry("D-1", 1, Changed(at=START, old="x" * 15_000)), entry("D-1", 2)))])

        class Changed(Fact, kind="test.Changed"):  # type: ignore[no-redef]  # as a later release has it
            renamed: str

        first, second = store.read("D-1")
        assert isinstance(first.fact, UnreadFact)
        assert (first.kind, first.body, first.action, first.at) == ("test.Changed", body, "record", START)
        assert isinstance(second.fact, Noted)
        store.append([Batch("D-2", 0, (entry("D-2", 1, first.fact),))])
        assert store.read("D-2")[0].body == body


def test_a_class_that_raises_anything_does_not_stop_the_reading(path: Path) -> None:
    class Rude(Fact, kind="test.Rude"):
        strict: ClassVar[bool] = False

        def model_post_init(self, context: object) -> None:
            if self.strict:
                raise KeyError("rude")

    made = Rude(at=START.astimezone(UTC))
    with closed_after(SqliteStore(path)) as store:
        store.append([Batch("D-1", 0, (entry("D-1", 1, made),))])
        Rude.strict = True
        assert isinstance(store.read("D-1")[0].fact, UnreadFact)
        assert shown(store.read("D-1")) == shown((entry("D-1", 1, made),))


# ── what is no book ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [b"id,stage\n1,lead\n" * 200, b"x", b"SQLite format 3", bytes(4096)])
def test_a_file_of_something_else_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "is not a book")
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == ["deals.db"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_of_another_program_is_refused_and_left_alone(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path)) as c:
        c.execute(f"PRAGMA journal_mode = {mode}")
        c.execute("CREATE TABLE entries (mine)")
        before = {file: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
        refused(path, "is not a book of b2bdeal.*give another path")
        assert {f: f.read_bytes() for f in path.parent.iterdir() if not f.name.endswith("-shm")} == before
    with closing(sqlite3.connect(path)) as c:
        c.execute("INSERT INTO entries VALUES (1)")
        c.commit()
    content = path.read_bytes()
    refused(path, "is not a book")
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == ["deals.db"]


def test_a_newer_layout_is_refused(book: Path) -> None:
    with closing(sqlite3.connect(book)) as c:
        c.execute("PRAGMA user_version = 3")
    refused(book, "has layout 3, and this version of b2bdeal knows 2.*install a newer")


def test_a_book_of_the_first_layout_is_brought_to_this_one_with_all_that_it_holds(book: Path) -> None:
    with closing(SqliteStore(book)) as store:
        before = list(store.read_many()), list(store.heads())
    with closing(sqlite3.connect(book)) as c:
        c.execute("DROP INDEX heads_barring")
        c.execute("ALTER TABLE heads DROP COLUMN barring")
        c.execute("ALTER TABLE entries DROP COLUMN beside")
        c.execute("PRAGMA user_version = 1")
    with closing(SqliteStore(book)) as store:
        assert (list(store.read_many()), list(store.heads())) == before
    with closing(SqliteStore(book)) as store:  # and stays there
        assert (list(store.read_many()), list(store.heads())) == before


def test_a_book_without_one_of_its_tables_is_damaged(book: Path) -> None:
    with closing(sqlite3.connect(book)) as c:
        c.execute("DROP TRIGGER entries_stay")
    refused(book, "lacks entries_stay")


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_truncated_book_is_refused(book: Path, keep: float) -> None:
    content = book.read_bytes()
    book.write_bytes(content[: int(len(content) * keep)])
    refused(book, "is damaged.*restore a copy")


def test_a_damaged_page_is_told_when_it_is_read(path: Path) -> None:
    with closed_after(SqliteStore(path)) as store:
        store.append([batch(f"D-{n}", 0, 20) for n in range(50)])
    content = bytearray(path.read_bytes())
    for start in range(4096 * 12, len(content), 4096):
        content[start : start + 512] = os.urandom(512)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged|can't be") as caught, closed_after(SqliteStore(path)) as store:
        everything(store)
    assert caught.value.hint


def test_a_missing_entry_is_told(book: Path) -> None:
    with closing(sqlite3.connect(book)) as c:
        c.execute("DROP TRIGGER entries_remain")
        c.execute("DELETE FROM entries WHERE stream = 'D-1' AND version = 1")
        c.execute("CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE (ABORT, 'no'); END")
        c.commit()
    with closed_after(SqliteStore(book)) as store, pytest.raises(StoreError, match="D-1 lacks entries"):
        store.read("D-1")


def test_a_folder_a_missing_folder_and_a_name_that_is_none_are_refused(tmp_path: Path) -> None:
    refused(tmp_path, "is no file.*deals.db")
    refused(tmp_path / "no" / "deals.db", "There is no folder")
    refused(tmp_path / "a\0b", "can't be the name")
    refused(Path(":memory:"), "no file")
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "is no file")
    assert [file.name for file in tmp_path.iterdir()] == ["pipe"]


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Somebody to whom a file's rights apply."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_book_is_refused(book: Path) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        copy = Path(folder) / "deals.db"
        copy.write_bytes(book.read_bytes())
        copy.chmod(0o444)
        with ordinary_user():
            refused(copy, "deals.db is read-only.*make the file")
        copy.chmod(0o666)
        Path(folder).chmod(0o555)
        with ordinary_user():
            refused(copy, "is read-only.*make the file")
            refused(Path(folder) / "new.db", "is read-only")
        Path(folder).chmod(0o777)


# ── what goes wrong in use ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_book_that_became_read_only_says_so(book: Path) -> None:
    with closed_after(SqliteStore(book)) as store:
        store._writer.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="is read-only; nothing was written"):
            store.append([batch("D-1", 2)])


def test_a_full_disk_leaves_the_book_as_it_was(book: Path) -> None:
    with closed_after(SqliteStore(book)) as store:
        before = everything(store)
        pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
        store._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
        long = tuple(entry("D-3", n + 1, Noted(at=START, text="x" * 10_000)) for n in range(50))
        with pytest.raises(StoreError, match=r"the disk is full; nothing was written.*free some space"):
            store.append([batch("D-1", 2), Batch("D-3", 0, long)])
        assert everything(store) == before
        store._writer.execute("PRAGMA max_page_count = 100000")
        store.append([batch("D-1", 2), Batch("D-3", 0, long)])
        assert len(store.read("D-3")) == 50


def test_a_locked_book_is_told_after_the_timeout_and_readers_do_not_wait(book: Path) -> None:
    with closing(sqlite3.connect(book, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closed_after(SqliteStore(book, timeout=0.1)) as store:
            with pytest.raises(StoreError, match=r"locked by another writer for 0\.1 s.*try again"):
                store.append([batch("D-1", 2)])
            assert len(store.read("D-1")) == 2
            other.execute("ROLLBACK")
            store.append([batch("D-1", 2)])


def test_all_streams_are_read_while_another_thread_writes(path: Path) -> None:
    with closed_after(SqliteStore(path)) as store:
        store.append([batch(f"D-{n}", 0, 3) for n in range(300)])
        done = Event()

        def write() -> None:
            for n in range(60):
                store.append([batch(f"D-{n}", 3), batch(f"E-{n}", 0)])
            done.set()

        reading = store.read_many()
        first = next(reading)
        thread = Thread(target=write)
        thread.start()
        assert done.wait(30), "writers don't wait for a reader"
        thread.join()
        assert [len(entries) for entries in (first, *reading)] == [3] * 300
        assert len(everything(store)) == 360


def test_closing_waits_for_no_reader_and_cuts_none_off(book: Path) -> None:
    store = SqliteStore(book)
    reading = store.read_many()
    seen = [next(reading)]
    store.close()
    assert len([*seen, *reading]) == 2
    assert [file.name for file in book.parent.iterdir()] == ["deals.db"]


# ── several processes ────────────────────────────────────────────────────────────────────────────────────────────────


def _write_fifty(path: Path, own: str) -> None:
    with closed_after(SqliteStore(path)) as store:
        done = 0
        while done < 50:
            try:
                store.append([batch(own, done), batch("shared", len(store.read("shared")))])
            except StaleDeal:
                continue
            done += 1


def test_two_processes_that_make_and_write_one_book_lose_nothing(path: Path) -> None:
    spawn = get_context("spawn")
    processes = [spawn.Process(target=_write_fifty, args=(path, own)) for own in ("D-1", "D-2")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with closed_after(SqliteStore(path)) as store:
        assert {id: len(entries) for id, entries in everything(store).items()} == {"D-1": 50, "D-2": 50, "shared": 100}


def test_a_fork_is_told_to_open_the_book_itself(book: Path) -> None:
    with closed_after(SqliteStore(book)) as store:
        store._process += 1  # as it looks to a child
        with pytest.raises(StoreError, match="opened by another process"):
            store.read("D-1")
        store._process -= 1
        assert len(store.read("D-1")) == 2


KILLED = """
import sys
from store_suite import Noted, START, batch, grown, imported, new
from b2bdeal.book.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
made = grown(new(sys.argv[2]), imported())
store.append([made])
done = len(store.read("side"))
while True:
    made = grown(made.deal, Noted(at=START), Noted(at=START))
    store.append([made, batch("side", done, 2)])
    done += 2
    print(made.deal.version, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_appends_and_all_that_it_was_told(path: Path) -> None:
    side = 0
    for n, stop in enumerate((1, 7, 40)):
        command = [sys.executable, "-c", KILLED, str(path), f"D-{n}"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            told = [int(process.stdout.readline()) for _ in range(stop)][-1]
            process.kill()
            told = max([told, *(int(line) for line in process.stdout.read().split("\n")[:-1])])
        with closed_after(SqliteStore(path)) as store:
            found, head = store.read(f"D-{n}"), store.head(f"D-{n}")
            assert head is not None
            assert len(found) == head.version >= told
            side += head.version - 1
            assert len(store.read("side")) == side
        with closing(sqlite3.connect(path)) as c:
            assert c.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("make", [SqliteStore, lambda path: SqliteStore(os.fspath(path))])
def test_two_stores_of_one_process_share_a_file(path: Path, make: Callable[[Path], SqliteStore]) -> None:
    with closed_after(SqliteStore(path)) as one:
        one.append([batch("D-1", 0)])
        with closed_after(make(path)) as two:
            two.append([batch("D-1", 1)])
        one.append([batch("D-1", 2)])
        assert len(one.read("D-1")) == 3

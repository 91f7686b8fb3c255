"""What every store must do; the tests of each inherit this suite."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Thread
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2bdeal.book.store import Batch, Store
from b2bdeal.errors import StaleDeal, StoreError
from b2bdeal.flow.change import Imported
from b2bdeal.flow.deal import Deal
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.flow import Flow
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.step import during, when
from b2bdeal.life import Fact, Person, UnreadFact
from b2bdeal.units import Money

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)
NOW = datetime(2026, 3, 3, 12, 0, 0, 123_456, tzinfo=UTC)
ODD = [
    "it's",
    'say "hi"',
    "'; DROP TABLE entries; --",
    "tab\tbell\x07",
    "🧴 面霜",
    "%_?:a@b$c",
    " ",
    "é\u0301",
    "a\u2028b",
]


class Noted(Fact, kind="test.Noted", action="change", schema_version=3):
    """Something was written on the deal."""

    text: str = ""


class Won(Fact, kind="test.Won"):
    """It ended well."""


class Lost(Fact, kind="test.Lost"):
    """It did not."""


OPEN, DONE, GONE = Stage("open"), Stage("done", end="won"), Stage("gone", end="lost")
FLOW = Flow(
    "small",
    version=2,
    opens=when(Imported, NOTHING >> OPEN),
    steps=(during(Noted, OPEN), when(Won, OPEN >> DONE), when(Lost, OPEN >> GONE)),
)


def imported(account: str | None = "acme", value: Money | None = None, *, stage: str = "open") -> Imported:
    """A fact from which a deal has an account and a value."""
    return Imported(at=START, stage=stage, source="old.csv", row="1", account=account, value=value)


def entry(deal: str, version: int, fact: Fact | None = None, *, stage: str = "open", by: str = "li") -> Entry:
    """An entry of a stream; its fact says its version unless another is given."""
    fact = fact or Noted(at=START + timedelta(hours=version), text=f"{deal} {version}")
    kind = fact.stored_kind if isinstance(fact, UnreadFact) else fact.kind
    return Entry(deal, version, FLOW.id, FLOW.version, kind, stage, NOW + timedelta(microseconds=version), by, fact)


def batch(deal: str, expected: int, count: int = 1) -> Batch:
    """Some entries of a stream that is no deal."""
    return Batch(deal, expected, tuple(entry(deal, expected + n + 1) for n in range(count)))


def grown(deal: Deal, *facts: Fact, stage: str = "open") -> Batch:
    """The batch that makes a deal longer by facts, the last of which leads to the stage."""
    before = deal.version
    for n, fact in enumerate(facts, start=1):
        at = stage if n == len(facts) else deal.stage.name if deal.version else "open"
        deal = deal.with_entry(entry(deal.id, deal.version + 1, fact, stage=at), FLOW)
    return Batch(deal.id, before, deal.entries[before:], deal)


def new(id: str) -> Deal:
    """A deal before its first fact."""
    return Deal.unopened(id, FLOW)


def everything(store: Store) -> dict[str, tuple[Entry, ...]]:
    """Every stream of a store, in the order of their opening."""
    return {entries[0].deal: entries for entries in store.read_many()}


def shown(entries: tuple[Entry, ...]) -> list[tuple[object, ...]]:
    """All that an entry says, its times with their offsets."""
    return [
        (e.deal, e.version, e.flow, e.flow_version, e.kind, e.schema_version, e.stage, e.by, e.action, e.body, *times)
        for e in entries
        for times in [(e.at.isoformat(), e.recorded_at.isoformat())]
    ]


class StoreSuite:
    """The contract. A store's tests say how a `fresh` one is made."""

    def fresh(self) -> AbstractContextManager[Store]:
        """A new, empty store."""
        raise NotImplementedError

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        with self.fresh() as store:
            yield store

    # ── reading what was written ─────────────────────────────────────────────────────────────────────────────────────

    def test_entries_come_back_as_they_were_written(self, store: Store) -> None:
        store.append([batch("D-1", 0, 2)])
        store.append([batch("D-1", 2)])
        assert store.read("D-1") == tuple(entry("D-1", n) for n in (1, 2, 3))
        assert shown(store.read("D-1")) == shown(tuple(entry("D-1", n) for n in (1, 2, 3)))

    def test_an_unknown_stream_has_no_entries_and_no_head(self, store: Store) -> None:
        assert store.read("D-1") == ()
        assert store.head("D-1") is None
        assert list(store.read_many(["D-1"])) == [()]
        assert list(store.read_many()) == []
        assert list(store.heads()) == []

    @pytest.mark.parametrize("text", ODD)
    def test_odd_texts_come_back_whole(self, store: Store, text: str) -> None:
        made = entry(text, 1, Noted(at=START, text=text), stage=text, by=text)
        store.append([Batch(text, 0, (made,))])
        assert store.read(text) == (made,)
        assert list(everything(store)) == [text]

    @pytest.mark.parametrize(
        "at",
        [
            datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(1, 1, 3, tzinfo=CHINA),
            datetime(9999, 12, 30, 15, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-8))),
            datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        ],
    )
    def test_a_fact_keeps_its_time_with_the_zone(self, store: Store, at: datetime) -> None:
        store.append([Batch("D-1", 0, (entry("D-1", 1, Noted(at=at)),))])
        assert store.read("D-1")[0].at.isoformat() == at.isoformat()

    def test_a_long_fact_comes_back_whole(self, store: Store) -> None:
        made = entry("D-1", 1, Noted(at=START, text="面" * 20_000))
        store.append([Batch("D-1", 0, (made,))])
        assert store.read("D-1") == (made,)

    # ── who was first ────────────────────────────────────────────────────────────────────────────────────────────────

    @pytest.mark.parametrize("expected", [0, 1, 3, 9, -1])
    def test_a_stale_writer_is_refused_and_nothing_is_lost(self, store: Store, expected: int) -> None:
        store.append([batch("D-1", 0, 2)])
        told = r"D-1 .* is at version 2 now.*load the deal again and ask anew" if expected else r"is a deal D-1 already"
        with pytest.raises(StaleDeal, match=told):
            store.append([batch("D-1", expected)])
        assert store.read("D-1") == batch("D-1", 0, 2).entries

    def test_all_batches_are_written_or_none(self, store: Store) -> None:
        store.append([batch("D-1", 0), batch("D-2", 0)])
        someone = Person(id="li", name="Li", side="ours")
        with pytest.raises(StaleDeal):
            store.append([batch("D-1", 1), batch("D-3", 0), batch("D-2", 0)], [someone])
        assert everything(store) == {"D-1": batch("D-1", 0).entries, "D-2": batch("D-2", 0).entries}
        assert store.person("li") is None
        store.append([batch("D-1", 1), batch("D-3", 0), batch("D-2", 1)], [someone])
        assert {k: len(v) for k, v in everything(store).items()} == {"D-1": 2, "D-2": 2, "D-3": 1}
        assert store.person("li") == someone

    def test_two_batches_of_one_stream_follow_one_another(self, store: Store) -> None:
        store.append([batch("D-1", 0, 2), batch("D-2", 0), batch("D-1", 2)])
        assert len(store.read("D-1")) == 3
        with pytest.raises(StaleDeal):
            store.append([batch("D-1", 3), batch("D-1", 3)])
        assert len(store.read("D-1")) == 3

    def test_a_batch_without_entries_only_asks_for_the_version(self, store: Store) -> None:
        store.append([batch("D-1", 0)])
        store.append([Batch("D-1", 1, ())])
        with pytest.raises(StaleDeal):
            store.append([Batch("D-1", 0, ()), batch("D-2", 0)])
        assert list(everything(store)) == ["D-1"]

    @pytest.mark.parametrize(
        "wrong",
        [
            Batch("D-1", 0, (entry("D-1", 2),)),
            Batch("D-1", 0, (entry("D-1", 1), entry("D-1", 3))),
            Batch("D-1", 0, (entry("D-1", 1), entry("D-1", 1))),
            Batch("D-1", 1, (entry("D-1", 1),)),
            Batch("D-1", 0, (entry("D-2", 1),)),
            Batch("D-1", 0, (entry("D-1", 1, by="half \ud83d"),)),
            Batch("D-1", 0, (entry("D-1", 1),), grown(new("D-2"), imported()).deal),
            Batch("D-1", 0, (entry("D-1", 1),), grown(new("D-1"), imported(), Noted(at=START)).deal),
            Batch("D-1", 0, (Entry("D-1", 1, "f", 1, "test.Noted", "s", datetime(2026, 1, 1), "li", Noted(at=START)),)),  # noqa: DTZ001 - it is what is refused
        ],
    )
    def test_entries_that_do_not_follow_are_refused(self, store: Store, wrong: Batch) -> None:
        with pytest.raises(StoreError, match="nothing was written"):
            store.append([batch("D-9", 0), wrong])
        assert everything(store) == {}

    # ── many streams ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_streams_come_in_the_order_of_their_opening(self, store: Store) -> None:
        for id in ("D-3", "D-1", "D-2"):
            store.append([batch(id, 0)])
        store.append([batch("D-1", 1), batch("D-0", 0), batch("D-3", 1)])
        assert list(everything(store)) == ["D-3", "D-1", "D-2", "D-0"]
        assert [len(e) for e in store.read_many(["D-2", "D-9", "D-1"])] == [1, 0, 2]

    def test_a_reader_of_all_sees_the_book_as_it_was_when_it_began(self, store: Store) -> None:
        for n in range(5):
            store.append([batch(f"D-{n}", 0)])
        reading = store.read_many()
        seen = [next(reading)]
        store.append([batch("D-4", 1), batch("D-5", 0)])
        seen += reading
        assert [len(e) for e in seen] == [1, 1, 1, 1, 1]
        assert [len(e) for e in store.read_many()] == [1, 1, 1, 1, 2, 1]

    # ── where deals stand ────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_head_says_what_its_deal_says(self, store: Store) -> None:
        for made in (
            grown(new("D-1"), imported(value=Money.of("1250.50 CNY"))),
            grown(new("D-2"), imported(None), Noted(at=START)),
            grown(new("D-3"), imported(), imported(value=Money.of("0.000000000001 USD"), stage="gone"), stage="gone"),
        ):
            store.append([made])
            assert made.deal is not None
            assert store.head(made.stream) == made.deal.head

    def test_a_head_follows_its_deal(self, store: Store) -> None:
        first = grown(new("D-1"), imported())
        assert first.deal is not None
        later = grown(first.deal, Noted(at=START))
        assert later.deal is not None
        store.append([first])
        store.append([later, grown(later.deal, imported(stage="done"), stage="done")])
        head = store.head("D-1")
        assert head is not None
        assert (head.version, head.stage, head.outcome) == (3, "done", "won")
        assert len(list(store.heads())) == 1

    def test_heads_are_found_by_account_stage_flow_and_outcome(self, store: Store) -> None:
        store.append([grown(new("D-2"), imported("acme"))])
        store.append([grown(new("D-1"), imported("bolt"), imported("bolt", stage="done"), stage="done")])
        store.append([grown(new("D-3"), imported(None)), batch("plant", 0)])

        def ids(**wanted: Any) -> list[str]:
            return [head.id for head in store.heads(**wanted)]

        assert ids() == ["D-2", "D-1", "D-3"]
        assert ids(account="acme") == ["D-2"]
        assert ids(stage="open") == ["D-2", "D-3"]
        assert ids(flow="small") == ["D-2", "D-1", "D-3"]
        assert ids(flow="other") == []
        assert ids(open_only=True) == ["D-2", "D-3"]
        assert ids(account="bolt", stage="done", open_only=False) == ["D-1"]
        assert ids(account="bolt", open_only=True) == []
        assert ids(account="' OR 1=1 --") == []

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_people_are_put_changed_and_erased(self, store: Store) -> None:
        li = Person(id="li", name="李 'Tables'", side="ours", phone="+86 21 1234")
        wu = Person(id="Wu", name="Wu", side="theirs")
        store.append([], [li, wu])
        assert store.person("li") == li
        assert list(store.people()) == [wu, li]
        store.append([batch("D-1", 0)], [wu.model_copy(update={"name": "Wu Min"})])
        found = store.person("Wu")
        assert found is not None
        assert found.name == "Wu Min"
        assert store.erase("li")
        assert not store.erase("li")
        assert store.person("li") is None
        assert [person.id for person in store.people()] == ["Wu"]

    # ── facts of unknown classes ─────────────────────────────────────────────────────────────────────────────────────

    UNREAD: ClassVar = UnreadFact.model_construct(
        at=NOW, stored_kind="elsewhere.Thing", stored_version=7, stored_action="pay", body='{"b": 1.50,  "a":"ü"}'
    )

    def test_a_fact_of_an_unknown_kind_is_kept_to_the_letter(self, store: Store) -> None:
        store.append([Batch("D-1", 0, (entry("D-1", 1, self.UNREAD),))])
        found = store.read("D-1")
        assert isinstance(found[0].fact, UnreadFact)
        assert shown(found) == shown((entry("D-1", 1, self.UNREAD),))
        with self.fresh() as other:
            other.append([Batch("D-1", 0, found)])
            assert shown(other.read("D-1")) == shown(found)

    # ── at once ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_threads_lose_no_entry(self, store: Store) -> None:
        errors: list[BaseException] = []
        start = Barrier(8)

        def write(own: str) -> None:
            try:
                start.wait()
                done = 0
                while done < 50:
                    # Every tenth time all write to one stream, so that somebody is too late and asks anew.
                    shared = [batch("shared", len(store.read("shared")))] if done % 10 == 9 else []
                    try:
                        store.append([batch(own, done), *shared])
                    except StaleDeal:
                        continue
                    done += 1
            except BaseException as error:
                errors.append(error)

        threads = [Thread(target=write, args=(f"D-{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert {k: [e.version for e in v] for k, v in everything(store).items()} == {"shared": list(range(1, 41))} | {
            f"D-{n}": list(range(1, 51)) for n in range(8)
        }

    # ── any batches ──────────────────────────────────────────────────────────────────────────────────────────────────

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],  # each store runs it, which is the point
    )
    @given(
        st.lists(
            st.lists(
                st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([0, 0, 0, 1, -1]), st.integers(0, 3)),
                max_size=4,
            ),
            max_size=8,
        )
    )
    def test_a_store_is_a_dictionary_of_growing_lists(self, appends: list[list[tuple[str, int, int]]]) -> None:
        model: dict[str, tuple[Entry, ...]] = {}
        with self.fresh() as store:
            for wanted in appends:
                after, batches, stale = dict(model), [], False
                for id, off, count in wanted:
                    expected = max(0, len(after.get(id, ())) + off)
                    made = batch(id, expected, count)
                    batches.append(made)
                    stale = stale or expected != len(after.get(id, ()))
                    if count:
                        after[id] = (*after.get(id, ()), *made.entries)
                if stale:
                    with pytest.raises(StaleDeal):
                        store.append(batches)
                else:
                    store.append(batches)
                    model = after
                assert everything(store) == model
            assert list(everything(store)) == list(model)

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_closed_store_says_that_it_is_closed(self, store: Store) -> None:
        store.append([batch("D-1", 0)])
        store.close()
        store.close()
        for use in (
            lambda: store.append([batch("D-1", 1)]),
            lambda: store.read("D-1"),
            lambda: store.read_many(),
            lambda: store.head("D-1"),
            lambda: store.heads(),
            lambda: store.person("li"),
            lambda: store.people(),
            lambda: store.erase("li"),
        ):
            with pytest.raises(StoreError, match="is closed"):
                use()
        assert "closed" in repr(store)


@contextmanager
def closed_after(store: Store) -> Iterator[Store]:
    """Closes a store at the end of a test."""
    try:
        yield store
    finally:
        store.close()

"""What strangers and accidents bring: each gets a clear error that says what to do, and nothing is lost."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import b2bdeal
from b2bdeal import (
    Book,
    Deal,
    DealError,
    DealLost,
    Fact,
    LeadFound,
    LeadQualified,
    Money,
    PaymentReceived,
    PaymentTerm,
    PaymentTerms,
    Quantity,
    QuoteSent,
    Refused,
    StaleDeal,
    StoreError,
    UnknownKind,
    WaiverAsked,
    days,
)
from b2bdeal.exchange import Mapping, import_file
from b2bdeal.testing import AUTHORITY, START, TRADE, Clock, Story, complete_deal

STORY = Story()


def said(make: Callable[[], object]) -> str:
    """What the refusal of a document says."""
    with pytest.raises(ValidationError) as error:
        make()
    return str(error.value)


def changed(fact: Fact, *path: str | int, to: object) -> str:
    """The fact's JSON with one value changed."""
    data = json.loads(fact.model_dump_json())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(data)


PAID = STORY.payment(1, 30)
QUOTED = QuoteSent(at=STORY.day(15), quote=STORY.quote(1, "18.60", 15))


class TestDocuments:
    @pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", "12,5", ""])
    def test_an_amount_that_is_no_number_names_its_field(self, amount: str) -> None:
        words = said(lambda: PaymentReceived.model_validate_json(changed(PAID, "amount", "amount", to=amount)))
        assert "amount.amount" in words
        assert "12.50" in words

    @pytest.mark.parametrize("amount", [1.5, 100, float("nan")])
    def test_a_decimal_given_as_a_json_number_is_refused(self, amount: float) -> None:
        words = said(lambda: PaymentReceived.model_validate_json(changed(PAID, "amount", "amount", to=amount)))
        assert "a float or a JSON number loses cents" in words

    def test_a_float_is_refused_in_python_too(self) -> None:
        with pytest.raises(ValidationError, match="loses cents"):
            Money(1.5, "CNY")  # type: ignore[arg-type]  # the mistake that is tested

    def test_a_negative_quantity_names_its_field(self) -> None:
        path = ("quote", "lines", 0, "moq", "value")
        assert "quote.lines.0.moq.value" in said(lambda: QuoteSent.model_validate_json(changed(QUOTED, *path, to="-1")))

    def test_an_unknown_currency_is_told_from_yuan(self) -> None:
        words = said(lambda: PaymentReceived.model_validate_json(changed(PAID, "amount", "currency", to="RMB")))
        assert "amount.currency" in words
        assert "ISO 4217" in words

    def test_a_naive_time_asks_for_a_zone(self) -> None:
        words = said(lambda: DealLost(at=datetime(2026, 3, 2), reason="price"))  # noqa: DTZ001  # the mistake tested
        assert "time zone" in words

    def test_portions_of_99_99_percent_are_told_their_sum(self) -> None:
        rows = [("deposit", "0.3", "signing"), ("balance", "0.6999", "before_shipment")]
        terms: list[Any] = [{"name": n, "portion": p, "trigger": t, "method": "tt"} for n, p, t in rows]
        assert "99.99" in said(lambda: PaymentTerms(rows=tuple(PaymentTerm(**row) for row in terms)))

    @pytest.mark.parametrize("field", ["reference", "payment"])
    def test_ten_megabytes_of_text_are_refused(self, field: str) -> None:
        words = said(lambda: PaymentReceived.model_validate_json(changed(PAID, field, to="x" * 10_000_000)))
        assert field in words
        assert len(words) < 2_000

    def test_a_field_that_is_not_there_is_refused(self) -> None:
        assert "amout" in said(lambda: PaymentReceived.model_validate_json(changed(PAID, "amout", to="1")))


@pytest.fixture(params=["memory", "sqlite"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    made = {
        "memory": lambda: Book(clock=Clock(), authority=AUTHORITY),
        "sqlite": lambda: b2bdeal.open(tmp_path / "deals.db", clock=Clock(), authority=AUTHORITY),
    }[request.param]()
    with made as opened:
        yield opened


def refused(book: Book, deal: Deal, fact: Fact, by: str = "zhao") -> set[str]:
    """The ids of the reasons; the book is as it was."""
    with pytest.raises(Refused) as error:
        book.record(deal, fact, by=by)
    assert book.deal(deal.id) == deal
    return {reason.id for reason in error.value.reasons}


class TestRecording:
    def test_a_stale_deal_is_refused_and_both_writers_keep_what_they_wrote(self, book: Book) -> None:
        deal = complete_deal(book, until=LeadQualified)
        book.record(deal, DealLost(at=STORY.day(1), reason="price"), by="zhao")
        with pytest.raises(StaleDeal, match="load the deal again"):
            book.record(
                deal, WaiverAsked(at=STORY.day(1), condition="above_moq", reason="x", asked_by="zhao"), by="zhao"
            )
        assert [entry.kind for entry in book.deal(deal.id).entries][2:] == ["oem.DealLost"]

    def test_a_fact_after_the_end_is_refused(self, book: Book) -> None:
        deal = complete_deal(book)
        late = QuoteSent(at=STORY.day(170), quote=STORY.quote(3, "17.00", 170))
        assert refused(book, deal, late) == {"has_not_ended"}

    def test_a_fact_of_the_future_or_before_the_opening_is_refused(self, book: Book) -> None:
        deal = complete_deal(book, until=LeadFound)
        late = LeadQualified(at=START + timedelta(minutes=1), specialist="zhao")
        assert refused(book, deal, late) == {"not_in_future"}
        early = LeadQualified(at=START - timedelta(minutes=1), specialist="zhao")
        assert "not_before_opening" in refused(book, deal, early)

    @pytest.mark.parametrize("by", ["", " ", "x" * 101, "two\nlines", "x" * 10_000_000])
    def test_who_records_is_an_id(self, book: Book, by: str) -> None:
        deal = complete_deal(book, until=LeadFound)
        with pytest.raises(DealError, match="is no id for who records it"):
            book.record(deal, LeadQualified(at=START, specialist="zhao"), by=by)
        assert book.deal(deal.id) == deal

    def test_a_batch_in_which_one_fact_is_refused_records_none(self, book: Book) -> None:
        deal = complete_deal(book, until=LeadFound)
        good = LeadQualified(at=START, specialist="zhao")
        with pytest.raises(Refused):
            book.record(deal, good, QUOTED.model_copy(update={"at": START}), by="zhao")
        assert book.deal(deal.id) == deal

    def test_a_deal_id_that_is_taken_is_refused(self, book: Book) -> None:
        lead = LeadFound(at=START, lead=STORY.lead)
        book.start(TRADE, lead, by="zhao", id="D-1")
        with pytest.raises(StaleDeal, match="There is a deal D-1 already"):
            book.start(TRADE, lead, by="zhao", id="D-1")

    def test_a_currency_that_is_not_the_contract_s_is_refused(self, book: Book) -> None:
        deal = complete_deal(book, until=PaymentReceived)
        paid = PaymentReceived(at=STORY.day(30), payment="B-9", amount=Money.of("1 USD"))
        assert refused(book, deal, paid, by="wu") == {"in_contract_currency"}


class TestFiles:
    def test_unknown_kinds_are_read_shown_and_not_recorded_on(self, tmp_path: Path) -> None:
        path = tmp_path / "deals.db"
        with b2bdeal.open(path, clock=Clock()) as book:
            deal = complete_deal(book, until=LeadQualified)
        with sqlite3.connect(path) as c:
            c.execute("DROP TRIGGER entries_stay")
            c.execute("UPDATE entries SET kind = 'acme.Gone' WHERE version = 2")
            c.executescript(
                "CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE (ABORT, 'no'); END"
            )
        c.close()
        with b2bdeal.open(path, clock=Clock(STORY.day(2)), flows=[TRADE]) as book:
            read = book.deal(deal.id)
            assert "acme.Gone" in read.card().text()
            with pytest.raises(UnknownKind, match=r"acme\.Gone.*import the module"):
                book.record(read, DealLost(at=STORY.day(2), reason="price"), by="zhao")

    def test_a_truncated_book_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "deals.db"
        with b2bdeal.open(path, clock=Clock()) as book:
            complete_deal(book)
        path.write_bytes(path.read_bytes()[:-5000])
        with pytest.raises(StoreError, match="damaged"), b2bdeal.open(path) as book:
            list(book.deals())

    @pytest.mark.parametrize("content", [b"hello, I am a text", b"\x00" * 4096, b"SQLite format 3\x00" + b"\x01" * 100])
    def test_a_foreign_file_is_left_as_it_was(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "notes.txt"
        path.write_bytes(content)
        with pytest.raises(StoreError):
            b2bdeal.open(path)
        assert path.read_bytes() == content
        assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]

    def test_another_program_s_database_is_left_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with sqlite3.connect(path) as c:
            c.execute("CREATE TABLE t (x)")
        c.close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="not a book of b2bdeal"):
            b2bdeal.open(path)
        assert path.read_bytes() == before

    def test_a_full_disk_keeps_what_was_recorded_and_says_what_to_do(self, tmp_path: Path) -> None:
        clock = Clock()
        with b2bdeal.open(tmp_path / "deals.db", clock=clock, authority=AUTHORITY) as book:
            deal = complete_deal(book, until=LeadQualified)
            writer = book._store._writer  # type: ignore[attr-defined]  # the disk of this test is a full one
            pages = writer.execute("PRAGMA page_count").fetchone()[0]
            writer.execute(f"PRAGMA max_page_count = {pages}")
            clock.forward(days(1))
            reason = "x" * 15_000
            asked = WaiverAsked(at=clock.now, condition="above_moq", reason=reason, asked_by="zhao")
            with pytest.raises(StoreError, match=r"the disk is full.*free some space"):
                book.record(deal, asked, by="zhao")
            assert book.deal(deal.id) == deal
            writer.execute("PRAGMA max_page_count = 1000000")
            assert book.record(deal, asked, by="zhao").version == deal.version + 1


class TestImports:
    MAP = """
source = "crm"
flow = "oem"
timezone = "Asia/Shanghai"
[columns]
id = "id"
account = "account"
[[moves]]
to = "lead"
at = "day"
"""

    def test_ctrl_c_keeps_whole_batches_and_a_rerun_imports_the_rest_once(self, tmp_path: Path) -> None:
        file, map_ = tmp_path / "leads.csv", tmp_path / "map.toml"
        file.write_text("id,account,day\n" + "".join(f"{n},Co {n},2025-03-03\n" for n in range(95)), encoding="utf-8")
        map_.write_text(self.MAP, encoding="utf-8")

        def pressed(done: int, total: int | None) -> None:
            if done >= 40:
                raise KeyboardInterrupt

        mapping = Mapping.load(map_)
        with b2bdeal.open(tmp_path / "deals.db") as book:
            with pytest.raises(KeyboardInterrupt):
                import_file(book, file, mapping, by="li", batch=20, progress=pressed)
            kept = len(book)
            assert 0 < kept < 95
            assert kept % 20 == 0
            report = import_file(book, file, mapping, by="li", batch=20)
            assert (report.already, report.imported, len(book)) == (kept, 95 - kept, 95)


def test_a_quantity_never_goes_below_nothing() -> None:
    with pytest.raises(DealError):
        Quantity.of(1, "piece") - Quantity(Decimal(2), "piece")

"""Importing: marked history, whole batches, nothing twice, nothing half-written."""

import re
import sqlite3

import pytest
from small_exports import HEADER, MAP, NOW, Desk

import b2bdeal
from b2bdeal.book import Authority, Book
from b2bdeal.errors import MappingError, StoreError
from b2bdeal.exchange import import_file
from b2bdeal.flow import Deal, Imported, Refused
from b2bdeal.life import DealLost, Person

WON = "1,Lin,Won,2026-01-05,2026-02-01,1000,Mei Lan,a note\n"


def rows(count, first=0):
    return "".join(f"{n},Lin,Lost,2026-01-05,2026-02-01,0,Mei Lan,\n" for n in range(first, first + count))


class TestOneDeal:
    def test_a_row_becomes_a_deal_with_marked_history(self, desk):
        desk.read(WON)
        deal = desk.book["crm:1"]
        assert [(entry.kind, entry.stage, entry.by) for entry in deal.entries] == [
            ("deal.Imported", "bargaining", "li"),
            ("deal.Imported", "settled", "li"),
        ]
        assert (deal.account, str(deal.value), deal.outcome) == ("Lin", "1,000.00 CNY", "won")
        assert {(fact.source, fact.row) for fact in deal.all(Imported)} == {("crm", "1")}

    def test_the_flow_s_rules_are_not_asked_of_it_afterwards_either(self, desk):
        desk.read(WON)
        assert desk.book.verify(desk.book["crm:1"]) == ()

    def test_an_open_deal_goes_on_by_the_flow_s_rules(self, desk):
        desk.read("1,Lin,Open,2026-01-05,,,,\n")
        deal = desk.book.record("crm:1", DealLost(at=NOW, reason="price"), by="li")
        assert deal.outcome == "lost"

    def test_what_the_map_does_not_name_is_kept_once_as_it_was_read(self, desk):
        report = desk.read(WON)
        first, last = desk.book["crm:1"].all(Imported)
        assert first.details == {}
        assert last.details["note"] == "a note"
        assert report.kept == ("note",)

    def test_a_person_s_name_is_in_the_table_of_people_and_in_no_fact(self, desk):
        desk.read(WON)
        (person,) = desk.book.people
        assert (person.name, person.side) == ("Mei Lan", "ours")
        bodies = "".join(entry.body for entry in desk.book["crm:1"].entries)
        assert person.id in bodies
        for word in ("Mei", "Lan", "mei", "lan"):
            assert word not in bodies + person.id

    def test_what_is_known_of_a_person_is_not_overwritten(self, desk):
        desk.read(WON)
        (person,) = desk.book.people
        desk.book.people.add(Person(id=person.id, name="Mei Lan", email="mei@example.org", side="ours"))
        desk.read(rows(3, first=5))
        assert desk.book.people[person.id].email == "mei@example.org"

    def test_an_erased_person_does_not_come_back_with_a_rerun(self, desk):
        desk.read(WON)
        (person,) = desk.book.people
        desk.book.people.erase(person.id)
        desk.read(WON)
        assert list(desk.book.people) == []


class TestNothingTwice:
    def test_a_rerun_imports_nothing(self, desk):
        assert desk.read(WON + rows(7, 5)).imported == 8
        report = desk.read(WON + rows(7, 5))
        assert (report.imported, report.already, report.changed) == (0, 8, 0)
        assert report.problems == ()
        assert all(deal.version == 2 for deal in desk.book.deals())

    def test_a_longer_export_brings_just_what_is_new(self, desk):
        desk.read(rows(3))
        report = desk.read(rows(5))
        assert (report.imported, report.already) == (2, 3)

    def test_the_order_of_columns_and_a_new_blank_one_change_nothing(self, desk):
        desk.read("1,A,Open,2026-01-05,,,,\n")
        header = "more,stage,id,begun,account,ended,value,seller,note\n"
        assert desk.read(",Open,1,2026-01-05,A,,,,\n", header=header).already == 1

    def test_a_row_that_differs_now_is_noted_and_its_deal_is_not_touched(self, desk):
        desk.read("1,A,Open,2026-01-05,,,,\n")
        before = desk.book["crm:1"]
        report = desk.read("1,A,Lost,2026-01-05,2026-02-01,,,\n")
        assert (report.imported, report.changed) == (0, 1)
        assert report.notes[0].text() == (
            "line 2, id ‘1’: the row differs from the one that was imported; the deal was not touched"
        )
        assert desk.book["crm:1"] == before

    def test_a_change_in_an_ignored_column_is_none(self, desk):
        text = MAP.replace('id = "id"', 'id = "id"\nignore = "note"')
        desk.read("1,A,Open,2026-01-05,,,,synced Monday\n", text)
        assert desk.read("1,A,Open,2026-01-05,,,,synced Tuesday\n", text).already == 1

    def test_a_deal_with_that_id_that_was_not_imported_is_left_alone(self, desk):
        fact = Imported(at=NOW, stage="lead", source="elsewhere", row="x")
        flow = next(flow for flow in desk.book.flows if flow.id == "oem")
        desk.book.start(flow, fact, by="li", id="crm:1")
        report = desk.read(WON)
        assert (report.changed, desk.book["crm:1"].version) == (1, 1)

    def test_the_same_row_twice_in_a_file_is_one_deal_and_a_note(self, desk):
        report = desk.read(WON + WON)
        assert (report.imported, report.already, report.refused) == (1, 1, 0)
        assert report.notes[0].text() == "line 3, id ‘1’: the same row stands in line 2, too"

    def test_a_second_row_of_the_same_id_is_refused_even_where_the_first_was_bad(self, desk):
        report = desk.read("1,A,Open,,,,,\n1,A,Open,2026-01-05,,,,\n")
        assert (report.imported, report.refused) == (0, 2)

    def test_two_systems_may_have_the_same_ids(self, desk):
        desk.read(WON)
        assert desk.read(WON, MAP.replace('"crm"', '"shop"')).imported == 1


class TestDryRun:
    def test_it_says_what_an_import_would_say_and_writes_nothing(self, desk):
        text = WON + "2,A,Open,,,,,\n3,A,Open,2026-09-01,,,,\n" + WON
        dry = desk.read(text, dry_run=True)
        assert len(desk.book) == 0
        assert list(desk.book.people) == []
        wet = desk.read(text)
        counts = ("read", "imported", "already", "changed", "refused", "problems")
        assert [getattr(dry, name) for name in counts] == [getattr(wet, name) for name in counts]
        assert dry.dry_run
        assert "dry run" in dry.card().text()


class TestWholeBatches:
    @pytest.mark.parametrize("batch", [1, 3, 7, 1000])
    def test_the_size_of_a_batch_changes_nothing_but_the_batches(self, desk, batch):
        report = desk.read(rows(7) + "x,A,Open,,,,,\n" + rows(5, 20), batch=batch)
        assert (report.read, report.imported, report.refused) == (13, 12, 1)

    def test_a_batch_of_nothing_is_refused(self, desk):
        with pytest.raises(MappingError, match="batch of 0"):
            desk.read(WON, batch=0)

    def test_progress_is_told_and_ends_at_the_end(self, desk):
        told = []
        desk.read(rows(25), batch=10, progress=lambda done, total: told.append((done, total)))
        assert told == [(0, 25), (10, 25), (20, 25), (25, 25)]

    def test_control_c_leaves_whole_batches_and_a_rerun_goes_on(self, desk):
        def stop(done, total):
            if done == 20:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt) as stopped:
            desk.read(rows(35), batch=10, progress=stop)
        assert "20 rows of deals.csv were imported before" in stopped.value.__notes__[0]
        assert len(desk.book) == 20
        report = desk.read(rows(35))
        assert (report.imported, report.already) == (15, 20)

    def test_control_c_while_a_batch_is_read_writes_none_of_it(self, desk, monkeypatch):
        asked = []

        class Clocked(Book):
            def start_all(self, deals, **options):
                asked.append(len(deals))
                if len(asked) == 2:
                    raise KeyboardInterrupt
                return super().start_all(deals, **options)

        book = Clocked(clock=lambda: NOW)
        with pytest.raises(KeyboardInterrupt):
            Desk(desk.folder, book).read(rows(25), batch=10)
        assert len(book) == 10

    def test_a_full_disk_leaves_whole_batches_and_a_rerun_goes_on(self, tmp_path):
        path = tmp_path / "deals.db"
        with b2bdeal.open(path, clock=lambda: NOW) as book:
            small = Desk(tmp_path, book)
            small.read(rows(10))
            store = book._store
            pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
            store._writer.execute(f"PRAGMA max_page_count = {pages + 12}")
            with pytest.raises(StoreError) as full:
                small.read(rows(2000), batch=20)
            before = len(book)
            assert before % 20 == 0
            assert 20 <= before < 2000
            assert full.value.__notes__[0].startswith(f"{before - 10} rows of deals.csv were imported before")
            store._writer.execute("PRAGMA max_page_count = 1000000")
            report = small.read(rows(2000))
            assert (report.already, report.imported) == (before, 2000 - before)
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()

    def test_a_deal_that_somebody_makes_meanwhile_costs_only_its_own_row(self, desk):
        class Busy(Book):
            """Somebody else imports one of the rows between our look and our writing."""

            late = False

            def start_all(self, deals, **options):
                if not self.late:
                    self.late = True
                    Desk(desk.folder, self).read(rows(1, first=3))
                return super().start_all(deals, **options)

        book = Busy(clock=lambda: NOW)
        path = desk.file(rows(8), name="all.csv")
        report = import_file(book, path, desk.map(), by="li")
        assert (report.imported, report.already, len(book)) == (7, 1, 8)

    def test_who_may_not_import_gets_the_flow_s_refusal(self, desk):
        book = Book(clock=lambda: NOW, authority=Authority({"wu": "finance"}, only={Imported: ["admin"]}))
        with pytest.raises(Refused, match="admin"):
            Desk(desk.folder, book).read(WON)
        assert len(book) == 0

    def test_a_refused_row_is_asked_once_more_by_itself_and_not_for_every_other(self, desk, monkeypatch):
        asked = []
        then = Deal.then
        monkeypatch.setattr(Deal, "then", lambda self, fact, **more: asked.append(1) or then(self, fact, **more))
        future = "".join(f"f{n},A,Open,2027-01-05,,,,\n" for n in range(50))
        report = desk.read(rows(50) + future)
        assert (report.imported, report.refused) == (50, 50)
        assert len(asked) == 50 * 2 + 50


class TestReport:
    def test_problems_are_grouped_errors_first_the_most_frequent_first(self, desk):
        report = desk.read(
            "1,A,Open,,,,,\n2,A,Open,x1,,,,\n3,A,Open,x2,,,,\n4,A,Open,x3,,,,\n5,A,Open,x4,,,,\n6,,Open,2026-01-05,,,,\n"
        )
        table = report.table()
        assert table["count"] == (4, 1, 1)
        assert [str(sort) for sort in table["sort"]] == ["error", "error", "note"]
        assert str(table["values"][0]) == "x1, x2, x3 …"
        assert table["lines"][0] == ("3", "4", "5", "6")
        assert table["field"] == ("begun", "begun", "account")

    def test_it_shows_itself_in_every_face(self, desk):
        report = desk.read(WON + "2,<b>A</b>,Open,,,,,\n")
        assert "it is blank, and bargaining needs a date" in str(report)
        assert report.card().lang("zh").text()
        assert "<b>" not in report._repr_html_().replace("<b>A</b>", "")
        assert re.fullmatch(r"<ImportReport of deals.csv: 2 rows, 1 imported, .* 1 refused>", repr(report))

    def test_a_file_with_a_header_only_is_an_empty_import(self, desk):
        report = desk.read("")
        assert (report.read, report.imported, report.problems) == (0, 0, ())
        assert len(report.table()) == 0

    def test_the_guess_of_an_encoding_is_in_the_report(self, desk):
        rows = "1,上海美妆有限公司,Open,2026-01-05,,,,\n2,广州化妆品厂,Open,2026-01-05,,,,\n"
        report = desk.read((HEADER + rows).encode("gb18030"))
        assert report.imported == 2
        assert "read as gb18030" in report.notes[0].text()
        assert desk.book["crm:1"].account == "上海美妆有限公司"

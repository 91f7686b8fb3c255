"""Real exports: what is reported is what the csv module counts independently."""

import csv
from collections import Counter
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from small_exports import NOW, REPOSITORY

import b2bdeal
from b2bdeal.errors import MappingError
from b2bdeal.exchange import Mapping, import_file, read_rows
from b2bdeal.flow import Imported

MAPS = REPOSITORY / "examples" / "maps"


def plain(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by_reason(report):
    return Counter((problem.severity, problem.field, problem.reason.template) for problem in report.problems)


class TestSalesPipeline:
    @pytest.fixture
    def path(self, real):
        return real / "crm" / "sales_pipeline.csv"

    def test_every_row_is_imported_or_told(self, path, tmp_path):
        rows = plain(path)
        dated = [row for row in rows if row["engage_date"]]
        mapping = Mapping.load(MAPS / "sales_pipeline.toml")
        with b2bdeal.open(tmp_path / "deals.db", clock=lambda: NOW) as book:
            report = import_file(book, path, mapping, by="li")
            assert (report.read, report.imported, report.refused) == (8800, len(dated), 8800 - len(dated))
            assert report.refused == 500
            assert by_reason(report) == {
                ("error", "engage_date", "it is blank, and {to} needs a date"): 500,
                ("note", "account", "it is blank"): sum(not row["account"] for row in dated),
                ("note", "product", "read as ‘{meant}’, as the map says"): sum(
                    row["product"] == "GTXPro" for row in dated
                ),
            }
            heads = {head.id: head for head in book.heads()}
            stages = {"Won": "settled", "Lost": "lost", "Engaging": "bargaining"}
            for row in dated:
                head = heads[f"maven-crm:{row['opportunity_id']}"]
                assert head.stage == stages[row["deal_stage"]]
                assert head.account == (row["account"] or None)
                worth = Decimal(row["close_value"]) if row["deal_stage"] == "Won" else None
                assert (head.value.amount if head.value else None) == worth
                assert head.opened_at == datetime.fromisoformat(row["engage_date"]).replace(
                    tzinfo=ZoneInfo("America/New_York")
                )
            assert {person.name for person in book.people} == {row["sales_agent"] for row in dated}
            again = import_file(book, path, mapping, by="li")
            assert (again.imported, again.already, again.changed) == (0, len(dated), 0)

    def test_without_the_alias_the_other_spelling_is_refused_with_the_right_one(self, path, tmp_path):
        text = (MAPS / "sales_pipeline.toml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("aliases")]
        (tmp_path / "map.toml").write_text("\n".join(lines), encoding="utf-8")
        book = b2bdeal.Book(clock=lambda: NOW)
        report = import_file(book, path, Mapping.load(tmp_path / "map.toml"), by="li", dry_run=True)
        spelt = [problem for problem in report.errors if problem.field == "product"]
        assert len(spelt) == sum(row["product"] == "GTXPro" for row in plain(path)) == 1480
        assert {problem.reason.text() for problem in spelt} == {"it is not in products.csv; did you mean ‘GTX Pro’?"}

    def test_undated_rows_come_in_with_a_note_where_the_map_states_a_day(self, path, tmp_path):
        text = (MAPS / "sales_pipeline.toml").read_text(encoding="utf-8").replace("# undated", "undated")
        (tmp_path / "map.toml").write_text(text, encoding="utf-8")
        book = b2bdeal.Book(clock=lambda: NOW)
        report = import_file(book, path, Mapping.load(tmp_path / "map.toml"), by="li", dry_run=True)
        assert (report.imported, report.refused) == (8800, 0)
        counts = by_reason(report)
        assert counts["note", "engage_date", "it is blank; dated {day}, as the map says"] == 500
        assert counts["note", "account", "it is blank"] == 1425


class TestLeads:
    def test_every_lead_comes_in_and_every_win_after_its_contact(self, real):
        path = real / "funnel" / "leads.csv"
        rows = plain(path)
        book = b2bdeal.Book(clock=lambda: NOW)
        report = import_file(book, path, Mapping.load(MAPS / "olist_leads.toml"), by="li")
        wins = [row for row in rows if row["won_date"]]
        assert (report.read, report.imported, report.refused) == (4028, len(rows), 0)
        assert by_reason(report) == {("note", "seller_id", "it is blank"): len(rows) - len(wins)}
        assert Counter(head.stage for head in book.heads()) == {"settled": len(wins), "lead": len(rows) - len(wins)}
        same_day = 0
        for row in rows:
            facts = book[f"olist:{row['mql_id']}"].all(Imported)
            contact = datetime.fromisoformat(row["first_contact_date"])
            assert facts[0].at.date() == contact.date()
            if row["won_date"]:
                won = datetime.fromisoformat(row["won_date"]).replace(tzinfo=ZoneInfo("UTC"))
                assert facts[1].at == won >= facts[0].at
                same_day += facts[1].at.date() == contact.date()
        assert same_day == sum(
            datetime.fromisoformat(row["won_date"] + "+00:00").astimezone(ZoneInfo("America/Sao_Paulo")).date()
            == datetime.fromisoformat(row["first_contact_date"]).date()
            for row in wins
        )
        assert same_day > 0


class TestOthers:
    @pytest.mark.parametrize("name", ["hubspot__deal_stage", "salesforce__sf_opportunity_history"])
    def test_a_header_that_names_a_column_twice_is_told_or_numbered(self, real, name):
        path = real / "crm" / f"fivetran_{name}_data.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = list(csv.reader(stream))
        if len(set(header)) < len(header):
            with pytest.raises(MappingError, match="more than one column called"):
                read_rows(path)
        read = read_rows(path, repeated="number")
        assert len(read.columns) == len(set(read.columns)) == len(header)
        assert sum(1 for _ in read) == len(rows)

"""Every kind of bad row: told with its line, field and reason, while the good rows around it are kept."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from small_exports import HEADER, MAP

from b2bdeal.flow import Imported
from b2bdeal.units import Money

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOOD = "0,Lin,Won,2026-01-05,2026-02-01,1000,Mei,\n"
LOOKUP = MAP + '\n[lookup.note]\nfile = "products.csv"\nkey = "name"\n'


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (",A,Open,2026-01-05,,,,\n", "id", "it is blank, and a row needs an id"),
        (f"{'9' * 97},A,Open,2026-01-05,,,,\n", "id", "no id for a deal"),
        ("1,A,,2026-01-05,,,,\n", "stage", "it is blank, and the map needs a stage"),
        ("1,A,won,2026-01-05,,,,\n", "stage", "no move of the map is for it; did you mean ‘Won’?"),
        ("1,A,Paused,2026-01-05,,,,\n", "stage", "no move of the map is for it"),
        ("1,A,Open,,,,,\n", "begun", "it is blank, and bargaining needs a date"),
        ("1,A,Won,2026-01-05,,5,,\n", "ended", "it is blank, and settled needs a date"),
        ("1,A,Open,5 Jan,,,,\n", "begun", "it is no date of the form iso"),
        ("1,A,Open,2026-02-30,,,,\n", "begun", "it is no date of the form iso"),
        ("1,A,Open,1066-10-14,,,,\n", "begun", "the year 1066 can't be right"),
        ("1,A,Open,9999-12-31,,,,\n", "begun", "the year 9999 can't be right"),
        ("1,A,Open,10000-01-01,,,,\n", "begun", "it is no date"),
        ("1,A,Won,2026-01-05,2026-01-04,5,,\n", "ended", "it lies before begun"),
        ("1,A,Open,2026-09-05,,,,\n", "begun", "the flow refuses it: it is dated"),
        ("1,A,Won,2026-01-05,2026-02-01,cheap,,\n", "value", "is no amount"),
        ("1,A,Won,2026-01-05,2026-02-01,-5,,\n", "value", "a deal's value is not below zero"),
        ("1,A,Won,2026-01-05,2026-02-01,1e999,,\n", "value", "too large"),
        ("1,A,Won,2026-01-05,2026-02-01,NaN,,\n", "value", "no number"),
        (f"1,{'A' * 201},Open,2026-01-05,,,,\n", "account", "1 to 200 characters"),
        ('1,"A\nB",Open,2026-01-05,,,,\n', "account", "on one line"),
        (f"1,A,Open,2026-01-05,,,{'m' * 201},\n", "seller", "1 to 200 characters"),
        ("1,A,Open,2026-01-05,,,,be\x07ll\n", "note", "control characters"),
        ("1,A,Open,2026-01-05,,,,nu\x00ll\n", "note", "control characters"),
        (f"1,A,Open,2026-01-05,,,,{'x' * 20_001}\n", "note", "it has 20,001 characters, and 20,000 are the most"),
        ("1,A,Open\n", "", "the row has 3 fields, the header 8"),
        ("0,Other,Won,2026-01-05,2026-02-01,1000,Mei,\n", "id", "another row with this id stands in line 2"),
    ],
)
def test_a_bad_row_is_told_and_the_rows_around_it_are_kept(desk, row, field, said):
    report = desk.read(GOOD + row + "00,Lin,Lost,2026-01-05,2026-02-01,0,,\n")
    assert (report.read, report.imported, report.refused) == (3, 2, 1)
    (problem,) = report.errors
    assert (problem.line, problem.field) == (3, field)
    assert said in problem.text()
    assert {head.id for head in desk.book.heads()} == {"crm:0", "crm:00"}


def test_every_reason_of_a_row_is_told(desk):
    report = desk.read("1,A,Won,2026-99-05,,cheap,,\n")
    assert [problem.field for problem in report.errors] == ["begun", "ended"]
    report = desk.read(f"1,{'A' * 3},Won,2026-01-05,2026-01-01,1,,be\x07ll\n")
    assert report.refused == 1


def test_damaged_text_is_refused_row_by_row(desk):
    rows = HEADER.encode() + "1,上海美妆,Open,2026-01-05,,,,\n".encode() + b"2,bro\xffken,Open,2026-01-05,,,,\n"
    report = desk.read(rows)
    (problem,) = report.errors
    assert (problem.line, problem.field) == (3, "account")
    assert report.imported == 1


def test_an_ignored_column_may_hold_what_it_likes(desk):
    text = MAP.replace('id = "id"', 'id = "id"\nignore = "note"')
    assert desk.read("1,A,Open,2026-01-05,,,,be\x07ll\n", text).imported == 1
    assert desk.book["crm:1"].last(Imported).details == {}


def test_a_value_in_the_report_is_short_and_without_control_characters(desk):
    (problem,) = desk.read(f"1,A,Open,2026-01-05,,,,\x1b[31m{'x' * 30_000}\n").errors
    assert "\x1b" not in problem.text()
    assert len(problem.value) <= 60


def test_problems_are_told_in_chinese_words_where_there_are_some_and_never_fail(desk):
    for problem in desk.read("1,A,Won,2026-99-05,,cheap,,\n").problems:
        assert "2" in problem.text("zh")


class TestSideTables:
    @pytest.fixture(autouse=True)
    def products(self, desk):
        desk.file(b"name\nGTX Pro\nGTX Basic\n", name="products.csv")

    def test_an_unknown_value_is_refused_with_what_may_be_meant(self, desk):
        (problem,) = desk.read("1,A,Open,2026-01-05,,,,GTXPro\n", LOOKUP).errors
        assert problem.text() == "line 2, note ‘GTXPro’: it is not in products.csv; did you mean ‘GTX Pro’?"

    def test_a_value_that_is_like_none_is_refused_without_a_guess(self, desk):
        (problem,) = desk.read("1,A,Open,2026-01-05,,,,Soap\n", LOOKUP).errors
        assert problem.text() == "line 2, note ‘Soap’: it is not in products.csv"

    def test_an_alias_of_the_map_is_read_and_noted(self, desk):
        report = desk.read("1,A,Open,2026-01-05,,,,GTXPro\n", LOOKUP + 'aliases = { "GTXPro" = "GTX Pro" }\n')
        assert [note.text() for note in report.notes] == ["line 2, note ‘GTXPro’: read as ‘GTX Pro’, as the map says"]
        assert desk.book["crm:1"].last(Imported).details["note"] == "GTX Pro"

    def test_a_blank_is_refused_unless_the_map_keeps_it(self, desk):
        assert "it is blank" in desk.read("1,A,Open,2026-01-05,,,,\n", LOOKUP).errors[0].text()
        report = desk.read("1,A,Open,2026-01-05,,,,\n", LOOKUP + 'blank = "keep"\n')
        assert report.imported == 1
        assert report.notes[0].text() == "line 2, note: it is blank"


class TestDates:
    def text(self, dates):
        return MAP.replace("[columns]", f"[dates]\n{dates}\n[columns]")

    def at(self, desk, begun, dates, ended=""):
        stage = "Lost" if ended else "Open"
        report = desk.read(f"1,A,{stage},{begun},{ended},,,\n", self.text(dates))
        return [fact.at for fact in desk.book["crm:1"].facts] if report.imported else report.errors[0].text()

    def test_a_day_begins_in_the_zone_of_the_map(self, desk):
        assert self.at(desk, "2026-01-05", "") == [datetime(2026, 1, 5, tzinfo=SHANGHAI)]

    def test_a_time_without_a_zone_is_in_the_zone_of_the_map(self, desk):
        assert self.at(desk, "2026-01-05 10:30:00", "") == [datetime(2026, 1, 5, 10, 30, tzinfo=SHANGHAI)]

    def test_a_time_with_a_zone_keeps_its_moment(self, desk):
        assert self.at(desk, "2026-01-05T10:30:00Z", "") == [datetime(2026, 1, 5, 18, 30, tzinfo=SHANGHAI)]

    def test_a_column_may_have_a_zone_of_its_own(self, desk):
        zoned = 'timezones = { begun = "UTC" }'
        assert self.at(desk, "2026-01-05 10:30", zoned) == [datetime(2026, 1, 5, 18, 30, tzinfo=SHANGHAI)]

    def test_other_forms_of_dates_are_read(self, desk):
        assert self.at(desk, "31/01/2026", 'formats = "%d/%m/%Y"') == [datetime(2026, 1, 31, tzinfo=SHANGHAI)]

    def test_a_date_that_two_forms_read_differently_is_not_guessed(self, desk):
        both = 'formats = ["%d/%m/%Y", "%m/%d/%Y"]'
        assert "it may be any of 2026-01-02 00:00:00, 2026-02-01 00:00:00" in self.at(desk, "01/02/2026", both)
        assert self.at(desk, "31/01/2026", both) == [datetime(2026, 1, 31, tzinfo=SHANGHAI)]

    def test_a_win_with_a_time_on_the_day_of_its_contact_comes_after_it(self, desk):
        zoned = 'timezones = { ended = "UTC" }'
        first, second = self.at(desk, "2026-01-06", zoned, "2026-01-05 16:30:00")
        assert first == datetime(2026, 1, 6, tzinfo=SHANGHAI)
        assert second == datetime(2026, 1, 6, 0, 30, tzinfo=SHANGHAI)

    def test_a_win_late_on_the_day_before_its_contact_is_refused(self, desk):
        zoned = 'timezones = { ended = "UTC" }'
        assert "ended ‘2026-01-05 15:30:00’: it lies before begun" in self.at(
            desk, "2026-01-06", zoned, "2026-01-05 15:30:00"
        )

    def test_a_day_of_winning_does_not_lie_before_the_hour_of_the_contact_on_it(self, desk):
        contact = datetime(2026, 1, 5, 15, tzinfo=SHANGHAI)
        assert self.at(desk, "2026-01-05 15:00", "", "2026-01-05") == [contact, contact]

    def test_a_midnight_that_summer_time_leaves_out_is_the_beginning_of_that_day_all_the_same(self, desk):
        text = MAP.replace("Asia/Shanghai", "America/Sao_Paulo")
        desk.read("1,A,Open,2017-10-15,,,,\n", text)
        (fact,) = desk.book["crm:1"].facts
        assert fact.at.isoformat() == "2017-10-15T01:00:00-02:00"

    def test_a_blank_date_gets_the_day_that_the_map_states_and_a_note(self, desk):
        text = MAP.replace('to = "bargaining"', 'to = "bargaining"\nundated = 2025-10-01')
        report = desk.read("1,A,Open,,,,,\n", text)
        assert report.notes[0].text() == "line 2, begun: it is blank; dated 1 Oct 2025, as the map says"
        assert desk.book["crm:1"].opened_at == datetime(2025, 10, 1, tzinfo=SHANGHAI)

    def test_a_move_without_when_happened_where_its_date_is_filled_in(self, desk):
        head = MAP.split("[[moves]]")[0].replace('stage = "stage"', "")
        text = head + '[[moves]]\nto = "lead"\nat = "begun"\n[[moves]]\nto = "settled"\nat = "ended"\n'
        report = desk.read("1,A,x,2026-01-05,,,,\n2,A,x,2026-01-05,2026-01-06,,,\n3,A,x,,,,,\n", text)
        assert [head.stage for head in desk.book.heads()] == ["lead", "settled"]
        assert report.errors[0].text() == "line 4, begun: no date says when it happened: begun, ended are blank"


class TestMoney:
    def value(self, desk, text, map=MAP):
        desk.read(f'1,A,Won,2026-01-05,2026-02-01,"{text}",,\n', map)
        return desk.book["crm:1"].value

    def test_a_value_has_the_currency_of_the_map(self, desk):
        assert self.value(desk, "1,250.50") == Money.of("1250.50 CNY")

    def test_a_decimal_comma_is_read_where_the_map_says_so(self, desk):
        text = MAP.replace("[columns]", '[file]\ndecimal = ","\n[columns]')
        assert self.value(desk, "1.250,50", text) == Money.of("1250.50 CNY")

    def test_a_column_may_hold_the_currency(self, desk):
        text = MAP.replace('currency = "CNY"', "").replace('id = "id"', 'id = "id"\ncurrency = "note"')
        won = "A,Won,2026-01-05,2026-02-01,5"
        rows = f"1,{won},,EUR\n2,{won},,\n3,{won},,DM\n"
        report = desk.read(rows, text)
        assert desk.book["crm:1"].value == Money.of("5 EUR")
        assert [(problem.line, problem.field) for problem in report.errors] == [(3, "note"), (4, "value")]

    def test_a_blank_value_is_noted_and_a_lost_deal_has_none(self, desk):
        report = desk.read("1,A,Won,2026-01-05,2026-02-01,,,\n2,A,Lost,2026-01-05,2026-02-01,0,,\n")
        assert [note.text() for note in report.notes] == ["line 2, value: it is blank, so the deal has no value"]
        assert desk.book["crm:2"].value is None
        assert desk.book["crm:2"].last(Imported).details == {"value": "0"}

    def test_words_that_stand_for_nothing_are_blanks(self, desk):
        text = MAP.replace("[columns]", '[file]\nblanks = ["N/A", "-"]\n[columns]')
        desk.read("1,N/A,Lost,2026-01-05,2026-02-01,-,-,N/A\n", text)
        assert desk.book["crm:1"].account is None
        assert desk.book["crm:1"].last(Imported).details == {}

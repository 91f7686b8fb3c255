"""A table in the hands of an analyst: rows, columns and frames."""

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from b2bdeal.errors import MissingExtra, ValueProblem
from b2bdeal.labels import t
from b2bdeal.show import Column, Table
from b2bdeal.show.frame import plain_columns
from b2bdeal.units import Money, Quantity

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)
COLUMNS = ["deal", "value", "quantity", "price", "due", "sent", "late", "days", "score", "stage"]


def a_table() -> Table:
    return Table(
        "Deals",
        COLUMNS,
        [
            ("D-1", Money.of("12.50", "CNY"), Quantity.of(1000, "piece"), Decimal("0.1234"), date(2026, 3, 3), NINE,
             True, 3, 0.5, t("yes")),
            ("D-2", None, None, None, None, None, None, None, None, None),
            ("海蓝", Money.of(7, "USD"), Quantity.of("2.5", "kg"), Decimal(5), date(2026, 3, 4), NINE, False, 4,
             1.5, t("no")),
        ],
    )  # fmt: skip


class TestTheTableItself:
    def test_rows_are_dicts_of_the_values_themselves(self):
        assert a_table().rows()[0]["value"] == Money.of("12.50", "CNY")
        assert len(a_table()) == len(a_table().rows()) == 3
        assert [row[0] for row in a_table()] == ["D-1", "D-2", "海蓝"]

    def test_a_column_is_found_by_its_name_and_a_near_miss_is_named(self):
        assert a_table()["days"] == (3, None, 4)
        with pytest.raises(ValueProblem, match="did you mean 'value'"):
            a_table()["valeu"]
        with pytest.raises(ValueProblem, match="there are: deal, value"):
            a_table()["zzz"]
        assert a_table()._ipython_key_completions_() == COLUMNS

    def test_an_empty_table_is_a_table(self):
        assert bool(Table("T", ["x"]))


class TestPlainColumns:
    def kinds(self, table):
        return {column.name: (column.kind, column.scale, column.zone) for column in plain_columns(table)}

    def test_money_and_quantities_take_two_columns_and_each_column_has_one_type(self):
        assert self.kinds(a_table()) == {
            "deal": ("text", 0, ""), "value": ("decimal", 2, ""), "value_currency": ("text", 0, ""),
            "quantity": ("decimal", 1, ""), "quantity_unit": ("text", 0, ""), "price": ("decimal", 4, ""),
            "due": ("date", 0, ""), "sent": ("time", 0, "Asia/Shanghai"), "late": ("bool", 0, ""),
            "days": ("int", 0, ""), "score": ("float", 0, ""), "stage": ("text", 0, ""),
        }  # fmt: skip

    def test_an_empty_table_keeps_the_columns_of_a_full_one_where_the_kind_is_given(self):
        columns = [Column("value", kind="money"), Column("n", kind="int"), Column("at", kind="time"), Column("x")]
        assert self.kinds(Table("T", columns)) == {
            "value": ("decimal", 0, ""), "value_currency": ("text", 0, ""), "n": ("int", 0, ""),
            "at": ("time", 0, "UTC"), "x": ("text", 0, ""),
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "kind"),
        [
            ((1, Decimal("0.5")), "decimal"),
            ((1, 0.5), "float"),
            ((1, "a"), "text"),
            ((True, 1), "text"),
            ((2**63, 1), "decimal"),
            ((Decimal("NaN"), Decimal(1)), "text"),
            ((date(2026, 1, 1), NINE), "text"),
            ((Money.of(1, "CNY"), Decimal(1)), "text"),
            ((None, None), "text"),
        ],
    )
    def test_values_of_several_kinds_find_one_that_loses_nothing(self, values, kind):
        (column,) = plain_columns(Table("T", ["x"], [(value,) for value in values]))
        assert column.kind == kind

    def test_text_is_told_in_the_language_of_the_table(self):
        assert plain_columns(a_table().lang("zh"))[-1].values == ("是", None, "否")

    def test_times_of_several_zones_become_utc_and_stay_the_same_instants(self):
        other = datetime(2026, 3, 3, 2, tzinfo=timezone(timedelta(hours=1)))
        (column,) = plain_columns(Table("T", ["at"], [(NINE,), (other,)]))
        assert (column.zone, column.values) == ("UTC", (NINE, other))
        assert all(value.tzinfo is UTC for value in column.values)

    @pytest.mark.parametrize(
        ("columns", "row", "message"),
        [
            (["x", "x_currency"], (Money.of(1, "CNY"), "CNY"), "would be called 'x_currency'"),
            (["x"], (datetime(2026, 3, 3, 9),), "a time without a zone"),  # noqa: DTZ001 - the naive time is the case
            (["x"], (Decimal(10**38),), "more than 38 digits"),
            (["x"], (Decimal("1e-39"),), "more than 38 digits"),
            ([Column("x", kind="money")], (Decimal(1),), "Row 1 of column 'x' holds .* which is no money"),
            ([Column("x", kind="int")], ("a",), "Row 1 of column 'x' holds 'a', which is no int"),
        ],
    )
    def test_what_no_frame_can_hold_is_refused_by_name(self, columns, row, message):
        with pytest.raises(ValueProblem, match=message):
            plain_columns(Table("T", columns, [row]))

    @pytest.mark.parametrize("name", ["polars", "pandas", "arrow"])
    def test_without_the_library_the_error_names_what_to_install(self, name, monkeypatch):
        monkeypatch.setitem(sys.modules, "pyarrow" if name == "arrow" else name, None)
        with pytest.raises(MissingExtra, match=r"is not installed \(pip install 'b2bdeal\[tables\]'\)"):
            getattr(a_table(), f"to_{name}")()


class TestPolars:
    def test_amounts_are_exact_and_times_keep_their_zone(self):
        polars = pytest.importorskip("polars")
        frame = a_table().to_polars()
        assert frame.schema["value"] == polars.Decimal(38, 2)
        assert frame.schema["sent"] == polars.Datetime("us", "Asia/Shanghai")
        assert frame["value"].to_list() == [Decimal("12.50"), None, Decimal("7.00")]
        assert frame["value_currency"].to_list() == ["CNY", None, "USD"]
        assert frame["price"].to_list() == [Decimal("0.1234"), None, Decimal(5)]
        assert frame["sent"].to_list() == [NINE, None, NINE]
        assert frame["due"].to_list() == [date(2026, 3, 3), None, date(2026, 3, 4)]

    def test_an_empty_table_gives_an_empty_frame_of_the_same_schema(self):
        pytest.importorskip("polars")
        columns = [Column("value", kind="money"), Column("at", kind="time"), Column("n", kind="int")]
        assert Table("T", columns).to_polars().columns == ["value", "value_currency", "at", "n"]

    def test_it_streams_without_pyarrow(self, monkeypatch):
        polars = pytest.importorskip("polars")
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        assert polars.DataFrame(a_table()).equals(a_table().to_polars())


class TestPandas:
    def test_amounts_stay_decimals_and_gaps_stay_gaps(self):
        pandas = pytest.importorskip("pandas")
        frame = a_table().to_pandas()
        assert frame["value"].tolist()[0] == Decimal("12.50")
        assert str(frame["sent"].dtype) == "datetime64[us, Asia/Shanghai]"
        assert frame["sent"][0].to_pydatetime() == NINE
        assert (str(frame["days"].dtype), str(frame["late"].dtype)) == ("Int64", "boolean")
        assert pandas.isna(frame["days"][1])


class TestArrow:
    def test_amounts_are_decimal128_and_it_streams(self):
        arrow = pytest.importorskip("pyarrow")
        table = a_table().to_arrow()
        assert table.schema.field("value").type == arrow.decimal128(38, 2)
        assert table.column("sent").to_pylist() == [NINE, None, NINE]
        assert arrow.table(a_table()).equals(table)

"""Tables for analysts: plain typed columns, and the frames that polars, pandas and Arrow make of them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, cast
from zoneinfo import ZoneInfo

from attrs import frozen

from b2bdeal.errors import MissingExtra, ValueProblem
from b2bdeal.labels import Lang, tell
from b2bdeal.show.face import brief
from b2bdeal.show.table import Column, Kind, Table

__all__ = ["PlainColumn", "arrow_stream", "kind_of", "plain_columns", "to_arrow", "to_pandas", "to_polars"]

_EXTRA = "tables"
_MOST_DIGITS = 38
_INT64 = range(-(2**63), 2**63)


@frozen
class PlainColumn:
    """A column of one plain type, as every frame library knows it."""

    name: str
    kind: Kind
    values: tuple[Any, ...]
    scale: int = 0
    """Digits after the point, for decimals."""
    zone: str = ""
    """The zone's name, for times."""


def kind_of(values: Sequence[object]) -> Kind:
    """The one kind that holds all the values, None apart; text where they differ."""
    kinds: set[Kind] = {_kind(value) for value in values if value is not None}
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds and kinds <= {"int", "decimal"}:
        return "decimal"
    if kinds and kinds <= {"int", "float"}:
        return "float"
    return "text"


def plain_columns(table: Table) -> list[PlainColumn]:
    """The table in plain columns; money and quantities in two each. `ValueProblem` where two get one name."""
    done: list[PlainColumn] = []
    for place, column in enumerate(table.columns):
        done += _plain(column, tuple(row[place] for row in table.data), table.language)
    names = [column.name for column in done]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueProblem(
            f"Two columns of the frame would be called {twice[0]!r}.",
            hint="rename the column; money takes x and x_currency, a quantity x and x_unit",
        )
    return done


def to_polars(table: Table) -> Any:
    """The table as a polars.DataFrame. `MissingExtra` without polars."""
    polars = _library("polars")
    types = {
        "text": polars.String, "bool": polars.Boolean, "int": polars.Int64, "float": polars.Float64, "date": polars.Date
    }  # fmt: skip
    series = []
    for column in plain_columns(table):
        if column.kind == "decimal":
            kind = polars.Decimal(_MOST_DIGITS, column.scale)
        elif column.kind == "time":
            kind = polars.Datetime("us", column.zone)
        else:
            kind = types[column.kind]
        series.append(polars.Series(column.name, list(column.values), dtype=kind, strict=True))
    return polars.DataFrame(series)


def to_pandas(table: Table) -> Any:
    """The table as a pandas.DataFrame. `MissingExtra` without pandas."""
    pandas = _library("pandas")
    # pandas' types that know a missing value: a plain int column with a gap would turn to floats.
    types = {
        "bool": "boolean",
        "int": "Int64",
        "float": "float64",
        "text": "string",
        "date": "object",
        "decimal": "object",
    }
    series = {}
    for column in plain_columns(table):
        kind = f"datetime64[us, {column.zone}]" if column.kind == "time" else types[column.kind]
        series[column.name] = pandas.Series(list(column.values), dtype=kind)
    return pandas.DataFrame(series)


def to_arrow(table: Table) -> Any:
    """The table as a pyarrow.Table. `MissingExtra` without pyarrow."""
    arrow = _library("pyarrow")
    types = {
        "text": arrow.string(), "bool": arrow.bool_(), "int": arrow.int64(), "float": arrow.float64(),
        "date": arrow.date32(),
    }  # fmt: skip
    arrays = {}
    for column in plain_columns(table):
        if column.kind == "decimal":
            kind = arrow.decimal128(_MOST_DIGITS, column.scale)
        elif column.kind == "time":
            kind = arrow.timestamp("us", tz=column.zone)
        else:
            kind = types[column.kind]
        arrays[column.name] = arrow.array(list(column.values), type=kind)
    return arrow.table(arrays)


def arrow_stream(table: Table, requested_schema: object) -> object:
    """The table as an Arrow C stream, by pyarrow or else by polars. `MissingExtra` where neither is installed."""
    try:
        frame = to_arrow(table)
    except MissingExtra:
        frame = to_polars(table)
    return frame.__arrow_c_stream__(requested_schema)


def _library(name: str) -> Any:
    # Found by name, so that a type checker is content whether or not the library is there.
    try:
        return import_module(name)
    except ImportError as missing:
        raise MissingExtra(name, _EXTRA) from missing


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if value in _INT64 else "decimal"
    if isinstance(value, float):
        return "float"
    if isinstance(value, Decimal):
        return "decimal" if value.is_finite() else "text"
    if isinstance(value, dt.datetime):
        return "time"
    if isinstance(value, dt.date):
        return "date"
    return _kind_of_pair(value)


def _kind_of_pair(value: object) -> Kind:
    from b2bdeal.units import Money, Quantity

    if isinstance(value, Money):
        return "money"
    return "quantity" if isinstance(value, Quantity) else "text"


def _plain(column: Column, values: tuple[object, ...], lang: Lang) -> list[PlainColumn]:
    kind, name = column.kind or kind_of(values), column.name
    if column.kind and column.kind != "text":
        _check(column.kind, name, values)
    if kind == "money":
        return [
            _decimals(name, _parts(values, "amount")),
            PlainColumn(f"{name}_currency", "text", _parts(values, "currency")),
        ]
    if kind == "quantity":
        return [_decimals(name, _parts(values, "value")), PlainColumn(f"{name}_unit", "text", _parts(values, "unit"))]
    if kind == "decimal":
        return [_decimals(name, values)]
    if kind == "time":
        return [_times(name, values)]
    if kind == "text":
        values = tuple(None if value is None else tell(value, lang) for value in values)
    return [PlainColumn(name, kind, values)]


def _check(kind: Kind, name: str, values: tuple[object, ...]) -> None:
    # Any whole number is a decimal, and may stand among floats.
    fits = {"decimal": {"decimal", "int"}, "float": {"float", "int"}}.get(kind, {kind})
    for number, value in enumerate(values, 1):
        if value is not None and _kind(value) not in fits:
            raise ValueProblem(
                f"Row {number} of column {name!r} holds {brief(value)}, which is no {kind}.",
                hint="change the value, or the kind of the column",
            )


def _parts(values: tuple[object, ...], part: str) -> tuple[Any, ...]:
    return tuple(None if value is None else getattr(value, part) for value in values)


def _decimals(name: str, values: tuple[Any, ...]) -> PlainColumn:
    exact = tuple(None if value is None else Decimal(value) for value in values)
    given = [value for value in exact if value is not None]
    scale = max((-cast(int, value.as_tuple().exponent) for value in given), default=0)
    scale = max(scale, 0)
    whole = max((value.adjusted() + 1 for value in given if value), default=1)
    if scale + max(whole, 1) > _MOST_DIGITS:
        raise ValueProblem(f"Column {name!r} needs more than {_MOST_DIGITS} digits.", hint="round its values first")
    return PlainColumn(name, "decimal", exact, scale=scale)


def _times(name: str, values: tuple[Any, ...]) -> PlainColumn:
    given = [value for value in values if value is not None]
    if any(value.utcoffset() is None for value in given):
        raise ValueProblem(f"Column {name!r} holds a time without a zone.", hint='add tzinfo=ZoneInfo("Asia/Shanghai")')
    zones = {value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else "UTC" for value in given}
    zone = zones.pop() if len(zones) == 1 else "UTC"
    utc = tuple(None if value is None else value.astimezone(dt.UTC) for value in values)
    return PlainColumn(name, "time", utc, zone=zone or "UTC")

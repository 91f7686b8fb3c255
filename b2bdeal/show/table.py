"""A table: rows of Python values under named columns, shown as text and HTML and given to the frame libraries."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Self, get_args

from attrs import evolve, field, frozen

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Lang, checked
from b2bdeal.show.face import Face, Label, brief

__all__ = ["Column", "Kind", "Table"]

Kind = Literal["text", "bool", "int", "float", "decimal", "money", "quantity", "date", "time"]
"""What a column holds."""

_KINDS = get_args(Kind)
_RIGHT = frozenset({"int", "decimal", "float", "money", "quantity"})


def _heading(column: "Column") -> Label:
    name = column.name.replace("_", " ").strip()
    return name[:1].upper() + name[1:]


@frozen
class Column:
    """One column: its name in data, its label for people, and, if wanted, what it holds."""

    name: str
    label: Label = field(factory=str)
    """For people; without one, the name in words ("due_date" is "Due date")."""
    unit: Label = ""
    """What its numbers count, such as "days"; shown beside the label."""
    kind: Kind | None = None
    """What it holds; worked out from the values where not given. Give it where a table may be empty."""
    align: Literal["left", "right"] | None = None
    """Numbers, money and quantities go right, all else left, unless said here."""

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise ValueProblem("A column has no name.", hint='write Column("due_date")')
        if self.kind is not None and self.kind not in _KINDS:
            raise ValueProblem(f"{self.kind!r} is no kind of column.", hint=f"give one of {', '.join(_KINDS)}")
        if self.align not in (None, "left", "right"):
            raise ValueProblem(f"{self.align!r} is no side of a column.", hint="give left or right")

    @property
    def heading(self) -> Label:
        """The label, or the name in words."""
        return self.label or _heading(self)


def _columns(given: Iterable[Column | str]) -> tuple[Column, ...]:
    columns = tuple(Column(each) if isinstance(each, str) else each for each in given)
    names = [column.name for column in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueProblem(f"Two columns are called {twice[0]!r}.", hint="give each column a name of its own")
    return columns


def _data(given: Iterable[Iterable[object]]) -> tuple[tuple[object, ...], ...]:
    return tuple(tuple(row) for row in given)


@frozen(repr=False)
class Table(Face):
    """Rows under named columns. `table["due"]` is a column, iteration gives the rows as tuples.

    Column labels and units are looked up in the catalogue. Title, caption, `as_of`, note and values are told: text
    among them stays as it is, so wrap words of ours in `t("…")`.
    """

    title: object
    columns: tuple[Column, ...] = field(converter=_columns)
    data: tuple[tuple[object, ...], ...] = field(default=(), converter=_data)
    caption: object = None
    """A sentence under the title."""
    as_of: object = None
    """The time or day for which it holds."""
    note: object = None
    """A sentence under the rows."""
    language: Lang = field(default="en", converter=checked, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for number, row in enumerate(self.data, 1):
            if len(row) != len(self.columns):
                raise ValueProblem(
                    f"Row {number} of {brief(self.title)} has {len(row)} values for {len(self.columns)} columns.",
                    hint="give one value for each column; None where there is none",
                )

    def text(self, width: int = 100, lang: Lang | None = None, color: bool = False, most: int | None = 60) -> str:
        """As text for a terminal `width` columns wide, with at most `most` rows; with `color`, in ANSI colours."""
        from b2bdeal.show.text import table_text

        return table_text(self, width, checked(lang or self.language), color, most)

    def html(self, lang: Lang | None = None) -> str:
        """As HTML under 20 kB that also shows in an untrusted notebook; a long table is cut, and says so."""
        from b2bdeal.show.html import table_html

        return table_html(self, checked(lang or self.language))

    def lang(self, language: Lang) -> Self:
        """The same table in that language. `ValueProblem` for one that there isn't."""
        return evolve(self, language=language)

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        # An empty table is still a table: `table or other` must not lose it.
        return True

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        return iter(self.data)

    def __getitem__(self, column: str) -> tuple[object, ...]:
        names = [each.name for each in self.columns]
        if column not in names:
            from difflib import get_close_matches

            close = get_close_matches(str(column), names, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(names)}"
            raise ValueProblem(f"{brief(self.title)} has no column {column!r}.", hint=hint)
        place = names.index(column)
        return tuple(row[place] for row in self.data)

    def _ipython_key_completions_(self) -> list[str]:
        return [column.name for column in self.columns]

    def to_right(self) -> tuple[bool, ...]:
        """For each column, whether its values are set to the right, as numbers are."""
        from b2bdeal.show.frame import kind_of

        sides = []
        for place, column in enumerate(self.columns):
            kind = column.kind or kind_of(tuple(row[place] for row in self.data))
            sides.append(column.align == "right" if column.align else kind in _RIGHT)
        return tuple(sides)

    def rows(self) -> list[dict[str, object]]:
        """Each row as a dict from column name to the value itself; Money stays Money."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.data]

    def to_polars(self) -> Any:
        """As a polars.DataFrame. Money `x` becomes the Decimal column `x` and the text column `x_currency`, a quantity
        `x` and `x_unit`; times keep their zone where a column has one named zone, else become UTC; what no frame
        knows becomes its words. `MissingExtra` without polars, `ValueProblem` for over 38 digits."""
        from b2bdeal.show.frame import to_polars

        return to_polars(self)

    def to_pandas(self) -> Any:
        """As a pandas.DataFrame, with the columns of `to_polars`; amounts stay Decimal, days `datetime.date`."""
        from b2bdeal.show.frame import to_pandas

        return to_pandas(self)

    def to_arrow(self) -> Any:
        """As a pyarrow.Table, with the columns of `to_polars`; amounts are decimal128, times in microseconds."""
        from b2bdeal.show.frame import to_arrow

        return to_arrow(self)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """As an Arrow stream, for every library that takes one (duckdb, polars, pandas); by pyarrow, or by polars."""
        from b2bdeal.show.frame import arrow_stream

        return arrow_stream(self, requested_schema)

    def __repr__(self) -> str:
        return f"Table({brief(self.title)}, {len(self.data)} rows, {len(self.columns)} columns)"

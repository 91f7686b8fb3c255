"""What an import did: how many rows came in, which were refused and why, and what wants a look."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from b2bdeal.exchange.problem import Problem
from b2bdeal.labels import Message, t
from b2bdeal.show import Shown

if TYPE_CHECKING:
    from b2bdeal.show import Card, Table

__all__ = ["ImportReport"]

_LINES = 5
_VALUES = 3


@attrs.frozen(repr=False)
class ImportReport(Shown):
    """What came of one file. Every row is one of imported, already, changed and refused; they sum to `read`."""

    file: str
    """The file's name."""
    source: str
    """The other system."""
    read: int
    """Rows in the file."""
    imported: int
    """Rows that became deals; in a dry run, that would have."""
    already: int
    """Rows that are in the book as they are, or stand twice in the file."""
    changed: int
    """Rows whose deal is in the book, but was read otherwise then. The deal was not touched; each is noted."""
    refused: int
    """Rows with an error, of which nothing was kept."""
    problems: tuple[Problem, ...] = ()
    """Every error and note, in the order of the file."""
    kept: tuple[str, ...] = ()
    """Columns that the map does not name, kept as details of the deals. People's names must not be among them."""
    dry_run: bool = False
    """Whether nothing was written."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Why rows were refused."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What wants a look, though the row was imported or is in the book."""
        return tuple(problem for problem in self.problems if problem.severity == "note")

    def table(self) -> "Table":
        """The problems by field and reason, errors first, the most frequent first, with their first lines."""
        from b2bdeal.show import Column, Table

        groups: dict[tuple[bool, str, str], list[Problem]] = {}
        for each in self.problems:
            groups.setdefault((each.severity == "note", each.field, each.reason.template), []).append(each)
        rows = [
            (
                t("note") if note else t("error"),
                field,
                group[0].reason,
                len(group),
                _first(dict.fromkeys(each.value for each in group if each.value), _VALUES),
                _first((str(each.line) for each in group), _LINES),
            )
            for (note, field, _), group in sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1])))
        ]
        columns = ("sort", "field", "reason", Column("count", kind="int"), "values", Column("lines", "First lines"))
        return Table(t("Problems in {file}", file=self.file), columns, rows)

    def card(self) -> "Card":
        """The counts, and the problems by sort."""
        from b2bdeal.show import Badge, Card, Field, Section

        badges = [Badge("dry run", "warn")] if self.dry_run else []
        badges += [Badge("rows refused", "bad")] if self.refused else []
        fields = [
            Field("Rows", self.read),
            Field("Imported", self.imported),
            Field("Already there", self.already),
            Field("Changed since, not touched", self.changed),
            Field("Refused", self.refused),
        ]
        if self.kept:
            fields.append(Field("Kept as details", self.kept, t("people's names belong under columns.people")))
        sections = [Section("Problems", table=self.table())] if self.problems else []
        return Card(
            t("Import of {file}", file=self.file),
            subtitle=t("from {source}", source=self.source),
            badges=badges,
            fields=fields,
            sections=sections,
        )

    def __repr__(self) -> str:
        counts = f"{self.imported} imported, {self.already} already, {self.changed} changed, {self.refused} refused"
        return f"<ImportReport of {self.file}: {self.read} rows, {counts}{', dry run' if self.dry_run else ''}>"


def _first(values: Iterable[str], most: int) -> Message | tuple[str, ...]:
    given = tuple(values)
    return t("{shown} …", shown=given[:most]) if len(given) > most else given

"""Side tables: what a column's values may be, by which other names, and what is known of each."""

from collections.abc import Iterable
from pathlib import Path

import attrs

from b2bdeal.errors import MappingError
from b2bdeal.exchange.mapping import Lookup, Mapping, nearest
from b2bdeal.exchange.problem import Problem
from b2bdeal.exchange.rows import read_rows
from b2bdeal.labels import Message, t

__all__ = ["SideTable", "side_tables"]

_SUGGESTIONS = 200


@attrs.frozen(eq=False)
class SideTable:
    """The values that may stand in one column, and what is kept of each."""

    column: str
    file: str
    rule: Lookup
    known: dict[str, dict[str, str]]
    """Value to what is taken along with it, by the name under which the deal keeps it."""
    _unknown: dict[str, Message] = attrs.field(factory=dict, init=False)

    def find(self, value: str) -> tuple[str, Message | None]:
        """The value as the table has it, and a note where it goes by another name. KeyError for an unknown one."""
        if value in self.known:
            return value, None
        meant = self.rule.aliases[value]
        return meant, t("read as ‘{meant}’, as the map says", meant=meant)

    def unknown(self, value: str) -> Message:
        """Why an unknown value is refused, with the one that may be meant."""
        if value not in self._unknown:
            # Looking for likeness is slow: among very many strangers, only the first get a suggestion.
            meant = nearest(value[:200], self.known) if len(self._unknown) < _SUGGESTIONS else ""
            self._unknown[value] = (
                t("it is not in {file}; did you mean ‘{meant}’?", file=self.file, meant=meant)
                if meant
                else t("it is not in {file}", file=self.file)
            )
        return self._unknown[value]


def side_tables(mapping: Mapping, data: Path) -> dict[str, SideTable]:
    """Every side table of a map, by the column of the data file. Raises MappingError for one that can't be used."""
    folders = [data.parent] + ([mapping.folder] if mapping.folder is not None else [])
    return {column: _table(column, rule, folders) for column, rule in mapping.lookup.items()}


def _table(column: str, rule: Lookup, folders: Iterable[Path]) -> SideTable:
    places = [folder / rule.file for folder in folders]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise MappingError(
            f"lookup.{column}: there is no file {rule.file!r}.",
            hint=f"looked in {' and '.join(str(place.parent) for place in places)}",
        )
    rows = read_rows(path)
    key = rule.key or column
    for name in (key, *rule.take):
        if name not in rows.columns:
            meant = nearest(name, rows.columns)
            raise MappingError(
                f"lookup.{column}: {path.name} has no column {name!r}.",
                hint=f"did you mean {meant!r}?" if meant else f"it has: {', '.join(rows.columns[:30])}",
            )
    known: dict[str, dict[str, str]] = {}
    for row in rows:
        if isinstance(row, Problem):
            raise MappingError(f"lookup.{column}: {path.name}, {row.text()}.", hint="mend that row")
        value = row.cells[key]
        taken = {f"{column}.{name}": row.cells[name] for name in rule.take if row.cells[name]}
        if value and known.setdefault(value, taken) != taken:
            raise MappingError(
                f"lookup.{column}: {path.name} has {value!r} twice, with different values (line {row.line}).",
                hint="keep one of the rows, or take fewer columns along",
            )
    for alias, meant in rule.aliases.items():
        if meant not in known:
            raise MappingError(
                f"lookup.{column}.aliases: {alias!r} stands for {meant!r}, which is not in {path.name}.",
                hint=f"did you mean {nearest(meant, known)!r}?" if nearest(meant, known) else "mend the alias",
            )
    return SideTable(column, path.name, rule, known)

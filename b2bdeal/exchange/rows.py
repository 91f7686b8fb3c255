"""The rows of a file from another system: streamed, each checked for its form, bad ones told and passed over."""

import csv
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Literal, TextIO

import attrs

from b2bdeal.errors import MappingError
from b2bdeal.exchange.encoding import find_encoding
from b2bdeal.exchange.problem import Problem, shortened
from b2bdeal.labels import Message, t

__all__ = ["Row", "Rows", "read_rows"]

_MOST = 1_000_000
"""The most characters of one record."""
_COLUMNS = 1_000
_DELIMITERS = (",", ";", "\t", "|")
_SHEETS = {".xlsx", ".xlsm", ".xls", ".ods", ".numbers"}


@attrs.frozen
class Row:
    """One row: where it begins, and its cells by column, without blanks at their ends."""

    line: int
    cells: dict[str, str]


@attrs.frozen
class Rows:
    """A file's columns and, when iterated, its rows; a row that can't be read comes as a Problem in its place."""

    path: Path
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    about: int
    """About how many rows there are: its lines without the header."""
    notes: tuple[Problem, ...] = ()
    """What is to be said of the whole file, such as that its encoding was guessed."""

    def __iter__(self) -> Generator[Row | Problem, None, None]:
        try:
            with _opened(self.path, self.encoding) as stream:
                for line, cells in _records(stream, self.delimiter):
                    found = cells if isinstance(cells, Problem) else self._row(line, cells)
                    if found is not None:
                        yield found
        except (OSError, UnicodeError) as error:
            raise _unreadable(self.path, error) from error

    def _row(self, line: int, cells: list[str]) -> Row | Problem | None:
        if line == 1 or not any(cells):
            return None
        width = len(self.columns)
        if len(cells) < width or any(cells[width:]):
            why = t("the row has {found} fields, the header {wanted}", found=len(cells), wanted=width)
            return Problem(line, "", self.delimiter.join(cells)[:300], why)
        return Row(line, dict(zip(self.columns, map(str.strip, cells), strict=False)))


def read_rows(
    path: str | PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    repeated: Literal["refuse", "number"] = "refuse",
) -> Rows:
    """The rows of a CSV file, with the header in line 1; memory stays small however long the file is.

    Without an `encoding`, a byte-order mark or valid UTF-8 decides, and else the nearest guess, which `notes` tells.
    Without a `delimiter`, the one of `,` `;` tab `|` that parts the header most. `repeated="number"` calls a second
    column "source" "source 2". Raises MappingError for a file that can't be read, has no header, or whose header names
    a column twice.
    """
    path = Path(path)
    if path.suffix.lower() in _SHEETS:
        raise MappingError(f"{path.name} is a workbook, not text.", hint="save the sheet as CSV (UTF-8)")
    found = find_encoding(path, encoding)
    try:
        with _opened(path, found.encoding) as stream:
            header = stream.readline(_MOST)
    except (OSError, UnicodeError) as error:
        raise _unreadable(path, error) from error
    if delimiter is None:
        delimiter = max(_DELIMITERS, key=lambda each: (len(_header(header, each)), -_DELIMITERS.index(each)))
    names = [name.strip() for name in _header(header, delimiter)]
    columns = _named(path, names, repeated)
    notes = []
    if found.guessed_from:
        why = t(
            "the file is not UTF-8 and was read as {encoding}; if that is wrong, name its encoding in the map",
            encoding=found.encoding,
        )
        notes.append(Problem(1, "", found.guessed_from, why, "note"))
    return Rows(path, columns, found.encoding, delimiter, max(found.lines - 1, 0), tuple(notes))


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        return path.open(encoding=encoding, errors="replace", newline="")
    except (ValueError, LookupError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> MappingError:
    return MappingError(f"{path.name} can't be read: {error}.", hint="check the path and the encoding")


def _header(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _named(path: Path, names: list[str], repeated: str) -> tuple[str, ...]:
    if not any(names):
        raise MappingError(
            f"{path.name} has no header.", hint="write the names of the columns into line 1, on one line"
        )
    if len(names) > _COLUMNS:
        raise MappingError(f"{path.name} has {len(names):,} columns.", hint=f"give at most {_COLUMNS:,}")
    for name in names:
        if len(name) > 200 or not name.isprintable() or "\ufffd" in name:
            raise MappingError(
                f"{path.name} has a column called {shortened(name)!r}.",
                hint="give names of at most 200 characters, and check the file's encoding",
            )
    # The last columns of a sheet are often without a name, and empty.
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice and repeated == "refuse":
        raise MappingError(
            f"{path.name} has more than one column called {', '.join(map(repr, twice))}.",
            hint='rename one, or write repeated = "number" under [file] in the map, which calls the second one '
            f"{twice[0] + ' 2'!r}",
        )
    taken: set[str] = set()
    for place, name in enumerate(names):
        number, new = 1, name
        while new in taken:
            number += 1
            new = f"{name} {number}"
        names[place] = new
        taken.add(new)
    return tuple(names)


class _TooLong(Exception):
    """A record goes on beyond what one may have."""


class _Lines:
    """Gives the csv module its lines and counts what one record takes, so that a broken one can be passed over."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._whole = True
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """A new record begins with the next line."""
        self._size = 0
        self._quotes = 0
        self.over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(_MOST + 1)
        if not line:
            self.over = True
            raise StopIteration
        if self._whole:
            self.number += 1
        self._whole = line.endswith(("\n", "\r"))
        self._size += len(line)
        self._quotes += line.count('"')
        if self._size > _MOST:
            raise _TooLong
        return line

    @property
    def unclosed(self) -> bool:
        """Whether the file ended within quotes."""
        return self.over and self._quotes % 2 == 1

    def pass_over(self) -> None:
        """Goes to the end of a broken record: to the end of the line at which as many quotes close as were opened.

        What stands in quotes is never taken for rows of its own.
        """
        while not self.over and (self._quotes % 2 or not self._whole):
            self._size = 0
            try:
                next(self)
            except _TooLong:
                continue
            except StopIteration:
                return


def _records(stream: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | Problem]]:
    lines = _Lines(stream)
    reader = _reader(lines, delimiter)
    while True:
        lines.begin()
        first = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            lines.pass_over()
            yield first, Problem(first, "", "", _why(error, lines.unclosed, first, lines.number))
            reader = _reader(lines, delimiter)
            continue
        yield first, cells


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _why(error: Exception, unclosed: bool, first: int, last: int) -> Message:
    figures = {"first": first, "last": last, "most": min(_MOST, csv.field_size_limit())}
    if unclosed:
        return t("a quote is opened and not closed, so lines {first} to {last} are not read; mend the file", **figures)
    if isinstance(error, _TooLong) or "field limit" in str(error):
        return t("the row (lines {first} to {last}) has a field of more than {most} characters", **figures)
    return t("the quotes in the row (lines {first} to {last}) are wrong: {what}", what=str(error), **figures)

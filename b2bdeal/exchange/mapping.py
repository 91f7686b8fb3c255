"""A mapping says how another system's columns become deals; a sales office writes it in TOML, without programming."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PrivateAttr, ValidationError, model_validator

from b2bdeal.errors import MappingError
from b2bdeal.exchange.dates import parsed
from b2bdeal.units import Currency, Id, Name
from b2bdeal.written import Written

__all__ = ["Columns", "Dates", "FileFormat", "Lookup", "Mapping", "Move", "nearest"]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like it, blanks and capitals aside; empty where none is."""
    words = {"".join(each.casefold().split()): each for each in known}
    found = get_close_matches("".join(word.casefold().split()), words, 1)
    return words[found[0]] if found else ""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{name!r} is no time zone: name one as 'America/New_York' or 'UTC'") from None
    return name


def _form(form: str) -> str:
    day = datetime(2020, 5, 17, 13, 45, 59, tzinfo=UTC)
    read = parsed(day.isoformat() if form == "iso" else day.strftime(form), form)
    if read is None or read[0].date() != day.date():
        raise ValueError(f"{form!r} is no form of dates: write 'iso', or one as '%d/%m/%Y' with day, month and year")
    return form


def _several(given: object) -> object:
    return (given,) if isinstance(given, str) else given


Column = Name
Zone = Annotated[str, AfterValidator(_zone)]
DateForm = Annotated[str, AfterValidator(_form)]
Words = Annotated[tuple[Name, ...], BeforeValidator(_several)]


class FileFormat(Written):
    """How the file is written; all of it is found out where it is not said."""

    encoding: Name | None = None
    """Such as "utf-8" or "gb18030"."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern=r'^[^"\r\n]$')] | None = None
    """What stands between the fields."""
    repeated: Literal["refuse", "number"] = "refuse"
    """A header that names a column twice is refused, or the second one is called "name 2"."""
    decimal: Literal[".", ","] = "."
    """What stands before the cents."""
    blanks: Words = ()
    """Words that stand for nothing, such as "N/A"."""


class Columns(Written):
    """Which column is what; a column that is named nowhere is kept as a detail of the deal, as it was read."""

    id: Column
    """The row's id in the other system."""
    account: Column | None = None
    """The company."""
    stage: Column | None = None
    """The stage by the other system's words; moves name them under `when`."""
    currency: Column | None = None
    """The currency of each row, where there is no one currency."""
    people: dict[Column, Literal["ours", "theirs"]] = Field(default_factory=dict)
    """Columns with people's names, and on which side they are. Names go to the table of people, ids to the deal."""
    ignore: Words = ()
    """Columns that are not kept."""


class Dates(Written):
    """How dates are written."""

    formats: Annotated[tuple[DateForm, ...], BeforeValidator(_several), Field(min_length=1)] = ("iso",)
    """"iso" or forms of strptime, such as "%d/%m/%Y". A date that two of them read differently is refused."""
    timezones: dict[Column, Zone] = Field(default_factory=dict)
    """Columns whose times are in a zone of their own, such as "UTC"."""


class Move(Written):
    """One step of the history: at the date in this column, the deal came to that stage."""

    when: Words = ()
    """The words of the stage column for which this happened; without them, it happened where the date is filled in."""
    to: Id
    """The stage of the flow."""
    at: Column
    """The column with its date."""
    value: Column | None = None
    """The column with the deal's value, where that is known at this step."""
    undated: Annotated[date, Field(ge=date(1900, 1, 1))] | None = None
    """The day to take where the date is blank; each such row is noted. Without it, such a row is refused."""


class Lookup(Written):
    """A side table in which each value of a column must stand."""

    file: Name
    """A CSV file beside the data file or beside the map."""
    key: Column | None = None
    """Its column to look in; the same name where not given."""
    aliases: dict[Name, Name] = Field(default_factory=dict)
    """What is written for a value of the table; each use is noted."""
    blank: Literal["refuse", "keep"] = "refuse"
    """Whether a row without a value is refused, or kept and noted."""
    take: Words = ()
    """Columns of the side table to keep with the deal, as "account.sector". Not for people's names."""


class Mapping(Written):
    """How a file's columns become deals. `Mapping.load("map.toml")` reads one; examples/maps has some."""

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]
    """The other system in lower case, as "maven-crm". It is part of each deal's id, so a rerun finds its deals."""
    flow: Id
    """The id of the flow that the deals go on under."""
    timezone: Zone
    """The zone of dates that name none; a date without time of day is kept as the beginning of that day there."""
    currency: Currency | None = None
    """The currency of all values."""
    file: FileFormat = Field(default_factory=FileFormat)
    columns: Columns
    dates: Dates = Field(default_factory=Dates)
    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    """In the order in which they happen."""
    lookup: dict[Column, Lookup] = Field(default_factory=dict)
    """Columns of the data file whose values must stand in a side table."""

    _folder: Path | None = PrivateAttr(None)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The mapping in a TOML file. Raises MappingError with every fault: the file, the key and what to do."""
        path = Path(path)
        try:
            with path.open("rb") as stream:
                given = tomllib.load(stream)
        except OSError as error:
            raise MappingError(f"{path} can't be read: {error.strerror or error}.", hint="check the path") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise MappingError(f"{path.name} is no TOML: {error}.", hint="mend it there; see toml.io") from error
        try:
            mapping = cls.model_validate(given)
        except ValidationError as error:
            raise MappingError(f"{path.name} can't be used: {'; '.join(_faults(error, cls))}.") from error
        mapping._folder = path.parent
        return mapping

    @property
    def folder(self) -> Path | None:
        """Where the map lies; None for one that was made in Python."""
        return self._folder

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        columns = self.columns
        if any(move.when for move in self.moves) and columns.stage is None:
            raise ValueError("moves say `when`, but columns.stage does not name the column with the stage")
        if columns.stage is not None and not any(move.when for move in self.moves):
            raise ValueError("columns.stage is named, but no move says `when`: leave it out, or say when")
        if any(move.value for move in self.moves) and not (self.currency or columns.currency):
            raise ValueError('values need a currency: currency = "USD", or columns.currency for each row its own')
        if self.currency and columns.currency:
            raise ValueError("currency and columns.currency are both given: give one")
        ignored = sorted(set(columns.ignore) & self.named)
        if ignored:
            raise ValueError(f"columns.ignore names {', '.join(ignored)}, which the map uses: take it out there")
        return self

    @property
    def named(self) -> set[str]:
        """Every column of the data file that the map uses."""
        columns = self.columns
        found = {columns.id, columns.account, columns.stage, columns.currency, *columns.people, *self.lookup}
        found |= {move.at for move in self.moves} | {move.value for move in self.moves} | set(self.dates.timezones)
        return {name for name in found if name is not None}

    def fits(self, columns: Sequence[str], file: str) -> None:
        """Raises MappingError where the file lacks a column that the map names."""
        for name in sorted(self.named | set(self.columns.ignore)):
            if name not in columns:
                meant = nearest(name, columns)
                raise MappingError(
                    f"{file} has no column {name!r}.",
                    hint=f"did you mean {meant!r}?" if meant else f"it has: {', '.join(columns[:30])}",
                )


def _faults(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Each fault with its key, as a writer of TOML would name it."""
    found = []
    for fault in error.errors(include_url=False, include_context=False):
        key = ".".join(f"{part}" for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            meant = nearest(str(fault["loc"][-1]), _keys(model, fault["loc"][:-1]))
            message = f"there is no such key{f', did you mean {meant}?' if meant else ''}"
        elif fault["type"] == "missing":
            message = "it is missing"
        found.append(f"{key}: {message}" if key else message)
    return found


def _keys(model: type[BaseModel], way: Sequence[Any]) -> list[str]:
    """The keys that there are at that place of the map."""
    inner: dict[str, type[BaseModel]] = {
        "file": FileFormat,
        "columns": Columns,
        "dates": Dates,
        "moves": Move,
        "lookup": Lookup,
    }
    return list((inner[str(way[0])] if way else model).model_fields)

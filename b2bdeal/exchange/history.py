"""A row's history: the facts that it tells under a map, or every reason why it tells none."""

import re
from hashlib import blake2b
from typing import Literal

import attrs
from pydantic import ValidationError

from b2bdeal.errors import ValueProblem
from b2bdeal.exchange.dates import Dated, DateReader
from b2bdeal.exchange.lookup import SideTable
from b2bdeal.exchange.mapping import Mapping, Move, nearest
from b2bdeal.exchange.problem import Problem
from b2bdeal.exchange.rows import Row
from b2bdeal.flow import Imported
from b2bdeal.labels import Message, t
from b2bdeal.life import Person
from b2bdeal.units import Money
from b2bdeal.units.moment import check_id

__all__ = ["Historian", "History"]

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOST = 20_000
Side = Literal["ours", "theirs"]
_SWAPPED = str.maketrans(".,", ",.")


@attrs.frozen
class History:
    """What one row tells of one deal."""

    id: str
    """The deal's id: the map's source and the row's id."""
    line: int
    facts: tuple[Imported, ...]
    dated_by: tuple[str, ...]
    """For each fact, the column with its date."""
    people: tuple[Person, ...]
    notes: tuple[Problem, ...]


@attrs.define(eq=False)
class _Reading:
    """One row while it is read."""

    row: Row
    cells: dict[str, str]
    """The cells that are neither blank nor ignored."""
    problems: list[Problem] = attrs.field(factory=list)
    used: set[str] = attrs.field(factory=set)
    extra: dict[str, str] = attrs.field(factory=dict)

    def problem(self, column: str, why: Message, value: str = "") -> None:
        self.problems.append(Problem(self.row.line, column, value, why))

    def note(self, column: str, why: Message, value: str = "") -> None:
        self.problems.append(Problem(self.row.line, column, value, why, "note"))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


@attrs.frozen(eq=False)
class Historian:
    """Reads the rows of one file under its map."""

    mapping: Mapping
    tables: dict[str, SideTable]
    _dates: DateReader
    _stages: frozenset[str]
    _dropped: frozenset[str]
    _blanks: frozenset[str]
    _met: dict[tuple[Side, str], Person] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, mapping: Mapping, tables: dict[str, SideTable]) -> "Historian":
        """The reader under a map, with its side tables."""
        stages = frozenset(word for move in mapping.moves for word in move.when)
        blanks = frozenset(("", *mapping.file.blanks))
        dates = DateReader.of(mapping.dates.formats, mapping.timezone, mapping.dates.timezones)
        return cls(mapping, tables, dates, stages, frozenset(mapping.columns.ignore), blanks)

    def id(self, row: Row) -> str:
        """The id of the row's deal; empty where the row has none."""
        row_id = row.cells[self.mapping.columns.id]
        return "" if row_id in self._blanks else f"{self.mapping.source}:{row_id}"

    def fingerprint(self, row: Row) -> str:
        """A digest of the row as it was read. Ignored and blank columns, and the order of columns, don't count."""
        kept = sorted((name, value) for name, value in row.cells.items() if value and name not in self._dropped)
        return blake2b(repr(kept).encode("utf-8", "replace"), digest_size=16).hexdigest()

    def read(self, row: Row, fingerprint: str) -> History | list[Problem]:
        """The row's history; every reason where it can't be told."""
        columns, blanks, dropped = self.mapping.columns, self._blanks, self._dropped
        cells = {n: v for n, v in row.cells.items() if v not in blanks and n not in dropped}
        reading = _Reading(row, cells)
        self._seemly(reading)
        if reading.problems:
            return reading.problems
        id = self.id(row)
        if not id:
            reading.problem(columns.id, t("it is blank, and a row needs an id"))
        else:
            try:
                check_id("a deal", id)
            except ValueProblem as problem:
                reading.problem(columns.id, t("it can't be used: {what}", what=str(problem)), row.cells[columns.id])
        for column, table in self.tables.items():
            self._look_up(reading, column, table)
        steps = self._steps(reading)
        people = self._people(reading)
        account = cells.get(columns.account) if columns.account is not None else None
        if columns.account is not None and account is None and columns.account not in self.tables:
            reading.note(columns.account, t("it is blank"))
        values = [self._value(reading, move) for move, _ in steps]
        if reading.errors:
            return reading.errors
        facts = self._facts(reading, steps, values, account, fingerprint)
        if facts is None:
            return reading.errors
        dated_by = tuple(move.at for move, _ in steps)
        return History(id, row.line, facts, dated_by, people, tuple(reading.problems))

    # ── parts of a row ───────────────────────────────────────────────────────────────────────────────────────────────

    def _seemly(self, reading: _Reading) -> None:
        """Refuses what no field may hold: damaged or unseen characters, and more than a document takes."""
        whole = "".join(reading.cells.values())
        if len(whole) <= _MOST and "\ufffd" not in whole and not _UNSEEN.search(whole):
            return
        for column, value in reading.cells.items():
            if len(value) > _MOST:
                why = t("it has {length} characters, and {most} are the most", length=len(value), most=_MOST)
                reading.problem(column, why, value)
            elif "\ufffd" in value:
                reading.problem(column, t("some of its bytes are no text in the file's encoding"), value)
            elif _UNSEEN.search(value):
                reading.problem(column, t("it holds control characters"), value)

    def _look_up(self, reading: _Reading, column: str, table: SideTable) -> None:
        value = reading.cells.get(column)
        if value is None:
            why = t("it is blank")
            (reading.note if table.rule.blank == "keep" else reading.problem)(column, why)
            return
        try:
            meant, note = table.find(value)
        except KeyError:
            reading.problem(column, table.unknown(value), value)
            return
        if note is not None:
            reading.note(column, note, value)
        reading.cells[column] = meant
        reading.extra |= table.known[meant]

    def _steps(self, reading: _Reading) -> list[tuple[Move, Dated]]:
        stage_column, stage = self.mapping.columns.stage, None
        if stage_column is not None:
            stage = reading.cells.get(stage_column)
            reading.used.add(stage_column)
            if stage is None:
                reading.problem(stage_column, t("it is blank, and the map needs a stage"))
                return []
            if stage not in self._stages:
                meant = nearest(stage[:200], self._stages)
                why = t("no move of the map is for it; did you mean ‘{meant}’?", meant=meant)
                reading.problem(stage_column, why if meant else t("no move of the map is for it"), stage)
                return []
        steps: list[tuple[Move, Dated]] = []
        missing = False
        for move in self.mapping.moves:
            if move.when and stage not in move.when:
                continue
            text = reading.cells.get(move.at)
            if text is not None:
                read = self._dates.read(move.at, text)
            elif move.undated is not None:
                read = self._dates.on(move.undated)
                reading.note(move.at, t("it is blank; dated {day}, as the map says", day=move.undated))
            else:
                if move.when:
                    missing = True
                    reading.problem(move.at, t("it is blank, and {to} needs a date", to=move.to))
                continue
            reading.used.add(move.at)
            if isinstance(read, Message):
                missing = True
                reading.problem(move.at, read, text or "")
                continue
            before = steps[-1] if steps else None
            placed = read.after(before[1] if before else None, self._dates.zone)
            if placed is None and before is not None:
                reading.problem(move.at, t("it lies before {earlier}", earlier=before[0].at), text or "")
                missing = True
            elif placed is not None:
                steps.append((move, placed))
        if not steps and not missing:
            columns = tuple(dict.fromkeys(move.at for move in self.mapping.moves))
            reading.problem(columns[0], t("no date says when it happened: {columns} are blank", columns=columns))
        return steps

    def _people(self, reading: _Reading) -> tuple[Person, ...]:
        people = []
        for column, side in self.mapping.columns.people.items():
            name = reading.cells.get(column)
            if name is None:
                continue
            person = self._met.get((side, name))
            if person is None:
                try:
                    person = self._met[side, name] = _person(self.mapping.source, side, name)
                except ValidationError as error:
                    reading.problem(column, _said(error), name)
                    continue
            people.append(person)
            reading.cells[column] = person.id
        return tuple(people)

    def _value(self, reading: _Reading, move: Move) -> Money | None:
        column = move.value
        if column is None:
            return None
        text = reading.cells.get(column)
        if text is None:
            reading.note(column, t("it is blank, so the deal has no value"))
            return None
        reading.used.add(column)
        code = self.mapping.currency
        if (named := self.mapping.columns.currency) is not None:
            code = reading.cells.get(named)
            if code is None:
                reading.problem(named, t("it is blank, and a value needs a currency"))
                return None
        try:
            number = text.translate(_SWAPPED) if self.mapping.file.decimal == "," else text
            money = Money.of(number, code or "")
        except ValueProblem as problem:
            reading.problem(column, t("it can't be used: {what}", what=str(problem)), text)
            return None
        if money.amount < 0:
            reading.problem(column, t("a deal's value is not below zero"), text)
            return None
        if named is not None:
            reading.used.add(named)
        return money

    def _facts(
        self,
        reading: _Reading,
        steps: list[tuple[Move, Dated]],
        values: list[Money | None],
        account: str | None,
        fingerprint: str,
    ) -> tuple[Imported, ...] | None:
        columns = self.mapping.columns
        used = {columns.id, columns.account, *reading.used}
        details = {name: value for name, value in reading.cells.items() if name not in used} | reading.extra
        row_id = reading.row.cells[columns.id]
        facts = []
        for place, ((move, dated), value) in enumerate(zip(steps, values, strict=True), 1):
            try:
                fact = Imported(
                    at=dated.moment,
                    stage=move.to,
                    source=self.mapping.source,
                    row=row_id,
                    fingerprint=fingerprint,
                    account=account,
                    value=value,
                    # The row is one: what it says beside its dates is kept once, with the last of them.
                    details=details if place == len(steps) else {},
                )
            except ValidationError as error:
                names = {"row": columns.id, "account": columns.account or "", "at": move.at}
                for fault in error.errors(include_url=False, include_context=False):
                    key = str(fault["loc"][-1])
                    column = names.get(key, key)
                    reading.problem(
                        column, t("it can't be used: {what}", what=fault["msg"]), reading.row.cells.get(column, "")
                    )
                return None
            facts.append(fact)
        return tuple(facts)


def _said(error: ValidationError) -> Message:
    return t("it can't be used: {what}", what=error.errors(include_url=False, include_context=False)[0]["msg"])


def _person(source: str, side: Side, name: str) -> Person:
    # An id from which the name can't be read: facts stay when a person's details are erased.
    digest = blake2b(f"{source}\n{side}\n{name}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Person(id=f"{source}:p-{digest}", name=name, side=side)

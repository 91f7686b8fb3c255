"""Imports another system's export into a book: whole batches, good rows kept, bad ones told, nothing twice."""

from collections.abc import Callable
from contextlib import closing
from os import PathLike
from pathlib import Path

import attrs

from b2bdeal.book import Book
from b2bdeal.errors import MappingError, StaleDeal
from b2bdeal.exchange.history import Historian, History
from b2bdeal.exchange.lookup import side_tables
from b2bdeal.exchange.mapping import Mapping, nearest
from b2bdeal.exchange.problem import Problem
from b2bdeal.exchange.report import ImportReport
from b2bdeal.exchange.rows import Row, read_rows
from b2bdeal.flow import Deal, Flow, Imported, Refused
from b2bdeal.labels import Message, t
from b2bdeal.life import Person

__all__ = ["Progress", "import_file"]

Progress = Callable[[int, int | None], None]
"""Is told how many rows are done, and about how many there are."""


def import_file(
    book: Book,
    path: str | PathLike[str],
    mapping: Mapping,
    *,
    by: str,
    progress: Progress | None = None,
    dry_run: bool = False,
    batch: int = 500,
) -> ImportReport:
    """Imports a file's rows as deals with marked history, of which the flow's rules are not asked.

    A row with an error is refused and told in the report; the others are kept. Rows are written `batch` at a time, each
    batch whole or not at all, so after an interruption (or a full disk) the same call goes on where it stopped. A deal
    that is in the book is never touched: an unchanged row counts as `already`, a changed one is noted. `dry_run` does
    all but write.

    Raises MappingError where map and file don't fit each other, before anything is written; StoreError where the book
    can't be written; Refused where `by` may not import.
    """
    if batch < 1:
        raise MappingError(f"A batch of {batch} rows can't be.", hint="give 1 or more")
    path = Path(path)
    flow = _flow(book, mapping)
    form = mapping.file
    rows = read_rows(path, encoding=form.encoding, delimiter=form.delimiter, repeated=form.repeated)
    mapping.fits(rows.columns, path.name)
    historian = Historian.of(mapping, side_tables(mapping, path))
    work = _Work(book, flow, historian, by, dry_run)
    work.problems += rows.notes
    if progress is not None:
        progress(0, rows.about)
    try:
        with closing(iter(rows)) as found:
            for each in found:
                work.take(each)
                if work.read % batch == 0:
                    work.write()
                    if progress is not None:
                        progress(work.read, max(rows.about, work.read))
        work.write()
    except BaseException as error:
        error.add_note(f"{work.imported} rows of {path.name} were imported before; the same import goes on from there.")
        raise
    if progress is not None:
        progress(work.read, work.read)
    named = mapping.named | set(mapping.columns.ignore)
    return ImportReport(
        file=path.name,
        source=mapping.source,
        read=work.read,
        imported=work.imported,
        already=work.already,
        changed=work.changed,
        refused=work.refused,
        problems=tuple(sorted(work.problems, key=lambda problem: problem.line)),
        kept=tuple(column for column in rows.columns if column not in named),
        dry_run=dry_run,
    )


def _flow(book: Book, mapping: Mapping) -> Flow:
    """The newest version of the map's flow, if it has every stage that the map names."""
    versions = [flow for flow in book.flows if flow.id == mapping.flow]
    if not versions:
        known = sorted({flow.id for flow in book.flows})
        meant = nearest(mapping.flow, known)
        raise MappingError(
            f"There is no flow {mapping.flow!r} here.",
            hint=f"did you mean {meant!r}?"
            if meant
            else f"give it to open(…, flows=[…]); there are {', '.join(known)}",
        )
    flow = max(versions, key=lambda each: each.version)
    stages = [stage.name for stage in flow.stages]
    for move in mapping.moves:
        if move.to not in stages:
            meant = nearest(move.to, stages)
            raise MappingError(
                f"The flow {flow.id} has no stage {move.to!r}.",
                hint=f"did you mean {meant!r}?" if meant else f"its stages are {', '.join(stages)}",
            )
    return flow


@attrs.frozen
class _Waiting:
    """A row that waits for its batch."""

    id: str
    """The deal's id; empty where the row has none."""
    row: Row
    fingerprint: str


@attrs.define(eq=False)
class _Work:
    """An import while it runs."""

    book: Book
    flow: Flow
    historian: Historian
    by: str
    dry_run: bool
    read: int = 0
    imported: int = 0
    already: int = 0
    changed: int = 0
    refused: int = 0
    problems: list[Problem] = attrs.field(factory=list)
    waiting: list[_Waiting] = attrs.field(factory=list)
    seen: dict[str, tuple[int, str]] = attrs.field(factory=dict)
    """Ids of deals in the file, with the line and fingerprint of their first row."""
    people: set[str] = attrs.field(factory=set)
    """People that are in the book."""

    def take(self, row: Row | Problem) -> None:
        """Takes one row in; it waits for its batch, unless it is unreadable or stands twice in the file."""
        self.read += 1
        if isinstance(row, Problem):
            self._refuse(row)
            return
        id, fingerprint = self.historian.id(row), self.historian.fingerprint(row)
        first, known = self.seen.get(id, (0, "")) if id else (0, "")
        if not first:
            self.seen[id] = (row.line, fingerprint)
            self.waiting.append(_Waiting(id, row, fingerprint))
        elif known == fingerprint:
            self.already += 1
            self._note(row, t("the same row stands in line {first}, too", first=first))
        else:
            column, why = self._column, t("another row with this id stands in line {first}", first=first)
            self._refuse(Problem(row.line, column, row.cells[column], why))

    def write(self) -> None:
        """Writes what waits, all of it or nothing; leaves out what is in the book and what is refused."""
        told: dict[str, tuple[_Waiting, History]] = {}
        for each in self.waiting:
            if not self._is_there(each):
                history = self.historian.read(each.row, each.fingerprint)
                if isinstance(history, History):
                    told[history.id] = (each, history)
                else:
                    self._refuse(*history)
        self.waiting = []
        if self.dry_run:
            told = {id: each for id, each in told.items() if not self._is_refused(each[1])}
        while told and not self.dry_run:
            fresh = [history for _, history in told.values()]
            strangers = self._strangers(fresh)
            try:
                self.book.start_all([(h.id, self.flow, h.facts) for h in fresh], by=self.by, people=strangers)
                self.people.update(person.id for person in strangers)
                break
            except StaleDeal:
                # Somebody made one of the deals just now.
                left = {id: each for id, each in told.items() if not self._is_there(each[0])}
                if len(left) == len(told):
                    raise
            except Refused:
                left = {id: each for id, each in told.items() if not self._is_refused(each[1])}
                if len(left) == len(told):
                    # It was none of the rows: `by` may not import.
                    raise
            told = left
        self.imported += len(told)
        for _, history in told.values():
            self.problems += history.notes

    @property
    def _column(self) -> str:
        return self.historian.mapping.columns.id

    def _note(self, row: Row, why: Message) -> None:
        self.problems.append(Problem(row.line, self._column, row.cells[self._column], why, "note"))

    def _refuse(self, *problems: Problem) -> None:
        self.refused += 1
        self.problems += problems

    def _strangers(self, fresh: list[History]) -> list[Person]:
        """People who are not in the book: what is known of the others is not overwritten."""
        named = {person.id: person for history in fresh for person in history.people}
        found = {id for id in named.keys() - self.people if id in self.book.people}
        self.people |= found
        return [person for id, person in named.items() if id not in self.people]

    def _is_there(self, waiting: _Waiting) -> bool:
        """Whether the deal is in the book; counts it, and notes a row that has changed."""
        if not waiting.id or waiting.id not in self.book:
            return False
        imported = self.book.deal(waiting.id).last(Imported)
        if imported is not None and imported.fingerprint == waiting.fingerprint:
            self.already += 1
            return True
        self.changed += 1
        why = (
            t("a deal with this id is in the book, but was not imported; it was not touched")
            if imported is None
            else t("the row differs from the one that was imported; the deal was not touched")
        )
        self._note(waiting.row, why)
        return True

    def _is_refused(self, history: History) -> bool:
        """Whether the flow refuses the row's history; says why."""
        deal = Deal.unopened(history.id, self.flow)
        now = self.book.clock()
        for fact, column in zip(history.facts, history.dated_by, strict=True):
            try:
                deal = deal.then(fact, by=self.by, now=now)
            except Refused as refused:
                why = t("the flow refuses it: {reasons}", reasons=refused.reasons)
                self._refuse(Problem(history.line, column, fact.at.isoformat(), why))
                return True
        return False

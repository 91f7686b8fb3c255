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
from b2bdeal.labels import t
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
    waiting: list[History] = attrs.field(factory=list)
    seen: dict[str, tuple[int, str]] = attrs.field(factory=dict)
    """Ids of deals in the file, with the line and fingerprint of their first row."""
    people: set[str] = attrs.field(factory=set)
    """People that are in the book."""

    def take(self, row: Row | Problem) -> None:
        """Reads one row; it waits for its batch, or is refused."""
        self.read += 1
        if isinstance(row, Problem):
            self._refuse(row)
            return
        id = self.historian.id(row)
        column = self.historian.mapping.columns.id
        value = row.cells[column]
        if id in self.seen:
            line, fingerprint = self.seen[id]
            if fingerprint == self.historian.fingerprint(row):
                self.already += 1
                why = t("the same row stands in line {first}, too", first=line)
                self.problems.append(Problem(row.line, column, value, why, "note"))
            else:
                why = t("another row with this id stands in line {first}", first=line)
                self._refuse(Problem(row.line, column, value, why))
            return
        if id:
            self.seen[id] = (row.line, self.historian.fingerprint(row))
        told = self.historian.read(row)
        if isinstance(told, History):
            self.waiting.append(told)
        else:
            self._refuse(*told)

    def write(self) -> None:
        """Writes what waits, all of it or nothing; leaves out what is in the book and what the flow refuses."""
        fresh = [history for history in self.waiting if not self._is_there(history)]
        self.waiting = []
        if self.dry_run:
            fresh = [history for history in fresh if not self._is_refused(history)]
        while fresh and not self.dry_run:
            strangers = self._strangers(fresh)
            try:
                self.book.start_all([(h.id, self.flow, h.facts) for h in fresh], by=self.by, people=strangers)
                self.people.update(person.id for person in strangers)
                break
            except (StaleDeal, Refused) as error:
                # Somebody made one of the deals just now, or the flow refuses one.
                out = self._is_there if isinstance(error, StaleDeal) else self._is_refused
                left = [history for history in fresh if not out(history)]
                if len(left) == len(fresh):
                    # It was none of the rows: `by` may not import, or the store is at odds with itself.
                    raise
                fresh = left
        self.imported += len(fresh)
        for history in fresh:
            self.problems += history.notes

    def _refuse(self, *problems: Problem) -> None:
        self.refused += 1
        self.problems += problems

    def _strangers(self, fresh: list[History]) -> list[Person]:
        """People who are not in the book: what is known of the others is not overwritten."""
        named = {person.id: person for history in fresh for person in history.people}
        found = {id for id in named.keys() - self.people if id in self.book.people}
        self.people |= found
        return [person for id, person in named.items() if id not in self.people]

    def _is_there(self, history: History) -> bool:
        """Whether the deal is in the book; counts it, and notes a row that has changed."""
        if history.id not in self.book:
            return False
        imported = self.book.deal(history.id).last(Imported)
        if imported is not None and imported.fingerprint == history.fingerprint:
            self.already += 1
            return True
        self.changed += 1
        why = (
            t("a deal with this id is in the book, but was not imported; it was not touched")
            if imported is None
            else t("the row differs from the one that was imported; the deal was not touched")
        )
        column = self.historian.mapping.columns.id
        self.problems.append(Problem(history.line, column, history.facts[0].row, why, "note"))
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

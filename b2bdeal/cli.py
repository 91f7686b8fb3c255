"""The command line: play the demo, import history, look at the pipeline, at what is late, and at one deal."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

import b2bdeal
from b2bdeal.book import Book
from b2bdeal.errors import DealError, StoreError, UnknownFlow
from b2bdeal.labels import Lang
from b2bdeal.show import Card, Table

__all__ = ["app", "main"]

app = App(name="b2bdeal", help="Whole B2B deals, every step enforced.", version=b2bdeal.__version__)

BookFile = Annotated[Path, Parameter(help="The book's file.")]
Language = Annotated[Lang, Parameter(help="English or Chinese.")]


@app.command
def demo(*, book: BookFile | None = None, lang: Language = "en") -> None:
    """Play a whole cosmetics OEM deal, with two refusals, a waiver and what is late.

    Without --book, it is played on a book that is deleted afterwards.
    """
    from b2bdeal.demo import demo

    demo(print, where=book, lang=lang, width=_width())


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The export to read, CSV.")],
    *,
    map: Annotated[Path, Parameter(help="How its columns become deals, TOML.")],
    book: BookFile = Path("deals.db"),
    by: Annotated[str, Parameter(help="Who imports it, by id.")] = "import",
    dry_run: Annotated[bool, Parameter(help="Say what would be imported, and write nothing.")] = False,
    lang: Language = "en",
) -> int:
    """Import an export of another system as history; bad rows are listed, and a rerun imports nothing twice.

    Exits with 0 where every row is good, with 1 where some were refused.
    """
    from rich.console import Console
    from rich.progress import Progress

    from b2bdeal.exchange import Mapping, import_file

    mapping = Mapping.load(map)
    with b2bdeal.open(book) as opened, Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        report = import_file(
            opened,
            file,
            mapping,
            by=by,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    _show(report.card(), lang)
    return 1 if report.refused else 0


@app.command
def pipeline(book: BookFile = Path("deals.db"), *, lang: Language = "en") -> None:
    """Print stages with their deals, value, age and what is overdue."""
    with _existing(book) as opened:
        _show(opened.pipeline(_now()), lang)


@app.command
def late(book: BookFile = Path("deals.db"), *, lang: Language = "en") -> None:
    """Print what is overdue: stays that are over, instalments past their day."""
    with _existing(book) as opened:
        _show(opened.late(_now()), lang)


@app.command
def tick(book: BookFile = Path("deals.db"), *, lang: Language = "en") -> None:
    """Record every overrun that is due; run it once an hour or a day."""
    with _existing(book) as opened:
        touched = opened.tick()
        rows = [(deal.id, deal.stage, deal.last_at) for deal in touched]
        _show(Table("", ("deal", "stage", "overran"), rows), lang)


@app.command
def deal(id: str, *, book: BookFile = Path("deals.db"), lang: Language = "en") -> None:
    """Print one deal's card and history."""
    with _existing(book) as opened:
        _show(opened.deal(id).card(), lang)


@app.command
def flow(
    name: str = "cosmetics", *, face: Annotated[Literal["table", "md", "mermaid"], Parameter(name="--as")] = "table"
) -> None:
    """Print a flow as a table, as Markdown or as a Mermaid diagram."""
    flows = {flow.id: flow for flow in Book().flows}
    if name not in flows:
        raise UnknownFlow(f"There is no flow {name!r}.", hint=f"there are {', '.join(flows)}")
    print(format(flows[name], face))


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line. Exits with 1 on an error of ours, which is printed without a traceback; 130 on Ctrl-C."""
    try:
        code = app(sys.argv[1:] if words is None else words)
        sys.exit(code if isinstance(code, int) else 0)  # newer cyclopts has done so itself
    except DealError as error:
        print(f"b2bdeal: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `b2bdeal demo | head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("b2bdeal: interrupted; what was recorded is kept", file=sys.stderr)
        sys.exit(130)


def _existing(path: Path) -> Book:
    if not path.exists():
        raise StoreError(f"There is no book {path}.", hint="make one with `b2bdeal demo --book deals.db` or an import")
    return b2bdeal.open(path)


def _now() -> datetime:
    from b2bdeal.book.clock import machine_clock

    return machine_clock().astimezone()


def _width() -> int:
    from rich.console import Console

    return min(Console().width, 120)


def _show(face: Card | Table, lang: Lang) -> None:
    print(face.text(width=_width(), lang=lang, color=sys.stdout.isatty()))

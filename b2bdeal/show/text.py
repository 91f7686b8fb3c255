"""Cards and tables as terminal text, laid out by rich: it knows how wide each script is."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from b2bdeal.labels import Lang, plain, say
from b2bdeal.show.face import label, more_rows, told

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from b2bdeal.show.card import Card, Field, Section, Step
    from b2bdeal.show.table import Table

__all__ = ["card_text", "padded", "table_text"]

_NARROWEST = 24
_MOST_TEXT = 2_000
_MOST_ROWS_IN_CARD = 30
_TONES = {"good": ("✓ ", "green"), "bad": ("✕ ", "red"), "warn": ("! ", "yellow"), "plain": ("", "")}
_STATES = {"done": ("✓ ", "green"), "current": ("● ", "bold"), "to come": ("○ ", "dim")}


def card_text(card: "Card", width: int, lang: Lang, color: bool) -> str:
    """The card as text, at most `width` columns wide."""
    width = max(width, _NARROWEST)
    from rich.text import Text

    parts: list[RenderableType] = [Text(told(card.title, lang, _MOST_TEXT), style="bold")]
    if card.subtitle is not None:
        parts.append(Text(told(card.subtitle, lang, _MOST_TEXT), style="dim"))
    if card.badges:
        badges = Text()
        for number, badge in enumerate(card.badges):
            mark, style = _TONES[badge.tone]
            badges.append("  " if number else "").append(f"[{mark}{label(badge.word, lang)}]", style=style)
        parts.append(badges)
    if card.fields:
        parts += ["", _fields(card.fields, lang)]
    for section in card.sections:
        parts += ["", *_section(section, width, lang)]
    if card.footnote is not None:
        parts += ["", Text(told(card.footnote, lang, _MOST_TEXT), style="dim")]
    return _drawn(parts, width, color)


def table_text(table: "Table", width: int, lang: Lang, color: bool, most: int | None) -> str:
    """The table as text, at most `width` columns wide, with at most `most` rows."""
    return _drawn(_table(table, lang, most), max(width, _NARROWEST), color)


def _drawn(parts: Iterable["RenderableType"], width: int, color: bool) -> str:
    console = _console(width, color)
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().rstrip().split("\n"))


def _console(width: int, color: bool) -> "Console":
    from rich.console import Console

    # An empty environment: how a thing looks depends on what is asked, not on the machine.
    return Console(
        file=StringIO(), width=width, height=100, color_system="standard" if color else None, force_terminal=color,
        force_jupyter=False, force_interactive=False, legacy_windows=False, markup=False, emoji=False, highlight=False,
        _environ={},
    )  # fmt: skip


def _fields(fields: Iterable["Field"], lang: Lang) -> "RenderableType":
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for each in fields:
        value = Text(told(each.value, lang, _MOST_TEXT))
        if each.note is not None:
            value.append(f"  ({told(each.note, lang, _MOST_TEXT)})", style="dim")
        grid.add_row(Text(label(each.label, lang)), value)
    return grid


def _section(section: "Section", width: int, lang: Lang) -> list["RenderableType"]:
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    inside: list[RenderableType] = []
    if section.steps:
        inside.append(_steps(section.steps, width - 2, lang))
    if section.fields:
        inside.append(_fields(section.fields, lang))
    if section.lines:
        lines = Grid.grid(padding=(0, 1, 0, 0))
        for line in section.lines:
            lines.add_row("•", Text(told(line, lang, _MOST_TEXT), overflow="fold"))
        inside.append(lines)
    if section.table is not None:
        inside += _table(section.table, lang, _MOST_ROWS_IN_CARD, under=label(section.title, lang))
    title = Text(label(section.title, lang), style="bold")
    return [title, *(Padding(part, (0, 0, 0, 2)) for part in inside)]


def _steps(steps: Iterable["Step"], width: int, lang: Lang) -> "RenderableType":
    from rich.text import Text

    rows, gap = [Text()], Text("  →  ", style="dim")
    for number, step in enumerate(steps):
        mark, style = _STATES[step.state]
        words = Text(mark + label(step.label, lang), style=style)
        if step.state == "current":
            words.append(f" ({say('now', lang=lang)})")
        # A step stays whole: what does not fit beside the others begins a row.
        if number and rows[-1].cell_len + gap.cell_len + words.cell_len + gap.cell_len > width:
            rows[-1].append_text(gap)
            rows.append(Text())
        elif number:
            rows[-1].append_text(gap)
        rows[-1].append_text(words)
    return Text("\n").join(rows)


def _table(table: "Table", lang: Lang, most: int | None, under: str = "") -> list["RenderableType"]:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    title = told(table.title, lang, _MOST_TEXT)
    # Under a section of the same name the title would only be said twice.
    head = Text("" if title == under else title, style="bold")
    if table.as_of is not None:
        gap = "  " if head else ""
        head.append(gap + plain(say("as of {time}", {"time": table.as_of}, lang)), style="dim not bold")
    parts: list[RenderableType] = [head] if head else []
    if table.caption is not None:
        parts.append(Text(told(table.caption, lang, _MOST_TEXT), style="dim"))
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", border_style="dim")
    for column, to_right in zip(table.columns, table.to_right(), strict=True):
        heading = label(column.heading, lang)
        unit = label(column.unit, lang)
        grid.add_column(
            Text(f"{heading} ({unit})" if unit else heading), justify="right" if to_right else "left", overflow="fold"
        )
    shown = table.data if most is None else table.data[:most]
    for row in shown:
        grid.add_row(*(Text(told(value, lang, _MOST_TEXT)) for value in row))
    if table.columns:
        parts.append(grid)
    if not table.data:
        parts.append(Text(say("no rows", lang=lang), style="dim"))
    if len(shown) < len(table):
        parts.append(Text(more_rows(len(shown), len(table), lang), style="dim"))
    if table.note is not None:
        parts.append(Text(told(table.note, lang, _MOST_TEXT), style="dim"))
    return parts


def padded(text: str, width: int) -> str:
    """The text with blanks up to so many columns of a terminal, in which a Chinese character takes two."""
    from rich.cells import cell_len

    return text + " " * max(0, width - cell_len(text))

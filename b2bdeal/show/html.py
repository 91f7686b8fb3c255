"""Cards and tables as HTML that also shows in an untrusted notebook.

JupyterLab then keeps only some tags, attributes and style properties: no <svg> or <style>, no class sheet, no var(),
gap or grid template. What is used here is inside that subset; the text keeps the theme's own colour, so that light
and dark both work, and every meaning is in words or marks besides its colour.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from b2bdeal.labels import Lang, plain, say
from b2bdeal.show.face import label, more_rows, told

if TYPE_CHECKING:
    from b2bdeal.show.card import Badge, Card, Field, Section, Step
    from b2bdeal.show.table import Table

__all__ = ["card_html", "table_html"]

_MOST_BYTES = 19_500
_MORE = 250
_HEADING, _SHORT, _LONG = 60, 160, 400
_MOST_BADGES, _MOST_STEPS, _STEPS_IN_ROW, _MOST_COLUMNS = 10, 24, 8, 16

_LINE = "rgba(128,128,128,0.3)"
_DIM = "opacity:0.75"
# Middle tones: at least 3 to 1 against white and near-black alike; the words on them are in the theme's own colour.
_TONES = {
    "good": ("✓", "#2e8b57", "rgba(46,139,87,0.14)"),
    "bad": ("✕", "#d9534f", "rgba(217,83,79,0.14)"),
    "warn": ("!", "#c77700", "rgba(199,119,0,0.14)"),
    "plain": ("", "#808080", "rgba(128,128,128,0.1)"),
}
_STATES = {
    "done": ("✓", "3px solid #2e8b57", "font-weight:normal"),
    "current": ("●", "3px solid #3b82c4", "font-weight:600"),
    "to come": ("○", "3px solid rgba(128,128,128,0.45)", f"font-weight:normal;{_DIM}"),
}


def card_html(card: "Card", lang: Lang) -> str:
    """The card as HTML, under 20 kB; what does not fit is counted."""
    head = (
        f'<div style="font-size:1.2em;font-weight:600"{_way(card.title, lang)}>{_words(card.title, lang, _SHORT)}</div>'
    )
    if card.subtitle is not None:
        head += f'<div style="{_DIM}"{_way(card.subtitle, lang)}>{_words(card.subtitle, lang, _SHORT)}</div>'
    if card.badges:
        badges = "".join(_badge(badge, lang) for badge in card.badges[:_MOST_BADGES])
        rest = len(card.badges) - _MOST_BADGES
        head += f'<div style="margin-top:8px">{badges}{_more(rest, lang) if rest > 0 else ""}</div>'
    foot = ""
    if card.footnote is not None:
        foot = f'<div style="{_RULED};font-size:0.9em;{_DIM}">{_words(card.footnote, lang, _LONG)}</div>'
    start = (
        f'<div lang="{lang}" style="max-width:62em;margin:4px 0;padding:16px 20px;line-height:1.5;text-align:left;'
        f'border:1px solid {_LINE};border-radius:8px">'
    )
    left = _MOST_BYTES - _size(start + head + foot) - _MORE
    body = _fields(card.fields, lang, left, "margin:12px 0 0 0")
    for number, section in enumerate(card.sections):
        part = _section(section, lang, left - _size(body))
        if not part:
            body += f'<div style="{_RULED};{_DIM}">{_more(len(card.sections) - number, lang)}</div>'
            break
        body += part
    return f"{start}{head}{body}{foot}</div>"


def table_html(table: "Table", lang: Lang) -> str:
    """The table as HTML, under 20 kB; rows and columns that do not fit are counted."""
    return f'<div lang="{lang}" style="margin:4px 0;line-height:1.5">{_table(table, lang, _MOST_BYTES - 100)}</div>'


_RULED = f"margin-top:14px;padding-top:12px;border-top:1px solid {_LINE}"


def _words(value: object, lang: Lang, most: int) -> str:
    return escape(told(value, lang, most)).replace("\n", "<br>")


def _way(value: object, lang: Lang) -> str:
    # A name in Arabic or Hebrew decides its own direction; plain ASCII needs no such attribute.
    return "" if told(value, lang, _LONG).isascii() else ' dir="auto"'


def _size(text: str) -> int:
    return len(text.encode())


def _more(count: int, lang: Lang) -> str:
    return escape(say("… and {count} more", {"count": count}, lang))


def _badge(badge: "Badge", lang: Lang) -> str:
    mark, edge, ground = _TONES[badge.tone]
    word = escape(label(badge.word, lang)[:_SHORT])
    style = f"display:inline-block;margin:0 6px 4px 0;padding:1px 9px;border:1px solid {edge};border-radius:10px"
    return (
        f'<span style="{style};background-color:{ground};font-size:0.9em">{f"{mark} {word}" if mark else word}</span>'
    )


def _fitting(pieces: Iterator[str], total: int, left: int, lang: Lang, around: str) -> str:
    done = ""
    for number, piece in enumerate(pieces):
        if _size(done) + _size(piece) > left - _MORE:
            return done + around.format(_more(total - number, lang))
        done += piece
    return done


def _fields(fields: Sequence["Field"], lang: Lang, left: int, style: str) -> str:
    if not fields:
        return ""
    rows = _fitting((_field(each, lang) for each in fields), len(fields), left, lang, "<div>{}</div>")
    return f'<dl style="{style}">{rows}</dl>'


def _field(each: "Field", lang: Lang) -> str:
    note = ""
    if each.note is not None:
        note = f' <span style="font-size:0.9em;{_DIM}">{_words(each.note, lang, _SHORT)}</span>'
    return (
        '<div style="display:flex;margin:2px 0">'
        '<dt style="width:12em;min-width:12em;margin:0;padding-right:1em;box-sizing:border-box;'
        f'font-weight:normal;{_DIM}">'
        f"{escape(label(each.label, lang)[:_SHORT])}</dt>"
        '<dd style="min-width:0;margin:0;word-wrap:break-word">'
        f"<bdi>{_words(each.value, lang, _LONG)}</bdi>{note}</dd></div>"
    )


def _section(section: "Section", lang: Lang, left: int) -> str:
    title = escape(label(section.title, lang)[:_SHORT])
    if section.folded:
        start = f'<details style="{_RULED}"><summary style="cursor:pointer;font-weight:600">{title}</summary>'
        end = "</details>"
    else:
        start, end = f'<div style="{_RULED}"><div style="font-weight:600">{title}</div>', "</div>"
    body = _steps(section.steps, lang)
    left -= _size(start + end)
    if left - _size(body) < 3 * _MORE:
        return ""
    body += _fields(section.fields, lang, left - _size(body), "margin:6px 0 0 0")
    if section.lines and left - _size(body) > 2 * _MORE:
        items = (f'<li style="margin:2px 0">{_words(line, lang, _LONG)}</li>' for line in section.lines)
        around = '<li style="margin:2px 0;list-style-type:none">{}</li>'
        rows = _fitting(items, len(section.lines), left - _size(body) - 100, lang, around)
        body += f'<ul style="margin:6px 0 0 0;padding:0 0 0 1.3em">{rows}</ul>'
    if section.table is not None:
        body += _table(section.table, lang, left - _size(body), under=label(section.title, lang))
    return start + body + end


def _steps(steps: Sequence["Step"], lang: Lang) -> str:
    shown = steps[:_MOST_STEPS]
    if not shown:
        return ""
    rows = -(-len(shown) // _STEPS_IN_ROW)
    per_row = -(-len(shown) // rows)
    html = ""
    for start in range(0, len(shown), per_row):
        row = "".join(_step(step, lang, 100 / per_row) for step in shown[start : start + per_row])
        html += f'<ol style="display:flex;margin:10px 0 0 0;padding:0;list-style-type:none">{row}</ol>'
    rest = len(steps) - len(shown)
    return html + (f"<div>{_more(rest, lang)}</div>" if rest else "")


def _step(step: "Step", lang: Lang, percent: float) -> str:
    mark, edge, style = _STATES[step.state]
    word = escape(label(step.label, lang)[:40])
    now = (
        f' <span style="font-weight:normal">({escape(say("now", lang=lang))})</span>' if step.state == "current" else ""
    )
    return (
        f'<li style="width:{percent:.2f}%;margin:0 4px 0 0;padding:5px 4px 0 0;border-top:{edge};'
        f'font-size:0.9em;{style}">{mark} {word}{now}</li>'
    )


def _table(table: "Table", lang: Lang, left: int, under: str = "") -> str:
    title = told(table.title, lang, _SHORT)
    # Under a section of the same name the title would only be said twice.
    caption = "" if title == under else f'<span style="font-weight:600">{_words(table.title, lang, _SHORT)}</span>'
    if table.as_of is not None:
        caption += (
            f' <span style="{_DIM}">{escape(plain(say("as of {time}", {"time": table.as_of}, lang))[:_SHORT])}</span>'
        )
    if table.caption is not None:
        caption += f'<br><span style="{_DIM}">{_words(table.caption, lang, _LONG)}</span>'
    sides, head = _headings(table, lang, left // 3)
    hidden = len(table.columns) - len(sides)
    if not sides and hidden:
        return f'<div style="{_DIM}">{escape(more_rows(0, len(table), lang))}</div>'
    notes = [] if table.data else [escape(say("no rows", lang=lang))]
    if hidden:
        figures = {"count": hidden, "all": len(table.columns)}
        notes.append(escape(say("… and {count} more of {all} columns", figures, lang)))
    if table.note is not None:
        notes.append(_words(table.note, lang, _LONG))
    start = (
        '<div style="overflow-x:auto;margin-top:8px"><table style="border-collapse:collapse;margin:0;font-size:1em">'
        f'<caption style="text-align:left;padding:0 0 6px 0;white-space:normal">{caption}</caption>'
        f'<thead><tr style="background:none;border-bottom:2px solid {_LINE}">{head}</tr></thead><tbody>'
    )
    end = "</tbody></table>" + "".join(f'<div style="margin-top:6px;{_DIM}">{note}</div>' for note in notes) + "</div>"
    left -= _size(start + end) + _MORE
    if left < 0:
        return f'<div style="{_DIM}">{escape(more_rows(0, len(table), lang))}</div>'
    body, shown = "", 0
    for row in table.data:
        piece = _row(row, sides, lang)
        if _size(body) + _size(piece) > left:
            break
        body, shown = body + piece, shown + 1
    if shown < len(table):
        cut = escape(more_rows(shown, len(table), lang))
        cell = f'<td colspan="{max(len(sides), 1)}" style="padding:4px 0;text-align:left;{_DIM}">{cut}</td>'
        body += f'<tr style="background:none">{cell}</tr>'
    return start + body + end


def _headings(table: "Table", lang: Lang, left: int) -> tuple[list[bool], str]:
    """The columns that have room, as their sides, and their heading cells."""
    sides: list[bool] = []
    head = ""
    for place, to_right in enumerate(table.to_right()[:_MOST_COLUMNS]):
        cell = _heading(table, place, to_right, lang)
        if _size(head) + _size(cell) > left:
            break
        sides.append(to_right)
        head += cell
    return sides, head


def _heading(table: "Table", place: int, to_right: bool, lang: Lang) -> str:
    column = table.columns[place]
    unit = escape(label(column.unit, lang)[:_HEADING])
    unit = f' <span style="font-weight:normal;{_DIM}">({unit})</span>' if unit else ""
    words = escape(label(column.heading, lang)[:_HEADING])
    return f'<th scope="col" style="{_cell(to_right)};vertical-align:bottom;font-weight:600">{words}{unit}</th>'


def _row(row: Sequence[object], sides: Sequence[bool], lang: Lang) -> str:
    cells = ""
    for value, to_right in zip(row, sides, strict=False):
        words = _words(value, lang, _SHORT)
        # A day or an amount is not broken over two lines; a sentence may be.
        whole = ";white-space:nowrap" if not isinstance(value, str) and len(words) <= 30 else ""
        cells += f'<td style="{_cell(to_right)}{whole}"{_way(value, lang)}>{words}</td>'
    return f'<tr style="background:none;border-bottom:1px solid {_LINE}">{cells}</tr>'


def _cell(to_right: bool) -> str:
    return f"padding:4px 20px 4px 0;text-align:{'right' if to_right else 'left'}"

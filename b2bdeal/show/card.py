"""A card: what one thing shows of itself, said once, in no particular language or medium."""

from collections.abc import Iterable
from typing import Literal, Self, TypeVar

from attrs import evolve, field, frozen

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import Lang, checked
from b2bdeal.show.face import Face, Label, brief
from b2bdeal.show.table import Table

__all__ = ["Badge", "Card", "Field", "Section", "State", "Step", "Tone"]

Tone = Literal["good", "bad", "warn", "plain"]
"""How a badge is meant. Its word must say it, too."""

State = Literal["done", "current", "to come"]
"""Where a step of a progress row stands."""

Part = TypeVar("Part")


def _tone(given: Tone) -> Tone:
    if given not in ("good", "bad", "warn", "plain"):
        raise ValueProblem(f"{given!r} is no tone of a badge.", hint="give good, bad, warn or plain")
    return given


def _state(given: State) -> State:
    if given not in ("done", "current", "to come"):
        raise ValueProblem(f"{given!r} is no state of a step.", hint="give done, current or to come")
    return given


@frozen
class Field:
    """One line of a card: a label, and a value of any kind, told in the reader's language."""

    label: Label
    value: object
    note: object = None
    """A few words after the value, in small."""


@frozen
class Badge:
    """A short word about the state of the thing, such as "late"."""

    word: Label
    tone: Tone = field(default="plain", converter=_tone)


@frozen
class Step:
    """One step of a progress row."""

    label: Label
    state: State = field(converter=_state)


def _each(given: Iterable[Part], kind: type[Part], name: str) -> tuple[Part, ...]:
    parts = tuple(given)
    for part in parts:
        if not isinstance(part, kind):
            raise ValueProblem(f"{name} holds {part!r}, which is no {kind.__name__}.", hint=f"write {kind.__name__}(…)")
    return parts


def _fields(given: Iterable[Field]) -> tuple[Field, ...]:
    return _each(given, Field, "fields")


def _badges(given: Iterable[Badge]) -> tuple[Badge, ...]:
    return _each(given, Badge, "badges")


def _steps(given: Iterable[Step]) -> tuple[Step, ...]:
    return _each(given, Step, "steps")


def _lines(given: Iterable[object]) -> tuple[object, ...]:
    # One sentence alone is meant as one line, not as its letters.
    return (given,) if isinstance(given, str) else tuple(given)


@frozen
class Section:
    """A part of a card under its own title: steps, fields, lines and a table, each if given, in this order."""

    title: Label
    fields: tuple[Field, ...] = field(default=(), converter=_fields)
    lines: tuple[object, ...] = field(default=(), converter=_lines)
    """Sentences: `t("…")`, the reasons of a refusal, or text as it is."""
    table: Table | None = None
    steps: tuple[Step, ...] = field(default=(), converter=_steps)
    folded: bool = False
    """In HTML, closed until it is clicked."""


def _sections(given: Iterable[Section]) -> tuple[Section, ...]:
    return _each(given, Section, "sections")


@frozen(repr=False)
class Card(Face):
    """What one thing shows of itself.

    Labels, badge words and section titles are looked up in the catalogue. Title, subtitle, values, notes and footnote
    are told: text among them may be somebody's name and stays as it is, so wrap words of ours in `t("…")`.
    """

    title: object
    subtitle: object = None
    badges: tuple[Badge, ...] = field(default=(), converter=_badges)
    fields: tuple[Field, ...] = field(default=(), converter=_fields)
    sections: tuple[Section, ...] = field(default=(), converter=_sections)
    footnote: object = None
    language: Lang = field(default="en", converter=checked, kw_only=True)

    def text(self, width: int = 100, lang: Lang | None = None, color: bool = False) -> str:
        """As text for a terminal `width` columns wide; with `color`, in ANSI colours."""
        from b2bdeal.show.text import card_text

        return card_text(self, width, checked(lang or self.language), color)

    def html(self, lang: Lang | None = None) -> str:
        """As HTML under 20 kB that also shows in an untrusted notebook; all that came from outside is escaped."""
        from b2bdeal.show.html import card_html

        return card_html(self, checked(lang or self.language))

    def lang(self, language: Lang) -> Self:
        """The same card in that language. `ValueProblem` for one that there isn't."""
        return evolve(self, language=language)

    def __repr__(self) -> str:
        return f"Card({brief(self.title)}, {len(self.fields)} fields, {len(self.sections)} sections)"

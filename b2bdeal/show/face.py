"""The faces of a thing: one card or table, seen as terminal text, as HTML and in a notebook."""

from abc import ABC, abstractmethod
from collections.abc import Container
from typing import TYPE_CHECKING, Self

from b2bdeal.labels import Lang, Lines, Told, plain, say, tell, translate

if TYPE_CHECKING:
    from b2bdeal.show.card import Card
    from b2bdeal.show.table import Table

__all__ = ["Face", "Label", "Shown", "brief", "label", "more_rows", "told"]

Label = str | Told
"""Words of the library: text is looked up in the catalogue, anything else tells itself, such as `t("…")`."""

_WIDTH = 100


class Face(ABC):
    """What `Card` and `Table` have in common: they are shown as they are, in their own language or another."""

    __slots__ = ()

    language: Lang
    """The language in which it is shown where none is asked for."""

    @abstractmethod
    def text(self, width: int = _WIDTH, lang: Lang | None = None, color: bool = False) -> str:
        """As text for a terminal `width` columns wide; with `color`, in ANSI colours."""

    @abstractmethod
    def html(self, lang: Lang | None = None) -> str:
        """As HTML under 20 kB that also shows in an untrusted notebook; all that came from outside is escaped."""

    @abstractmethod
    def lang(self, language: Lang) -> Self:
        """The same thing in that language. `ValueProblem` for one that there isn't."""

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        return _bundle(self, include, exclude)


class Shown(ABC):
    """A thing that shows itself by one method, `card`; all its faces but `__repr__` come from that.

    It fits classes with slots, pydantic models and exceptions; name it first among the bases, so that its `__str__` is
    the one that counts.
    """

    __slots__ = ()

    @abstractmethod
    def card(self) -> "Card | Table":
        """What it shows of itself."""

    def __str__(self) -> str:
        return self.card().text()

    def _repr_html_(self) -> str:
        return self.card().html()

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        return _bundle(self.card(), include, exclude)


def _bundle(face: Face, include: Container[str] | None, exclude: Container[str] | None) -> dict[str, str]:
    # Plain text always goes along: it is what a notebook falls back to, and what a diff or a mail shows.
    bundle = {"text/plain": face.text()}
    if (include is None or "text/html" in include) and (exclude is None or "text/html" not in exclude):
        bundle["text/html"] = face.html()
    return bundle


def label(words: Label, lang: Lang) -> str:
    """A label in that language."""
    return plain(translate(words, lang) if isinstance(words, str) else tell(words, lang))


def told(value: object, lang: Lang, most: int) -> str:
    """A value in words, without unseen characters, cut after `most` characters; of lines, each."""
    if isinstance(value, Lines):
        return "\n".join(told(item, lang, most) for item in value.items) or told(None, lang, most)
    text = plain(tell(value, lang))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def brief(value: object) -> str:
    """A value in quotes for a one-line repr; never raises, whatever the value does when asked for its words."""
    try:
        return repr(" ".join(told(value, "en", 60).split()))
    except Exception:  # a repr is what one reads when something is already wrong
        return f"<{type(value).__name__}>"


def more_rows(shown: int, total: int, lang: Lang) -> str:
    """The line that says how many rows are not shown."""
    return say("… and {count} more of {all} rows", {"count": total - shown, "all": total}, lang)

"""The names that people read: of a kind of fact, in English and in Chinese."""

from attrs import frozen

from b2bdeal.labels import Lang
from b2bdeal.life.fact import Fact, UnreadFact, find

__all__ = ["Named", "kind_name", "named"]


@frozen
class Named:
    """A name in two languages; the English one where there is no Chinese."""

    en: str
    zh: str = ""

    def text(self, *, lang: Lang = "en") -> str:
        """The name in that language."""
        return self.zh if lang == "zh" and self.zh else self.en


def named(fact: Fact | type[Fact]) -> Named:
    """The name of a fact's class; of a fact that could not be read, its stored kind."""
    if isinstance(fact, UnreadFact):
        return Named(fact.stored_kind)
    return Named(fact.label, fact.zh)


def kind_name(kind: str) -> Named:
    """The name of a kind; the kind itself where its class is not here."""
    fact = find(kind)
    return Named(kind) if fact is None else named(fact)

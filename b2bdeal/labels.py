"""Every sentence of the library, in English and in Chinese.

A message is an English template with figures by name: `say("{missing} is missing", {"missing": due}, "zh")`. The
template is looked up in the catalogue, then the figures are told in that language. English needs no catalogue;
the Chinese one and Babel are loaded when first needed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, TypeGuard, cast, get_args

from attrs import field, frozen

from b2bdeal.errors import ValueProblem

if TYPE_CHECKING:
    from gettext import NullTranslations

__all__ = ["Lang", "Lines", "Message", "Told", "checked", "plain", "say", "t", "tell", "translate"]

Lang = Literal["en", "zh"]
"""The languages that the library speaks."""

_LOCALE: Mapping[str, str] = MappingProxyType({"en": "en_GB", "zh": "zh_Hans_CN"})
_DAY: Mapping[str, str] = MappingProxyType({"en": "d MMM y", "zh": "y年M月d日"})
_TIME: Mapping[str, str] = MappingProxyType({"en": "d MMM y, HH:mm", "zh": "y年M月d日 HH:mm"})
_NO_FIGURES: Mapping[str, object] = MappingProxyType({})

_PLACE = re.compile(r"\{([^\W\d]\w*)\}")
# Control characters could steer a terminal; the direction overrides could make a name read as another one.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MOST_DIGITS = 60


class Told(Protocol):
    """Anything that tells itself in a language, such as Money, a Span or a Message."""

    def text(self, *, lang: Lang = "en") -> str:
        """Itself in words of that language."""
        ...


def checked(lang: str) -> Lang:
    """The language itself, if the library speaks it; otherwise a `ValueProblem`."""
    if lang in get_args(Lang):
        return cast(Lang, lang)
    raise ValueProblem(f"{lang!r} is no language of this library.", hint='give "en" or "zh"')


def translate(message: str, lang: Lang = "en") -> str:
    """The message in that language, its places for figures left open; itself where there is no translation."""
    # gettext keeps the catalogue's own header under the empty message.
    return message if checked(lang) == "en" or not message else _catalogue(lang).gettext(message)


def say(template: str, figures: Mapping[str, object] = _NO_FIGURES, lang: Lang = "en") -> str:
    """The template in that language, each `{name}` filled with the figure of that name.

    Only plain names are places: `{deal.secret}` and `{x:>9}` stay as they are written, so a template from outside can
    do no harm. A figure that was not given shows as ‹name›. `ValueProblem` for a language that there isn't.
    """

    def fill(place: re.Match[str]) -> str:
        name = place[1]
        return tell(figures[name], lang) if name in figures else f"‹{name}›"

    return _PLACE.sub(fill, translate(template, lang))


def _kept(figures: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(figures))


@frozen
class Message:
    """A template with its figures, not yet in any language. Make one with `t`."""

    template: str
    figures: Mapping[str, object] = field(default=_NO_FIGURES, converter=_kept, hash=False)

    def text(self, *, lang: Lang = "en") -> str:
        """The message in that language."""
        return say(self.template, self.figures, lang)

    def __reduce__(self) -> "tuple[type[Message], tuple[str, dict[str, object]]]":
        return Message, (self.template, dict(self.figures))

    def __str__(self) -> str:
        return self.text()


def _all(given: Iterable[object]) -> tuple[object, ...]:
    return tuple(given)


@frozen
class Lines:
    """Several things said one under the other, such as a refusal's reasons in one cell of a table."""

    items: tuple[object, ...] = field(converter=_all)

    def text(self, *, lang: Lang = "en") -> str:
        """Each on a line of its own."""
        return "\n".join(tell(item, lang) for item in self.items) or tell(None, lang)

    def __str__(self) -> str:
        return self.text()


def t(template: str, /, **figures: object) -> Message:
    """A message to be said later, in the reader's language: `t("Deal {id}", id="D-17")`."""
    return Message(template, figures)


def tell(value: object, lang: Lang = "en") -> str:
    """One value in words: what has a `text(lang)` tells itself; numbers, days and times as the language writes them.

    Decimals keep all their digits. A time keeps its zone and is told to the minute. None is a dash; a tuple, list or
    set is joined. Text is never translated, since it may be a name.
    """
    lang = checked(lang)
    if isinstance(value, str):
        return str.__str__(value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("yes", lang=lang) if value else say("no", lang=lang)
    if isinstance(value, int | float | Decimal):
        return _number(value, lang)
    if isinstance(value, datetime):
        from babel.dates import format_datetime

        return format_datetime(value, _TIME[lang], locale=_LOCALE[lang]) + _offset(value)
    if isinstance(value, date):
        from babel.dates import format_date

        return format_date(value, _DAY[lang], locale=_LOCALE[lang])
    if _tells_itself(value):
        return value.text(lang=lang)
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, bytes | bytearray | memoryview | range):
        return _joined(value, lang)
    return str(value)


def plain(text: str) -> str:
    """The text without characters that are not seen: control characters and direction overrides. Line ends stay."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _tells_itself(value: object) -> TypeGuard[Told]:
    # Asked of the class: a document may well have a field called "text".
    return callable(getattr(type(value), "text", None))


def _joined(values: Iterable[object], lang: Lang) -> str:
    told = [tell(value, lang) for value in values]
    if isinstance(values, set | frozenset):
        told.sort()
    return ("、" if lang == "zh" else ", ").join(told)


def _number(value: int | float | Decimal, lang: Lang) -> str:
    exact = Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(exact)
    if abs(exact.adjusted()) > _MOST_DIGITS:
        return f"{exact:.6e}"
    # Both languages write 1,234.50; Babel would drop the last nought and fail beyond 26 digits.
    return f"{exact:,f}"


def _offset(value: datetime) -> str:
    # Babel tells -03:30 as -04:30, so the offset is written here.
    offset = value.utcoffset()
    if offset is None:
        return ""
    minutes = round(abs(offset).total_seconds() / 60)
    return f" {'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


@cache
def _catalogue(lang: Lang) -> "NullTranslations":
    from gettext import GNUTranslations
    from importlib.resources import files

    with (files("b2bdeal") / "locale" / lang / "LC_MESSAGES" / "b2bdeal.mo").open("rb") as stream:
        return GNUTranslations(stream)

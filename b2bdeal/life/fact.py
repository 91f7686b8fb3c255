"""A document is something written down; a fact is a document that says what happened, and when."""

from typing import Any, ClassVar, Literal, Self, Unpack

from pydantic import ConfigDict

from b2bdeal.errors import FactError
from b2bdeal.units import Moment
from b2bdeal.written import Written

__all__ = ["Action", "Document", "Fact", "UnreadFact", "find", "kinds"]

Action = Literal["record", "change", "offer", "agree", "produce", "ship", "invoice", "pay", "close"]
"""What recording a fact does; a hold may bar it."""

_KINDS: dict[str, type["Fact"]] = {}


def _words(name: str) -> str:
    out = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return out[:1].upper() + out[1:]


class Document(Written):
    """Something written down: frozen, checked when made, stored as JSON with Decimals as text."""


class Fact(Document):
    """Something that happened in a deal, at a time.

    A class that names its `kind` ("namespace.Name") can be recorded. The kind is what is stored and compared, so a
    notebook cell that defines the class again still finds its facts; the same kind from another module is a
    `FactError`. `action` is what a hold may bar. `label` and `zh` are its English and Chinese name. `actor` names the
    field that must be the one who records the fact, for what nobody may do for another; `in_role` the field with the
    role in which they do, which they must have. `stands` says that what it tells goes on to stand when the buyer orders
    again, as a tool that is there: `standing_papers` lays it beside the next deal.
    """

    kind: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1
    action: ClassVar[Action] = "record"
    label: ClassVar[str] = ""
    zh: ClassVar[str] = ""
    actor: ClassVar[str] = ""
    in_role: ClassVar[str] = ""
    stands: ClassVar[bool] = False

    at: Moment
    """When it happened, with time zone."""

    def __init_subclass__(
        cls,
        *,
        kind: str = "",
        action: Action | None = None,
        label: str = "",
        zh: str = "",
        actor: str | None = None,
        in_role: str | None = None,
        stands: bool | None = None,
        schema_version: int = 1,
        **config: Unpack[ConfigDict],
    ) -> None:
        super().__init_subclass__(**config)
        cls.kind = kind
        cls.schema_version = schema_version
        cls.label = label or _words(cls.__name__)
        cls.zh = zh
        if action is not None:
            cls.action = action
        if actor is not None:
            cls.actor = actor
        if in_role is not None:
            cls.in_role = in_role
        if stands is not None:
            cls.stands = stands

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        if not cls.kind:
            return
        namespace, dot, name = cls.kind.partition(".")
        if not (namespace and dot and name):
            raise FactError(f"The kind {cls.kind!r} has no namespace.", hint='write it like kind="acme.PilotRun"')
        old = _KINDS.get(cls.kind)
        if old is not None and old.__module__ != cls.__module__:
            raise FactError(
                f"The kind {cls.kind!r} is already {old.__module__}.{old.__qualname__}.",
                hint=f"give the class in {cls.__module__} a kind of its own",
            )
        for field in (cls.actor, cls.in_role):
            if field and field not in cls.model_fields:
                raise FactError(f"{cls.__name__} has no field {field!r}.", hint="name one of its fields")
        _KINDS[cls.kind] = cls

    def about(self) -> str | None:
        """The document that the fact is about, as "quote:Q-1"; its facts never go back in time. None: no document."""
        return None

    def moves(self) -> tuple[str, ...]:
        """The documents with a flow of their own that it moves, as "order:PO-17"; none by default."""
        return ()

    @classmethod
    def cast(cls, fact: "Fact") -> Self:
        """The fact as this class: itself, or made again from its JSON where a cell has redefined the class."""
        return fact if type(fact) is cls or isinstance(fact, cls) else cls.model_validate_json(fact.model_dump_json())


class UnreadFact(Fact):
    """A stored fact whose class is not here: kept as it is, never dropped, however long."""

    model_config = ConfigDict(str_max_length=None)

    stored_kind: str
    """The kind under which it is stored."""
    stored_version: int
    """The version of its shape."""
    stored_action: str
    """The action under which it is stored."""
    body: str
    """Its JSON, untouched."""


def kinds() -> dict[str, type[Fact]]:
    """Every kind of fact that is imported, by its name."""
    return dict(_KINDS)


def find(kind: str) -> type[Fact] | None:
    """The class of a kind, if it is imported."""
    return _KINDS.get(kind)

"""A stage is where a deal stands; a move leads from stages to a stage."""

from collections.abc import Iterable
from typing import Final, Literal

import attrs

from b2bdeal.calendar import Span
from b2bdeal.errors import FlowError
from b2bdeal.flow.change import Overran
from b2bdeal.labels import Lang

__all__ = ["ANY", "NOTHING", "Anywhere", "Move", "Phase", "Stage"]


@attrs.frozen
class Phase:
    """A stretch of a deal's life that several stages share, such as the negotiation."""

    name: str
    zh: str = attrs.field(default="", kw_only=True)

    def text(self, *, lang: Lang = "en") -> str:
        """What people read."""
        return self.zh if lang == "zh" and self.zh else self.name.replace("_", " ").capitalize()


@attrs.frozen(repr=False)
class Stage:
    """Where a deal stands.

    `name` is what is stored, so it never changes; `label` and `zh` are what people read. `within` is the longest stay,
    counted on the policy's calendar from the entry into the stage; `overrun` is the class of fact that `tick` records
    when it is over. `end` marks the stages where a deal is over, won or lost.
    """

    name: str
    label: str = attrs.field(default="", kw_only=True)
    zh: str = attrs.field(default="", kw_only=True)
    phase: Phase | None = attrs.field(default=None, kw_only=True)
    within: Span | None = attrs.field(default=None, kw_only=True)
    overrun: type[Overran] = attrs.field(default=Overran, kw_only=True)
    end: Literal["won", "lost"] | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.name.isidentifier() or not self.name.islower():
            raise FlowError(f"{self.name!r} is no name for a stage.", hint='use a lower-case word: Stage("sampling")')
        if self.end is not None and self.within is not None:
            raise FlowError(f"{self.name} is an end, and nothing is due there.", hint="leave out `within`")
        fields = self.overrun.model_fields.items()
        needed = {name for name, field in fields if field.is_required()} - {"at", "stage", "due"}
        if needed or not self.overrun.kind:
            raise FlowError(
                f"{self.overrun.__name__} can't be recorded by itself when a stay is over.",
                hint=f"give defaults to {', '.join(sorted(needed))}" if needed else "give the class a kind",
            )
        if not self.label:
            object.__setattr__(self, "label", self.name.replace("_", " ").capitalize())

    def text(self, *, lang: Lang = "en") -> str:
        """What people read: the label, or the Chinese name."""
        return self.zh if lang == "zh" and self.zh else self.label

    def __rshift__(self, target: "Stage") -> "Move":
        return Move(sources=(self,), target=target)

    def __rrshift__(self, sources: "Iterable[Stage]") -> "Move":
        return Move(sources=tuple(sources), target=self)

    def __repr__(self) -> str:
        return f"Stage({self.name!r})"


@attrs.frozen(repr=False)
class Anywhere:
    """Every open stage of a flow but those barred; write `ANY`."""

    barring: tuple[Stage, ...] = ()

    def __rshift__(self, target: Stage) -> "Move":
        return Move(sources=self, target=target)

    def __repr__(self) -> str:
        return f"ANY but {list(self.barring)}" if self.barring else "ANY"


@attrs.frozen
class Move:
    """From some stages to one; made by `LEAD >> QUALIFIED`, `[QUOTING, BARGAINING] >> BARGAINING` or `ANY >> LOST`."""

    sources: tuple[Stage, ...] | Anywhere
    target: Stage


NOTHING: Final = Stage("nothing", zh="无")
"""Where a deal is before it opens."""

ANY: Final = Anywhere()
"""Every open stage."""

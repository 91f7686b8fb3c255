"""A step is a row of a flow: when this fact is recorded, the deal moves so, only if these conditions hold."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import attrs

from b2bdeal.errors import FlowError
from b2bdeal.flow.condition import Condition, Gate, Rule
from b2bdeal.flow.stage import ANY, Anywhere, Move, Stage
from b2bdeal.life.fact import Fact

__all__ = ["Step", "during", "when"]

F = TypeVar("F", bound=Fact)


@attrs.frozen
class Step(Generic[F]):
    """One row. `target` is None where the fact moves nothing; a source that is the target is a stay, too."""

    fact: type[F] = attrs.field(eq=lambda cls: cls.kind)
    sources: tuple[Stage, ...] | Anywhere
    target: Stage | None
    conditions: "tuple[Gate[[]] | Rule[F, []], ...]" = ()
    also: "tuple[Gate[[]] | Rule[F, []], ...] | None" = None
    without: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.fact.kind:
            raise FlowError(
                f"{self.fact.__name__} has no kind and can't be recorded.",
                hint=f'write class {self.fact.__name__}(Fact, kind="yours.{self.fact.__name__}")',
            )
        for condition in (*self.conditions, *(self.also or ())):
            if not isinstance(condition, Gate | Rule):
                raise FlowError(f"{condition!r} is no condition.", hint="make it with @gate or @rule")
            if condition.missing:
                raise FlowError(
                    f"The condition {condition.id} of {self.fact.__name__} lacks {', '.join(condition.missing)}.",
                    hint=f"write {condition.id}({condition.missing[0]}=…)",
                )

    @property
    def gates(self) -> "tuple[Gate[[]], ...]":
        """The conditions that can be asked before there is a fact."""
        return tuple(c for c in self.conditions if isinstance(c, Gate))

    @property
    def rules(self) -> "tuple[Rule[F, []], ...]":
        """The conditions that need the fact."""
        return tuple(c for c in self.conditions if isinstance(c, Rule))

    def lands(self, source: Stage) -> Stage:
        """Where the deal is after the step from that source."""
        return source if self.target is None else self.target

    def starts(self, stages: Sequence[Stage]) -> tuple[Stage, ...]:
        """The sources, with ANY told as the open ones of these stages."""
        if isinstance(self.sources, Anywhere):
            barred = (*self.sources.barring, self.target)
            return tuple(s for s in stages if s.end is None and s not in barred)
        return self.sources


def when(
    fact: type[F],
    move: Move,
    *,
    only_if: "Sequence[Condition[F]]" = (),
    also: "Sequence[Condition[F]] | None" = None,
    without: Sequence[str] = (),
) -> Step[F]:
    """When this fact is recorded, the deal moves so, only if every condition holds.

    In a flow that is "another, but …": `only_if` says all conditions anew, `also` adds to the old row's (and `also=[]`
    just keeps them); an old condition that is left out must be named in `without`, by its id.
    """
    return Step(fact, move.sources, move.target, tuple(only_if), None if also is None else tuple(also), tuple(without))


def during(
    fact: type[F],
    stages: Stage | Iterable[Stage] | Anywhere = ANY,
    *,
    only_if: "Sequence[Condition[F]]" = (),
    also: "Sequence[Condition[F]] | None" = None,
    without: Sequence[str] = (),
) -> Step[F]:
    """A fact that may be recorded in these stages, and moves nothing."""
    sources = stages if isinstance(stages, Anywhere) else (stages,) if isinstance(stages, Stage) else tuple(stages)
    return Step(fact, sources, None, tuple(only_if), None if also is None else tuple(also), tuple(without))

"""“Another flow, but …”: how rows replace rows, and what two flows have otherwise."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import attrs

from b2bdeal.errors import FlowError
from b2bdeal.flow.change import Overran
from b2bdeal.flow.condition import Gate, Rule
from b2bdeal.flow.stage import Anywhere, Stage
from b2bdeal.flow.step import Step
from b2bdeal.labels import Lines, t
from b2bdeal.show import Shown

if TYPE_CHECKING:
    from b2bdeal.flow.flow import Flow
    from b2bdeal.show import Table

__all__ = ["Change", "FlowDifference", "difference", "replaced"]

Conditions = tuple[Gate[[]] | Rule[Any, []], ...]


def replaced(base: "Flow", new: Sequence[Step[Any]]) -> tuple[Step[Any], ...]:
    """The base's steps with the new ones in the place of those that they replace."""
    named = [s for step in new if isinstance(step.sources, tuple) for s in step.sources]
    stages = tuple(dict.fromkeys([*base.stages, *named, *(step.target for step in new if step.target is not None)]))
    steps = tuple(_Placed(step, of_base=True) for step in base.steps)
    for step in new:
        steps = tuple(_placed(steps, step, stages))
    return tuple(placed.step for placed in steps)


@attrs.frozen
class _Placed:
    """A step in its place. Only the base's can be replaced, so that two new rows may share a fact and a source."""

    step: Step[Any]
    of_base: bool


def _placed(steps: Sequence[_Placed], new: Step[Any], stages: Sequence[Stage]) -> Iterator[_Placed]:
    open_ = list(new.starts(stages))
    olds = [placed.step for placed in steps if placed.of_base]
    for placed in steps:
        old = placed.step
        taken = [s for s in new.starts(stages) if placed.of_base and _replaces(new, old, s, olds, stages)]
        if not taken:
            yield placed
            continue
        left = tuple(s for s in old.starts(stages) if s not in taken)
        if left:
            yield _Placed(attrs.evolve(old, sources=_without(old.sources, taken)), True)
        yield _Placed(Step(new.fact, tuple(taken), new.target, _kept(old, new)), False)
        open_ = [s for s in open_ if s not in taken]
    if open_:
        covered = [s for s in new.starts(stages) if s not in open_]
        yield _Placed(attrs.evolve(new, sources=_without(new.sources, covered)), False)


def _replaces(
    new: Step[Any], old: Step[Any], source: Stage, olds: Sequence[Step[Any]], stages: Sequence[Stage]
) -> bool:
    rivals = [s for s in olds if s.fact.kind == new.fact.kind and source in s.starts(stages)]
    if len(rivals) > 1:
        rivals = [s for s in rivals if s.lands(source) == new.lands(source)]
        if len(rivals) != 1:
            raise FlowError(
                f"Several rows of {new.fact.__name__} start from {source.name!r}; which one is replaced is not clear.",
                hint="let the new row lead where one of them leads",
            )
    return old in rivals


def _without(sources: tuple[Stage, ...] | Anywhere, taken: Sequence[Stage]) -> tuple[Stage, ...] | Anywhere:
    if isinstance(sources, Anywhere):
        return Anywhere((*sources.barring, *taken))
    return tuple(s for s in sources if s not in taken)


def _kept(old: Step[Any], new: Step[Any]) -> Conditions:
    said = new.conditions if new.conditions or new.also is None else old.conditions
    said = tuple(c for c in said if c.id not in new.without) + (new.also or ())
    ids = {c.id for c in said}
    asked = {c.id for c in old.conditions}
    unsaid = sorted(asked - ids - set(new.without))
    if unsaid:
        raise FlowError(
            f"The new row of {new.fact.__name__} drops {', '.join(unsaid)} without saying so.",
            hint=f"keep the old conditions with also=[…], or say without={unsaid!r}",
        )
    unknown = sorted(set(new.without) - asked)
    if unknown:
        raise FlowError(
            f"{new.fact.__name__} drops {', '.join(unknown)}, which the old row does not ask.",
            hint=f"the old row asks {', '.join(sorted(asked)) or 'nothing'}",
        )
    latest = {c.id: c for c in said}
    return tuple(latest.values())


@attrs.frozen
class Change:
    """One thing that a flow has, lacks or says otherwise."""

    sign: Literal["added", "dropped", "changed"]
    what: str
    before: str
    after: str


@attrs.frozen(repr=False)
class FlowDifference(Shown):
    """What one flow has, lacks or says otherwise than another; empty and false where nothing differs."""

    flow: str
    base: str
    changes: tuple[Change, ...]
    open_stages: tuple[str, ...] = ()
    """The names of the stages at which a deal is not over."""

    def __bool__(self) -> bool:
        return bool(self.changes)

    def card(self) -> "Table":
        """The changes as a table."""
        from b2bdeal.show import Table

        # One row for all stages at which a fact differs in the same way.
        groups: dict[tuple[str, str, Lines, Lines], list[str]] = {}
        for change in self.changes:
            what, at, stage = change.what.partition(" at ")
            groups.setdefault((change.sign, what + at, *_apart(change.before, change.after)), []).append(stage)
        rows: list[tuple[object, ...]] = []
        for (sign, what, before, after), stages in groups.items():
            here = what.removesuffix(" at ") if self._everywhere(stages) else what + ", ".join(stages)
            rows.append((t(sign), here, before, after))
        return Table(f"{self.flow} - {self.base}", ("change", "what", "before", "after"), rows)

    def _everywhere(self, stages: Sequence[str]) -> bool:
        """Whether these are all the open stages."""
        return bool(self.open_stages) and set(stages) >= set(self.open_stages)

    def __repr__(self) -> str:
        return f"<FlowDifference {self.flow} - {self.base}: {len(self.changes)} changes>"


def difference(flow: "Flow", base: "Flow") -> FlowDifference:
    """Row by row (fact and source), stage by stage, figure by figure of the policy, and who may waive what."""
    both = set(flow.conditions) & set(base.conditions)
    pairs = [
        (_rows(flow), _rows(base)),
        (_stages(flow), _stages(base)),
        (_policy(flow), _policy(base)),
        (_documents(flow), _documents(base)),
        (_conditions(flow, both), _conditions(base, both)),
    ]
    changes: list[Change] = []
    for new, old in pairs:
        for key in dict.fromkeys([*old, *new]):
            before, after = old.get(key, ""), new.get(key, "")
            if before != after:
                changes.append(
                    Change("changed" if before and after else "added" if after else "dropped", key, before, after)
                )
    stages = tuple(stage.name for stage in flow.stages if stage.end is None)
    return FlowDifference(f"{flow.id} v{flow.version}", f"{base.id} v{base.version}", tuple(changes), stages)


def _apart(before: str, after: str) -> tuple[Lines, Lines]:
    """What only the one and only the other says, where both rows lead to the same stages; else both in full."""
    old, new = [[alternative.partition(" if ") for alternative in said.split(" | ")] for said in (before, after)]
    if not before or not after or [leads for leads, _, _ in old] != [leads for leads, _, _ in new]:
        return Lines(before.split("; ")), Lines(after.split("; "))
    dropped, added = dict[str, None](), dict[str, None]()
    for (_, _, were), (_, _, are) in zip(old, new, strict=True):
        first, then = were.split("; "), are.split("; ")
        dropped |= dict.fromkeys(asked for asked in first if asked not in then)
        added |= dict.fromkeys(asked for asked in then if asked not in first)
    if not dropped and not added:  # the same in another order
        return Lines(before.split("; ")), Lines(after.split("; "))
    return Lines(dropped), Lines(added)


def _rows(flow: "Flow") -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for row in flow:
        for source in row.starts(flow.stages):
            asks = "; ".join(map(repr, row.conditions)) or "always"
            moves = "stays" if row.lands(source) == source else f"→ {row.lands(source).name}"
            found.setdefault(f"{row.fact.kind} at {source.name}", []).append(f"{moves} if {asks}")
    return {key: " | ".join(said) for key, said in found.items()}


def _stages(flow: "Flow") -> dict[str, str]:
    found = {}
    for s in flow.stages:
        ends = f"end, {s.end}" if s.end else f"within {s.within}" if s.within else "no deadline"
        found[f"stage {s.name}"] = ends if s.overrun.kind == Overran.kind else f"{ends}, then {s.overrun.kind}"
    return found


def _conditions(flow: "Flow", ids: set[str]) -> dict[str, str]:
    return {
        f"condition {c.id}": f"{c.sentence} Waived by {', '.join(c.waived_by) or 'nobody'}."
        for c in flow.conditions.values()
        if c.id in ids
    }


def _documents(flow: "Flow") -> dict[str, str]:
    return {f"document {one.document}": f"{one.id} v{one.version}" for one in flow.documents}


def _policy(flow: "Flow") -> dict[str, str]:
    figures = {name: getattr(flow.policy, name) for name in type(flow.policy).model_fields}
    return {f"policy {name}": str(value) for name, value in figures.items() if value is not None}

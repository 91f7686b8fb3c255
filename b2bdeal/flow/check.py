"""Finds the flaws of a flow when it is made, so that none shows in the middle of a deal."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from b2bdeal.errors import FlowError
from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.condition import Gate, Rule
from b2bdeal.flow.stage import NOTHING, Stage

if TYPE_CHECKING:
    from b2bdeal.flow.flow import Flow
    from b2bdeal.flow.step import Step

__all__ = ["flow"]


def flow(it: "Flow") -> None:
    """Raises FlowError with every flaw of the flow; a sound flow passes silently."""
    flaws = [flaw for test in _TESTS for flaw in test(it)]
    if not flaws:
        flaws = list(_ways(it))
    if flaws:
        raise FlowError(f"The flow {it.id!r} has flaws: " + " ".join(flaws), hint="mend its steps")


def _identity(it: "Flow") -> Iterator[str]:
    if not it.id or not it.id.replace("-", "_").isidentifier():
        yield f"{it.id!r} is no id; use a word that stays."
    if it.version < 1:
        yield "Its version must be 1 or more."


def _opening(it: "Flow") -> Iterator[str]:
    if it.opens.sources != (NOTHING,):
        yield "It must open from NOTHING, as opens=when(LeadFound, NOTHING >> LEAD)."
    if it.opens.target is None or it.opens.target.end is not None:
        yield "Its opening must lead to an open stage."
    for step in it.steps:
        if isinstance(step.sources, tuple) and NOTHING in step.sources and not it.document:
            yield f"{step.fact.__name__} starts from NOTHING; only the opening does."
        if step.target == NOTHING:
            yield f"{step.fact.__name__} leads to NOTHING."


def _names(it: "Flow") -> Iterator[str]:
    seen: dict[str, Stage] = {}
    for stage in it.stages:
        if stage.name in seen:
            yield f"Two different stages are called {stage.name!r}."
        seen[stage.name] = stage


def _ends(it: "Flow") -> Iterator[str]:
    if not any(stage.end == "won" for stage in it.stages):
        yield 'No stage has end="won".'
    for step in it.steps:
        for source in step.starts(it.stages):
            if source.end is not None and step.lands(source) != source:
                yield f"{step.fact.__name__} leaves {source.name!r}, which is an end."


def _ids(it: "Flow") -> Iterator[str]:
    seen: dict[str, Gate[[]] | Rule[Any, []]] = {}
    for step in it:
        for condition in step.conditions:
            other = seen.setdefault(condition.id, condition)
            if (other.sentence, other.function.__qualname__) != (condition.sentence, condition.function.__qualname__):
                yield f"Two different conditions have the id {condition.id!r}."


def _leftovers(it: "Flow") -> Iterator[str]:
    for step in it:
        if step.also:
            yield f"{step.fact.__name__} says also=, but there is no old row to add to; use only_if=."
        if step.without:
            yield f"{step.fact.__name__} drops {', '.join(step.without)}, which no old row asks."


def _reserved(it: "Flow") -> Iterator[str]:
    for step in it.steps:
        if step.fact.kind in (FlowChanged.kind, Imported.kind):
            yield f"{step.fact.__name__} needs no row: every flow takes it, where it says."


def _sources(it: "Flow") -> Iterator[str]:
    for step in it.steps:
        if not step.starts(it.stages):
            yield f"A row of {step.fact.__name__} starts from no stage."


def _documents(it: "Flow") -> Iterator[str]:
    if it.document and it.documents:
        yield "The flow of a document has no documents of its own."
    names = [flow.document for flow in it.documents]
    for flow in it.documents:
        if not flow.document:
            yield f"The flow {flow.id!r} says of no document that it is its flow; write document=."
        elif names.count(flow.document) > 1:
            yield f"Two flows are of the document {flow.document!r}."
        for kind in flow.facts:
            if kind not in it.facts:
                yield f"{flow.facts[kind].__name__} moves the document {flow.document!r}, but no row takes it."


def _shadows(it: "Flow") -> Iterator[str]:
    for name, by_kind in it.rows.items():
        for rows in by_kind.values():
            for later, row in enumerate(rows):
                if any(_always_first(earlier, row) for earlier in rows[:later]):
                    yield f"A row of {row.fact.__name__} at {name!r} can never be chosen: an earlier one always is."


def _always_first(earlier: "Step[Any]", later: "Step[Any]") -> bool:
    return all(condition in later.conditions for condition in earlier.conditions)


_TESTS = (_identity, _opening, _names, _ends, _ids, _leftovers, _reserved, _sources, _documents, _shadows)


def _ways(it: "Flow") -> Iterator[str]:
    onward: dict[Stage, set[Stage]] = {stage: set() for stage in (NOTHING, *it.stages)}
    for step in it:
        for source in step.starts(it.stages):
            onward[source].add(step.lands(source))
    reached = _closure([NOTHING], onward)
    back: dict[Stage, set[Stage]] = {stage: set() for stage in (NOTHING, *it.stages)}
    for source, targets in onward.items():
        for target in targets:
            back[target].add(source)
    ending = _closure([stage for stage in it.stages if stage.end is not None], back)
    for stage in it.stages:
        if stage not in reached:
            yield f"No way leads to {stage.name!r}."
        if stage not in ending:
            yield f"{stage.name!r} is a dead end: no way leads from it to an end."


def _closure(start: Iterable[Stage], onward: dict[Stage, set[Stage]]) -> set[Stage]:
    found = set(start)
    todo = list(found)
    while todo:
        for stage in onward[todo.pop()] - found:
            found.add(stage)
            todo.append(stage)
    return found

"""A flow says which fact moves a deal from where to where, and under which conditions."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from b2bdeal.errors import FlowError
from b2bdeal.flow import check
from b2bdeal.flow.change import Imported, Overran
from b2bdeal.flow.condition import Gate, Rule
from b2bdeal.flow.policy import Policy
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.step import Step, during, when
from b2bdeal.labels import Lang
from b2bdeal.life.fact import Fact

if TYPE_CHECKING:
    from b2bdeal.flow.difference import FlowDifference
    from b2bdeal.flow.machine import Engine
    from b2bdeal.show import Card, Table

__all__ = ["Flow"]

Steps = Sequence[Step[Any]]


def _steps(given: Steps) -> tuple[Step[Any], ...]:
    return tuple(given)


def _flows(given: "Sequence[Flow]") -> "tuple[Flow, ...]":
    return tuple(given)


@attrs.frozen(repr=False, slots=False)
class Flow:
    """The steps of a deal's life, checked when made and compiled once to a `transitions` machine.

    `id` and `version` are stored with every entry, so a changed flow gets a new version. Raises FlowError with every
    flaw: unreachable stages, dead ends, rows that can never be chosen, an end with an exit, a condition without all its
    parameters.
    """

    id: str
    version: int = attrs.field(kw_only=True)
    opens: Step[Any] = attrs.field(kw_only=True)
    steps: tuple[Step[Any], ...] = attrs.field(kw_only=True, converter=_steps)
    policy: Policy = attrs.field(kw_only=True, factory=Policy)
    documents: "tuple[Flow, ...]" = attrs.field(kw_only=True, default=(), converter=_flows)
    """The flows of documents that live inside a deal, as its production orders."""
    document: str = attrs.field(kw_only=True, default="")
    """In the flow of a document: what its ids begin with, as "order" in "order:PO-17"; several steps may open one."""
    label: str = attrs.field(kw_only=True, default="")
    zh: str = attrs.field(kw_only=True, default="")

    @classmethod
    def unknown(cls, id: str, version: int) -> "Flow":
        """A stand-in for a flow that is not here: its deals can be read, not recorded on."""
        stored, over = Stage("stored", zh="已存"), Stage("over", zh="已结束", end="won")
        return _UnknownFlow(
            id, version=version, opens=when(Imported, NOTHING >> stored), steps=(when(Overran, stored >> over),)
        )

    def __attrs_post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.id.replace("_", " ").capitalize())
        if self.document:
            check.flow(self)
            return
        overruns: dict[str, type[Overran]] = {Overran.kind: Overran} | {s.overrun.kind: s.overrun for s in self.stages}
        said = {step.fact.kind for step in self.steps}
        silent = tuple(during(fact) for kind, fact in overruns.items() if kind not in said)
        object.__setattr__(self, "steps", (*self.steps, *silent))
        check.flow(self)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage, in the order in which the rows first lead there."""
        found: dict[Stage, None] = {}
        for step in (self.opens, *self.steps):
            if step is not self.opens and isinstance(step.sources, tuple):
                found.update(dict.fromkeys(source for source in step.sources if source != NOTHING))
            if step.target is not None:
                found[step.target] = None
        return tuple(found)

    @cached_property
    def _by_name(self) -> dict[str, Stage]:
        return {stage.name: stage for stage in self.stages}

    def stage(self, name: str) -> Stage:
        """The stage of that name. Raises FlowError for an unknown one."""
        try:
            return self._by_name[name]
        except KeyError:
            names = ", ".join(self._by_name)
            raise FlowError(f"The flow {self.id} has no stage {name!r}.", hint=f"its stages are {names}") from None

    def known_stage(self, name: str) -> Stage:
        """The stage of that name, or a bare one where a stored name is not in this flow: reading never fails."""
        return self._by_name.get(name) or Stage(name)

    @property
    def is_known(self) -> bool:
        """False for the stand-in of a flow that is not here, whose deals can be read, not recorded on."""
        return True

    @cached_property
    def rows(self) -> dict[str, dict[str, tuple[Step[Any], ...]]]:
        """Stage name → kind → the rows that could be chosen there, in their order."""
        found: dict[str, dict[str, tuple[Step[Any], ...]]] = {stage.name: {} for stage in (NOTHING, *self.stages)}
        for step in self:
            for source in step.starts(self.stages):
                at = found.setdefault(source.name, {})
                at[step.fact.kind] = (*at.get(step.fact.kind, ()), step)
        return found

    @cached_property
    def conditions(self) -> "dict[str, Gate[[]] | Rule[Any, []]]":
        """Every condition by its id."""
        own = {c.id: c for step in self for c in step.conditions}
        return {id: c for flow in self.documents for id, c in flow.conditions.items()} | own

    @cached_property
    def facts(self) -> dict[str, type[Fact]]:
        """Every class of fact that the flow knows, by its kind."""
        return {step.fact.kind: step.fact for step in (self.opens, *self.steps)}

    @cached_property
    def moving(self) -> frozenset[str]:
        """The kinds of fact that move a document with a flow of its own."""
        return frozenset(kind for flow in self.documents for kind in flow.facts)

    def documents_of(self, fact: Fact) -> "Iterator[tuple[str, Flow]]":
        """The documents that a fact moves, each with its flow."""
        for flow in self.documents:
            if fact.kind in flow.facts:
                for document in dict.fromkeys(fact.moves()):
                    if document.partition(":")[0] == flow.document:
                        yield document, flow

    @cached_property
    def engine(self) -> "Engine":
        """The compiled machine that decides every move."""
        from b2bdeal.flow.machine import Engine

        return Engine(self)

    def but(
        self,
        id: str,
        *,
        version: int,
        steps: Steps = (),
        policy: Policy | None = None,
        documents: "Sequence[Flow]" = (),
        label: str = "",
        zh: str = "",
    ) -> "Flow":
        """Another flow that is this one, but for these steps and this policy.

        A step takes the place of the old rows with its fact and source (and its target, where several rows share fact
        and source); their other sources stay. Conditions of an old row are kept by `also=`, said again by `only_if=`,
        or dropped by naming them in `without=`; otherwise FlowError. A policy changes just the figures that it sets; a
        document's flow takes the place of the old one of that document.
        """
        from b2bdeal.flow.difference import replaced

        new = {flow.document for flow in documents}
        kept = [flow for flow in self.documents if flow.document not in new]
        return Flow(
            id,
            version=version,
            opens=self.opens,
            steps=replaced(self, tuple(steps)),
            policy=self.policy if policy is None else self.policy.but(policy),
            documents=(*kept, *documents),
            document=self.document,
            label=label,
            zh=zh,
        )

    def __sub__(self, base: "Flow") -> "FlowDifference":
        """What this flow has, lacks or says otherwise than `base`."""
        from b2bdeal.flow.difference import difference

        return difference(self, base)

    def __getstate__(self) -> dict[str, Any]:
        # What is worked out, such as the machine, is worked out again in the process that unpickles it.
        return {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}

    def __iter__(self) -> Iterator[Step[Any]]:
        yield self.opens
        yield from self.steps

    def __repr__(self) -> str:
        return f"<Flow {self.id} v{self.version}: {len(self.stages)} stages, {len(self.steps) + 1} steps>"

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        """`f"{flow}"` and "table" give a table, "card" a card, "md" Markdown, "mermaid" a state diagram."""
        from b2bdeal.flow import picture

        return picture.face(self, spec)

    def table(self, current: Stage | None = None) -> "Table":
        """One row for each step; the stage `current` is marked."""
        from b2bdeal.flow import picture

        return picture.table(self, current)

    def card(self, current: Stage | None = None) -> "Card":
        """The way to a good end by phases, the policy's figures and the steps; the stage `current` is marked."""
        from b2bdeal.flow import picture

        return picture.flow_card(self, current)

    def markdown(self, current: Stage | None = None, *, lang: Lang = "en") -> str:
        """The table in Markdown."""
        from b2bdeal.flow import picture

        return picture.markdown(self, current, lang)

    def mermaid(self, current: Stage | None = None, *, lang: Lang = "en") -> str:
        """A state diagram in Mermaid's language."""
        from b2bdeal.flow import picture

        return picture.mermaid(self, current, lang)

    def _repr_html_(self) -> str:
        return self.card().html()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.card().html()}


@attrs.frozen(repr=False, slots=False)
class _UnknownFlow(Flow):
    """Stands for a flow that is not here, so that its deals can be read."""

    @property
    def is_known(self) -> bool:
        return False

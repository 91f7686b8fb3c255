"""What may be recorded next on a deal, and what bars the rest."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, overload

import attrs

from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.condition import Gate, Rule
from b2bdeal.flow.laws import at_no_stage, held
from b2bdeal.flow.names import named
from b2bdeal.flow.refusal import Reason, each_once
from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.flow.step import Step
from b2bdeal.flow.waiver import is_waived, limits, may_waive
from b2bdeal.labels import Lines, t
from b2bdeal.life.fact import Fact
from b2bdeal.show import Shown

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.show import Table

__all__ = ["Option", "Options", "option", "options"]


@attrs.frozen(repr=False)
class Option(Shown):
    """One kind of fact on one deal: where it would lead, what bars it now, and what its rules will ask."""

    fact: type[Fact]
    leads_to: tuple[Stage, ...]
    """The stages it could lead to from here, in the order of the rows; empty where it doesn't come at this stage."""
    barred: tuple[Reason, ...]
    """The gates that don't hold now; empty where nothing that can be known without the fact bars it."""
    rules: "tuple[Rule[Any, []], ...]"
    """What will be asked of the fact itself."""
    stage: Stage
    """Where the deal stands."""

    @property
    def kind(self) -> str:
        """The fact's kind."""
        return self.fact.kind

    @property
    def moves(self) -> bool:
        """Whether it could lead to another stage than the deal's own."""
        return any(stage != self.stage for stage in self.leads_to)

    @property
    def fields(self) -> dict[str, Any]:
        """The fact's JSON Schema: its fields, which are required, and what they mean."""
        return self.fact.model_json_schema()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What bars it."""
        return self.barred

    def card(self) -> "Table":
        """What bars it, and what its rules will ask."""
        from b2bdeal.show import Table

        rows: list[tuple[object, ...]] = [(t("barred"), t(r.why, **r.figures), r.help, r.id) for r in self.barred]
        rows += [(t("will be asked"), t(c.sentence, **dict(c.params)), None, c.id) for c in self.rules]
        rows = rows or [(t("free"), t("nothing bars it"), None, "")]
        return Table(named(self.fact), ("state", "what", "what_would_help", "condition"), rows)

    def __bool__(self) -> bool:
        return bool(self.barred)

    def __repr__(self) -> str:
        state = "barred by " + ", ".join(r.id for r in self.barred) if self.barred else "free"
        return f"<Option {self.kind}: {state}>"


@attrs.frozen(repr=False)
class Options(Shown):
    """What may be recorded on a deal at a moment, free ones first; iterate, or ask for one by its class.

    What moves the deal comes before what moves nothing.
    """

    deal: "Deal"
    at: datetime
    options: tuple[Option, ...]

    def __iter__(self) -> Iterator[Option]:
        return iter(self.options)

    def __len__(self) -> int:
        return len(self.options)

    @overload
    def __getitem__(self, which: int) -> Option: ...
    @overload
    def __getitem__(self, which: type[Fact]) -> Option: ...
    def __getitem__(self, which: int | type[Fact]) -> Option:
        return self.options[which] if isinstance(which, int) else option(self.deal, which, self.at)

    @property
    def free(self) -> tuple[type[Fact], ...]:
        """The classes of fact that nothing bars now."""
        return tuple(o.fact for o in self.options if not o.barred)

    def card(self) -> "Table":
        """One row for each kind of fact."""
        from b2bdeal.show import Table

        rows = [
            (
                named(o.fact),
                o.leads_to,
                Lines(t(r.why, **r.figures) for r in o.barred),
                Lines(t(c.sentence, **dict(c.params)) for c in o.rules),
            )
            for o in self.options
        ]
        columns = ("fact", "leads_to", "barred_because", "will_be_asked")
        return Table(
            t("Next for {deal}, at {stage}", deal=self.deal.id, stage=self.deal.stage), columns, rows, as_of=self.at
        )

    def __repr__(self) -> str:
        return f"<Options {self.deal.id}: {len(self.free)} free, {len(self) - len(self.free)} barred>"


def options(deal: "Deal", at: datetime) -> Options:
    """Every kind of fact that comes at the deal's stage, asked at that moment."""
    flow = deal.flow
    found = [option(deal, flow.facts[kind], at) for kind in flow.rows.get(deal.stage.name, {})]
    return Options(deal, at, tuple(sorted(found, key=lambda o: (bool(o.barred), not o.moves))))


def option(deal: "Deal", fact: type[Fact], at: datetime) -> Option:
    """One kind of fact, asked at that moment."""
    flow = deal.flow
    steps: tuple[Step[Any], ...] = flow.rows.get(deal.stage.name, {}).get(fact.kind, ())
    barred = list(held(deal, fact, at))
    if not steps and not _jumps(deal, fact):
        barred.append(at_no_stage(deal, fact, flow))
    unmet = [[r for r in (_ask(deal, g, at) for g in step.gates) if r is not None] for step in steps]
    if unmet and all(unmet):
        barred += each_once(reason for reasons in unmet for reason in reasons)
    rules = tuple(dict.fromkeys(r for step in steps for r in step.rules)) if steps else ()
    leads = tuple(dict.fromkeys(step.lands(deal.stage) for step in steps))
    return Option(fact, leads, tuple(barred), rules, deal.stage)


def _jumps(deal: "Deal", fact: type[Fact]) -> bool:
    """The facts that have no row, since every flow takes them: history before all else, and a change of flow."""
    if fact.kind == Imported.kind:
        return deal.outcome is None and all(entry.kind == Imported.kind for entry in deal.entries)
    return fact.kind == FlowChanged.kind and deal.outcome is None and deal.stage != NOTHING


def _ask(deal: "Deal", gate: "Gate[[]]", at: datetime) -> Reason | None:
    verdict = gate.ask(deal.as_of(at), at)
    if verdict is True or is_waived(deal, gate, at):
        return None
    roles = may_waive(deal.flow, gate)
    return Reason.of(gate, verdict, roles, limits(deal.flow, roles))

"""How a flow and a deal look: table, Markdown, Mermaid, card; the current stage marked."""

from typing import TYPE_CHECKING, Any

from b2bdeal.errors import FlowError
from b2bdeal.flow.names import Named, kind_name, named
from b2bdeal.flow.stage import NOTHING, Anywhere, Stage
from b2bdeal.flow.step import Step
from b2bdeal.labels import Lang, Lines, Message, t, tell
from b2bdeal.show import Badge, Card, Field, Section, Table
from b2bdeal.show import Step as Progress
from b2bdeal.show.face import label

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

_STEPS = 20_000
"""How far a way is looked for, in a flow with very many."""

__all__ = ["deal_card", "face", "flow_card", "history", "markdown", "mermaid", "table"]


def table(flow: "Flow", current: Stage | None = None) -> Table:
    """One row for each step: when this is recorded, the deal moves so, only if. The current stage is marked with ▶."""
    rows = [
        (
            named(step.fact),
            _from(step, current),
            t("stays") if step.target is None else _marked(step.target, current),
            Lines(t(c.sentence, **dict(c.params)) for c in step.conditions),
        )
        for step in flow
    ]
    title = t("{flow}, version {version}", flow=Named(flow.label, flow.zh), version=flow.version)
    return Table(title, ("when_this_is_recorded", "from", "the_deal_moves_to", "only_if"), rows)


def markdown(flow: "Flow", current: Stage | None = None, lang: Lang = "en") -> str:
    """The table in Markdown."""
    told = table(flow, current)
    rows = [[label(column.heading, lang) for column in told.columns], ["---"] * len(told.columns)]
    rows += [["; ".join(tell(cell, lang).split("\n")).replace("|", "\\|") for cell in row] for row in told]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def mermaid(flow: "Flow", current: Stage | None = None, lang: Lang = "en") -> str:
    """A state diagram in Mermaid's language; the current stage is filled."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{stage.text(lang=lang)}" as {stage.name}' for stage in flow.stages]
    assert flow.opens.target is not None
    lines.append(f"    [*] --> {flow.opens.target.name}: {named(flow.opens.fact).text(lang=lang)}")
    for step in flow.steps:
        for source in step.starts(flow.stages):
            if step.lands(source) != source:
                lines.append(f"    {source.name} --> {step.lands(source).name}: {named(step.fact).text(lang=lang)}")
    lines += [f"    {stage.name} --> [*]" for stage in flow.stages if stage.end is not None]
    if current is not None:
        lines += ["    classDef current stroke-width:3px,font-weight:bold", f"    class {current.name} current"]
    return "\n".join(lines)


def flow_card(flow: "Flow", current: Stage | None = None) -> Card:
    """The way to a good end, the policy's figures, and the steps."""
    first = flow.opens.lands(NOTHING)
    way = [first, *_onward(flow, first)]
    if current is not None and current in flow.stages and current not in way:
        way.append(current)
    steps = [Progress(stage, "current" if stage == current else "to come") for stage in way]
    phases = dict.fromkeys(stage.phase for stage in flow.stages if stage.phase is not None)
    fields = [Field(phase, [stage for stage in flow.stages if stage.phase == phase]) for phase in phases]
    lasting = [(stage, stage.within, named(stage.overrun)) for stage in flow.stages if stage.within is not None]
    policy = [(name, value) for name, value in flow.policy if value not in (None, {}, ())]
    return Card(
        Named(flow.label, flow.zh),
        subtitle=t("flow {id}, version {version}", id=flow.id, version=flow.version),
        fields=fields,
        sections=(
            Section("The way", steps=steps),
            Section("Longest stays", table=Table("", ("stage", "within", "then"), lasting), folded=True),
            Section("Policy", fields=[Field(name.replace("_", " "), value) for name, value in policy], folded=True),
            Section("Steps", table=table(flow, current), folded=True),
            *(Section(one.document.capitalize(), table=table(one), folded=True) for one in flow.documents),
        ),
    )


def face(flow: "Flow", spec: str, current: Stage | None = None) -> str:
    """The flow's face of that name: "table", "card", "md" or "mermaid"."""
    if spec in ("", "table"):
        return table(flow, current).text(width=140)
    if spec == "card":
        return flow_card(flow, current).text(width=140)
    if spec == "md":
        return markdown(flow, current)
    if spec == "mermaid":
        return mermaid(flow, current)
    raise FlowError(f"A flow has no face {spec!r}.", hint='use "table", "card", "md" or "mermaid"')


def deal_card(deal: "Deal") -> Card:
    """Where a deal stands, with whom, for how much, and the way it came."""
    lead, value, payments = deal.lead, deal.value, deal.payments
    badge = {"won": Badge("won", "good"), "lost": Badge("lost", "bad"), None: Badge("open")}[deal.outcome]
    fields = [Field("Stage", deal.stage, t("since {since}", since=deal.since) if deal.since else None)]
    if (end := deal.due) is not None:
        fields.append(Field("Due", end, deal.stage.within))
    if lead is not None:
        fields += [Field("Buyer", lead.account.name, lead.account.country), Field("Asks for", lead.asks_for)]
        fields.append(Field("Source", lead.source.channel))
    elif deal.account is not None:
        fields.append(Field("Buyer", deal.account))
    if value is not None:
        fields.append(Field("Value", value))
    if (contract := deal.contract) is not None:
        fields.append(Field("Contract", contract.number, t("deliver by {day}", day=contract.deliver_by)))
    fields.append(
        Field(
            "Flow", t("{flow}, version {version}", flow=Named(deal.flow.label, deal.flow.zh), version=deal.flow.version)
        )
    )
    sections = [Section("The way", steps=_way(deal))]
    if (latest := deal.latest_at) is not None and (found := deal.risks(latest)):
        dangers = [(t(risk.severity), risk.text) for risk in found]
        sections.append(Section("Risks", table=Table("", ("severity", "risk"), dangers, as_of=latest)))
    if payments is not None:
        sections.append(Section("Money", table=payments.card()))
    if papers := deal.documents:
        stands = [(one.document, one.stage, one.since) for one in papers.values()]
        sections.append(Section("Documents", table=Table("", ("document", "stage", "since"), stands)))
    if deal.entries:
        sections.append(Section("History", table=history(deal), folded=True))
    return Card(deal.id, badges=(badge,), fields=fields, sections=sections)


def history(deal: "Deal") -> Table:
    """Every entry: when it happened, what, where it led, by whom."""
    rows = [(e.version, e.fact.at, kind_name(e.kind), deal.flow.known_stage(e.stage), e.by) for e in deal.entries]
    return Table(t("History of {deal}", deal=deal.id), ("no", "at", "fact", "led_to", "by"), rows)


def _way(deal: "Deal") -> tuple[Progress, ...]:
    """The stages that the deal has been through, then the way that leads on to a good end."""
    been = list(dict.fromkeys([deal.flow.known_stage(e.stage) for e in deal.entries if e.stage != deal.stage.name]))
    done = tuple(Progress(stage, "done") for stage in been)
    if deal.outcome or not deal.flow.is_known:
        return (*done, Progress(deal.stage, "current"))
    return (
        *done,
        Progress(deal.stage, "current"),
        *(Progress(s, "to come") for s in _onward(deal.flow, deal.stage) if s not in been),
    )


def _onward(flow: "Flow", start: Stage) -> tuple[Stage, ...]:
    """The way from a stage to the end that is won on which no stage is skipped: the longest that passes none twice."""
    steps = 0

    def longest(way: tuple[Stage, ...]) -> tuple[Stage, ...]:
        nonlocal steps
        steps += 1
        if way[-1].end is not None or steps > _STEPS:
            return way if way[-1].end == "won" else ()
        rows = flow.rows.get(way[-1].name, {}).values()
        onward = dict.fromkeys(row.lands(way[-1]) for by_kind in rows for row in by_kind)
        ways = [longest((*way, stage)) for stage in onward if stage not in way]
        return max(ways, key=len, default=())

    return longest((start,))[1:]


def _from(step: Step[Any], current: Stage | None) -> Message | list[Message | Stage]:
    if isinstance(step.sources, Anywhere):
        return t("any open stage")
    return [_marked(source, current) for source in step.sources]


def _marked(stage: Stage, current: Stage | None) -> Message | Stage:
    return t("▶ {stage}", stage=stage) if stage == current else stage

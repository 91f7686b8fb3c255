"""Decides on one fact: gives the entry to store, or the refusal with every reason. Pure: no clock, no book."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from b2bdeal.errors import UnknownFlow, UnknownKind, ValueProblem
from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.machine import Asking
from b2bdeal.flow.refusal import Reason, Refusal, Refused, each_once
from b2bdeal.flow.stage import NOTHING
from b2bdeal.life import HoldLifted, HoldPlaced
from b2bdeal.life.fact import Fact

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = ["FindFlow", "decide", "holds_on", "settle"]

FindFlow = Callable[[str, int], "Flow"]


def decide(
    deal: "Deal",
    fact: Fact,
    *,
    by: str,
    now: datetime,
    roles: Collection[str] | None = None,
    find: FindFlow | None = None,
) -> Entry | Refusal:
    """The entry that records the fact, or the refusal with every unmet condition.

    `now` is the recording moment, with time zone. `roles` are those that `by` has; None leaves them unasked. `find`
    looks up the flow that a FlowChanged names. Raises UnknownFlow or UnknownKind for a deal that can only be read.
    """
    if now.tzinfo is None:
        raise ValueProblem("`now` has no time zone.", hint='write datetime.now(ZoneInfo("Asia/Shanghai"))')
    _readable(deal, fact)
    flow, start, entering = deal.flow, deal.stage.name, None
    reasons = list(_laws(deal, fact, by, now, roles))
    if fact.kind == FlowChanged.kind:
        fact = FlowChanged.cast(fact)
        flow, start, entering = _next_flow(deal, fact, find), NOTHING.name, fact.lands(deal.stage.name)
        reasons += _change_laws(deal, fact, flow)
    elif fact.kind == Imported.kind:
        entering = Imported.cast(fact).stage
    asking = Asking(deal, fact, entering)
    stage = None if deal.outcome else flow.engine.move(asking, start)
    if stage is None and not asking.unmet and not deal.outcome:
        reasons.append(_no_row(deal, fact, entering, flow))
    reasons += each_once(asking.unmet)
    if reasons or stage is None:
        return Refusal(deal, fact, tuple(reasons))
    return Entry(deal.id, len(deal.entries) + 1, flow.id, flow.version, fact.kind, stage, now.astimezone(UTC), by, fact)


def settle(
    deal: "Deal",
    fact: Fact,
    *,
    by: str,
    now: datetime,
    roles: Collection[str] | None = None,
    find: FindFlow | None = None,
) -> "Deal":
    """The deal after the fact. Raises Refused."""
    decision = decide(deal, fact, by=by, now=now, roles=roles, find=find)
    if isinstance(decision, Refusal):
        raise Refused(decision)
    if fact.kind == FlowChanged.kind:
        return deal.with_entry(decision, _next_flow(deal, FlowChanged.cast(fact), find))
    return deal.with_entry(decision, deal.flow)


def holds_on(deal: "Deal", at: datetime) -> Iterator[HoldPlaced]:
    """The holds in force at that moment."""
    if deal.entry(HoldPlaced) is None:
        return
    lifted = {lift.hold for lift in deal.all(HoldLifted) if lift.at <= at}
    for hold in deal.all(HoldPlaced):
        if hold.hold not in lifted and hold.at <= at and (hold.until is None or at <= hold.until):
            yield hold


def _readable(deal: "Deal", fact: Fact) -> None:
    if not deal.flow.is_known:
        raise UnknownFlow(
            f"The flow {deal.flow.id} v{deal.flow.version} of {deal.id} is not here, so nothing can be recorded on it.",
            hint="give it to open(…, flows=[…])",
        )
    for entry in deal.entries:
        if not entry.fact.kind:  # an UnreadFact
            raise UnknownKind(
                f"{deal.id} holds a fact {entry.kind!r} whose class is not here, so nothing can be recorded on it.",
                hint="import the module that defines it",
            )
    if not fact.kind:
        raise UnknownKind(f"{type(fact).__name__} has no kind.", hint='give its class kind="yours.Name"')


def _laws(deal: "Deal", fact: Fact, by: str, now: datetime, roles: Collection[str] | None) -> Iterator[Reason]:
    """What every flow asks of every fact; none of it can be waived."""
    if deal.outcome:
        yield Reason("has_not_ended", "The deal is open.", "it ended, {outcome}", {"outcome": deal.stage})
    at = fact.at
    if at > now:
        yield Reason(
            "not_in_future", "A fact lies in the past.", "it is dated {at}, and now is {now}", {"at": at, "now": now}
        )
    opened = deal.opened_at
    if opened is not None:
        if at < opened:
            figures = {"at": at, "opened": opened}
            yield Reason(
                "not_before_opening",
                "A fact follows the deal's opening.",
                "it is dated {at}, before the opening at {opened}",
                figures,
            )
        about = fact.about()
        if about is not None:
            later = [e.fact.at for e in deal.entries if at < e.fact.at and e.fact.about() == about]
            if later:
                last = max(later)
                figures = {"at": at, "last": last, "about": about}
                yield Reason(
                    "not_before_last",
                    "A document's facts go forward in time.",
                    "it is dated {at}, before the last of {about} at {last}",
                    figures,
                )
        for hold in holds_on(deal, at):
            if fact.action in hold.blocks:
                yield Reason(
                    "no_hold",
                    "No hold bars the action.",
                    "the hold {hold} by {source} bars it: {why}",
                    {"hold": hold.hold, "source": hold.source, "why": hold.reason, "action": fact.action},
                    (HoldLifted.kind,),
                )
    if fact.actor and getattr(fact, fact.actor) != by:
        figures = {"named": getattr(fact, fact.actor), "by": by}
        yield Reason("own_hand", "Who a fact names records it.", "it names {named}, but {by} records it", figures)
    if roles is not None and fact.in_role and (role := getattr(fact, fact.in_role)) not in roles:
        yield Reason("has_role", "Who records it has the role.", "{by} does not have the role {role}", {"by": by, "role": role})
    if fact.kind == Imported.kind and any(entry.kind != Imported.kind for entry in deal.entries):
        yield Reason(
            "history_first", "History is imported before the deal goes on here.", "the deal has gone on here already"
        )


def _change_laws(deal: "Deal", fact: FlowChanged, flow: "Flow") -> Iterator[Reason]:
    """A change of flow is decided by a role that may, and is no way round a gate: a stage that stays keeps its name."""
    allowed = deal.flow.policy.flow_changed_by
    if fact.role not in allowed:
        yield Reason(
            "may_change_flow",
            "Only a role that may changes the flow.",
            "{role} may not; {roles} may",
            {"role": fact.role, "roles": allowed},
        )
    if fact.lands(deal.stage.name) != deal.stage.name and any(s.name == deal.stage.name for s in flow.stages):
        figures = {"stage": deal.stage, "flow": flow.id}
        yield Reason("stage_stays", "A stage that both flows have stays.", "{flow} has the stage {stage}, too", figures)


def _no_row(deal: "Deal", fact: Fact, entering: str | None, flow: "Flow") -> Reason:
    if entering is not None:
        figures = {"stage": entering, "flow": flow.id, "stages": tuple(s.name for s in flow.stages)}
        return Reason(
            "stage_is_known", "The flow has the stage.", "{flow} has no stage {stage}; it has {stages}", figures
        )
    places = tuple(stage for stage in flow.stages if fact.kind in flow.rows[stage.name])
    if deal.stage == NOTHING:
        figures_: dict[str, object] = {"opening": flow.opens.fact.label}
        return Reason("at_its_stage", "A fact comes at its stage.", "a deal opens with {opening}", figures_)
    if not places:
        return Reason(
            "at_its_stage", "A fact comes at its stage.", "the flow {flow} does not know it", {"flow": flow.id}
        )
    figures_ = {"stage": deal.stage, "places": places}
    return Reason(
        "at_its_stage", "A fact comes at its stage.", "the deal is at {stage}, and this comes at {places}", figures_
    )


def _next_flow(deal: "Deal", fact: FlowChanged, find: FindFlow | None) -> "Flow":
    if (fact.flow, fact.version) == (deal.flow.id, deal.flow.version):
        return deal.flow
    if find is None:
        raise UnknownFlow(
            f"The flow {fact.flow} v{fact.version} is not here.", hint="record it through a book that has the flow"
        )
    return find(fact.flow, fact.version)

"""The laws: what every flow asks of every fact, beside its own conditions; none of them can be waived."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.condition import no
from b2bdeal.flow.holds import account_holds, bars, holds_in_force
from b2bdeal.flow.names import named
from b2bdeal.flow.refusal import Reason
from b2bdeal.flow.stage import NOTHING
from b2bdeal.life import Fact, HoldLifted

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow
    from b2bdeal.flow.standing import Standing

__all__ = [
    "LAWS",
    "Law",
    "at_no_stage",
    "backwards",
    "broken",
    "change_broken",
    "document_at_no_stage",
    "document_backwards",
    "ended",
    "held",
    "held_by_account",
]


@attrs.frozen
class Law:
    """A law's id and sentence."""

    id: str
    sentence: str
    met_by: tuple[str, ...] = ()

    def says(self, answer: no) -> Reason:
        """The reason that this law gives."""
        return Reason(self.id, self.sentence, answer.template, answer.figures, self.met_by)


ENDED = Law("has_not_ended", "The deal is open.")
FUTURE = Law("not_in_future", "A fact lies in the past.")
OPENING = Law("not_before_opening", "A fact follows the deal's opening.")
LAST = Law("not_before_last", "A document's facts go forward in time.")
FORWARD = Law("not_before_stage", "A deal moves forward in time.")
HOLD = Law("no_hold", "No hold bars the action.", (HoldLifted.kind,))
HAND = Law("own_hand", "Who a fact names records it.")
ROLE = Law("has_role", "Who records it has the role.")
HISTORY = Law("history_first", "History is imported before the deal goes on here.")
STAGE = Law("at_its_stage", "A fact comes at its stage.")
KNOWN = Law("stage_is_known", "The flow has the stage.")
CHANGER = Law("may_change_flow", "Only a role that may changes the flow.")
STAYS = Law("stage_stays", "A stage that both flows have stays.")
RUNS = Law("deal_runs_on", "Only a running deal changes its flow, and runs on.")

LAWS = (ENDED, FUTURE, OPENING, LAST, FORWARD, HOLD, HAND, ROLE, HISTORY, STAGE, KNOWN, CHANGER, STAYS, RUNS)
"""Every law."""


def broken(deal: "Deal", fact: Fact, by: str, now: datetime, roles: Collection[str] | None) -> Iterator[Reason]:
    """The laws that recording this fact would break."""
    at = fact.at
    if ended(deal, fact.kind):
        yield ENDED.says(no("it ended, {outcome}", outcome=deal.stage))
    if at > now:
        yield FUTURE.says(no("it is dated {at}, and now is {now}", at=at, now=now))
    if deal.entries:
        if deal.latest_at is not None and at < deal.latest_at:
            yield from _out_of_time(deal, fact, at)
        yield from held(deal, fact, at, now)
    if fact.actor and (person := getattr(fact, fact.actor)) != by:
        yield HAND.says(no("it names {named}, but {by} records it", named=person, by=by))
    role = getattr(fact, fact.in_role) if fact.in_role else None
    if roles is not None and role is not None and role not in roles:
        yield ROLE.says(no("{by} does not have the role {role}", by=by, role=role))
    if fact.kind == Imported.kind and any(entry.kind != Imported.kind for entry in deal.entries):
        yield HISTORY.says(no("the deal has gone on here already"))


def ended(deal: "Deal", kind: str) -> bool:
    """Whether the deal is over for this kind of fact: its end takes none of it, as it may a refund or a claim."""
    return deal.stage.end is not None and kind not in deal.flow.rows.get(deal.stage.name, {})


def backwards(deal: "Deal", fact: Fact) -> Iterator[Reason]:
    """A fact that moves the deal is not dated before the deal came to the stage that it leaves."""
    if deal.since is not None and fact.at < deal.since:
        yield FORWARD.says(
            no(
                "it is dated {at}, and the deal came to {stage} on {since}",
                at=fact.at,
                stage=deal.stage,
                since=deal.since,
            )
        )


def document_backwards(old: "Standing", fact: Fact) -> Iterator[Reason]:
    """A fact that moves a document is not dated before the document came to the stage that it leaves."""
    if fact.at < old.since:
        figures = {"at": fact.at, "document": old.document, "stage": old.stage, "since": old.since}
        yield FORWARD.says(no("it is dated {at}, and {document} came to {stage} on {since}", **figures))


def document_at_no_stage(document: str, old: "Standing | None", fact: type[Fact], flow: "Flow") -> Reason:
    """Why no row of a document's flow takes the fact from where the document stands."""
    places = tuple(stage for stage in flow.stages if fact.kind in flow.rows[stage.name])
    if old is None:
        return STAGE.says(no("there is no {document} yet", document=document))
    figures = {"document": document, "stage": old.stage, "places": places}
    if old.outcome is not None or not places:
        return STAGE.says(no("{document} is at {stage}", **figures))
    return STAGE.says(no("{document} is at {stage}, and this comes at {places}", **figures))


def held(deal: "Deal", fact: Fact | type[Fact], *moments: datetime) -> Iterator[Reason]:
    """The holds in force at any of these moments that bar this fact; none bars its lifting or the calendar.

    A fact is held when it happened and when it is recorded, so that a back-dated one does not slip by a hold.
    """
    said: list[dict[str, object]] = []
    for at in moments:
        for hold in holds_in_force(deal, at):
            figures: dict[str, object] = {"hold": hold.hold, "source": hold.source, "why": hold.reason}
            if figures not in said and bars(hold, deal, fact, at):
                said.append(figures)
                yield HOLD.says(no("the hold {hold} by {source} bars it: {why}", **figures, action=fact.action))


def held_by_account(deal: "Deal", fact: Fact, other: "Deal", now: datetime) -> Iterator[Reason]:
    """The holds on another deal of the same account that bar the whole account, so that a copy sheds none."""
    said: set[str] = set()
    for at in (fact.at, now):
        for hold in account_holds(other, at):
            if hold.hold not in said and bars(hold, deal, fact, at):
                said.add(hold.hold)
                figures = {"hold": hold.hold, "source": hold.source, "why": hold.reason, "deal": other.id}
                yield HOLD.says(
                    no("the hold {hold} by {source}, placed on {deal}, bars the whole account: {why}", **figures)
                )


def change_broken(deal: "Deal", fact: FlowChanged, flow: "Flow") -> Iterator[Reason]:
    """A change of flow is decided by a role that may, and is no way round a gate: a stage that stays keeps its name."""
    allowed = deal.flow.policy.flow_changed_by
    if fact.role not in allowed:
        yield CHANGER.says(no("{role} may not; {roles} may", role=fact.role, roles=allowed))
    if fact.lands(deal.stage.name) != deal.stage.name and any(s.name == deal.stage.name for s in flow.stages):
        yield STAYS.says(no("{flow} has the stage {stage}, too", flow=flow.id, stage=deal.stage))
    if deal.stage == NOTHING:
        yield RUNS.says(no("a deal opens with {opening}", opening=named(flow.opens.fact)))
    elif flow.known_stage(fact.lands(deal.stage.name)).end is not None:
        yield RUNS.says(no("{stage} is an end", stage=flow.stage(fact.lands(deal.stage.name))))


def at_no_stage(deal: "Deal", fact: type[Fact], flow: "Flow", entering: str | None = None) -> Reason:
    """Why no row of the flow takes the fact from here."""
    if entering is not None:
        names = tuple(stage.name for stage in flow.stages)
        return KNOWN.says(
            no("{flow} has no stage {stage}; it has {stages}", flow=flow.id, stage=entering, stages=names)
        )
    if deal.stage == NOTHING:
        return STAGE.says(no("a deal opens with {opening}", opening=named(flow.opens.fact)))
    places = tuple(stage for stage in flow.stages if fact.kind in flow.rows[stage.name])
    if not places:
        return STAGE.says(no("the flow {flow} does not know it", flow=flow.id))
    return STAGE.says(no("the deal is at {stage}, and this comes at {places}", stage=deal.stage, places=places))


def _out_of_time(deal: "Deal", fact: Fact, at: datetime) -> Iterator[Reason]:
    """What a fact breaks that is dated before the deal's latest."""
    opened = deal.entries[0].fact.at
    if at < opened:
        yield OPENING.says(no("it is dated {at}, before the opening at {opened}", at=at, opened=opened))
    about = fact.about()
    if about is not None:
        later = [entry.fact.at for entry in deal.entries if at < entry.fact.at and entry.fact.about() == about]
        if later:
            yield LAST.says(
                no("it is dated {at}, before the last of {about} at {last}", at=at, about=about, last=max(later))
            )

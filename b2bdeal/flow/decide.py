"""Decides on one fact: gives the entry to store, or the refusal with every reason. Pure: no clock, no book."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from b2bdeal.errors import UnknownFlow, UnknownKind, ValueProblem
from b2bdeal.flow import laws
from b2bdeal.flow.change import FlowChanged, Imported
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.machine import Asking
from b2bdeal.flow.refusal import Reason, Refusal, Refused, each_once
from b2bdeal.flow.stage import NOTHING
from b2bdeal.flow.standing import standing
from b2bdeal.life.fact import Fact, UnreadFact
from b2bdeal.units.moment import check_id

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal
    from b2bdeal.flow.flow import Flow

__all__ = ["FindFlow", "decide", "settle"]

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
    check_id("who records it", by)
    _readable(deal, fact)
    flow, start, entering = deal.flow, deal.stage.name, None
    reasons = list(laws.broken(deal, fact, by, now, roles))
    kind = fact.kind
    if kind == FlowChanged.kind:
        fact = FlowChanged.cast(fact)
        flow, start, entering = _next_flow(deal, fact, find), NOTHING.name, fact.lands(deal.stage.name)
        reasons += laws.change_broken(deal, fact, flow)
    elif kind == Imported.kind:
        entering = Imported.cast(fact).stage
    asking = Asking(deal, fact, entering)
    ended = laws.ended(deal, kind)
    stage = None if ended else flow.engine.move(asking, start)
    if stage is None and not ended:
        # What a row did not find met counts for nothing where a later row holds.
        reasons += each_once(asking.unmet) or [laws.at_no_stage(deal, type(fact), flow, entering)]
    elif stage is not None and stage != deal.stage.name:
        reasons += laws.backwards(deal, fact)
    moved, waived = _documents(deal, fact, reasons) if kind in flow.moving and entering is None else ((), asking.waived)
    if reasons or stage is None:
        return Refusal(deal, fact, tuple(each_once(reasons)))
    version, recorded_at = len(deal.entries) + 1, now.astimezone(UTC)
    if waived is not asking.waived:
        waived = tuple(dict.fromkeys((*asking.waived, *waived)))
    return Entry(deal.id, version, flow.id, flow.version, kind, stage, recorded_at, by, fact, moved, waived)


def _documents(
    deal: "Deal", fact: Fact, reasons: list[Reason]
) -> "tuple[tuple[tuple[str, str], ...], tuple[str, ...]]":
    """Where the fact moves the documents that have a flow of their own, and what was waived for that."""
    moved: list[tuple[str, str]] = []
    waived: list[str] = []
    for document, flow in deal.flow.documents_of(fact):
        old = standing(deal, document)
        asking = Asking(deal, fact)
        stage = flow.engine.move(asking, NOTHING.name if old is None else old.stage.name)
        if stage is None:
            reasons += asking.unmet or [laws.document_at_no_stage(document, old, type(fact), flow)]
            continue
        if old is not None and stage != old.stage.name:
            reasons += laws.document_backwards(old, fact)
        moved.append((document, stage))
        waived += asking.waived
    return tuple(moved), tuple(waived)


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
    if not isinstance(decision, Entry):
        raise Refused(decision)
    if fact.kind == FlowChanged.kind:
        return deal.with_entry(decision, _next_flow(deal, FlowChanged.cast(fact), find))
    return deal.with_entry(decision, deal.flow)


def _readable(deal: "Deal", fact: Fact) -> None:
    if not deal.flow.is_known:
        raise UnknownFlow(
            f"The flow {deal.flow.id} v{deal.flow.version} of {deal.id} is not here, so nothing can be recorded on it.",
            hint="give it to open(…, flows=[…])",
        )
    if UnreadFact.kind in deal.kinds:
        unread = next(entry.kind for entry in deal.entries if type(entry.fact) is UnreadFact)
        raise UnknownKind(
            f"{deal.id} holds a fact {unread!r} whose class is not here, so nothing can be recorded on it.",
            hint="import the module that defines it",
        )
    if not fact.kind:
        raise UnknownKind(f"{type(fact).__name__} has no kind.", hint='give its class kind="yours.Name"')


def _next_flow(deal: "Deal", fact: FlowChanged, find: FindFlow | None) -> "Flow":
    if (fact.flow, fact.version) == (deal.flow.id, deal.flow.version):
        return deal.flow
    if find is None:
        raise UnknownFlow(
            f"The flow {fact.flow} v{fact.version} is not here.", hint="record it through a book that has the flow"
        )
    flow = find(fact.flow, fact.version)
    if not flow.is_known:
        raise UnknownFlow(f"The flow {flow.id} v{flow.version} is not here.", hint="give it to open(…, flows=[…])")
    return flow

"""Asks a deal's history again: would every entry be recorded today as it was?"""

from typing import TYPE_CHECKING

import attrs

from b2bdeal.flow.change import Imported
from b2bdeal.flow.decide import FindFlow, decide
from b2bdeal.flow.entry import Entry
from b2bdeal.flow.refusal import Reason, Refusal

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["Finding", "verify"]


@attrs.frozen
class Finding:
    """One entry that the flow would not record so: what bars it, or where it would lead."""

    version: int
    kind: str
    stored: str
    """The stage in the entry, with those of the documents that it moved."""
    worked_out: str | None
    """The stage it would lead to; None where it would be refused."""
    reasons: tuple[Reason, ...] = ()


def verify(deal: "Deal", find: FindFlow) -> tuple[Finding, ...]:
    """Every entry after imported history, asked as of when it was recorded; roles are as they were taken then."""
    found: list[Finding] = []
    if not deal.entries:
        return ()
    so_far = type(deal).unopened(deal.id, find(deal.entries[0].flow, deal.entries[0].flow_version))
    for entry in deal.entries:
        flow = find(entry.flow, entry.flow_version)
        if entry.kind != Imported.kind:
            decision = decide(so_far, entry.fact, by=entry.by, now=entry.recorded_at, find=find)
            if isinstance(decision, Refusal):
                found.append(Finding(entry.version, entry.kind, entry.stage, None, decision.reasons))
            elif (stored := _led(entry)) != (worked_out := _led(decision)):
                found.append(Finding(entry.version, entry.kind, stored, worked_out))
        so_far = so_far.with_entry(entry, flow)
    return tuple(found)


def _led(entry: Entry) -> str:
    """Where an entry led the deal, and the documents that it moved."""
    return ", ".join([entry.stage, *(f"{document} {stage}" for document, stage in entry.documents)])

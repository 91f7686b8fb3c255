"""Where the documents of a deal stand that have a flow of their own, as its production orders and service cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import attrs

from b2bdeal.flow.stage import NOTHING, Stage
from b2bdeal.life.checks import FrozenMap

if TYPE_CHECKING:
    from b2bdeal.flow.deal import Deal

__all__ = ["Standing", "standing", "standings"]


@attrs.frozen
class Standing:
    """Where one document stands."""

    document: str
    """Its kind and number, as "order:PO-17"."""
    stage: Stage
    since: datetime
    """When it came to the stage."""

    @property
    def number(self) -> str:
        """Its number, as "PO-17"."""
        return self.document.partition(":")[2]

    @property
    def outcome(self) -> Literal["won", "lost"] | None:
        """How it ended; None while it is open."""
        return self.stage.end


def standings(deal: "Deal") -> Mapping[str, Standing]:
    """Every document of a deal that moves by a flow of its own, as the entries say; no condition is asked."""
    found: dict[str, Standing] = {}
    for entry in deal.entries:
        for document, stage in entry.documents:
            old = found.get(document)
            if old is None or old.stage.name != stage:
                found[document] = Standing(document, _stage(deal, document, stage), entry.fact.at)
    return FrozenMap(found)


def standing(deal: "Deal", document: str) -> Standing | None:
    """Where one document stands; None before it is opened."""
    found: Standing | None = None
    for entry in reversed(deal.entries):
        for name, stage in entry.documents:
            if name == document:
                if found is not None and found.stage.name != stage:
                    return found
                found = Standing(document, _stage(deal, document, stage), entry.fact.at)
    return found


def _stage(deal: "Deal", document: str, name: str) -> Stage:
    kind = document.partition(":")[0]
    flow = next((flow for flow in deal.flow.documents if flow.document == kind), None)
    return Stage(name) if flow is None else NOTHING if name == NOTHING.name else flow.known_stage(name)

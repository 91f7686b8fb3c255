"""An entry is a fact as the book keeps it: whose deal, which flow, where it led, when it was written down, by whom."""

from datetime import datetime

import attrs

from b2bdeal.life.fact import Fact, UnreadFact

__all__ = ["Entry"]


@attrs.frozen(repr=False)
class Entry:
    """One line of a deal's stream; entries are appended, never changed."""

    deal: str
    version: int
    """1 for the opening, then without a gap."""
    flow: str
    flow_version: int
    kind: str
    stage: str
    """The name of the stage that the fact led to."""
    recorded_at: datetime
    """When it was written down, UTC, by the book's clock."""
    by: str
    """The id of the person or program that recorded it."""
    fact: Fact
    documents: tuple[tuple[str, str], ...] = ()
    """The documents that the fact moved by a flow of their own, each with the name of the stage it led to."""
    waived: tuple[str, ...] = ()
    """The ids of the conditions that did not hold, and that a waiver had set aside."""

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.fact.at

    @property
    def action(self) -> str:
        """What recording it does; a hold may bar that."""
        return self.fact.stored_action if type(self.fact) is UnreadFact else self.fact.action

    @property
    def schema_version(self) -> int:
        """The version of the fact's shape."""
        return self.fact.stored_version if type(self.fact) is UnreadFact else self.fact.schema_version

    @property
    def body(self) -> str:
        """The fact as JSON: Decimals as text, times in RFC 3339 with zone."""
        return self.fact.body if type(self.fact) is UnreadFact else self.fact.model_dump_json()

    def __repr__(self) -> str:
        return f"<Entry {self.deal} {self.version}: {self.kind} → {self.stage}>"

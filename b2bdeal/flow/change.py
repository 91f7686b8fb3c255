"""The facts that every flow understands: imported history, a change of flow, a stay that was too long."""

from pydantic import Field

from b2bdeal.life.checks import Frozen, FrozenMap, Ordinal, Price, Words
from b2bdeal.life.fact import Fact
from b2bdeal.units import Id, Moment, Name, Text

__all__ = ["FlowChanged", "Imported", "Overran"]


class Imported(Fact, kind="deal.Imported", label="Imported", zh="导入历史"):
    """A piece of history from another system: where the deal stood then. The flow's rules are not asked of it.

    It can open a deal at any stage, and follow other imported history. What the deal does afterwards is asked as usual.
    """

    stage: Id
    """The stage that the deal reached, by its name in the flow."""
    source: Name
    """The file or system it comes from."""
    row: Id
    """The row or record there."""
    fingerprint: Id | None = None
    """A digest of the row as it was read, so that a rerun notices a row that changed."""
    account: Name | None = None
    """The company, as the other system names it."""
    value: Price | None = None
    """The deal's value there, if it was recorded."""
    details: Frozen[str, Text] = Field(default_factory=FrozenMap)
    """The row's other fields, as they were read."""


class FlowChanged(
    Fact,
    kind="deal.FlowChanged",
    action="change",
    actor="decided_by",
    in_role="role",
    label="Flow changed",
    zh="流程变更",
):
    """A running deal goes on under another flow, or another version of its flow."""

    flow: Id
    """The id of the flow it goes to."""
    version: Ordinal
    """That flow's version."""
    stages: Frozen[Id, Id] = Field(default_factory=FrozenMap)
    """Old stage name to new, for the stages that the new flow does not have; the others keep their names."""
    reason: Words
    """Why."""
    decided_by: Id
    """Who decides it, and records it."""
    role: Name
    """The role in which they do."""

    def lands(self, stage: str) -> str:
        """The stage of the new flow, by its name, for one of the old."""
        return self.stages.get(stage, stage)


class Overran(Fact, kind="deal.Overran", label="Overran", zh="超期"):
    """A deal stayed in a stage longer than the flow allows. Subclass it where an overrun should lead somewhere."""

    stage: Id
    """The stage that was stayed in too long."""
    due: Moment
    """When the stay should have ended; the fact is dated so."""

    def about(self) -> str | None:
        """The stay."""
        return f"stay:{self.stage}"

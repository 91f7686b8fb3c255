"""Tooling: moulds and fixtures made for a product, whose they are, where they stand, and how many shots are left."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

import attrs
from pydantic import model_validator

from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.labels import Message, t
from b2bdeal.life.checks import Count, Day, FrozenMap, Ordinal, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = [
    "Tool",
    "ToolInRegister",
    "ToolRegister",
    "ToolingApproved",
    "ToolingMade",
    "ToolingMoved",
    "ToolingOrdered",
    "ToolingReturned",
    "ToolingUsed",
]


_WORDS: Final[Mapping[str, Message]] = {
    "buyer": t("buyer"),
    "factory": t("factory"),
    "ordered": t("ordered"),
    "made": t("made"),
    "approved": t("approved"),
    "returned": t("returned"),
}


class Tool(Document):
    """A mould, die or fixture made for a product."""

    label: ClassVar[str] = "Tool"
    zh: ClassVar[str] = "模具"

    number: Id
    """Its number, as engraved on it."""
    name: Name
    """What it makes, as "housing, upper half"."""
    items: tuple[Id, ...]
    """The products that need it, at least one."""
    owner: Literal["buyer", "factory"]
    """Whose it is."""
    charge: Id | None = None
    """The one-time charge of the contract that pays for it; None where nobody is charged."""
    cavities: Ordinal = 1
    """How many parts come of one shot."""
    per_unit: Ordinal = 1
    """How many of these parts are in one unit."""
    shots_life: Ordinal
    """How many shots it is made for."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if not self.items or repeated(self.items):
            raise ValueError("items must name at least one product, each once")
        if self.owner == "buyer" and self.charge is None:
            raise ValueError(f"{self.number} is the buyer's: name the charge by which the buyer pays for it")
        return self

    def shots_for(self, units: int) -> int:
        """The shots that so many units take, rounded up."""
        return -(-units * self.per_unit // self.cavities)


class ToolingOrdered(Fact, kind="electronics.ToolingOrdered", stands=True, label="Tooling ordered", zh="模具已开"):
    """A tool is ordered from the toolmaker: production waits for it from now on."""

    tool: Tool
    """The tool."""
    ready_on: Day | None = None
    """The day on which it is to be ready, on the factory's calendar."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool.number}"


class ToolingMade(Fact, kind="electronics.ToolingMade", stands=True, label="Tooling made", zh="模具已完成"):
    """The tool is made, and stands where its first parts are shot."""

    tool: Id
    """The tool's number."""
    maker: Name
    """Who made it."""
    location: Name
    """Where it stands."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool}"


class ToolingApproved(
    Approval, kind="electronics.ToolingApproved", stands=True, label="Tooling approved", zh="模具已验收"
):
    """The buyer approved the first parts of a tool."""

    tool: Id
    """The tool's number."""
    trial: Id
    """The trial whose parts are approved, as "T2"."""
    report: Id | None = None
    """The first-article report's number."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool}"


class ToolingUsed(Fact, kind="electronics.ToolingUsed", stands=True, label="Tooling counted", zh="模次已计"):
    """The tool's counter was read."""

    tool: Id
    """The tool's number."""
    shots: Count
    """All shots since it was made."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool}"


class ToolingMoved(Fact, kind="electronics.ToolingMoved", stands=True, label="Tooling moved", zh="模具已移动"):
    """The tool stands elsewhere now."""

    tool: Id
    """The tool's number."""
    location: Name
    """Where it stands."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool}"


class ToolingReturned(Fact, kind="electronics.ToolingReturned", stands=True, label="Tooling returned", zh="模具已退还"):
    """The buyer's tool went back to the buyer, on demand."""

    tool: Id
    """The tool's number."""
    demanded_on: Day
    """The day on which the buyer demanded it, on the buyer's calendar."""
    to: Name
    """Where it went."""
    received_by: Id
    """Who of the buyer took it: a contact's id."""

    def about(self) -> str:
        """The tool."""
        return f"tool:{self.tool}"


@attrs.frozen
class ToolInRegister:
    """How one tool is."""

    tool: Tool
    location: str | None = None
    """Where it stands; None until it is made."""
    approved: ToolingApproved | None = None
    shots: int = 0
    """The counter, as read last."""
    returned: ToolingReturned | None = None

    @property
    def shots_left(self) -> int:
        """What its life still holds; never below 0."""
        return max(self.tool.shots_life - self.shots, 0)

    @property
    def state(self) -> Literal["ordered", "made", "approved", "returned"]:
        """How far it is."""
        if self.returned is not None:
            return "returned"
        return "ordered" if self.location is None else "made" if self.approved is None else "approved"


@attrs.frozen
class ToolRegister:
    """Every tool of a deal. It folds from any list of facts, read in order of time."""

    tools: Mapping[str, ToolInRegister] = FrozenMap()
    """By number."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "ToolRegister":
        """The register that these facts tell; facts of other kinds, and of tools that were not ordered, don't count."""
        tools: dict[str, ToolInRegister] = {}
        for fact in by_time(facts):
            if fact.kind == ToolingOrdered.kind:
                tool = ToolingOrdered.cast(fact).tool
                tools[tool.number] = attrs.evolve(tools.get(tool.number, ToolInRegister(tool)), tool=tool)
            elif (after := _after(fact, tools)) is not None:
                tools[after[0]] = after[1]
        return cls(FrozenMap(tools))

    def table(self) -> "Table":
        """Tool, owner, state, place and shots."""
        from b2bdeal.show import Table

        rows = [
            (
                one.tool.number,
                one.tool.name,
                _WORDS[one.tool.owner],
                _WORDS[one.state],
                one.location,
                one.shots,
                one.shots_left,
            )
            for one in self.tools.values()
        ]
        return Table(t("Tooling"), ("tool", "name", "owner", "state", "location", "shots", "shots_left"), rows)


def _after(fact: Fact, tools: Mapping[str, ToolInRegister]) -> tuple[str, ToolInRegister] | None:
    """The tool that a fact changes, by number, and how it is afterwards; None where it changes none of these."""
    if fact.kind == ToolingMade.kind:
        made = ToolingMade.cast(fact)
        return _with(tools, made.tool, lambda one: attrs.evolve(one, location=made.location))
    if fact.kind == ToolingApproved.kind:
        approved = ToolingApproved.cast(fact)
        return _with(tools, approved.tool, lambda one: attrs.evolve(one, approved=approved))
    if fact.kind == ToolingUsed.kind:
        used = ToolingUsed.cast(fact)
        return _with(tools, used.tool, lambda one: attrs.evolve(one, shots=used.shots))
    if fact.kind == ToolingMoved.kind:
        moved = ToolingMoved.cast(fact)
        return _with(tools, moved.tool, lambda one: attrs.evolve(one, location=moved.location))
    if fact.kind == ToolingReturned.kind:
        back = ToolingReturned.cast(fact)
        return _with(tools, back.tool, lambda one: attrs.evolve(one, location=back.to, returned=back))
    return None


def _with(
    tools: Mapping[str, ToolInRegister], number: str, change: Callable[[ToolInRegister], ToolInRegister]
) -> tuple[str, ToolInRegister] | None:
    return (number, change(tools[number])) if number in tools else None

"""Builds: EVT, DVT and PVT are planned, reported with their yield and issues, and exited by the buyer's engineer."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

import attrs
from pydantic import Field, model_validator

from b2bdeal.flow.trades.electronics.bom import ChangeApproved
from b2bdeal.flow.trades.sharing import Approval
from b2bdeal.labels import t
from b2bdeal.life.checks import Count, Frozen, FrozenMap, Ordinal, Words, repeated
from b2bdeal.life.fact import Document, Fact
from b2bdeal.life.reading import by_time
from b2bdeal.units import Id, Name, Share

if TYPE_CHECKING:
    from b2bdeal.show import Table

__all__ = [
    "BUILDS",
    "Build",
    "BuildExited",
    "BuildIssue",
    "BuildKind",
    "BuildPlan",
    "BuildPlanned",
    "BuildReported",
    "Builds",
    "IssueClosed",
    "IssueWaived",
]

BuildKind = Literal["evt", "dvt", "pvt"]
"""Engineering, design and production validation test: does it work, is it as designed, can the line make it."""

BUILDS: Final[tuple[BuildKind, ...]] = ("evt", "dvt", "pvt")
"""The builds in their order."""

_SHOWN = Context(prec=28, rounding=ROUND_DOWN)


class BuildPlan(Document):
    """A build before it is made."""

    label: ClassVar[str] = "Build plan"
    zh: ClassVar[str] = "试产计划"

    number: Id
    """Its number; a build that is repeated gets a new one."""
    build: BuildKind
    """Which validation it is."""
    item: Id
    """The product."""
    revision: Id
    """The revision of the bill of materials that is built."""
    units: Ordinal
    """How many units are to be built."""
    yield_asked: Share
    """The share of units that must pass for an exit, as agreed with the buyer; 0 asks for none."""


class BuildPlanned(Fact, kind="electronics.BuildPlanned", stands=True, label="Build planned", zh="试产已计划"):
    """A build is agreed and materials are set aside for it."""

    plan: BuildPlan
    """The plan."""

    def about(self) -> str:
        """The build."""
        return f"build:{self.plan.number}"


class BuildIssue(Document):
    """Something that a build found."""

    label: ClassVar[str] = "Build issue"
    zh: ClassVar[str] = "试产问题"

    issue: Id
    """Its number."""
    severity: Literal["critical", "major", "minor"]
    """How bad it is; a critical one endangers people or breaks the law, and is never waived."""
    what: Name
    """What is wrong."""


class BuildReported(Fact, kind="electronics.BuildReported", stands=True, label="Build reported", zh="试产报告已出"):
    """How a build came out; a later report of the same build takes the place of the earlier."""

    number: Id
    """The build's number."""
    built: Ordinal
    """How many units were built."""
    passed: Count
    """How many of them passed every test at the first attempt."""
    failures: Frozen[Name, Ordinal] = Field(default_factory=FrozenMap)
    """How many units failed, by mode, as "no boot", "antenna"; one unit may fail in several."""
    issues: tuple[BuildIssue, ...] = ()
    """The issues that it found."""
    report: Id | None = None
    """The report's number."""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        failed = self.built - self.passed
        if failed < 0:
            raise ValueError(f"passed {self.passed} is more than built {self.built}")
        if sum(self.failures.values()) < failed:
            raise ValueError(f"{failed} units failed: failures must say in which mode each of them did")
        if twice := repeated(one.issue for one in self.issues):
            raise ValueError(f"issues name {', '.join(twice)} more than once: give each a number of its own")
        return self

    def about(self) -> str:
        """The build."""
        return f"build:{self.number}"

    @property
    def first_pass_yield(self) -> Fraction:
        """The share of the units that passed at the first attempt, exact."""
        return Fraction(self.passed, self.built)

    @property
    def yield_percent(self) -> Decimal:
        """The same in percent with one digit, rounded down, so that a yield that falls short never looks reached."""
        share = _SHOWN.divide(Decimal(self.passed * 100), Decimal(self.built))
        return share.quantize(Decimal("0.1"), context=_SHOWN)


class IssueClosed(Fact, kind="electronics.IssueClosed", stands=True, label="Issue closed", zh="问题已关闭"):
    """An issue of a build is solved, and that was verified."""

    number: Id
    """The build's number."""
    issue: Id
    """The issue's number."""
    solution: Words
    """What was done, and how it was verified."""

    def about(self) -> str:
        """The build."""
        return f"build:{self.number}"


class IssueWaived(Document):
    """An issue that the buyer's engineer lets pass."""

    label: ClassVar[str] = "Waived issue"
    zh: ClassVar[str] = "放行问题"

    issue: Id
    """The issue's number."""
    reason: Name
    """Why it may stay."""


class BuildExited(Approval, kind="electronics.BuildExited", stands=True, label="Build exited", zh="试产已通过"):
    """The buyer's engineer signed that the next build, or production after the PVT, may begin."""

    number: Id
    """The build's number."""
    waived: tuple[IssueWaived, ...] = ()
    """Open issues that may stay, each with a reason."""

    def about(self) -> str:
        """The build."""
        return f"build:{self.number}"


@attrs.frozen
class Build:
    """How far one build is."""

    plan: BuildPlan
    report: BuildReported | None = None
    closed: frozenset[str] = frozenset()
    """The issues that are closed."""
    exited: BuildExited | None = None

    @property
    def open_issues(self) -> tuple[BuildIssue, ...]:
        """What the report found and nobody closed."""
        return () if self.report is None else tuple(one for one in self.report.issues if one.issue not in self.closed)


@attrs.frozen
class Builds:
    """The builds of a deal. It folds from any list of facts, read in order of time."""

    builds: Mapping[str, Build] = FrozenMap()
    """By number."""
    passed: Mapping[tuple[str, BuildKind], str] = FrozenMap()
    """Item and kind of build to the build whose exit is in force; an engineering change may take exits back."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Builds":
        """The builds that these facts tell; facts of other kinds are passed over."""
        builds: dict[str, Build] = {}
        passed: dict[tuple[str, BuildKind], str] = {}
        for fact in by_time(facts):
            if fact.kind == BuildPlanned.kind:
                plan = BuildPlanned.cast(fact).plan
                builds[plan.number] = Build(plan)
            elif fact.kind == BuildReported.kind:
                report = BuildReported.cast(fact)
                if report.number in builds:
                    builds[report.number] = attrs.evolve(builds[report.number], report=report)
            elif fact.kind == IssueClosed.kind:
                closed = IssueClosed.cast(fact)
                if closed.number in builds:
                    build = builds[closed.number]
                    builds[closed.number] = attrs.evolve(build, closed=build.closed | {closed.issue})
            elif fact.kind == BuildExited.kind:
                exited = BuildExited.cast(fact)
                if exited.number in builds:
                    build = builds[exited.number] = attrs.evolve(builds[exited.number], exited=exited)
                    passed[build.plan.item, build.plan.build] = exited.number
            elif fact.kind == ChangeApproved.kind:
                change = ChangeApproved.cast(fact).change
                if change.rebuild is not None:
                    for kind in BUILDS[BUILDS.index(change.rebuild) :]:
                        passed.pop((change.item, kind), None)
        return cls(FrozenMap(builds), FrozenMap(passed))

    def before(self, item: str, build: BuildKind) -> BuildKind | None:
        """The first build of an item that must be exited before this one and is not; None where all are."""
        earlier = BUILDS[: BUILDS.index(build)]
        return next((kind for kind in earlier if (item, kind) not in self.passed), None)

    def table(self) -> "Table":
        """Each build with its units, yield and open issues."""
        from b2bdeal.show import Table

        rows = [
            (
                one.plan.number,
                one.plan.build.upper(),
                one.plan.item,
                one.plan.revision,
                None if one.report is None else one.report.built,
                None if one.report is None else one.report.yield_percent,
                len(one.open_issues),
                one.exited is not None,
            )
            for one in self.builds.values()
        ]
        columns = ("number", "build", "item", "revision", "built", "yield_percent", "open_issues", "exited")
        return Table(t("Builds"), columns, rows)

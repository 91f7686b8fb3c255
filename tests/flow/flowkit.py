"""For the tests of flows: a small trade with three stages, and the cosmetics story up to any fact."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from b2bdeal import (
    ANY,
    NOTHING,
    Deal,
    Entry,
    Fact,
    Flow,
    Reason,
    Refusal,
    RiskLetterSigned,
    Stage,
    WaiverAsked,
    WaiverGranted,
    decide,
    during,
    when,
)
from b2bdeal.flow.step import Step
from b2bdeal.testing import AUTHORITY, START, TRADE, Story


class Begun(Fact, kind="kit.Begun", label="Begun", zh="已开始"):
    """The small trade opens."""

    number: int = 0


class Moved(Fact, kind="kit.Moved", label="Moved", zh="已移动"):
    """Something that moves a deal."""

    number: int = 0


class Noted(Fact, kind="kit.Noted", label="Noted", zh="已记录"):
    """Something that moves nothing."""

    number: int = 0


class Ended(Fact, kind="kit.Ended", label="Ended", zh="已结束"):
    """The small trade is over."""


class Ordered(Fact, kind="kit.Ordered", label="Ordered", zh="已订购"):
    """A fact about a document."""

    paper: str = "P-1"

    def about(self) -> str:
        """The paper."""
        return f"paper:{self.paper}"


A, B, C = Stage("a", zh="甲"), Stage("b", zh="乙"), Stage("c", zh="丙")
WON, LOST = Stage("won", zh="赢", end="won"), Stage("lost", zh="输", end="lost")
WAY = (when(Ended, ANY >> WON),)
"""The row without which nothing comes to an end."""


def flow(*steps: Step[Fact] | Step[Moved] | Step[Noted] | Step[Ordered] | Step[Ended], **words: object) -> Flow:
    """A flow that opens at A, goes by these steps and can always end."""
    said: dict[str, object] = {"version": 1, "opens": when(Begun, NOTHING >> A), "steps": (*steps, *WAY), **words}
    return Flow("kit", **said)  # type: ignore[arg-type]  # the words are those of Flow


def line(*stages: Stage) -> Flow:
    """A flow through these stages by Moved, where anything may be noted."""
    rows = [when(Moved, one >> two) for one, two in pairwise(stages)]
    return Flow(
        "line",
        version=1,
        opens=when(Begun, NOTHING >> stages[0]),
        steps=(*rows, during(Noted, ANY), during(Ordered, ANY), *WAY),
    )


def day(number: float) -> datetime:
    """So many days after the beginning, at half past nine in Shanghai."""
    return START + timedelta(days=number)


def opened(under: Flow, number: float = 0, id: str = "D-1") -> Deal:
    """A deal of the small trade, opened on that day."""
    return Deal.unopened(id, under).then(Begun(at=day(number)))


def reasons(deal: Deal, fact: Fact, **words: object) -> dict[str, Reason]:
    """The reasons for which a fact is refused, by their ids; none where it is recorded."""
    said = {"by": "zhao", "now": fact.at, **words}
    found = decide(deal, fact, **said)  # type: ignore[arg-type]  # the words are those of decide
    if isinstance(found, Entry):
        return {}
    assert isinstance(found, Refusal)
    assert found.reasons, "a refusal says why"
    return {reason.id: reason for reason in found.reasons}


# ── the story ────────────────────────────────────────────────────────────────────────────────────────────────────────


def facts(story: Story | None = None) -> Iterator[tuple[str, Fact]]:
    """The story's facts, each with who records it."""
    yield from (story or Story()).lines()


def one(kind: type[Fact], nth: int = 1, story: Story | None = None) -> Fact:
    """The nth fact of a class in the story."""
    return [fact for _, fact in facts(story) if fact.kind == kind.kind][nth - 1]


Change = Callable[[Fact], Fact]


def told(
    until: type[Fact] | None = None,
    *,
    nth: int = 1,
    under: Flow = TRADE,
    without: tuple[type[Fact], ...] = (),
    instead: Change = lambda fact: fact,
    story: Story | None = None,
) -> Deal:
    """The story told without a book, up to but without the nth fact of a class; some left out, some told otherwise."""
    deal = Deal.unopened("D-1", under)
    left = nth
    for by, fact in facts(story):
        if until is not None and fact.kind == until.kind:
            left -= 1
            if not left:
                return deal
        if fact.kind not in {kind.kind for kind in without}:
            deal = deal.then(instead(fact), by=by, roles=AUTHORITY.roles(by))
    assert until is None, f"the story has no {until} number {nth}"
    return deal


LETTER = RiskLetterSigned(
    at=day(95),
    letter="RL-1",
    conditions=("stability_passed", "packaging_compatible"),
    risks="the cream may separate before its tests are over",
    signed_by="petit",
)
"""The buyer bears the risk of going on before the tests are over; a waiver of them names it as its document."""


def waived(deal: Deal, condition: str, at: datetime, *, by: str = "li", role: str = "director") -> Deal:
    """The deal after Zhao asked for a waiver, and somebody granted it."""
    asked = WaiverAsked(at=at, condition=condition, reason="it is urgent", asked_by="zhao")
    granted = WaiverGranted(
        at=at, condition=condition, reason="a good customer", granted_by=by, role=role, document="RL-1"
    )
    return deal.then(asked, by="zhao").then(granted, by=by, roles=AUTHORITY.roles(by))

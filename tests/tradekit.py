"""For the tests of trades: the story's deal in another trade's words, with that trade's own facts between."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from attrs import frozen

from b2bdeal import Book, Deal, Entry, Fact, Flow, Reason, Refused, decide
from b2bdeal.testing import AUTHORITY, Clock, Story

STORY = Story()
Lines = list[tuple[str, Fact]]


def day(number: float, hour: int = 10) -> datetime:
    """A time so many days after the story's beginning."""
    whole, part = divmod(number, 1)
    return STORY.day(int(whole), hour + int(part * 10))


def changed(document: Any, **words: Any) -> Any:
    """A document made again with other values, and checked again."""
    return type(document)(**{name: getattr(document, name) for name in type(document).model_fields} | words)


@frozen
class Telling:
    """A trade's deal from lead to settled: the story in its words, and its own facts at their times."""

    flow: Flow
    words: dict[str, str]
    """What the cosmetics house says, to what this one says."""
    own: Callable[[], Iterator[tuple[str, Fact]]]

    def lines(self) -> Lines:
        """Who records what, in order of time. What only a cosmetics house records is left out."""
        return sorted([*self._common(), *self.own()], key=lambda line: line[1].at)

    def _common(self) -> Iterator[tuple[str, Fact]]:
        for by, fact in STORY.lines():
            if fact.kind in self.flow.facts:
                text = fact.model_dump_json()
                for old, new in self.words.items():
                    text = text.replace(old, new)
                yield by, type(fact).model_validate_json(text)

    def one(self, kind: type[Fact], nth: int = 1, **words: Any) -> Any:
        """The nth fact of a class, with other values where they are given."""
        fact = [fact for _, fact in self.lines() if fact.kind == kind.kind][nth - 1]
        return changed(fact, **words) if words else fact

    def until(self, kind: type[Fact], nth: int = 1, *, without: tuple[type[Fact], ...] = ()) -> Deal:
        """The deal up to but without the nth fact of a class, told without a book; some facts left out."""
        deal, left = Deal.unopened("D-1", self.flow), nth
        for by, fact in self.lines():
            if fact.kind == kind.kind:
                left -= 1
                if not left:
                    return deal
            if fact.kind not in {one.kind for one in without}:
                deal = deal.then(fact, by=by, roles=AUTHORITY.roles(by))
        raise AssertionError(f"it has no {kind} number {nth}")


class Told:
    """Tells such a deal through a book: who records what, on which day."""

    def __init__(self, telling: Telling, book: Book, clock: Clock) -> None:
        self.book, self.clock = book, clock
        self.left = telling.lines()
        by, opening = self.left.pop(0)
        self.deal: Deal = book.start(telling.flow, opening, by=by)

    def goes_on_until(self, kind: type[Fact], nth: int = 1) -> Any:
        """Tells on, up to but without the nth of the facts of a class that are still to come, which it gives."""
        while self.left:
            by, fact = self.left[0]
            if fact.kind == kind.kind:
                nth -= 1
                if not nth:
                    return fact
            self.records(self.left.pop(0)[1], by=by)
        raise AssertionError(f"no {kind} comes any more")

    def goes_on(self) -> Deal:
        """Tells the next fact."""
        by, fact = self.left.pop(0)
        return self.records(fact, by=by)

    def goes_on_to_the_end(self) -> Deal:
        """Tells all that is left."""
        while self.left:
            self.goes_on()
        return self.deal

    def records(self, fact: Fact, *, by: str) -> Deal:
        """Somebody records a fact on the day that it happens, or later."""
        self.clock.now = max(self.clock.now, fact.at)
        self.deal = self.book.record(self.deal, fact, by=by)
        return self.deal

    def is_refused(self, fact: Fact, *, by: str = "zhao") -> str:
        """Somebody tries, and reads why not."""
        before = self.deal
        self.clock.now = max(self.clock.now, fact.at)
        with pytest.raises(Refused) as caught:
            self.book.record(self.deal, fact, by=by)
        assert self.book.deal(before.id) == before, "nothing was recorded"
        return str(caught.value).replace("\xa0", " ")


def reasons(deal: Deal, fact: Fact) -> dict[str, Reason]:
    """The reasons for which a fact is refused, by their ids; none where it is recorded."""
    found = decide(deal, fact, by="zhao", now=fact.at)
    return {} if isinstance(found, Entry) else {reason.id: reason for reason in found.reasons}


@frozen
class Case:
    """A fact that a condition refuses with these words, and one, on another deal maybe, that is taken."""

    condition: str
    deal: Callable[[], Deal]
    bad: Callable[[], Fact]
    says: str
    good: Callable[[], Fact]
    better: Callable[[], Deal] | None = None
    alone: bool = True
    """Whether nothing else refuses the bad fact."""

    def holds(self) -> None:
        """Asserts that the bad fact is refused so, with every figure, and that the good one is taken."""
        found = reasons(self.deal(), self.bad())
        assert self.condition in found, f"{found} should name it"
        reason = found[self.condition]
        assert self.says in reason.text().replace("\xa0", " ")
        assert "‹" not in reason.text() + reason.must(), "every place has its figure"
        assert reason.text("zh"), "it can be told in Chinese"
        if self.alone:
            assert list(found) == [self.condition]
        assert not reasons((self.better or self.deal)(), self.good())

"""Two pieces of work timed in alternation, and the table in which they are compared."""

import gc
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any

import attrs

__all__ = ["Pair", "Row", "Work", "compare", "figure", "pair_of", "quiet", "seconds", "table"]


@attrs.frozen
class Work:
    """What is timed: `run(prepared)` does the work `times` times; `prepare()` makes ready for it, off the clock."""

    run: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None


@attrs.frozen
class Pair:
    """What two works took, each per unit of work: the least of all rounds, and how they relate."""

    ours: float
    peer: float
    ratio: float
    """The median of the rounds' ratios, ours to the peer's: noise that lasts longer than a round falls out."""


@attrs.frozen
class Row:
    """One line of the table. `most` is the goal, as the largest ratio that meets it; None: a figure without a goal."""

    work: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    goal: str = ""
    most: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if self.ratio is None or self.most is None:
            return ""
        return "met" if self.ratio <= self.most else "missed"


@contextmanager
def quiet() -> Any:
    """Without the garbage collector, for both sides."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def compare(ours: Work, peer: Work, *, times: int, rounds: int) -> Pair:
    """Times the two works in turn, `rounds` times each, and which is first changes with each round.

    A round does `times` pieces of work; a figure is seconds for one of them.
    """
    gc.collect()
    measured: list[tuple[float, float]] = []
    for turn in range(rounds + 1):
        order = (ours, peer) if turn % 2 else (peer, ours)
        took: dict[int, float] = {}
        for work in order:
            ready = work.prepare()
            with quiet():
                start = perf_counter()
                work.run(ready)
                took[id(work)] = (perf_counter() - start) / times
        if turn:  # the first round warms caches up
            measured.append((took[id(ours)], took[id(peer)]))
    return pair_of(measured)


def pair_of(measured: Sequence[tuple[float, float]]) -> Pair:
    """The pair of measured rounds, each ours and the peer's."""
    return Pair(min(o for o, _ in measured), min(p for _, p in measured), median(o / p for o, p in measured))


def seconds(value: float) -> str:
    """A time in the unit that fits: "4.31 µs", "12.0 ms", "3.52 s"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def figure(pair: Pair, work: str, against: str, goal: str, most: float | None) -> Row:
    """The row of a timed pair."""
    return Row(work, seconds(pair.ours), f"{seconds(pair.peer)}  {against}", pair.ratio, goal, most)


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, so that a run can be kept as it is."""
    lines: list[tuple[str, ...]] = [("work", "b2bdeal", "peer", "ratio", "goal", "")]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append((row.work, row.ours, row.peer, ratio, row.goal, row.verdict))
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(f"| {' | '.join(c.ljust(w) for c, w in zip(line, widths, strict=True))} |" for line in lines)

"""How much memory a deal takes, beside a model that is bound to a `transitions` machine."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peers
from deals import batches, find, named, up_to
from side_by_side import Row

from b2bdeal import Book, Deal, Shipped
from b2bdeal.book import Batch
from b2bdeal.book.sqlite import SqliteStore
from b2bdeal.testing import TRADE

__all__ = ["rows"]

MODELS = 2_000
WHOLE = 1_000


def bytes_each(make: Callable[[], list[Any]]) -> float:
    """How many bytes each of the things takes that are made, all that they alone refer to counted."""
    gc.collect()
    tracemalloc.start()
    try:
        made = make()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / len(made)
    finally:
        tracemalloc.stop()


def _model(machine: Any) -> Any:
    class Model:
        pass

    def make() -> list[Any]:
        models = [Model() for _ in range(MODELS)]
        machine.add_model(models)
        return models

    return make


def rows(folder: Path, heads: int) -> Iterator[Row]:
    """Where deals stand, and deals up to their shipment, both read from a file; then the models."""
    shipped = up_to(Shipped)
    store = SqliteStore(folder / "heads.db")
    # An index of heads is what is read, so one entry each is enough behind it.
    opened = Deal.fold(shipped.entries[:1], find)
    for start in range(0, heads, 1_000):
        ids = [f"D-{number:06}" for number in range(start, min(start + 1_000, heads))]
        store.append(list(_opened(opened, ids)))
    head = bytes_each(lambda: list(store.heads(open_only=True)))
    store.close()

    full = SqliteStore(folder / "whole.db")
    full.append([part for pair in batches(shipped, [f"D-{n:06}" for n in range(WHOLE)]) for part in pair])
    with Book(full, flows=[TRADE]) as book:
        next(book.deals())  # classes are compiled when they are first used
        whole = bytes_each(lambda: list(book.deals()))

    model = bytes_each(_model(peers.bound_machine(TRADE)))
    against = f"a model bound to a transitions machine ({MODELS:,} of them)"
    told = f"{model / 1000:.1f} kB  {against}"
    yield Row(f"memory of each of {heads:,} open deals, without facts' bodies", f"{head:.0f} B", told,
              head / model, "a tenth", 0.1)  # fmt: skip
    yield Row(
        f"memory of a deal with {shipped.version} facts ({WHOLE:,} of them)",
        f"{whole / 1000:.1f} kB",
        told,
        whole / model,
    )


def _opened(opened: Deal, ids: list[str]) -> Iterator[Batch]:
    for id in ids:
        one = named(opened, id)
        yield Batch(id, 0, one.entries, one)

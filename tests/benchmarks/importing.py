"""Importing a whole export of a CRM, and where the time goes."""

import cProfile
import os
import pstats
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from side_by_side import Row, seconds

from b2bdeal import open
from b2bdeal.exchange import Mapping, import_file

__all__ = ["rows"]

ROOT = Path(__file__).resolve().parents[2]
MAP = ROOT / "examples" / "maps" / "sales_pipeline.toml"
PARTS = {
    "deciding": ("flow/decide.py", "decide"),
    "storing": ("book/sqlite.py", "append"),
    "reading rows": ("exchange/rows.py", "__iter__"),
    "building facts": ("exchange/history.py", "read"),
}
"""What each part of an import is, as the function in which its time is spent."""


def rows(folder: Path) -> Iterator[Row]:
    """One run on the clock, and one under the profiler for the shares."""
    file = Path(os.environ.get("B2BDEAL_DATA", ROOT.parent / "shared" / "data" / "crm")) / "sales_pipeline.csv"
    if not file.exists():
        yield Row("import of a CRM's opportunities", f"left out: {file.name} is not there; set B2BDEAL_DATA")
        return
    start = perf_counter()
    report = _import(file, folder / "imported.db")
    took = perf_counter() - start
    profile = cProfile.Profile()
    profile.runcall(_import, file, folder / "profiled.db")
    stats: Any = pstats.Stats(profile)
    shares = ", ".join(f"{name} {share:.0%}" for name, share in _shares(stats))
    work = f"import {report.read:,} opportunities into SQLite ({report.imported:,} good)"
    yield Row(work, seconds(took), f"of it, by the profiler: {shares}")


def _import(file: Path, book: Path) -> Any:
    with open(book, clock=lambda: datetime(2026, 12, 31, tzinfo=UTC)) as opened:
        return import_file(opened, file, Mapping.load(MAP), by="li")


def _shares(stats: Any) -> Iterator[tuple[str, float]]:
    total, known = stats.total_tt, 0.0
    for part, (file, name) in PARTS.items():
        spent = sum(
            timing[3] for (where, _, called), timing in stats.stats.items() if where.endswith(file) and called == name
        )
        known += spent
        yield part, spent / total
    yield "the rest", max(0.0, 1 - known / total)

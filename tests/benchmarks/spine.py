"""Measures the library beside its peers, all in one run, and prints one table.

    python tests/benchmarks/spine.py            about two and a half minutes
    python tests/benchmarks/spine.py --quick    about half a minute, with fewer repeats

Run it in the project's folder, with the extra `bench` installed. Each piece of work and its peer's take turns, many
times over; shown are the least time of each, and the median of the turns' ratios. A goal that is missed is in the table
like any other, and no error. With B2BDEAL_DATA naming a folder, sales_pipeline.csv is imported from there.
"""

import argparse
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import importing
import recording
import remembering
import starting
import storing
from side_by_side import Row, table

__all__ = ["main"]


def main() -> None:
    """Runs everything and prints the table."""
    arguments = argparse.ArgumentParser(description="Measures b2bdeal beside its peers.")
    arguments.add_argument("--quick", action="store_true", help="fewer repeats: about half a minute")
    quick: bool = arguments.parse_args().quick
    start = perf_counter()
    with TemporaryDirectory() as folder:
        rows = list(_measured(Path(folder), quick))
    print(table(rows))
    peers = ", ".join(
        f"{name} {version(name)}"
        for name in ("pydantic", "attrs", "transitions", "python-statemachine", "eventsourcing")
    )
    print(f"\nPython {platform.python_version()}, {platform.system()}, SQLite {sqlite3.sqlite_version}; {peers}.")
    missed = sum(row.verdict == "missed" for row in rows)
    asked = sum(bool(row.verdict) for row in rows)
    print(f"{asked - missed} of {asked} goals met, in {perf_counter() - start:.0f} s.")


def _measured(folder: Path, quick: bool) -> Iterator[Row]:
    yield from starting.rows(4 if quick else 20)
    yield from recording.rows(12 if quick else 60)
    yield from storing.appending(folder, 4 if quick else 20)
    yield from storing.loading(folder, 400 if quick else 10_000)
    yield from remembering.rows(folder, 2_000 if quick else 100_000)
    yield from importing.rows(folder)


if __name__ == "__main__":
    main()

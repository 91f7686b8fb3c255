"""How long a fresh process takes to import the library, beside one that imports what it is made of."""

import compileall
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from side_by_side import Row, figure, pair_of

import b2bdeal

__all__ = ["rows"]

OURS = "import b2bdeal"
PEER = "import pydantic, attrs, transitions\nclass Model(pydantic.BaseModel):\n    name: str\n    count: int = 0\n"


def took(code: str) -> float:
    """The processor time of a fresh process, in user and system mode, in seconds; its bytecode is compiled."""
    before = getrusage(RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(rounds: int) -> Iterator[Row]:
    """One row; the first round compiles what isn't yet."""
    compileall.compile_dir(Path(b2bdeal.__file__).parent, quiet=2)
    measured = []
    for turn in range(rounds + 1):
        one, other = (OURS, PEER) if turn % 2 else (PEER, OURS)
        spent = {one: took(one), other: took(other)}
        if turn:
            measured.append((spent[OURS], spent[PEER]))
    against = "pydantic (one model), attrs, transitions"
    yield figure(pair_of(measured), "import b2bdeal, fresh process, CPU", against, "at most 1.5 times", 1.5)

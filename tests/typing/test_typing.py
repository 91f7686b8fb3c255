"""Both type checkers take what users rightly write, and find what they write by mistake."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PASSES, FAILS = HERE / "passes.py", HERE / "fails.py"
MARKED = {number for number, line in enumerate(FAILS.read_text("utf-8").splitlines(), 1) if line.endswith("# error")}
Lines = dict[str, set[int]]


def mypy() -> Lines:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--hide-error-context",
        str(PASSES),
        str(FAILS),
    ]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert said.returncode in (0, 1), said.stderr
    found: Lines = {"passes.py": set(), "fails.py": set()}
    for path, line in re.findall(r"^(.+?):(\d+): error:", said.stdout, re.MULTILINE):
        found.setdefault(Path(path).name, set()).add(int(line))
    return found


def pyright() -> Lines:
    command = [sys.executable, "-m", "pyright", "--outputjson", str(PASSES), str(FAILS)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    found: Lines = {"passes.py": set(), "fails.py": set()}
    for each in json.loads(said.stdout)["generalDiagnostics"]:
        if each["severity"] == "error":
            found.setdefault(Path(each["file"]).name, set()).add(each["range"]["start"]["line"] + 1)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_checker_finds_every_mistake_and_nothing_else(checker):
    found = checker()
    assert found["passes.py"] == set(), "what users rightly write is no error"
    assert found["fails.py"] == MARKED, "each mistake is found, on its line"
    assert set(found) == {"passes.py", "fails.py"}, "and the package itself has none"


def test_what_must_pass_runs_too():
    made = runpy.run_path(str(PASSES))
    assert made["TRADE"].id == "typed"

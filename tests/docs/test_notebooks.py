"""Every notebook of the examples runs by its own kernel, shows what is stored in it, and passes the type checkers."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

NEEDED = ("nbformat", "nbclient", "ipykernel")
MISSING = [name for name in NEEDED if find_spec(name) is None]
if MISSING:
    pytest.skip(f"pip install '.[test]' brings {', '.join(MISSING)}", allow_module_level=True)

from notebooks import ROOT, code, executed, notebooks, read, scripts, shown  # noqa: E402 - a script beside this one

each = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)


@pytest.mark.slow
@each
def test_a_notebook_runs_and_shows_what_is_stored_in_it(path: Path) -> None:
    assert shown(executed(path)) == shown(read(path)), "python tests/docs/notebooks.py update"


@each
def test_a_notebook_is_stored_with_its_outputs_and_with_nothing_of_the_machine(path: Path) -> None:
    notebook, text = read(path), path.read_text(encoding="utf-8")
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert any(shown(notebook).values())
    assert not any(start in text for start in ("/home/", "/root/", "/tmp/", "C:\\\\Users"))
    assert set(json.loads(text)["metadata"]) == {"kernelspec"}
    assert not any(cell.id.startswith("cell-") for cell in notebook.cells), "its ids are words that stay"


@pytest.mark.slow
@each
@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright",)], ids=lambda words: words[0])
def test_what_a_notebook_writes_passes_the_type_checkers(path: Path, checker: tuple[str, ...], tmp_path: Path) -> None:
    """As it was before a cell was edited and run again, and with that cell in the place of the first."""
    files: list[str] = []
    for number, script in enumerate(scripts(read(path))):
        file = tmp_path / f"{path.stem}_{number}.py"
        file.write_text(script, encoding="utf-8")
        files.append(str(file))
    command: list[str] = [sys.executable, "-m", *checker, *files]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert said.returncode == 0, said.stdout


def test_a_cell_that_was_run_again_takes_the_place_of_the_first() -> None:
    class Cell:
        cell_type = "code"

        def __init__(self, id: str, source: str, **metadata: str) -> None:
            self.id, self.source, self.metadata = id, source, metadata

    class Notebook:
        def __init__(self, *cells: Cell) -> None:
            self.cells = cells

    made: Any = Notebook(Cell("a", "x = 1"), Cell("b", "print(x)"), Cell("a2", "x = 'two'", again="a"), Cell("c", "x"))
    assert scripts(made) == ["x = 1\n\n\nprint(x)\n", "x = 'two'\n\n\nprint(x)\n\n\nx\n"]

"""The notebooks of the examples: runs each by its own kernel, and compares or writes what its cells show.

    python tests/docs/notebooks.py update      run every notebook, and write what its cells show into it

A cell whose metadata says `{"again": "<id>"}` is the cell of that id, edited and run again.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]


def notebooks() -> list[Path]:
    """The notebooks, by name."""
    return sorted((ROOT / "examples").glob("*.ipynb"))


def read(path: Path) -> Any:
    """The notebook as it is stored."""
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> Any:
    """The notebook, run from its first cell in a folder of its own; raises CellExecutionError where a cell fails."""
    notebook = read(path)
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "IPYTHONDIR": folder}
        client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}})
        client.execute(env=env)
    return notebook


def code(notebook: Any) -> list[Any]:
    """Its cells with code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: Any) -> dict[str, str]:
    """What each cell with code shows as text, by the cell's id."""
    found: dict[str, str] = {}
    for cell in code(notebook):
        parts = [
            output["text"] if "text" in output else output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
        ]
        found[cell.id] = "".join(parts)
    return found


def scripts(notebook: Any) -> list[str]:
    """Its code as scripts: as it was before each cell that was run again, and whole, with those in their place."""
    texts: dict[str, str] = {}
    found: list[str] = []
    for cell in code(notebook):
        if "again" in cell.metadata:
            found.append(_script(texts))
        texts[cell.metadata.get("again", cell.id)] = cell.source
    return [*found, _script(texts)]


def _script(texts: dict[str, str]) -> str:
    return "\n\n\n".join(texts.values()) + "\n"


def plain(notebook: Any) -> Any:
    """The notebook without what changes from run to run or from machine to machine."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in code(notebook):
        cell.metadata = {key: value for key, value in cell.metadata.items() if key != "execution"}
    return notebook


def main() -> None:
    """Rewrites the notebooks in place."""
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    for path in notebooks():
        before = path.read_text(encoding="utf-8")
        after = nbformat.writes(plain(executed(path)), indent=1, ensure_ascii=False) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.name} is new\n")


if __name__ == "__main__":
    main()

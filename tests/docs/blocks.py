"""The code in README and docs: finds each page's blocks, runs them, and compares what they print with the page.

    python tests/docs/blocks.py update      run every page, and write what its blocks print into it

A ```python block is run; pages have a namespace each, shared by their blocks in order. A ```text block that follows a
```python block is what that block prints, and a block that is followed by none prints nothing.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(?P<language>[\w{}-]*)[^\n]*\n(?P<body>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """A ```python block with what the page says that it prints, and where that stands in the page."""

    line: int
    code: str
    prints: str
    printed_at: tuple[int, int] | None


def pages() -> list[Path]:
    """README, change log and every page of the docs that has code to run."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if "_build" not in page.parts and "```python" in page.read_text(encoding="utf-8")]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    fences = list(FENCE.finditer(text))
    for at, fence in enumerate(fences):
        if fence["language"] != "python":
            continue
        after = fences[at + 1] if at + 1 < len(fences) else None
        shown = after if after is not None and after["language"] == "text" and _beside(text, fence, after) else None
        line = text.count("\n", 0, fence.start("body")) + 1
        where = None if shown is None else shown.span("body")
        yield Block(line, fence["body"], "" if shown is None else shown["body"], where)


def _beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return not text[one.end() : other.start()].strip()


def printed(page: Path, block: Block, names: dict[str, Any]) -> str:
    """What a block prints, run with the page's names; line ends and blanks at the ends of lines are even."""
    # The lines are put where they stand in the page, so that an error names them.
    code = compile("\n" * (block.line - 1) + block.code, str(page), "exec", dont_inherit=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, names)
    return even(out.getvalue())


def even(text: str) -> str:
    """The text without blanks at the ends of its lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def updated(page: Path) -> str:
    """The page with what its blocks print now. A block that prints, but shows nothing, is an error."""
    text, names = page.read_text(encoding="utf-8"), {"__name__": f"page_{page.stem}"}
    found = [(block, printed(page, block, names)) for block in blocks(text)]
    for block, out in reversed(found):
        if block.printed_at is not None:
            start, end = block.printed_at
            text = text[:start] + out + text[end:]
        elif out:
            sys.exit(f"{page}:{block.line} prints, and the page shows nothing:\n{out}")
    return text


def main() -> None:
    """Rewrites the pages in place."""
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    sys.path.insert(0, str(ROOT))
    home = Path.cwd()
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            new = updated(page)
            os.chdir(home)
        if new != page.read_text(encoding="utf-8"):
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} is new\n")


if __name__ == "__main__":
    main()

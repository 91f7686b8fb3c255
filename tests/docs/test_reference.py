"""The reference names what the library offers, no more and no less; the picture is the flow's."""

import re
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import b2bdeal

DOCS = Path(__file__).resolve().parents[2] / "docs"
sys.path.insert(0, str(DOCS))
from picture import PICTURE, drawn  # noqa: E402 - a script beside the pages, not a package

ENTRY = re.compile(r"^\.\. auto(?P<kind>\w+):: (?P<name>[\w.]+)$", re.MULTILINE)


def entries() -> list[tuple[str, str]]:
    """What the pages of the reference document: how, and the full name."""
    pages = sorted((DOCS / "reference").glob("*.md"))
    return [(found["kind"], found["name"]) for page in pages for found in ENTRY.finditer(page.read_text("utf-8"))]


def test_the_reference_has_what_the_library_offers() -> None:
    names = [name.removeprefix("b2bdeal.") for _, name in entries() if name.count(".") == 1]
    assert sorted(names) == sorted(b2bdeal.__all__)


def test_every_entry_of_the_reference_exists_once_and_is_what_it_is_called() -> None:
    assert [name for name, times in Counter(name for _, name in entries()).items() if times > 1] == []
    for kind, name in entries():
        module, _, last = name.rpartition(".")
        thing = getattr(import_module(module), last)
        is_error = isinstance(thing, type) and issubclass(thing, BaseException)
        assert (kind in ("class", "exception")) == isinstance(thing, type), name
        assert (kind == "exception") == is_error, name


def test_every_page_is_in_a_table_of_contents() -> None:
    for index in [DOCS / "index.md", *DOCS.glob("*/index.md")]:
        text = index.read_text(encoding="utf-8")
        inside = {
            line.strip()
            for block in re.findall(r"```\{toctree\}\n(.*?)```", text, re.DOTALL)
            for line in block.splitlines()
        }
        folder = index.parent
        pages = {p.stem for p in folder.glob("*.md") if p.stem != "index"}
        if folder == DOCS:
            pages |= {f"{p.parent.name}/index" for p in DOCS.glob("*/index.md")}
        assert pages <= inside, f"{index}: {sorted(pages - inside)}"


def test_the_picture_is_drawn_from_the_flow_as_it_is() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawn(b2bdeal.COSMETICS), "python docs/picture.py draws it anew"

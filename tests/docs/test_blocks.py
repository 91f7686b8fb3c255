"""Every block of code in README and docs runs, and prints what the page shows."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from blocks import FENCE, ROOT, blocks, even, pages, printed


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_pages_code_runs_and_prints_what_the_page_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": f"page_{page.stem}"}
    for block in blocks(page.read_text(encoding="utf-8")):
        out = printed(page, block, names)
        assert out == even(block.prints), f"{page.name}:{block.line}; python tests/docs/blocks.py update"


def test_a_page_with_a_wrong_output_is_noticed() -> None:
    """The collector reads the block that follows as output, and a block further down as none."""
    page = "```python\nprint(1)\n```\n\n```text\n2\n```\n\n```python\nprint(3)\n```\n\nWords.\n\n```text\n3\n```\n"
    first, second = blocks(page)
    assert (first.line, first.prints, first.printed_at is None) == (2, "2\n", False)
    assert (second.line, second.prints, second.printed_at) == (10, "", None)
    assert printed(Path("page.md"), first, {}) == "1\n"


def test_readme_sets_up_a_fresh_machine_in_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("pip install")] == [
        "pip install . && b2bdeal demo",
        'pip install -e ".[test]" && pytest',
    ]


def test_every_command_that_a_page_names_is_a_command_with_those_options() -> None:
    """Read, not run: cyclopts refuses an unknown command, a missing argument and an unknown option."""
    from b2bdeal.cli import app

    pages_ = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    fences = [
        fence["body"]
        for page in pages_
        for fence in FENCE.finditer(page.read_text("utf-8"))
        if fence["language"] == "sh"
    ]
    commands = [part.strip() for body in fences for line in body.splitlines() for part in line.split("&&")]
    ours = [command.removeprefix("b2bdeal ") for command in commands if command.startswith("b2bdeal ")]
    assert {command.split()[0] for command in ours} >= {"demo", "import", "pipeline"}
    for command in ours:
        app.parse_args(command, exit_on_error=False, print_error=False)


def test_pages_name_no_path_of_a_machine() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        text = page.read_text(encoding="utf-8")
        assert not any(start in text for start in ("/home/", "/root/", "/tmp/", "C:\\Users")), page

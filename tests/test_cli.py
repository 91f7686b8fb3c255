"""The command line, as a person at a factory uses it."""

from pathlib import Path

import pytest

import b2bdeal
from b2bdeal.cli import main


class Run:
    """Runs the command line in this process and keeps what it printed and its exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, monkeypatch

    def __call__(self, *words: object) -> tuple[int, str, str]:
        self._patch.setenv("COLUMNS", "120")
        with pytest.raises(SystemExit) as exit_:
            main([*map(str, words)])
        out, err = self._capsys.readouterr()
        code = exit_.value.code
        return (code if isinstance(code, int) else int(bool(code))), out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(capsys, monkeypatch)


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "deals.db"
    assert run("demo", "--book", path)[0] == 0
    return path


def test_the_demo_shows_refusals_a_waiver_what_is_late_the_money_and_the_card(run: Run) -> None:
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert out.count("is refused\n") == 2
    for words in (
        "11 of 15 days have passed",
        "deposit_received",
        "0/12",
        "Waiver granted",
        "Late",
        "deposit of",
        "Payments of C-2026-017",
        "Settled (now)",
        "0 would be refused today",
    ):
        assert words in out


def test_the_demo_speaks_chinese(run: Run) -> None:
    code, out, _ = run("demo", "--lang", "zh")
    assert code == 0
    assert "已结清" in out
    assert "is refused" not in out


def test_a_deal_is_shown_with_its_history(run: Run, book: Path) -> None:
    code, out, _ = run("deal", "D-2026-017", "--book", book)
    assert code == 0
    assert "Maison Lune SAS" in out
    assert "Contract signed" in out


def test_the_pipeline_and_what_is_late_are_printed(run: Run, book: Path) -> None:
    code, out, _ = run("pipeline", book)
    assert code == 0
    assert "Settled" in out
    assert "213,600.00" in out
    assert run("late", book)[0] == 0
    assert run("tick", book)[0] == 0


def test_a_deal_that_is_not_there_is_said_without_a_traceback(run: Run, book: Path) -> None:
    code, out, err = run("deal", "D-1", "--book", book)
    assert (code, out) == (1, "")
    assert "There is no deal 'D-1'" in err
    assert "Traceback" not in err


def test_looking_at_a_book_that_is_not_there_makes_none(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    code, _, err = run("pipeline", path)
    assert code == 1
    assert "There is no book" in err
    assert not path.exists()


def test_the_demo_is_not_played_twice_on_one_book(run: Run, book: Path) -> None:
    code, _, err = run("demo", "--book", book)
    assert code == 1
    assert "There is a deal D-2026-017 already" in err


@pytest.mark.parametrize(
    ("face", "words"), [("table", "Only if"), ("md", "| Only if |"), ("mermaid", "stateDiagram-v2")]
)
def test_a_flow_is_printed_in_each_face(run: Run, face: str, words: str) -> None:
    code, out, _ = run("flow", "oem", "--as", face)
    assert code == 0
    assert words in out


def test_a_flow_that_is_not_there_names_those_that_are(run: Run) -> None:
    code, _, err = run("flow", "shoes")
    assert code == 1
    assert "apparel, cosmetics, electronics, oem" in err


def test_the_version_is_the_package_s(run: Run) -> None:
    assert run("--version")[1].strip() == b2bdeal.__version__

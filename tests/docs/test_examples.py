"""Every example runs by itself, without a warning, and prints what the file beside it holds."""

import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))
from regenerate import printed, scripts  # noqa: E402 - a script beside the examples, not a package


@pytest.mark.parametrize("script", scripts(), ids=lambda script: script.name)
def test_an_example_prints_what_is_beside_it(script: Path) -> None:
    out = script.with_suffix(".out")
    assert out.exists(), "python examples/regenerate.py writes it"
    assert printed(script) == out.read_text(encoding="utf-8"), "python examples/regenerate.py writes what it prints now"


def test_there_is_no_output_without_an_example() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.out")) == [script.stem for script in scripts()]


def test_an_example_that_fails_is_noticed(tmp_path: Path) -> None:
    """A warning or an error in a script is not taken for silence."""
    from subprocess import CalledProcessError

    script = tmp_path / "late.py"
    script.write_text("import warnings\nwarnings.warn('old')\n", encoding="utf-8")
    with pytest.raises(CalledProcessError):
        printed(script)

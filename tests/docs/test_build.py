"""The pages build without a warning, with no network, where Sphinx is installed."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MISSING = [name for name in ("sphinx", "myst_parser", "furo") if find_spec(name) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"pip install '.[docs]' brings {', '.join(MISSING)}")
def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "-E", "-q", "-b", "html", "-d", str(tmp_path / "trees")]
    built = subprocess.run([*command, str(DOCS), str(tmp_path / "html")], capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    flows = (tmp_path / "html" / "reference" / "flows.html").read_text(encoding="utf-8")
    assert "stateDiagram-v2" in flows
    assert "Every formula stood 12 weeks of stability test." in flows

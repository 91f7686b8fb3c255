"""Runs every example and writes what it prints beside it: `python examples/regenerate.py`."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def scripts() -> list[Path]:
    """The examples, by name."""
    return sorted(path for path in HERE.glob("*.py") if path != Path(__file__).resolve())


def printed(script: Path) -> str:
    """What an example prints, run by itself with this checkout's library. Raises CalledProcessError where it fails."""
    paths = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-W", "error", str(script)]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", env=env, timeout=120).stdout


if __name__ == "__main__":
    for script in scripts():
        try:
            out = printed(script)
        except subprocess.CalledProcessError as error:
            sys.exit(f"{script.name} failed:\n{error.stderr}")
        out_file = script.with_suffix(".out")
        if not out_file.exists() or out_file.read_text(encoding="utf-8") != out:
            out_file.write_text(out, encoding="utf-8")
            print(f"{out_file.name} is new")

"""What the README shows of a run is what a run prints and writes, but for its times."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```console\n\$ tenspiler (.*?)\n(.*?)^```$", README, re.M | re.S)


def without_measurements(text: str) -> str:
    return re.sub(r"\d+\.\d{3}|\d+ candidates?|\d+ of \d+", "…", text).strip()


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_readme_shows_what_a_run_prints(command: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    words = [sys.executable, "-c", "from tenspiler.cli.main import main; main()", *shlex.split(command)]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert without_measurements(run.stdout) == without_measurements(shown)
    emitted = next((tmp_path / "out").glob("*_numpy.py")).read_text()
    source, last_line = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)
    assert source in (ROOT / "examples" / "kernels.py").read_text()
    assert emitted.endswith(last_line)


def test_readme_shows_a_run() -> None:
    assert BLOCKS

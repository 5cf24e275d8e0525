"""What the README shows of a run is what a run prints, but for its times."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tenspiler.cli.main import main

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"^```console\n\$ tenspiler (.*?)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)


def without_measurements(text: str) -> str:
    return re.sub(r"\d+\.\d{3}|\d+ candidates?|\d+ of \d+", "…", text).strip()


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_readme_shows_what_a_run_prints(
    command: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)) == 0
    printed = capsys.readouterr().out
    assert without_measurements(printed) == without_measurements(shown)

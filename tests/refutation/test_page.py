"""What docs/verify.md shows of a run is what a run prints, but for its times."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.refutation.test_verify import verify

ROOT = Path(__file__).parents[2]
SESSIONS = re.findall(
    r"^```console\n\$ tenspiler verify (.*?)\n(.*?)^```$", (ROOT / "docs/verify.md").read_text(), re.M | re.S
)


@pytest.mark.parametrize(("words", "shown"), SESSIONS, ids=[words for words, _ in SESSIONS])
def test_session(words: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, text = verify(*shlex.split(words))
    assert re.sub(r"\d+\.\d{3} s", "S", text) == re.sub(r"\d+\.\d{3} s", "S", shown)


def test_both_verdicts_are_shown() -> None:
    assert [word for word in ("refuted", "proved") if any(word in shown for _, shown in SESSIONS)] == [
        "refuted",
        "proved",
    ]

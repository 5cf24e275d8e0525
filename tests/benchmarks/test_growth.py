"""The command that lifts ever larger functions: it proves the small ones, and says what they took."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

import benchmarks.__main__ as command
from benchmarks.growth.command import save, summary
from benchmarks.growth.families import FAMILIES
from benchmarks.growth.measure import Lifted, doubling, lifted, measured, point


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
@pytest.mark.parametrize("size", [1, 2])
def test_small_members_are_proved(family, size: int) -> None:
    assert lifted(family, size).verdict == "proved"


def test_members_grow_up_to_the_largest() -> None:
    for family in FAMILIES:
        sizes = family.sizes()
        assert sizes[0] == 1
        assert sizes[-1] == family.most
        assert family.sizes(2) == (1, 2)
        written = [len(family.write(size)) for size in sizes]
        assert written == sorted(set(written))


def test_the_command_prints_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["growth", "--family", "row-one", "--most", "2", "--repeats", "1", "--json"]
    assert command.main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(m["size"], m["verdict"]) for m in found["members"]] == [(1, "proved"), (2, "proved")]
    assert all(m["processor"] > 0 for m in found["members"])
    assert found["doubled"].keys() == {"row-one"}


def test_figures_are_medians_and_ratios(tmp_path: Path) -> None:
    family = FAMILIES[0]
    seconds = iter([0.5, 9.0, 1.0, 2.0, 2.0, 2.0, 0.0, 4.0, 6.0])
    lift = lambda _family, _size: Lifted("proved", 1.0, next(seconds))  # noqa: E731
    points = list(measured([family], 3, 3, lift))
    assert [p.processor for p in points] == [1.0, 2.0, 4.0]
    assert doubling(points) == 2.0
    save(points, summary(points, 3), 3, tmp_path)
    table, drawing, figures = (next(tmp_path.glob(f"growth-*.{e}")) for e in ("md", "svg", "json"))
    assert "| nest-flat | 1.00 (1.00) | 2.00 (1.00) | 4.00 (1.00) | × 2.0 |" in table.read_text()
    assert ElementTree.parse(drawing).getroot().tag.endswith("svg")
    assert len(json.loads(figures.read_text())["members"]) == 3


def test_one_failure_is_a_failure() -> None:
    lifts = [Lifted("proved", 1.0, 1.0), Lifted("unknown", 1.0, 1.0)]
    assert point(FAMILIES[0], 1, lifts).verdict == "unknown"

"""Written tests, run by pytest: they fail for the wrong program and pass once it is the right one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.refutation.test_verify import FOLDER, arguments, verify

RIGHT = {
    "clamp_numpy": "program clamp(values: int[n], low: int, high: int)\n  new values = select(values < {low}, {low}, min(values, {high}))",
    "product_wrong": "program product(a: f32[m, n], k: f32)\n  return = a * k",
    "signs_of_zero": "program signs(a: f64[n])\n  return = 0.0 + a",
    "ends_swapped": "program ends(a: int[n])\n  return.0 = reduce_min[axis=0](a, 0)\n  return.1 = reduce_max[axis=0](a, 0)",
    "brighter": "program brighter(self.width: int, self.pixels: int[n], by: int)\n  return = window[axis=0, start=0, length=max(self.width, 0), step=1](self.pixels) + {by}",
    "scale_all": "program scale(a: f32[m], n: i32, k: f32)\n  new a = select(iota[extent=m]() < int(n), a * k, a)",
    "sum8_wide": "program sum8(a: u8[m], n: u64)\n  return = reduce_add[axis=0](slice[axis=0, start=0, length=max(n, 0), step=1](a))",
    "fill_wrong": "program fill(a: f64[m], n: i32, x: f64)\n  new a = select(iota[extent=m]() < int(n), x, a)",
}  # fmt: skip


def outcomes(folder: Path) -> dict[str, str]:
    """The outcome of each test in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "--no-header", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = [
        line.split() for line in done.stdout.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))
    ]
    return {line[1].rpartition("::")[2]: line[0] for line in lines}


@pytest.mark.skipif(shutil.which("cc") is None or shutil.which("c++") is None, reason="there is no compiler")
def test_written_tests_fail_until_the_program_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in RIGHT:
        shutil.copy(FOLDER / f"{name}.tir", tmp_path)
    for source in ("sources.py", "kernels.c", "more.cpp"):
        shutil.copy(FOLDER / source, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in RIGHT:
        code, text = verify(*arguments(Path(f"{name}.tir")), "--write-test", f"test_{name}.py")
        assert code == 1, text
        assert f"written to test_{name}.py" in text
    names = {"test_clamp", "test_product", "test_signs", "test_ends", "test_Image_brighter"}
    names |= {f"test_{f}{ending}" for f in ("scale", "sum8", "ns_fill") for ending in ("", "_compiled")}
    assert outcomes(tmp_path) == dict.fromkeys(names, "FAILED")
    for name, program in RIGHT.items():
        Path(f"{name}.tir").write_text(program)
    assert outcomes(tmp_path) == dict.fromkeys(names, "PASSED")


def test_no_file_is_replaced_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    mine = tmp_path / "test_mine.py"
    mine.write_text("mine")
    words = [*arguments(FOLDER / "clamp_numpy.tir"), "--write-test", str(mine)]
    code, text = verify(*words)
    assert (code, mine.read_text()) == (2, "mine")
    assert "TSP6007" in text
    code, _ = verify(*words, "--force")
    assert code == 1
    assert "def test_clamp" in mine.read_text()


def test_nothing_is_written_where_nothing_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    code, _ = verify(*arguments(FOLDER / "clamp_right.tir"), "--write-test", str(tmp_path / "test_it.py"))
    assert code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_test_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    code, text = verify(
        *arguments(FOLDER / "clamp_numpy.tir"), "--write-test", str(tmp_path / "none" / "t.py")
    )
    assert code == 1
    assert "TSP0012" in text

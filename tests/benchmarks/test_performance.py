"""The benchmark of emitted code, on a toy suite: nothing that is wrong or missing gets a number."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import benchmarks.__main__ as command
from benchmarks.gpu.run_gpu import in_turn
from benchmarks.gpu.run_gpu import main as run_gpu
from benchmarks.performance import compiling, running
from benchmarks.performance.agreement import disagreement
from benchmarks.performance.kernel import Options, timed
from benchmarks.performance.picture import picture
from benchmarks.performance.rounds import measured, spread
from benchmarks.performance.summary import geometric_mean, ratios, totals, wrong
from benchmarks.performance.table import lines
from benchmarks.performance.task import Module, Parameter, Task, read_tasks, write_tasks
from benchmarks.performance.workers import Worker
from benchmarks.performance.workload import DoesNotScale, Probe, extent_for, lines_run, probes

C = """
void twice(const double *x, double *y, int n) { for (int i = 0; i < n; i++) y[i] = x[i] * 2; }
void inverse(const int *at, int *place, int n) { for (int i = 0; i < n; i++) place[at[i]] = i; }
"""
CPP = """
#include <vector>
int grown(std::vector<float> &x, std::vector<std::vector<int>> rows) {
    int sum = 0;
    for (float &v : x) v = v * 2 + 1;
    for (const auto &row : rows) for (int v : row) sum += v;
    return sum;
}
"""
PYTHON = """
def running(x):
    out = []
    total = 0
    for v in x:
        total = total + v
        out.append(total)
    return out
"""
INPUTS = """
import numpy as np
def n(rng):
    return getattr(rng, "extent", 3)
INPUTS = {
    "twice": lambda rng: (rng.normal(size=n(rng)), np.zeros(n(rng)), np.int32(n(rng))),
    "inverse": lambda rng: (rng.permutation(n(rng)).astype(np.int32), np.zeros(n(rng), np.int32), np.int32(n(rng))),
    "grown": lambda rng: (rng.normal(size=n(rng)).tolist(), rng.integers(0, 9, (n(rng), 3)).tolist()),
    "running": lambda rng: (rng.integers(0, 9, n(rng)).tolist(),),
}
"""
QUICK = Options(sizes=("small",), repeat=3, limit=1.0)


def buffer(name: str, dtype: str, written: bool = False) -> Parameter:
    return Parameter(name, dtype, 1, "buffer", written, plain=False)


N = Parameter("n", "int32", 0, "number", written=False, plain=False)
TWICE = (buffer("x", "float64"), buffer("y", "float64", written=True), N)
INVERSE = (buffer("at", "int32"), buffer("place", "int32", written=True), N)
GROWN = (
    Parameter("x", "float32", 1, "vector", written=True, plain=True),
    Parameter("rows", "int32", 2, "vector", written=False, plain=True),
)
RUNNING = (Parameter("x", "int", 1, "list", written=False, plain=True),)


def task(
    folder: Path,
    kernel: str,
    source: str,
    parameters: tuple[Parameter, ...],
    outputs: dict[str, str],
    body: str,
    grade: str = "exact",
) -> Task:
    """A task whose emitted code has this body, for arrays and for what callers have."""
    suffix = {C: ".c", CPP: ".cpp", PYTHON: ".py"}[source]
    path, inputs = folder / f"toy{suffix}", folder / "toy_inputs.py"
    path.write_text(source)
    kept = "\n".join(
        line for line in INPUTS.splitlines() if not line.startswith('    "') or f'"{kernel}"' in line
    )
    inputs.write_text(kept)
    names = ", ".join(p.name for p in parameters)
    code = f"import numpy as np\ndef {kernel}({names}):\n    return {body}\n"
    return Task(
        "toy", kernel, "toy", str(path), str(path), str(inputs), parameters, tuple(outputs),
        tuple(outputs.values()), {"numpy": Module(kernel, code, code, grade)}, {},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "builds"
    folder.mkdir()
    monkeypatch.setattr(compiling, "_folder", lambda: folder)


def figures_of(toy: Task, options: Options) -> dict[str, Any]:
    rows = dict(timed(toy, options))
    return rows.get(None) or {"sizes": rows}


def small(row: dict[str, Any]) -> dict[str, Any]:
    return row["sizes"]["small"]


def test_gcc_and_numpy_are_timed_in_turn(tmp_path: Path) -> None:
    row = figures_of(task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2"), QUICK)
    found = small(row)
    assert set(found["seconds"]) == {"gcc", "numpy", "copy"}
    assert set(found["seconds"]["gcc"]) == {"kernel", "reused", "end_to_end"}
    assert found["seconds"]["numpy"]["kernel"]["rounds"] == 3
    assert 900 <= found["work"] <= 1100
    assert found["bytes"] == 3 * 8 * found["extent"]
    assert not found["errors"]


@pytest.mark.parametrize("body", ["x * 3", "x[1:] * 2", "x * np.nan", "x / 0 * 'a'"])
def test_what_is_wrong_is_an_error_and_no_number(tmp_path: Path, body: str) -> None:
    found = small(figures_of(task(tmp_path, "twice", C, TWICE, {"y": "float64"}, body), QUICK))
    assert "numpy" not in found["seconds"]
    assert found["errors"]["numpy"]
    row = {"suite": "toy", "name": "toy.c:twice", "sizes": {"small": found}}
    assert "ERROR" in next(lines(row, ["numpy"]))
    assert wrong([row])
    assert "error: toy.c:twice, small, numpy" in "\n".join(totals([row]))


def test_code_that_is_wrong_for_what_callers_have_is_refused_too(tmp_path: Path) -> None:
    right = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2")
    module = right.modules["numpy"]
    module = dataclasses.replace(module, code=module.code.replace("* 2", "* 3"))
    found = small(figures_of(dataclasses.replace(right, modules={"numpy": module}), QUICK))
    assert "numpy" not in found["seconds"]


def test_content_that_matters_is_there_in_each_call(tmp_path: Path) -> None:
    body = "np.argsort(at).astype(np.int32)"
    found = small(figures_of(task(tmp_path, "inverse", C, INVERSE, {"place": "int32"}, body), QUICK))
    assert not found["errors"]
    assert "numpy" in found["seconds"]


def test_vectors_are_restored_and_answered(tmp_path: Path) -> None:
    body = "sum(map(sum, rows)), np.float32(2) * np.asarray(x, np.float32) + np.float32(1)"
    outputs = {"return": "int32", "x": "float32"}
    found = small(figures_of(task(tmp_path, "grown", CPP, GROWN, outputs, body), QUICK))
    assert not found["errors"]
    assert set(found["seconds"]) == {"gcc", "numpy", "copy"}


def test_python_has_numba_beside_it(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    toy = task(tmp_path, "running", PYTHON, RUNNING, {"return": "int"}, "np.cumsum(x)")
    found = small(figures_of(toy, dataclasses.replace(QUICK, limit=60.0)))
    assert not found["errors"]
    assert set(found["seconds"]) == {"python", "numba", "numpy", "copy"}


def test_without_gcc_there_is_a_reason_and_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling.shutil, "which", lambda _: None)
    row = figures_of(task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2"), QUICK)
    assert row == {"error": "NoCompiler: gcc is not installed"}
    monkeypatch.setattr(running, "find_spec", lambda _: None)
    assert len(list(running.missing(["numpy", "torch"]))) == 4


def test_a_kernel_that_ends_the_process_is_an_error_and_the_next_one_is_timed(tmp_path: Path) -> None:
    right = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2")
    module = dataclasses.replace(right.modules["numpy"], on_arrays="import os\nos._exit(7)")
    worker = Worker(dataclasses.replace(QUICK, end_to_end=False), threads=1)
    try:
        row = worker.timed(dataclasses.replace(right, modules={"numpy": module}))
        assert small(row) == {"error": "the process ended with 7"}
        assert "numpy" in small(worker.timed(right))["seconds"]
    finally:
        worker.stop()


# ---------------------------------------------------------------- figures


def figures(gcc: float, numpy: float, size: str = "small") -> dict[str, Any]:
    kinds = {n: {"kernel": spread([s, s, 3 * s]).packed()} for n, s in (("gcc", gcc), ("numpy", numpy))}
    found = {"seconds": kinds, "errors": {}, "absent": {}, "work": 1000, "extent": 9, "bytes": 8}
    return {"suite": "toy", "name": f"toy.c:k{gcc:g}", "sizes": {size: found}}


def test_ratios_are_times_as_fast_as_the_reference() -> None:
    (ratio,) = ratios([figures(2.0, 8.0)])
    assert (ratio.value, ratio.least, ratio.reference, ratio.contender) == (0.25, 0.25, "gcc", "numpy")
    assert geometric_mean([0.25, 4.0]) == pytest.approx(1.0)
    text = "\n".join(totals([figures(2.0, 8.0), figures(4.0, 1.0)]))
    assert "numpy, small: 1 of 2 kernels slower than gcc (below 0.9)\n  toy.c:k2 0.25" in text
    assert "1.000 (1.000) / -, 2" in text


def test_a_spread_is_that_of_all_rounds() -> None:
    found = spread([4.0, 1.0, 2.0, 3.0, 9.0])
    assert (found.median, found.first_quartile, found.third_quartile, found.least) == (3.0, 2.0, 4.0, 1.0)
    assert spread([2.0]).median == 2.0


def test_rounds_take_turns_and_what_fails_has_its_reason() -> None:
    order: list[str] = []

    def failing(_: int) -> float:
        raise ValueError("no")

    def sample(name: str) -> Any:
        return lambda _: order.append(name) or 1.0

    found = measured({"a": sample("a"), "b": sample("b"), "c": failing}, 4, 9.0)
    assert found["c"] == "ValueError: no"
    assert order[4:] == ["a", "b", "b", "a", "a", "b", "b", "a"]


def test_a_call_that_takes_too_long_is_made_no_third_time() -> None:
    calls: list[int] = []
    found = measured({"a": lambda inner: calls.append(inner) or 5.0}, 9, 1.0)
    assert found["a"] == spread([5.0])
    assert calls == [1, 1]


def test_a_contender_that_takes_too_long_is_an_error_beside_the_others(tmp_path: Path) -> None:
    body = "[y for _ in iter(int, 1)]"
    toy = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, body)
    found = small(figures_of(toy, dataclasses.replace(QUICK, limit=0.3)))
    assert found["errors"] == {"numpy": "TimeoutError: it takes more than 0.3 s"}
    assert "gcc" in found["seconds"]


def test_what_is_slow_end_to_end_is_timed_by_itself(tmp_path: Path) -> None:
    toy = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2")
    slow = dataclasses.replace(toy.modules["numpy"], code="def twice(x, y, n):\n    while True: pass\n")
    toy = dataclasses.replace(toy, modules={"numpy": slow})
    found = small(figures_of(toy, dataclasses.replace(QUICK, limit=0.3)))
    assert set(found["seconds"]["numpy"]) == {"kernel"}
    assert found["absent"] == {"numpy, end to end": "it takes more than 0.3 s"}


def test_a_picture_has_a_line_for_each_backend() -> None:
    text = picture([figures(2.0, 8.0), figures(4.0, 1.0)], "a < b")
    assert text.count("<polyline") == 1
    assert "a &lt; b" in text
    assert "numpy: 2 kernels, geometric mean 1.00" in text


# ---------------------------------------------------------------- inputs and answers


def test_extents_give_the_work_that_was_asked_for() -> None:
    found = probes(lambda rng: (rng.normal(size=rng.extent),), {}, lambda a: a[0].size ** 3)
    assert extent_for(1e7, found, 1e9) == 215
    assert extent_for(1e7, found, 100) == 100
    with pytest.raises(DoesNotScale):
        extent_for(1e5, [Probe(8, 40.0, 8.0), Probe(16, 40.0, 8.0)], 1e9)


def test_the_line_that_runs_most_often_is_counted() -> None:
    def nested(n: int) -> int:
        total = 0
        for i in range(n):
            for j in range(n):
                total += i * j
        return total

    assert 100 <= lines_run(nested, (10,)) <= 111


def test_tolerances_grow_with_what_is_summed_and_only_at_grade_real() -> None:
    want, got = [np.float32(1e4)], [np.float32(1e4 + 20)]
    assert (
        disagreement(want, got, ("float32",), exact=False, work=1e3) == "the output is 10020.0, not 10000.0"
    )
    assert disagreement(want, got, ("float32",), exact=False, work=1e7) is None
    assert disagreement(want, got, ("float32",), exact=True, work=1e7) is not None
    assert disagreement([0.0], [-0.0], ("float64",), exact=True, work=1) is not None
    assert disagreement([[np.nan]], [[np.nan]], ("float64",), exact=True, work=1) is None
    assert disagreement([[1, 2]], [[1, 3]], ("int",), exact=False, work=1e9) == "the output[1] is 3, not 2"


# ---------------------------------------------------------------- commands


def test_tasks_come_back_from_a_folder_in_turn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2")
    other = dataclasses.replace(one, suite="other")
    folder = tmp_path / "tasks"
    assert write_tasks(folder, [one, dataclasses.replace(one, kernel="k"), other]) == 3
    back = read_tasks(folder)
    assert one in back
    assert [t.suite for t in in_turn(back)] == ["other", "toy", "toy"]
    assert run_gpu([str(folder)]) == 2  # there is no code of torch, jax or triton in them
    assert "no tasks" in capsys.readouterr().err


def test_several_workers_take_turns_and_rows_stay_in_order(tmp_path: Path) -> None:
    one = task(tmp_path, "twice", C, TWICE, {"y": "float64"}, "x * 2")
    quick = dataclasses.replace(QUICK, end_to_end=False)
    found = list(running.rows([one, dataclasses.replace(one, suite="other")], quick, threads=1, jobs=2))
    assert [row["suite"] for row in found] == ["toy", "other"]
    assert all("numpy" in small(row)["seconds"] for row in found)
    assert list(running.rows([one], quick, threads=1, jobs=1, deadline=-1.0)) == []


def test_the_command_lifts_times_and_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "RESULTS", tmp_path)
    words = "run atax --suite polybench --backend numpy --size small --repeat 3 --kernel-only --json --save"
    assert command.main(words.split()) == 0
    out = json.loads(capsys.readouterr().out)
    assert [k["name"] for k in out["kernels"]] == ["kernels.c:atax"]
    assert out["machine"]["versions"]["numpy"] == np.__version__
    assert (tmp_path / f"run-{out['date']}.svg").read_text().startswith("<svg")


def test_tasks_are_written_for_all_backends_that_load(tmp_path: Path) -> None:
    assert command.main(["run", "kernels.c:atax", "--suite", "polybench", "--export", str(tmp_path)]) == 0
    (written,) = read_tasks(tmp_path)
    assert {"numpy", "torch"} <= set(written.modules)
    assert written.modules["numpy"].grade in ("exact", "real")
    assert (written.kernel, written.outputs) == ("atax", ("y", "tmp"))


@pytest.mark.parametrize("words", ["run --suite blnd", "run --backend nunpy"])
def test_a_mistake_is_said(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words.split()) == 2
    assert capsys.readouterr().err

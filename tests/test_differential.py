"""The differential machinery sees what is wrong, and accepts what is right."""

from __future__ import annotations

import copy
from pathlib import Path

import builds
import numpy as np
import pytest
from differential import Comparison, compare
from originals import Inputs, open_original

from tenspiler.result import Emitted, LiftResult

PYTHON = """
def double(x):
    for i in range(len(x)):
        x[i] = x[i] * 2
"""
C = """
int twice(const int *x, int *out, int n) {
    for (int i = 0; i < n; i++)
        out[i] = x[i] * 2;
    return n;
}
"""


def python(tmp_path: Path, code: str, value: object, outputs: tuple[str, ...] = ("x",)) -> Comparison:
    source = tmp_path / "double.py"
    source.write_text(PYTHON)
    result = LiftResult(
        str(source),
        "double",
        1,
        "proved",
        parameters=("x",),
        outputs=outputs,
        grade="exact",
        backends={"numpy": Emitted(code, "f")},
    )
    original = open_original(source, Inputs({}, {}))
    return compare(result, original, lambda _: (copy.deepcopy(value),), rounds=2)


@pytest.mark.parametrize(
    ("body", "value", "complaint"),
    [
        ("return [v * 2 for v in x]", [1, -2], None),
        ("return [v * 3 for v in x]", [0, 1], "output `x`[1] is 3, not 2"),
        ("return [v * 2 for v in x][:1]", [1, 2], "output `x` has 1 elements, not 2"),
        ("return [v * 2.0 for v in x]", [1], "output `x`[0] is a float, not a int"),
        ("return [0.0 for v in x]", [-0.0], "output `x`[0] is 0.0, not -0.0"),
        ("return tuple(v * 2 for v in x)", [1], "output `x` is a tuple, not a list"),
        ("x[0] = 5\n    return [2]", [1], "the emitted code changed its argument `x`"),
        ("return x.astype(float) * 2", np.array([1]), "output `x` has the dtype float64, not int64"),
        ("return (x * 2)[None]", np.array([1]), "output `x` has the shape (1, 1), not (1,)"),
    ],
)
def test_differences(tmp_path: Path, body: str, value: object, complaint: str | None) -> None:
    comparison = python(tmp_path, f"def f(x):\n    {body}\n", value)
    assert comparison.difference == (complaint and f"seed 0: {complaint}")


def test_inputs_that_the_original_refuses_are_not_compared(tmp_path: Path) -> None:
    assert python(tmp_path, "def f(x): return 1 / 0", None).tried == 0


def test_preconditions_are_counted(tmp_path: Path) -> None:
    code = "class PreconditionError(ValueError): ...\ndef f(x): raise PreconditionError('no')"
    comparison = python(tmp_path, code, [1])
    assert (comparison.tried, comparison.guarded, comparison.timid) == (2, 2, True)
    assert comparison.guards == {"no"}


def test_other_errors_are_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        python(tmp_path, "def f(x): return 1 / 0", [1])


def call_c(tmp_path: Path, code: str, *arguments: object) -> object:
    source = tmp_path / "f.c"
    source.write_text(code)
    return open_original(source, Inputs({"f": lambda _: ()}, {"f": np.int32}))("f", arguments)


def call_python(tmp_path: Path, code: str, *arguments: object) -> object:
    source = tmp_path / "f.py"
    source.write_text(code)
    return open_original(source, Inputs({}, {}))("f", arguments)


def test_originals_run_in_a_process_that_holds_little_else(tmp_path: Path) -> None:
    code = "import sys\ndef f(names):\n    return [n for n in names if n in sys.modules]"
    assert call_python(tmp_path, code, ["pytest", "numpy"]) == ([["pytest", "numpy"]], ["numpy"])


def test_no_call_sees_what_another_left(tmp_path: Path) -> None:
    source = tmp_path / "f.py"
    source.write_text("seen = []\ndef f(x):\n    seen.append(x)\n    return seen")
    original = open_original(source, Inputs({}, {}))
    assert [original("f", (k,)) for k in range(2)] == [([0], [0]), ([1], [1])]


def test_an_original_that_crashes_has_no_answer(tmp_path: Path) -> None:
    code = "int f(int *x, int way) { if (way) *(volatile int *)8 = 0; return x[0]; }"
    x = np.ones(1, dtype=np.int32)
    assert call_c(tmp_path, code, x, np.int32(1)) is None
    assert call_c(tmp_path, code, x, np.int32(0)) == ([x, np.int32(0)], 1)


def test_what_is_wrong_with_a_call_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match="dtype"):
        call_c(tmp_path, "int f(int x) { return x; }", "not a number")


def test_buffers_of_a_compiled_original_overlap_as_they_were_given(tmp_path: Path) -> None:
    code = "int f(int *x, const int *y) { x[1] = 7; return *y; }"
    whole = np.arange(12, dtype=np.int32).reshape(3, 4).T
    assert whole[1:, 1].base is not None
    answer = call_c(tmp_path, code, whole[:, 1], whole[1:, 1])
    assert isinstance(answer, tuple)
    assert answer[1] == 7
    assert [part.tolist() for part in answer[0]] == [[4, 7, 6, 7], [7, 6, 7]]


def test_answers_are_of_the_classes_of_the_source(tmp_path: Path) -> None:
    source = tmp_path / "f.py"
    source.write_text(
        "class Pair(tuple): ...\ndef f(x):\n    return Pair(x)\nINPUTS = {'f': lambda _: (Pair([1, 2]),)}"
    )
    inputs = Inputs.read(source)
    answer = open_original(source, inputs)("f", inputs.makers["f"](np.random.default_rng(0)))
    assert answer is not None
    assert [type(v).__name__ for v in (answer[0][0], answer[1])] == ["Pair", "Pair"]


def test_a_server_that_died_is_replaced(tmp_path: Path) -> None:
    code = "import os, signal\ndef f(end):\n    if end: os.kill(os.getppid(), signal.SIGKILL)\n    return 1"
    with pytest.raises(RuntimeError, match="the server of the originals ended with -9"):
        call_python(tmp_path, code, True)
    assert call_python(tmp_path, code, False) == ([False], 1)


def test_what_is_the_same_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "_folder", lambda: tmp_path)
    header = tmp_path / "x.h"
    header.write_text("#define X 1")
    text = f'#include "{header}"\nint x = X;'
    first = builds.built(text, ".c", ("gcc", "-O1"))
    written = first.stat().st_mtime_ns
    assert builds.built(text, ".c", ("gcc", "-O1")) == first
    assert first.stat().st_mtime_ns == written
    others = [builds.built(text, ".c", ("gcc", "-O0"))]
    header.write_text("#define X 2")
    others.append(builds.built(text, ".c", ("gcc", "-O1")))
    assert len({first, *others}) == 3


def test_undefined_behaviour_stops_a_compiled_original(tmp_path: Path) -> None:
    source = tmp_path / "twice.c"
    source.write_text(C)
    original = open_original(source, Inputs({"twice": lambda _: ()}, {"twice": np.int32}))
    out = np.zeros(3, dtype=np.int32)
    answer = original("twice", (np.array([1, -2], dtype=np.int32), out, np.int32(2)))
    assert answer is not None
    assert (answer[0][1].tolist(), answer[1]) == ([2, -4, 0], 2)
    assert out.tolist() == [0, 0, 0]
    assert original("twice", (np.array([2**30], dtype=np.int32), out, np.int32(1))) is None

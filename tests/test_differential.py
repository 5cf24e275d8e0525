"""The differential machinery sees what is wrong, and accepts what is right."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from differential import Comparison, Inputs, compare, open_original

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

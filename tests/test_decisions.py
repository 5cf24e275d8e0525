"""What the last bits of a reordered sum may not decide, and what counts as a difference of outputs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tensir import parse_program
from tensir.dtypes import F64, INT
from tensir.ops import parts
from tensir.tensors import Call
from tenspiler.checking import first_difference
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.reader import read as read_c
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, Function, ScalarType, Type
from tenspiler.optimisation.decisions import accumulates, decided_by_reordering
from tenspiler.pipeline import is_robust, lift
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.verify import conclude, establish

SUMS = {
    "a sum": ("reduce_add[axis=0](a)", None),
    "a scaled sum": ("2.0:f64 * reduce_add[axis=0](a)", None),
    "a comparison": ("select(reduce_add[axis=0](a) < 1.0:f64, 1.0:f64, 0.0:f64)", "a comparison"),
    "a comparison of a scaled sum": (
        "select(1.0:f64 <= 2.0:f64 * reduce_add[axis=0](a), 1.0:f64, 0.0:f64)",
        "a comparison",
    ),
    "whether all are zero": ("select(0.0:f64 == sqrt(reduce_add[axis=0](a * a)), 1.0:f64, 0.0:f64)", None),
    "whether any is not zero": ("select(0.0:f64 < reduce_add[axis=0](abs(a)), 1.0:f64, 0.0:f64)", None),
    "whether a sum of either sign is zero": (
        "select(0.0:f64 == reduce_add[axis=0](a), 1.0:f64, 0.0:f64)",
        "a comparison",
    ),
    "whether what is left of a sum is zero": (
        "select(0.0:f64 == abs(gather(a, 0) - reduce_add[axis=0](a)), 1.0:f64, 0.0:f64)",
        "a comparison",
    ),
    "whether a sum of squares is small": (
        "select(reduce_add[axis=0](a * a) < 0.5:f64, 1.0:f64, 0.0:f64)",
        "a comparison",
    ),
    "an equation": ("select(reduce_add[axis=0](a) == 1.0:f64, 1.0:f64, 0.0:f64)", "a comparison"),
    "whether it is a number": (
        "select(reduce_add[axis=0](a) != reduce_add[axis=0](a), 1.0:f64, 0.0:f64)",
        None,
    ),
    "a comparison of something else": (
        "select(gather(a, 0) < 1.0:f64, reduce_add[axis=0](a), 0.0:f64)",
        None,
    ),
    "a rounding": ("floor(reduce_add[axis=0](a))", "a rounding"),
    "the place of the largest": (
        "f64(argmax[axis=0](reduce_add[axis=1](expand[axis=1, extent=2](a))))",
        "the place of an extreme",
    ),
    "the place from a sum on": (
        "f64(last_argmin[axis=0](a, reduce_add[axis=0](a)))",
        "the place of an extreme",
    ),
    "an order": (
        "f64(gather(argsort[axis=0](expand[axis=0, extent=2](reduce_add[axis=0](a))), 0))",
        "an order",
    ),
    "an integer": ("f64(int(reduce_add[axis=0](a)))", "a conversion to an integer"),
    "fewer bits": ("f64(f32(reduce_add[axis=0](a)))", None),
    "a sum for a key": (
        "gather(select(scatter_add(a, a, iota[extent=4]()) < 1.0:f64, a, a), 0)",
        "a comparison",
    ),
    "an index": ("gather(a, int(reduce_add[axis=0](a)))", "a conversion to an integer"),
}


@pytest.mark.parametrize("case", SUMS)
def test_what_a_sum_decides(case: str) -> None:
    text, what = SUMS[case]
    program = parse_program(f"program f(a: f64[n]) -> (return: f64)\n  return = {text}")

    def reordered(node: Call) -> bool:
        return node.op.endswith("_add") and accumulates(node)

    roots = [output for _, output in program.outputs]
    assert decided_by_reordering(roots, reordered) == what
    assert decided_by_reordering(roots, lambda node: False) is None


TWICE = "int f(const double *x, int n, double limit) { double s = 0; for (int i = 0; i < n; i++) s += x[i] + x[i]; return s > limit; }"
ALTOGETHER = """
program f(x: f64[c], n: i32, limit: f64) -> (return: i32)
  t = reduce_add[axis=0](2.0:f64 * slice[axis=0, start=0, length=max(n, 0), step=1](x))
  return = i32(t > limit)
"""


def only(found: tuple[object, ...]) -> Function:
    (function,) = found
    assert isinstance(function, Function)
    return function


def test_a_proof_over_the_reals_may_have_reordered_any_sum() -> None:
    function, program = only(read_c("f.c", TWICE).functions), parse_program(ALTOGETHER)
    proof = conclude(establish(function, summarise(function, Search()).summaries), program)
    assert proof.arithmetic is Arithmetic.REAL
    assert not is_robust(program, proof, lambda node: False)


def test_what_no_order_makes_exact_is_refused_where_bits_are_asked_for() -> None:
    text = "import math\ndef f(a: list[float]) -> list[float]:\n    out = []\n    for x in a:\n        out.append(math.exp(x))\n    return out\n"
    function = only(read_python("f.py", text).functions)
    assert lift(function).program.outputs
    with pytest.raises(Refusal) as caught:
        lift(function, exact=True)
    assert caught.value.diagnostic.code == "TSP5008"


NUMBER = ScalarType(F64, Flavour.PYTHON)
NESTED = ArrayType(NUMBER, 2, Container.LIST)
RIGID = ArrayType(NUMBER, 2, Container.NDARRAY)
INTEGER = ScalarType(INT, Flavour.PYTHON)

ALIKE: list[tuple[Any, Any, Type, bool]] = [
    (1.0, 1.0, NUMBER, True),
    (math.nan, math.nan, NUMBER, True),
    (1.0, 1.0 + 1e-12, NUMBER, False),
    (0.0, -0.0, NUMBER, False),
    ([[1.0, 2.0]], np.array([[1.0, 2.0]]), NESTED, True),
    ([], np.zeros((0, 5)), NESTED, True),
    (7, 7, INTEGER, False),
]
UNLIKE: list[tuple[Any, Any, Type, bool]] = [
    (1.0, 1.0 + 1e-12, NUMBER, True),
    (0.0, -0.0, NUMBER, True),
    (1.0, math.nan, NUMBER, False),
    (math.nan, 1.0, NUMBER, True),
    (1.0, 1.1, NUMBER, False),
    (math.inf, -math.inf, NUMBER, False),
    ([[1.0, 2.0]], np.array([[1.0, 2.0, 3.0]]), NESTED, True),
    ([[1.0, 2.0]], np.array([[1.0], [2.0]]), NESTED, True),
    ([[1.0, 2.0]], np.array([[1.0, 2.5]]), NESTED, False),
    (np.zeros((0, 4)), np.zeros((0, 5)), RIGID, False),
    (7, 8, INTEGER, False),
    (1, True, INTEGER, False),
]


@pytest.mark.parametrize(("want", "got", "kind", "exact"), ALIKE)
def test_outputs_that_agree(want: Any, got: Any, kind: Type, exact: bool) -> None:
    assert first_difference(want, got, kind, exact) is None


@pytest.mark.parametrize(("want", "got", "kind", "exact"), UNLIKE)
def test_outputs_that_differ(want: Any, got: Any, kind: Type, exact: bool) -> None:
    assert first_difference(want, got, kind, exact) is not None


def test_only_the_sums_that_decide_keep_their_order() -> None:
    text = """double f(int n, const double *x, const double *y) {
        double s = 0, t = 0;
        for (int i = 0; i < n; i++) s += x[i];
        for (int i = 0; i < n; i++) t += x[i] * y[i];
        return s > 1 ? t : -t;
    }"""
    (function,) = read_c("f.c", text).functions
    assert isinstance(function, Function)
    for backend in ("numpy", "torch"):
        outputs = lift(function, (backend,)).program.outputs
        operators = {p.op for _, output in outputs for p in parts(output) if isinstance(p, Call)}
        assert {"dot", "fold_add"} <= operators

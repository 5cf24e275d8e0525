"""NumPy expressions, slices and views against NumPy: what LoopIR computes is what the source computes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from test_python import (
    LINE,
    Case,
    RefusedFunction,
    alike,
    f32,
    f64,
    function,
    grid,
    i64,
    plain,
    python,
    translated,
    u8,
)

from tenspiler.loopir.interpreter import Finished, Raised, run

VECTORS: list[tuple[Any, ...]] = [(f64(),), (f64(2.5),), (f64(1.0, -2.0, 4.0, 0.5, 8.0),)]
PAIRS: list[tuple[Any, ...]] = [
    (f64(), f64()),
    (f64(2.5), f64(4.0)),
    (f64(1.0, -2.0, 4.0), f64(0.5, 2.0, 8.0)),
]
UNEQUAL: list[tuple[Any, ...]] = [
    (f64(1.0, 2.0), f64(1.0)),
    (f64(3.0), f64(1.0, 2.0, 4.0)),
    (f64(1.0, 2.0), f64(1.0, 2.0, 3.0)),
    (f64(), f64(1.0)),
    (f64(), f64(1.0, 2.0)),
]
MATRICES: list[tuple[Any, ...]] = [(grid(2, 3),), (grid(3, 2),), (grid(1, 1),), (grid(0, 2),), (grid(2, 0),)]
D = "npt.NDArray[np.float64]"


def one(name: str, body: str, inputs: list[tuple[Any, ...]], parameters: str = f"x: {D}") -> Case:
    lines = "\n    ".join(body.splitlines())
    return Case(name, f"def f({parameters}):\n    {lines}", inputs)


XY = f"x: {D}, y: {D}"
M = f"m: {D}"
ROWS = "n, k = m.shape\n"

CASES = [
    one("whole", "return x * 2.0 + 1", VECTORS),
    one("two arrays", "return x * 0.5 - y / 4 + 1.0", PAIRS + UNEQUAL, XY),
    one("three arrays", "return (x + y) * z", [(*p, p[0]) for p in PAIRS] + [(f64(1.0), f64(2.0), f64(1.0, 2.0))], XY + f", z: {D}"),
    one("named", "z = x * x\nw = z + x\nreturn w, z", VECTORS),
    one("rebound", "z = x + 1\nz = z * z\nfor i in range(2):\n    z = z - 1\nreturn z", VECTORS),
    one("unary", "return -x, +x, abs(x), np.abs(x - 1)", VECTORS),
    one("comparisons", "return x > 1, x == y, (x < y) & ~(x > 0), x <= 2.5", PAIRS, XY),
    one("in place", "x += 1\nx *= y\nx -= x * 2\nx /= 4", PAIRS + UNEQUAL, XY),
    one("in place of a name", "z = x\nz += 1\nreturn x", VECTORS),
    one("powers", "return x ** 2, x ** 3, x ** 1, 2.0 ** x", VECTORS),
    one("float32", "return a * 1.5 + 2, a + b, a / 3", [(f32(0.1, 0.7), np.array([1, 2], dtype=np.int16)), (f32(), np.array([], dtype=np.int16))], "a: npt.NDArray[np.float32], b: npt.NDArray[np.int16]"),
    one("uint8 wraps", "return a + 200, a * a, a // 3, a % 7, a - k", [(u8(1, 100, 255), 3), (u8(), 300), (u8(7), 300), (u8(7), -1)], "a: npt.NDArray[np.uint8], k: int"),
    one("integer division", "return a / b, a // b, a % b", [(i64(7, -7, 1), i64(2, 2, 0))], "a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]"),
    one("mixed dtypes", "return a + b, a * 0.5, b - a", [(np.array([1, 2**31 - 1], dtype=np.int32), f32(0.1, 0.3))], "a: npt.NDArray[np.int32], b: npt.NDArray[np.float32]"),
    one("array and numpy scalar", "return a * s, a + np.float64(2.0)", [(f32(0.1, 3.0), np.float64(0.3))], "a: npt.NDArray[np.float32], s: np.float64"),
    one("bool arrays", "return (a > 0) * a, (a > 0) & (a < 3), (a > 0) | (a < -3), (a > 0) ^ (a < 5)", [(i64(1, -2, 7),), (i64(),)], "a: npt.NDArray[np.int64]"),
    one("ufuncs", "return np.sqrt(x * x), np.maximum(x, 0), np.minimum(x, y), np.where(x > y, x, 0), np.clip(x, -1, 1.5), np.sign(x), np.floor(x), np.square(x)", [*PAIRS, (f64(math.nan, 1.0, math.nan), f64(1.0, math.nan, 2.0))], XY),
    one("ufuncs of scalars", "return np.maximum(x[0], 2.0), np.where(x[0] > 0, 1, 2) + 1, np.sign(x[0]), np.clip(x[0], 0, 1), np.round(x[0])", [(f64(0.5),), (f64(-2.5),), (f64(math.nan),)][:2]),
    one("rounding", "return np.round(x), np.rint(x), np.ceil(x), np.trunc(x)", [(f64(0.5, 1.5, 2.5, -0.5, -1.5, 0.3, -0.3, 1e300, math.inf, math.nan),)]),
    one("classified", "return np.isnan(x), ~np.isfinite(x), np.isinf(x), np.logical_and(x > 0, x), np.logical_not(x)", [(f64(0.0, math.nan, math.inf, -1.0),)]),
    one("slices", "return x[1:], x[:-1], x[1:-1], x[::2], x[::-1], x[-2:], x[:3], x[3:1], x[4:1:-1], x[::-2], x[-1::-3]", VECTORS + [(np.arange(n) * 1.0,) for n in (2, 3, 4, 6)]),
    one("slices by variables", "return x[i:j], x[i:], x[:j], x[i:j:2], x[j:i:-1], x[i:i + 2]", [(np.arange(n) * 1.0, i, j) for n in (0, 1, 4) for i in (-9, -2, 0, 1, 3, 9) for j in (-7, -1, 0, 2, 5)], f"x: {D}, i: int, j: int"),
    one("slice of a slice", "y = x[1:]\nz = y[::2]\nw = z[::-1]\nreturn w[0], z[1:], len(w), y[-1]", VECTORS),
    one("differences", "return x[1:] - x[:-1], (x[2:] + x[:-2]) / 2 - x[1:-1]", VECTORS),
    one("views write through", "y = x[1:]\nfor i in range(len(y)):\n    y[i] = y[i] * 2 + i\nx[0] = y[0]\nreturn y[-1] + x[1]", VECTORS),
    one("columns", "c = m[:, 0]\nfor i in range(len(c)):\n    c[i] = i\nreturn m[:, -1], m[-1], m[0, 1:], m[..., 0], m[1:, ::-1]", MATRICES, M),
    one("transposed", "t = m.T\ns = 0.0\nfor row in t:\n    for v in row:\n        s = s * 3 + v\nt[0] = 7\nreturn s, t, m.T.shape[0], t[0, 0]", MATRICES, M),
    one("rows are views", "for row in m[1:]:\n    row[0] = 5\nfor row in m:\n    row[-1] += 1\n    row *= 2", MATRICES, M),
    one("slice assignment", "x[1:] = 0\nx[:2] = y[:2]\nx[::2] += 10", PAIRS, XY),
    one("overlapping assignment", "x[1:] = x[:-1]\nx[:] = x[::-1]\nx[:-1] += x[1:]", VECTORS),
    one("shifted into another", "x[1:] = y[:-1] * 2\nx[:] = y[::-1] + x", PAIRS + UNEQUAL, XY),
    one("rows assigned", "m[0] = 1\nm[:, 0] = m[0] * 2\nm[-1] = m[0]", [(grid(3, 3),), (grid(1, 1),), (grid(2, 3),)], M),
    one("broadcast", "return x[:, None] * y[None, :], x[:, np.newaxis] + y", PAIRS + UNEQUAL, XY),
    one("matrix and rows", "return m - m[0], m * m[:, :1], m + m.T", [(grid(3, 3),), (grid(2, 2),), (grid(2, 3),)], M),
    one("weighted rows", ROWS + "acc = np.zeros(k)\nfor i in range(n):\n    acc += m[i] * i\nreturn acc", MATRICES, M),
    one("weighted rows by index", "acc = np.zeros(m.shape[1])\nfor i in range(len(w)):\n    acc += w[i] * m[i]\nreturn acc", [(f64(1.0, 2.0), grid(2, 3)), (f64(1.0, 2.0), grid(1, 3)), (f64(), grid(0, 2))], f"w: {D}, {M}"),
    one("out of rows", ROWS + "out = np.empty_like(m)\nfor i in range(len(m)):\n    out[i] = m[i] * 2 + w[i]\nreturn out", [(f64(1.0, 2.0), grid(2, 3)), (f64(), grid(0, 2))], f"w: {D}, {M}"),
    one("sums", "return x.sum(), np.sum(x * x), x.mean() if len(x) > 0 else 0.0, np.prod(x), sum(x)", VECTORS),
    one("sums of integers", "return a.sum(), np.sum(a > 3), a.mean(), (a * 2).max(), a.min(), np.prod(a)", [(u8(200, 100, 9),), (u8(7),), (u8(),)], "a: npt.NDArray[np.uint8]"),
    one("axes", ROWS + "return m.sum(axis=0), m.sum(axis=1), np.sum(m, axis=-1, keepdims=True), m.sum(), m.any(axis=0), np.all(m > 0)", MATRICES, M),
    one("extremes", "return m.max(), m.min(axis=0), np.amax(m, 1)", MATRICES, M + "") if True else None,
    one("positions", "return np.argmax(x), x.argmin()", VECTORS),
    one("centred", "return x - x.mean(), (x - np.min(x)) / (np.max(x) - np.min(x))", [(f64(1.0, 3.0, 5.0, 7.0),)]),
    one("variance", "return np.var(x), x.std()", [(f64(1.0, 3.0, 5.0, 7.0),), (f64(2.0),)]),
    one("products", "return np.dot(x, y), x @ y, np.outer(x, y), np.dot(x, 2.0)", PAIRS + UNEQUAL, XY),
    one("matrix products", ROWS + "return m @ v, v @ m.T, m @ m.T, np.dot(m[0], v), np.matmul(m.T, m)", [(grid(2, 3), f64(1.0, 2.0, 4.0)), (grid(1, 1), f64(2.0)), (grid(2, 3), f64(1.0))], f"{M}, v: {D}"),
    one("dot in a loop", "out = np.zeros(len(m))\nfor i in range(len(m)):\n    out[i] = np.dot(m[i], v)\nreturn out", [(grid(2, 3), f64(1.0, 2.0, 4.0)), (grid(0, 3), f64(1.0)), (grid(2, 3), f64(1.0))], f"{M}, v: {D}"),
    one("constructors", "for i in range(n):\n    n = n + 0\nreturn np.arange(n), np.arange(2, n), np.arange(n, 0, -2), np.eye(3), np.array([1, 2, 3]), np.array([[1.5, 2], [3, 4]]), np.arange(n, dtype=np.float64), np.identity(2)", [(0,), (5,)], "n: int"),
    one("arrays of lists", "return np.array(a), np.array(a, dtype=np.float32), np.array(b), np.sum(a), np.maximum(a, 2)", [([1, 2, 3], [[0.5], [1.5]]), ([4], [[1.0, 2.0]])], "a: list[int], b: list[list[float]]"),
    one("conversions", "return x.astype(np.float32), (x > 0).astype(int), x.tolist(), x.copy() * 2, list(x), x[1:].copy(), (x * 2).tolist()", VECTORS),
    one("likes", "return np.zeros_like(x), np.ones_like(x * 2), np.full_like(x, 3), np.zeros(x.shape), np.zeros_like(x[1:])", VECTORS),
    one("joined", "return np.concatenate((x, y)), np.concatenate([x, y * 2, x])", PAIRS + UNEQUAL, XY),
    one("scans", "return np.cumsum(x), np.cumprod(x), np.diff(x), np.roll(x, 2), np.roll(x, -1)", [*VECTORS, (f64(-0.0, -0.0, 1.0),)]),
    one("attributes", "return m.size, m.ndim, m.shape[0] * m.shape[1], len(m.T), m.T.size", MATRICES, M),
    one("softmax", "e = np.exp(x - np.max(x))\nreturn e / e.sum()", [(f64(0.0),), (f64(3.0, 3.0),)]),
    one("helper on slices", "return g(x[1:], 2.0) + g(x * 2, 1.0)", VECTORS) if False else Case("helper on slices", f"def g(a, k):\n    s = 0.0\n    for v in a:\n        s += v * k\n    return s\ndef f(x: {D}):\n    return g(x[1:], 2.0) + g(x * 2, 1.0)", VECTORS),
    one("list slices", "b = a[1:]\nb[0] = 99\nc = a[::-1]\nreturn b, c, a[:2], a[-2:], sum(a[1:]), [x * y for x, y in zip(a, a[1:])]", [([1, 2, 3],), ([1, 2],), ([1],), ([],)], "a: list[int]"),
    one("list slice iterated while written", "for x in a[1:]:\n    a[0] += x\n    a[-1] = 0", [([1, 2, 3],), ([],)], "a: list[int]"),
    one("joined lists", "b = [0] + a + [7, 8]\nc = a * 2\nd = n * a\nreturn b, c, d, a + a", [([1, 2, 3], 2), ([], 3), ([4], -1)], "a: list[int], n: int"),
    one("extended lists", "b = [1, 2]\nb += a\nb += b\na += [5]\nreturn b", [([3, 4],), ([],)], "a: list[int]"),
    one("rows of a nested slice", "s = 0\nfor row in a[1:]:\n    row[0] = 9\n    for x in row:\n        s = s * 3 + x\nreturn s", [([[1, 2], [3, 4], [5, 6]],), ([[1]],), ([],)], "a: list[list[int]]"),
    one("enumerated slice", "s = 0.0\nfor i, v in enumerate(x[1:], 1):\n    s += i * v\nfor v, w in zip(x[:-1], x[1:]):\n    s += v * w\nfor v in reversed(x[1:]):\n    s = s * 2 + v\nreturn s", VECTORS),
    one("builtins on arrays", "return min(x[1:]), max(x * 2), len(x[1:]), any(x > 3), all(v > 0 for v in x[1:])", [(f64(1.0, -2.0, 4.0),), (f64(5.0, 2.0),), (f64(1.0),)]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_computes_what_numpy_computes(case: Case) -> None:
    found = translated(case.source)
    assert case.inputs
    for args in case.inputs:
        expected, outcome = python(case.source, args), run(found, args)
        if expected is None:
            assert isinstance(outcome, Raised), (args, outcome)
            continue
        assert isinstance(outcome, Finished), (args, outcome)
        value, changed = expected
        results = list(value) if len(found.results) > 1 else [value] if found.results else []
        assert alike(plain(list(outcome.results)), plain(results)), (
            args,
            plain(list(outcome.results)),
            plain(results),
        )
        for parameter, after in zip(found.parameters, changed, strict=True):
            if parameter.shared:
                seen = outcome.changed.get(parameter.name, args[found.parameters.index(parameter)])
                assert alike(plain(seen), plain(after)), (args, parameter.name)


REFUSED = [
    ("mask", f"def f(x: {D}):\n    return x[x > 0]", "TSP1025", 2),
    ("truth of an array", f"def f(x: {D}):\n    if x > 0:\n        return 1\n    return 2", "TSP1025", 2),
    ("chain", f"def f(x: {D}):\n    return 0 < x < 1", "TSP1025", 2),
    ("in place cast", "def f(a: npt.NDArray[np.int64]):\n    a += 0.5\n    return a", "TSP1050", 2),
    ("does not fit", "def f(a: npt.NDArray[np.uint8]):\n    return a + 300", "TSP1019", 2),
    ("list slice assigned", "def f(a: list[int], b: list[int]):\n    a[1:] = b\n    return a", "TSP1033", 2),
    ("shallow slice", "def f(a: list[list[int]]):\n    b = a[1:]\n    b[0][0] = 1\n    return b", "TSP1036", 2),
    ("computed step", f"def f(x: {D}, k: int):\n    return x[::k]", "TSP1031", 2),
    ("list of arrays", f"def f(m: {D}):\n    return [row * 2 for row in m[:, 1:]]", "TSP1011", 2),
    ("asarray", f"def f(x: {D}):\n    y = np.asarray(x)\n    return y", "TSP1012", 2),
    ("list times float", "def f(a: list[int]):\n    return a + 1", "TSP1025", 2),
    ("float16", "def f(a: npt.NDArray[np.uint8]):\n    return np.sqrt(a)", "TSP1023", 2),
    ("high ranks", f"def f(m: {D}):\n    p, q, r = m.shape\n    return m @ m", "TSP1011", 3),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "line"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refuses(source: str, code: str, line: int) -> None:
    found = function(source)
    assert isinstance(found, RefusedFunction)
    span = found.diagnostics[0].span
    assert span is not None
    assert (found.diagnostics[0].code, span.line - LINE) == (code, line), found.diagnostics[0].message

"""The Python frontend against CPython: what LoopIR computes is what the source computes, raising included."""

from __future__ import annotations

import copy
import math
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_exits import EXITS

from tenspiler.diagnostics.catalogue import CATALOGUE
from tenspiler.frontends.python import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, Raised, run
from tenspiler.loopir.nodes import For, Function, While, statements

PRELUDE = """\
from __future__ import annotations
import copy
import math
import numpy as np
import numpy.typing as npt
from typing import List
"""
PRELUDE_LINES = PRELUDE.count("\n")


@dataclass(frozen=True)
class Case:
    """A program whose last function is `f`, and argument tuples to call it with."""

    name: str
    source: str
    inputs: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])


def u8(*values: int) -> Any:
    return np.array(values, dtype=np.uint8)


def f32(*values: float) -> Any:
    return np.array(values, dtype=np.float32)


def f64(*values: float) -> Any:
    return np.array(values, dtype=np.float64)


def i64(*values: int) -> Any:
    return np.array(values, dtype=np.int64)


def grid(rows: int, columns: int, dtype: Any = np.float64) -> Any:
    return (np.arange(rows * columns).reshape(rows, columns) * 7 % 31).astype(dtype)


LISTS: list[tuple[Any, ...]] = [([],), ([3],), ([1, -2, 3, 0, 3],), ([5, 4, 4, -9, 2, 7],)]
FLOATS: list[tuple[Any, ...]] = [
    ([],),
    ([0.5],),
    ([1.0, -2.5, 0.0, math.inf],),
    ([0.1, 0.2, 0.3, -0.0, 9.75],),
]
NESTED: list[tuple[Any, ...]] = [([[1, 2, 3], [4, 5, 6]],), ([[7], [8], [9]],), ([[-1, 0]],), ([],)]

CASES = [
    Case("sum", "def f(a: list[int]):\n    s = 0\n    for i in range(len(a)):\n        s += a[i]\n    return s", LISTS),
    Case("int becomes float", "def f(a: list[float]):\n    s = 0\n    for x in a:\n        s += x\n    return s", FLOATS),
    Case("mean", "def f(a: list[float]):\n    s = 0.0\n    for x in a:\n        s += x\n    return s / len(a)", FLOATS),
    Case("branches", """
def f(a: list[int]):
    out = []
    for x in a:
        if x > 3:
            y = x * 2
        elif x == 3:
            y = -1
        else:
            y = 0
        out.append(y)
    return out
""", LISTS),
    Case("continue", """
def f(a: list[int]):
    out = []
    for x in a:
        if x < 0:
            continue
        if x > 4:
            x = 4
            if x == 4:
                out.append(0)
                continue
        out.append(x)
    return out
""", LISTS),
    Case("unpacked rows", "def f(a: list[list[int]]):\n    out = []\n    for i, (x, y) in enumerate(a):\n        a[i][1], a[i][0] = a[i]\n        out.append(x * i - y)\n    return out, a", [([[1, 2], [3, 4]],), ([],), ([[1, 2, 3]],), ([[1]],)]),
    Case("unpacked row", "def f(a: list[list[list[int]]]):\n    (x, y), z = a[-1]\n    s = 0\n    for v in z:\n        s += x * v + y\n    return s", [([[[1, 2], [3, 4]]],), ([[[1, 2], [3, 4]], [[5, 6], [7, 8]]],), ([[[1, 2, 3], [3, 4, 5]]],), ([],)]),
    Case("unpacked array", "def f(a: npt.NDArray[np.int16]):\n    out = np.zeros(a.shape[0], np.int16)\n    for i in range(a.shape[0]):\n        x, y = a[i]\n        out[i] = x * y\n    return out", [(np.array([[1, 2], [300, 400]], np.int16),), (np.zeros((2, 3), np.int16),)]),
    Case("rows of rows appended", "def f(n: int):\n    out = []\n    for i in range(n):\n        rows = []\n        for j in range(i):\n            row = []\n            for k in range(2):\n                row.append(i * j + k)\n            rows.append(row)\n        out.append(rows)\n    return [len(r) for r in out]", [(0,), (1,)]),
    Case("scan in place", "def f(a: list[int]):\n    for i in range(1, len(a)):\n        a[i] += a[i - 1]", LISTS),
    Case("negative index wraps", "def f(a: list[int]):\n    s = 0\n    for i in range(len(a)):\n        s = s * 3 + a[i - 1] - a[-1]\n    return s", LISTS),
    Case("reversed range", "def f(a: list[int]):\n    return [a[i] for i in range(len(a) - 1, -1, -1)]", LISTS),
    Case("reversed builtin", "def f(a: list[int]):\n    out = []\n    for i in reversed(range(1, len(a), 2)):\n        out.append(a[i])\n    for x in reversed(a):\n        out.append(x)\n    return out", LISTS),
    Case("steps", "def f(a: list[int]):\n    out = []\n    for i in range(0, len(a), 2):\n        out.append(a[i])\n    for i in range(len(a) - 1, 0, -3):\n        out.append(a[i])\n    return out", LISTS),
    Case("enumerate", "def f(a: list[int]):\n    s = 0\n    for i, x in enumerate(a):\n        s += i * x\n    for k, x in enumerate(a, 5):\n        s += k * x\n    return s", LISTS),
    Case("enumerate reassigned", "def f(a: list[int]):\n    s = 0\n    for i, x in enumerate(a):\n        i = i * 2\n        s += i * x\n    return s", LISTS),
    Case("zip", "def f(a: list[int], b: list[int]):\n    s = 0\n    for x, y in zip(a, b):\n        s += x * y\n    return s", [([1, 2, 3], [4, 5]), ([], [1]), ([1], [2])]),
    Case("zip with enumerate and range", "def f(a: list[int], b: list[int]):\n    s = 0\n    for i, (x, y) in enumerate(zip(a, b)):\n        s += x * y + i\n    for i, x in zip(range(2, 9), a):\n        s += i * x\n    return s", [([1, 2, 3], [4, 5]), ([], [1]), ([1], [2])]),
    Case("nested rows", "def f(a: list[list[int]]):\n    out = []\n    for row in a:\n        t = 0\n        for x in row:\n            t += x\n        out.append(t)\n    return out", NESTED),
    Case("row sums by index", "def f(a: list[list[int]]):\n    s = 0\n    for i in range(len(a)):\n        for j in range(len(a[i])):\n            s += a[i][j] * (i - j)\n    return s", NESTED),
    Case("write through row", "def f(a: list[list[int]]):\n    for row in a:\n        for j in range(len(row)):\n            row[j] = row[j] * 2 + j", NESTED),
    Case("row by index", "def f(a: list[list[int]], k: int):\n    row = a[k]\n    k = 0\n    row[k] = 9\n    return row[-1]", [([[1, 2], [3, 4]], 1), ([[1, 2], [3, 4]], -1), ([[1, 2]], 3)]),
    Case("row iterated while its index changes", "def f(a: list[list[int]], k: int):\n    s = 0\n    for x in a[k]:\n        k = 0\n        s = s * 10 + x\n    return s", [([[1, 2], [3, 4]], 1), ([[1, 2], [3, 4]], -1), ([[1, 2]], 3)]),
    Case("infinity", "def f(a: list[float]):\n    m = float('-inf')\n    for x in a:\n        m = max(m, x)\n    return m", FLOATS),
    Case("copied rows", "def f(a: list[list[int]]):\n    out = []\n    for row in a:\n        out.append(row[:])\n        out.append(list(row))\n    out[0][0] = 99\n    return out", NESTED),
    Case("unused row raises", "def f(a: list[list[int]], n: int):\n    s = 0\n    for i in range(n):\n        row = a[i]\n        s += 1\n    return s", [([[1, 2], [3, 4]], 1), ([[1, 2], [3, 4]], 5)]),
    Case("matmul", """
def f(a: list[list[float]], b: list[list[float]]):
    m, n, k = len(a), len(b[0]), len(b)
    out = [[0.0] * n for _ in range(m)]
    for i in range(m):
        for j in range(n):
            for p in range(k):
                out[i][j] += a[i][p] * b[p][j]
    return out
""", [([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[0.5, 1.5, 2.0], [1.0, -1.0, 0.0]])]),
    Case("transpose comprehension", "def f(a: list[list[int]]):\n    return [[a[i][j] for i in range(len(a))] for j in range(len(a[0]))]", NESTED),
    Case("flat comprehension", "def f(a: list[list[int]]):\n    return [x * 2 for row in a for x in row if x > 1 if x < 6]", NESTED),
    Case("list of rows", "def f(n: int):\n    out = []\n    for i in range(n):\n        row = []\n        for j in range(i):\n            row.append(i * j)\n        out.append(row)\n    return out", [(0,), (1,)]),
    Case("fixed rows", "def f(n: int, m: int):\n    out = []\n    for i in range(n):\n        row = [0] * m\n        for j in range(m):\n            row[j] = i - j\n        out.append(row)\n    return out", [(0, 2), (3, 2), (2, 4)]),
    Case("swap", "def f(n: int):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a, b", [(0,), (1,), (30,)]),
    Case("swap elements", "def f(a: list[int]):\n    n = len(a)\n    for i in range(n // 2):\n        a[i], a[n - 1 - i] = a[n - 1 - i], a[i]", LISTS),
    Case("histogram", "def f(a: list[int]):\n    h = [0] * 10\n    for x in a:\n        h[x] += 1\n    return h", [*LISTS, ([12],)]),
    Case("while counts", "def f(a: list[int]):\n    i = 0\n    s = 0\n    while i < len(a):\n        s += a[i]\n        i += 1\n    return s, i", LISTS),
    Case("while down by two", "def f(n: int):\n    i = n\n    s = 0\n    while i >= 3:\n        s += i\n        i -= 2\n    return s, i", [(0,), (3,), (4,), (11,), (-5,)]),
    Case("while not counted", "def f(n: int):\n    c = 0\n    while n > 1:\n        if n % 2 == 0:\n            n //= 2\n        else:\n            n = 3 * n + 1\n        c += 1\n    return c", [(1,), (7,), (27,)]),
    Case("while stepped before it continues", "def f(a: list[int]):\n    i = 0\n    s = 0\n    while i < len(a):\n        i += 1\n        if a[i - 1] < 2:\n            continue\n        s += a[i - 1]\n    return s, i", LISTS),
    Case("while whose bound changes", "def f(a: list[int]):\n    n = len(a)\n    i = 0\n    while i < n:\n        n -= a[i] > 2\n        i += 1\n    return i, n", LISTS),
    Case("minimum", "def f(a: list[int]):\n    return min(a), max(x * x for x in a), max(1, len(a), 3)", LISTS),
    Case("min of range", "def f(n: int):\n    return min((i - 3) * (i - 3) for i in range(n))", [(0,), (1,), (9,)]),
    Case("sum any all", "def f(a: list[int]):\n    return sum(a), sum(x > 2 for x in a), any(x < 0 for x in a), all(x for x in a), sum(x * y for x in a for y in a if x != y)", LISTS),
    Case("any stops", "def f(a: list[int], n: int):\n    return any(a[i] == 3 for i in range(n)), all(a[i] != 3 for i in range(n) if i != 0)", [([3, 1, 3], 8), ([1, 3], 2), ([1], 2)]),
    Case("quotients are rounded once", "def f(a: list[int], d: int):\n    return [(x if d else 0) / d for x in a], [float(x) / float(d) for x in a]", [([7, 2**53 + 1, 10**30], 3), ([-20, 2**60 + 1], 2**53 + 1), ([], 0), ([1], 0)]),
    Case("a NumPy bool compares with what int64 holds", "def f(a: list[int], t: np.bool_):\n    return [x < t for x in a]", [([0, 1, 2**63 - 1], np.True_), ([2**63], np.False_), ([-(2**63) - 1], np.True_)]),
    Case("a chain of NumPy comparisons is one of NumPy", "def f(a: npt.NDArray[np.int64], k: np.int64):\n    return [(k <= a[i] <= 9) / float(i) for i in range(len(a))]", [(i64(5, 1), np.int64(2)), (i64(1, 5, 11), np.int64(2))]),
    Case("shifts by more than there are bits", "def f(a: npt.NDArray[np.int8]):\n    return [(a[i] << abs(a[i])) ^ (a[i] >> abs(a[i])) for i in range(len(a))]", [(np.array([1, 7, 8, 100, -3, -9], dtype=np.int8),)]),
    Case("division", "def f(a: list[int], d: int):\n    return [x // d for x in a], [x % d for x in a], [x / d for x in a]", [([7, -7, 0], 2), ([7, -7], -3), ([1], 0), ([], 0)]),
    Case("bits", "def f(a: list[int]):\n    return [((x << 3) | 5) ^ (x >> 1) & ~x for x in a]", LISTS),
    Case("powers", "def f(a: list[int]):\n    return [x ** 3 - (x + 1) ** 2 for x in a]", LISTS),
    Case("math", "def f(a: list[float]):\n    return [math.sqrt(x) + math.floor(x) * math.pi for x in a]", [([],), ([0.25, 2.5],), ([-1.0],), ([math.inf],)]),
    Case("log raises", "def f(a: list[float]):\n    s = 0.0\n    for x in a:\n        s += math.log(x)\n    return s", [([1.0, 2.0],), ([0.0],)]),
    Case("chained comparison", "def f(a: list[int], lo: int, hi: int):\n    return [lo <= x < hi for x in a], [1 if lo < x != hi else 0 for x in a]", [([1, 2, 3, 4], 2, 4)]),
    Case("short circuit", "def f(a: list[int], n: int):\n    c = 0\n    for i in range(n):\n        if i < len(a) and a[i] > 0 or i == 7:\n            c += 1\n    return c", [([1, -1, 2], 9), ([], 0)]),
    Case("and or values", "def f(a: list[int]):\n    return [x or 7 for x in a], [x and x - 1 for x in a]", LISTS),
    Case("comparing with a constant of the other kind", "def f(a: list[int], b: list[float]):\n    return [x < 2.5 for x in a], [x >= -0.5 for x in a], [x == 3.0 for x in a], [x > 1 for x in b], [x != 0.5 for x in a]", [([1, 2, 3, 2**70], [0.5, 1.0, math.nan])]),
    Case("truthiness", "def f(a: list[int], b: list[float]):\n    c = 0\n    for x in a:\n        if x:\n            c += 1\n        if not x:\n            c += 10\n    if a:\n        c += 100\n    for y in b:\n        if y and not a:\n            c += 1\n    return c", [([], [0.0, math.nan, 1.0]), ([0, 1], [])]),
    Case("bools count", "def f(a: list[int]):\n    c = 0\n    for x in a:\n        c += x > 1\n        c = c + (x == 3) * 2\n    return c", LISTS),
    Case("casts", "def f(a: list[float]):\n    return [int(x) for x in a], [float(int(x)) for x in a], [bool(x) for x in a]", [([1.5, -2.7, 0.0],), ([math.nan],)]),
    Case("helper", "def g(x: float, k: float = 2.0) -> float:\n    if x < 0:\n        return 0.0\n    y = x * k\n    return y + 1\ndef f(a: list[float]):\n    return [g(x) + g(x, k=3.0) for x in a]", FLOATS),
    Case("helper on rows", "def dot(a, b):\n    s = 0\n    for i in range(len(a)):\n        s += a[i] * b[i]\n    return s\ndef f(a: list[list[int]], x: list[int]):\n    return [dot(row, x) for row in a], dot(a[0], a[-1])", [([[1, 2], [3, 4]], [5, 6]), ([[1, 2], [3, 4]], [5])]),
    Case("helper that writes", "def push(a, i, v):\n    a[i] = v\n    a.append(v)\ndef f(a: list[int]):\n    n = len(a)\n    for i in range(n):\n        push(a, i, a[i] + i)\n    return len(a)", LISTS),
    Case("helper that makes", "def double(a):\n    out = [0] * len(a)\n    for i in range(len(a)):\n        out[i] = 2 * a[i]\n    return out\ndef f(a: list[int]):\n    b = double(double(a))\n    c = double(a)\n    s = 0\n    for x, y in zip(b, c):\n        s += x * y\n    return b, s", LISTS),
    Case("constants", "N = 3\nSCALE: float = 0.5 * N\ndef f(a: list[float]):\n    return [x * SCALE + N for x in a]", FLOATS),
    Case("early return", "def f(a: list[int]):\n    if len(a) == 0:\n        return 0\n    m = a[0]\n    for x in a:\n        if x > m:\n            m = x\n    if m < 0:\n        m = -m\n        return m * 2\n    return m", LISTS),
    Case("early empty list", "def f(a: list[int]):\n    if not a:\n        return []\n    return [x - a[0] for x in a]", LISTS),
    Case("copies", "def f(a: list[int]):\n    b = a.copy()\n    c = a[:]\n    d = list(a)\n    e = copy.deepcopy(a)\n    for i in range(len(a)):\n        b[i] += 1\n        c[i] += b[i]\n        d[i] += c[i]\n        e[i] += d[i]\n    return b, c, d, e", LISTS),
    Case("deep copy", "def f(a: list[list[int]]):\n    b = copy.deepcopy(a)\n    for i in range(len(b)):\n        b[i][0] = i\n    return b", NESTED),
    Case("double buffer", "def f(a: list[int], k: int):\n    cur = [x for x in a]\n    for _ in range(k):\n        cur = [x * 2 + 1 for x in cur]\n    return cur", [([1, 2], 3), ([1, 2], 0), ([], 4)]),
    Case("rebound parameter", "def f(a: list[int]):\n    a = [x + 1 for x in a]\n    a[0] = 7\n    return a", LISTS),
    Case("alias", "def f(a: list[int]):\n    b = a\n    for i in range(len(b)):\n        b[i] = i\n    return a", LISTS),
    Case("literal table", "def f(a: list[int]):\n    w = [1, 2, 1]\n    g = [[1, 0], [0, -1]]\n    out = []\n    for i in range(1, len(a) - 1):\n        s = 0\n        for k in range(3):\n            s += w[k] * a[i + k - 1]\n        out.append(s * g[i % 2][i % 2])\n    return out", LISTS),
    Case("lists of ranges", "def f(n: int):\n    return list(range(n)), list(range(n, 0, -2)), [i for i in range(2, n)], list(x * x for x in range(n))", [(0,), (5,)]),
    Case("grids", "def f(m: int, n: int):\n    a = [[0] * n for _ in range(m)]\n    b = [[1 for j in range(n)] for i in range(m)]\n    c = [0.5] * n\n    for i in range(m):\n        for j in range(n):\n            a[i][j] = i * j + b[i][j]\n    return a, c", [(0, 3), (2, 3), (3, -1)]),
    Case("range bounds once", "def f(n: int):\n    c = 0\n    for i in range(n):\n        n = 2\n        i = 50\n        c += i\n    return c, n", [(0,), (5,)]),
    Case("counter after loop", "def f(n: int):\n    i = -1\n    for i in range(n):\n        pass\n    return i", [(0,), (5,)]),
    Case("big integers", "def f(a: list[int]):\n    p = 1\n    for x in a:\n        p = p * x + 2**70\n    return p", LISTS),
    Case("list of bools", "def f(a: list[bool]):\n    c = 0\n    for x in a:\n        if x and not False:\n            c += 1\n    return c, [not x for x in a], [x & True for x in a]", [([True, False, True],)]),
    Case("conditional", "def f(a: list[float], t: float):\n    return [x if x > t else -x if x < 0 else 0 for x in a]", [([1.0, -2.0, 0.5], 0.6)]),
    Case("conditional guards", "def f(a: list[int], d: int):\n    return [x // d if d != 0 else 0 for x in a]", [([1, 2], 0), ([7], 2)]),
    Case("conditional with loops inside", "def f(a: list[int], c: bool):\n    x = sum(y for y in a) if c else a[0]\n    return x", [([1, 2], True), ([], True), ([4], False), ([], False)]),
    Case("strict zip", "def f(a: list[int], b: list[int]):\n    s = 0\n    for x, y in zip(a, b, strict=True):\n        s += x * y\n    for x, i in zip(b, range(len(a)), strict=True):\n        s += x * i\n    return s", [([1, 2, 3], [4, 5]), ([], []), ([1, 2], [2, 5])]),
    Case("zip of three", "def f(a: list[int], b: list[int], c: list[int]):\n    return [x + y * z for x, y, z in zip(a, b, c)]", [([1, 2, 3], [4, 5], [6, 7, 8, 9]), ([], [], [1])]),
    Case("zip with a literal", "def f(a: list[int]):\n    s = 0\n    for w, x in zip((3, 5, 7), a):\n        s += w * x\n    return s", LISTS),
    Case("literal tuples", "def f(a: list[int]):\n    s = 0.0\n    for w in (1, 2.5, 3):\n        for x in a:\n            s += w * x\n    for i, k in enumerate([4, 5], 1):\n        s += i * k\n    return s", LISTS),
    Case("neighbours", "def f(g: list[list[int]], i: int, j: int):\n    c = 0\n    for di, dj in ((-1, 0), (1, 0), (0, -1), (0, 1)):\n        if 0 <= i + di < len(g) and 0 <= j + dj < len(g[0]):\n            c += g[i + di][j + dj]\n    return c", [([[1, 2], [3, 4]], 0, 0), ([[1, 2], [3, 4]], 1, 1), ([[9]], 0, 0)]),
    Case("literal rows", "def f(a: list[int], b: list[int]):\n    s = 0\n    for r in (a, b):\n        for x in r:\n            s = 3 * s + x\n    return s", [([1, 2], [3]), ([], [])]),
    Case("reversed literal", "def f(n: int):\n    s = n\n    for k in reversed((1, 2, 3)):\n        s = s * 10 + k\n    return s", [(0,), (4,)]),
    Case("for else", "def f(a: list[int]):\n    s = 0\n    for x in a:\n        s += x\n    else:\n        s *= 2\n    return s", LISTS),
    Case("computed steps", "def f(a: list[int], k: int):\n    s = 0\n    for i in range(0, len(a), k):\n        s = s * 10 + a[i]\n    for i in range(len(a) - 1, -1, k):\n        s = s * 10 + a[i]\n    for i in reversed(range(1, len(a), k)):\n        s += i\n    return s", [([1, 2, 3, 4, 5], 2), ([1, 2, 3, 4, 5], -2), ([], 3), ([1, 2], 0), ([7], -1), ([4, 5, 6], 1)]),
    Case("default", "def f(a: list[int]):\n    return min(a, default=7), max((x * x for x in a), default=-1)", LISTS),
    Case("extremes of a selection", "def f(a: list[int]):\n    return min((x for x in a if x > 0), default=0), max(x * y for x in a for y in a)", LISTS),
    Case("any of several loops", "def f(a: list[list[int]]):\n    return any(x > 8 for r in a for x in r if x != 9), all(x < 8 for r in a if r[0] > 0 for x in r), any([x > 2 for x in a[0]])", [([[1, 9]],), ([[1, 10], [3, 4]],), ([[-1, 2]],), ([],)]),
    Case("sum of floats", "def f(a: list[float]):\n    return sum(a), sum(x * 2.0 for x in a)", [([],), ([0.5, 0.25],), ([1.0, -2.5, 8.0],)]),
    Case("rounding", "def f(a: list[float]):\n    return [round(x) for x in a], round(len(a)), round(True)", [([0.5, 1.5, 2.5, -0.5, -1.5, -0.49999999999999994, 0.49999999999999994, 2.675, 1e300, -7.2, -0.0],), ([math.nan],), ([math.inf],)]),
    Case("divmod", "def f(a: list[int], d: int):\n    s = 0\n    for x in a:\n        q, r = divmod(x, d)\n        s = s * 100 + q * 10 + r\n    return s", [([7, -7, 0], 2), ([7, -7], -3), ([1], 0), ([], 0)]),
    Case("floor division of floats", "def f(a: list[float], d: float):\n    return [x // d for x in a], [x % d for x in a], [x % 1.0 for x in a]", [([7.5, -7.5, 0.0, -0.0, 6.0, -6.0, 1e300, 0.3], d) for d in (2.0, -2.0, 0.1, -0.1, math.inf, -math.inf)] + [([1.0], 0.0), ([], 0.0), ([math.inf, math.nan, 1.0], 3.0)]),
    Case("floor division of numpy floats", "def f(a: npt.NDArray[np.float64], d: np.float64):\n    for i in range(len(a)):\n        a[i] = a[i] // d + a[i] % d", [(f64(7.5, -7.5, 0.0, 3.3), np.float64(d)) for d in (2.0, -2.0, 0.0, 0.7)]),
    Case("negative powers", "def f(a: list[int]):\n    return [x ** -1 for x in a], [x ** -2 for x in a], [x ** 0 for x in a], pow(2, 5)", [([1, -2, 3],), ([0],), ([],)]),
    Case("log with a base", "def f(a: list[float], b: float):\n    return [math.log(x, b) for x in a], math.radians(b), math.degrees(b)", [([1.0, 8.0], 2.0), ([1.0], 1.0), ([], 0.5)]),
    Case("break out of literals", "def f(a: list[int]):\n    s = 0\n    x = 0\n    for x in (1, 2, 3):\n        if x * len(a) > 5:\n            break\n        s += x\n    else:\n        s += 100\n    for i, y in enumerate([5, 7]):\n        if len(a) == y:\n            return i, -1\n    return s, x", LISTS),
    Case("break out of a strict zip", "def f(a: list[int], b: list[int]):\n    s = 0\n    for x, y in zip(a, b, strict=True):\n        if x > 5:\n            break\n        s += x * y\n    return s", [([1, 9, 2], [1, 1]), ([1, 2, 3], [1, 2]), ([1, 9], [1, 1]), ([], []), ([9], [])]),
    # NumPy
    Case("uint8 sum wraps", "def f(a: npt.NDArray[np.uint8]):\n    s = 0\n    for x in a:\n        s += x\n    return s", [(u8(),), (u8(200, 100),), (u8(1, 2),)]),
    Case("float32 stays", "def f(a: npt.NDArray[np.float32]):\n    s = 0.0\n    for i in range(len(a)):\n        s += a[i] * 0.1\n    return s", [(f32(),), (f32(0.1, 0.7, 3.3),)]),
    Case("float64 mean", "def f(a: npt.NDArray[np.float64]):\n    s = 0.0\n    for x in a:\n        s += x\n    m = s / len(a)\n    v = 0.0\n    for x in a:\n        v += (x - m) ** 2\n    return m, math.sqrt(v / len(a))", [(f64(1.0, 2.5, -3.0),), (f64(),)]),
    Case("int64 mean", "def f(a: npt.NDArray[np.int64]):\n    s = 0\n    for x in a:\n        s += x\n    return s / len(a), s // 2", [(i64(1, 2, 4),), (i64(-7),), (i64(),)]),
    Case("blend", "def f(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]):\n    m, n = a.shape\n    out = np.zeros((m, n), dtype=np.uint8)\n    for i in range(m):\n        for j in range(n):\n            v = int(a[i, j]) + int(b[i][j])\n            if v > 255:\n                v = 255\n            out[i, j] = v\n    return out", [(grid(2, 3, np.uint8) * 9, grid(2, 3, np.uint8) * 5)]),
    Case("uint8 wraps", "def f(a: npt.NDArray[np.uint8]):\n    out = np.zeros_like(a)\n    for i in range(a.shape[0]):\n        out[i] = a[i] * 3 - 7\n    return out", [(u8(0, 1, 2, 100, 255),)]),
    Case("uint8 with a variable", "def f(a: npt.NDArray[np.uint8], k: int):\n    for i in range(len(a)):\n        a[i] = a[i] + k", [(u8(1, 255), 3), (u8(1), 300), (u8(1), -1)]),
    Case("store raises", "def f(a: npt.NDArray[np.uint8], k: int):\n    for i in range(len(a)):\n        a[i] = k * i", [(u8(1, 255, 0), 3), (u8(1, 1, 1), 200), (u8(1, 1), -1)]),
    Case("float into uint8", "def f(a: npt.NDArray[np.uint8], k: float):\n    for i in range(len(a)):\n        a[i] = k * i", [(u8(1, 255, 0), 3.7), (u8(1, 1, 1), 200.0)]),
    Case("image scale", "def f(a: npt.NDArray[np.uint8], k: float):\n    out = np.zeros_like(a)\n    for i in range(len(a)):\n        out[i] = a[i] * k\n    return out", [(u8(1, 255, 7), 0.5)]),
    Case("uint8 division", "def f(a: npt.NDArray[np.uint8]):\n    out = np.zeros(len(a))\n    for i in range(len(a)):\n        out[i] = a[i] / 255\n        out[i] += a[i] // 2 + a[i] % 3\n        out[i] += 1 / (a[i] + 1000.0)\n    return out", [(u8(1, 255, 7),)]),
    Case("ndarray division by zero", "def f(a: npt.NDArray[np.int64], b: npt.NDArray[np.float64]):\n    for i in range(len(a)):\n        b[i] = b[i] / a[i]\n        a[i] = 7 // a[i]", [(i64(1, 0, -2), f64(1.0, 1.0, 0.0))]),
    Case("float32 mean", "def f(a: npt.NDArray[np.float32]):\n    s = 0.0\n    for x in a:\n        s += x\n    return s / len(a)", [(f32(),), (f32(0.1, 0.7, 3.3),), (f32(1.0, 1e30, 7.7),)]),
    Case("promotion", "def f(a: npt.NDArray[np.int32], b: npt.NDArray[np.float32]):\n    out = np.zeros(len(a), dtype=np.float64)\n    for i in range(len(a)):\n        out[i] = a[i] * b[i] + b[i] * 0.1\n    return out", [(np.array([1, 2**30 + 1], dtype=np.int32), f32(0.1, 0.3))]),
    Case("comparisons are exact", "def f(a: npt.NDArray[np.uint8], b: npt.NDArray[np.int64], k: int):\n    c = 0\n    for i in range(len(a)):\n        c += 1 if a[i] < 300 else 0\n        c += 2 if a[i] > b[i] else 0\n        c += 4 if a[i] >= k else 0\n        c += 8 if a[i] > 1.5 else 0\n    return c", [(u8(1, 255), i64(-1, 2**40), -5), (u8(1, 255), i64(0, 0), 2**70)]),
    Case("count numpy bools", "def f(a: npt.NDArray[np.float64]):\n    c = 0\n    for x in a:\n        if x > 0.5:\n            c += 1\n    found = False\n    for x in a:\n        found = found or x > 2\n    return c, bool(found)", [(f64(1.0, 0.0),), (f64(3.0),), (f64(),)]),
    Case("three axes", "def f(a: npt.NDArray[np.float64]):\n    p, q, r = a.shape\n    out = np.zeros((p, r))\n    for i in range(p):\n        for k in range(r):\n            for j in range(q):\n                out[i, k] += a[i, j, k]\n    return out", [(np.arange(24.0).reshape(2, 3, 4),)]),
    Case("rows of arrays", "def f(a: npt.NDArray[np.float64], x: npt.NDArray[np.float64]):\n    out = np.zeros(a.shape[0])\n    for i, row in enumerate(a):\n        for v, w in zip(row, x):\n            out[i] += v * w\n    return out", [(grid(2, 3), f64(1.0, -1.0, 0.5)), (grid(3, 2), f64(1.0))]),
    Case("whole row slice", "def f(a: npt.NDArray[np.float64]):\n    s = 0.0\n    for i in range(len(a)):\n        row = a[i, :]\n        for x in row:\n            s += x\n    return s", [(grid(2, 3),)]),
    Case("numpy functions", "def f(a: npt.NDArray[np.float64]):\n    for i in range(len(a)):\n        a[i] = np.sqrt(np.abs(a[i])) + np.floor(a[i]) + np.square(a[i])", [(f64(1.0, -2.5, 0.0),)]),
    Case("numpy casts", "def f(a: list[int]):\n    s = np.uint8(0)\n    t = np.int64(5)\n    for x in a:\n        s += np.uint8(x)\n        t = t * 3 + np.int32(x)\n    return s, t", [([200, 100],), ([300],), ([],)]),
    Case("full and ones", "def f(n: int):\n    a = np.ones(n, dtype=np.int32)\n    b = np.full((n, 2), 7)\n    c = np.full(n, 0.5, dtype=np.float32)\n    for i in range(n):\n        a[i] = a[i] + b[i, 1] * i\n        c[i] = c[i] * i\n    return a, b, c", [(0,), (3,)]),
    Case("copy of an array", "def f(a: npt.NDArray[np.float64]):\n    b = a.copy()\n    c = np.copy(a)\n    for i in range(len(a)):\n        b[i] = -b[i]\n        a[i] = 0\n    return b, c", [(f64(1.0, 2.0),)]),
    Case("clamp of elements", "def f(a: npt.NDArray[np.int32]):\n    for i in range(len(a)):\n        a[i] = min(max(a[i], 0), 255)", [(np.array([-5, 3, 999], dtype=np.int32),)]),
    Case("min and max of float elements", "def f(a: npt.NDArray[np.float64]):\n    m = a[0]\n    for x in a:\n        m = max(m, x)\n    return m, min(a)", [(f64(1.0, math.nan, 3.0),), (f64(-0.0, 0.0),), (f64(),)]),
    Case("list of numpy elements", "def f(a: npt.NDArray[np.float32]):\n    out = []\n    for x in a:\n        if x > 0.1:\n            out.append(x * 2)\n    return out", [(f32(0.1, 0.2, 5.0),)]),
    Case("item", "def f(a: npt.NDArray[np.uint8]):\n    s = 0\n    for x in a:\n        s += x.item()\n    return s", [(u8(200, 100),)]),
    Case("sum of numpy floats", "def f(a: npt.NDArray[np.float64]):\n    return sum(a), sum(x * x for x in a)", [(f64(0.1, 0.2, 0.3, 1e16, -1e16),), (f64(),)]),
    Case("string annotations", "def f(a: \"list[int]\", b: 'npt.NDArray[np.uint8]', c: List[List[float]], d: np.ndarray[Any, np.dtype[np.float64]]):\n    s = 0\n    for i in range(len(a)):\n        s += a[i] * int(b[i])\n    return s, c[0][0] + d[0]", [([1, 2], u8(3, 4), [[0.5]], f64(2.0))]),
]  # fmt: skip
CASES += [Case(*exits) for exits in EXITS]


def function(source: str, name: str = "f") -> Function | RefusedFunction:
    """The translation of one function of a program."""
    unit = read("case.py", PRELUDE + source)
    assert not unit.diagnostics, unit.diagnostics
    return next(f for f in unit.functions if f.name == name)


def translated(source: str) -> Function:
    """The LoopIR of `f`."""
    found = function(source)
    assert isinstance(found, Function), [(d.code, d.span, d.message) for d in found.diagnostics]
    check(found)
    return found


def python(source: str, args: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]] | None:
    """What CPython returns and what it makes of the arguments; None if it raises."""
    scope: dict[str, Any] = {}
    exec(compile(PRELUDE + source, "case.py", "exec"), scope)
    given = copy.deepcopy(args)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return scope["f"](*given), given
        except (ArithmeticError, AssertionError, IndexError, ValueError, UnboundLocalError):
            return None


def plain(value: Any) -> Any:
    """A result in a form that tells bits apart."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, plain(value.tolist()))
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    return float(value).hex() if isinstance(value, (float, np.floating)) else int(value)


def alike(ours: Any, theirs: Any) -> bool:
    """Equal, where a constant may have become the number of another type."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    if isinstance(ours, str) is not isinstance(theirs, str):
        numbers = [float.fromhex(x) if isinstance(x, str) else x for x in (ours, theirs)]
        return numbers[0] == numbers[1]
    return ours == theirs


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_computes_what_python_computes(case: Case) -> None:
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
        assert alike(plain(list(outcome.results)), plain(results)), args
        for parameter, after in zip(found.parameters, changed, strict=True):
            if parameter.shared:
                seen = outcome.changed.get(parameter.name, args[found.parameters.index(parameter)])
                assert alike(plain(seen), plain(after)), (args, parameter.name)


LINE = PRELUDE_LINES

CASES_OF_RAISE = [
    Case(
        "arguments that are refused",
        "def f(a: list[int], n: int):\n    if n < 1:\n        raise ValueError(n)\n    s = 0\n    for i in range(n):\n        s += a[i]\n    return s",
        [([1, 2], 2), ([1, 2], 0), ([], 0), ([4], 1)],
    ),
    Case(
        "a mode that is not known",
        "def f(a: list[int], mode: int):\n    if mode == 0:\n        k = 1\n    elif mode == 1:\n        k = -1\n    else:\n        text = 'mode'\n        raise ValueError(text)\n    return [x * k for x in a]",
        [([1, 2], 0), ([1, 2], 1), ([1], 2), ([], 3)],
    ),
    Case(
        "an element that is refused",
        "def f(a: list[float]):\n    for x in a:\n        if x < 0.0:\n            raise ValueError\n    return sum(a)",
        [([1.0, 2.0],), ([1.0, -2.0],), ([],), ([float("nan")],)],
    ),
    Case(
        "found or raised",
        "def f(a: list[int], x: int):\n    for i in range(len(a)):\n        if a[i] == x:\n            return i\n    raise ValueError(x)",
        [([1, 2], 2), ([1, 2], 3), ([], 0)],
    ),
    Case(
        "raised in between",
        "def f(a: list[int], x: int):\n    k = -1\n    for i in range(len(a)):\n        if a[i] == x:\n            k = i\n            break\n        if a[i] < 0:\n            raise ValueError(a[i]) from None\n    if k < 0:\n        raise IndexError\n    return k",
        [([1, 2], 2), ([1, -2, 2], 2), ([1], 3), ([], 3)],
    ),
    Case(
        "raised after a jump",
        "def f(a: list[int]):\n    for x in a:\n        if x:\n            if x > 1:\n                continue\n            raise ValueError(x)\n    return len(a)",
        [([2, 0],), ([1, 2],), ([],), ([0, 3, -1],)],
    ),
    Case(
        "an assertion",
        "def f(a: list[int], n: int):\n    assert n <= len(a), 'too many'\n    s = 0\n    for i in range(n):\n        assert a[i] >= 0\n        s += a[i]\n    return s",
        [([1, 2], 2), ([1, 2], 3), ([-1, 2], 2), ([1, -2], 1), ([], -1)],
    ),
]


@pytest.mark.parametrize("case", CASES_OF_RAISE, ids=lambda c: c.name)
def test_raises_where_python_raises(case: Case) -> None:
    test_computes_what_python_computes(case)


REFUSED = [
    ("annotation", "def f(a):\n    for x in a:\n        pass", "TSP1001", 1),
    ("unknown annotation", "def f(a: dict[str, int]):\n    for x in a:\n        pass", "TSP1002", 1),
    ("dtype", "def f(a: np.ndarray):\n    for x in a:\n        pass", "TSP1003", 1),
    ("print", "def f(a: list[int]):\n    for x in a:\n        print(x)", "TSP1012", 3),
    ("list returned in loop", "def f(a: list[list[int]]):\n    for x in a:\n        if x[0]:\n            return x\n    return a[0]", "TSP1013", 4),
    ("continued before the step", "def f(a: list[int]):\n    i = 0\n    while i < len(a):\n        if a[i] < 0:\n            continue\n        i += 1\n    return i", "TSP1044", 3),
    ("unbounded break", "def f(a: list[int], n: int):\n    while n != 1:\n        if a[n]:\n            break\n        n = n // 2\n    return n", "TSP1044", 2),
    ("bound that changes", "def f(a: list[int], n: int):\n    i = 0\n    while i < n and a[i]:\n        n -= 1\n        i += 1\n    return i", "TSP1044", 3),
    ("float bound", "def f(a: list[int], n: float):\n    i = 0\n    while i < n and a[i]:\n        i += 1\n    return i", "TSP1044", 3),
    ("condition before its bound", "def f(a: list[int]):\n    i = 0\n    while a[i] and i < len(a):\n        if a[i] == 3:\n            break\n        i += 1\n    return i", "TSP1044", 3),
    ("different early results", "def f(a: list[int]):\n    for x in a:\n        if x:\n            return x, x\n        if x > 2:\n            return 1\n    return 0", "TSP1038", 6),
    ("nothing but raise", "def f(a: list[int]):\n    for x in a:\n        raise ValueError(x)", "TSP1010", 3),
    ("a warning on the way", "import warnings\ndef f(a: list[int]):\n    warnings.warn('old')\n    return [x for x in a]", "TSP1012", 3),
    ("a warning and more", "import warnings\ndef f(a: list[int]):\n    for x in a:\n        if x:\n            warnings.warn('x')\n            a[0] = x", "TSP1012", 5),
    ("a warning that continues", "import warnings\ndef f(a: list[int]):\n    s = 0\n    for x in a:\n        if x:\n            warnings.warn('x')\n            continue\n        s += x\n    return s", "TSP1012", 6),
    ("printing what is found", "def f(a: list[int]):\n    for x in a:\n        if x > 0:\n            print(x)", "TSP1012", 4),
    ("unbound", "def f(a: list[int]):\n    for x in a:\n        y = x\n    return y", "TSP1015", 4),
    ("unbound counter", "def f(n: int):\n    for i in range(n):\n        pass\n    return i", "TSP1015", 4),
    ("unbound branch", "def f(a: list[int]):\n    if a:\n        y = 1\n    return [y for x in a]", "TSP1015", 4),
    ("varying type", "def f(a: list[float], n: int):\n    s = n\n    for x in a:\n        s = x\n    return s", "TSP1016", 4),
    ("depends on emptiness", "def f(a: npt.NDArray[np.uint8]):\n    s = 0\n    for x in a:\n        s += x\n    return s - 1", "TSP1017", 5),
    ("float32 or float", "def f(a: npt.NDArray[np.float32]):\n    s = 0.0\n    for x in a:\n        s += x\n    return s + 0.1", "TSP1017", 5),
    ("bits of floats", "def f(a: list[float]):\n    return [x & 1 for x in a]", "TSP1018", 2),
    ("does not fit", "def f(a: npt.NDArray[np.uint8]):\n    for i in range(len(a)):\n        a[i] = a[i] * 300", "TSP1019", 3),
    ("fsum", "def f(a: list[float]):\n    return math.fsum([x * x for x in a])", "TSP1020", 2),
    ("recursion", "def f(a: list[int], i: int):\n    for x in a:\n        i = f(a, i)\n    return i", "TSP1021", 3),
    ("append while iterating", "def f(a: list[int]):\n    for x in a:\n        a.append(x)", "TSP1022", 3),
    ("append through an alias", "def f(a: list[int]):\n    b = a\n    for x in a:\n        b.append(x)", "TSP1022", 4),
    ("float16", "def f(a: npt.NDArray[np.uint8]):\n    return [np.sqrt(x) for x in a]", "TSP1023", 2),
    ("star", "def f(*a: list[int]):\n    for x in a:\n        pass", "TSP1024", 1),
    ("decorator", "@np.vectorize\ndef f(a: list[int]):\n    return [x for x in a]", "TSP1024", 1),
    ("array as number", "def f(a: list[list[int]]):\n    s = 0\n    for row in a:\n        s += row\n    return s", "TSP1025", 4),
    ("int against float", "def f(a: list[float], n: int):\n    return [x < n for x in a]", "TSP1026", 2),
    ("number as array", "def f(n: int):\n    return [i for i in range(len(n))]", "TSP1027", 2),
    ("iterating a number", "def f(n: int):\n    return [i for i in n]", "TSP1014", 2),
    ("row bound in a branch", "def f(a: list[list[int]], b: list[list[int]], c: bool):\n    row = a[0]\n    if c:\n        row = b[0]\n    return row[0]", "TSP1028", 5),
    ("row of the previous round", "def f(a: list[list[int]]):\n    s = 0\n    row = a[0]\n    for i in range(len(a)):\n        s += row[0]\n        row = a[i]\n    return s", "TSP1028", 5),
    ("row appended twice", "def f(n: int):\n    row = [0, 0]\n    out = []\n    for i in range(n):\n        row[0] = i\n        out.append(row)\n    return out", "TSP1029", 6),
    ("row changed after append", "def f(n: int):\n    out = []\n    for i in range(n):\n        row = [0, 0]\n        out.append(row)\n        row[0] = i\n    return out", "TSP1029", 6),
    ("row changed in the next round", "def f(n: int):\n    out = []\n    row = [0, 0]\n    for i in range(n):\n        row[0] = i\n        row = [0, 0]\n        out.append(row)\n    return out", "TSP1029", 4),
    ("row of another list appended", "def f(a: list[list[int]]):\n    out = []\n    for row in a:\n        out.append(row)\n    return out", "TSP1029", 4),
    ("rows collected", "def f(a: list[list[int]]):\n    return [row for row in a]", "TSP1029", 2),
    ("unknown name", "def f(a: list[float]):\n    return [x * SCALE for x in a]", "TSP1030", 2),
    ("constant assigned twice", "K = 1\nK = 2\ndef f(a: list[int]):\n    return [x * K for x in a]", "TSP1030", 4),
    ("constant changed by a function", "K = 1\ndef g():\n    global K\n    K = 2\ndef f(a: list[int]):\n    return [x * K for x in a]", "TSP1030", 6),
    ("shadowed builtin", "def len(a):\n    return 3\nlen = min\ndef f(a: list[int]):\n    return [i for i in range(len(a))]", "TSP1012", 5),
    ("unpacked numbers", "def f(a: list[int]):\n    for x, y in a:\n        pass", "TSP1032", 2),
    ("row of an inner round used after it", "def f(n: int):\n    out = []\n    for i in range(n):\n        row = [0, 1]\n        for j in range(n):\n            row = [0, 0]\n            out.append(row)\n        row[0] = i\n    return out", "TSP1029", 8),
    ("row of an inner round used in the next one", "def f(n: int):\n    out = []\n    row = [0, 0]\n    for i in range(n):\n        row[0] = i\n        for j in range(n):\n            row = [0, 0]\n            out.append(row)\n    return out", "TSP1029", 4),
    ("row replaced", "def f(a: list[list[int]], b: list[int]):\n    for i in range(2):\n        a[i] = b", "TSP1033", 3),
    ("step of zero", "def f(a: list[int]):\n    for i in range(0, len(a), 0):\n        pass", "TSP1034", 2),
    ("key", "def f(a: list[int]):\n    return [min(a, key=hash) for x in a]", "TSP1012", 2),
    ("aliased rows", "def f(m: int, n: int):\n    g = [[0] * n] * m\n    for i in range(m):\n        g[i][0] = i\n    return g", "TSP1035", 2),
    ("shallow copy", "def f(a: list[list[int]]):\n    b = a.copy()\n    for i in range(2):\n        b[0][i] = 1\n    return b", "TSP1036", 2),
    ("different results", "def f(a: list[int], c: bool):\n    if c:\n        return a\n    return 0", "TSP1038", 2),
    ("effect in an expression", "def g(a):\n    a[0] = 1\n    return 2\ndef f(a: list[int]):\n    return [a[0] + g(a) for i in range(2)]", "TSP1039", 5),
    ("exchanged arrays", "def f(a: list[int], b: list[int]):\n    a, b = b, a\n    return [x for x in a]", "TSP1040", 2),
    ("growing rows", "def f(a: list[list[int]]):\n    for row in a:\n        row.append(0)", "TSP1041", 3),
    ("empty list of unknown type", "def f(n: int):\n    out = []\n    for i in range(n):\n        pass\n    return out", "TSP1043", 2),
    ("try", "def f(a: list[int]):\n    for x in a:\n        try:\n            y = 1\n        except ValueError:\n            pass", "TSP1010", 3),
    ("two lambdas", "def f(a: list[int], c: bool):\n    g = lambda x: x\n    if c:\n        g = lambda x: -x\n    return [g(x) for x in a]", "TSP1046", 2),
    ("generator", "def f(a: list[int]):\n    for x in a:\n        yield x", "TSP1011", 3),
    ("walrus", "def f(a: list[int]):\n    return [(y := x) for x in a]", "TSP1011", 2),
    ("rounded to digits", "def f(a: list[float]):\n    return [round(x, 2) for x in a]", "TSP1012", 2),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "line"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refuses(source: str, code: str, line: int) -> None:
    found = function(source)
    assert isinstance(found, RefusedFunction)
    diagnostic = found.diagnostics[0]
    assert diagnostic.span is not None
    assert (diagnostic.code, diagnostic.span.line - LINE) == (code, line), diagnostic.message
    assert diagnostic.message
    assert diagnostic.help


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = (
        f"open({str(mark)!r}, 'w').close()\ndef f(a: list[int]):\n    return [x for x in a]\nassert False\n"
    )
    unit = read("hostile.py", source)
    assert isinstance(unit.functions[0], Function)
    assert not mark.exists()


def test_a_syntax_error_is_a_diagnostic() -> None:
    unit = read("broken.py", "def f(a:\n  return")
    assert unit.functions == ()
    assert [d.code for d in unit.diagnostics] == ["TSP1000"]
    assert read("nul.py", "x = 1\0").diagnostics[0].code == "TSP1000"


def test_a_refusal_does_not_stop_the_others() -> None:
    source = "def g(x: int):\n    return x\ndef bad(a):\n    return [x for x in a]\ndef f(a: list[int]):\n    return [g(x) for x in a]"
    unit = read("two.py", source)
    assert [type(f) for f in unit.functions] == [RefusedFunction, Function]
    assert unit.others == ("g",)


def test_counting_while_loops_become_for_loops() -> None:
    counted = translated("def f(n: int):\n    i = 0\n    while n > i:\n        i += 2\n    return i")
    assert any(isinstance(s, For) for s in counted.body)
    other = translated("def f(n: int):\n    while n > 5:\n        n //= 2\n    return n")
    assert any(isinstance(s, While) for s in other.body)


def test_labels_are_unique_and_spans_point_at_the_source() -> None:
    source = "def f(a: list[int]):\n    é = 0\n    for x in a:\n        é += x; é += sum(y for y in a)\n    return é"
    found = translated(source)
    loops = [s for s in statements(found.body) if isinstance(s, For)]
    assert len({s.label for s in loops}) == len(loops) == 2
    assert (loops[1].span.line - LINE, loops[1].span.column) == (4, 25) or loops[1].span.line - LINE == 4
    assert found.parameters[0].span.line - LINE == 1


def test_every_code_is_in_the_catalogue() -> None:
    folder = Path(__file__).parents[2] / "tenspiler" / "frontends" / "python"
    used = {word for path in folder.glob("*.py") for word in _codes(path.read_text())}
    assert used <= set(CATALOGUE)
    assert used >= {c for c in CATALOGUE if c.startswith("TSP10")}


def _codes(text: str) -> set[str]:
    return {text[i : i + 7] for i in range(len(text)) if text[i : i + 5] == "TSP10"}

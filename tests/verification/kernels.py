"""Small functions of many shapes, read from source, for whatever needs a real function and its summaries."""

from __future__ import annotations

from tensir.cells import integer
from tensir.dtypes import INT
from tenspiler.frontends.c.reader import read as read_c
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.nodes import (
    ArrayType,
    Const,
    Container,
    CopyArray,
    Flavour,
    For,
    Function,
    Length,
    NewArray,
    Parameter,
    ScalarType,
    Span,
    Type,
    Var,
    View,
)
from tenspiler.symbolic.state import ArrayValue
from tenspiler.symbolic.summary import LoopSummary

C_KERNELS = {
    "total": "int total(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }",
    "bytes": "unsigned char bytes(const unsigned char *a, int n) { unsigned char s = 3; for (int i = 0; i < n; i++) s += a[i]; return s; }",
    "double_up": "void double_up(int *a, int n) { for (int i = 0; i < n; i++) a[i] = a[i] * 2; }",
    "clamp": "void clamp(int *o, const int *a, int n) { for (int i = 0; i < n; i++) { if (a[i] > 9) o[i] = 9; else o[i] = a[i]; } }",
    "largest": "int largest(const int *a, int n) { int m = a[0]; for (int i = 1; i < n; i++) if (a[i] > m) m = a[i]; return m; }",
    "matvec": "void matvec(float *y, const float *a, const float *x, int m, int n) { for (int i = 0; i < m; i++) { float s = 0; for (int j = 0; j < n; j++) s += a[i * n + j] * x[j]; y[i] = s; } }",
    "strided": "void strided(int *o, int n) { for (int i = 0; i < n; i += 2) o[i] = i; }",
}  # fmt: skip

PYTHON_KERNELS = {
    "evens": "def evens(a: list[int]) -> int:\n    c = 0\n    for x in a:\n        if x % 2 == 0:\n            c += 1\n    return c\n",
    "shifted": "def shifted(a: list[int]) -> list[int]:\n    out = []\n    for i in range(1, len(a)):\n        out.append(a[i] - a[i - 1])\n    return out\n",
    "reversal": "def reversal(a: list[int], n: int) -> list[int]:\n    out = [0] * n\n    for i in range(n - 1, -1, -1):\n        out[i] = a[n - 1 - i]\n    return out\n",
    "found": "def found(a: list[int], x: int) -> bool:\n    f = False\n    for y in a:\n        if y == x:\n            f = True\n    return f\n",
}  # fmt: skip

NAMES = (*C_KERNELS, *PYTHON_KERNELS)


def c_function(text: str) -> Function:
    return only(read_c("kernel.c", text).functions)


def python_function(text: str) -> Function:
    return only(read_python("kernel.py", text).functions)


def only(functions: tuple[object, ...]) -> Function:
    (function,) = functions
    assert isinstance(function, Function), function
    return function


def kernel(name: str) -> Function:
    return c_function(C_KERNELS[name]) if name in C_KERNELS else python_function(PYTHON_KERNELS[name])


def copied_empty_list(columns: int) -> tuple[Function, dict[int, LoopSummary]]:
    """`for i in range(n): t = []` / `return numpy.array(t).shape[1]`, and a summary with rows of some length."""
    span = Span("sketch", 1, 1, 1, 2)
    number = ScalarType(INT, Flavour.PYTHON)
    rows, grid = ArrayType(number, 2, Container.LIST), ArrayType(number, 2, Container.NDARRAY)
    zero = Const(0, number, span)
    empty = NewArray("t", (zero,), zero, span)
    loop = For("i", zero, Var("n", number, span), 1, (empty,), span, 1)
    copy = CopyArray("u", View("t", (), rows, span), span)
    variables: dict[str, Type] = {"n": number, "i": number, "t": rows, "u": grid}
    parameters = (Parameter("n", number, False, span),)
    result = Length("u", 1, (), number, span)
    function = Function("f", parameters, variables, (empty, loop, copy), (result,), Flavour.PYTHON, span)
    value = ArrayValue(INT, (integer(0), integer(columns)), ("k#1", "k#2"), integer(0))
    return function, {1: LoopSummary(1, "t#3", {}, {"t": value})}

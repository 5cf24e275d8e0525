"""C and C++ data: arrays with axes, structs, tables, templates; lifted, and held against the compiled source.

The original is called through a wrapper, `call_NAME`, that takes arrays by address and numbers by value, in the
order of the parameters of the emitted function, and puts returned structs into the array behind them.
"""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from differential import emitted

from tenspiler.frontends.c import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift_function

Arguments = list[Any]


@dataclass(frozen=True)
class Case:
    """A function of a source, the wrapper around it, and a maker of arguments.

    `parameters` and `outputs` are what JSON has to call them; `results` are the dtypes of what is returned.
    """

    name: str
    source: str
    wrapper: str
    make: Callable[[np.random.Generator], Arguments]
    parameters: str
    outputs: str
    results: tuple[str, ...] = ()
    language: str = "c"


I, F, D = np.int32, np.float32, np.float64  # noqa: E741


def floats(rng: np.random.Generator, *shape: int, dtype: Any = F) -> Any:
    return rng.integers(-8, 9, size=shape).astype(dtype) / dtype(4)


def ints(rng: np.random.Generator, *shape: int) -> Any:
    return rng.integers(-9, 10, size=shape, dtype=I)


def sizes(rng: np.random.Generator) -> tuple[int, int]:
    return int(rng.choice([1, 2, 3, 5])), int(rng.choice([1, 2, 4, 7]))


MATRIX = "struct Matrix { int rows, cols; float *data; };\n"
ROWS = "typedef struct { int rows, cols; int **vals; } Rows;\n"
POINTERS = "int *r[16]; for (int i = 0; i < n; i++) r[i] = a + i * m;"


def struct_arguments(rng: np.random.Generator) -> Arguments:
    n, m = sizes(rng)
    return [I(n), I(m), floats(rng, n * m)]


def c(name: str, source: str, wrapper: str, make: Any, parameters: str, outputs: str, *results: str) -> Case:
    return Case(name, source, wrapper, make, parameters, outputs, results)


def cpp(
    name: str, source: str, wrapper: str, make: Any, parameters: str, outputs: str, *results: str
) -> Case:
    return Case(name, source, wrapper, make, parameters, outputs, results, "cpp")


CASES = [
    # Arrays with axes
    c("mult", "void f(int n, int m, double A[n][m], double B[m][n], double C[n][n]) { for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) { C[i][j] = 0; for (int k = 0; k < m; k++) C[i][j] += A[i][k] * B[k][j]; } }", "void call(int n, int m, double *a, double *b, double *c) { f(n, m, (void *)a, (void *)b, (void *)c); }", lambda rng: (lambda n, m: [I(n), I(m), floats(rng, n, m, dtype=D), floats(rng, m, n, dtype=D), floats(rng, n, n, dtype=D)])(*sizes(rng)), "n m A B C", "C"),
    c("wider", "void f(int n, double A[][n + 1]) { for (int i = 0; i < 2; i++) for (int j = 0; j <= n; j++) A[i][j] += j; }", "void call(int n, double *a) { f(n, (void *)a); }", lambda rng: (lambda n, _: [I(n), floats(rng, 2, n + 1, dtype=D)])(*sizes(rng)), "n A", "A"),
    c("rows_of_four", "void f(float a[][4], int n) { for (int i = 0; i < n; i++) for (int j = 0; j < 4; j++) a[i][j] *= 2; }", "void call(float *a, int n) { f((void *)a, n); }", lambda rng: (lambda n, _: [floats(rng, n + 1, 4), I(n)])(*sizes(rng)), "a n", "a"),
    c("pointer_to_rows", "float f(const float (*a)[3], int n) { float s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < 3; j++) s += a[i][j]; return s; }", "float call(float *a, int n) { return f((void *)a, n); }", lambda rng: (lambda n, _: [floats(rng, n, 3), I(n)])(*sizes(rng)), "a n", "return", "f4"),
    c("row_pointers", "void f(int **a, int n, int m) { for (int i = 0; i < n; i++) { int *row = a[i]; for (int j = 0; j < m; j++) row[j] = 2 * a[i][j] + i; } }", f"void call(int *a, int n, int m) {{ {POINTERS} f(r, n, m); }}", lambda rng: (lambda n, m: [ints(rng, n, m), I(n), I(m)])(*sizes(rng)), "a n m", "a"),
    c("three_axes", "void f(int n, int m, float a[n][2][m], float *s) { for (int i = 0; i < n; i++) { s[i] = 0; for (int j = 0; j < 2; j++) for (int k = 0; k < m; k++) s[i] += a[i][j][k]; } }", "void call(int n, int m, float *a, float *s) { f(n, m, (void *)a, s); }", lambda rng: (lambda n, m: [I(n), I(m), floats(rng, n, 2, m), floats(rng, n)])(*sizes(rng)), "n m a s", "s"),
    c("local_extent", "double f(int n, const double *x) { double w[n], s = 0; for (int i = 0; i < n; i++) w[i] = x[i] * x[i]; for (int i = 0; i < n; i++) s += w[i]; return s; }", "double call(int n, const double *x) { return f(n, x); }", lambda rng: (lambda n, _: [I(n), floats(rng, n, dtype=D)])(*sizes(rng)), "n x", "return", "f8"),
    c("table", "static const unsigned char LUT[4] = {[1] = 7, 9, 200};\nvoid f(unsigned char *p, int n) { for (int i = 0; i < n; i++) p[i] = LUT[p[i] & 3]; }", "void call(unsigned char *p, int n) { f(p, n); }", lambda rng: (lambda n, _: [rng.integers(0, 256, size=n, dtype=np.uint8), I(n)])(*sizes(rng)), "p n", "p"),
    c("weights", "void f(const float *x, float *y, int n) { static const float W[3] = {0.25f, 0.5f, 0.25f}; for (int i = 1; i + 1 < n; i++) { float s = 0; for (int k = 0; k < 3; k++) s += W[k] * x[i + k - 1]; y[i] = s; } }", "void call(float *x, float *y, int n) { f(x, y, n); }", lambda rng: (lambda n, _: [floats(rng, n), floats(rng, n), I(n)])(*sizes(rng)), "x y n", "y"),
    # Structs
    c("by_value", MATRIX + "void f(struct Matrix m, float k) { for (int i = 0; i < m.rows; i++) for (int j = 0; j < m.cols; j++) m.data[i * m.cols + j] *= k; }", "void call(int rows, int cols, float *data, float k) { struct Matrix m = {rows, cols, data}; f(m, k); }", lambda rng: [*struct_arguments(rng), F(1.5)], "m.rows m.cols m.data k", "m.data"),
    c("by_pointer", MATRIX + "static inline float get(const struct Matrix *m, int i, int j) { return m->data[i * m->cols + j]; }\nfloat f(const struct Matrix *m) { float s = 0; for (int i = 0; i < m->rows; i++) for (int j = 0; j < m->cols; j++) s += get(m, i, j); return s; }", "float call(int rows, int cols, float *data) { struct Matrix m = {rows, cols, data}; return f(&m); }", struct_arguments, "m.rows m.cols m.data", "return", "f4"),
    c("rows_inside", ROWS + "void f(Rows m, int v) { for (int i = 0; i < m.rows; i++) for (int j = 0; j < m.cols; j++) m.vals[i][j] *= v; }", f"void call(int n, int m, int *a, int v) {{ {POINTERS} Rows s = {{n, m, r}}; f(s, v); }}", lambda rng: (lambda n, m: [I(n), I(m), ints(rng, n, m), I(-3)])(*sizes(rng)), "m.rows m.cols m.vals v", "m.vals"),
    c("two_structs", MATRIX + "void f(const struct Matrix *a, struct Matrix *b) { for (int i = 0; i < a->rows * a->cols; i++) b->data[i] += a->data[i]; }", "void call(int r, int k, float *x, int r2, int k2, float *y) { struct Matrix a = {r, k, x}, b = {r2, k2, y}; f(&a, &b); }", lambda rng: [*struct_arguments(rng), I(0), I(0), floats(rng, 64)], "a.rows a.cols a.data b.rows b.cols b.data", "b.data"),
    c("changed_field", "struct Acc { int count; float sum; };\nvoid f(struct Acc *acc, const float *x, int n) { for (int i = 0; i < n; i++) { acc->sum += x[i]; acc->count++; } }", "void call(int c, float s, const float *x, int n, int *c2, float *s2) { struct Acc a = {c, s}; f(&a, x, n); *c2 = a.count; *s2 = a.sum; }", lambda rng: (lambda n, _: [I(3), F(0.5), floats(rng, n), I(n)])(*sizes(rng)), "acc.count acc.sum x n", "acc.count acc.sum", "i4", "f4"),
    c("returned", "struct Stats { float mean, var; };\nstruct Stats f(const float *x, int n) { struct Stats s = {0}; for (int i = 0; i < n; i++) s.mean += x[i]; s.mean /= n; for (int i = 0; i < n; i++) s.var += (x[i] - s.mean) * (x[i] - s.mean); s.var /= n; return s; }", "void call(const float *x, int n, float *a, float *b) { struct Stats s = f(x, n); *a = s.mean; *b = s.var; }", lambda rng: (lambda n, _: [floats(rng, n), I(n)])(*sizes(rng)), "x n", "return", "f4", "f4"),
    c("copied", "typedef struct { int lo, hi; } Range;\nstatic Range widened(Range r, int by) { r.lo -= by; r.hi += by; return r; }\nint f(const int *x, int n, Range r) { Range w = widened(r, 1), u; u = w; w.lo = 100; int k = 0; for (int i = 0; i < n; i++) if (x[i] > u.lo && x[i] < u.hi) k++; return k * 1000 + r.lo; }", "int call(const int *x, int n, int lo, int hi) { Range r = {lo, hi}; return f(x, n, r); }", lambda rng: (lambda n, _: [ints(rng, n), I(n), I(-2), I(4)])(*sizes(rng)), "x n r.lo r.hi", "return", "i4"),
    c("nested", MATRIX + "struct Layer { struct Matrix w; float bias[2]; };\nvoid f(const struct Layer *l, const float *x, float *y) { for (int i = 0; i < l->w.rows; i++) { float s = l->bias[i % 2]; for (int j = 0; j < l->w.cols; j++) s += l->w.data[i * l->w.cols + j] * x[j]; y[i] = s; } }", "void call(int r, int k, float *d, float *b, float *x, float *y) { struct Layer l = {{r, k, d}, {b[0], b[1]}}; f(&l, x, y); }", lambda rng: [*struct_arguments(rng), floats(rng, 2), floats(rng, 8), floats(rng, 8)], "l.w.rows l.w.cols l.w.data l.bias x y", "y"),
    c("view_of_struct", MATRIX + "float f(float *buffer, int n) { struct Matrix m = {.cols = n, .rows = 2}; m.data = buffer + 1; float s = 0; for (int i = 0; i < m.rows * m.cols; i++) s += m.data[i]; return s; }", "float call(float *b, int n) { return f(b, n); }", lambda rng: (lambda n, _: [floats(rng, 2 * n + 1), I(n)])(*sizes(rng)), "buffer n", "return", "f4"),
    # C++
    cpp("std_array", "std::array<float, 3> f(const std::vector<std::array<float, 3>> &p) { std::array<float, 3> s{}; for (const auto &q : p) for (int k = 0; k < 3; k++) s[k] += q[k]; auto t = s; s[0] = 9; return t; }", "void call(const float *p, float *s0) { std::vector<std::array<float, 3>> v(4); for (int i = 0; i < 12; i++) v[i / 3][i % 3] = p[i]; auto r = f(v); for (int k = 0; k < 3; k++) s0[k] = r[k]; }", lambda rng: [floats(rng, 4, 3)], "p", "return", "3f4"),
    cpp("array_parameters", "void f(std::array<std::array<double, 2>, 2> &m, std::array<double, 2> v) { for (int i = 0; i < 2; i++) { v[i] *= 2; for (int j = 0; j < 2; j++) m[i][j] += v[i]; } }", "void call(double *m, double *v) { f(*(std::array<std::array<double, 2>, 2> *)m, {v[0], v[1]}); }", lambda rng: [floats(rng, 2, 2, dtype=D), floats(rng, 2, dtype=D)], "m v", "m"),
    cpp("scalar_reference", "void f(const int *x, int n, int &sum, const int &k) { for (int i = 0; i < n; i++) sum += x[i] * k; }", "void call(const int *x, int n, int sum, int k, int *out) { f(x, n, sum, k); *out = sum; }", lambda rng: (lambda n, _: [ints(rng, n), I(n), I(5), I(2)])(*sizes(rng)), "x n sum k", "sum", "i4"),
    cpp("reference_to_array", "void f(float (&a)[4], const float (&w)[2][2]) { for (int i = 0; i < 4; i++) a[i] *= w[i / 2][i % 2]; }", "void call(float *a, float *w) { f(*(float (*)[4])a, *(float (*)[2][2])w); }", lambda rng: [floats(rng, 4), floats(rng, 2, 2)], "a w", "a"),
    cpp("spans", "#include <span>\nstatic float total(std::span<const float> s) { float t = 0; for (float x : s) t += x; return t; }\nvoid f(std::span<float> s, std::span<const float> by) { float t = total(by); for (size_t i = 0; i < s.size(); i++) s[i] += t * by[0]; }", "void call(float *s, float *by) { f({s, 4}, {by, 3}); }", lambda rng: [floats(rng, 4), floats(rng, 3)], "s by", "s"),
    cpp("tuple", "std::tuple<int, double> f(const double *v, int n) { int k = 0; double s = 0; for (int i = 0; i < n; i++) { k += v[i] > 0; s += v[i]; } return {k, s}; }", "void call(const double *v, int n, int *k, double *s) { std::tie(*k, *s) = f(v, n); }", lambda rng: (lambda n, _: [floats(rng, n, dtype=D), I(n)])(*sizes(rng)), "v n", "return", "i4", "f8"),
    cpp("field_defaults", "struct Acc { double s = 0.5; int n = 2; void add(double x) { s += x; n++; } };\ndouble f(const double *v, int k) { Acc a, b{}, c{3}; for (int i = 0; i < k; i++) a.add(v[i]); return a.s * 100 + a.n * 10 + b.s + b.n + c.s * 7 + c.n; }", "double call(const double *v, int k) { return f(v, k); }", lambda rng: (lambda n, _: [floats(rng, n, dtype=D), I(n)])(*sizes(rng)), "v k", "return", "f8"),
    cpp("pair", "std::pair<int, float> f(const float *x, int n) { int k = 0; float s = 0; for (int i = 0; i < n; i++) if (x[i] > 0) { k++; s += x[i]; } if (k == 0) return {-1, 0.5f}; return std::make_pair(k, s); }", "void call(const float *x, int n, int *k, float *s) { auto p = f(x, n); *k = p.first; *s = p.second; }", lambda rng: (lambda n, _: [floats(rng, n), I(n)])(*sizes(rng)), "x n", "return", "i4", "f4"),
    cpp("method", "class Grid { public: int rows, cols; float *data; float at(int i, int j) const { return data[i * cols + j]; } float &operator()(int i, int j) { return data[i * cols + j]; } void scale(float k) { for (int i = 0; i < rows; i++) for (int j = 0; j < this->cols; j++) (*this)(i, j) = at(i, j) * k; } };", "void call(int r, int k, float *d, float s) { Grid g{r, k, d}; g.scale(s); }", lambda rng: [*struct_arguments(rng), F(3)], "this.rows this.cols this.data k", "this.data"),
    cpp("vector_field", "struct Signal { std::vector<float> samples; float gain; };\nfloat f(const Signal &s) { float sum = 0; for (float x : s.samples) sum += x * s.gain; return sum; }", "float call(const float *x, float g) { return f({std::vector<float>(x, x + 4), g}); }", lambda rng: [floats(rng, 4), F(0.5)], "s.samples s.gain", "return", "f4"),
    cpp("operators", "struct V { float x, y; V operator+(const V &o) const { return {x + o.x, y + o.y}; } };\nstatic V operator*(float k, V v) { return V{k * v.x, k * v.y}; }\nV f(const float *x, int n) { V s{0, 1}; for (int i = 0; i < n; i++) { V t{x[i], 2}; s = s + 2.0f * t; } return s; }", "void call(const float *x, int n, float *a, float *b) { V v = f(x, n); *a = v.x; *b = v.y; }", lambda rng: (lambda n, _: [floats(rng, n), I(n)])(*sizes(rng)), "x n", "return", "f4", "f4"),
]  # fmt: skip

HEADERS = "#include <array>\n#include <vector>\n#include <tuple>\n#include <utility>\n"


def text(case: Case) -> str:
    return (HEADERS if case.language == "cpp" else "") + case.source + "\n"


def function_of(case: Case) -> Function:
    unit = read(f"{case.name}.{case.language}", text(case))
    wanted = "Grid::scale" if case.name == "method" else "f"
    found = next(f for f in unit.functions if f.name == wanted)
    assert isinstance(found, Function), [(d.code, d.message, d.span) for d in found.diagnostics]
    return found


def compiled(case: Case, folder: Path) -> Any:
    head = 'extern "C" ' if case.language == "cpp" else ""
    (folder / f"unit.{case.language}").write_text(f"{text(case)}{head}{case.wrapper}\n")
    compiler = ["g++", "-std=c++20"] if case.language == "cpp" else ["gcc", "-std=gnu11"]
    flags = ["-O1", "-w", "-fPIC", "-shared", "-ffp-contract=off", "-o", "unit.so"]
    subprocess.run([*compiler, *flags, f"unit.{case.language}"], cwd=folder, check=True)
    return ctypes.CDLL(str(folder / "unit.so")).call


def expected(case: Case, call: Any, arguments: Arguments) -> dict[str, Any]:
    """The values behind the call by name: changed arguments, and what is returned."""
    copies = [a.copy() for a in arguments]
    several = (
        len(case.results) > 1 or any(r[0].isdigit() for r in case.results) or "return" not in case.outputs
    )
    returned = [np.zeros(int(r[:-2] or 1), dtype=r[-2:]) for r in case.results] if several else []
    scalar = case.results[0] if case.results and not several else None
    call.restype = None if scalar is None else np.ctypeslib.as_ctypes_type(np.dtype(scalar))
    given = [
        a.ctypes.data_as(ctypes.c_void_p) if a.ndim else np.ctypeslib.as_ctypes_type(a.dtype)(a.item())
        for a in [*copies, *returned]
    ]
    value = call(*given)
    found: dict[str, Any] = dict(zip(case.parameters.split(), copies, strict=True))
    if several and "return" in case.outputs:
        found["return"] = [x if x.size > 1 else x[0] for x in returned]
    elif case.results and several:
        found |= dict(zip(case.outputs.split(), (x[0] for x in returned), strict=True))
    elif case.results:
        found["return"] = value
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_data(case: Case, tmp_path: Path) -> None:
    function = function_of(case)
    check(function)
    result = lift_function(function, ("numpy",), 0.0)
    assert result.verdict == "proved", [d.message for d in result.diagnostics]
    assert result.parameters == tuple(case.parameters.split())
    assert result.outputs == tuple(case.outputs.split())
    target = result.backends["numpy"]
    assert target.code is not None, target.error
    assert target.entry is not None
    run, call = emitted(target.code, target.entry), compiled(case, tmp_path)
    for seed in range(12):
        arguments = case.make(np.random.default_rng(seed))
        want = expected(case, call, arguments)
        got = run(*arguments)
        values = [got] if len(result.outputs) == 1 else got
        for name, value in zip(result.outputs, values, strict=True):
            np.testing.assert_allclose(value, np.reshape(want[name], np.shape(value)), rtol=1e-5)


REFUSED = [
    ("TSP1142", "struct P { float x, y; };\nfloat f(const struct P *p, int n) { float s = 0; for (int i = 0; i < n; i++) s += p[i].x; return s; }", "c"),
    ("TSP1142", "struct P { float x, y; };\nfloat f(std::vector<P> &p) { float s = 0; for (auto &q : p) s += q.x; return s; }", "cpp"),
    ("TSP1142", "union U { int i; float f; };\nstruct S { union U u; int n; };\nfloat f(struct S *s) { float t = 0; for (int i = 0; i < s->n; i++) t += s->u.f; return t; }", "c"),
    ("TSP1142", "struct B { int k : 3; int n; };\nint f(struct B b) { int s = 0; for (int i = 0; i < b.n; i++) s += b.k; return s; }", "c"),
    ("TSP1142", "struct L { int n; float tail[]; };\nfloat f(struct L *l) { float s = 0; for (int i = 0; i < l->n; i++) s += l->tail[i]; return s; }", "c"),
    ("TSP1142", "struct N { int v; struct N *next; };\nint f(struct N *p) { int s = 0; for (int i = 0; i < 3; i++) s += p->next->v; return s; }", "c"),
    ("TSP1102", "struct B { int n; };\nstruct D : B { int m; };\nint f(D d) { int s = 0; for (int i = 0; i < d.m; i++) s += i; return s; }", "cpp"),
    ("TSP1111", "struct M { int n; float *p; };\nvoid f(float *x, float *y, int n, int c) { struct M a = {n, x}, b = {n, y}; if (c) a = b; for (int i = 0; i < a.n; i++) a.p[i] = 0; }", "c"),
    ("TSP1108", "int f(int n) { static const int t[2] = {n, 1}; int s = 0; for (int i = 0; i < 2; i++) s += t[i]; return s; }", "cpp"),
    ("TSP1101", "#include <math.h>\n#include <tgmath.h>\nvoid f(float *x, int n) { for (int i = 0; i < n; i++) x[i] = sqrt(x[i]); }", "c"),
    ("TSP1102", "void f(volatile int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }", "c"),
    ("TSP1111", "void f(float *a, int n) { int *b = (int *)a; for (int i = 0; i < n; i++) b[i] = 0; }", "c"),
    ("TSP1111", "void f(int **a, int *b, int n) { for (int i = 0; i < n; i++) a[i] = b; }", "c"),
    ("TSP1108", "static int table[4] = {1, 2};\nint f(int n) { int s = 0; for (int i = 0; i < n; i++) s += table[i & 3]; return s; }", "c"),
    ("TSP1143", "struct T { float c[4]; T() { for (int i = 0; i < 4; i++) c[i] = i; } };", "cpp"),
    ("TSP1117", "template <typename T> T f(const T *a, int n) { T s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }", "cpp"),
    ("TSP1141", '#include "real.h"\ntypedef real_t number;\nstruct S { number x; };\nvoid f(struct S *s, int n) { for (int i = 0; i < n; i++) s->x = s->x * 2; }', "c"),
    ("TSP1100", '#include "real.h"\nvoid f(real_t *a, int n) { for (int i = 0; i < n; i++) a[i] *= 2; }', "c"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "source", "language"), REFUSED, ids=[f"{r[0]}-{k}" for k, r in enumerate(REFUSED)]
)
def test_refused(code: str, source: str, language: str) -> None:
    unit = read(f"refused.{language}", (HEADERS if language == "cpp" else "") + source)
    refused = [f for f in unit.functions if isinstance(f, RefusedFunction)]
    assert [d.code for f in refused for d in f.diagnostics] == [code]


TEMPLATES = """
template <typename T> T twice(T x) { return x + x; }
template <typename T, int N> T total(const T *a, int n) { T s = 0; for (int i = 0; i < n; i++) s += twice(a[i]) * N; return s; }
template <class T> void scale(T *a, int n, T k) { for (int i = 0; i < n; i++) a[i] *= k; }
template void scale<double>(double *, int, double);
namespace image { namespace { int shift(int x) { return x + 1; } }
void bump(int *a, int n) { for (int i = 0; i < n; i++) a[i] = shift(a[i]); } }
float both(float *x, int n) { scale(x, n, 2.0f); return total<float, 3>(x, n); }
template <typename T> struct Buffer { T *data; int n; void clear() { for (int i = 0; i < n; i++) data[i] = 0; } };
void reset(short *p, int n) { Buffer<short> b{p, n}; b.clear(); }
"""


def test_instances_and_namespaces() -> None:
    unit = read("templates.cpp", TEMPLATES)
    names = {f.name for f in unit.functions if isinstance(f, Function)}
    assert names == {
        "total<float, 3>", "scale<float>", "scale<double>", "image::bump", "both", "Buffer<short>::clear", "reset",
    }  # fmt: skip
    assert [f.name for f in unit.functions if isinstance(f, RefusedFunction)] == []

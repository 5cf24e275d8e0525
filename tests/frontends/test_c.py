"""The C and C++ frontend: LoopIR computes what the compiled source computes, and the rest is refused."""

from __future__ import annotations

import math
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from c_error_paths import REFUSED as REFUSED_REPORTS
from c_error_paths import REPORTS, UNTYPED
from c_exits import EXITS

from tenspiler.diagnostics.catalogue import CATALOGUE
from tenspiler.frontends.c import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.nodes import (
    ArrayType,
    Container,
    For,
    Function,
    Parameter,
    ScalarType,
    While,
    statements,
)

HEADERS = """
#include <vector>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstddef>
#include <limits>
#include <numeric>
#include <algorithm>
#include <functional>
#include <iterator>
#include <cstring>
#include <cassert>
#include <iostream>
#include <stdexcept>
#include <string>
"""
C_HEADERS = """
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <stddef.h>
#include <stdbool.h>
#include <limits.h>
#include <string.h>
"""


@dataclass(frozen=True)
class Case:
    """A program and argument lists; `language` is its suffix; `counted` whether all loops must be `For`."""

    name: str
    source: str
    inputs: tuple[tuple[Any, ...], ...]
    language: str = "cpp"
    counted: bool = True


def cpp(name: str, source: str, *inputs: tuple[Any, ...], counted: bool = True) -> Case:
    return Case(name, source, inputs, "cpp", counted)


def c(name: str, source: str, *inputs: tuple[Any, ...], counted: bool = True) -> Case:
    return Case(name, source, inputs, "c", counted)


A, B = [3, -1, 4, 1, -5, 9, 2, 6], [2, 7, 1, 8, 2, -8, 1, 8]
X, Y = [0.5, -1.25, 3.0, 0.1, 7.75], [1.5, 2.0, -0.25, 1e-3, 4.0]
M = [[1, 2, 3], [4, 5, 6]]
PIXELS, OTHERS = [[0, 255, 128], [7, 200, 31]], [[255, 255, 3], [90, 100, 0]]

CASES = [
    # Counted loops and their counters
    c("sum_up", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }", (A, 8), (A, 0), (A, -2)),
    c("counter_outside", "int f(int n) { int i; for (i = 0; i < n; i++) { } return i; }", (5,), (0,), (-3,)),
    c("counter_outside_step", "int f(int n) { int i; for (i = 1; i < n; i += 3) ; return i; }", (8,), (7,), (1,), (-4,)),
    c("counter_down", "int f(int *a, int n) { int i, s = 0; for (i = n - 1; i >= 0; --i) s = s * 3 + a[i]; return s * 100 + i; }", (A, 8), (A, 0)),
    c("down_step", "int f(int *a, int n) { int i, s = 0; for (i = n - 1; i > 0; i -= 2) s = s * 3 + a[i]; return s * 100 + i; }", (A, 8), (A, 7), (A, 0)),
    c("inclusive", "int f(int *a, int n) { int s = 0; for (int i = 1; i <= n; ++i) s += a[i - 1] * i; return s; }", (A, 8), (A, 0)),
    c("mirrored", "int f(int *a, int n) { int s = 0; for (int i = 0; n > i; i = i + 2) s += a[i]; return s; }", (A, 8), (A, 7)),
    c("not_equal", "int f(int *a, unsigned n) { int s = 0; for (unsigned i = 0; i != n; i++) s += a[i]; return s; }", (A, 8), (A, 0)),
    c("unsigned_down", "unsigned f(int *a, unsigned n) { unsigned s = 0, i; for (i = n; i > 0; i--) s = s * 3 + a[i - 1]; return s + i; }", (A, 8), (A, 0)),
    c("idiom_down", "size_t f(int *a, size_t n) { size_t i, s = 0; for (i = n; i-- > 0;) s = s * 3 + a[i]; return s + i; }", (A, 8), (A, 0)),
    c("down_until_it_wraps", "int f(int *a, size_t n) { int s = 0; for (size_t i = n - 1; i < n; i--) { if (a[i] == 5) continue; s = s * 3 + a[i]; } return s; }", (A, 8), (A, 1), (A, 0)),
    c("down_to_the_largest", "int f(int *a, unsigned n) { int s = 0; unsigned i; for (i = n - 1; i != (unsigned)-1; --i) s = s * 3 + a[i]; for (i = n - 1; i != -1; i -= 1) s += a[i]; return s; }", (A, 8), (A, 1), (A, 0)),
    c("down_with_an_idle_test", "int f(int *a, size_t n) { int s = 0; for (size_t i = n - 1; i >= 0 && i < n; i--) s = s * 3 + a[i]; return s; }", (A, 8), (A, 0)),
    c("down_from_elsewhere", "int f(int *a, unsigned k, unsigned n) { int s = 0; for (unsigned i = k; i < n; i--) s = s * 3 + a[i]; return s; }", (A, 3, 8), (A, 0, 1), (A, 8, 8), (A, 2**32 - 1, 8), (A, 0, 0)),
    c("down_until_a_wrapped_value_is_read", "unsigned f(int *a, unsigned n) { unsigned s = 0, i; for (i = n - 1; i < n; i--) s = s * 3 + a[i]; return s + i; }", (A, 8), (A, 0), counted=False),
    c("down_to_a_bound_that_moves", "unsigned f(unsigned n) { unsigned s = 0; for (unsigned i = n - 1; i < n; i--) { s += i; if (i == 3) n = 2; } return s; }", (8,), (3,), (0,), counted=False),
    c("element_stepped_as_an_index", "void f(const int *key, int *count, int *out, int n) { for (int t = 0; t < n; ++t) out[count[key[t]]++] = t; }", ([0, 1, 0, 1, 1], [0, 2], [9] * 6, 5), ([0, 1, 0], [3, 0], [9] * 6, 3), ([0], [0], [9], 0)),
    c("element_stepped_in_a_sum", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { int p = a[i]++; s = s * 3 + p + --a[i]; } return s; }", (A, 8), (A, 0)),
    c("narrow_element_stepped", "int f(unsigned char *a, int n) { int s = 0, k = 0; while (k < n) s += a[k++]++; return s * 1000 + a[0]; }", ([255, 3, 0], 3), ([1], 1)),
    cpp("element_of_a_vector_stepped", "#include <vector>\nvoid f(const std::vector<int> &key, std::vector<int> &next, std::vector<int> &out) { for (int k : key) out[next[k]++] = 10 * k; }", ([0, 1, 0, 1, 1], [0, 2], [9] * 6), ([], [1], [2])),
    c("idiom_while", "int f(int *a, int n) { int s = 0; while (n--) s = s * 3 + a[n]; return s * 10 + n; }", (A, 8), (A, 0)),
    c("while_up", "int f(int *a, int n) { int i = 0, s = 0; while (i < n) { s += a[i]; i++; } return s * 10 + i; }", (A, 8), (A, 0)),
    c("while_real", "int f(int n) { int s = 0; while (n > 1) { if (n % 2) n = 3 * n + 1; else n /= 2; s++; } return s; }", (27,), (1,), counted=False),
    c("bound_changes", "int f(int n) { int s = 0; for (int i = 0; i < n; i++) { s += n; n--; } return s; }", (9,), (0,)),
    c("counter_changes", "int f(int n) { int s = 0; for (int i = 0; i < n; i++) { s += i; if (s % 3 == 1) i++; } return s; }", (19,), counted=False),
    c("two_counters", "int f(int *a, int n) { int s = 0; for (int i = 0, j = n - 1; i < j; i++, j--) s += a[i] * a[j]; return s; }", (A, 8), (A, 7)),
    c("second_counter", "int f(int *a, int n) { int s = 0, j = 5; for (int i = 0; i < n; i++, j += 2) { if (a[i] < 0) continue; s += a[i] * j; } return s + j; }", (A, 8)),
    c("missing_init", "int f(int *a, int n, int i) { int s = 0; for (; i < n; i++) s += a[i]; return s * 10 + i; }", (A, 8, 3), (A, 8, 9)),
    c("missing_step", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n;) { s += a[i]; i += 2; } return s; }", (A, 8), (A, 0)),
    c("shadowed", "int f(int n) { int s = 0; for (int i = 0; i < n; i++) { int n = i * 2; for (int i = 0; i < n; i++) s += i; s += n; } return s; }", (6,)),
    c("narrow_counter", "int f(int *a) { int s = 0; for (uint8_t i = 0; i < 8; i++) s += a[i]; return s; }", (A,)),
    c("nested_triangle", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) if (a[i] > a[j]) s++; return s; }", (A, 8)),
    c("size_minus_one", "int f(int *a, size_t n) { int s = 0; for (size_t i = 0; i + 1 < n; i++) s += a[i] * a[i + 1]; return s; }", (A, 8), (A, 1), (A, 0)),
    c("set_before", "int f(int *a, size_t n) { int s = 0; size_t i = 0; for (; i + 3 <= n; i += 3) s = s * 5 + a[i] - a[i + 1] * a[i + 2]; for (; i < n; i++) s += 7 * a[i]; return s * 10 + (int)i; }", (A, 8), (A, 3), (A, 2), (A, 0)),
    c("set_again_before", "int f(int *a, size_t n) { int s = 0; size_t i = 5; i = 1; a[0] = 3; for (; i + 2 < n; i += 2) s = s * 5 + a[i]; return s * 10 + (int)i; }", (A, 8), (A, 3), (A, 1)),
    c("text", 'int f(int *a, int n) { static const char letters[] = "0aZ ~", pairs[2][3] = {"ab", "c"}; const unsigned char u[4] = "xy"; int s = 0; for (int i = 0; i < n; i++) s = s * 3 + letters[i % 6] + pairs[i % 2][i % 3] * 2 + u[i % 4]; return s; }', (A, 8), (A, 0)),
    c("macro_loop", "#define LOOP(i, n) for (int i = 0; i < n; i++)\nint f(int *a, int n) { int s = 0; LOOP(k, n) { s += a[k]; } return s; }", (A, 8)),
    c("start_captured", "int f(int *a, int n) { int i = 3, s = 0; for (; i < n; i += 2) s += a[i]; for (i = i - 4; i >= 0; i--) s = s * 3 + a[i]; return s * 10 + i; }", (A, 8), (A, 2)),
    c("long_bound", "int f(int *a, long n) { int s = 1; for (int i = 0; i < n; i++) s += a[i]; for (unsigned j = 0; j <= n; j++) s *= 3; return s; }", (A, 8), (A, -1), (A, -(2**40)), (A, -(2**32) + 2)),
    c("narrow_negative_bound", "int f(int *a) { int s = 1; for (uint8_t i = 0; i < -5; i++) s += 7; return s; }", (A,)),
    c("cast_in_step", "int f(int n) { int s = 0; for (int i = 250; i > n; i = (uint8_t)(i + 3)) s += i; return s; }", (9,), (4,), counted=False),
    c("cast_in_test", "int f(int n) { int s = 0; for (int i = 1; (uint8_t)i < n; i++) s++; return s; }", (200,), (0,), counted=False),
    c("signed_as_unsigned", "int f(int start, unsigned n) { int s = 0; for (int i = start; i < n; i++) s++; return s; }", (2, 7), (-1, 7), counted=False),
    c("unsigned_odd_step", "unsigned f(unsigned n) { unsigned s = 0; for (unsigned i = n; i > 0; i -= 3) { s++; if (s > 9) i = 3; } return s; }", (9,), (7,), counted=False),
    c("comma_init", "int f(int *a, int n) { int i, j, s = 0; for (i = 0, j = n; i < n; i++, j--) s += a[i] * j; return s + i + j; }", (A, 8), (A, 0)),
    cpp("counter_of_the_caller", "static void g(int &i, int n, int *a) { for (i = 0; i < n; i++) a[i] += i; }\nint f(int *a, int n) { int i = 7; g(i, n, a); return i; }", (A, 8), (A, 0), (A, -1)),
    cpp("counter_captured", "int f(int *a, int n) { int i = 7; auto clear = [&] { for (i = 0; i < n; i++) a[i] = 1; }; clear(); return i; }", (A, 8), (A, 0)),
    # Iterators and algorithms
    cpp("iterators", "int f(std::vector<int> &v) { int s = 0; for (auto it = v.begin(); it != v.end(); ++it) { s = s * 3 + *it; *it += it - v.begin(); } for (std::vector<int>::const_iterator it = v.cbegin() + 1; it < std::prev(v.cend()); it += 2) s += it[0] * std::distance(v.cbegin(), it); return s + *std::next(v.begin(), 2); }", (A,), ([1, 2, 3],)),
    cpp("iterators_kept", "int f(std::vector<int> &v) { auto first = std::begin(v), last = std::end(v); int s = last - first; while (first != last) s = s * 3 + *first++; while (last != v.begin()) s += *--last * s; int c[3] = {4, 5, 6}; for (auto p = std::begin(c); p != std::end(c); p++) s += *p; return s % 1000; }", ([3, 1, 2],), ([],)),
    cpp("algorithm_folds", "double f(std::vector<double> &v, double *w, int n) { int whole = std::accumulate(v.begin(), v.end(), 0); double sq = std::accumulate(w + 1, w + n, 1.0, [](double s, double x) { return s * x - 1; }); return whole + sq * std::inner_product(v.begin(), v.end(), w, 0.5) + std::inner_product(v.begin(), v.end(), w, 9.0, std::minus<>(), [](double x, double y) { return x + 2 * y; }); }", (X, Y, 5), ([], Y, 1)),
    cpp("algorithm_functors", "int f(std::vector<int> &v, std::vector<unsigned char> &b) { return std::accumulate(v.begin(), v.end(), 1, std::multiplies<int>()) + std::accumulate(b.begin(), b.end(), 7, std::bit_xor<>()) + std::accumulate(b.begin(), b.end(), 0, std::plus<unsigned char>{}) + std::reduce(v.begin(), v.end()) + std::reduce(v.begin(), v.end(), 2, std::multiplies<>{}); }", (A, [3, 200, 255])),
    cpp("algorithm_tests", "int f(std::vector<int> &v, std::vector<int> &w, int t) { int s = std::count(v.begin(), v.end(), t) + 10 * std::count_if(v.begin(), v.end(), [&](int x) { return x > t; }); s += std::any_of(v.begin(), v.end(), [=](int x) { return x == t; }) ? 100 : 0; s += std::all_of(v.begin(), v.end(), [=](int x) { return x % t != 7; }) ? 1000 : 0; return s + (std::none_of(v.begin(), v.end(), [](int x) { return x > 8; }) ? 10000 : 0) + (std::equal(v.begin(), v.end(), w.begin()) ? 1 : 0); }", (A, B, 2), (A, A, 9), ([], A, 1), ([3], [3], -3)),
    cpp("algorithm_extremes", "int f(std::vector<int> &v) { auto far = [](int x, int y) { return std::abs(x) < std::abs(y); }; int s = *std::max_element(v.begin(), v.end(), far) + 10 * *std::min_element(v.begin(), v.end() - 1); return s * 100 + (std::max_element(v.begin(), v.end()) - v.begin()) * 10 + std::distance(v.begin(), std::min_element(v.begin(), v.end(), far)); }", (A,), (B,), ([4, 4],)),
    cpp("algorithm_transform", "void f(std::vector<double> &v, std::vector<double> &w, std::vector<double> &o, double k) { std::transform(v.begin(), v.end(), o.begin(), [k](double x) { return x > k ? x : k; }); std::transform(v.begin() + 1, v.end(), w.begin(), v.begin(), std::minus<double>()); std::transform(w.begin(), w.end(), w.begin(), std::negate<>()); std::for_each(o.begin(), o.end(), [&](double &x) { x = x * x; k += x; }); std::for_each(w.begin(), w.end(), [&](const double &x) { k -= x; }); o[0] = k; }", (X, Y, Y, 0.5)),
    cpp("algorithm_appends", "std::vector<int> f(const std::vector<int> &v) { std::vector<int> o, p; std::transform(v.begin(), v.end(), std::back_inserter(o), [](int x) { return x * x; }); std::copy_if(o.begin(), o.end(), std::back_inserter(p), [](int x) { return x % 2; }); std::copy(v.begin(), v.begin() + 2, std::back_inserter(p)); return p; }", (A,)),
    cpp("algorithm_fills", "void f(std::vector<int> &v, std::vector<double> &w, int *a, int n) { int k = 3; std::iota(v.begin(), v.end(), -2); std::iota(w.begin(), w.end(), 0.5f); std::generate(a, a + n, [&k] { k += 2; return k * k; }); std::replace(v.begin(), v.end(), 1, 7); std::replace_if(a, a + n, [](int x) { return x > 50; }, 5); std::fill(v.begin() + 2, v.begin() + 4, n); }", (A, X, B, 8)),
    cpp("algorithm_sums", "void f(std::vector<int> &v, std::vector<double> &w, std::vector<double> &o, std::vector<unsigned char> &b) { std::partial_sum(v.begin(), v.end(), v.begin()); std::partial_sum(w.begin(), w.end(), o.begin()); std::adjacent_difference(w.begin(), w.end(), w.begin()); std::partial_sum(b.begin(), b.end(), b.begin()); std::partial_sum(o.begin(), o.end(), o.begin(), [](double x, double y) { return x * 0.5 + y; }); }", (A, X, Y, [200, 100, 7]), ([], [], [], [])),
    cpp("algorithm_negative_zero", "void f(std::vector<double> &w, std::vector<double> &o) { std::partial_sum(w.begin(), w.end(), o.begin()); }", ([-0.0, -0.0, 1.0], [9.0, 9.0, 9.0])),
    cpp("algorithm_moves", "void f(int *a, int *b, int n) { std::copy(a + 2, a + n, a); std::reverse(b + 1, b + n); std::reverse_copy(a, a + 3, b + 2); std::swap_ranges(a, a + 2, b + 4); std::copy_n(b, 2, a + 5); memmove(a + 1, a, (n - 5) * sizeof(int)); memmove(a, a + 4, (n - 4) * sizeof(int)); }", (A, B, 8)),
    cpp("vector_from_iterators", "std::vector<int> f(const std::vector<int> &v, const int *p, int n) { std::vector<int> o(v.begin(), v.end()), q(v.begin() + 1, v.end() - 1); o[0] = q[0]; std::vector<int> r(p, p + n); q.assign(p + 1, p + 3); for (int x : q) o.push_back(x); for (int x : r) o.push_back(x); return o; }", (A, B, 8)),
    c("memset_bytes", "void f(uint8_t *a, int16_t *b, int *c, int v, int n) { memset(a, v, n); memset(b, 0x12, n * sizeof(*b)); memset(c, 0xFF, sizeof(int) * n); }", ([1, 2, 3], [1, 2, 3], [1, 2, 3], 300, 3), ([1, 2, 3], [1, 2, 3], [1, 2, 3], 3, 0)),
    cpp("default_argument", "static int g(int x, int k = 3 * 2, bool neg = false) { return neg ? -x * k : x * k; }\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += g(a[i]) + g(a[i], 2) + g(i, 4, true); return s; }", (A, 8)),
    # Rounds that can be computed
    c("closing_counters", "void f(int *a, int n) { int i, j; for (i = 0, j = n - 1; i < j; i++, j--) { int t = a[i]; a[i] = a[j]; a[j] = t; } }", (A, 8), (A, 7), (A, 0), (A, 1)),
    c("closing_pointers", "void f(int *a, int n) { int *p = a, *q = a + n - 1; while (p < q) { int t = *p; *p++ = *q; *q-- = t; } }", (A, 8), (A, 5), (A, 0)),
    c("closing_inclusive", "int f(int *a, int n) { int s = 0, i = 0, j = n - 1; for (; i <= j; i += 2, --j) s = s * 3 + a[i] * a[j]; return s * 100 + i * 10 + j; }", (A, 8), (A, 7), (A, 1), (A, 0)),
    c("closing_unsigned", "size_t f(uint8_t *a, size_t n) { size_t i = 0, j = n - 1, s = 0; if (n == 0) return 0; while (i < j) { s = s * 3 + a[i] + a[j]; i++; j--; } return s * 100 + i * 10 + j; }", ([3, 200, 5, 7, 9], 5), ([3, 200], 2), ([3], 1), ([], 0)),
    c("closing_downwards", "int f(int *a, int n) { int s = 0; for (int i = n, j = -3; i > j; i -= 2, j++) s += i * j; return s; }", (A, 8), (A, -3), (A, -5)),
    c("parting_counters", "int f(int n) { int s = 0; for (int i = 0, j = n; i < j; i++, j += 2) { s++; if (s > 5) j = -1; } return s; }", (4,), counted=False),
    c("step_by_variable", "int f(int *a, int n, int k) { int s = 0, i; for (i = 1; i < n; i += k) s = s * 3 + a[i]; return s * 100 + i; }", (A, 8, 1), (A, 8, 3), (A, 8, 7), (A, 1, 0), (A, 0, -2)),
    c("step_down_by_variable", "int f(int *a, int n, int k) { int s = 0, i = n - 1; while (i >= 0) { s = s * 3 + a[i]; i -= k; } return s * 100 + i; }", (A, 8, 1), (A, 8, 3), (A, 0, 0)),
    c("step_by_size", "int f(int *a, size_t n, size_t k) { int s = 0; for (size_t i = 0; i < n; i += k) s = s * 3 + a[i]; return s; }", (A, 8, 1), (A, 8, 3), (A, 8, 100), (A, 0, 0), (A, 8, 2**64 - 1)),
    c("step_by_size_from_one", "int f(int *a, size_t n, size_t k) { int s = 0; for (size_t i = 1; i < n; i += k) s = s * 3 + a[i]; return s; }", (A, 8, 3), (A, 4, 2**64 - 1), counted=False),
    c("step_varies", "int f(int *a, int n) { int s = 0; for (int i = 0, k = 1; i < n; i += k) { s += a[i]; k++; } return s; }", (A, 8), counted=False),
    c("two_bounds", "int f(int *a, int n, long m) { int s = 0, i; for (i = 0; i < n && i < m; i++) s = s * 3 + a[i]; for (i = 7; i >= n && 0 < i; i--) s += a[i]; return s * 10 + i; }", (A, 8, 5), (A, 3, 9), (A, 4, -1), (A, 0, 2**40)),
    c("three_bounds", "int f(int *a, int n, int m) { int s = 0; for (int i = 0; i < n && (i < m && i <= 5); i += 2) s = s * 3 + a[i]; return s; }", (A, 8, 8), (A, 3, 9), (A, 8, 2)),
    c("bound_and_element", "int f(int *a, int n) { int i; for (i = 0; i < n && a[i] > -3; i++) ; return i; }", (A, 8), (A, 2)),
    # Effects inside conditions and expressions
    c("step_before_test", "int f(int *a, int n) { int i = -1, s = 0; while (++i < n) { if (a[i] < 0) continue; s = s * 3 + a[i]; } do s += i; while (--i > 0); return s * 10 + i; }", (A, 8), (A, 0)),
    c("step_after_test", "int f(int *a, int n) { int i = 0, s = 0; while (i++ < n) s = s * 3 + a[i - 1]; while (i-- > 1) s += i; return s * 10 + i; }", (A, 8), (A, 0), (A, -3)),
    c("step_after_test_narrow", "int f(uint8_t k) { int s = 0; while (k++ < 250) s += k; return s + k; }", (245,), (255,), counted=False),
    c("step_in_do", "int f(int *a, unsigned n) { int s = 0, i = 0; if (!n) return 0; do s = s * 3 + *a++; while (--n); do { i++; if (i % 2) continue; s += i; } while (i < 7); return s; }", (A, 8), (A, 1)),
    c("assigned_in_test", "int f(int *a, int *b, int n) { int s = 0, d, e; for (int i = 0; i < n; i++) { if ((d = a[i] - b[i]) > 0 && d < 10) s += d; if ((e = a[i]) < 0 || (e & 1)) s += e; if ((s -= 1) > 40) s = 40; } return s; }", (A, B, 8)),
    c("assigned_in_value", "int f(int *a, int n) { int s = 0, t = 0, k; for (int i = 0; i < n; i++) { a[i] = (s += i) * 2 + (t = a[i]); k = (uint8_t)(t = 300 + i); a[i] += k; } return s + t; }", (A, 8)),
    c("narrow_countdown", "int f(int16_t n) { int s = 0; while (n--) s = s % 99 + n; return s * 10 + n; }", (5,), (0,), (-32766,), counted=False),
    c("counter_that_wraps", "int f(int *a, int n) { int k = 0, s = 0; for (int i = 0; i < n; i++) { s += a[k] * i; if (++k == 3) k = 0; } return s; }", (A, 8)),
    cpp("lists_in_braces", "int f(int *a, int n) { int s = std::max({a[0], n, -3}) * 10 + std::min({a[1], a[2], a[3], a[0]}); for (int k : {1, n, 3}) for (int i = 0; i < n; i++) s = s * 2 % 1001 + a[i] * k; return s; }", (A, 8)),
    cpp("element_at", "int f(std::vector<int> &v) { int s = 0; for (size_t i = 0; i < v.size(); i++) { s += v.at(i) * i; v.at(i) += 1; } return s; }", (A,)),
    cpp("generated_in_return", "void f(int *a, int n) { int k = 3; std::generate(a, a + n, [&k] { return k += 2; }); std::generate(a, a + 2, [&k]() { return ++k; }); std::generate(a + 3, a + 5, [&k]() { return k++ * 10; }); }", (A, 8)),
    # Switches
    c("switch_fallthrough", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) switch (a[i]) { case 1: s += 1; case 2: case 3: s += 10; break; case 4: s += 100; break; default: s -= 1; } return s; }", (A, 8), (B, 8)),
    c("switch_default_first", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) switch (a[i]) { default: s += 5; case 9: s += 10; break; case 4: { s += 100; break; } } return s; }", (A, 8)),
    c("switch_nothing_matches", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { switch (a[i] % 3) { case 0: s++; } s *= 2; } return s; }", (A, 8)),
    c("switch_break_inside", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { switch (a[i] & 3) { case 1: s += 1; if (a[i] > 4) break; s += 20; case 2: if (s % 2) { s += 3; break; } else s += 4; s += 1000; break; case 3: s -= 9; } s += i; } return s; }", (A, 8), (B, 8)),
    c("switch_continue", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { switch (a[i]) { case 1: case 2: continue; case 3: s += 5; break; default: if (a[i] < 0) continue; } s += i; } return s; }", (A, 8), (B, 8)),
    c("switch_returns", "static int weight(int c) { switch (c) { case 'a': return 1; case 'b': case 'c': return 3; default: return c > 100 ? 7 : 0; } }\nint f(int8_t *a, int n) { int s = 0; for (int i = 0; i < n; i++) s = s * 3 % 1000 + weight(a[i]); return s; }", ([97, 98, 99, 101, 5, -7], 6)),
    c("switch_on_parameter", "enum op { ADD, SUB = 4, XOR };\nvoid f(int *a, int n, int op, int v) { for (int i = 0; i < n; i++) switch (op) { case ADD: a[i] += v; break; case SUB: a[i] -= v; break; case XOR: a[i] ^= v; break; } }", (A, 8, 0, 3), (A, 8, 4, 3), (A, 8, 5, 3), (A, 8, 9, 3)),
    c("switch_nested", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) switch (a[i] > 0) { case 0: switch (i) { case 4: s += 3; break; default: s += 7; } s++; break; case 1: for (int j = 0; j < i; j++) s += j; } return s; }", (A, 8)),
    c("switch_narrow", "int f(uint8_t *a, int n) { int s = 0; for (int i = 0; i < n; i++) switch (a[i]) { case 255: s += 1; break; case 256 - 1 - 1: s += 2; break; case 1 ... 9: s += 100; } switch (s + 0LL) { case 1LL << 40: s = 0; } return s; }", ([255, 254, 3, 9, 10], 5)),
    # Lambdas, functions passed on, addresses of variables
    cpp("lambda_by_value", "int f(int *a, int n) { int k = 3; auto g = [k](int x) { return x + k; }; k = 5; int s = 0; for (int i = 0; i < n; i++) s += g(a[i]) * k; return s; }", (A, 8)),
    cpp("lambda_by_reference", "int f(int *a, int n) { int k = 3, s = 0; auto g = [&k, &s](int x) { s += x * k; k++; }; k = 5; for (int i = 0; i < n; i++) g(a[i]); return s; }", (A, 8)),
    cpp("lambda_mixed", "int f(int *a, int n) { int k = 3, s = 0; auto g = [=, &s](int x) -> void { if (x < 0) return; s += x + k; }; k = 5; for (int i = 0; i < n; i++) g(a[i]); return s + k; }", (A, 8)),
    cpp("lambda_for_any_type", "double f(int *a, double *b, int n) { int k = 2; auto g = [&k](auto x, auto y) { return x * k + y; }; double s = 0; for (int i = 0; i < n; i++) { s += g(a[i], 1) / 3 + g(b[i], a[i]); k++; } return s; }", (A, X, 5)),
    cpp("clamped_backwards", "void f(std::vector<double> &v, double lo, double hi) { for (auto &&x : v) x = std::clamp(x, lo, hi); }", (X, -1.0, 2.0), (X, 2.0, -1.0)),
    cpp("lambda_result_type", "double f(double *a, int n) { auto half = [](double x) -> int { return x / 2; }; double s = 0; for (int i = 0; i < n; i++) s += half(a[i]); return s; }", (X, 5)),
    cpp("lambda_in_lambda", "double f(double *a, int n) { auto sq = [](double x) { return x * x; }; auto g = [&](int i) { return sq(a[i]) + a[0]; }; double s = 0; for (int i = 0; i < n; i++) s += g(i); return s; }", (X, 5)),
    cpp("lambda_keeps_vector", "int f(std::vector<int> &v) { auto g = [v](int i) { return v[i]; }; for (auto &x : v) x = 0; int s = 0; for (int i = 0; i < 3; i++) s += g(i); return s; }", (A,)),
    c("function_pointer", "static int dbl(int x) { return 2 * x; }\nstatic int neg(int x) { return -x; }\nstatic int both(int (*g)(int), int (*h)(int), int x) { return g(h(x)) + h(1); }\nint f(int *a, int n) { int s = 0; int (*op)(int) = &neg; for (int i = 0; i < n; i++) s += both(dbl, op, a[i]); return s; }", (A, 8)),
    c("address_of_scalar", "static void add(int *s, int v) { *s += v; }\nstatic void add_twice(int *s, int v) { add(s, v); add(&s[0], v); }\nint f(int *a, int n) { int s = 0, *p = &s; for (int i = 0; i < n; i++) { add_twice(&s, a[i]); *p += 1; } return s; }", (A, 8)),
    c("scalar_outputs", "void f(double *x, int n, double *mean, double *var) { double s = 0, q = 0; for (int i = 0; i < n; i++) s += x[i]; *mean = s / n; for (int i = 0; i < n; i++) { double d = x[i] - s / n; q += d * d; } var[0] = q / n; }", (X, 5, [0.0], [0.0])),
    c("effect_with_call", "static int twice(int x) { int y = 0; for (int i = 0; i < 2; i++) y += x; return y; }\nint f(int *a, int n) { int k = 0, s = 0; for (int i = 0; i < n; i++) s += a[k++] * 10 + twice(a[i]); return s + k; }", (A, 8)),
    c("ahead", "int f(int *a, int n) { int i, s = 0; for (i = 0; i + 1 < n; i++) s = s * 3 + a[i + 1] - a[i]; return s * 100 + i; }", (A, 8), (A, 2), (A, 1), (A, -(2**31))),
    c("ahead_by_a_parameter", "int f(int *a, int n, int k) { int s = 0; for (int i = 0; i + k <= n; i += 2) s = s * 3 + a[i + k - 1]; return s; }", (A, 8, 3), (A, 8, 1), (A, 2, 5)),
    c("behind", "int f(int *a, int n) { int s = 0; for (int i = 2; i - 2 < n; i++) s = s * 3 + a[i - 2]; for (int i = n; i - 1 >= 0; i--) s = s * 3 + a[i - 1]; return s; }", (A, 8), (A, 0)),
    c("unsigned_ahead", "int f(int *a, size_t n, size_t k) { int s = 0; for (size_t i = 0; i + k <= n; i++) s = s * 3 + a[i + k - 1]; return s; }", (A, 8, 3), (A, 2, 5)),
    c("ahead_of_size", "int f(int *a, size_t n) { int s = 0; for (int i = 0; i + 2 < n; i++) s = s * 3 + a[i + 2]; return s; }", (A, 8), (A, 2), (A, 0)),
    c("unsigned_ahead_from_a_variable", "int f(unsigned i, unsigned n) { int s = 0; for (; i + 2 < n; i++) s++; return s; }", (3, 9), (2**32 - 1, 9), counted=False),
    c("ahead_changes", "int f(int n, int k) { int s = 0; for (int i = 0; i + k < n; i++) { s += i; k++; } return s; }", (9, 1), counted=False),
    c("remaining", "int f(int *a, int n) { int s = 0; for (int i = 0; n - i > 0; i++) s = s * 3 + a[i]; return s; }", (A, 8), (A, 0), (A, -3)),
    c("while_ahead", "int f(int *a, int n) { int i = 0, s = 0; while (i + 1 < n) { s = s * 3 + a[i + 1]; i++; } return s * 100 + i; }", (A, 8), (A, 0)),
    c("do_once", "#define ADD(x) do { if ((x) < 0) break; s = s * 3 + (x); if (s > 99) continue; s++; } while (0)\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { ADD(a[i]); ADD(i); } return s; }", (A, 8), (A, 0)),
    c("do_once_left", "int f(int *a, int n) { int s = 0; do { if (n <= 0) return -7; s = 5; } while (0); for (int i = 0; i < n; i++) { do { if (a[i] == 9) return s; s += a[i]; } while (0); s++; } return s; }", (A, 8), (A, 3), (A, 0)),
    c("not_a_number", "int f(double *x, int n) { int s = 0; for (int i = 0; i < n; i++) { x[i] = x[i] < 0 ? NAN : x[i]; s += isnan(x[i]); } return s; }", (X, 5), ([math.nan, -1.0], 2), (X, 0)),
    c("without_a_prototype", "int f() { int s = 0; for (int i = 0; i < 3; i++) s += i; return s; }", ()),
    c("limits_of_math_h", "int f(double *x, int n) { int s = 0; double m = -INFINITY, h = HUGE_VAL; for (int i = 0; i < n; i++) { m = fmax(m, x[i]); s += isnan(x[i]) + 2 * isfinite(x[i]) + (isinf(x[i]) ? 4 : 0); } return s * 10 + (m > 2) + 2 * (m < h); }", (X, 5), ([math.nan, math.inf, 1.0], 3), (X, 0)),
    cpp("asserts", "int f(std::vector<int> &v, int k, int off) { assert(!off && \"must be on\"); assert((unsigned char)k); int s = 0; for (size_t i = 0; i < v.size(); i++) { assert(v[i] != k); s += v[i] * k; } return s; }", (A, 5, 0), ([], 1, 0)),
    c("tested_in_the_body", "int f(int *a, int n) { int i = 0, s = 0; while (1) { if (i == n) break; s = s * 3 + a[i++]; } for (;;) { if (i <= 2) { break; } i -= 2; s += i; } while (1) { if (!(i < n)) break; if (a[i] < 0) { i++; continue; } s += a[i]; i++; } return s * 10 + i; }", (A, 8), (A, 7), (A, 0)),
    c("tested_by_or", "int f(double *x, int n, double t) { int i = 0; while (1) { if (i >= n || x[i] >= t) break; i++; } return i; }", (X, 5, 3.0), (X, 5, 9.0), (X, 0, 1.0), ([0.5, math.nan, 7.0], 3, 2.0)),
    cpp("bits_of_truths", "int f(int *a, int n) { bool any = false, all = true, odd = false; int s = 0; for (int i = 0; i < n; i++) { any |= a[i] > 8; all &= a[i] > -9; odd ^= (a[i] & 1) == 1; any |= a[i] & 64; if ((a[i] > 2) | (a[i] < -2) ^ (i == 3)) s++; s += (a[i] > 4) & (i & 4); } return s * 8 + any * 4 + all * 2 + odd; }", (A, 8), (A, 5), (B, 8), (A, 0)),
    c("do_while", "int f(int *a, int n) { int i = 0, s = 0; do { int t = a[i]; s = s * 3 + t; i++; } while (i < n); return s * 100 + i; }", (A, 8), (A, 1), (A, 0)),
    c("step_inside", "int f(int *a, int n) { int i = 0, s = 0; while (i < n) s = s * 3 + a[i++]; return s * 100 + i; }", (A, 8), (A, 0), (A, -2)),
    c("step_first", "int f(int *a, int n) { int i = n, s = 0; while (i >= 1) { i -= 2; if (i < 0) continue; s = s * 3 + a[i]; } return s * 100 + i; }", (A, 8), (A, 7), (A, 0)),
    c("step_twice", "int f(int n) { int i = 0, s = 0; while (i < n) { i++; s += i; if (s & 1) i++; } return s; }", (9,), counted=False),
    c("unsigned_power_step", "unsigned f(int *a, unsigned n) { unsigned s = 0, i; for (i = 0; i < n; i += 4) s = s * 3 + a[i]; return s * 100 + i; }", (A, 8), (A, 5), (A, 0)),
    c("unsigned_three_step", "unsigned f(int *a, unsigned n) { unsigned s = 0, i; for (i = 0; i < n; i += 3) s = s * 3 + a[i]; return s; }", (A, 8), counted=False),
    cpp("swap", "void f(std::vector<int> &v) { for (size_t i = 0, j = v.size(); i < v.size() / 2; i++) { --j; std::swap(v[i], v[j]); } }", (A,)),
    # Branches, early exits
    c("continue_nested", "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] < 0) { s--; continue; } if (a[i] > 5) { s += 10; if (a[i] == 9) continue; s += 100; } s += a[i]; } return s; }", (A, 8)),
    c("early_return", "int f(int *a, int n) { if (n <= 0) return -1; int s = a[0]; for (int i = 1; i < n; i++) if (a[i] > s) s = a[i]; return s; }", (A, 8), (A, 0)),
    c("early_void", "void f(int *a, int n) { if (n < 3) return; for (int i = 0; i < n; i++) a[i] = i; }", (A, 8), (A, 2)),
    c("both_return", "int f(int *a, int n, int w) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; if (w) { return s; } else { return -s; } }", (A, 8, 1), (A, 8, 0)),
    c("ternary", "void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = a[i] < 0 ? -a[i] : a[i] > 5 ? 5 : a[i]; }", (A, 8)),
    c("logic", "int f(int *a, int *b, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] > 0 && b[i] / a[i] > 1 || !b[i]) s++; s += (a[i] < b[i]) + !a[i]; } return s; }", (A, B, 8), ([0, 0, 5], [1, 0, 2], 3)),
    # Types and conversions
    c("narrow_wrap", "void f(uint8_t *a, uint8_t *b, int n) { for (int i = 0; i < n; i++) { a[i] += b[i]; b[i] = -b[i]; } }", ([250, 3, 0], [10, 4, 255], 3)),
    c("narrow_shift", "void f(uint8_t *a, int8_t *b, int n) { for (int i = 0; i < n; i++) { a[i] = a[i] << 3 >> 1; b[i] >>= 2; b[i] ^= 0x5; } }", ([250, 3, 0], [-100, 4, 127], 3)),
    c("signed_division", "void f(int *a, int *b, int n) { for (int i = 0; i < n; i++) { int q = a[i] / 4, r = a[i] % 4; a[i] = q; b[i] = r; } }", (A, B, 8)),
    c("mixed_sign", "int f(int *a, unsigned k, int n) { int s = 0; for (int i = 0; i < n; i++) if (a[i] < k) s++; return s; }", (A, 4, 8)),
    c("unsigned_minus", "unsigned f(unsigned *a, int n) { unsigned s = 0; for (int i = 0; i < n; i++) s = s - a[i] / 2u; return s; }", ([1, 4000000000, 7], 3)),
    c("long_sum", "long long f(int *a, int n) { long long s = 0; for (int i = 0; i < n; i++) s += (long long)a[i] * 3000000000LL; return s; }", (A, 8)),
    c("characters", "int f(signed char *b, int n) { int s = 0; char *a = (char *)b; for (int i = 0; i < n; i++) if (a[i] >= 'a' && a[i] <= '\\x7a') s += a[i] - 'a'; return s; }", ([97, 65, 122, -3], 4)),
    c("literals", "unsigned long f(int n) { unsigned long s = 0; for (int i = 0; i < n; i++) s += 0x10u + 010 + 0b11 + 5UL + sizeof(int) + sizeof(double); return s; }", (3,)),
    c("float_double", "void f(float *x, float *y, int n) { for (int i = 0; i < n; i++) { x[i] = x[i] * 0.1 + y[i]; y[i] += 2.0 * x[i]; y[i] -= 0.3f; } }", (X, Y, 5)),
    c("float_to_int", "void f(float *x, int *a, int n) { for (int i = 0; i < n; i++) a[i] = (int)(x[i] * 2.5f) + (x[i] > 0); }", (X, [0] * 5, 5)),
    c("int_to_float", "float f(int *a, int n) { float s = 0; for (int i = 0; i < n; i++) s += a[i] / 2 + (float)a[i] / 2; return s / n; }", (A, 8)),
    c("c_sqrt", "void f(float *x, int n) { for (int i = 0; i < n; i++) x[i] = sqrt(x[i] * x[i] + 1) + sqrtf(3.0f) + fabs(x[i]); }", (X, 5)),
    c("boolean", "bool f(int *a, int n) { bool any = false; for (int i = 0; i < n; i++) any = any || a[i] == 9; return any; }", (A, 8), (B, 8)),
    c("bool_number", "int f(int *a, int n) { bool seen = a[0]; int s = 0; for (int i = 0; i < n; i++) { s += seen; seen = a[i] > 3; } return s; }", (A, 8)),
    c("macro_constant", "#define N 4\n#define SCALE (1.0f / N)\n#define SQ(x) ((x) * (x))\nfloat f(float *x) { float s = 0; for (int i = 0; i < N; i++) s += SQ(x[i]) * SCALE; return s; }", (X,)),
    c("enumeration", "enum { LOW = 2, HIGH = LOW + 3 };\nstatic const int SHIFT = 7;\nint f(int *a, int n) { int s = 0; for (int i = LOW; i < HIGH; i++) s += a[i] + SHIFT; return s; }", (A, 8)),
    c("negative_zero", "void f(float *x, int n) { for (int i = 0; i < n; i++) x[i] = -0.0f + -x[i]; }", ([0.0, 1.0], 2)),
    # Pointers
    c("dereference", "int f(const int *p, int n) { int s = *p; for (int i = 0; i < n; i++) s += *(p + i) + p[n - 1 - i] + i[p]; return s; }", (A, 8)),
    c("row_pointer", "void f(float *out, float *w, float *x, int n, int d) { for (int i = 0; i < d; i++) { const float *row = &w[i * n]; float v = 0; for (int j = 0; j < n; j++) v += row[j] * x[j]; *(out + i) = v; } }", ([0.0] * 2, [1.0, 2, 3, 4, 5, 6], X, 3, 2)),
    c("local_array", "int f(int *a, int n) { int acc[4] = {1, 2}; for (int i = 0; i < n; i++) acc[i % 4] += a[i]; return acc[0] * 1000 + acc[1] * 100 + acc[2] * 10 + acc[3]; }", (A, 8)),
    c("local_matrix", "int f(int n) { int t[2][3] = {{1}, {2, 3}}; int s = 0; for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) { t[i][j] += i * j + n; s = s * 7 + t[i][j]; } return s; }", (2,)),
    c("compaction", "int f(int *a, int n, int *out) { int k = 0; for (int i = 0; i < n; i++) if (a[i] > 1) out[k++] = a[i]; return k; }", (A, 8, [0] * 8)),
    c("pre_increment", "int f(int *a, int n, int *out) { int k = -1; for (int i = 0; i < n; i++) if (a[i] > 1) out[++k] = a[i]; return k; }", (A, 8, [0] * 8)),
    c("chained", "void f(int *a, int *b, uint8_t *d, int n) { int t; for (int i = 0; i < n; i++) a[i] = d[i] = t = b[i] * 100; }", (A, B, [0] * 8, 8)),
    c("histogram", "void f(int *h, const int *a, int n) { for (int i = 0; i < n; i++) h[a[i]]++; }", ([0] * 4, [1, 2, 1, 3, 0, 1], 6)),
    c("array_parameter", "int f(const int a[], int b[8], int n) { int s = *a; for (int i = 0; i < n; i++) { b[i] += a[i]; s += *(a + i) * b[n - 1 - i]; } return s; }", (A, B, 8)),
    c("array_helper", "static int total(int a[], int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }\nint f(int x[], int n) { int t[3] = {1, 2, 3}; return total(x, n) + total(x + 2, n - 2) * total(t, 3); }", (A, 8)),
    c("walk", "void f(const int *a, int *b, int n) { const int *end = a + n; while (a < end) *b++ = *a++ * 2; }", (A, B, 8), (A, B, 0)),
    c("walk_compared", "int f(const int *a, int n) { int s = 0; for (const int *p = a; p != a + n; ++p) s = s * 3 + *p; for (const int *p = a + n - 1; p >= a; p--) s = s - p[0] * 3; return s; }", (A, 8), (A, 0)),
    c("walk_rows", "void f(const uint8_t *s, int stride, uint8_t *d, int w, int h) { for (int y = 0; y < h; y++) { for (int x = 0; x < w; x++) d[x] = 255 - s[x]; s += stride; d += w; } }", ([1, 2, 3, 4, 5, 6], 3, [0] * 4, 2, 2)),
    c("walk_and_reset", "void f(const int *h, const int *x, int *y, int n) { const int *ph = &h[0]; const int *px; int *py = y; for (int i = 0; i < n; i++) { px = &x[0]; *py = 0; for (int j = 0; j < n; j++) *py += *ph++ * *px++; py++; } }", ([1, 2, 3, 4], [5, 6], [7, 8], 2)),
    c("walk_inward", "void f(int *a, int n) { int *lo = a, *hi = a + n - 1; for (int i = 0; i < n / 2; i++) { int t = *lo; *lo++ = *hi; *hi-- = t; } }", (A, 8), (A, 7)),
    c("walk_before", "int f(int *a, int n) { int *p = a - 1 + 1; int s = *p; for (int i = 1; i < n; i++) s = s * 3 + *++p; return s + (int)(p - a); }", (A, 8)),
    c("walk_helper", "static int walked(const int *p, int n) { int s = 0; while (n--) s = s * 3 + *p++; return s; }\nint f(int *a, int n) { int *q = a; q += 2; int s = walked(q, n - 2); q = a; return s + *q; }", (A, 8)),
    c("not_null", "int f(int *a, int n) { if (!a || n < 1 || a == NULL) return -1; int s = 0; for (int i = 0; i < n; i++) s += a[i]; return a ? s : 0; }", (A, 8), (A, 0)),
    c("memory", "#include <string.h>\nvoid f(const int *a, int *b, uint8_t *d, int n) { int t[4]; memset(t, 0, sizeof(t)); memset(d, 0, n); memcpy(b, a, n * sizeof(int)); for (int i = 0; i < n; i++) t[i & 3] += b[i]; for (int i = 0; i < 4; i++) b[i] = t[i] + d[i]; memset(b + 4, 0, sizeof(*b) * (n - 4)); }", (A, B, [9] * 8, 8)),
    # Functions
    c("helper", "static float clampf(float x, float lo, float hi) { if (x < lo) return lo; if (x > hi) return hi; return x; }\nvoid f(float *x, int n) { for (int i = 0; i < n; i++) x[i] = clampf(x[i], 0, 1.5) + 1; }", (X, 5)),
    c("helper_loop", "static int dot(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i] * b[i]; return s; }\nvoid f(int *out, int *a, int *b, int n) { for (int i = 0; i < n; i++) out[i] = 1 + dot(a + i, b, n - i); }", ([0] * 8, A, B, 8)),
    c("helper_void", "static void scale(int *a, int n, int k) { for (int i = 0; i < n; i++) a[i] *= k; }\nvoid f(int *a, int n) { scale(a, n, 2); scale(a + 1, n - 1, 3); }", (A, 8)),
    c("helper_conditional", "static int square(int x) { int y = x; y *= x; return y; }\nint f(int *a, int n) { int s = 0; for (int i = 0; i < square(n); i++) s += a[i] > 0 ? square(a[i]) : 1; return s; }", (A, 2)),
    # C++
    cpp("darken", "std::vector<std::vector<uint8_t>> f(const std::vector<std::vector<uint8_t>> &a, const std::vector<std::vector<uint8_t>> &b) { std::vector<std::vector<uint8_t>> out; int m = a.size(); int n = a[0].size(); for (int i = 0; i < m; i++) { std::vector<uint8_t> row; for (int j = 0; j < n; j++) { uint8_t p; if (a[i][j] > b[i][j]) p = b[i][j]; else p = a[i][j]; row.push_back(p); } out.push_back(row); } return out; }", (PIXELS, OTHERS)),
    cpp("filled", "std::vector<std::vector<int>> f(int m, int n) { std::vector<std::vector<int>> c(m, std::vector<int>(n, 7)); for (int i = 0; i < m; i++) for (int j = 0; j < n; ++j) c[i][j] += i * j; return c; }", (2, 3), (0, 2)),
    cpp("three_axes", "std::vector<std::vector<std::vector<int>>> f(int n) { using std::vector; vector<vector<vector<int>>> c(n, vector<vector<int>>(2, vector<int>(3))); for (int i = 0; i < n; i++) c[i][1][i] = i + 1; return c; }", (2,)),
    cpp("by_value", "int f(std::vector<int> v) { int s = 0; for (size_t i = 0; i < v.size(); i++) { v[i] *= 2; s += v[i]; } return s; }", (A,), ([],)),
    cpp("by_reference", "void f(std::vector<int> &v) { for (auto &x : v) x = x * 2 + 1; }", (A,), ([],)),
    cpp("range_value", "double f(const std::vector<int> &v) { double s = 0; for (double x : v) s += x / 2; for (const auto &x : v) s += x; return s; }", (A,)),
    cpp("range_rows", "int f(const std::vector<std::vector<int>> &m) { int s = 0; for (const auto &row : m) for (int x : row) s = s * 3 + x; return s; }", (M,)),
    cpp("row_alias", "void f(std::vector<std::vector<int>> &m) { for (size_t i = 0; i < m.size(); i++) { auto &row = m[i]; size_t k = i; for (size_t j = 0; j < row.size(); j++) row[j] += k; } }", (M,)),
    cpp("alias_index", "int f(std::vector<int> &v, int i) { int &x = v[i]; i = 0; x += 10; int s = 0; for (int y : v) s += y * ++i; return s + x; }", (A, 3)),
    cpp("copies", "std::vector<int> f(std::vector<int> &v) { std::vector<int> w = v, u; u = v; for (size_t i = 0; i < v.size(); i++) { v[i] = 0; w[i] += u[i]; } return w; }", (A,)),
    cpp("row_copy", "int f(const std::vector<std::vector<int>> &m) { int s = 0; for (auto row : m) { row[0] = 9; for (auto x : row) s += x; } auto r = m[1]; return s + r[0]; }", (M,)),
    cpp("min_max", "void f(std::vector<float> &x, const std::vector<float> &y) { for (size_t i = 0; i < x.size(); i++) x[i] = std::min(x[i], std::max(y[i], 0.5f)); }", (X, Y), ([math.nan, 0.0], [1.0, math.nan])),
    cpp("cpp_math", "void f(std::vector<float> &x) { for (auto &v : x) v = std::sqrt(v * v) + std::abs(v) + std::floor(v) * std::pow(v, 2); }", (X,)),
    cpp("unqualified_sqrt", "void f(std::vector<float> &x) { for (auto &v : x) v = sqrt(v * v + 0.1f) * 3; }", (X,)),
    cpp("mixed_counter", "int f(const std::vector<int> &v) { int s = 0; for (int i = 0; i < v.size(); i++) for (int j = i; j < v.size(); ++j) s += v[j] * i; for (unsigned k = 0; k < v.size(); k++) s ^= v[k]; return s; }", (A,), ([],)),
    cpp("back_front", "int f(const std::vector<int> &v) { int s = 0; for (int x : v) s += x * v.back() - v.front(); return v.empty() ? -1 : s; }", (A,), ([],)),
    cpp("limits", "int f(const std::vector<int> &v) { int best = std::numeric_limits<int>::max(); for (int x : v) if (x < best) best = x; return best; }", (A,), ([],)),
    cpp("constants", "constexpr int K = 3; namespace inner { const float HALF = 0.5f; }\nfloat f(const std::vector<float> &x) { static const int M = K + 1; float s = 0; for (int i = 0; i < K; i++) s += x[i] * inner::HALF + M; return s; }", (X,)),
    cpp("initialiser_list", "int f(int n) { std::vector<int> w = {1, 2, 3}; int s = 0; for (int i = 0; i < n; i++) s += w[i % 3]; return s; }", (7,)),
    cpp("std_array", "int f(const std::vector<int> &v) { std::array<int, 3> w{}; for (size_t i = 0; i < v.size(); i++) w[i % w.size()] += v[i]; return w[0] * 100 + w[1] * 10 + w[2]; }", (A,)),
    cpp("reference_helper", "static void swap2(int &a, int &b) { int t = a; a = b; b = t; }\nvoid f(std::vector<int> &v) { int n = v.size(); for (int i = 0; i < n / 2; i++) swap2(v[i], v[n - 1 - i]); }", (A,), ([1, 2, 3],)),
    cpp("vector_helper", "static std::vector<int> doubled(const std::vector<int> &v) { std::vector<int> r(v.size()); for (size_t i = 0; i < v.size(); i++) r[i] = 2 * v[i]; return r; }\nstd::vector<int> f(const std::vector<int> &v) { auto w = doubled(v); for (auto &x : w) x++; return w; }", (A,)),
    cpp("casts", "int f(const std::vector<double> &v) { int s = 0; for (auto x : v) s += static_cast<int>(x) + int(x * 2) + (uint8_t)(int)x; return s; }", (X,)),
    cpp("functional", "long f(int n) { long s = 0; for (int i = 0; i < n; i++) s += long(i) * 1000000000L; return s; }", (5,)),
    cpp("data", "int f(std::vector<int> &v) { int *p = v.data(); int s = 0; for (size_t i = 0; i < v.size(); i++) s += p[i]; return s; }", (A,)),
    cpp("emplace", "std::vector<int> f(const std::vector<double> &v) { std::vector<int> r; for (auto x : v) if (x > 0) r.emplace_back(x * 2); return r; }", (X,)),
    cpp("accumulate", "double f(std::vector<float> &v, const std::vector<int> &w) { float s = std::accumulate(v.begin(), v.end(), 0.5f) + std::accumulate(w.begin(), w.end(), 0); int t = std::accumulate(v.begin(), v.end(), 0); std::fill(v.begin(), v.end(), 2); return s / 3 + t; }", (X, A)),
    cpp("resize", "std::vector<int> f(const std::vector<int> &v, std::vector<int> &out, std::vector<int> &more) { std::vector<int> w; w.resize(v.size()); out.resize(v.size()); more.resize(3, 7); for (size_t i = 0; i < v.size(); i++) { w[i] = v[i]; out[i] += v[i]; } return w; }", (A, [1, 2], [5]), ([1], [4, 5, 6], [1, 2, 3, 4])),
    cpp("resize_rows", "std::vector<std::vector<int>> f(int n, int m) { std::vector<std::vector<int>> t; t.resize(n, std::vector<int>(m, 2)); for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) t[i][j] += i * j; return t; }", (2, 3), (0, 1)),
    cpp("best_elements", "double f(const std::vector<double> &v) { double m = *std::max_element(v.begin(), v.end()); return m * 3 + *std::min_element(v.cbegin(), v.cend()); }", (X,), ([math.nan, 1.0],), ([1.0, math.nan, 2.0],)),
    cpp("ranges", "double f(std::vector<float> &v, std::vector<float> &w, const std::vector<int> &k, float x) { std::reverse(v.begin(), v.end()); std::copy(v.begin(), v.end(), w.begin()); std::fill(v.begin(), v.end(), x); return std::inner_product(w.begin(), w.end(), k.begin(), 0.5); }", (X, Y, A, 2.5), ([1.0, 2.0], [3.0, 4.0], A, 0)),
    c("ranges_of_pointers", "void f(int *a, int n) { int *p = a + 1; for (int i = 0; i + 1 < n; i++) p[i] -= a[0]; }", (A, 8), (A, 0)),
    cpp("pointer_ranges", "int f(std::vector<int> &v, int x) { int *p = v.data(); int n = v.size(); std::fill(p, p + n, x); std::fill_n(p, n / 2, 4); std::reverse(p, p + n); return std::accumulate(p, p + n, 1); }", (A, 5), ([], 5)),
    cpp("nearest", "void f(std::vector<double> &x, std::vector<float> &y) { for (auto &v : x) v = std::round(v) + 10 * rint(v) + 100 * lround(v); for (auto &v : y) v = roundf(v) + nearbyintf(v) + lrintf(v); }", ([0.5, -0.5, 1.5, 2.5, -1.5, 0.49999999999999994, -0.3, 4503599627370495.5, 3.7], [0.5, 0.49999997, -2.5, 8388607.5, -0.0])),
    cpp("nearest_of_none", "void f(std::vector<double> &x) { for (auto &v : x) v = std::round(v) + rint(v); }", ([math.nan, math.inf, -math.inf, -0.0, 1e300],)),
    cpp("number_over_nan", "void f(std::vector<double> &x, std::vector<float> &y) { for (auto &v : x) v = fmax(v, 0.0) - fmin(1.5, v); for (auto &v : y) v = std::fmax(-1.0f, v); }", ([math.nan, 3.0, -1.0, math.inf], [math.nan, -2.0, 4.0])),
    cpp("global_abs", "#include <stdlib.h>\nfloat f(const std::vector<float> &v) { float s = 0; for (auto x : v) s += abs(x); return s; }", (X,)),
    cpp("clear", "std::vector<int> f(std::vector<int> v) { std::vector<int> r; for (int x : v) { if (x < 0) { r.clear(); continue; } r.push_back(x); } return r; }", (A,)),
    cpp("clamp", "void f(std::vector<int> &v) { for (auto &x : v) x = std::clamp(x, 0, 5); }", (A,)),
    cpp("namespaced", "namespace image { static inline int twice(int x) { return 2 * x; } }\nint f(const std::vector<int> &v) { int s = 0; for (int x : v) s += image::twice(x); return s; }", (A,)),
    cpp("overloads", "static int g(int x) { return x + 1; } static double g(double x) { return x / 2; }\ndouble f(const std::vector<int> &v) { double s = 0; for (int x : v) s += g(x) + g(x * 1.0); return s; }", (A,)),
    cpp("wide_sum", "uint64_t f(const std::vector<uint32_t> &v) { uint64_t s = 0; for (auto x : v) s = (s << 5) ^ x; return s; }", ([1, 4000000000],)),
]  # fmt: skip
CASES += [Case(*exits) for exits in EXITS]
CASES += [Case(*program) for program in (*REPORTS, *UNTYPED)]


# The compiled program


_C_TYPES = {
    "bool": "bool", "f32": "float", "f64": "double",
    **{f"i{n}": f"int{n}_t" for n in (8, 16, 32, 64)}, **{f"u{n}": f"uint{n}_t" for n in (8, 16, 32, 64)},
}  # fmt: skip

_PRINTER = """
#include <cstdio>
static void show(float x) { printf("%a ", (double)x); }
static void show(double x) { printf("%a ", x); }
template <typename T> static void show(const T &x) { printf("%lld ", (long long)x); }
static void show(unsigned long x) { printf("%lu ", x); }
template <typename T> static void show(const std::vector<T> &v) { printf("[ "); for (const T &x : v) show(x); printf("] "); }
"""


def _file(case: Case) -> str:
    return f"{case.name}.{case.language}"


def _text(case: Case) -> str:
    return (HEADERS if case.language == "cpp" else C_HEADERS) + case.source


def _function(case: Case) -> Function:
    unit = read(_file(case), _text(case))
    found = next(f for f in unit.functions if f.name == "f")
    assert isinstance(found, Function), [(d.code, d.message, d.span) for d in found.diagnostics]
    return found


def _literal(value: Any, type_: str) -> str:
    if isinstance(value, list):
        return "{" + ", ".join(_literal(v, type_) for v in value) + "}"
    if isinstance(value, float):
        if math.isnan(value):
            return f"({type_})NAN"
        if math.isinf(value):
            return f"({type_})INFINITY" if value > 0 else f"-({type_})INFINITY"
        return f"({type_}){value.hex()}"
    return f"({type_}){value}LL" if value < 2**63 else f"({type_}){value}ULL"


def _declared(parameter: Parameter, value: Any, name: str) -> tuple[str, str, bool]:
    """A declaration, the argument to pass, and whether to print it afterwards."""
    kind = parameter.type
    if isinstance(kind, ScalarType):
        element = _C_TYPES[kind.dtype.name]
        return f"{element} {name} = {_literal(value, element)};", name, False
    element = _C_TYPES[kind.element.dtype.name]
    vector = element
    for _ in range(kind.rank):
        vector = f"std::vector<{vector}>"
    passed = f"{name}.data()" if kind.container is Container.POINTER else name
    return f"{vector} {name} = {_literal(value, element)};", passed, parameter.shared


def _driver(cases: list[tuple[Case, Function]]) -> str:
    lines = [HEADERS, _PRINTER]
    for case, _ in cases:
        if case.language == "cpp":
            lines.append(f"namespace {case.name} {{\n{case.source}\n}}")
        else:
            body = case.source
            lines.append(f'extern "C" {{ {_prototype(body, case.name)}; }}')
    lines.append("int main() {")
    for case, function in cases:
        for arguments in case.inputs:
            declared = [
                _declared(p, v, f"p{k}")
                for k, (p, v) in enumerate(zip(function.parameters, arguments, strict=True))
            ]
            call = f"{case.name}::f" if case.language == "cpp" else case.name
            text = f"{call}({', '.join(d[1] for d in declared)})"
            lines.append("{ " + " ".join(d[0] for d in declared))
            lines.append(f"show({text});" if function.results else f"{text};")
            lines += [f"show(p{k});" for k, d in enumerate(declared) if d[2]]
            lines.append('printf("\\n"); }')
    return "\n".join([*lines, "}"])


def _prototype(source: str, name: str) -> str:
    line = next(t for t in source.splitlines() if " f(" in t and not t.startswith("#"))
    return line[: line.index("{")].strip().replace(" f(", f" {name}(", 1)


def _parse(line: str) -> list[Any]:
    stack: list[list[Any]] = [[]]
    for token in line.split():
        if token == "[":
            stack.append([])
        elif token == "]":
            done = stack.pop()
            stack[-1].append(done)
        else:
            is_float = any(c in token for c in "xn")
            stack[-1].append(float.fromhex(token) if is_float else int(token))
    return stack[0]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    """What g++ and gcc make of every case."""
    if not shutil.which("g++"):
        pytest.skip("needs g++")
    folder: Path = tmp_path_factory.mktemp("compiled")
    cases: list[tuple[Case, Function]] = []
    for case in CASES:
        try:
            cases.append((case, _function(case)))
        except AssertionError:
            continue
    plain = [f"#define f {c.name}\n{c.source}\n#undef f" for c, _ in cases if c.language == "c"]
    (folder / "all.c").write_text("\n".join([C_HEADERS, *plain]))
    (folder / "main.cpp").write_text(_driver(cases))
    flags = ["-O0", "-ffp-contract=off", "-w"]
    subprocess.run(["gcc", *flags, "-c", "all.c"], cwd=folder, check=True)
    subprocess.run(
        ["g++", "-std=c++17", *flags, "main.cpp", "all.o", "-o", "main", "-lm"], cwd=folder, check=True
    )
    printed = subprocess.run([folder / "main"], check=True, capture_output=True, text=True).stdout
    lines = iter(printed.splitlines())
    return {case.name: [_parse(next(lines)) for _ in case.inputs] for case, _ in cases}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_plain(v) for v in value.tolist()]
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return int(value) if isinstance(value, bool) else value


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or a.hex() == float(b).hex()
    return a == b


def _arguments(function: Function, values: tuple[Any, ...]) -> list[Any]:
    converted: list[Any] = []
    for parameter, value in zip(function.parameters, values, strict=True):
        kind = parameter.type
        if isinstance(kind, ArrayType):
            array = kind.container is Container.POINTER
            value = (
                np.array(value, dtype=kind.element.dtype.numpy) if array else _rounded(value, kind.element)
            )
        elif kind.dtype.is_float:
            value = float(value)
        converted.append(value)
    return converted


def _rounded(value: Any, element: ScalarType) -> Any:
    if isinstance(value, list):
        return [_rounded(v, element) for v in value]
    return element.dtype.numpy.type(value).item()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_computes_what_the_source_computes(case: Case, outputs: dict[str, list[list[Any]]]) -> None:
    function = _function(case)
    check(function)
    whiles = [s for s in statements(function.body) if isinstance(s, While)]
    assert bool(whiles) != case.counted
    labels = [s.label for s in statements(function.body) if isinstance(s, (For, While))]
    assert len(set(labels)) == len(labels)
    for values, expected in zip(case.inputs, outputs[case.name], strict=True):
        outcome = run(function, _arguments(function, values))
        assert isinstance(outcome, Finished), outcome
        given = dict(zip((p.name for p in function.parameters), _arguments(function, values), strict=True))
        shared = [p.name for p in function.parameters if p.shared and isinstance(p.type, ArrayType)]
        arrays = [outcome.changed.get(name, given[name]) for name in shared]
        found = _plain([*outcome.results, *arrays])
        assert _same(found, expected), (found, expected)


REFUSED = [
    *REFUSED_REPORTS,
    ("TSP1100", 2, "int f(int *a) {\n  return b[0];\n}"),
    ("TSP1104", 2, "int f(int *a, int n) { int s = 0;\n while (n != 1) { if (a[n]) break; n = n / 2; s++; } return s; }"),
    ("TSP1104", 2, "int f(int *a, int n) { int s = 0;\n while (n != 1) { if (a[n]) return n; n = n / 2; s++; } return s; }"),
    ("TSP1104", 2, "int f(int *a, int n) { int i = 0;\n for (;;) { if (a[i]) return i; i++; } }"),
    ("TSP1106", 1, "int f(int *a, int n) { int s = 0; const char t[] = \"a\\n\"; for (int i = 0; i < n; i++) s += t[i % 2]; return s; }"),
    ("TSP1105", 3, "#include <vector>\nstd::vector<int> f(std::vector<int> &a) { for (int i = 0; i < 3; i++)\n if (a[i]) return a; return std::vector<int>(3); }"),
    ("TSP1108", 3, "int total;\nint f(int *a, int n) { for (int i = 0; i < n; i++)\n total += a[i]; return total; }"),
    ("TSP1109", 3, "#include <cstdio>\nvoid f(int *a, int n) { for (int i = 0; i < n; i++)\n printf(\"%d\", a[i]); }"),
    ("TSP1110", 3, "#include <cstdlib>\nvoid f(int *a, int n) {\n free(a); }"),
    ("TSP1111", 2, "void f(int *a, int *b, int n) { int *p = a; for (int i = 0; i < n; i++) {\n p = b; *p = i; } }"),
    ("TSP1111", 2, "int f(int *a, int *b, int n) { int s = 0; for (int i = 0; i < n; i++)\n s += a + i < b; return s; }"),
    ("TSP1112", 2, "void f(int *a, int n) { for (int i = 0; i < n; i++)\n *a++ = *a; }"),
    ("TSP1108", 3, "int f(int *a, int *b, int n) { int *p; if (n > 2) p = a; else p = b;\n int s = 0; for (int i = 0; i < n; i++)\n s += p[i]; return s; }"),
    ("TSP1107", 2, "#include <algorithm>\nvoid f(int *a, int n) { std::copy(a, a + n, a + 1); }"),
    ("TSP1107", 2, "#include <cstring>\nvoid f(int *a, int n) { memset(a, 0, n); }"),
    ("TSP1107", 2, "#include <cstring>\nvoid f(float *a, int n) { memset(a, 1, n * sizeof(float)); }"),
    ("TSP1107", 2, "#include <cstring>\nvoid f(int *a, int v, int n) { memset(a, v, n * sizeof(int)); }"),
    ("TSP1107", 2, "#include <algorithm>\nvoid f(int *a, int *b, int n) { std::copy(a, b, a + n); }"),
    ("TSP1107", 2, "#include <algorithm>\nvoid f(int *a, int n) { std::replace(a, a + n, a[0], 3); }"),
    ("TSP1127", 2, "#include <algorithm>\nvoid f(int *a, int n) { std::nth_element(a, a + 1, a + n); }"),
    ("TSP1127", 2, "#include <math.h>\nvoid f(float *a, int n) { for (int i = 0; i < n; i++) a[i] = hypotf(a[i], 2.0f); }"),
    ("TSP1106", 2, "#include <numeric>\nint f(int *a, int n) { return std::accumulate(a, a + n, 0, [](auto x, auto y) { return x + y; }); }"),
    ("TSP1126", 2, "#include <numeric>\nfloat f(float *a, int n) { return std::reduce(a, a + n, 0.0f); }"),
    ("TSP1112", 2, "#include <algorithm>\nint f(int *a, int n) { int k = 0; return std::count_if(a, a + n, [&](int x) { k++; return x > k; }); }"),
    ("TSP1112", 2, "void f(int *a, int n) { int k = 0; for (int i = 0; i < n; i++)\n a[k] = k++; }"),
    ("TSP1112", 3, "int bump(int *a) { a[0]++; return 1; }\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++)\n s += a[0] + bump(a); return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0; for (int i = 1; i < n; i++)\n s += a[i]++ + a[i - 1]; return s; }"),
    ("TSP1112", 3, "int f(int *a, int n) { int *p = a, s = 0;\n for (int i = 1; i < n; i++)\n s += a[i]++ + p[i - 1]; return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0; for (int i = 1; i < n; i++)\n s += i > 3 && a[i]++ > 2; return s; }"),
    ("TSP1112", 3, "int peek(const int *a) { return a[0]; }\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++)\n s += a[i]++ + peek(a); return s; }"),
    ("TSP1112", 1, "void f(int *a, int k) { for (int i = k++; i < 9; i++) a[i] = k; }"),
    ("TSP1106", 1, "void f(int *a, int n) { auto g = 1 ? a[0] : n; for (int i = 0; i < n; i++) (g ? a[0] : n) = 3; }"),
    ("TSP1101", 1, "int f(int *a, float x) { return a[0] + __builtin_bit_cast(int, x); }"),
    ("TSP1103", 1, "int f(int *a, int n) { int s = 0; if (int k = a[0]; k > n) s = a[1]; return s; }"),
    ("TSP1103", 1, "int f(int *a, int n) { int s = 0; while (int k = a[s]) s += k; return s; }"),
    ("TSP1112", 1, "int f(int *a, int n) { int s = 0; for (; s < a[n--]; s++) ; return s; }"),
    ("TSP1112", 1, "int g(int x) { return x * 2; }\nint f(int *a, int n) { int k = 0, s = 0; for (int i = 0; i < n; i++) s += a[i] ? g(k++) : 1; return s + k; }".replace("\n", " ")),
    ("TSP1113", 1, "int f(int *a, int n) { return n ? f(a, n - 1) : a[0]; }"),
    ("TSP1114", 2, "int f(int *a, int n) { int s; for (int i = 0; i < n; i++)\n s += a[i]; return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0, d; for (int i = 0; i < n; i++)\n s += d * (d = a[i]); return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0, d = 0; for (int i = 0; i < n; i++)\n s += d + ((d = a[i]) > 0 && d < 9); return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0, d = 1; for (int i = 0; i < n; i++)\n s += a[i] > 0 ? (d = a[i]) : d; return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int i = 0;\n i = i++ + a[n]; return i; }"),
    ("TSP1112", 2, "void f(int *a, int n) { int i = 0; for (int k = 0; k < n; k++)\n a[i] = i++; }"),
    ("TSP1104", 2, "int f(int n) { int s = 0;\n for (uint8_t i = n - 1; i < n; i--) { s += i; if (s > 900) break; } return s; }"),
    ("TSP1115", 2, "unsigned f(int *a, unsigned n) { unsigned s = 0;\n for (unsigned i = n; i >= 0; i--) s += a[i]; return s; }"),
    ("TSP1116", 2, "int f(int *a, int n) { int s = 0;\n for (uint8_t i = 0; i < n; i++) s += a[i]; return s; }"),
    ("TSP1117", 1, "template <typename T> void f(T *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }"),
    ("TSP1120", 3, "#include <vector>\nvoid f(std::vector<int> &a) { for (int i = 0; i < 3; i++)\n a.pop_back(); }"),
    ("TSP1111", 1, "void f(int **a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }"),
    ("TSP1102", 1, "void f(long double *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }"),
    ("TSP1102", 1, "void f(volatile int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }"),
    ("TSP1103", 2, "int f(int *a, int n) { int s = 0; if (n > 3)\n goto end; for (int i = 0; i < n; i++) s += a[i]; end: return s; }"),
    ("TSP1103", 2, "int f(int *a, int n) { int s = 0; switch (n % 2) { case 0:\n while (n > 0) { s++; case 1: n--; } } return s; }"),
    ("TSP1103", 2, "int f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) switch (a[i]) {\n s++; case 1: s--; } return s; }"),
    ("TSP1103", 2, "int f(double *a, int n) { int s = 0;\n switch (n) { case 1: if (int k = n) break; s++; } return s; }"),
    ("TSP1106", 2, "int f(int *a, int n) { int c = 0;\n auto q = [c]() mutable { return c++; }; int s = 0; for (int i = 0; i < n; i++) s += q(); return s; }"),
    ("TSP1106", 2, "int f(int *a, int n) {\n auto q = [c = n + 1](int x) { return x + c; }; int s = 0; for (int i = 0; i < n; i++) s += q(a[i]); return s; }"),
    ("TSP1112", 2, "int f(int *a, int n) { int s = 0; auto q = [&](int x) { s += x; return x; }; for (int i = 0; i < n; i++)\n s = s + q(a[i]); return s; }"),
    ("TSP1124", 3, "#include <vector>\nint f(std::vector<bool> &a) { int s = 0; for (int i = 0; i < 3; i++) {\n auto x = a[i]; s += x; } return s; }"),
    ("TSP1100", 2, '#include "nowhere.h"\nint f(int *a, int n) { return a[n] * SCALE; }'),
    ("TSP1141", 2, "typedef real_t number;\nint f(number *a, int n) { return a[n]; }"),
    ("TSP1107", 2, "int g(int x);\nint f(int *a, int n) { return g(a[n]); }"),
    ("TSP1125", 1, "int f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = 0; }"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "line", "source"), REFUSED, ids=[f"{r[0]}-{k}" for k, r in enumerate(REFUSED)]
)
def test_refuses_with_a_place(code: str, line: int, source: str) -> None:
    text = source if "stdint" in source or "uint8_t" not in source else "#include <cstdint>\n" + source
    unit = read("refused.cpp", text)
    found = next(f for f in unit.functions if f.name == "f")
    assert isinstance(found, RefusedFunction)
    (diagnostic,) = found.diagnostics
    shift = text.count("\n") - source.count("\n")
    assert (diagnostic.code, diagnostic.span and diagnostic.span.line - shift) == (code, line), (
        diagnostic.message
    )
    assert diagnostic.message


@pytest.mark.parametrize(
    "parameters",
    ["double a[][3], int n, int m", "double a[2][3], int n, int m", "int n, int m, double a[n][m]"],
)
def test_arrays_of_two_axes(parameters: str) -> None:
    body = "for (int i = 0; i < n; i++) { double *row = a[i]; for (int j = 0; j < m; j++) row[j] = a[i][j] * i + *(row + j); }"
    (function,) = read("two.c", f"void f({parameters}) {{ {body} }}").functions
    assert isinstance(function, Function)
    check(function)
    given = {"a": np.arange(6.0).reshape(2, 3), "n": 2, "m": 3}
    outcome = run(function, [given[p.name] for p in function.parameters])
    assert isinstance(outcome, Finished)
    assert outcome.changed["a"].tolist() == [[0, 1, 2], [6, 8, 10]]


def test_names_functions_without_loops() -> None:
    unit = read("two.c", "int g(int x) { return x + 1; }\nint f(int *a) { return g(a[0]); }")
    assert unit.others == ("g",)
    assert [f.name for f in unit.functions] == ["f"]


@pytest.mark.parametrize(
    "body",
    [
        "return " + "a[0]+" * 3000 + "1;",
        "if (a[0]) { if (a[1]) return 1; a[0]++; } " * 40 + "return 0;",
        "return " + "(" * 900,
    ],
    ids=["deep", "branching", "brackets"],
)
def test_refuses_what_is_too_large(body: str) -> None:
    (function,) = read("large.c", f"int f(int *a) {{ {body} }}").functions
    assert isinstance(function, RefusedFunction)


def test_reports_a_missing_system_header_and_goes_on() -> None:
    unit = read("omp.c", "#include <omp.h>\nint f(int *a) { return a[0]; }")
    (note,) = unit.diagnostics
    assert (note.code, note.severity) == ("TSP1140", "warning")
    (function,) = unit.functions
    assert isinstance(function, Function)
    assert function.assumptions == ("the header `omp.h`, which was not found, changes nothing here",)


def test_every_code_has_a_page() -> None:
    for code, entry in CATALOGUE.items():
        if code.startswith("TSP11"):
            assert all((entry.message, entry.label, entry.help, entry.explanation))

"""C and C++ programs with paths that only report an error, and with `void *`, for the tests of the frontend."""

from __future__ import annotations

from typing import Any

A = [3, -1, 4, 1, -5, 9, 2, 6]
X = [0.5, -1.25, 3.0, 0.1, 7.75]
_SAID = "void complain(const char *text, int line) __attribute__((weak));\nvoid complain(const char *text, int line);\n"
_MACRO = "#define ERROR(text, code) do { complain(text, __LINE__); return code; } while (0)\n"
_IO = "#include <stdio.h>\n"

REPORTS: list[tuple[str, str, tuple[tuple[Any, ...], ...], str]] = [
    (
        "error_macro",
        f"{_SAID}{_MACRO}int f(int *a, int n, int d) {{ if (n < 1 || d == 0) ERROR(\"bad\", 4); for (int i = 0; i < n; i++) a[i] /= d; return 0; }}",
        ((A, 8, 2), (A, 1, -3)),
        "c",
    ),
    (
        "error_after_the_loop",
        f"{_SAID}{_MACRO}int f(int *a, int n, int k) {{ for (int i = 0; i < n; i++) if (a[i] == k) return i; ERROR(\"not there\", -1); }}",
        ((A, 8, 4), (A, 8, 6)),
        "c",
    ),
    (
        "error_in_the_loop",
        f"{_IO}int f(int *a, int n) {{ int s = 0; for (int i = 0; i < n; i++) {{ if (a[i] == 0) {{ fprintf(stderr, \"zero at %d\\n\", i); exit(1); }} s += 60 / a[i]; }} return s; }}",
        ((A, 8), (A, 0)),
        "c",
    ),
    (
        "error_in_a_helper",
        f"{_SAID}{_MACRO}static int at(const int *a, int n, int i) {{ if (i < 0 || i >= n) ERROR(\"range\", 0); return a[i]; }}\nint f(int *a, int n) {{ int s = 0; for (int i = 0; i < n; i++) s += at(a, n, i) * at(a, n, n - 1 - i); return s; }}",
        ((A, 8), (A, 1), (A, 0)),
        "c",
    ),
    (
        "error_by_a_function_that_ends",
        f"{_IO}static void die(const char *why) {{ fprintf(stderr, \"%s\\n\", why); abort(); }}\nint f(int *a, int n) {{ int s = 1; if (n > 9) die(\"long\"); else s = 2; for (int i = 0; i < n; i++) s += a[i]; return s; }}",
        ((A, 8), (A, -1)),
        "c",
    ),
    (
        "error_on_either_side",
        f"{_SAID}{_MACRO}int f(int *a, int n) {{ if (n >= 2) {{ int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }} ERROR(\"short\", 1); }}",
        ((A, 8), (A, 2)),
        "c",
    ),
    (
        "error_in_a_switch",
        f"{_SAID}{_MACRO}int f(int *a, int n, int how) {{ int s = 0; for (int i = 0; i < n; i++) switch (how) {{ case 0: s += a[i]; break; case 1: s -= a[i]; break; default: ERROR(\"how\", 9); }} return s; }}",
        ((A, 8, 0), (A, 8, 1)),
        "c",
    ),
    (
        "error_as_an_expression",
        f"{_SAID}#define CHECK(c) ((c) ? (void)0 : complain(#c, __LINE__))\nint f(int *a, int n) {{ int s = 0; if (n > 9) {{ complain(\"n\", 1); return -1; }} for (int i = 0; i < n; i++) s += a[i]; return s; }}",
        ((A, 8), (A, 0)),
        "c",
    ),
    (
        "messages_that_are_asked_for",
        f"{_IO}int f(int *a, int n, int verbose) {{ int s = 0; if (verbose > 1) printf(\"n is %d\\n\", n); for (int i = 0; i < n; i++) {{ s += a[i]; if (verbose) printf(\"%d\\n\", s); }} return s; }}",
        ((A, 8, 0), (A, 0, 0)),
        "c",
    ),
    (
        "errno_and_a_value",
        "#include <errno.h>\ndouble f(double *x, int n) { double s = 0; for (int i = 0; i < n; i++) { if (x[i] != x[i]) { errno = EDOM; return -1; } s += x[i]; } return s; }",
        ((X, 5), (X, 0)),
        "c",
    ),
    (
        "throw_what_is_wrong",
        "#include <stdexcept>\n#include <string>\nint f(const std::vector<int> &v, int k) { if (k < 1) throw std::invalid_argument(\"k is \" + std::to_string(k)); int s = 0; for (int x : v) { if (x % k == 77) throw 1; s += x / k; } return s; }",
        ((A, 2), ([], 1)),
        "cpp",
    ),
    (
        "throw_at_the_end",
        "#include <stdexcept>\nint f(const std::vector<int> &v, int k) { for (size_t i = 0; i < v.size(); i++) { if (v[i] == k) return i; } throw std::runtime_error(\"none\"); }",
        ((A, 9), ([3], 3)),
        "cpp",
    ),
    (
        "streams_of_errors",
        "#include <iostream>\nint f(const std::vector<int> &v) { int s = 0; for (int x : v) { if (x > 99) { std::cerr << \"large: \" << x << std::endl; std::abort(); } s += x; } return s; }",
        ((A,), ([],)),
        "cpp",
    ),
]  # fmt: skip

UNTYPED: list[tuple[str, str, tuple[tuple[Any, ...], ...], str]] = [
    (
        "void_cast_at_the_top",
        "double f(const void *data, int n) { const double *x = (const double *)data; double s = 0; for (int i = 0; i < n; i++) s = s * 3 + x[i]; return s; }",
        ((X, 5), (X, 0)),
        "c",
    ),
    (
        "void_converted_without_a_cast",
        "void f(void *data, int n) { int *a = data; for (int i = 0; i < n; i++) a[i] *= 2; }",
        ((A, 8),),
        "c",
    ),
    (
        "void_cast_at_each_use",
        "int f(void *p, void *q, int n) { int s = 0; for (int i = 0; i < n; i++) s += ((int *)p)[i] * *((const int *)q + i); return p == NULL ? -1 : s; }",
        ((A, A, 8),),
        "c",
    ),
    (
        "void_comparator",
        "static int compare(const void *a, const void *b) { double x = *(const double *)a, y = *(const double *)b; return x < y ? -1 : x > y; }\nint f(double *v, int n) { int k = 0; for (int i = 1; i < n; i++) if (compare(&v[i], v + k) < 0) k = i; return k; }",
        ((X, 5), (X, 1)),
        "c",
    ),
    (
        "void_passed_on",
        "static int sum(const void *data, int n, void *context) { const int *a = data; int s = 0; (void)context; for (int i = 0; i < n; i++) s += a[i]; return s; }\nint f(void *data, int n) { return sum(data, n, NULL) + sum(data, n / 2, data); }",
        ((A, 8),),
        "c",
    ),
    (
        "struct_pointer_set_later",
        "typedef struct { int scale; } state;\nstatic int times(void *vstate, int x) { state *s; int k = 2; s = (state *)vstate; s = (state *)vstate; return s->scale * x + k; }\nint f(int *a, int n, int scale) { int s = 0; state st; state *p; st.scale = scale; p = &st; for (int i = 0; i < n; i++) { p->scale += i; s += times(p, a[i]); } return s; }",
        ((A, 8, 3), (A, 0, 1)),
        "c",
    ),
    (
        "null_until_it_is_set",
        "int f(int *a, int n) { int *p = NULL, s = 0; p = a + 1; for (int i = 1; i < n; i++) s = s * 3 + *p++; return s; }",
        ((A, 8), (A, 1)),
        "c",
    ),
]  # fmt: skip

REFUSED: list[tuple[str, int, str]] = [
    ("TSP1107", 3, "void complain(const char *t);\nvoid f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = i;\n complain(\"done\"); }"),
    ("TSP1107", 3, "void work(int *a, int n);\nvoid f(int *a, int n) { if (n > 16) {\n work(a, n); return; } for (int i = 0; i < n; i++) a[i] = i; }"),
    ("TSP1107", 3, "int work(int n);\nint f(int *a, int n) { if (n > 16)\n return work(n); int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }"),
    ("TSP1107", 3, "void complain(const char *t);\nint f(int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] > 3) {\n complain(\"large\"); continue; } s += a[i]; } return s; }"),
    ("TSP1109", 3, "#include <cstdio>\nvoid f(int *a, int n) { for (int i = 0; i < n; i++) if (a[i] > 0)\n printf(\"%d\", a[i]); }"),
    ("TSP1107", 3, "void complain(const char *t);\nint f(int *a, int n) { if (a[0] == a[0] || n > 3) {\n if (n > 2) complain(\"a\"); else complain(\"b\"); return 1; } return 0; }"),
    ("TSP1107", 3, "void complain(const char *t);\nint f(int *a, int n) { if (1) {\n complain(\"a\"); return 1; } return a[n]; }"),
    ("TSP1109", 3, "#include <cstdio>\nvoid f(int *a, int n) { if (n == 0) return;\n printf(\"%d\", a[0]); }"),
    ("TSP1102", 1, "void f(void *p, int n) { double *x = (double *)p; float *y = (float *)p; for (int i = 0; i < n; i++) x[i] = y[i]; }"),
    ("TSP1102", 1, "void f(void *p, void *q, int n) { double *x = (double *)p; p = q; for (int i = 0; i < n; i++) x[i] = 1; }"),
    ("TSP1102", 2, "void keep(void *p);\nvoid f(void *p, int n) { double *x = (double *)p; keep(p); for (int i = 0; i < n; i++) x[i] = 1; }"),
    ("TSP1111", 4, "static void set(void *p, int n) { double *x = (double *)p; for (int i = 0; i < n; i++) x[i] = 1; }\nvoid f(float *a, int n) {\n float *b = a;\n set(b, n); }"),
    ("TSP1111", 3, "struct S { int k; };\nint f(int *a, int n) { S s = {1}, t = {2}; S *p; int k = 0; for (int i = 0; i < n; i++) { p = &s;\n p = &t; k += p->k * a[i]; } return k; }"),
    ("TSP1142", 3, "struct S { int k; };\nint f(int *a, int n) { S s = {1}, t = {2}; S *p; if (n > 3) p = &s; else p = &t;\n int k = 0; for (int i = 0; i < n; i++) { k += p->k * a[i]; } return k; }"),
    ("TSP1142", 3, "struct S { int k; };\nint f(int *a, int n) { S s = {1}; S *p; int k = 0; for (int i = 0; i < n; i++) { if (i > 0)\n k += p->k * a[i]; p = &s; } return k; }"),
    ("TSP1108", 2, "int f(int *a, int n) { int *p = nullptr; if (n > 3) p = a;\n return p[0]; }"),
]  # fmt: skip

"""C and C++ programs with loops that are left early, for the tests of the frontend."""

from __future__ import annotations

from typing import Any

HITS: tuple[tuple[Any, ...], ...] = tuple(
    (a, len(a), 3) for a in ([3], [3, 1, 2], [1, 3, 2, 3], [1, 2, 3], [1, 2], [-1, 3], [0, 5, -3])
)
EMPTY: tuple[Any, ...] = ([1], 0, 3)
GRID: tuple[tuple[Any, ...], ...] = tuple(
    (a, r, c, x)
    for a, r, c in (([1, 2, 3, 4, 5, 6], 2, 3), ([3, 3], 2, 1), ([7], 1, 1), ([1], 0, 4))
    for x in (3, 6, 9)
)
PAIRS: tuple[tuple[Any, ...], ...] = (
    ([1, 2], [1, 2]),
    ([1], [2, 3]),
    ([4, 5, 6], [4, 5]),
    ([4, 5, 6], [4, 0]),
)

EXITS: list[tuple[str, str, tuple[tuple[Any, ...], ...]]] = [
    ("leave_break", "int f(const int *a, int n, int x) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] == x) break; s += a[i]; } return s; }", (*HITS, EMPTY)),
    ("leave_counter", "int f(const int *a, int n, int x) { int i; for (i = 0; i < n; i++) if (a[i] == x) break; return i; }", (*HITS, EMPTY)),
    ("leave_return", "int f(const int *a, int n, int x) { for (int i = 0; i < n; i++) { if (a[i] == x) return i; if (a[i] < 0) return -5; } return -1; }", (*HITS, EMPTY)),
    ("leave_header", "int f(const int *a, int n, int x) { int i = 0; for (; i < n && a[i] != x; i += 2) {} return i; }", (*HITS, EMPTY)),
    ("leave_unsigned", "size_t f(const int *a, size_t n, int x) { size_t i = 0; while (i < n && a[i] != x) ++i; return i; }", (*HITS, EMPTY)),
    ("leave_stepped_early", "int f(const int *a, int n, int x) { int i = 0, s = 0; while (i < n) { int v = a[i]; ++i; if (v == x) break; s += v; } return s * 100 + i; }", (*HITS, EMPTY)),
    ("leave_two_flags", "int f(const int *a, int n, int x) { bool found = false; int i = 0; while (!found && i < n) { if (a[i] == x) found = true; else i++; } return found ? i : -1; }", ()),
    ("leave_flag", "int f(const int *a, int n, int x) { bool found = false; int i = 0; while (!found && i < n) { if (a[i] == x) found = true; i++; } return found ? i : -i; }", (*HITS, EMPTY)),
    ("leave_down", "int f(const int *a, int n, int x) { int i = n; while (i-- > 0) if (a[i] == x) break; return i; }", (*HITS, EMPTY)),
    ("leave_down_header", "int f(const int *a, int n, int x) { int i; for (i = n - 1; i >= 0 && a[i] != x; --i) ; return i; }", (*HITS, EMPTY)),
    ("leave_do", "int f(const int *a, int n, int x) { int i = 0, s = 0; do { if (a[i] == x) break; s += a[i]; i++; } while (i < n); return s * 10 + i; }", HITS),
    ("leave_do_return", "int f(const int *a, int n, int x) { int i = 0; do { if (a[i] == x) return i; i++; } while (i < n && i < 3); return -i; }", HITS),
    ("leave_continue", "int f(const int *a, int n, int x) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] < 0) continue; if (a[i] == x) break; s += a[i]; } return s; }", (*HITS, EMPTY)),
    ("leave_range_for", "#include <vector>\nint f(const std::vector<int> &v) { int s = 0; for (int x : v) { if (x == 3) return s; s += x; } return -s; }", tuple((a,) for a, _, _ in HITS)),
    ("leave_nested", "int f(const int *a, int r, int c, int x) { for (int i = 0; i < r; i++) { for (int j = 0; j < c; j++) { if (a[i * c + j] == x) return 100 * i + j; } } return -1; }", GRID),
    ("leave_inner", "int f(const int *a, int r, int c, int x) { int s = 0; for (int i = 0; i < r; i++) { for (int j = 0; j < c; j++) { if (a[i * c + j] == x) break; s += a[i * c + j]; } s += 100; } return s; }", GRID),
    ("leave_both", "int f(const int *a, int r, int c, int x) { int s = 0; for (int i = 0; i < r; i++) { int j; for (j = 0; j < c; j++) { if (a[i * c + j] == x) break; s++; } if (j < c) break; s += 100; } return s; }", GRID),
    ("leave_after_inner", "int f(const int *a, int r, int c, int x) { for (int i = 0; i < r; i++) { int s = 0; for (int j = 0; j < c; j++) { if (a[i * c + j] < 0) return -7; s += a[i * c + j]; } if (s > x) return i; } return -1; }", GRID),
    ("leave_helper", "int g(const int *a, int n, int x) { for (int i = 0; i < n; i++) if (a[i] == x) return i; return n; }\nint f(const int *a, int n, int x) { int s = g(a, n, x) * 100; int m = g(a, n, 2); for (int i = 0; i < m; i++) s += a[i]; return s; }", (*HITS, EMPTY)),
    ("leave_void", "void f(const int *a, int *b, int n) { for (int i = 0; i < n; i++) { if (a[i] == 3) return; b[i] = a[i]; } b[0] = 77; }", tuple((a, [9] * 5, n) for a, n, _ in HITS)),
    ("leave_vectors", "#include <vector>\nint f(const std::vector<int> &a, const std::vector<int> &b) { size_t i = 0; while (i < a.size() && i < b.size() && a[i] == b[i]) i++; return (int)i; }", PAIRS),
    ("leave_switch", "int f(const int *a, int n, int x) { int s = 0; for (int i = 0; i < n; i++) { switch (a[i]) { case 1: s += 1; break; case 2: s += 20; break; default: s += 300; } if (a[i] == x) break; } return s; }", (*HITS, EMPTY)),
]  # fmt: skip
EXITS = [e for e in EXITS if e[2]]

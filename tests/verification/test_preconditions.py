"""What a source needs of its arguments, no less and no more, in the words of the report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kernels import c_function, python_function

from tensir.printer import show_cell
from tenspiler.loopir import nodes
from tenspiler.pipeline import choose, summarise_and_establish
from tenspiler.synthesis.summarise import Search
from tenspiler.verification.discharge import has_folds

FIRST = "min(min(i < min(n, len(a)): select(a[i] < 0, i, max(n, 0)); max(n, 0)), n - 1) < len(a)"
BOTH = "min(min(i < min(min(n, len(b)), len(a)): select(a[i] < 0, i, max(n, 0)); max(n, 0)), n - 1)"
LEFT = "min(i1 < min(n, len(a)): select(a[i1] < 0, i1, max(n, 0)); max(n, 0)) < i"

IN_C = {
    "elements of another array, where a branch reads them": (
        "int f(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) if (a[i] > 0) s += b[a[i]]; return s; }",
        ["n <= len(a)", "all(i < n: a[i] <= 0 or a[i] < len(b))"],
    ),
    "elements of another array, until the loop is left": (
        "int f(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] < 0) break; s += b[a[i]]; } return s; }",
        [FIRST, f"all(i < n: {LEFT} or (a[i] < 0 or a[i] < len(b)))"],
    ),
    "what the iteration that leaves reads": (
        "int f(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) { s += b[i]; if (a[i] < 0) break; } return s; }",
        [f"{BOTH} < len(b)", f"{BOTH} < len(a)"],
    ),
    "a divisor in a loop": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) s += a[i] / d; return s; }",
        ["n <= len(a)", "n <= 0 or d != 0"],
    ),
    "an index before what shows that it is in range": (
        "int f(const int *a, const int *b, int n) { int at = 0; for (int i = 0; i < n; i++) if (a[at] > a[i]) at = i; return at; }",
        ["n <= len(a)"],
    ),
    "elements of another array, before the size of a third": (
        "int f(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) s += b[a[i]] * a[i + 1]; return s; }",
        ["n <= len(a)", "all(i < n: a[i] < len(b))", "all(i < n: 0 <= a[i])", "n <= 0 or n < len(a)"],
    ),
    "divisors": (
        "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += 60 / a[i]; return s; }",
        ["n <= len(a)", "all(i < n: a[i] != 0)"],
    ),
    "a divisor in both branches": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) { if (a[i] > 0) s += a[i] / d; else s -= a[i] % d; } return s; }",
        ["n <= len(a)", "n <= 0 or d != 0"],
    ),
    "a divisor in a branch where it is not zero": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) { if (d > 3) s += a[i] / d; else s -= a[i]; } return s; }",
        ["n <= len(a)"],
    ),
    "a divisor in the other branch": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) { if (d > 3) s += a[i]; else s -= a[i] / d; } return s; }",
        ["n <= len(a)", "n <= 0 or d != 0"],
    ),
    "a divisor behind a branch": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) { if (d > 3) s += a[i]; s += a[i] / d; } return s; }",
        ["d <= 3 or n <= len(a)", "n <= len(a)", "n <= 0 or d != 0"],
    ),
    "a counter of fewer bits than its bound": (
        "int f(long m) { int s = 0; for (int i = 0; i < m; i++) s ^= i; return s; }",
        ["max(m, 0) <= 2147483647"],
    ),
    "an index in eight bits": (
        "int f(const int *a, const int *x, int n) { int s = 0; for (int i = 0; i < n; i++) s ^= a[(unsigned char)x[i]]; return s; }",
        ["n <= len(x)", "all(i < n: u8(x[i]) < len(a))"],
    ),
    "an extent that is declared": (
        "int f(int n, int a[n][4]) { int s = 0; for (int i = 0; i < n; i++) s ^= a[i][2]; return s; }",
        ["a.shape[1] == 4", "n <= len(a)"],
    ),
    "an unsigned sum in an index": (
        "int f(const int *a, unsigned n, unsigned k) { int s = 0; for (unsigned i = 0; i < n; i++) s += a[i + k]; return s; }",
        ["k + n <= 4294967296", "n <= 0 or k + n <= len(a)"],
    ),
    "a shift": (
        "int f(const int *a, int n, int k) { int s = 0; for (int i = 0; i < n; i++) s ^= a[i] >> k; return s; }",
        ["n <= len(a)", "n <= 0 or 0 <= k", "n <= 0 or k <= 31"],
    ),
    "places before the start": (
        "int f(const int *a, int n, int k) { int s = 0; for (int i = 0; i < n; i++) s += a[i - k]; return s; }",
        ["n <= 0 or n <= len(a) + k", "n <= 0 or k <= 0"],
    ),
    "steps downwards": (
        "int f(const int *a, int n) { int s = 0; for (int i = n; i > 0; i -= 2) s += a[i]; return s; }",
        ["(n + 1) // 2 <= 0 or n < len(a)"],
    ),
    "steps upwards": (
        "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i += 3) s += a[i]; return s; }",
        ["3 * ((n + 2) // 3) <= len(a) + 2"],
    ),
    "a place behind the loop": (
        "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s + a[n]; }",
        ["n < len(a)", "0 <= n"],
    ),
    "the counter behind the loop": (
        "int f(const int *a, int n) { int i; int s = 0; for (i = 0; i < n; i++) s += i; return s + a[i]; }",
        ["max(n, 0) < len(a)"],
    ),
    "only where the loop ran": (
        "int f(const int *a, int n, int d) { int s = 0; for (int i = 0; i < n; i++) s += 7 / d; return s + 7 / d; }",
        ["n <= 0 or d != 0", "d != 0"],
    ),
}  # fmt: skip

IN_PYTHON = {
    "one place of a list": (
        "def f(a: list[int], i: int) -> int:\n    s = 0\n    for k in range(3):\n        s += a[i]\n    return s\n",
        ["i < len(a)", "0 <= len(a) + i"],
    ),
    "the place before, from the end at first": (
        "def f(a: list[int], n: int) -> int:\n    s = 0\n    for i in range(n):\n        s += a[i - 1]\n    return s\n",
        ["n <= len(a) + 1", "n <= 0 or 0 < len(a)"],
    ),
    "roots": (
        "import math\ndef f(a: list[float]) -> float:\n    s = 0.0\n    for x in a:\n        s += math.sqrt(x)\n    return s\n",
        ["all(x_index < len(a): not a[x_index] < 0.0)"],
    ),
    "shifts of a list": (
        "def f(a: list[int], k: int) -> int:\n    s = 0\n    for x in a:\n        s += x << k\n    return s\n",
        ["len(a) <= 0 or 0 <= k"],
    ),
    "divisors in a list": (
        "def f(a: list[int]) -> int:\n    s = 0\n    for x in a:\n        s += 60 // x\n    return s\n",
        ["all(x_index < len(a): a[x_index] != 0)"],
    ),
    "floats as integers": (
        "def f(a: list[float]) -> int:\n    s = 0\n    for x in a:\n        s += int(x)\n    return s\n",
        ["all(x_index < len(a): -inf < a[x_index])", "all(x_index < len(a): a[x_index] < inf)"],
    ),
    "a divisor where it is chosen": (
        "def f(a: list[int], d: int) -> int:\n    s = 0\n    for x in a:\n        s += 1 if d > 3 else x // d\n    return s\n",
        ["len(a) <= 0 or d != 0"],
    ),
    "a place below a second bound": (
        "def f(a: list[int], n: int, m: int) -> int:\n    s = 0\n    for i in range(n):\n        if i < m:\n            s += a[i]\n    return s\n",
        ["all(i < n: m <= i or i < len(a))"],
    ),
    "an index that wraps": (
        "import numpy as np\nfrom numpy.typing import NDArray\ndef f(a: list[int], x: NDArray[np.int32]) -> int:\n    s = 0\n    for i in range(len(x)):\n        s += a[x[i] + x[i]]\n    return s\n",
        ["all(i < len(x): x[i] + x[i] < len(a))", "all(i < len(x): 0 <= len(a) + (x[i] + x[i]))"],
    ),
    "an extent": (
        "import numpy as np\ndef f(n: int) -> np.ndarray:\n    out = np.zeros(n)\n    for i in range(n):\n        out[i] = i\n    return out\n",
        ["0 <= n"],
    ),
    "integers in eight bits": (
        "import numpy as np\ndef f(a: list[int], out: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> None:\n    for i in range(len(a)):\n        out[i] = a[i]\n",
        ["all(i < len(a): 0 <= a[i])", "all(i < len(a): a[i] <= 255)", "len(a) <= len(out)"],
    ),
    "a list of a negative length": (
        "def f(a: list[int], n: int) -> list[int]:\n    out = [0] * n\n    for i in range(len(a)):\n        out[i] = a[i]\n    return out\n",
        ["len(a) <= max(n, 0)"],
    ),
}  # fmt: skip


assert not IN_C.keys() & IN_PYTHON.keys()


@pytest.mark.parametrize("case", [*IN_C, *IN_PYTHON])
def test_what_is_needed(case: str) -> None:
    source, expected = (IN_C | IN_PYTHON)[case]
    function = c_function(source) if case in IN_C else python_function(source)
    ledger = summarise_and_establish(function, Search())[0].ledger
    assert [show_cell(r.condition) for r in ledger.preconditions] == expected


def test_a_bound_that_is_not_of_the_type_of_its_counter() -> None:
    """No frontend makes such a loop, and the executor does not rely on that: the counter has to fit."""
    source = "int f(int m) { int s = 0; for (signed char i = 0; i < (signed char)m; i++) s ^= i; return s; }"
    function = c_function(source)
    bound = nodes.Var("m", function.parameters[0].type, function.span)
    body = tuple(replace(s, stop=bound) if isinstance(s, nodes.For) else s for s in function.body)
    for given, expected in ((function, []), (replace(function, body=body), ["m <= 128"])):
        ledger = summarise_and_establish(given, Search())[0].ledger
        assert [show_cell(r.condition) for r in ledger.preconditions] == expected


OVERFLOW = "no signed overflow of i32 in the source"
ASSUMED = {
    "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }": [OVERFLOW],
    "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s ^= a[i]; return s; }": [],
    "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s = a[i] > 0 ? s + a[i] : s; return s; }": [OVERFLOW],
    "unsigned f(const unsigned *a, int n) { unsigned s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }": [],
}  # fmt: skip


@pytest.mark.parametrize("source", ASSUMED)
def test_what_is_assumed(source: str) -> None:
    function = c_function(source)
    ledger = summarise_and_establish(function, Search())[0].ledger
    assert list(ledger.assumptions) == ASSUMED[source]


def test_sizes_are_checked_before_elements_are_read() -> None:
    function = c_function(
        "int f(const int *a, const int *b, int n) { int s = 0; for (int i = 0; i < n; i++) s += 60 / a[i];"
        " for (int i = 0; i < n; i++) s += b[i]; return s; }"
    )
    established, _ = summarise_and_establish(function, Search())
    assert [has_folds(r.condition) for r in established.ledger.preconditions] == [False, True, False]
    _, proof, _ = choose(established)
    assert [has_folds(r.condition) for r in proof.preconditions] == [False, False, True]

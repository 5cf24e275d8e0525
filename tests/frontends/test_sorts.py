"""What sorts and searches ask of their arguments, and what is refused of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tenspiler.frontends.options import Options
from tenspiler.frontends.reading import read_file
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift_function
from tenspiler.result import LiftResult

NAN = float("nan")
HEAD = "import bisect\nimport heapq\nimport numpy as np\nimport numpy.typing as npt\n"
CPP = "#include <algorithm>\n#include <numeric>\n#include <vector>\n"


def read(source: str, folder: Path, suffix: str = ".py") -> Function | RefusedFunction:
    path = folder / f"main{suffix}"
    path.write_text((HEAD if suffix == ".py" else CPP) + source, encoding="utf-8")
    (found,) = read_file(path, Options()).functions
    return found


def emitted(source: str, folder: Path, backend: str) -> Any:
    """The generated function."""
    found = read(source, folder)
    assert isinstance(found, Function), found
    result = lift_function(found, [backend], 0.0)
    assert isinstance(result, LiftResult)
    assert result.verdict == "proved", result.diagnostics
    scope: dict[str, Any] = {}
    code = result.backends[backend].code
    assert code is not None
    exec(code, scope)
    return scope["f"]


NO_NUMBERS: list[tuple[str, str, tuple[Any, ...], tuple[Any, ...]]] = [
    ("values", "def f(x: list[float]) -> list[float]:\n    return sorted(x)", ([1.0, NAN, 0.0],), ([NAN],)),
    ("keys", "def f(x: list[float]) -> list[int]:\n    return sorted(range(len(x)), key=lambda i: -x[i])", ([NAN, 1.0],), ([],)),
    ("second keys", "def f(x: list[int], y: list[float]) -> list[int]:\n    return sorted(range(len(x)), key=lambda i: (x[i], y[i]))", ([1, 2], [0.0, NAN]), ([], [])),
    ("the largest", "def f(x: list[float]) -> list[float]:\n    return heapq.nlargest(2, x)", ([NAN, 1.0, 2.0],), ([],)),
    ("unsorted bounds", "def f(a: list[int], v: int) -> int:\n    return bisect.bisect_left(a, v)", ([2, 1], 1), ([2], 1)),
    ("bounds with a hole", "def f(a: list[float], v: float) -> int:\n    return bisect.bisect(a, v)", ([1.0, NAN, 2.0], 1.0), ([1.0, 2.0], NAN)),
]  # fmt: skip


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize(
    ("case", "source", "bad", "good"),
    NO_NUMBERS,
    ids=lambda c: c if isinstance(c, str) and "\n" not in c else "",
)
def test_what_has_no_order_is_not_answered(
    case: str, source: str, bad: tuple[Any, ...], good: tuple[Any, ...], backend: str, tmp_path: Path
) -> None:
    f = emitted(source, tmp_path, backend)
    with pytest.raises(ValueError, match="expected"):
        f(*bad)
    scope: dict[str, Any] = {}
    exec(HEAD + source, scope)
    if case != "values":
        assert f(*good) == scope["f"](*good)


REFUSED = [
    ("TSP1060", "def f(x: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:\n    return np.argsort(x)", ".py"),
    ("TSP1060", "def f(x: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:\n    return np.argsort(x, kind='quicksort')", ".py"),
    ("TSP1061", "def f(x: list[int]) -> None:\n    x.sort(key=lambda v: x[0] - v)", ".py"),
    ("TSP1061", "def f(x: list[int]) -> None:\n    y = x\n    x.sort(key=lambda v: v + len(y))", ".py"),
    ("TSP1012", "def f(x: list[int], y: list[int]) -> list[int]:\n    return sorted(x, y)", ".py"),
    ("TSP1011", "def f(x: list[int], r: bool) -> list[int]:\n    return sorted(x, reverse=r)", ".py"),
    ("TSP1011", "def f(x: list[int], y: list[int]) -> list[int]:\n    return sorted(zip(x, y))", ".py"),
    ("TSP1012", "def f(a: npt.NDArray[np.int32], v: float) -> int:\n    return int(np.searchsorted(a, v))", ".py"),
    ("TSP1128", "void f(std::vector<int> &v) { std::sort(v.begin(), v.end(), [](int a, int b) { return a / 2 < b / 2; }); }", ".cpp"),
    ("TSP1128", "void f(std::vector<int> &v, const std::vector<int> &k) { std::sort(v.begin(), v.end(), [&](int a, int b) { return k[a] < k[b]; }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::stable_sort(v.begin(), v.end(), [](int a, int b) { return a <= b; }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::stable_sort(v.begin(), v.end(), [](int a, int b) { return a - b < 0; }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::sort(v.begin(), v.end(), [](int a, int b) { return a / 2 < b / 2 || (!(a / 2 < b / 2) && a < b); }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::sort(v.begin(), v.end(), [](int a, int b) { return a / 2 < b / 2 || (a / 3 == b / 3 && a < b); }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::stable_sort(v.begin(), v.end(), [&](int a, int b) { return v[a] < v[b]; }); }", ".cpp"),
    ("TSP1129", "void f(std::vector<int> &v) { std::stable_sort(v.begin(), v.end(), [](int a, int b) { return a < b || a < b + 1; }); }", ".cpp"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "source", "suffix"), REFUSED)
def test_what_is_refused(code: str, source: str, suffix: str, tmp_path: Path) -> None:
    found = read(source, tmp_path, suffix)
    assert isinstance(found, RefusedFunction)
    assert found.diagnostics[0].code == code


ORDERS = {
    "tie by the earlier": "a / 2 > b / 2 || (a / 2 == b / 2 && a < b)",
    "tie by the later, with two comparisons": "a / 2 < b / 2 || (!(b / 2 < a / 2) && b < a)",
    "choice": "a / 2 != b / 2 ? b / 2 < a / 2 : a < b",
    "choice the other way round": "a / 2 == b / 2 ? a > b : a / 2 < b / 2",
    "one after the other": "a / 2 < b / 2 ? true : b / 2 < a / 2 ? false : a > b",
    "downwards, one after the other": "a / 2 > b / 2 ? true : b / 2 > a / 2 ? false : a > b",
    "three keys": "a / 4 != b / 4 ? a / 4 < b / 4 : a / 2 != b / 2 ? a / 2 > b / 2 : a < b",
}


def truncated(a: int, b: int) -> int:
    return int(a / b)


@pytest.mark.parametrize("order", ORDERS)
def test_comparators_are_taken_apart(order: str, tmp_path: Path) -> None:
    """Against a sort that asks the comparator itself, as C++ reads it."""
    body = ORDERS[order]
    source = f"void f(std::vector<int> &v) {{ std::sort(v.begin(), v.end(), [](int a, int b) {{ return {body}; }}); }}"
    function = read(source, tmp_path, ".cpp")
    assert isinstance(function, Function), function
    values = [5, -3, 4, 4, 0, -1, 1, 7, -8, 6, -3, 2]
    outcome = run(function, [values])
    assert isinstance(outcome, Finished)
    assert outcome.changed["v"] == by_comparing(values, body)


def by_comparing(values: list[int], body: str) -> list[int]:
    from functools import cmp_to_key

    text = body
    for n in (2, 4):
        for name in "ab":
            text = text.replace(f"{name} / {n}", f"truncated({name}, {n})")
    text = text.replace("||", " or ").replace("&&", " and ").replace("!(", "not (")
    text = choices(text.replace("true", "True").replace("false", "False"))

    def less(a: int, b: int) -> bool:
        return bool(eval(text, {"truncated": truncated, "a": a, "b": b}))

    return sorted(values, key=cmp_to_key(lambda a, b: -1 if less(a, b) else 1 if less(b, a) else 0))


def choices(text: str) -> str:
    """`c ? x : y` as Python writes it."""
    if " ? " not in text:
        return text
    condition, rest = text.split(" ? ", 1)
    yes, no = rest.split(" : ", 1)
    return f"(({yes}) if ({condition}) else ({choices(no)}))"

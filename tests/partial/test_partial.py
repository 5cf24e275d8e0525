"""`lift --partial`: whole functions against what is emitted for them, types and identities of all values included."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.partial import with_loops
from tenspiler.result import LiftResult

HEAD = "import numpy as np\nimport numpy.typing as npt\n\nTABLE = [3.0, 4.0]\n\n\ndef twice(v):\n    return v + v\n\n\n"


def lifted(text: str, tmp_path: Path) -> LiftResult:
    path = tmp_path / "source.py"
    path.write_text(text)
    (result,) = [
        r for s in make_plan([str(path)]).steps if (r := carry_out(s, ["numpy"])).function == "f"
    ]  # fmt: skip
    assert result.verdict != "proved"
    return with_loops(result, text, ["numpy"])


def function(text: str) -> Callable[..., Any]:
    space: dict[str, Any] = {"__name__": "loaded"}
    exec(compile(text, "<module>", "exec"), space)
    return space["f"]


def seen(value: Any, names: dict[int, int]) -> Any:
    """A value with the types of all in it, and which mutable parts are one and the same."""
    if isinstance(value, (list, np.ndarray)):
        own = names.setdefault(id(value), len(names))
        if isinstance(value, np.ndarray):
            return ("array", own, value.dtype.str, value.shape, [repr(v) for v in value.flat])
        return ("list", own, [seen(v, names) for v in value])
    if isinstance(value, tuple):
        return tuple(seen(v, names) for v in value)
    return (type(value).__name__, repr(value))


def observed(call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """All that a call can be seen to do: what it returns, prints, raises, and leaves in its arguments."""
    printed: list[Any] = []
    mine = [printed.append if a is print else a for a in arguments]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcome: Any = ("returned", call(*mine))
    except Exception as error:
        outcome = ("raised", type(error).__name__)
    return seen((outcome, [m for m in mine if not callable(m)], printed), {})


def check(text: str, result: LiftResult, calls: list[tuple[Any, ...]]) -> None:
    code = result.backends["numpy"].code
    assert code is not None
    original, emitted = function(text), function(code)
    for arguments in calls:
        ours, theirs = copy.deepcopy(arguments), copy.deepcopy(arguments)
        assert observed(original, ours) == observed(emitted, theirs), (arguments, code)


MIXED = """
def f(a: list[float], names, out: list[float]):
    s = 0.0
    for i in range(len(a)):
        a[i] = a[i] * 2.0
        s += a[i]
    count = 0
    for name in names:
        count += names[name]
    for x in a:
        out.append(x + s)
    return count, s
"""
EARLY = """
def f(a: list[int], log):
    for x in a:
        log(x)
        if x < 0:
            return "negative", x
    n = 0
    for i in range(len(a)):
        if a[i] > 2:
            n += 1
    return n
"""
REBOUND = """
def f(a: list[float], log):
    s = 0
    for i in range(len(a)):
        s += 2
    log(s)
    s = 0.0
    for x in a:
        s += x
    log(s)
    s = [0.0] * len(a)
    for i in range(len(a)):
        s[i] = a[i] + 1.0
    log(s)
    return s
"""
NUMPY_START = """
def f(x: npt.NDArray[np.float64], log):
    s = 0.0
    for i in range(len(x)):
        s += x[i]
    log(s)
    return s
"""
INT_START = """
def f(a: list[float], log):
    best = -1
    for i in range(len(a)):
        best = a[i]
    log(best)
    return best
"""
ALIASED = """
def f(m: list[list[float]], log):
    row = m[0]
    other = m
    for i in range(len(row)):
        row[i] = row[i] + 1.0
    log("between")
    for j in range(len(other[0])):
        other[0][j] = other[0][j] * 2.0
    return row, m
"""
TWO_LISTS = """
def f(a: list[float], b: list[float], log):
    log("begin")
    for i in range(1, len(a)):
        b[i] = a[i - 1] + 1.0
    return a, b
"""
NESTED = """
def f(x: npt.NDArray[np.float64], rounds: int, log):
    total = 0.0
    for r in range(rounds):
        log(r)
        for i in range(len(x)):
            x[i] = x[i] * 0.5
        total += 1.0
        if log is None:
            break
    return total
"""
LAZY = """
def f(a: list[int], log):
    s = 1
    later = (s * y for y in [1, 2, 3])
    s = 0
    for x in a:
        s += x
    return list(later)
"""
CLOSURE = """
def f(a: list[int], log):
    s = 0
    tell = lambda: log(s)
    for x in a:
        s += x
    tell()
    return None
"""
HANDLED = """
def f(a: list[float], n: int, log):
    s = 0.0
    try:
        for i in range(n):
            s += a[i]
            a[i] = 0.0
    except IndexError:
        log(s)
    return s
"""
HELPERS = """
def f(a: list[float], log):
    log(len(TABLE))
    for i in range(len(a)):
        a[i] = twice(a[i]) * TABLE[1]
    return a
"""
SHADOWED = """
def f(a: list[float], twice, log):
    for i in range(len(a)):
        a[i] = twice(a[i])
    for i in range(len(a)):
        a[i] = a[i] + 1.0
    return a
"""
STARS = """
def f(a: list[float], *TABLE):
    for i in range(len(a)):
        a[i] = a[i] * TABLE[0]
    for i in range(len(a)):
        a[i] = a[i] + 1.0
    return a
"""
COUNTER = """
def f(a: list[int], log):
    i = "none"
    for i in range(len(a)):
        a[i] = a[i] + 1
    log(i)
    for j in range(len(a)):
        a[j] = a[j] * 2
    return i
"""
BRANCHES = """
def f(a: list[float], log):
    kind = 0.0
    for x in a:
        if x > 2.0:
            kind = 1
        elif x > 1.0:
            kind = x
    log(kind)
    for i in range(len(a)):
        a[i] = a[i] / 2.0
    return kind
"""
STORED = """
def f(a: list[float], log):
    log(a)
    for i in range(len(a)):
        if a[i] < 0.0:
            a[i] = 0
    return a
"""
OF_NUMPY = """
def f(x: npt.NDArray[np.float64], out: list[float], log):
    log(out)
    for i in range(len(x)):
        out.append(x[i])
    for i in range(len(x)):
        x[i] = x[i] + 1.0
    return out
"""
CASES: dict[str, tuple[str, list[tuple[int, int]], list[tuple[Any, ...]]]] = {
    "mixed": (MIXED, [(3, 5), (9, 10)], [([1.0, 2.0], {"x": 3}, []), ([], {}, [1.0]), ([1, 2.0], {}, [])]),
    "early return": (EARLY, [(7, 9)], [([1, 2, 3], print), ([3, -1, 4], print), ([], print)]),
    "rebound": (REBOUND, [(3, 4), (7, 8), (11, 12)], [([1.0, 2.5], print), ([], print), ([1], print)]),
    "numpy's sum": (NUMPY_START, [(3, 4)], [(np.arange(4.0), print), (np.zeros(0), print)]),
    "an int to begin with": (INT_START, [(3, 4)], [([2.0, 3.0], print), ([], print)]),
    "aliases": (ALIASED, [(4, 5), (7, 8)], [([[1.0, 2.0], [3.0]], print), ([[1.0]] * 2, print), ([[]], print)]),
    "nested": (NESTED, [(5, 6)], [(np.arange(3.0), 3, print), (np.arange(3.0)[::2], 1, None), (np.ones(2), 0, print)]),
    "read later": (LAZY, [(5, 6)], [([4, 5], print), ([], print)]),
    "closure": (CLOSURE, [(4, 5)], [([4, 5], print), ([], print)]),
    "handled": (HANDLED, [(4, 6)], [([1.0, 2.0], 2, print), ([1.0, 2.0], 5, print), ([], 0, print)]),
    "helpers": (HELPERS, [(3, 4)], [([1.0, 2.0], print), ([], print)]),
    "shadowed": (SHADOWED, [(4, 5)], [([1.0, 2.0], str, print), ([1.0, 2.0], abs, print)]),
    "stars": (STARS, [(4, 5)], [([1.0, 2.0], 3.0), ([1.0], 1), ([],)]),
    "counter": (COUNTER, [(3, 4), (6, 7)], [([1, 2], print), ([], print), ([2**62, 2**63], print), ([True], print)]),
    "branches": (BRANCHES, [(9, 10)], [([1.5, 2.5], print), ([0.0], print), ([2.5, 1.5], print)]),
    "of numpy": (OF_NUMPY, [(5, 6)], [(np.arange(3.0), [], print), (np.zeros(0), [1.0], print)]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_emitted_functions_do_what_the_originals_do(name: str, tmp_path: Path) -> None:
    body, lines, calls = CASES[name]
    text = HEAD + body.lstrip("\n")
    start = HEAD.count("\n")
    result = lifted(text, tmp_path)
    assert result.verdict in ("unsupported", "unknown")
    assert [(a - start, b - start) for (a, b) in (one.lines for one in result.lifted)] == lines
    check(text, result, calls)


def test_lists_that_are_one_list(tmp_path: Path) -> None:
    text = HEAD + TWO_LISTS.lstrip("\n")
    result = lifted(text, tmp_path)
    one = [1.0, 2.0, 3.0]
    check(
        text,
        result,
        [(one, one, print), ([1.0], [2.0], print), ([1.0, 2.0], [0.0], print), ([1.0, 2.0], [1, 2], print)],
    )
    x = np.arange(4.0)
    check(text, result, [(x, x, print), (x, x[::-1], print)])


def test_a_start_that_is_no_literal_any_more(tmp_path: Path) -> None:
    text = "def f(a: list[float], log):\n    s = 0.0\n    if len(a) > 1:\n        s = a[0]\n    for x in a:\n        s += x\n"
    text += "    log(s)\n    return s\n"
    result = lifted(text, tmp_path)
    assert len(result.lifted) == 1
    check(text, result, [([1.0, 2.0], print), ([1.0], print), ([], print)])


def test_a_literal_of_another_type_in_a_list_is_not_lifted(tmp_path: Path) -> None:
    result = lifted(HEAD + STORED.lstrip("\n"), tmp_path)
    assert not result.lifted
    assert any("the int `0`" in d.message for d in result.diagnostics)


def test_the_loop_is_really_taken(tmp_path: Path) -> None:
    result = lifted(HEAD + MIXED.lstrip("\n"), tmp_path)
    emitted = function(result.backends["numpy"].code or "")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert emitted([1.0, 2.0], {"x": 3}, []) == (3, 6.0)
    with pytest.warns(UserWarning, match="lines 13-15 of f run as they are: `a` holds something else"):
        emitted([1, 2.0], {}, [])


# ---------------------------------------------------------------- random functions

SNIPPETS = (
    "for i in range(len(a)):\n    a[i] = a[i] + 1.5\n",
    "for i in range(len(x)):\n    x[i] = x[i] * t\n",
    "s = 0.0\nfor v in a:\n    s += v\n",
    "for v in a:\n    s += v\n",
    "for i in range(len(x)):\n    s += x[i]\n",
    "t = float(len(a))\n",
    "t = 0\nfor v in b:\n    t += v\n",
    "for v in b:\n    c.append(v * 2)\n",
    "c = []\nfor v in a:\n    c.append(v)\n",
    "c = b\n",
    "for i in range(len(b)):\n    if b[i] > 1:\n        t = b[i]\n",
    "for i in range(len(b)):\n    b[i] = b[i] - 1\n    if b[i] < -3:\n        break\n",
    "for v in b:\n    log(v)\n    if v > 8:\n        return s, t, c, v\n",
    "log(s)\nlog(t)\nlog(c)\n",
    "for r in range(2):\n    log(r)\n    for i in range(len(a)):\n        a[i] = a[i] - t\n    t = s\n",
    "x = np.array(a)\n",
    "x = x + 1\n",
    "a = a + [1.0]\n",
    "if len(b) > 1:\n    a = b\n",
    "m = [[0.0] * 2] * 2\nfor i in range(2):\n    m[i][0] = m[i][0] + t\nlog(m)\n",
    "try:\n    for i in range(9):\n        b[i] = b[i] + t\nexcept IndexError:\n    log(b)\n",
)
START = "def f(a: list[float], b: list[int], x: npt.NDArray[np.float64], log):\n    s = 1.5\n    t = 2.0\n    c = [7]\n"


@settings(max_examples=int(os.environ.get("TENSPILER_PARTIAL", "12")))
@given(st.lists(st.sampled_from(SNIPPETS), min_size=2, max_size=5))
def test_random_mixtures(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    body = textwrap.indent("log('begin')\n" + "".join(pieces) + "return a, b, x, s, t, c\n", "    ")
    text = HEAD + START + body
    result = lifted(text, tmp_path_factory.mktemp("random"))
    if not result.lifted:
        return
    x = np.array([0.5, -1.0, 3.0])
    calls = [([1.0, 2.0, 4.5], [1, 2, 9], x, print), ([], [], np.zeros(0), print), ([3.0], [5], x[:1], print)]
    calls += [([1, 2.0], [True, 2], x[::-1], print), ([2.0], [-9, 2**70], x.astype(np.float32), print)]
    check(text, result, calls)


# ---------------------------------------------------------------- the command


def run(tmp_path: Path, text: str, *words: str, name: str = "source.py") -> tuple[int, Any]:
    (tmp_path / name).write_text(text)
    command = [sys.executable, "-c", "from tenspiler.cli.main import main; main()", "lift", name, *words]
    done = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)["results"]


def test_json_and_exit_code(tmp_path: Path) -> None:
    code, results = run(tmp_path, MIXED.lstrip("\n"), "--partial", "-o", "out")
    (result,) = results
    assert code == 1
    assert result["verdict"] == "unsupported"
    assert result["lifted"] == [
        {"lines": [3, 5], "verdict": "proved"},
        {"lines": [9, 10], "verdict": "proved"},
    ]
    assert result["tensir"] is None
    assert [d["code"] for d in result["diagnostics"]] == ["TSP1001", "TSP0024"]
    assert (tmp_path / "out" / "f_numpy.py").read_text() == result["backends"]["numpy"]["code"]
    assert result["backends"]["numpy"]["entry"] == "f"


def test_without_the_option_nothing_changes(tmp_path: Path) -> None:
    code, (result,) = run(tmp_path, MIXED.lstrip("\n"))
    assert (code, result["lifted"], result["backends"]) == (1, [], {})


def test_a_function_that_is_lifted_whole_is_lifted_whole(tmp_path: Path) -> None:
    text = "def f(a: list[int]):\n    for i in range(len(a)):\n        a[i] = 0\n"
    code, (result,) = run(tmp_path, text, "--partial")
    assert (code, result["verdict"], len(result["lifted"])) == (0, "proved", 1)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("f.c", "int g(void); void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = g(); }\n", "C or C++"),
        ("f.py", "def f(a: list[int], g):\n    global K\n    K = 2\n    for x in a:\n        g(x)\n", "`global K`"),
        ("f.py", "@wrong\ndef f(a: list[int]):\n    for i in range(len(a)):\n        a[i] = 1\n", "decorator"),
        ("f.py", "class C:\n    def f(self, a: list[int], g):\n        for x in a:\n            g(x)\n", "top level"),
        ("f.py", "def f(a: list[int], g):\n    for x in a:\n        g(x)\n", "none of its loops"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(name: str, text: str, why: str, tmp_path: Path) -> None:
    code, (result,) = run(tmp_path, text, "--partial", name=name)
    assert (code, result["verdict"], result["lifted"]) == (1, "unsupported", [])
    notes = [d for d in result["diagnostics"] if d["code"] == "TSP0023"]
    assert why in notes[0]["message"]
    assert notes[0]["severity"] == "note"


def test_names_that_the_tensor_code_needs(tmp_path: Path) -> None:
    text = MIXED.lstrip("\n").replace("count", "np")
    _, (result,) = run(tmp_path, text, "--partial")
    assert "binds `np`" in result["backends"]["numpy"]["error"]


def test_the_page_shows_what_comes_out(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "partial.md").read_text(encoding="utf-8")
    source, shown = re.findall(r"```python\n(.*?)```", page, re.S)
    _, (result,) = run(tmp_path, source, "--partial", name="mixed.py")
    assert shown.removesuffix("    ...\n") in result["backends"]["numpy"]["code"]

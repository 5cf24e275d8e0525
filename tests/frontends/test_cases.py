"""Parameters that may be None or a text: the code is for one case, says which, and refuses the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_error_paths import lifted

from tenspiler.frontends.python import read
from tenspiler.frontends.unit import RefusedFunction

HEAD = """from typing import Literal, Optional, Union
import numpy as np
import numpy.typing as npt
"""
X = np.array([1.0, -2.0, 3.5])

# A name, the function, calls in the case that is lifted, and calls in other ones.
Call = tuple[tuple[Any, ...], dict[str, Any]]
PROGRAMS: list[tuple[str, str, list[Call], list[Call]]] = [
    (
        "given weights",
        """def f(x: npt.NDArray[np.float64], w: Optional[npt.NDArray[np.float64]] = None):
    if w is None:
        w = np.ones(len(x))
    return [float(w[i] * x[i]) for i in range(len(x))]
""",
        [((X, X), {}), ((X,), {"w": X[::-1].copy()})],
        [((X,), {}), ((X, None), {})],
    ),
    (
        "a choice of texts",
        """def f(x: list[float], mode: Literal["up", "down"] = "up", bias: "float | None" = None):
    out = []
    for v in x:
        if mode == "up" and bias is not None:
            out.append(v + bias)
        elif mode in ("down", "off"):
            out.append(v - 1.0)
        else:
            out.append(v if bias is None else v * bias)
    return out
""",
        [(([1.0, 2.0], "up", 0.5), {}), (([1.0],), {"bias": 2.0}), (([], "up"), {"bias": 2.0})],
        [(([1.0], "down", 0.5), {}), (([1.0], "up"), {}), (([1.0], None, 1.0), {})],
    ),
    (
        "absent where it must be",
        """def f(x: list[int], hook: Optional[dict] = None, n: Optional[int] = None):
    if not n:
        n = len(x)
    total = 0
    for i in range(n):
        if hook is not None:
            hook[i] = total
        total += x[i]
    return total
""",
        [(([1, 2, 3],), {}), (([], None), {}), (([4],), {"n": None})],
        [(([1, 2], {}), {}), (([1, 2], None, 1), {}), (([1], None, 0), {})],
    ),
    (
        "helpers in several cases",
        """def at(x: list[float], k: int, offset: Optional[float] = None, kind: str = "sum"):
    if offset is None:
        return x[k]
    if kind == "sum":
        return x[k] + offset
    return x[k] - offset
def f(x: list[float], by: Union[float, None]):
    return [at(x, i) * at(x, i, by) + at(x, i, 2.0, kind="difference") - at(x, i, None) for i in range(len(x))]
""",
        [(([1.0, 2.0], 3.0), {}), (([], 0.5), {})],
        [(([1.0], None), {})],
    ),
    (
        "bound again",
        """def f(x: list[float], last: Optional[float] = None, text: str = "a"):
    if last is None:
        last = 0.0
    total = 0.0
    for v in x:
        if last is not None:
            total = total * 0.5 + v * last
        last = v
    return [total, last]
""",
        [(([1.0, 2.0], 3.0), {}), (([], 0.5), {})],
        [(([1.0],), {}), (([1.0], 2.0, "b"), {})],
    ),
    (
        "asked and not",
        """def f(x: list[int], a: Optional[int] = None, b: Optional[int] = None):
    k = 1 if a is None or b is None else a * b
    return [v * k if not (a is None) else v for v in x]
""",
        [(([1, 2], 3, 4), {})],
        [(([1], 3), {}), (([1],), {})],
    ),
    (
        "hidden names",
        """def f(x: list[list[int]], row: Optional[list[int]] = None, extra: Optional[dict] = None):
    return [sum([row[0] for row in x]) if row is None else 0 for k in range(2)]
""",
        [(([[1], [2]],), {}), (([],), {})],
        [(([[1]], [2]), {})],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "right", "wrong"), PROGRAMS, ids=[p[0] for p in PROGRAMS])
def test_one_case(tmp_path: Path, name: str, source: str, right: list[Call], wrong: list[Call]) -> None:
    module = lifted(tmp_path, "case.py", HEAD + source)
    original: dict[str, Any] = {}
    exec(HEAD + source, original)
    for args, named in right:
        assert module.f(*args, **named) == original["f"](*args, **named)
    for args, named in wrong:
        with pytest.raises(module.PreconditionError):
            module.f(*args, **named)


LOCAL = """def f(x: list[float], other: Optional[float] = None):
    q = None
    best = None
    for v in x:
        if v > 0:
            q = v
    best = q
    if best is None:
        return -1.0
    return best
"""


def test_nothing_is_known_of_other_variables(tmp_path: Path) -> None:
    found = read("case.py", HEAD + LOCAL).functions[0]
    if isinstance(found, RefusedFunction):
        return
    module = lifted(tmp_path, "case.py", HEAD + LOCAL)
    assert module.f([1.0, -1.0], 0.0) == 1.0
    assert module.f([-1.0], 0.0) == -1.0


REFUSED = [
    ("None at some point", "def f(x: list[float], last: Optional[float] = None):\n    out = []\n    if len(x) > 2:\n        last = None\n    for v in x:\n        out.append(v if last is None else 2.0 * v)\n    return out"),
    ("None in the loop", "def f(x: list[float], last: float):\n    s = 0.0\n    for v in x:\n        if last is not None:\n            s += v\n        if v > 3.0:\n            last = None\n        else:\n            last = v\n    return s"),
    ("a value that may be None", "def f(x: list[float], p: Optional[float] = None):\n    s = 0.0\n    q = None\n    for v in x:\n        p = q\n        if p is None:\n            s += 1.0\n        if v > 0.0:\n            q = v\n    return s"),
    ("bound in a loop", "def f(x: list[float], p: Optional[dict] = None):\n    for v in x:\n        if p is None:\n            p = v\n    return x"),
    ("set to None", "def f(x: list[float], p: Optional[float] = None):\n    out = []\n    for v in x:\n        if p is None:\n            p = v\n        out.append(p)\n        if v > 3.0:\n            p = None\n    return out"),
    ("used as a number", "def f(x: list[float], p: Optional[dict] = None):\n    return [v * p for v in x]"),
    ("two types", "def f(x: list[float], p: Union[float, list[float], None]):\n    return [v for v in x]"),
    ("a text without a default", "def f(x: list[float], p: str):\n    return [v for v in x]"),
    ("a text that is not known", "def f(x: list[float], p: str = 'a'):\n    for v in x:\n        if p == 'a':\n            p = 'b'\n    return [v for v in x if p == 'b']"),
]  # fmt: skip


@pytest.mark.parametrize("source", [r[1] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refuses(source: str) -> None:
    (found,) = read("case.py", HEAD + source).functions
    assert isinstance(found, RefusedFunction), found

"""Paths that only report an error: emitted code raises where the original takes one, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan


def lifted(folder: Path, name: str, source: str) -> Any:
    """The emitted function `f` of a source file, with the module's `PreconditionError` as an attribute."""
    file = folder / name
    file.write_text(source)
    (step,) = make_plan([f"{file}:f"]).steps
    result = carry_out(step, ["numpy"])
    assert result.verdict == "proved", [(d.code, d.message) for d in result.diagnostics]
    module = ModuleType("emitted")
    exec(result.backends["numpy"].code or "", module.__dict__)
    return module


MACRO = """
void complain(const char *text, const char *file, int line);
#define ERROR(text, code) do { complain(text, __FILE__, __LINE__); return code; } while (0)
"""
PROGRAMS: list[tuple[str, str, list[tuple[Any, ...]], list[tuple[Any, ...]]]] = [
    (
        "at_the_top.c",
        MACRO
        + """int f(double *x, int n, double a) {
            if (n < 1 || a == 0.0) ERROR("n", 4);
            for (int i = 0; i < n; i++) x[i] /= a;
            return 0;
        }""",
        [([1.0, 2.0], 2, 0.5), ([1.0], 1, -1.0)],
        [([1.0], 0, 1.0), ([1.0], 1, 0.0), ([1.0], 1, -0.0)],
    ),
    (
        "in_the_loop.c",
        MACRO
        + """int f(const double *x, int n) {
            int k = 0;
            for (int i = 0; i < n; i++) { if (x[i] < 0) ERROR("negative", -1); k += x[i] > 1; }
            return k;
        }""",
        [([1.0, 2.0], 2), ([1.0, -2.0], 1), ([-1.0], 0)],
        [([1.0, -2.0], 2), ([-1.0], 1)],
    ),
    (
        "after_the_loop.c",
        MACRO
        + """int f(const double *x, int n, double y) {
            for (int i = 0; i < n; i++) if (x[i] == y) return i;
            ERROR("not there", -1);
        }""",
        [([1.0, 2.0], 2, 2.0), ([2.0], 1, 2.0)],
        [([1.0, 2.0], 1, 2.0), ([1.0], 0, 1.0)],
    ),
]


@pytest.mark.parametrize(("name", "source", "right", "wrong"), PROGRAMS, ids=[p[0] for p in PROGRAMS])
def test_raises_where_the_original_reports(
    tmp_path: Path, name: str, source: str, right: list[tuple[Any, ...]], wrong: list[tuple[Any, ...]]
) -> None:
    module = lifted(tmp_path, name, source)

    def call(given: tuple[Any, ...]) -> Any:
        return module.f(*(np.array(a) if isinstance(a, list) else a for a in given))

    for given in right:
        call(given)
    for given in wrong:
        with pytest.raises(module.PreconditionError):
            call(given)


PYTHON: list[tuple[str, str, list[tuple[Any, ...]], list[tuple[Any, ...]]]] = [
    (
        "warned_and_left",
        """import warnings
def f(x: list[float], n: int):
    if n < 1:
        warnings.warn("n")
        return -1.0
    s = 0.0
    for i in range(n):
        if x[i] < 0:
            print("negative", i)
            return -2.0
        s += x[i]
    return s
""",
        [([1.0, 2.0], 2), ([1.0, -2.0], 1)],
        [([1.0], 0), ([1.0, -1.0], 2), ([-1.0], 1)],
    ),
    (
        "only_warned",
        """import logging, sys
from warnings import warn as complain
LOG = logging.getLogger(__name__)
def f(x: list[int], verbose: bool = False):
    if verbose:
        print("here")
    total = 0
    for value in x:
        if value > 9:
            complain("large", stacklevel=2)
        elif value == 7:
            LOG.warning("seven %d", value)
        elif value == 5:
            print(value, file=sys.stderr)
        total += value
    return total
""",
        [([1, 2], False), ([], False), ([3],)],
        [([1, 10], False), ([7], False), ([5], False), ([1], True)],
    ),
    (
        "exits",
        """import sys
def f(x: list[int], k: int):
    for i in range(len(x)):
        if x[i] == k:
            return i
    sys.exit("not there")
""",
        [([1, 2], 2), ([1, 2], 1)],
        [([1, 2], 3), ([], 0)],
    ),
    (
        "an_exit_of_its_own",
        """def exit(n: int):
    pass
def print(n: int):
    pass
def f(x: list[int]):
    total = 0
    for value in x:
        if value > 5:
            exit(value)
        total += value
    if total > 9:
        print(total)
        return 1
    return total
""",
        [([1, 6],), ([],), ([9, 9],)],
        [],
    ),
    (
        "raises_after_more",
        """def check(n: int):
    if n > 3:
        message = "n is "
        print(message)
        raise ValueError(message + str(n))
    return n * 2
def f(x: list[int], n: int):
    return [v * check(n) for v in x]
""",
        [([1, 2], 2), ([], 3)],
        [([1, 2], 4)],
    ),
]


@pytest.mark.parametrize(("name", "source", "right", "wrong"), PYTHON, ids=[p[0] for p in PYTHON])
def test_python_that_reports(
    tmp_path: Path, name: str, source: str, right: list[tuple[Any, ...]], wrong: list[tuple[Any, ...]]
) -> None:
    module = lifted(tmp_path, f"{name}.py", source)
    original: dict[str, Any] = {}
    exec(source, original)
    for given in right:
        assert module.f(*given) == original["f"](*given)
    for given in wrong:
        with pytest.raises(module.PreconditionError):
            module.f(*given)


def test_parameters_that_are_not_used_are_left_out(tmp_path: Path) -> None:
    module = lifted(
        tmp_path,
        "context.c",
        "double f(void *context, const double *x, int n) "
        "{ double s = 0; (void)context; for (int i = 0; i < n; i++) s += x[i]; return s; }",
    )
    assert module.f(np.array([1.0, 2.0]), 2) == 3.0

"""What grade `real` assumes is said by name and line, everywhere, and is why grade `exact` is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tensir.tensors import Call
from tenspiler import inexactness
from tenspiler.backend.api import Fidelity
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift
from tenspiler.report_json import result_object
from tenspiler.result import LiftResult

SOURCE = """\
import math
import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float64]


def exponentials(a: list[float]) -> list[float]:
    return [math.exp(x) - math.log1p(abs(x)) for x in a]


def decided(a: list[float]) -> int:
    k = 0
    for x in a:
        if math.exp(x) > 2.0:
            k += 1
    return k


def two_sums(a: list[float], b: list[float]) -> float:
    first = 0.0
    for x in a:
        first += x
    second = 1.0
    for y in b:
        second = y * second
    return first - second


def into_an_element(a: F, out: F):
    for i in range(len(a)):
        out[0] += a[i]


def of_rows(a: list[list[float]]) -> float:
    s = 0.0
    for row in a:
        for x in row:
            s += x
    return s


def running(a: list[float]) -> list[float]:
    top = a[0]
    out = []
    for x in a:
        if x > top:
            top = x
        out.append(top)
    return out


def roots(a: list[float]) -> list[float]:
    return [math.sqrt(abs(x)) for x in a]


def prefixes(a: list[float]) -> list[float]:
    s = 0.0
    out = []
    for x in a:
        s += x
        out.append(s)
    return out


def checked(a: list[float], b: list[float]) -> list[float]:
    s = 0.0
    for x in a:
        s += x
        unused = 1.0 / s
    return [y + 1.0 for y in b]


def library(a: list[float]) -> float:
    return sum(a)


def rooted(a: list[float]) -> list[float]:
    return [math.sqrt(math.exp(x)) for x in a]


def above(a: list[float]) -> int:
    s = 0.0
    k = 0
    for x in a:
        s += x
        if s > 1.0:
            k += 1
    return k


def total_above(a: list[float]) -> bool:
    s = 0.0
    for x in a:
        s += x
    return s > 1.0


def checked_library(a: list[float], b: list[float]) -> list[float]:
    unused = 1.0 / sum(a)
    return [y + 1.0 for y in b]
"""
SAID = {
    ("exponentials", "numpy"): ("library functions may differ within 4 ulp (exp in line 9, log1p in line 9)", 9),
    ("decided", "numpy"): ("(exp in line 15); their last bits decide a comparison", 15),
    ("two_sums", "numpy"): (
        "another order (reduce_add, reduce_mul: `first`, line 23; `second`, line 26)", 23,
    ),
    ("into_an_element", "numpy"): ("another order (reduce_add: `out`, line 32)", 32),
    ("of_rows", "numpy"): ("floats are finite, and their sums and products may be reassociated (`s`, line 37", 37),
    ("roots", "torch"): ("library functions may differ within 1 ulp (sqrt in line 54)", 54),
    ("prefixes", "torch"): ("another order (scan_add: `s`, line 61)", 61),
    ("checked", "torch"): ("a precondition is checked on sums in another order (all(", 70),
    ("library", "numpy"): ("library sums and extremes in the source may differ", None),
    ("rooted", "torch"): ("library functions may differ within 4 ulp (exp in line 79, sqrt in line 79)", 79),
}  # fmt: skip
EXACT = (
    ("roots", "numpy"),
    ("prefixes", "numpy"),
    ("checked", "numpy"),
    ("running", "numpy"),
    ("running", "torch"),
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sources") / "kernels.py"
    path.write_text(SOURCE)
    return path


def lifted(source: Path, function: str, *backends: str, exact: bool = False) -> LiftResult:
    (step,) = make_plan([f"{source}:{function}"]).steps
    assert isinstance(step, Pending)
    return carry_out(step, list(backends), exact=exact)


@pytest.mark.parametrize(("function", "backend"), SAID)
def test_assumptions_are_said_by_name_and_line(source: Path, function: str, backend: str) -> None:
    text, _ = SAID[function, backend]
    result = lifted(source, function, backend)
    assert result.grade == "real"
    said = [a for a in result.assumptions if text in a]
    assert len(said) == 1, result.assumptions
    found = said[0]
    assert found in result_object(result)["assumptions"]
    code = result.backends[backend].code
    assert code is not None
    head = " ".join(line.removeprefix("#").strip() for line in code.splitlines() if line.startswith("#"))
    assert found in head


@pytest.mark.parametrize(("function", "backend"), SAID)
def test_a_refusal_of_the_grade_says_the_same(source: Path, function: str, backend: str) -> None:
    text, line = SAID[function, backend]
    if function in ("two_sums", "into_an_element"):  # the order can be kept, at a price
        for target in ("numpy", "torch"):
            assert lifted(source, function, target, exact=True).grade == "exact"
        return
    result = lifted(source, function, backend, exact=True)
    assert result.diagnostics
    (diagnostic,) = result.diagnostics
    assert diagnostic.code == "TSP5008"
    assert diagnostic.span is not None
    assert text.removeprefix("another order ").split(" (")[0] in str(dict(diagnostic.args)["why"])
    assert line in (None, diagnostic.span.line)


@pytest.mark.parametrize(("function", "backend"), EXACT)
def test_exact_code_assumes_nothing_of_floats(source: Path, function: str, backend: str) -> None:
    result = lifted(source, function, backend)
    assert result.grade == "exact"
    assert result.assumptions == ()


def test_the_grade_is_that_of_the_least_faithful_backend(source: Path) -> None:
    for backends in (("numpy", "torch"), ("torch", "numpy")):
        result = lifted(source, "roots", *backends)
        assert result.grade == "real"
        assert any("1 ulp (sqrt" in a for a in result.assumptions)
    assert lifted(source, "above", "numpy").grade == "exact"
    for backends in (("torch",), ("numpy", "torch"), ("torch", "numpy")):
        assert [d.code for d in lifted(source, "above", *backends).diagnostics] == ["TSP3005"]
    for backends in (("torch",), ("numpy", "torch")):
        assert lifted(source, "total_above", *backends).grade == "exact"


def test_a_check_on_a_sum_of_the_library_is_in_another_order(source: Path) -> None:
    result = lifted(source, "checked_library", "numpy")
    assert any("a precondition is checked on sums in another order" in a for a in result.assumptions)


class Orderly:
    """A backend whose running maxima are the same without NaN only."""

    def fidelity(self, node: Call) -> Fidelity:
        return Fidelity.NO_NAN if node.op == "scan_max" else Fidelity.EXACT


def test_what_takes_no_nan_is_said_by_name(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (function,) = (f for f in read_python(str(source), SOURCE).functions if f.name == "running")
    assert isinstance(function, Function)
    lifted = lift(function)
    monkeypatch.setattr(inexactness, "load_backend", lambda name: Orderly())
    found = inexactness.inexactness(function, lifted.program, lifted.proof, ["orderly"])
    assert [f.text for f in found] == ["no NaN where an order sees it (scan_max of `a`)"]

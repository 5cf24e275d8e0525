"""Programs that a person may write for a loop: right ones are proved, however they are arranged."""

from __future__ import annotations

import pytest

from tensir.cells import numbering
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.verifying import Judged, judge_written
from tenspiler.written import Written, parsed

SOURCE = """\
def total(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return s

def largest(a: list[int]) -> int:
    m = 0
    for x in a:
        if x > m:
            m = x
    return m

def relu(a: list[float]) -> list[float]:
    out = []
    for x in a:
        if x > 0.0:
            out.append(x)
        else:
            out.append(0.0)
    return out

def spread(a: list[float], m: float) -> float:
    s = 0.0
    for x in a:
        s += (x - m) * (x - m)
    return s

def count(a: list[int], k: int) -> int:
    c = 0
    for x in a:
        if x > k:
            c += 1
    return c

def negative(a: list[int]) -> bool:
    found = False
    for x in a:
        if x < 0:
            found = True
    return found

def scaled(a: list[float], k: float) -> float:
    s = 0.0
    for x in a:
        s += x * k
    return s

def sums(a: list[int]) -> list[int]:
    s = 0
    out = []
    for x in a:
        s += x
        out.append(s)
    return out

def matvec(m: list[list[float]], v: list[float]) -> list[float]:
    out = []
    for r in m:
        s = 0.0
        for j in range(len(v)):
            s += r[j] * v[j]
        out.append(s)
    return out
"""
TURNED = "slice[axis=0, start=n - 1, length=n, step=-1](a)"
FRONT = "slice[axis=0, start=0, length=n // 2, step=1](a)"
BACK = "slice[axis=0, start=n // 2, length=n - n // 2, step=1](a)"
WINDOW = "window[axis=1, start=0, length=n, step=1](m)"
VARIANTS = {
    "total(a: f64[n]) -> (return: f64)": [
        f"reduce_add[axis=0]({TURNED})",
        f"reduce_add[axis=0]({FRONT}) + reduce_add[axis=0]({BACK})",
        "reduce_add[axis=0](select(a > 0.0, a, 0.0)) + reduce_add[axis=0](select(a > 0.0, 0.0, a))",
        "-reduce_add[axis=0](-a)",
        "dot(a, full[shape=[n]](1.0))",
    ],
    "largest(a: int[n]) -> (return: int)": [
        f"reduce_max[axis=0]({TURNED}, 0)",
        f"max(reduce_max[axis=0]({FRONT}, 0), reduce_max[axis=0]({BACK}, 0))",
        "-reduce_min[axis=0](-a, 0)",
        "max(0, reduce_max[axis=0](select(a > 0, a, 0), 0))",
    ],
    "relu(a: f64[n]) -> (return: f64[n])": [
        "max(a, 0.0)",
        "select(a <= 0.0, 0.0, a)",
        "-min(-a, 0.0)",
        "(a + abs(a)) / 2.0",
    ],
    "spread(a: f64[n], m: f64) -> (return: f64)": [
        "dot(a - {m}, a - {m})",
        "reduce_add[axis=0](({m} - a) * ({m} - a))",
    ],
    "count(a: int[n], k: int) -> (return: int)": [
        "reduce_add[axis=0](int(a > {k}))",
        "{n} - reduce_add[axis=0](select(a <= {k}, 1, 0))",
    ],
    "negative(a: int[n]) -> (return: bool)": [
        "not reduce_and[axis=0](a >= 0)",
        "reduce_add[axis=0](int(a < 0)) > 0",
        "reduce_min[axis=0](a, 0) < 0",
        "first[axis=0](a < 0) < {n}",
    ],
    "scaled(a: f64[n], k: f64) -> (return: f64)": ["{k} * reduce_add[axis=0](a)"],
    "sums(a: int[n]) -> (return: int[n])": ["scan_add[axis=0](a + 1) - (iota[extent=n]() + 1)"],
    "matvec(m: f64[p, q], v: f64[n]) -> (return: f64[p])": [
        f'einsum[spec="j,ij->i"](v, {WINDOW})',
        f"reduce_add[axis=1]({WINDOW} * expand[axis=0, extent=p](v))",
    ],
}
RIGHT = [(header, body) for header, bodies in VARIANTS.items() for body in bodies]


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Function]:
    path = tmp_path_factory.mktemp("source") / "source.py"
    path.write_text(SOURCE)
    return {f.name: f for f in read_file(path).functions if isinstance(f, Function)}


def judged(functions: dict[str, Function], header: str, body: str) -> Judged:
    text = f"program {header}\n  return = {body}\n"
    with numbering():
        function = functions[header.partition("(")[0]]
        return judge_written(function, Written("f.tir", text, parsed(text, "f.tir")), ("numpy",), False)


@pytest.mark.parametrize(("header", "body"), RIGHT, ids=[body for _, body in RIGHT])
def test_right_variants_are_proved(functions: dict[str, Function], header: str, body: str) -> None:
    answer = judged(functions, header, body)
    assert answer.proof is not None, answer.reason or answer.counterexample


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("spread(a: f64[n], m: f64) -> (return: f64)", "reduce_add[axis=0](a * a - 2.0 * a * {m} + {m} * {m})"),
        ("total(a: f64[n]) -> (return: f64)", "reduce_add[axis=0](a + 1e16) - reduce_add[axis=0](full[shape=[n]](1e16))"),
    ],
)  # fmt: skip
def test_what_ruins_the_digits_is_not_proved(functions: dict[str, Function], header: str, body: str) -> None:
    answer = judged(functions, header, body)
    assert answer.proof is None
    assert answer.counterexample is not None or (
        answer.reason is not None and answer.reason.code == "TSP6008"
    )

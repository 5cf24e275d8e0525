"""A second solver agrees: what Z3 found contradictory, cvc5 does too."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import second_solver
from benchmarks.__main__ import main
from benchmarks.discovery import sources
from benchmarks.second_solver import Opinion, ask, counts, opinion
from tenspiler.frontends.c import read as read_c
from tenspiler.frontends.python import read as read_python
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift

C = """
#include <stdint.h>
#include <stddef.h>
void narrow(int8_t *out, const uint8_t *a, const int16_t *b, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] * 3 - b[i];
}
uint8_t checksum(const uint8_t *a, size_t n) {
    uint8_t s = 0;
    for (size_t i = 0; i < n; i++) s += a[i];
    return s;
}
unsigned wrapping(const unsigned *a, unsigned n) {
    unsigned s = 1;
    for (unsigned i = n; i-- > 0;) s = s + 7 * a[i];
    return s;
}
void bits(unsigned *out, const uint8_t *a, size_t n) {
    for (size_t i = 0; i < n; i++) out[i] = ((a[i] >> 3) & 1) | (a[i] << 8);
}
void halves(int *out, const int *a, int n) {
    for (int i = 0; i < n; i++) out[i] = a[i] / 2 - a[i] % 2;
}
"""
PYTHON = """
import numpy as np
import numpy.typing as npt
def wrapping(a: npt.NDArray[np.uint8]):
    s = 0
    for x in a:
        s += x * 3
    return s
def floors(a: list[int], d: int):
    return [x // d + x % d for x in a]
def masks(a: list[int]):
    total = 0
    for x in a:
        total += x & 255
    return total
"""


def functions() -> list[Function]:
    suites = [f for s in sources("llama")[:1] for f in read_file(s.path).functions]
    own = [*read_c("own.c", C).functions, *read_python("own.py", PYTHON).functions]
    return [f for f in (*suites[:4], *own) if isinstance(f, Function)]


@pytest.mark.parametrize("function", functions(), ids=lambda f: f"{f.name}-{f.flavour.value}")
def test_cvc5_proves_what_z3_proves(function: Function) -> None:
    found = opinion(function.name, lift(function).proof)
    assert not found.refuted, "\n\n".join(found.refuted)
    assert found.answers["unsat"] == found.answers.total() > 0, found


def test_the_second_solver_can_disagree() -> None:
    assert ask("(set-logic ALL)(declare-const x Int)(assert (< x 0))(assert (< 0 x))") == "unsat"
    assert ask("(set-logic ALL)(declare-const x Int)(assert (< x 0))") == "sat"
    assert counts(Counter(unsat=2)) == "2 unsat, 0 unknown, 0 sat"
    with pytest.raises(RuntimeError):
        ask("(set-logic ALL)(assert y)")


@pytest.mark.parametrize(("answer", "code"), [("unsat", 0), ("unknown", 0), ("sat", 1)])
def test_the_command_fails_where_cvc5_has_a_model(
    answer: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Opinion("kernel", Counter({answer: 1}), ["(script)"] if answer == "sat" else [])
    monkeypatch.setattr(second_solver, "opinions", lambda chosen: iter([found]))
    assert main(["lift", "--suite", "blend", "--second-solver"]) == code
    printed = capsys.readouterr().out
    assert f"1 {answer}" in printed.splitlines()[-1]
    assert ("(script)" in printed) == (code == 1)

"""Summaries and programs that speak of the very names that a proof draws for what is arbitrary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kernels import c_function, python_function

from tensir import parse_program, show_cell
from tensir.build import add, cast, conj, disj, eq, fold, le, lt, select, sub
from tensir.cells import Cell, Elem, Sym, integer, numbering
from tensir.dtypes import I32, INT
from tensir.tensors import Call, Param, Program, Scalar, TensorType
from tenspiler.loopir.nodes import RowsApart
from tenspiler.pipeline import lift
from tenspiler.symbolic.execute import Unreadable
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.discharge import Unproved
from tenspiler.verification.guards.guard import Unsound
from tenspiler.verification.verify import SignatureError, conclude, establish

SUM = "def f(n: int) -> int:\n    s = 0\n    for i in range(n):\n        s += i\n    return s\n"
PLACES = "def f(n: int) -> list[int]:\n    out = []\n    for i in range(n):\n        out.append(i)\n    return out\n"
NESTED = (
    "def f(a: list[list[int]]) -> int:\n    s = 0\n    for row in a:\n        for x in row:\n"
    "            if x > 0:\n                s += x\n    return s\n"
)
N, FIRST = Sym("n", INT), 500


def wrong_but_for(name: str, index: str) -> Cell:
    """What is right at the iteration of that name and after it, and in the end 0 whatever the name means."""
    z, t = Sym(name, INT), Sym(index, INT)
    there = select(
        eq(z, sub(N, integer(1))),
        sub(integer(1), N),
        select(eq(z, integer(-1)), integer(1), integer(0)),
    )
    return select(eq(t, z), there, select(eq(t, add(z, integer(1))), add(there, z), integer(0)))


@pytest.mark.parametrize("drawn", range(4))
def test_a_summary_that_knows_the_name_of_an_arbitrary_iteration(drawn: int) -> None:
    function = python_function(SUM)
    ((label, summary),) = summarise(function, Search()).summaries.items()
    bad = replace(summary, scalars={"s": wrong_but_for(f"i#{FIRST + drawn}", summary.symbol)})
    with numbering(FIRST), pytest.raises(Unsound, match="nothing gives a value"):
        establish(function, {label: bad})


def changed(summary: LoopSummary, where: str) -> LoopSummary:
    stranger = Sym("i#7", INT)
    match where:
        case "exit":
            return replace(summary, exit=stranger)
        case "invariants":
            return replace(summary, invariants={"s": le(stranger, N)})
        case _:
            return replace(
                summary, scalars={"s": fold("add", "i#7", integer(0), stranger, integer(0), stranger)}
            )


@pytest.mark.parametrize("where", ["exit", "invariants", "the bound of a fold"])
@pytest.mark.parametrize("source", [SUM, NESTED], ids=["one loop", "nested loops"])
def test_strangers_are_seen_wherever_they_are(source: str, where: str) -> None:
    function = python_function(source)
    summaries = summarise(function, Search()).summaries
    for label, summary in summaries.items():
        with pytest.raises(Unsound, match="`i#7`"):
            establish(function, {**summaries, label: changed(summary, where)})


def test_what_outer_loops_give_a_value_to_is_known() -> None:
    function = python_function(NESTED)
    establish(function, summarise(function, Search()).summaries)


TOGETHER = (
    "def f(a: list[int]) -> int:\n    s = 1\n    for i in range(len(a) - 1):\n"
    "        for p in range(a[i], a[i + 1]):\n            s = s | a[p]\n    return s\n"
)


def test_variables_without_a_closed_form_are_no_strangers() -> None:
    function = python_function(TOGETHER)
    summaries = dict(summarise(function, Search()).summaries)
    assert any("s@" in show_cell(c) for summary in summaries.values() for c in summary.scalars.values())
    with pytest.raises((Unproved, Unreadable)):
        establish(function, summaries)


def filled(cell: Cell) -> Program:
    """A program that gives n times one number."""
    text = "program f(n: int) -> (return: int[max(n, 0)])\n  return = full[shape=[max(n, 0)]](7)\n"
    program = parse_program(text)
    ((name, full),) = program.outputs
    assert isinstance(full, Call)
    return replace(program, outputs=((name, replace(full, args=(Scalar(cell),))),))


@pytest.mark.parametrize("drawn", range(30))
def test_a_program_that_knows_the_name_of_an_arbitrary_element(drawn: int) -> None:
    function = python_function(PLACES)
    with numbering(FIRST):
        established = establish(function, summarise(function, Search()).summaries)
        with pytest.raises(SignatureError, match="no parameter"):
            conclude(established, filled(Sym(f"k#{FIRST + drawn}", INT)))


def test_programs_read_no_arrays_of_others() -> None:
    function = python_function(PLACES)
    established = establish(function, summarise(function, Search()).summaries)
    with pytest.raises(SignatureError, match="`unset#3`"):
        conclude(established, filled(Elem("unset#3", (integer(0),), INT)))
    other = Param("x", TensorType(INT, (sub(N, N),)))
    program = filled(N)
    with pytest.raises(SignatureError):
        conclude(established, replace(program, outputs=(("return", other),)))


CONDITIONS = {
    "an inequality": lambda n, m: le(n, m),
    "a strict one": lambda n, m: lt(n, m),
    "both": lambda n, m: conj(le(n, m), le(integer(0), n)),
    "one of two": lambda n, m: disj(le(n, m), le(m, integer(-5))),
    "an equation": lambda n, m: eq(n, m),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_is_taken_for_granted_at_entry_is_checked(name: str) -> None:
    source = "int f(int n, int m) { int s = 0; for (int i = n; i < m; i++) s += 1; return s; }"
    function = c_function(source)
    condition = CONDITIONS[name](cast(Sym("n", I32), INT), cast(Sym("m", I32), INT))
    apart = (RowsApart("a", condition, function.span),)
    proof = lift(replace(function, apart=apart)).proof
    assert show_cell(condition) in [show_cell(r.condition) for r in proof.preconditions]

"""Equations by bit-vectors: identities of bits are proved, near misses are not, and operators mean what they do."""

from __future__ import annotations

from random import Random

import pytest
from random_cells import FIXED, World, extreme, random_cell

from tensir.build import disj, eq, negate
from tensir.cells import Apply, Cell, Elem, Lit, Sym, integer
from tensir.dtypes import BOOL, F64, I8, I32, I64, INT, U8, U16, U32, U64, DType
from tensir.scalars import SCALARS, compute
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification import discharge
from tenspiler.verification.bitvectors import bit_vector_script
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.solver import Answer, Session, check

SESSION = Session()


def op(name: str, *args: Cell) -> Cell:
    return Apply(name, args, args[0].dtype)


def cast(cell: Cell, dtype: DType) -> Cell:
    return Apply("cast", (cell,), dtype)


def same(a: Cell, b: Cell) -> Cell:
    return Apply("identical", (a, b), BOOL)


def ask(goal: Cell, hypotheses: tuple[Cell, ...] = ()) -> Answer:
    script = bit_vector_script(goal, hypotheses)
    assert script is not None
    return check(script, session=SESSION)


def x(dtype: DType) -> Cell:
    return Elem("a", (Sym("k", INT),), dtype)


def y(dtype: DType) -> Cell:
    return Elem("b", (Sym("k", INT),), dtype)


def lit(value: int, dtype: DType) -> Cell:
    return Lit(value, dtype)


def both(dtype: DType) -> dict[str, tuple[Cell, Cell]]:
    a, b, one = x(dtype), y(dtype), lit(1, dtype)
    anded, either, odd = op("bitand", a, b), op("bitor", a, b), op("bitxor", a, b)
    return {
        "sum": (op("add", anded, either), op("add", a, b)),
        "xor": (odd, op("sub", either, anded)),
        "negation": (op("neg", a), op("add", op("bitnot", a), one)),
        "de morgan": (op("bitnot", anded), op("bitor", op("bitnot", a), op("bitnot", b))),
        "twice": (op("shl", a, one), op("add", a, a)),
        "lowest bit": (op("bitand", a, op("neg", a)), op("bitxor", op("bitand", a, op("sub", a, one)), a)),
        "shifts add up": (op("shl", op("shl", a, lit(2, dtype)), lit(3, dtype)), op("shl", a, lit(5, dtype))),
    }


UNSIGNED = {
    "rest": (op("bitand", x(U32), lit(255, U32)), op("mod", x(U32), lit(256, U32))),
    "half": (op("shr", x(U32), lit(1, U32)), op("floordiv", x(U32), lit(2, U32))),
    "rotate": (
        op("bitor", op("shl", x(U32), lit(5, U32)), op("shr", x(U32), lit(27, U32))),
        op("add", op("shl", x(U32), lit(5, U32)), op("shr", x(U32), lit(27, U32))),
    ),
    "mean": (
        cast(op("shr", op("add", cast(x(U8), U16), cast(y(U8), U16)), lit(1, U16)), U8),
        op("add", op("bitand", x(U8), y(U8)), op("shr", op("bitxor", x(U8), y(U8)), lit(1, U8))),
    ),
    "packed": (
        op("bitor", cast(x(U8), U16), op("shl", cast(y(U8), U16), lit(8, U16))),
        op("add", cast(x(U8), U16), op("mul", cast(y(U8), U16), lit(256, U16))),
    ),
    "sign": (
        op("sub", op("bitxor", cast(x(U8), I32), lit(128, I32)), lit(128, I32)),
        cast(cast(x(U8), I8), I32),
    ),
    "unbounded": (
        op("bitand", cast(x(U8), INT), integer(15)), cast(op("mod", x(U8), lit(16, U8)), INT),
    ),
    "unbounded sum": (
        op("add", op("bitand", cast(x(I64), INT), cast(y(I64), INT)), op("bitor", cast(x(I64), INT), cast(y(I64), INT))),
        op("add", cast(x(I64), INT), cast(y(I64), INT)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [U8, I8, U32, I32, U64, I64], ids=str)
def test_identities_hold_at_every_width(dtype: DType) -> None:
    for name, (a, b) in both(dtype).items():
        assert ask(same(a, b)) is Answer.UNSAT, name
        assert ask(same(a, op("add", b, lit(1, dtype)))) is Answer.SAT, name


@pytest.mark.parametrize("name", UNSIGNED)
def test_identities_of_some_types(name: str) -> None:
    a, b = UNSIGNED[name]
    assert ask(same(a, b)) is Answer.UNSAT
    assert ask(same(a, op("sub", b, lit(1, b.dtype)))) is Answer.SAT


def test_near_misses_have_models() -> None:
    a, s = x(U32), x(I32)
    for one, other in (
        (op("bitand", a, lit(254, U32)), op("mod", a, lit(255, U32))),
        (op("shr", s, lit(1, I32)), op("truncdiv", s, lit(2, I32))),
        (op("bitand", s, lit(255, I32)), op("truncrem", s, lit(256, I32))),
        (op("shr", op("shl", a, lit(1, U32)), lit(1, U32)), a),
        (op("bitor", a, y(U32)), op("add", a, y(U32))),
        (op("shl", x(U8), lit(8, U8)), x(U8)),
    ):
        assert ask(same(one, other)) is Answer.SAT
    assert ask(same(op("shr", s, lit(1, I32)), op("floordiv", s, lit(2, I32)))) is Answer.UNSAT


def test_ranges_of_unbounded_symbols_come_from_the_hypotheses() -> None:
    n = Sym("n", INT)
    goal = same(op("bitand", n, integer(7)), op("mod", n, integer(8)))
    assert bit_vector_script(goal, ()) is None
    ranged = (Apply("le", (integer(0), n), BOOL), Apply("lt", (n, integer(1 << 40)), BOOL))
    assert ask(goal, ranged) is Answer.UNSAT
    assert ask(same(op("bitand", n, integer(7)), op("mod", n, integer(9))), ranged) is Answer.SAT


N, M = Sym("n", INT), Sym("m", INT)


def within(symbol: Cell, low: int, high: int) -> tuple[Cell, ...]:
    return Apply("le", (integer(low), symbol), BOOL), Apply("le", (symbol, integer(high)), BOOL)


def below(symbol: Cell, low: int, high: int) -> tuple[Cell, ...]:
    return Apply("lt", (integer(low), symbol), BOOL), Apply("lt", (symbol, integer(high)), BOOL)


def unlike(a: Cell, b: int) -> Cell:
    return Apply("ne", (a, integer(b)), BOOL)


CHOICE = Apply("select", (Sym("c", BOOL), N, M), INT)
# What is false of very few of the numbers in a range: at its ends, or where an operator needs the most bits.
FALSE_AT_LAST = {
    "the first": (unlike(op("bitand", N, integer(7)), 0), within(N, 0, 7)),
    "the last": (unlike(op("bitand", N, integer(8)), 8), within(N, 0, 8)),
    "behind the bound": (unlike(op("bitand", N, integer(7)), 0), below(N, -1, 8)),
    "before the bound": (unlike(op("bitand", N, integer(8)), 8), below(N, -1, 9)),
    "a large negative number": (unlike(op("shr", N, integer(10)), -5), within(N, -5000, 0)),
    "a complement": (unlike(op("shr", op("sub", op("bitnot", N), N), integer(13)), -2), within(N, 0, 5000)),
    "shifted to the left": (unlike(op("shr", op("shl", N, integer(3)), integer(12)), 1), within(N, 0, 1000)),
    "bits of negative numbers": (
        unlike(op("shr", op("sub", op("bitand", N, M), Sym("k", INT)), integer(11)), -2),
        (*within(N, -1000, 0), *within(M, -1000, 0), *within(Sym("k", INT), 0, 2000)),
    ),
    "the second of two values": (
        unlike(op("shr", op("add", CHOICE, CHOICE), integer(13)), 1),
        (*within(N, 0, 5), *within(M, 0, 5000)),
    ),
    "any other bit": (unlike(cast(cast(op("bitand", x(U8), lit(2, U8)), BOOL), INT), 1), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE_AT_LAST)
def test_what_is_false_of_few_numbers_has_a_model(name: str) -> None:
    goal, ranges = FALSE_AT_LAST[name]
    assert ask(goal, ranges) is Answer.SAT


def test_what_bits_leave_open_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    obligation = Obligation("final", Span("f.py", 1, 0, 1, 0), (), same(*both(U32)["sum"]))
    ledger = Ledger((), frozenset())
    assert ledger.attempt(obligation, Arithmetic.EXACT) is Answer.UNSAT
    (proved,) = ledger.discharged
    assert "BitVec" in proved.script
    monkeypatch.setattr(discharge, "check", lambda *_, **__: Answer.UNKNOWN)
    assert ledger.attempt(obligation, Arithmetic.EXACT) is Answer.UNKNOWN
    assert ledger.discharged == [proved]


def test_nothing_is_asked_where_bits_play_no_part() -> None:
    assert bit_vector_script(same(op("add", x(U8), y(U8)), op("add", y(U8), x(U8))), ()) is None
    floats = cast(op("bitand", x(U8), y(U8)), F64)
    assert bit_vector_script(same(floats, Lit(0.0, F64)), ()) is None


@pytest.mark.parametrize("dtype", FIXED, ids=str)
def test_operators_at_extremes(dtype: DType) -> None:
    for name in ("add", "sub", "mul", "neg", "abs", "floordiv", "mod", "truncdiv", "truncrem", "min", "max",
                 "bitand", "bitor", "bitxor", "bitnot", "shl", "shr"):  # fmt: skip
        rng = Random(f"{name} {dtype}")
        for _ in range(4):
            values = [extreme(rng, dtype) for _ in range(SCALARS[name].arity)]
            result = int(compute(name, dtype, tuple(dtype.numpy.type(v) for v in values)).item())
            symbols = [Sym(f"x{k}", dtype) for k in range(len(values))]
            goal = same(Apply(name, tuple(symbols), dtype), Lit(result, dtype))
            for symbol, v in zip(symbols, values, strict=True):
                goal = disj(negate(eq(symbol, Lit(v, dtype))), goal)
            with_bits = disj(goal, same(op("bitnot", symbols[0]), symbols[0]))
            assert ask(with_bits) is Answer.UNSAT, (name, values, result)


def test_what_is_proved_of_random_cells_holds_in_random_worlds() -> None:
    proved = 0
    for seed in range(400):
        rng = Random(seed)
        dtype = rng.choice(FIXED)
        cell = random_cell(rng, dtype, 2)
        world = World(rng)
        value = world.value(cell)
        if value is None:
            continue
        marked = op("bitxor", op("bitxor", cell, lit(int(value), dtype)), lit(int(value), dtype))
        script = bit_vector_script(same(marked, lit(int(value), dtype)), world.facts())
        if script is None or check(script, rlimit=200_000, session=SESSION) is not Answer.UNSAT:
            continue
        proved += 1
        for other in range(8):
            again = World(Random(1000 * seed + other)).value(cell)
            assert again is None or int(again) == int(value), cell
    assert proved > 5

"""The encoding agrees with the evaluator: the true world is always a model, and ground values are proved."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cells import FIXED, INTEGERS, World, extreme, random_cell

from tensir.build import eq, identity
from tensir.cells import Apply, Cell, Elem, Fold, Lit, Sym
from tensir.dtypes import BOOL, F64, INT, U8, DType
from tensir.scalars import SCALARS, compute
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.solver import Answer, Session, check

SESSION = Session()
SEEDS = st.integers(0, 2**40)
OPERATORS = (
    "add", "sub", "mul", "neg", "abs", "floordiv", "mod", "truncdiv", "truncrem", "min", "max",
    "bitand", "bitor", "bitxor", "bitnot", "shl", "shr",
)  # fmt: skip


def same(cell: Cell, value: int | bool) -> Cell:
    return Apply("identical", (cell, Lit(value, cell.dtype)), BOOL)


def ask(hypotheses: list[Cell], goal: Cell | None, *, opaque: bool = False) -> Answer:
    script = Encoder(Arithmetic.EXACT, opaque=opaque).script(hypotheses, goal)
    return check(script, rlimit=400_000, session=SESSION)


def meaning(op: str, dtype: DType, values: tuple[int, ...]) -> int:
    return int(
        compute(op, dtype, tuple(dtype.numpy.type(v) if dtype is not INT else v for v in values)).item()
    )


def operands(dtype: DType, op: str) -> list[tuple[int, ...]]:
    if op in ("shl", "shr"):
        return [(extreme(Random(k), dtype), k) for k in range(4)]
    rng = Random(f"{op} {dtype}")
    chosen = [tuple(extreme(rng, dtype) for _ in range(SCALARS[op].arity)) for _ in range(5)]
    if SCALARS[op].arity == 2 and dtype is not INT:
        chosen += [(dtype.lowest, dtype.wrap(-1)), (dtype.highest, 0), (dtype.lowest, dtype.wrap(-3))]
    return chosen


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
@pytest.mark.parametrize("op", OPERATORS)
def test_operators_at_extremes(op: str, dtype: DType) -> None:
    for values in operands(dtype, op):
        symbols = tuple(Sym(f"x{k}", dtype) for k in range(len(values)))
        world = [eq(s, Lit(v, dtype)) for s, v in zip(symbols, values, strict=True)]
        value = meaning(op, dtype, values)
        cell, last = Apply(op, symbols, dtype), with_literals(op, symbols, values)
        for shape in (cell, last) if divides_by_something(op, values) else (cell,):
            assert ask([*world, same(shape, value)], None) is not Answer.UNSAT, (op, values)
            assert ask([*world, same(shape, value)], None, opaque=True) is not Answer.UNSAT, (op, values)
        if op not in ("bitand", "bitor", "bitxor") and divides_by_something(op, values):
            assert ask(world, same(last, value)) is Answer.UNSAT, (op, values)
            wrong = dtype.wrap(value + 1)
            assert ask(world, same(last, wrong)) is Answer.SAT, (op, values)


def with_literals(op: str, symbols: tuple[Sym, ...], values: tuple[int, ...]) -> Cell:
    """The operator with its first operand unknown and the others constant."""
    dtype = symbols[0].dtype
    return Apply(op, (symbols[0], *(Lit(v, dtype) for v in values[1:])), dtype)


def divides_by_something(op: str, values: tuple[int, ...]) -> bool:
    return op not in ("floordiv", "mod", "truncdiv", "truncrem") or values[1] != 0


@pytest.mark.parametrize("op", ["floordiv", "mod", "truncdiv", "truncrem"])
def test_division_by_the_literal_zero_is_zero(op: str) -> None:
    for dtype in INTEGERS:
        cell = with_literals(op, (Sym("x", dtype),), (1, 0))
        assert ask([], same(cell, 0)) is Answer.UNSAT


@pytest.mark.parametrize("source", [*FIXED, INT], ids=str)
@pytest.mark.parametrize("target", [*FIXED, INT, BOOL], ids=str)
def test_conversions_at_extremes(source: DType, target: DType) -> None:
    x = Sym("x", source)
    rng = Random(1)
    for value in {extreme(rng, source) for _ in range(6)}:
        cell = Apply("cast", (x,), target)
        converted = bool(value) if target is BOOL else target.wrap(value)
        assert ask([eq(x, Lit(value, source))], same(cell, converted)) is Answer.UNSAT
        wrong = not converted if target is BOOL else target.wrap(int(converted) + 1)
        assert ask([eq(x, Lit(value, source))], same(cell, wrong)) is Answer.SAT


@given(SEEDS)
@settings(max_examples=150, deadline=None)
def test_the_true_world_is_a_model(seed: int) -> None:
    """Two cells in one script, so that functions which are wrongly shared would contradict each other."""
    rng = Random(seed)
    world = World(rng)
    claims: list[Cell] = []
    for _ in range(2):
        cell = random_cell(rng, rng.choice(INTEGERS), 3)
        value = world.value(cell)
        if value is not None:
            claims.append(same(cell, value))
    for opaque in (False, True):
        assert ask([*world.facts(), *claims], None, opaque=opaque) is not Answer.UNSAT, claims


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_nothing_false_is_proved_without_the_world(seed: int) -> None:
    """If two random cells are proved equal, they have equal values in random worlds."""
    rng = Random(seed)
    dtype = rng.choice(INTEGERS)
    one, other = random_cell(rng, dtype, 2), random_cell(rng, dtype, 2)
    if ask([], Apply("identical", (one, other), BOOL)) is Answer.UNSAT:
        for _ in range(10):
            world = World(rng)
            values = {world.value(one), world.value(other)} - {None}
            assert len(values) <= 1


def test_floats_are_opaque_bit_for_bit() -> None:
    x, y, z = (Sym(n, F64) for n in "xyz")

    def plus(a: Cell, b: Cell) -> Cell:
        return Apply("add", (a, b), F64)

    def proved(a: Cell, b: Cell, arithmetic: Arithmetic) -> bool:
        script = Encoder(arithmetic).script([], Apply("identical", (a, b), BOOL))
        return check(script, session=SESSION) is Answer.UNSAT

    assert proved(plus(x, y), plus(y, x), Arithmetic.EXACT)
    assert not proved(plus(plus(x, y), z), plus(x, plus(y, z)), Arithmetic.EXACT)
    assert proved(plus(plus(x, y), z), plus(x, plus(y, z)), Arithmetic.REAL)
    assert not proved(plus(x, Lit(0.0, F64)), x, Arithmetic.EXACT)
    assert not proved(Lit(0.0, F64), Lit(-0.0, F64), Arithmetic.EXACT)
    ratio = Apply("div", (x, x), F64)
    assert not proved(ratio, Lit(1.0, F64), Arithmetic.REAL)
    assert not proved(Apply("mul", (Apply("div", (x, y), F64), y), F64), x, Arithmetic.REAL)


def test_a_comparison_of_floats_is_not_its_mirror() -> None:
    """`!(a < b)` and `b <= a` differ on NaN; equality is not identity."""
    x, y = Sym("x", F64), Sym("y", F64)
    not_less = Apply("not", (Apply("lt", (x, y), BOOL),), BOOL)
    mirrored = Apply("le", (y, x), BOOL)
    itself = Apply("eq", (x, x), BOOL)
    smaller = Apply("min", (x, y), F64), Apply("min", (y, x), F64)
    for goal in (
        Apply("identical", (not_less, mirrored), BOOL),
        itself,
        Apply("identical", smaller, BOOL),
    ):
        assert check(Encoder(Arithmetic.EXACT).script([], goal)) is Answer.SAT
    flipped = Apply("identical", (Apply("gt", (x, y), BOOL), Apply("lt", (y, x), BOOL)), BOOL)
    assert check(Encoder(Arithmetic.EXACT).script([], flipped)) is Answer.UNSAT


def test_what_equal_floats_have_in_common() -> None:
    """No number is only equal to itself, a NaN is not even that, and two zeros are equal and differ."""
    x, y, z = (Sym(n, F64) for n in "xyz")

    def equal(a: Cell, b: Cell) -> Cell:
        return Apply("eq", (a, b), BOOL)

    def follows(goal: Cell, *known: Cell) -> bool:
        return check(Encoder(Arithmetic.EXACT).script(known, goal)) is Answer.UNSAT

    assert follows(equal(y, x), equal(x, y))
    assert follows(equal(x, z), equal(x, y), equal(y, z))
    assert follows(equal(x, x), equal(x, y))
    assert follows(equal(x, y), Apply("identical", (x, y), BOOL), equal(y, y))
    assert not follows(equal(x, x))
    assert not follows(equal(x, y), Apply("identical", (x, y), BOOL))
    assert not follows(Apply("identical", (x, y), BOOL), equal(x, y))
    assert not follows(equal(x, z), equal(x, y), Apply("not", (equal(z, z),), BOOL))


@pytest.mark.parametrize("dtype", FIXED, ids=str)
@pytest.mark.parametrize("op", ["add", "mul", "min", "max", "bitand", "bitor", "bitxor"])
def test_neutral_elements_are_neutral(op: str, dtype: DType) -> None:
    neutral = identity(op, dtype)
    assert neutral is not None
    rng = Random(3)
    for value in (extreme(rng, dtype) for _ in range(8)):
        assert meaning(op, dtype, (value, int(neutral.value))) == value
        assert meaning(op, dtype, (int(neutral.value), value)) == value


@pytest.mark.parametrize("name", ["true", "false", "and", "xor", "shr", "bitand", "times", "distinct"])
def test_any_name_of_a_parameter_will_do(name: str) -> None:
    x = Sym(name, INT)
    opaque = Apply("bitand", (Apply("shr", (x, Sym("y", INT)), INT), x), INT)
    goal = Apply("and", (Apply("identical", (opaque, opaque), BOOL), Apply("le", (x, x), BOOL)), BOOL)
    assert ask([Apply("lt", (x, Sym("y", INT)), BOOL)], goal) is Answer.UNSAT


def test_models_that_random_worlds_seldom_are() -> None:
    """A wrapping sum from a start of its own, and bits of negative numbers."""
    place = Elem("u", (Lit(0, INT),), U8)
    total = Fold("add", "j", Lit(0, INT), Lit(1, INT), Lit(200, U8), Elem("u", (Sym("j", INT),), U8))
    assert ask([eq(place, Lit(100, U8)), eq(total, Lit(44, U8))], None) is not Answer.UNSAT
    x, y = Sym("x", INT), Sym("y", INT)
    for op, value in (("bitxor", -6), ("bitor", -1), ("bitand", 5)):
        world = [eq(x, Lit(-1, INT)), eq(y, Lit(5, INT)), eq(Apply(op, (x, y), INT), Lit(value, INT))]
        assert ask(world, None) is not Answer.UNSAT

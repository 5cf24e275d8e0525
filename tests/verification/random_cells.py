"""Random cells over a fixed world of scalars and arrays, and the values that this world gives them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np

from tensir.build import eq
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, I8, I32, I64, INT, U8, U32, U64, DType

FIXED = (I8, U8, I32, U32, I64, U64)
INTEGERS = (*FIXED, INT)
SCALARS: dict[str, DType] = {f"x_{d}": d for d in INTEGERS} | {"n": INT, "m": INT}
ARRAYS: dict[str, DType] = {"a": I32, "b": INT, "c": U8}
LENGTH = 3
BINARY = (
    "add",
    "sub",
    "mul",
    "min",
    "max",
    "floordiv",
    "mod",
    "truncdiv",
    "truncrem",
    "bitand",
    "bitor",
    "bitxor",
)
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


def extreme(rng: Random, dtype: DType) -> int:
    """A small number, or one at the edge of the type."""
    if dtype is INT:
        return rng.choice((0, 1, -1, 2, 3, -3, 7, 255, 256, -(1 << 31), 1 << 40, (1 << 63) + 1, 1 << 70))
    edges = (
        0,
        1,
        2,
        3,
        dtype.lowest,
        dtype.highest,
        dtype.highest - 1,
        dtype.lowest + 1,
        dtype.wrap(-1),
        dtype.wrap(-3),
    )
    return rng.choice(edges)


class World:
    """A value for each scalar and each element."""

    def __init__(self, rng: Random) -> None:
        self.scalars = {n: extreme(rng, d) for n, d in SCALARS.items()}
        self.scalars |= {"n": rng.randrange(-1, LENGTH + 1), "m": rng.randrange(-1, LENGTH + 2)}
        self.arrays: dict[str, Any] = {
            n: np.array([extreme(rng, d) for _ in range(LENGTH)], dtype=d.numpy) for n, d in ARRAYS.items()
        }

    def facts(self) -> list[Cell]:
        """The world, as hypotheses."""
        scalars = [eq(Sym(n, d), Lit(self.scalars[n], d)) for n, d in SCALARS.items()]
        lengths: list[Cell] = [eq(Extent(n, 0), integer(LENGTH)) for n in ARRAYS]
        elements = [
            eq(Elem(n, (integer(k),), d), Lit(int(self.arrays[n][k]), d))
            for n, d in ARRAYS.items()
            for k in range(LENGTH)
        ]
        return [*scalars, *lengths, *elements]

    def value(self, cell: Cell, more: Mapping[str, Any] | None = None) -> int | bool | None:
        """The value of a cell; None where it is unspecified."""
        found, bad = evaluate_partial(cell, {**self.scalars, **(more or {})}, self.arrays)
        if bad is not None and np.any(bad):
            return None
        value = np.asarray(found).item()
        return bool(value) if cell.dtype is BOOL else int(value)


def random_cell(rng: Random, dtype: DType, depth: int, bound: tuple[str, ...] = ()) -> Cell:
    """A cell of a type, without any simplification."""
    if dtype is BOOL:
        return random_condition(rng, depth, bound)
    if depth == 0 or rng.random() < 0.1:
        return random_leaf(rng, dtype, bound)
    match rng.randrange(10):
        case 0:
            return Apply("cast", (random_cell(rng, rng.choice((*INTEGERS, BOOL)), depth - 1, bound),), dtype)
        case 1:
            parts = (random_cell(rng, d, depth - 1, bound) for d in (BOOL, dtype, dtype))
            return Apply("select", tuple(parts), dtype)
        case 2:
            op = rng.choice(("neg", "abs") if dtype is INT else ("neg", "abs", "bitnot"))
            return Apply(op, (random_cell(rng, dtype, depth - 1, bound),), dtype)
        case 3 | 4:
            return random_fold(rng, dtype, depth, bound)
        case 5:
            count = Lit(rng.randrange(5), dtype)
            return Apply(
                rng.choice(("shl", "shr")), (random_cell(rng, dtype, depth - 1, bound), count), dtype
            )
        case _:
            args = tuple(random_cell(rng, dtype, depth - 1, bound) for _ in range(2))
            return Apply(rng.choice(BINARY), args, dtype)


def random_leaf(rng: Random, dtype: DType, bound: tuple[str, ...]) -> Cell:
    choices: list[Cell] = [Lit(extreme(rng, dtype), dtype), Sym(f"x_{dtype}", dtype)]
    index = random_index(rng, bound)
    choices += [Elem(n, (index,), dtype) for n, d in ARRAYS.items() if d is dtype]
    if dtype is INT:
        choices += [Sym("n", INT), Sym("m", INT), Extent("a", 0), *(Sym(b, INT) for b in bound)]
        fixed = rng.choice(FIXED)
        choices.append(Sym(f"x_{fixed}", INT))
    return rng.choice(choices)


def random_index(rng: Random, bound: tuple[str, ...]) -> Cell:
    if bound and rng.random() < 0.8:
        return Sym(rng.choice(bound), INT)
    return integer(rng.randrange(LENGTH))


def random_condition(rng: Random, depth: int, bound: tuple[str, ...]) -> Cell:
    if depth > 0 and rng.random() < 0.2:
        parts = tuple(random_condition(rng, depth - 1, bound) for _ in range(2))
        return Apply(rng.choice(("and", "or")), parts, BOOL)
    if rng.random() < 0.1:
        return Apply("not", (random_condition(rng, max(depth - 1, 0), bound),), BOOL)
    if bound and rng.random() < 0.5:
        sides = [Sym(rng.choice(bound), INT), random_cell(rng, INT, 0, ())]
        rng.shuffle(sides)
        return Apply(rng.choice(COMPARISONS), tuple(sides), BOOL)
    dtype = rng.choice(INTEGERS)
    args = tuple(random_cell(rng, dtype, max(depth - 1, 0), bound) for _ in range(2))
    return Apply(rng.choice(COMPARISONS), args, BOOL)


def random_fold(rng: Random, dtype: DType, depth: int, bound: tuple[str, ...]) -> Cell:
    """A fold over a range inside the arrays, often masked as a branch in a loop would mask it."""
    op = rng.choice(("add", "max", "min", "mul", "bitxor") if dtype is not INT else ("add", "max", "min"))
    binder = fresh("j")
    lo = integer(rng.choice((0, 0, 0, 1, -1)))
    hi = rng.choice((Sym("n", INT), Extent("a", 0), integer(2)))
    init = Lit(rng.choice((0, 1)), dtype) if rng.random() < 0.6 else random_cell(rng, dtype, 0, bound)
    body = random_cell(rng, dtype, depth - 1, (*bound, binder))
    if rng.random() < 0.4:
        small, large = Sym(binder, INT), rng.choice((Sym("m", INT), integer(1), Sym("n", INT)))
        mask = Apply(rng.choice(("lt", "le", "gt", "ge")), (small, large), BOOL)
        body = Apply("select", (mask, body, Lit(0, dtype)), dtype)
    return Fold(op, binder, lo, hi, init, body)

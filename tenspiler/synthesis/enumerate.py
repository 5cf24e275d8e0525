"""Bottom-up enumeration: where the shape of a step says nothing, search what it adds to the carried value.

For a step `x' = f(x, ...)` terms u are built over the parts of f that do not depend on x, smallest first;
terms with equal values on all concrete runs count once (observational equivalence), and an operator with
`f(x) == x op u` on all runs is proposed. All runs are evaluated at once, as vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from tensir.build import apply
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Apply, Cell, Fold, Lit, Sym, children, fresh, replaced, substitute
from tensir.dtypes import BOOL, DType
from tensir.scalars import SCALARS

RUNS = 96
SEED = 7
MOST_LEAVES = 5
MOST_TERMS = 400
TARGETS = {True: ("or", "and"), False: ("add", "max", "min", "mul", "bitor", "bitand", "bitxor")}
BUILDERS = {True: ("and", "or", "not"), False: ("add", "sub", "mul", "max", "min", "neg", "abs")}


def units(step: Cell, x: Sym) -> Iterator[tuple[str, Cell]]:
    """Operators and units with `step == x op unit` on all concrete runs, the smallest units first."""
    dtype = x.dtype
    if dtype.is_float or step.dtype is not dtype:
        return
    leaves = _leaves(step, x.name)
    if not 0 < len(leaves) <= MOST_LEAVES:
        return
    names = {leaf: Sym(fresh("leaf"), leaf.dtype) for leaf in leaves}
    back: dict[str, Cell] = {symbol.name: leaf for leaf, symbol in names.items()}
    runs = {symbol.name: _values(place, symbol.dtype) for place, symbol in enumerate([x, *names.values()])}
    wanted = _evaluate(_abstract(step, names), runs)
    if wanted is None:
        return
    for term in _terms([n for n in names.values() if n.dtype is dtype], dtype, runs):
        for op in TARGETS[dtype is BOOL]:
            got = _evaluate(apply(op, (x, term), dtype), runs)
            if got is not None and np.array_equal(got, wanted):
                yield op, substitute(term, back, make=apply)


def _leaves(step: Cell, name: str) -> list[Cell]:
    """The largest parts of a step that do not depend on x."""
    found: dict[Cell, None] = {}
    seen: dict[Cell, bool] = {}

    def visit(cell: Cell) -> bool:
        """Whether the cell depends on x."""
        if cell not in seen:
            seen[cell] = look(cell)
        return seen[cell]

    def look(cell: Cell) -> bool:
        if isinstance(cell, Sym):
            return cell.name == name
        below = [(child, visit(child)) for child in children(cell)]
        if not any(depends for _, depends in below):
            return False
        for child, depends in below:
            if not depends and not isinstance(child, Lit) and not isinstance(cell, Fold):
                found[child] = None
        return True

    visit(step)
    return list(found)


def _abstract(cell: Cell, names: dict[Cell, Sym]) -> Cell:
    return replaced(cell, names.get)


def _terms(leaves: list[Sym], dtype: DType, runs: dict[str, Any]) -> Iterator[Cell]:
    """Terms over the leaves and small constants, by size, one for each vector of values."""
    seen: set[bytes] = set()
    constants = (True, False) if dtype is BOOL else (0, 1)
    level: list[Cell] = []
    for term in [*leaves, *(Lit(c, dtype) for c in constants)]:
        if _is_new(term, runs, seen):
            level.append(term)
            yield term
    known = list(level)
    for _ in range(2):
        grown: list[Cell] = []
        for op in BUILDERS[dtype is BOOL]:
            for args in product(known, repeat=SCALARS[op].arity):
                if len(seen) >= MOST_TERMS:
                    return
                term = apply(op, args, dtype)
                if isinstance(term, Apply) and _is_new(term, runs, seen):
                    grown.append(term)
                    yield term
        known += grown


def _is_new(term: Cell, runs: dict[str, Any], seen: set[bytes]) -> bool:
    values = _evaluate(term, runs)
    if values is None:
        return False
    key = repr(values.tolist()).encode()
    if key in seen:
        return False
    seen.add(key)
    return True


def _evaluate(cell: Cell, runs: dict[str, Any]) -> Any:
    """The values of a cell on all runs; None where it cannot be evaluated."""
    try:
        values, unspecified = evaluate_partial(cell, runs, {})
    except (KeyError, OverflowError, MemoryError):
        return None
    return None if unspecified is not None and np.any(unspecified) else np.broadcast_to(values, (RUNS,))


def _values(place: int, dtype: DType) -> Any:
    rng = np.random.default_rng(SEED + place)
    if dtype is BOOL:
        return rng.integers(0, 2, RUNS).astype(bool)
    low = 0 if dtype.is_fixed and dtype.lowest == 0 else -20
    numbers = rng.integers(low, 21, RUNS)
    if dtype.is_fixed or dtype.is_float:
        return numbers.astype(dtype.numpy)
    return np.array([int(n) for n in numbers], dtype=object)

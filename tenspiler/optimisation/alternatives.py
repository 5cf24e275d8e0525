"""Arrays that are written in several regions: alternatives that hold the same are one.

Before: `select(j < i, x[i] * x[j], select(i < j, x[j] * x[i], select(i == j, 1, y)))`.
After: `select(i == j, 1, x[i] * x[j])`. Which condition tells alternatives apart is seen from samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

from tensir.build import conj, conjuncts, eq, le, lt, select
from tensir.cell_evaluator import evaluate_each
from tensir.cells import (
    TRUE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Sym,
    integer,
    reads_elements,
    size_of,
    substitute,
    subterms,
)
from tensir.dtypes import INT
from tensir.polynomial import polynomial, sort_key, tidy, to_cell
from tensir.scalars import SCALARS
from tenspiler.optimisation.facts import Facts
from tenspiler.symbolic.execute import MOST_NODES

Choice: TypeAlias = tuple[Cell, Cell]
Samples: TypeAlias = "dict[str, np.ndarray[Any, Any]]"

MOST_SAMPLES = 2000
FEWEST_SAMPLES = 40
MOST_PAIRS = 200
LARGEST = 7


def alternatives(body: Cell) -> tuple[list[Choice], Cell]:
    """The alternatives of nested choices, each with its condition, and what holds where none of those do."""
    found: list[Choice] = []
    while isinstance(body, Apply) and body.op == "select":
        condition, value, body = body.args
        found.append((condition, value))
    return found, body


def merged(choices: Sequence[Choice], rest: Cell, facts: Facts) -> Cell:
    """Alternatives as one cell where some facts hold: as few choices as may be."""
    conditions = [facts.simplified(condition) for condition, _ in choices]
    values = [value for _, value in choices] + [rest]
    values = [
        facts.beside(*conjuncts(c)).simplified(v) for c, v in zip((*conditions, TRUE), values, strict=True)
    ]
    found = _told_apart(conditions, values, facts)
    if found is None:
        found = values[-1]
        for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
            found = found if canonical(found) == canonical(value) else select(condition, value, found)
    return facts.simplified(found)


def _told_apart(conditions: Sequence[Cell], values: Sequence[Cell], facts: Facts) -> Cell | None:
    """A list of decisions that gives the same value at all samples; None if there is no simple one."""
    if any(isinstance(t, Elem | Fold) for c in conditions for t in subterms(c)):
        return None
    samples = _samples(conditions, facts)
    if samples is None:
        return None
    taken = np.full(len(next(iter(samples.values()), ())), len(conditions))
    for place, truth in reversed(list(enumerate(_truths(conditions, samples)))):
        taken = np.where(truth, place, taken)
    kinds = _kinds(values)
    kind = np.asarray(kinds)[taken]
    present = list(dict.fromkeys(k for k in kinds if (kind == k).any()))
    if not present:  # no sample meets the facts
        return None
    decided: list[Choice] = []
    left = np.ones_like(kind, bool)
    while len(present) > 1:
        found = _telling(conditions, present, kind, left, samples)
        if found is None:
            return None
        decided.append((found[1], values[found[0]]))
        present.remove(found[0])
        left &= kind != found[0]
    result = values[present[0]]
    for condition, value in reversed(decided):
        result = select(condition, value, result)
    return result


def _telling(
    conditions: Sequence[Cell], present: list[int], kind: Any, left: Any, samples: Samples
) -> tuple[int, Cell] | None:
    """One of the values that are there, and a simple condition that holds just where it is."""
    simple = list(_tests(conditions))
    for tests in (simple, [conj(*pair) for pair in combinations(simple, 2)][:MOST_PAIRS]):
        for condition, truth in zip(tests, _truths(tests, samples), strict=True):
            for value in present:
                if ((kind == value) == truth)[left].all():
                    return value, condition
    return None


def _kinds(values: Sequence[Cell]) -> list[int]:
    """For each value the place of the first that is the same."""
    forms = [canonical(v) for v in values]
    return [forms.index(form) for form in forms]


def canonical(cell: Cell, depth: int = 0) -> Cell:
    """The same for cells that differ in the order of operands that commute, and in names of bound indices.

    Larger cells, written out, stay as they are.
    """
    if size_of(cell) > MOST_NODES:
        return cell
    match cell:
        case Apply():
            args = tuple(canonical(a, depth) for a in cell.args)
            if cell.op in SCALARS and SCALARS[cell.op].commutative:
                args = tuple(sorted(args, key=sort_key))
            return Apply(cell.op, args, cell.dtype)
        case Fold():
            body = substitute(cell.body, {cell.binder: Sym(f"bound#{depth}", INT)})
            lo, hi, init = (canonical(c, depth) for c in (cell.lo, cell.hi, cell.init))
            return Fold(cell.op, f"bound#{depth}", lo, hi, init, canonical(body, depth + 1))
        case Elem():
            return Elem(cell.array, tuple(canonical(i, depth) for i in cell.indices), cell.dtype)
        case _:
            return cell


# ---------------------------------------------------------------- samples


def _samples(cells: Iterable[Cell], facts: Facts) -> Samples | None:
    """Values of all indices and sizes in some cells with which the facts hold."""
    terms = [t for c in cells for t in subterms(c)]
    names = sorted({_name(t) for t in terms if isinstance(t, Sym | Extent)})
    generator = np.random.default_rng(len(names))
    drawn = {name: generator.integers(0, LARGEST, MOST_SAMPLES) for name in names}
    plain = [
        c
        for c in facts.conditions()
        if not reads_elements(c)
        and all(_name(t) in drawn for t in subterms(c) if isinstance(t, Sym | Extent))
    ]
    allowed = np.ones(MOST_SAMPLES, bool)
    for truth in _truths(plain, drawn):
        allowed &= truth
    if allowed.sum() < FEWEST_SAMPLES:
        return None
    return {name: values[allowed] for name, values in drawn.items()}


def _truths(conditions: Sequence[Cell], samples: Samples) -> list[Any]:
    shown = [substitute(c, {}, extent=lambda e: Sym(_name(e), INT)) for c in conditions]
    size = len(next(iter(samples.values()), ()))
    return [np.broadcast_to(value, size) for value, _ in evaluate_each(shown, samples, {})]


def _name(cell: Cell) -> str:
    return cell.name if isinstance(cell, Sym) else str(cell)


# ---------------------------------------------------------------- simple conditions


def _tests(conditions: Sequence[Cell]) -> Iterator[Cell]:
    """Conditions that may tell alternatives apart, the simplest first."""
    differences = list(
        dict.fromkeys(d for c in conditions for atom in conjuncts(c) for d in _differences(atom))
    )
    equal = [eq(d, integer(0)) for d in differences]
    order = [t for d in differences for t in (le(d, integer(0)), lt(d, integer(0)))]
    yield from dict.fromkeys(tidy(t.op, *t.args) for t in (*order, *equal) if isinstance(t, Apply))


def _differences(atom: Cell) -> Iterator[Cell]:
    """What a comparison compares with 0, also without its constant, and the negatives of both."""
    match atom:
        case Apply(op="le" | "lt" | "eq" | "ge" | "gt", args=(a, b)) if a.dtype is INT:
            whole = polynomial(Apply("sub", (a, b), INT))
            for split in ({m: c for m, c in whole.items() if m}, whole):
                yield to_cell(split)
                yield to_cell({m: -c for m, c in split.items()})
        case _:
            pass

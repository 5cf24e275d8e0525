"""Folds as functions: a fold's body with everything that does not depend on bound indices taken out.

`sum(j < n: a[i, j] * b[j])` becomes `F(i, n)`, and any other fold with the same body up to what stands for
`i` becomes the same `F`; equality of two folds is then congruence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, reduce
from typing import Final, final

from tensir.build import factors, mul
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, free_symbols
from tensir.dtypes import INT
from tensir.order import is_argsort
from tensir.polynomial import Polynomial, from_zero, polynomial, sort_key, to_cell
from tensir.recurrences import RECURRENCES, elements_of
from tensir.scalars import SCALARS
from tenspiler.verification.rounding import decides, is_rounded
from tenspiler.verification.sums import separated

MOST_REMEMBERED = 5_000


class Reading(Enum):
    """How floats are read: bit for bit; as reals, but for what decides something; that; or all as reals."""

    BITS = "bits"
    REALS = "reals"
    NEAR = "near"
    DECISIONS = "decisions"


OF_REALS: Final = frozenset({Reading.REALS, Reading.NEAR})


@final
@dataclass(frozen=True, slots=True)
class Skeleton:
    """The shape of a fold (equal shapes are equal functions) and the cells that fill its holes."""

    shape: str
    holes: tuple[Cell, ...]


@lru_cache(maxsize=MOST_REMEMBERED)
def skeleton(fold: Fold, reading: Reading = Reading.BITS) -> Skeleton:
    """The shape of the body and initial value of a fold that starts at 0, its upper bound left out.

    If floats are read as reals, sums in the body are taken apart, and factors may come in any order; but
    where floats decide something, what was rounded stays as it is, and fills no hole.
    """
    holes: list[Cell] = []
    init = _start(fold.init, {}, holes, reading)
    whole = separated(fold.body) if reading in OF_REALS else fold.body
    body = _body(fold.op, whole, {fold.binder: "_0"}, holes, reading)
    return Skeleton(f"{fold.op}:{fold.dtype}({init}; {body})", tuple(holes))


def _body(op: str, body: Cell, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    """What goes into a fold: elements that are taken in together may be of several dtypes."""
    if op not in RECURRENCES:
        return _shape(body, bound, holes, reading)
    return ", ".join(_shape(element, bound, holes, reading) for element in elements_of(body))


def _shape(cell: Cell, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    if isinstance(cell, Lit):
        return f"{cell.value!r}:{cell.dtype}"
    if free_symbols(cell).isdisjoint(bound) and not (
        reading is Reading.DECISIONS and cell.dtype.is_float and is_rounded(cell)
    ):
        holes.append(cell)
        return f"?{cell.dtype}"
    match cell:
        case Sym():
            return bound[cell.name]
        case Elem():
            inner = ",".join(_shape(i, bound, holes, reading) for i in cell.indices)
            return f"{cell.array}[{inner}]"
        case Apply(op="add" | "sub" | "mul" | "neg") if cell.dtype is INT:
            return _linear(cell, bound, holes, reading)
        case Apply(op="mul") if cell.dtype.is_float and reading in OF_REALS:
            return _product(cell, bound, holes, reading)
        case Apply():
            return _operator(cell, bound, holes, reading)
        case Fold():
            return _nested(from_zero(cell), bound, holes, reading)
        case Extent():
            raise AssertionError("extents have no bound symbols")


def _start(init: Cell, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    """An initial value: a hole even if it is a literal, as another one may turn out to be equal to it."""
    if isinstance(init, Lit):
        holes.append(init)
        return f"?{init.dtype}"
    return _shape(init, bound, holes, reading)


def _operator(cell: Apply, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    parts: list[tuple[str, list[Cell]]] = []
    if reading is Reading.REALS and decides(cell):
        reading = Reading.DECISIONS
    for arg in cell.args:
        inner: list[Cell] = []
        parts.append((_shape(arg, bound, inner, reading), inner))
    if cell.op in SCALARS and SCALARS[cell.op].commutative:
        parts.sort(key=lambda part: part[0])
    for _, inner in parts:
        holes += inner
    return f"{cell.op}:{cell.dtype}({','.join(text for text, _ in parts)})"


def _product(cell: Cell, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    """A product of reals by its bound factors, whatever their order, with one hole for all others."""
    parts: list[tuple[str, list[Cell]]] = []
    loose: list[Cell] = []
    for factor in factors(cell):
        if not free_symbols(factor).isdisjoint(bound):
            inner: list[Cell] = []
            parts.append((_shape(factor, bound, inner, reading), inner))
        else:
            loose.append(factor)
    parts.sort(key=lambda part: part[0])
    if loose:
        holes.append(reduce(mul, sorted(loose, key=sort_key)))
    for _, inner in parts:
        holes += inner
    texts = [f"?{cell.dtype}"] * bool(loose) + [text for text, _ in parts]
    return f"product:{cell.dtype}({','.join(texts)})"


def _linear(cell: Cell, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    """Integer arithmetic by the products of bound parts, each with one hole for its coefficient."""
    groups: dict[tuple[Cell, ...], Polynomial] = {}
    for monomial, coefficient in polynomial(cell).items():
        tied = tuple(a for a in monomial if any(n in bound for n in free_symbols(a)))
        loose = tuple(a for a in monomial if a not in tied)
        groups.setdefault(tied, {})[loose] = coefficient
    parts: list[tuple[str, list[Cell]]] = []
    for tied, factor in groups.items():
        inner: list[Cell] = []
        text = "*".join(_shape(a, bound, inner, reading) for a in tied)
        weight = to_cell(factor)
        if isinstance(weight, Lit):
            text = f"{weight.value}*{text}"
        else:
            text = f"?*{text}"
            inner.append(weight)
        parts.append((text, inner))
    parts.sort(key=lambda part: part[0])
    for _, inner in parts:
        holes += inner
    return f"({'+'.join(text for text, _ in parts)})"


def _nested(fold: Fold, bound: dict[str, str], holes: list[Cell], reading: Reading) -> str:
    init = _start(fold.init, bound, holes, reading)
    hi = _shape(fold.hi, bound, holes, reading)
    if reading is Reading.REALS and is_argsort(fold):
        reading = Reading.DECISIONS
    body = _body(fold.op, fold.body, {**bound, fold.binder: f"_{len(bound)}"}, holes, reading)
    return f"fold {fold.op}:{fold.dtype}({init}; {hi}; {body})"

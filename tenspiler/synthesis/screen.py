"""Concrete screening: a claimed closed form is run on many small inputs at once; most wrong ones end here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from tensir.build import conj, conjuncts
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Cell, Elem, Extent, Fold, Sym, subterms
from tensir.dtypes import U8, DType, Kind
from tenspiler.effort import spend

DRAWN, CONSIDERED, COMPARED = 1200, 240, 80
SEED = 20
LONG, SHORT = 37, 4
_RUN = "#run"  # the number of a run, beside the values of the scalars in it


@final
@dataclass(frozen=True, slots=True)
class Claim:
    """Wherever `given` holds, `left` equals `right`."""

    given: tuple[Cell, ...]
    left: Cell
    right: Cell


def survives(claims: Iterable[Claim]) -> bool:
    """Whether no claim is contradicted by a concrete run."""
    return not any(_contradicted(claim) for claim in claims)


def _contradicted(claim: Claim) -> bool:
    if claim.left == claim.right:
        return False
    given = conjuncts(conj(*claim.given))
    with np.errstate(all="ignore"):
        return any(
            _differs(given, claim, env, arrays) for env, arrays in _worlds((*given, claim.left, claim.right))
        )


def _differs(given: list[Cell], claim: Claim, env: dict[str, Any], arrays: dict[str, Any]) -> bool:
    """Whether the sides differ in a run that meets all that is given; what costs little is asked first."""
    quick = [g for g in given if not _has_folds(g)]
    try:
        env = _first(CONSIDERED, _meeting(quick, env, arrays))
        env = _first(COMPARED, _meeting([g for g in given if g not in quick], env, arrays))
        if not _rows(env):
            return False
        left, no_left = evaluate_partial(claim.left, env, arrays, meter=_spend)
        right, no_right = evaluate_partial(claim.right, env, arrays, meter=_spend)
    except (OverflowError, MemoryError):
        return False
    relevant = np.asarray(True)
    for mask in (no_left, no_right):
        if mask is not None:
            relevant = relevant & ~np.asarray(mask, dtype=bool)
    return bool(np.any(relevant & ~_same(left, right, claim.left.dtype)))


def _meeting(conditions: list[Cell], env: dict[str, Any], arrays: dict[str, Any]) -> dict[str, Any]:
    """The runs that meet all conditions."""
    for condition in conditions:
        if not _rows(env):
            break
        holds, unknown = evaluate_partial(condition, env, arrays, meter=_spend)
        met = np.asarray(holds, dtype=bool)
        if unknown is not None:
            met = met & ~np.asarray(unknown, dtype=bool)
        if not met.all():
            kept = np.broadcast_to(met, (_rows(env),))
            env = {name: values[kept] for name, values in env.items()}
    return env


def _spend(elements: int) -> None:
    spend(3 + (elements >> 4))


def _first(most: int, env: dict[str, Any]) -> dict[str, Any]:
    return {name: values[:most] for name, values in env.items()}


def _rows(env: dict[str, Any]) -> int:
    return len(env[_RUN])


def _has_folds(cell: Cell) -> bool:
    return any(isinstance(term, Fold) for term in subterms(cell))


def _same(a: Any, b: Any, dtype: DType) -> Any:
    if dtype.is_float:
        return np.isclose(a.astype(float), b.astype(float), rtol=1e-3, atol=1e-6, equal_nan=True)
    return np.asarray(a == b, dtype=bool)


def _worlds(cells: tuple[Cell, ...]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Values for all scalars, a batch at once, and arrays: roomy ones, index-like ones, cramped ones."""
    scalars, arrays = _free(cells)
    rng = np.random.default_rng(SEED)
    for roomy, wide in ((True, True), (True, False), (False, True)):
        runs = DRAWN if scalars else 1
        env = {
            name: _numbers(rng, dtype, (runs,), roomy) for name, dtype in sorted(scalars.items(), key=_name)
        }
        env[_RUN] = np.arange(runs)
        filled: dict[str, Any] = {}
        for place, (name, (dtype, rank)) in enumerate(sorted(arrays.items(), key=_name)):
            filled[name] = _elements(rng, dtype, _shape(place, rank, roomy), wide)
        yield env, filled


def _name(item: tuple[str, Any]) -> str:
    return item[0]


def _free(cells: tuple[Cell, ...]) -> tuple[dict[str, DType], dict[str, tuple[DType, int]]]:
    scalars: dict[str, DType] = {}
    arrays: dict[str, tuple[DType, int]] = {}
    bound: set[str] = set()
    for cell in cells:
        for term in subterms(cell):
            match term:
                case Fold():
                    bound.add(term.binder)
                case Sym() if term.name not in scalars or term.dtype.kind is not Kind.UNBOUNDED:
                    scalars[term.name] = term.dtype
                case Elem():
                    arrays[term.array] = (term.dtype, len(term.indices))
                case Extent():
                    known = arrays.get(term.array)
                    arrays[term.array] = (
                        known[0] if known else _BYTE,
                        max(known[1] if known else 0, term.axis + 1),
                    )
                case _:
                    pass
    return {n: d for n, d in scalars.items() if n not in bound}, arrays


def _shape(place: int, rank: int, roomy: bool) -> tuple[int, ...]:
    if rank == 1:
        return (LONG - place % LONG if roomy else SHORT + place % 3,)
    base = 5 if roomy else 2
    return tuple(base + (place + axis) % 3 for axis in range(rank))


def _numbers(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...], roomy: bool) -> Any:
    if dtype.kind is Kind.BOOL:
        return rng.integers(0, 2, shape).astype(bool)
    low = 0 if dtype.kind is Kind.UNSIGNED or roomy else -3
    values = rng.integers(low, 6, shape)
    if dtype.kind is Kind.UNBOUNDED:
        return values.astype(object)
    return values.astype(dtype.numpy)


def _elements(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...], wide: bool) -> Any:
    if dtype.kind is Kind.BOOL:
        return rng.integers(0, 2, shape).astype(bool)
    low, high = (-9, 10) if wide else (0, 6)
    values = rng.integers(max(low, 0) if dtype.kind is Kind.UNSIGNED else low, high, shape)
    if dtype.kind is Kind.UNSIGNED:
        small = values.astype(dtype.numpy)
        values = np.where(values > 7, dtype.numpy.type(dtype.highest) - small, small)
    if dtype.kind is Kind.UNBOUNDED:
        return values.astype(object)
    return values.astype(dtype.numpy)


_BYTE = U8

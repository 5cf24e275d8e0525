"""Whether inputs meet the preconditions of a proof, whatever is read where those look outside an array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from tensir import evaluate_cell, show_cell
from tensir.build import conj, select, within
from tensir.cells import Cell, Elem, Extent, Lit, integer, rebuild
from tensir.dtypes import BOOL, INT, DType
from tensir.evaluator import as_array
from tenspiler.loopir.nodes import ArrayType
from tenspiler.pipeline import Lifted

DEPENDS: Final = "depends on what lies outside an array: "
FILLERS: Final = 4


def broken_precondition(lifted: Lifted, named: Mapping[str, Any]) -> str | None:
    """The first precondition that does not hold, as text.

    What lies outside an array may be anything: a precondition may look at it, but its truth must not depend
    on it. Where it does, the text begins with `DEPENDS`.
    """
    scalars: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    for parameter in lifted.function.parameters:
        kind, value = parameter.type, named[parameter.name]
        if isinstance(kind, ArrayType):
            arrays[parameter.name] = as_array(value, kind.element.dtype, kind.rank)
        else:
            scalars[parameter.name] = value
    depends: str | None = None
    for required in lifted.proof.preconditions:
        answers = {_holds(c, scalars, arrays) for c in _readings(required.condition, scalars, arrays)}
        text = f"{show_cell(required.condition)} ({required.reason})"
        if answers == {False}:
            return text
        if len(answers) > 1:
            depends = f"{DEPENDS}{text}"
    return depends


def _readings(cell: Cell, scalars: Mapping[str, Any], arrays: Mapping[str, Any]) -> list[Cell]:
    """The condition as it is if it reads inside arrays only, else with several values for what is outside."""
    try:
        evaluate_cell(cell, scalars, arrays)
    except IndexError:
        return [bounded(cell, which) for which in range(FILLERS)]
    return [cell]


def _holds(cell: Cell, scalars: Mapping[str, Any], arrays: Mapping[str, Any]) -> bool:
    return bool(np.all(evaluate_cell(cell, scalars, arrays)))


def bounded(cell: Cell, which: int) -> Cell:
    """The cell with a constant for every element out of range; `which` chooses among a few constants."""
    inner = rebuild(cell, lambda part: bounded(part, which))
    if not isinstance(inner, Elem):
        return inner
    inside = conj(*(within(i, integer(0), Extent(inner.array, axis)) for axis, i in enumerate(inner.indices)))
    return select(inside, inner, Lit(filler(which, inner.dtype), inner.dtype))


def filler(which: int, dtype: DType) -> Any:
    """One of the `FILLERS` values that may lie outside an array; most of them are at the ends of the type."""
    if dtype is BOOL:
        return (False, True, False, True)[which]
    if dtype.is_float:
        return (0.0, float("nan"), float("inf"), float("-inf"))[which]
    return ((0, 1, -(2**62), 2**62) if dtype is INT else (0, 1, dtype.lowest, dtype.highest))[which]


def excusable(refusal: str) -> str | None:
    """What a refusal of an input that the source accepts may be for, if it is for that."""
    if any(mark in refusal for mark in (str(2**63), str(2**63 - 1), str(2**64 - 1), "64 bits", "64-bit")):
        return "outside 64 bits"
    if "overlap otherwise" in refusal:
        return "rows that overlap"
    return "NaN where an order sees it" if "(NaN in " in refusal else None

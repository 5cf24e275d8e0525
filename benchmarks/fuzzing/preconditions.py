"""Whether inputs meet the preconditions of a proof, whatever is read where those look outside an array."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np

from benchmarks.fuzzing.inputs import searched
from benchmarks.fuzzing.traits import walk
from tensir import show_cell
from tensir.build import conj, select, within
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Cell, Elem, Extent, Lit, integer, rebuild
from tensir.dtypes import BOOL, INT, DType, Kind
from tensir.evaluator import as_array
from tenspiler.loopir.nodes import ArrayType, Expr, Function, Op
from tenspiler.pipeline import Lifted
from tenspiler.symbolic.bisection import UNSORTED

DEPENDS: Final = "depends on what lies outside an array: "
FILLERS: Final = 4
# More than any input needs whose sizes are those of its arrays.
_MOST_WORK: Final = 20_000_000


class TooLong(Exception):
    """A precondition runs over more numbers than are worth waiting for."""


def broken_precondition(lifted: Lifted, named: Mapping[str, Any]) -> str | None:
    """The first precondition that does not hold, as text.

    What lies outside an array may be anything: a precondition may look at it, but its truth must not depend
    on it. Where it does, the text begins with `DEPENDS`. Raises `TooLong` where that takes too long to see.
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
        answers = _readings(required.condition, scalars, arrays)
        text = f"{show_cell(required.condition)} ({required.reason})"
        if answers == {False}:
            return text
        if len(answers) > 1:
            depends = f"{DEPENDS}{text}"
    return depends


def _readings(cell: Cell, scalars: Mapping[str, Any], arrays: Mapping[str, Any]) -> set[bool]:
    """Whether it holds; where it reads outside arrays, with each of a few values for what is there."""
    known = arrays.keys()
    try:
        return {_holds(cell, scalars, arrays)}
    except (IndexError, KeyError):  # a name that is not known is that of a list nothing was stored to
        return {_holds(bounded(cell, which, known), scalars, arrays) for which in range(FILLERS)}


def _holds(cell: Cell, scalars: Mapping[str, Any], arrays: Mapping[str, Any]) -> bool:
    """Whether a condition holds; raises `IndexError` where it depends on what lies outside an array."""
    left = [_MOST_WORK]

    def meter(elements: int) -> None:
        left[0] -= elements
        if left[0] < 0:
            raise TooLong

    try:
        value, unspecified = evaluate_partial(cell, scalars, arrays, meter=meter)
    except OverflowError as error:
        raise TooLong from error
    if unspecified is not None and np.any(unspecified):
        raise IndexError("it depends on an element out of range")
    return bool(np.all(value))


def bounded(cell: Cell, which: int, known: Collection[str]) -> Cell:
    """The cell with a constant for every element out of range; `which` chooses among a few constants."""
    inner = rebuild(cell, lambda part: bounded(part, which, known))
    if not isinstance(inner, Elem):
        return inner
    if inner.array not in known:
        return Lit(filler(which, inner.dtype), inner.dtype)
    inside = conj(*(within(i, integer(0), Extent(inner.array, axis)) for axis, i in enumerate(inner.indices)))
    return select(inside, inner, Lit(filler(which, inner.dtype), inner.dtype))


def filler(which: int, dtype: DType) -> Any:
    """One of the `FILLERS` values that may lie outside an array; most of them are at the ends of the type."""
    if dtype is BOOL:
        return (False, True, False, True)[which]
    if dtype.is_float:
        return (0.0, float("nan"), float("inf"), float("-inf"))[which]
    return ((0, 1, -(2**62), 2**62) if dtype is INT else (0, 1, dtype.lowest, dtype.highest))[which]


def excusable(refusal: str, function: Function | None = None) -> str | None:
    """What a refusal of an input that the source accepts may be for, if it is for that.

    Indices that wrap around are refused where the function has them: a negative number that becomes unsigned,
    or a difference of unsigned ones.
    """
    if "(an index leaves u" in refusal and function is not None and _turns_around(function):
        return "an index that wraps around"
    if any(mark in refusal for mark in (str(2**63), str(2**63 - 1), str(2**64 - 1), "64 bits", "64-bit")):
        return "outside 64 bits"
    if "overlap otherwise" in refusal:
        return "rows that overlap"
    if f"({UNSORTED})" in refusal:
        return "what a loop searches is in no order"
    if function is not None and any(f"(index out of range for `{a}`)" in refusal for a in searched(function)):
        return "a range that is searched ends outside the array"
    return "NaN where an order sees it" if "(NaN in " in refusal else None


def _turns_around(function: Function) -> bool:
    """Whether a number may become unsigned that is negative."""
    for node in walk((function.body, function.results)):
        match node:
            case Op(op="cast", args=(inner,)) if _is_unsigned(node) and not _is_unsigned(inner):
                return True
            case Op(op="sub" | "neg") if _is_unsigned(node):
                return True
            case _:
                pass
    return False


def _is_unsigned(value: Expr) -> bool:
    return value.type.dtype.kind is Kind.UNSIGNED

"""Folds along one axis: reductions, reductions in a promised order, and scans with every partial result."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast as typed

from tensir.build import add, apply, conj, eq, fold, identity, lt, select
from tensir.cells import Cell, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, INT
from tensir.first import first
from tensir.last import last
from tensir.ops.attributes import axis_attribute, dropped, inserted, number_attribute, replaced
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, nothing, same_shapes
from tensir.scalars import TypeRuleError, result_dtype
from tensir.tensors import TensorType

Place = Callable[[Cell], Cell]
"""What stands at a place."""


def reduction(op: str, family: str = "reduce") -> TensorOp:
    """The fold of a scalar operator along an axis; `fold` promises the order, `reduce` leaves it open."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis = axis_attribute(attributes, types[0].rank)
        result = TensorType(result_dtype(op, (types[0].dtype, types[0].dtype)), dropped(types[0].shape, axis))
        if len(types) == 1 and identity(op, result.dtype) is None:
            raise TypeRuleError(f"{op} has no neutral element at {result.dtype}: give an initial value")
        if len(types) == 2 and (types[1].dtype is not result.dtype or types[1].rank not in (0, result.rank)):
            raise TypeRuleError("the initial value must be a scalar or have the shape of the result")
        return result

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        body = operands[0](inserted(index, axis, Sym(binder, INT)))
        if len(operands) == 2:
            init = operands[1](index if types[1].rank else ())
        else:
            init = typed(Lit, identity(op, types[0].dtype))
        return fold(op, binder, integer(0), types[0].shape[axis], init, body)

    def requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
        if len(types) == 1 or not types[1].rank:
            return ()
        shape = dropped(types[0].shape, number_attribute(attributes, "axis"))
        return always(*(eq(a, b) for a, b in zip(shape, types[1].shape, strict=True) if a != b))

    return TensorOp(
        f"{family}_{op}", (1, 2), ("axis",), infer, meaning, requires,
        f"out[i] = init {op} x[i, 0] {op} x[i, 1] {op} ... along one axis{_ORDER[family]}",
    )  # fmt: skip


_ORDER = {"reduce": "", "fold": ", from the left in every target"}


def scan(op: str) -> TensorOp:
    """All partial folds of a scalar operator along an axis."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis_attribute(attributes, types[0].rank)
        dtype = result_dtype(op, (types[0].dtype, types[0].dtype))
        if len(types) == 2 and (types[1].dtype is not dtype or types[1].rank not in (0, types[0].rank - 1)):
            raise TypeRuleError("the initial value must be a scalar or have the shape without the axis")
        if len(types) == 1 and identity(op, dtype) is None:
            raise TypeRuleError(f"{op} has no neutral element at {dtype}: give an initial value")
        return TensorType(dtype, types[0].shape)

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        body = operands[0](replaced(index, axis, Sym(binder, INT)))
        if len(operands) == 2:
            init = operands[1](dropped(index, axis) if types[1].rank else ())
        else:
            init = typed(Lit, identity(op, types[0].dtype))
        return fold(op, binder, integer(0), add(index[axis], integer(1)), init, body)

    return TensorOp(
        f"scan_{op}", (1, 2), ("axis",), infer, meaning, reduction(op).requires,
        f"out[i] = init {op} x[0] {op} ... {op} x[i] along one axis",
    )  # fmt: skip


def _search_infer(types: Types, attributes: Attributes) -> TensorType:
    axis = axis_attribute(attributes, types[0].rank)
    if types[0].dtype is not BOOL:
        raise TypeRuleError("a search takes a tensor of bool")
    return TensorType(INT, dropped(types[0].shape, axis))


def _first_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis, binder = number_attribute(attributes, "axis"), fresh("k")
    extent = types[0].shape[axis]
    return first(binder, integer(0), extent, extent, operands[0](inserted(index, axis, Sym(binder, INT))))


FIRST = TensorOp(
    "first", (1,), ("axis",), _search_infer, _first_meaning, nothing,
    "out[i] = the least k with x[i, k] along one axis, its extent where there is none",
)  # fmt: skip


def _last_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis, binder = number_attribute(attributes, "axis"), fresh("k")
    extent = types[0].shape[axis]
    return last(binder, integer(0), extent, operands[0](inserted(index, axis, Sym(binder, INT))))


LAST = TensorOp(
    "last", (1,), ("axis",), _search_infer, _last_meaning, nothing,
    "out[i] = the greatest k with x[i, k] along one axis, -1 where there is none",
)  # fmt: skip


def position(name: str, op: str, relation: str, what: str) -> TensorOp:
    """The place of an extreme element, as a loop finds it: where an element was last better than all before.

    A NaN is never better. Without an initial value the first element is one, and its place the result where
    no other is better; with one, elements have to be better than that, too, and -1 is the result if none is.
    """

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis = axis_attribute(attributes, types[0].rank)
        result = TensorType(INT, dropped(types[0].shape, axis))
        if types[0].dtype is BOOL:
            raise TypeRuleError(f"{name} takes a tensor of numbers")
        if len(types) == 2 and (
            types[1].dtype is not types[0].dtype or types[1].rank not in (0, result.rank)
        ):
            raise TypeRuleError("the initial value must be a scalar or have the shape of the result")
        return result

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis = number_attribute(attributes, "axis")
        binder, before = fresh("k"), fresh("l")

        def element(place: Cell) -> Cell:
            return operands[0](inserted(index, axis, place))

        if len(operands) == 2:
            start, lo = operands[1](index if types[1].rank else ()), integer(0)
        else:
            start, lo = element(integer(0)), integer(1)
        here = Sym(binder, INT)
        best = fold(op, before, lo, here, start, element(Sym(before, INT)))
        better = apply(relation, (element(here), best), BOOL)
        return last(binder, lo, types[0].shape[axis], better)

    return TensorOp(
        name, (1, 2), ("axis",), infer, meaning, reduction(op).requires,
        f"out[i] = the place of {what} element along one axis; from an initial value, -1 if none is better",
    )  # fmt: skip


def selected_position(name: str, op: str, relation: str, what: str) -> TensorOp:
    """The place of an extreme among the elements that a mask selects, as a loop finds it; -1 without any.

    The first selected element is one; a later selected one is if it is better than all selected before it.
    """

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis = axis_attribute(attributes, types[0].rank)
        if types[0].dtype is BOOL or types[1].dtype is not BOOL or types[0].rank != types[1].rank:
            raise TypeRuleError(f"{name} takes a tensor of numbers, and a mask of its shape")
        return TensorType(INT, dropped(types[0].shape, axis))

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis = number_attribute(attributes, "axis")
        extent = types[0].shape[axis]

        def element(place: Cell) -> Cell:
            return operands[0](inserted(index, axis, place))

        def selected(place: Cell) -> Cell:
            return operands[1](inserted(index, axis, place))

        begin = first(probe := fresh("k"), integer(0), extent, extent, selected(Sym(probe, INT)))
        return select(
            lt(begin, extent), best_after(op, relation, begin, extent, element, selected), integer(-1)
        )

    return TensorOp(
        name, (2,), ("axis",), infer, meaning, same_shapes,
        f"out[i] = the place of {what} of the elements along one axis that a mask selects; -1 without any",
    )  # fmt: skip


def best_after(op: str, relation: str, begin: Cell, end: Cell, element: Place, selected: Place) -> Cell:
    """The last selected place of `begin .. end` whose element is better than all selected before it.

    The element at `begin` counts as selected.
    """
    here, before = Sym(fresh("k"), INT), Sym(fresh("l"), INT)
    lo, start = add(begin, integer(1)), element(begin)
    known = fold(op, before.name, lo, here, start, select(selected(before), element(before), start))
    better = apply(relation, (element(here), known), BOOL)
    return last(here.name, lo, end, conj(selected(here), better))


POSITIONS = {
    ("min", "lt"): "argmin", ("max", "gt"): "argmax",
    ("min", "le"): "last_argmin", ("max", "ge"): "last_argmax",
}  # fmt: skip
"""The operators for places of extremes, by what is kept and when an element is better."""

SELECTED_POSITIONS = {of: f"{name}_where" for of, name in POSITIONS.items()}
"""Those for places of extremes among the elements that a mask selects."""

PLACES = frozenset((*POSITIONS.values(), *SELECTED_POSITIONS.values()))
"""All operators for places of extremes."""

REDUCIBLE = ("add", "mul", "min", "max", "and", "or", "bitand", "bitor", "bitxor")
"""The scalar operators that can be folded."""

ORDERED = ("add", "mul")
"""Those that have a fold in a promised order, for at floats their result depends on it."""

REDUCTIONS: tuple[TensorOp, ...] = (
    *map(reduction, REDUCIBLE),
    *(reduction(op, "fold") for op in ORDERED),
    *map(scan, REDUCIBLE),
    FIRST,
    LAST,
    *(
        position(name, op, relation, f"the {'last' if relation.endswith('e') else 'first'} {op}imal")
        for (op, relation), name in POSITIONS.items()
    ),
    *(
        selected_position(name, op, relation, f"the {'last' if relation.endswith('e') else 'first'} {op}imal")
        for (op, relation), name in SELECTED_POSITIONS.items()
    ),
)

"""Evaluation of cells with NumPy, vectorised over every symbol that is bound to an array of values.

A value is a pair: the numbers, and where they are unspecified (an element out of range was used). An
untaken branch of `select`, the other side of a decided `and` or `or`, and iterations outside a fold's
range leave no trace, so speculation is harmless; what remains unspecified in the result is an error.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any, TypeAlias, TypeGuard, assert_never, final

import numpy as np

from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, free_symbols
from tensir.dtypes import BOOL, INT, DType
from tensir.first import first_of
from tensir.order import is_argsort
from tensir.recurrences import RECURRENCES, RESET, elements_of
from tensir.scalars import compute

Array: TypeAlias = np.ndarray[Any, Any]
Unspecified: TypeAlias = "Array | np.bool | bool | None"
Value: TypeAlias = "tuple[Any, Unspecified]"
Meter: TypeAlias = Callable[[int], None]
Outside: TypeAlias = Callable[[DType], Any]

_BLOCK = 1 << 20
_STEP = 200  # what a step of a fold costs besides, in elements
_LONGEST = 1 << 16  # the most steps of a fold that is metered

_EXACT: dict[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "neg": operator.neg,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le,
    "gt": operator.gt, "ge": operator.ge,
    "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip

# Operators of integers that give 0 if either side is 0.
_ABSORBS = ("mul", "bitand")


def evaluate_cell(cell: Cell, env: Mapping[str, Any], arrays: Mapping[str, Array]) -> Array:
    """The values of a cell; `env` binds scalars to numbers or to arrays, which broadcast together.

    `arrays` holds the named arrays, each of its dtype's NumPy dtype; extents are their shapes. The result
    has the dtype `cell.dtype.numpy` and a shape that broadcasts to that of all of `env` together.
    Raises `IndexError` where the value depends on an element out of range, `KeyError` on unknown names.
    """
    value, unspecified = evaluate_partial(cell, env, arrays)
    if unspecified is not None and np.any(unspecified):
        raise IndexError("the value depends on an element out of range")
    return value


def evaluate_partial(
    cell: Cell,
    env: Mapping[str, Any],
    arrays: Mapping[str, Array],
    unspecified: Mapping[str, Array] | None = None,
    meter: Meter | None = None,
    outside: Outside | None = None,
) -> tuple[Array, Unspecified]:
    """As `evaluate_cell`, and beside it where the value is unspecified (None: nowhere).

    `unspecified` marks the elements of arrays whose values are unspecified themselves. `meter` is told of
    each operation how many elements it was on; what it raises ends the evaluation, and so does a fold of very
    many steps, by `OverflowError`. `outside` says what elements out of range are, which are then not
    unspecified.
    """
    rank = max((np.ndim(value) for value in env.values() if not isinstance(value, int)), default=0)
    numbers, bad = _Evaluator(env, arrays, unspecified or {}, rank, meter, outside).value(cell)
    return np.asarray(numbers, dtype=cell.dtype.numpy), bad


def evaluate_each(
    cells: Iterable[Cell],
    env: Mapping[str, Any],
    arrays: Mapping[str, Array],
    unspecified: Mapping[str, Array] | None = None,
    meter: Meter | None = None,
) -> list[Value]:
    """As `evaluate_partial`, of many cells, which share the work on what they have in common."""
    rank = max((np.ndim(value) for value in env.values() if not isinstance(value, int)), default=0)
    evaluator = _Evaluator(env, arrays, unspecified or {}, rank, meter)
    return [evaluator.value(cell) for cell in cells]


@final
class _Evaluator:
    """One scope: what symbols mean, and the cells met so far. A fold's body is a scope of its own.

    What does not depend on the index of a fold is computed outside of it.
    """

    __slots__ = (
        "_arrays",
        "_binder",
        "_env",
        "_memo",
        "_meter",
        "_outer",
        "_outside",
        "_rank",
        "_unspecified",
    )

    def __init__(
        self,
        env: Mapping[str, Any],
        arrays: Mapping[str, Array],
        unspecified: Mapping[str, Array],
        rank: int,
        meter: Meter | None = None,
        outside: Outside | None = None,
        outer: _Evaluator | None = None,
        binder: str = "",
    ) -> None:
        self._env = env
        self._outer = outer
        self._binder = binder
        self._meter = meter
        self._outside = outside
        self._arrays = arrays
        self._unspecified = unspecified
        self._rank = rank
        self._memo: dict[Cell, Value] = {}

    def value(self, cell: Cell) -> Value:
        match cell:
            case Lit():
                return (cell.value if cell.dtype is INT else cell.dtype.numpy.type(cell.value)), None
            case Extent():
                return self._arrays[cell.array].shape[cell.axis], None
            case Sym() | Elem() | Apply() | Fold():
                found = self._memo.get(cell)
                if found is None:
                    found = self._memo[cell] = self._new(cell)
                return found
            case _:
                assert_never(cell)

    def _new(self, cell: Sym | Elem | Apply | Fold) -> Value:
        """The value of a cell that was not met before."""
        if self._outer is not None and self._binder not in free_symbols(cell):
            return self._outer.value(cell)
        found = self._compute(cell)
        if self._meter is not None:
            self._meter(np.size(found[0]))
        return found

    def _compute(self, cell: Sym | Elem | Apply | Fold) -> Value:
        match cell:
            case Sym():
                return _bound(self._env[cell.name], cell.dtype), None
            case Elem():
                return self._element(cell)
            case Apply(op="select"):
                return _select(cell.dtype, *(self.value(a) for a in cell.args))
            case Apply():
                return _apply(cell.op, cell.dtype, cell.args[0].dtype, [self.value(a) for a in cell.args])
            case Fold():
                return self._order(cell) if is_argsort(cell) else self._fold(cell)

    def _element(self, cell: Elem) -> Value:
        array = self._arrays[cell.array]
        bad: Unspecified = None
        beyond: Unspecified = None
        where: list[Any] = []
        for index, extent in zip(cell.indices, array.shape, strict=True):
            position, wrong = self.value(index)
            position, outside = _in_range(position, extent)
            where.append(position)
            bad, beyond = _either(bad, wrong), _either(beyond, outside)
        if array.size == 0:
            shape = np.broadcast_shapes(*(np.shape(w) for w in where))
            found, beyond = np.zeros(shape, cell.dtype.numpy), np.full(shape, True)
        else:
            found, marks = array[tuple(where)], self._unspecified.get(cell.array)
            bad = bad if marks is None else _either(bad, marks[tuple(where)])
        if beyond is None or self._outside is None:
            return found, _either(bad, beyond)
        filler = np.asarray(self._outside(cell.dtype), dtype=cell.dtype.numpy)
        return np.where(beyond, filler, found), bad

    def _fold(self, cell: Fold) -> Value:
        (lo, bad_lo), (hi, bad_hi) = self.value(cell.lo), self.value(cell.hi)
        total, bad = self.value(cell.init)
        varies = is_array(lo) or is_array(hi)
        grid = np.broadcast_shapes(np.shape(lo), np.shape(hi), *(np.shape(v) for v in self._env.values()))
        if 0 in grid:
            return np.broadcast_to(np.asarray(total, dtype=cell.dtype.numpy), grid), None
        start, stop = (int(np.min(lo)), int(np.max(hi))) if varies else (lo, hi)
        if self._meter is not None and stop - start > _LONGEST:
            raise OverflowError("a fold of more steps than are worth a try")
        search = first_of(cell)
        size = max(1, _BLOCK // max(1, prod(grid)))
        for first in range(start, stop, size):
            block = range(first, min(first + size, stop))
            bodies = self._bodies(cell, block)
            if self._meter is not None:
                self._meter(len(block) * (np.size(total) + _STEP))
            for k in block:
                reached: Value = total, bad
                wide = cell.body.dtype if cell.op in RECURRENCES else cell.dtype
                if wide is not cell.dtype:
                    reached = _apply("cast", wide, cell.dtype, [reached])
                for op, (body, wrong) in bodies:
                    step = _row(body, k - first, self._rank), _row(wrong, k - first, self._rank)
                    if search is not None and step[1] is not None:
                        # Behind an index that was found nothing matters any more.
                        before = total > k + self.value(search.offset)[0]
                        step = step[0], np.logical_and(step[1], np.asarray(before, dtype=bool))
                    reached = _stepped(op, wide, reached, step)
                if wide is not cell.dtype:
                    reached = _apply("cast", cell.dtype, wide, [reached])
                if varies:
                    inside = np.asarray(lo <= k, dtype=bool) & np.asarray(k < hi, dtype=bool)
                    total, bad = _select(cell.dtype, (inside, None), reached, (total, bad))
                else:
                    total, bad = reached
        return total, _either(bad, _either(bad_lo, bad_hi))

    def _order(self, cell: Fold) -> Value:
        """The index with so many others before it, for each range that occurs."""
        (extent, bad), (rank, wrong) = self.value(cell.hi), self.value(cell.init)
        bad = _either(bad, wrong)
        grid = np.broadcast_shapes(np.shape(extent), np.shape(rank), *map(np.shape, self._env.values()))
        if 0 in grid:
            return np.broadcast_to(np.asarray(rank, dtype=object), grid), None
        found: Value = rank, bad
        for count in sorted({int(n) for n in np.ravel(np.asarray(extent, dtype=object))}):
            if count > 0:
                here = np.asarray(extent == count, dtype=bool), None
                found = _select(INT, here, self._ranked(cell, count, rank, bad, grid), found)
        return found

    def _ranked(self, cell: Fold, count: int, rank: Any, bad: Unspecified, grid: tuple[int, ...]) -> Value:
        """The index of one range with so many others before it; a rank outside of it is itself."""
        if self._meter is not None:
            self._meter(count * (prod(grid) + _STEP))
            if count > _LONGEST:
                raise OverflowError("an order of more elements than are worth a try")
        ((_, (keys, wrong)),) = self._bodies(cell, range(count))
        order = np.argsort(_along(keys, count, grid, self._rank), axis=0, kind="stable")
        marked = False if wrong is None else _along(wrong, count, grid, self._rank).any(axis=0)
        ranks = np.broadcast_to(np.asarray(rank, dtype=object), grid)
        inside = np.asarray((ranks >= 0) & (ranks < count), dtype=bool)
        places = np.where(inside, ranks, 0).astype(np.intp)
        found = np.take_along_axis(order, places[None], axis=0)[0].astype(object)
        return _plain(np.where(inside, found, ranks)), _either(bad, inside & marked)

    def _bodies(self, cell: Fold, block: range) -> list[tuple[str, Value]]:
        """What goes in at every index of a block, along a new first axis, and by which operators."""
        places = np.fromiter(block, dtype=object, count=len(block)).reshape(-1, *(1,) * self._rank)
        env, rank = {**self._env, cell.binder: places}, self._rank + 1
        scope = _Evaluator(
            env, self._arrays, self._unspecified, rank, self._meter, self._outside, self, cell.binder
        )
        if cell.op not in RECURRENCES:
            return [(cell.op, scope.value(cell.body))]
        elements = elements_of(cell.body)
        return [(op, scope.value(e)) for op, e in zip(RECURRENCES[cell.op], elements, strict=True)]


def _stepped(op: str, dtype: DType, reached: Value, element: Value) -> Value:
    """What a fold comes to with one more element."""
    if op == RESET:
        return _select(dtype, element, (dtype.numpy.type(0), None), reached)
    return _apply(op, dtype, dtype, [reached, element])


def _bound(value: Any, dtype: DType) -> Any:
    if dtype is not INT:
        return np.asarray(value, dtype=dtype.numpy)
    return np.asarray(value).astype(object) if np.ndim(value) else int(value)


def is_array(value: Any) -> TypeGuard[Array]:
    """Whether a value is a NumPy array."""
    return isinstance(value, np.ndarray)


def _either(a: Unspecified, b: Unspecified) -> Unspecified:
    if a is None:
        return b
    return a if b is None else np.logical_or(a, b)


def _marks(bad: Unspecified) -> Array:
    return np.asarray(False if bad is None else bad)


def _along(values: Any, count: int, grid: tuple[int, ...], rank: int) -> Array:
    """Values along a first axis of `count` steps, at every place of a grid of `rank` axes."""
    array = np.asarray(values)
    if array.ndim <= rank:
        array = array.reshape(1, *(1,) * (rank - array.ndim), *array.shape)
    missing = rank - len(grid)
    return np.broadcast_to(array, (count, *(1,) * missing, *grid)).reshape(count, *grid)


def _row(values: Any, position: int, rank: int) -> Any:
    """One step of values that may run along a first axis beyond `rank` others."""
    if np.ndim(values) <= rank:
        return values
    return values[position if len(values) > 1 else 0]


def _in_range(position: Any, extent: int) -> tuple[Any, Unspecified]:
    """An index as NumPy takes it, moved to 0 where it is out of range, and where that was."""
    if isinstance(position, int):
        return (position, None) if 0 <= position < extent else (0, True)
    inside = np.asarray((position >= 0) & (position < extent), dtype=bool)
    if inside.all():
        return position.astype(np.intp), None
    return np.where(inside, position, 0).astype(np.intp), ~inside


def _plain(value: Any) -> Any:
    """An exact integer as a Python number, unless it is an array with axes."""
    return value.item() if is_array(value) and value.ndim == 0 else value


def _objects(values: Any) -> Array:
    return np.asarray(values, dtype=object)


def _select(dtype: DType, condition: Value, yes: Value, no: Value) -> Value:
    (which, bad), (a, bad_a), (b, bad_b) = condition, yes, no
    which = np.asarray(which, dtype=bool)
    if bad_a is not None or bad_b is not None:
        bad = _either(bad, np.where(which, _marks(bad_a), _marks(bad_b)))
    if dtype is INT:
        return _plain(np.where(which, _objects(a), _objects(b))), bad
    return compute("select", dtype, (which, a, b)), bad


def _apply(op: str, dtype: DType, operand: DType, values: list[Value]) -> Value:
    numbers = tuple(number for number, _ in values)
    bad: Unspecified = None
    for _, wrong in values:
        bad = _either(bad, wrong)
    if bad is not None and (op in ("and", "or") or (op in _ABSORBS and operand.is_integer)):
        for number, wrong in values:
            decided = np.asarray(number, dtype=bool) == (op == "or")
            bad = np.logical_and(bad, ~decided if wrong is None else wrong | ~decided)
    return _numbers(op, dtype, operand, numbers), bad


def _numbers(op: str, dtype: DType, operand: DType, numbers: tuple[Any, ...]) -> Any:
    if operand is INT:
        if op in _EXACT:
            return _EXACT[op](*numbers)
        if op in ("min", "max"):
            return _plain(compute(op, dtype, tuple(map(_objects, numbers))))
    if dtype is INT:
        if op == "cast" and operand.is_fixed:
            return _plain(np.asarray(numbers[0]).astype(object))
        return _plain(compute(op, dtype, numbers))
    if dtype is BOOL and op in ("and", "or"):
        return _EXACT[op](*numbers)
    return compute(op, dtype, numbers)

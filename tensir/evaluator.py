"""The NumPy reference evaluator of programs, derived from the meaning of the operators and nothing else.

Each subexpression is evaluated once, over the grid of its indices; what uses it then reads its elements.
What is too large to be held, and what would read of that, has no value; only an output may not come to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import partial
from math import prod
from typing import Any, TypeAlias, assert_never, final

import numpy as np

from tensir.cell_evaluator import Array, Outside, Unspecified, evaluate_cell, evaluate_partial, is_array
from tensir.cells import Cell, Elem, Sym
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import OPERATORS, At, Requirement, cell_at, parts, requirements
from tensir.tensors import Call, Carried, Iterate, Param, Program, Scalar, Tensor, TensorType

# A tensor of more elements is none that memory could hold; it may stand where nothing of it is read.
_MOST_ELEMENTS = 1 << 36

Value: TypeAlias = "tuple[Array, Unspecified]"
Watch: TypeAlias = "Callable[[_State, Iterable[Tensor]], None]"


def evaluate(
    program: Program, arguments: Mapping[str, Any], outside: Outside | None = None
) -> dict[str, Any]:
    """The outputs of a program by name: arrays of `dtype.numpy`, and Python numbers where the rank is 0.

    `arguments` gives each parameter a number, an array or nested lists. Raises `TypeError` or `ValueError`
    where an argument does not fit its parameter or an extent comes out negative, and `IndexError` where
    an output depends on an element out of range, and `MemoryError` where one depends on a tensor that is too
    large to be held. Requirements are not checked: see `failed_requirements`. With `outside`, elements out of
    range are what it says for their dtype.
    """
    state = _State(program, arguments, outside)
    for iterate in program.iterates:
        state.iterate(iterate)
    return {name: state.result(output) for name, output in program.outputs}


def failed_requirements(program: Program, arguments: Mapping[str, Any]) -> list[Requirement]:
    """The requirements of a program's operators that the arguments do not meet; empty if all is well."""
    state = _State(program, arguments)
    failed: dict[Requirement, None] = {}

    def check(inside: _State, tensors: Iterable[Tensor]) -> None:
        distinct = {r.holds if not r.binders else r: r for t in tensors for r in requirements(t)}
        failed.update(dict.fromkeys(r for r in distinct.values() if not inside.meets(r)))

    for iterate in program.iterates:
        check(state, (carried.start for carried in iterate.carried))
        state.iterate(iterate, check)
    check(state, (output for _, output in program.outputs))
    return list(failed)


def check_requirements(program: Program, arguments: Mapping[str, Any]) -> bool:
    """Whether the arguments meet every requirement of the program's operators."""
    return not failed_requirements(program, arguments)


def as_array(value: Any, dtype: DType, rank: int) -> Array:
    """An argument as an array of `dtype.numpy`; `TypeError` or `ValueError` where it does not fit."""
    if is_array(value) and value.dtype == dtype.numpy:
        array = value
    else:
        source = np.asarray(value.tolist() if is_array(value) else value, dtype=object)
        _check_elements(source, dtype)
        array = source.astype(dtype.numpy)
    if array.size == 0 and array.ndim < rank:
        array = array.reshape(array.shape + (0,) * (rank - array.ndim))
    if array.ndim != rank:
        raise ValueError(f"an array of rank {array.ndim} where rank {rank} is expected")
    return array


def _check_elements(values: Array, dtype: DType) -> None:
    elements: list[Any] = values.ravel().tolist()
    for element in elements:
        value: Any = element.item() if hasattr(element, "item") else element
        fits = isinstance(value, bool) == (dtype is BOOL) and isinstance(value, (bool, int, float))
        if not fits or (isinstance(value, float) and not dtype.is_float):
            raise TypeError(f"an element of type {type(value).__name__} where {dtype} is expected")
        if dtype.is_fixed and not dtype.holds(int(value)):
            raise ValueError(f"{value} is not a value of {dtype}")


@final
class _State:
    """One evaluation: the arguments, and the value of every subexpression met so far."""

    def __init__(
        self, program: Program, arguments: Mapping[str, Any], outside: Outside | None = None
    ) -> None:
        self._outside = outside
        self._scalars: dict[str, Any] = {}
        self._arrays: dict[str, Array] = {}
        self._unspecified: dict[str, Array] = {}
        self._name: dict[Tensor, str] = {}
        self._too_large: set[Tensor] = set()
        for parameter in program.parameters:
            self._bind(parameter, arguments[parameter.name])

    def _bind(self, parameter: Param, value: Any) -> None:
        array = as_array(value, parameter.type.dtype, parameter.type.rank)
        if parameter.type.rank:
            self._arrays[parameter.name] = array
        else:
            self._scalars[parameter.name] = array.item()

    def result(self, output: Tensor) -> Any:
        """The value of an output; raises where an element of it is unspecified."""
        value, bad = self._whole(output)
        if bad is not None and np.any(bad):
            raise IndexError("an output depends on an element out of range")
        return value if value.shape else value.item()

    def _whole(self, output: Tensor) -> Value:
        """All elements of a tensor, and where they are unspecified."""
        for part in parts(output):
            if isinstance(part, Call) and part not in self._name:
                self._evaluate(part)
        if output in self._too_large:
            raise MemoryError("an output depends on a tensor that is too large to be held")
        shape = self._shape(output.type)
        return self._cell(self._reference(output)(_grid_symbols(len(shape))), shape)

    def iterate(self, iterate: Iterate, watch: Watch | None = None) -> None:
        """Run all rounds, and bind what they leave; `watch` sees each round's state, and its steps."""
        values = [self._handed_on(carried.start, carried) for carried in iterate.carried]
        for counter in range(int(self._number(iterate.lo)), int(self._number(iterate.hi))):
            inside = self._round(iterate, counter, values)
            if watch is not None:
                watch(inside, (carried.step for carried in iterate.carried))
            values = [inside._handed_on(carried.step, carried) for carried in iterate.carried]
        for carried, value in zip(iterate.carried, values, strict=True):
            self._take(carried.after, value)

    def _round(self, iterate: Iterate, counter: int, values: Sequence[Value]) -> _State:
        """The state in which a round is run."""
        inside = copy(self)
        for own in ("_scalars", "_arrays", "_unspecified", "_name", "_too_large"):
            setattr(inside, own, copy(getattr(self, own)))
        inside._scalars[iterate.counter] = counter
        for carried, value in zip(iterate.carried, values, strict=True):
            inside._take(carried.before, value)
        return inside

    def _handed_on(self, tensor: Tensor, carried: Carried) -> Value:
        """A value for the next round, of the shape that it starts with, and where it is unspecified."""
        value, bad = self._whole(tensor)
        if value.shape != self._shape(carried.before.type):
            raise ValueError(f"a round makes a tensor of shape {value.shape} of `{carried.before.name}`")
        return value, bad

    def _take(self, name: Param, value: Value) -> None:
        numbers, bad = value
        if not name.type.rank:
            if bad is not None and np.any(bad):
                raise IndexError("a value carried depends on an element out of range")
            self._scalars[name.name] = numbers.item()
            return
        self._arrays[name.name] = numbers
        if bad is not None and np.any(bad):
            self._unspecified[name.name] = np.broadcast_to(bad, numbers.shape)

    def meets(self, requirement: Requirement) -> bool:
        shape = tuple(int(self._number(extent)) for _, extent in requirement.binders)
        grid = _grid(tuple(max(n, 0) for n in shape))
        env = self._scalars | {name: g for (name, _), g in zip(requirement.binders, grid, strict=True)}
        return bool(np.all(evaluate_cell(requirement.holds, env, self._arrays)))

    def _evaluate(self, call: Call) -> None:
        name = self._name[call] = f"%{len(self._name)}"
        shape = self._shape(call.type)
        if 0 in shape and prod(n for n in shape if n) > _MOST_ELEMENTS:
            shape = (0,) * len(shape)
        if prod(shape) > _MOST_ELEMENTS or self._reads_too_much(call, shape):
            self._too_large.add(call)
            self._arrays[name] = np.zeros((0,) * len(shape), call.type.dtype.numpy)
            self._unspecified[name] = np.ones((0,) * len(shape), bool)
            return
        operands = tuple(self._reference(a) for a in call.args)
        types = tuple(a.type for a in call.args)
        meaning = OPERATORS[call.op].meaning(
            operands, types, dict(call.attributes), _grid_symbols(len(shape))
        )
        value, bad = self._cell(meaning, shape)
        self._arrays[name] = value
        if bad is not None and np.any(bad):
            self._unspecified[name] = np.broadcast_to(bad, value.shape)

    def _reads_too_much(self, call: Call, shape: tuple[int, ...]) -> bool:
        """Whether elements of an operand that is too large are read; no branch is that is never taken."""
        if 0 in shape or self._too_large.isdisjoint(call.args):
            return False
        if call.op != "select" or call.args[0] in self._too_large:
            return True
        condition, yes, no = call.args
        taken, _ = self._cell(self._reference(condition)(_grid_symbols(len(shape))), shape)
        return bool((yes in self._too_large and taken.any()) or (no in self._too_large and not taken.all()))

    def _reference(self, tensor: Tensor) -> At:
        """The elements of a tensor; those of a call are read from its value."""
        match tensor:
            case Call():
                return partial(Elem, self._name[tensor], dtype=tensor.type.dtype)
            case Param() | Scalar():
                return partial(cell_at, tensor)
            case _:
                assert_never(tensor)

    def _cell(self, cell: Cell, shape: tuple[int, ...]) -> tuple[Array, Unspecified]:
        env = self._scalars | {
            s.name: g for s, g in zip(_grid_symbols(len(shape)), _grid(shape), strict=True)
        }
        value, bad = evaluate_partial(cell, env, self._arrays, self._unspecified, outside=self._outside)
        return np.broadcast_to(value, shape).copy(), bad

    def _shape(self, kind: TensorType) -> tuple[int, ...]:
        shape = tuple(int(self._number(extent)) for extent in kind.shape)
        if any(n < 0 for n in shape):
            raise ValueError(f"a tensor of shape {shape}")
        return shape

    def _number(self, cell: Cell) -> Any:
        return evaluate_cell(cell, self._scalars, self._arrays).item()


def _grid_symbols(rank: int) -> tuple[Sym, ...]:
    return tuple(Sym(f"%i{axis}", INT) for axis in range(rank))


def _grid(shape: tuple[int, ...]) -> list[Array]:
    """For each axis its indices, along that axis; none where another axis is empty."""
    rank = len(shape)
    if 0 in shape:
        shape = tuple(min(n, 1) for n in shape)
    return [
        np.fromiter(range(n), dtype=object, count=n).reshape(*(1,) * axis, n, *(1,) * (rank - axis - 1))
        for axis, n in enumerate(shape)
    ]

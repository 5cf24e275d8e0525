"""Where two answers differ, and whether the difference counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from tensir import evaluate
from tensir.dtypes import F32
from tensir.ops import program_parts
from tensir.tensors import Call, Program, Tensor
from tenspiler.checking import first_difference, output_types
from tenspiler.loopir.interpreter import run
from tenspiler.loopir.nodes import ArrayType, Function

_FUEL: Final = 20_000
# What a few dozen reordered additions may lose, relative to the largest number on the way.
_LOST: Final = {32: 4e-6, 64: 1e-14}


def difference(
    function: Function,
    arguments: Sequence[Any],
    expected: Mapping[str, Any],
    got: Mapping[str, Any],
    exact: bool,
) -> str | None:
    """The first output that differs, and where; with `exact`, bits count."""
    for name, kind in output_types(function).items():
        found = first_difference(expected[name], got[name], kind, exact=exact)
        if found and (exact or not _lost(function, arguments, expected[name], got[name])):
            return f"output `{name}`{found}"
    return None


def tame(values: Iterable[Any]) -> bool:
    """Whether all floats are finite numbers of a common size, so that reordering keeps results close."""
    for value in values:
        array = np.asarray(value)
        if array.dtype.kind == "f":
            sizes = np.abs(array)
            if not np.all(np.isfinite(array) & ((sizes == 0) | (sizes > 1e-9)) & (sizes < 1e18)):
                return False
    return True


def interior(program: Program, named: Mapping[str, Any]) -> Iterator[Any]:
    """What a program computes on the way, as far as it is defined; and infinity where a product, in some
    order of its factors, leaves the range of its type.
    """
    for part in program_parts(program):
        if isinstance(part, Call) and part.type.dtype.is_float:
            try:
                yield _value(program, part, named)
                if part.op in ("reduce_mul", "scan_mul") and _leaves_range(program, part, named):
                    yield np.inf
            except IndexError:
                continue


def _value(program: Program, part: Tensor, named: Mapping[str, Any]) -> Any:
    return evaluate(dataclasses.replace(program, outputs=(("part", part),)), named)["part"]


def _leaves_range(program: Program, product: Call, named: Mapping[str, Any]) -> bool:
    """Whether some of the factors have a product beyond the largest float, or below the least normal one."""
    dtype = np.dtype(product.type.dtype.numpy)
    first, *start = (np.abs(np.asarray(_value(program, a, named), dtype)) for a in product.args)
    axis = product.attribute("axis")
    assert isinstance(axis, int)
    factors = np.concatenate([first, *(np.expand_dims(x, axis) for x in start)], axis)
    with np.errstate(all="ignore"):
        large = np.prod(np.maximum(factors, 1), axis=axis, dtype=dtype)
        small = np.prod(np.where(factors == 0, 1, np.minimum(factors, 1)), axis=axis, dtype=dtype)
    return not np.all(np.isfinite(large)) or bool(np.any(small < np.finfo(dtype).tiny))


def _lost(function: Function, arguments: Sequence[Any], expected: Any, got: Any) -> bool:
    """Whether floats differ by no more than what large numbers that cancelled leave behind."""
    left, right = np.asarray(expected), np.asarray(got)
    if left.dtype.kind != "f" or left.shape != right.shape:
        return False
    bits = 32 if _has_single(function) else 64
    gap = np.max(np.abs(left - right), initial=0.0)
    return bool(gap <= _LOST[bits] * _largest(function, arguments))


def _has_single(function: Function) -> bool:
    kinds = (k.element if isinstance(k, ArrayType) else k for k in function.variables.values())
    return any(kind.dtype is F32 for kind in kinds)


def _largest(function: Function, arguments: Sequence[Any]) -> float:
    """The largest number that any variable held at the head of a loop."""
    found = [0.0]

    def watch(_: int, __: int, state: dict[str, Any]) -> None:
        for value in state.values():
            found.extend(_floats(value))
        found[:] = [max(found)]

    run(function, tuple(arguments), fuel=_FUEL, watch=watch)
    return max(found)


def _floats(value: Any) -> Iterable[float]:
    if isinstance(value, list):
        return [x for item in value for x in _floats(item)]
    return [abs(value)] if isinstance(value, float) and np.isfinite(value) else []

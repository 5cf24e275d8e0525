"""Inputs at the edges of what a function accepts, made from the types of its parameters alone.

Empty arrays, one element, sizes around the bounds of loops, negative sizes, zeros that divide, extremes of each
width, NaN and infinities, indices that repeat or lie outside, and arguments that share memory. Whether the
source accepts an input is for the source to say: nothing here knows what it computes.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np

from tensir.dtypes import BOOL, INT, DType
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, Function, Parameter, ScalarType
from tenspiler.sampling import Sampler

ROOM = 160  # elements of a flat buffer before it is cut to what the source needs
_POOLS = ((0,), (1,), (2,), (3,), (4,), (0, 1), (1, 2), (2, 3), (3, 4), (1, 3, 5), (2, 3, 4), (5, 4))
_SPECIAL = (float("nan"), float("inf"), float("-inf"), -0.0, 0.0, 5e-324, 1.7e308, -1.7e308)


@dataclass(frozen=True)
class Block:
    """An array of a case: its elements, or the part of another argument that it shares from `offset` on."""

    values: np.ndarray
    same_as: str | None = None
    offset: int = 0


@dataclass(frozen=True)
class Case:
    """One input: a number or a block for each parameter, and what is odd about it."""

    values: dict[str, Any]
    wild: bool = False  # extremes, NaN, infinities
    nan: bool = False
    layout: str = "packed"  # how NumPy arrays lie in memory: packed, strided or reversed

    @property
    def shared(self) -> bool:
        """Whether some arguments share memory."""
        return any(isinstance(v, Block) and v.same_as for v in self.values.values())

    def __str__(self) -> str:
        parts: list[str] = []
        for name, value in self.values.items():
            if not isinstance(value, Block):
                parts.append(f"{name}={value!r}")
            elif value.same_as:
                parts.append(f"{name}={value.same_as}[{value.offset}:]")
            else:
                shown = value.values.tolist()
                text = repr(shown) if len(repr(shown)) < 200 else f"{repr(shown)[:180]}... "
                parts.append(f"{name}={text}" + (f" shape {value.values.shape}" * (0 in value.values.shape)))
        return ", ".join(parts) + (f" ({self.layout})" if self.layout != "packed" else "")


def suits(function: Function) -> bool:
    """Whether arguments can be made from the parameters' types: no objects, no tables, no named extents."""
    required = (s.reason for s in nodes.statements(function.body) if isinstance(s, nodes.Require))
    if any("annotated as" in reason for reason in required):
        return False
    plain = all(p.origin is None and "." not in p.name for p in function.parameters)
    return plain and not function.formals and not function.classes


def base_cases(function: Function, rounds: int, seed: int = 0) -> Iterator[Case]:
    """Cases without shared memory; flat buffers are roomy, and are cut later to what is needed."""
    maker = _Maker(function)
    for place in range(rounds):
        yield maker.case(seed * 100_003 + place, place)


def sharing_cases(function: Function, case: Case) -> Iterator[Case]:
    """Cases like another, in which two arrays are one, or overlap."""
    arrays = [p for p in function.parameters if isinstance(p.type, ArrayType)]
    for place, first in enumerate(arrays):
        for second in arrays[place + 1 :]:
            if first.type != second.type:
                continue
            one, two = case.values[first.name], case.values[second.name]
            if one.values.ndim == 1:
                longer = one if len(one.values) >= len(two.values) else two
                widened = {**case.values, first.name: longer}
            elif one.values.shape == two.values.shape:
                longer, widened = one, case.values
            else:
                continue
            yield replace(case, values={**widened, second.name: Block(longer.values, first.name)})
            flat = first.type.container in (Container.POINTER, Container.NDARRAY) and one.values.ndim == 1
            if flat and len(longer.values) > 1:
                yield replace(case, values={**widened, second.name: Block(longer.values[1:], first.name, 1)})


def arguments(function: Function, case: Case) -> list[Any]:
    """Fresh Python objects for a case: lists, NumPy arrays and numbers as the parameters ask for them."""
    made: dict[str, Any] = {}
    for parameter in function.parameters:
        value, kind = case.values[parameter.name], parameter.type
        if isinstance(kind, ScalarType):
            numpy_scalar = kind.flavour is Flavour.NUMPY and kind.dtype is not INT
            made[parameter.name] = kind.dtype.numpy.type(value) if numpy_scalar else value
        elif value.same_as:
            whole = made[value.same_as]
            made[parameter.name] = whole[value.offset :] if value.offset else whole
        elif kind.container is Container.LIST or (kind.container is Container.VECTOR and kind.rank > 1):
            made[parameter.name] = value.values.tolist()
        else:
            made[parameter.name] = laid_out(value.values, case.layout)
    return [made[p.name] for p in function.parameters]


def laid_out(values: np.ndarray, layout: str) -> np.ndarray:
    """A fresh array with some values, its elements apart or backwards in memory."""
    if layout == "strided" and values.ndim:
        wide = np.zeros((*values.shape[:-1], 2 * values.shape[-1]), values.dtype)
        wide[..., ::2] = values
        return wide[..., ::2]
    if layout == "reversed" and values.ndim:
        return values[::-1].copy()[::-1]
    return values.copy()


class _Maker:
    def __init__(self, function: Function) -> None:
        self.function = function
        self.positions = Sampler(function).positions
        self.numpy = any(
            isinstance(p.type, ArrayType) and p.type.container is Container.NDARRAY
            for p in function.parameters
        )

    def case(self, seed: int, place: int) -> Case:
        rng = Random(seed)
        pool = _POOLS[place % len(_POOLS)] if place < 2 * len(_POOLS) else rng.choice(_POOLS)
        wild = place % 4 == 3
        nan = wild and rng.random() < 0.5
        scalars = {
            p.name: self._scalar(p, rng, pool, wild)
            for p in self.function.parameters
            if isinstance(p.type, ScalarType)
        }
        if not all(
            self._sound(p, scalars) for p in self.function.parameters if isinstance(p.type, ArrayType)
        ):
            scalars = {n: abs(v) if isinstance(v, int) else v for n, v in scalars.items()}
        values: dict[str, Any] = {}
        for p in self.function.parameters:
            if isinstance(p.type, ScalarType):
                values[p.name] = scalars[p.name]
            else:
                values[p.name] = Block(self._array(p, p.type, rng, pool, wild, nan, scalars))
        layout = rng.choice(("packed", "strided", "reversed")) if self.numpy and place % 3 == 2 else "packed"
        return Case(values, wild, nan, layout)

    def _sound(self, p: Parameter, scalars: dict[str, Any]) -> bool:
        """Whether the extents that a declaration gives are none that C leaves undefined."""
        return p.type.rank < 2 or all(e is None or (_value(e, scalars) or 0) >= 0 for e in p.extents)

    def _scalar(self, p: Parameter, rng: Random, pool: tuple[int, ...], wild: bool) -> Any:
        dtype = p.type.dtype
        if not dtype.is_integer or p.name not in self.positions:
            return _numbers(dtype, 1, rng, wild, wild)[0]
        value = rng.choice(pool)
        luck = rng.random()
        if luck < 0.15:
            value += rng.choice((-1, 1))
        elif luck < 0.22:
            value = -rng.choice((1, 2, 7))
        elif luck < 0.26 and wild:
            value = rng.choice(_extremes(dtype))
        return value if dtype is INT or dtype.lowest <= value <= dtype.highest else abs(value)

    def _array(
        self,
        p: Parameter,
        kind: ArrayType,
        rng: Random,
        pool: tuple[int, ...],
        wild: bool,
        nan: bool,
        scalars: dict[str, Any],
    ) -> np.ndarray:
        if kind.container is Container.POINTER and kind.rank == 1:
            shape: tuple[int, ...] = (ROOM,)
        else:
            shape = tuple(rng.choice(pool) for _ in range(kind.rank))
            if rng.random() < 0.2:
                shape = tuple(max(0, n + rng.choice((-1, 0, 1, 2))) for n in shape)
        declared = _declared(p, scalars)
        shape = tuple(
            d if d is not None and (axis or kind.rank > 1 or kind.container is not Container.POINTER) else n
            for axis, (n, d) in enumerate(zip(shape, [*declared, *[None] * kind.rank], strict=False))
        )
        dtype, count = kind.element.dtype, int(np.prod(shape, dtype=int))
        if p.name in self.positions and dtype.is_integer:
            elements = _places(dtype, count, rng, pool, wild)
        else:
            elements = _numbers(dtype, count, rng, wild, nan)
        array = np.empty(count, dtype=object if dtype is INT else dtype.numpy)
        with np.errstate(over="ignore"):
            array[:] = elements
        return array.reshape(shape)


def _declared(p: Parameter, scalars: dict[str, Any]) -> list[int | None]:
    """The extents that a declaration writes down."""
    values = (None if e is None else _value(e, scalars) for e in p.extents)
    return [v if v is not None and 0 <= v <= ROOM else None for v in values]


def _value(extent: nodes.Expr, scalars: dict[str, Any]) -> int | None:
    match extent:
        case nodes.Const():
            return int(extent.value)
        case nodes.Var():
            return int(scalars[extent.name])
        case nodes.Op(op="cast"):
            return _value(extent.args[0], scalars)
        case nodes.Op(op="add" | "sub" | "mul" as op):
            left, right = (_value(a, scalars) for a in extent.args)
            known = left is not None and right is not None
            return (
                {"add": operator.add, "sub": operator.sub, "mul": operator.mul}[op](left, right)
                if known
                else None
            )
        case _:
            return None


def _extremes(dtype: DType) -> tuple[int, ...]:
    if dtype is INT:
        return (-(2**63), 2**63 - 1, 2**62, -(10**20), 10**20)
    return (dtype.lowest, dtype.highest, dtype.lowest + 1, dtype.highest - 1)


def _numbers(dtype: DType, count: int, rng: Random, wild: bool, nan: bool) -> list[Any]:
    if dtype is BOOL:
        return [rng.random() < 0.5 for _ in range(count)]
    if dtype.is_float:
        return [_float(rng, wild, nan) for _ in range(count)]
    lowest = -4 if dtype is INT else max(dtype.lowest, -4)
    plain = [rng.randint(lowest, 6) for _ in range(count)]
    if not wild:
        return plain
    odd = _extremes(dtype) if dtype is not INT or rng.random() < 0.5 else (2**31, -(2**31), 2**40)
    return [rng.choice(odd) if rng.random() < 0.3 else v for v in plain]


def _float(rng: Random, wild: bool, nan: bool) -> float:
    if wild and rng.random() < 0.3:
        value = rng.choice(_SPECIAL)
        return value if nan or value == value else 0.0
    return rng.choice((0.0, 1.0, -1.0)) if rng.random() < 0.25 else rng.randint(-12, 16) / 4


def _places(dtype: DType, count: int, rng: Random, pool: tuple[int, ...], wild: bool) -> list[int]:
    top = max(1, *pool)
    values = [rng.randrange(top) for _ in range(count)]
    luck = rng.random()
    if luck < 0.2:
        values = sorted(values)
    elif luck < 0.4:
        values = [min(v, 1) for v in values]
    elif luck < 0.5:
        values = [v - top for v in values]
    elif luck < 0.6 and wild and count:
        values[rng.randrange(count)] = rng.choice(_extremes(dtype))
    return [v if dtype is INT or dtype.lowest <= v <= dtype.highest else 0 for v in values]

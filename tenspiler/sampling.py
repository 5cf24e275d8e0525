"""Small inputs for a LoopIR function: deterministic by seed, odd enough to tell programs apart, often valid.

Extents and scalars come from one small pool for each input, so that they agree more often than not; arrays
whose elements end up in indices hold small numbers with repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random
from typing import Any, Final, TypeAlias, final
from typing import cast as typed

import numpy as np

from tensir.dtypes import DType, Kind
from tenspiler.loopir import nodes
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import ArrayType, Container, Expr, Function, Parameter, ScalarType

Arguments: TypeAlias = tuple[Any, ...]
Floats: TypeAlias = Callable[[Random, DType, int], list[float]]

# A buffer longer than this says nothing that a shorter one does not.
_LONGEST_BUFFER: Final = 48
_FLAT: Final = (Container.POINTER,)
_POOLS: Final = (
    (0,),
    (1,),
    (2,),
    (3,),
    (0, 3),
    (1, 4),
    (2, 3),
    (3, 2),
    (2, 3, 4),
    (3, 5),
    (4, 4),
    (1, 2),
    (5, 7, 2),
)


def samples(function: Function, rounds: int, seed: int = 0) -> Iterator[Arguments]:
    """`rounds` inputs in parameter order; a prefix of what more rounds give."""
    sampler = Sampler(function)
    for place in range(rounds):
        yield sampler.arguments(seed * 1_000_003 + place)


@final
@dataclass(slots=True)
class _World:
    """What one input is made of: random choices, extents, and how wild its numbers are."""

    rng: Random
    pool: tuple[int, ...]
    extreme: bool
    special: bool
    roomy: bool
    floats: Floats | None = None
    longest: int = _LONGEST_BUFFER

    def extent(self) -> int:
        """An extent, nearly always from the pool."""
        return self.rng.choice(self.pool) if self.rng.random() < 0.95 else self.rng.randint(0, 5)


class Sampler:
    """Makes inputs for one function.

    `floats` makes so many floats of a dtype, where others than a few small ones are wanted; `pools` are the
    extents to choose from, and `longest` bounds buffers.
    """

    def __init__(
        self,
        function: Function,
        floats: Floats | None = None,
        pools: Sequence[tuple[int, ...]] = _POOLS,
        longest: int = _LONGEST_BUFFER,
    ) -> None:
        self.function = function
        self.positions = _positions(function)
        self._floats, self._pools, self._longest = floats, pools, longest

    def arguments(self, seed: int) -> Arguments:
        """The input of a seed: nested lists for LIST and VECTOR, NumPy arrays for NDARRAY and POINTER."""
        world = replace(_world(seed, self._pools), floats=self._floats, longest=self._longest)
        scalars = {
            p.name: self._scalar(p.name, p.type.dtype, world)
            for p in self.function.parameters
            if isinstance(p.type, ScalarType)
        }
        sizes = [v for v in scalars.values() if isinstance(v, int) and 0 < v <= world.longest]
        return tuple(self._argument(p, world, scalars, sizes) for p in self.function.parameters)

    def _argument(
        self, parameter: Parameter, world: _World, scalars: dict[str, Any], sizes: list[int]
    ) -> Any:
        kind = parameter.type
        if isinstance(kind, ScalarType):
            return scalars[parameter.name]
        if isinstance(parameter.origin, nodes.Fixed):
            return constant_array(parameter.origin, kind)
        return self._array(parameter, kind, world, sizes, scalars)

    def _scalar(self, name: str, dtype: DType, world: _World) -> Any:
        if not dtype.is_integer or name not in self.positions:
            return _number(dtype, world)
        value = world.extent()
        if world.rng.random() < 0.15:
            value = world.rng.choice((value - 1, value + 1, -1, -value, 2 * value, -3, 0))
        return value if dtype.holds(value) else abs(value)

    def _array(
        self, parameter: Parameter, kind: ArrayType, world: _World, sizes: list[int], scalars: dict[str, Any]
    ) -> Any:
        name = parameter.name
        if kind.container in _FLAT and kind.rank == 1:
            shape = (_buffer_length(world, sizes),)
        else:
            shape = tuple(world.extent() for _ in range(kind.rank))
        shape = tuple(
            wanted if wanted is not None else free
            for wanted, free in zip_longest(_declared(parameter, scalars), shape)
        )
        dtype, count = kind.element.dtype, int(np.prod(shape))
        if name in self.positions and dtype.is_integer:
            values = _places(dtype, count, world)
        elif dtype.is_float and world.floats is not None:
            values = world.floats(world.rng, dtype, count)
        else:
            values = [_number(dtype, world) for _ in range(count)]
        if kind.container in (Container.LIST, Container.VECTOR):
            return _nested(values, shape)
        return np.array(values, dtype=dtype.numpy).reshape(shape)


def constant_array(fixed: nodes.Fixed, kind: ArrayType) -> Any:
    """The constants of the source as an argument."""
    if kind.container is Container.LIST:
        return _listed(fixed.value)
    return np.array(fixed.value, dtype=kind.element.dtype.numpy)


def _listed(value: tuple[Any, ...]) -> list[Any]:
    return [_listed(typed("tuple[Any, ...]", v)) if isinstance(v, tuple) else v for v in value]


def _declared(parameter: Parameter, scalars: Mapping[str, Any]) -> Iterator[int | None]:
    """The extents that the declaration of an array fixes."""
    for extent in parameter.extents:
        value = None if extent is None else _value(extent, scalars)
        yield value if value is not None and 0 <= value <= _LONGEST_BUFFER else None


def _value(extent: Expr, scalars: Mapping[str, Any]) -> int | None:
    """The value of a small integer expression over the scalars."""
    match extent:
        case nodes.Const():
            return int(extent.value)
        case nodes.Var():
            return int(scalars[extent.name])
        case nodes.Op(op=("add" | "sub" | "mul") as op):
            left, right = (_value(a, scalars) for a in extent.args)
            if left is None or right is None:
                return None
            return {"add": left + right, "sub": left - right, "mul": left * right}[op]
        case nodes.Op(op="cast"):
            return _value(extent.args[0], scalars)
        case _:
            return None


def _world(seed: int, pools: Sequence[tuple[int, ...]]) -> _World:
    rng = Random(seed)
    return _World(
        rng=rng,
        pool=rng.choice(pools),
        extreme=rng.random() < 0.3,
        special=rng.random() < 0.15,
        roomy=rng.random() < 0.8,
    )


def _buffer_length(world: _World, sizes: list[int]) -> int:
    """Mostly the product of the extents at hand and a little more, at times just one of them."""
    sizes = sizes or [world.extent()]
    if not world.roomy:
        return max(0, world.rng.choice(sizes) + world.rng.choice((0, 0, 0, -1, 1)))
    largest = sorted(sizes)[-2:]
    product = largest[0] * largest[-1] if len(largest) == 2 else largest[0] * world.rng.choice((1, 1, 2))
    return min(world.longest, product + world.rng.choice((0, 0, 1, 3)))


def _places(dtype: DType, count: int, world: _World) -> list[int]:
    """Numbers that may be indices or offsets: in a small range, with repeats, in order at times."""
    top = max(1, min(world.pool))
    values = [world.rng.randrange(top) for _ in range(count)]
    if world.rng.random() < 0.3:
        values = sorted(world.rng.randint(0, top) for _ in range(count))
    if values and world.rng.random() < 0.1:
        values[world.rng.randrange(count)] = world.rng.choice((-1, top, top + 1))
    return [v if dtype.holds(v) else 0 for v in values]


def _number(dtype: DType, world: _World) -> Any:
    rng = world.rng
    match dtype.kind:
        case Kind.BOOL:
            return rng.random() < 0.5
        case Kind.FLOAT:
            return _float(dtype, world)
        case Kind.UNBOUNDED:
            if world.extreme and rng.random() < 0.15:
                return rng.choice((2**31, -(2**31), 2**40 + 1, 2**62, 2**63 - 1, -(2**63), 10**20))
            return rng.randint(-5, 9)
        case Kind.SIGNED | Kind.UNSIGNED:
            if world.extreme and rng.random() < 0.4:
                return rng.choice((dtype.lowest, dtype.highest, dtype.highest - 1, dtype.highest // 2 + 1))
            if dtype.bits == 8 and rng.random() < 0.5:
                return rng.randint(dtype.lowest, dtype.highest)
            return max(dtype.lowest, rng.randint(-5, 9))


def _float(dtype: DType, world: _World) -> float:
    rng = world.rng
    if world.floats is not None:
        return world.floats(rng, dtype, 1)[0]
    if world.special and rng.random() < 0.3:
        return rng.choice(
            (float("nan"), float("inf"), float("-inf"), -0.0, 0.0, 1e-300 if dtype.bits == 64 else 1e-40)
        )
    value = rng.randint(-16, 24) / 4 if rng.random() < 0.5 else rng.gauss(0.0, 3.0)
    return round_f32(value) if dtype.bits == 32 else value


def _nested(values: list[Any], shape: tuple[int, ...]) -> list[Any]:
    if len(shape) == 1:
        return values
    size = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0])]


# ---------------------------------------------------------------- what ends up in indices


def _positions(function: Function) -> frozenset[str]:
    """Variables whose values, or elements, flow into indices, extents or the bounds of loops."""
    found: set[str] = set()
    every = list(nodes.statements(function.body))
    for extent in (e for p in function.parameters for e in p.extents if e is not None):
        found |= _names(extent)
    for statement in every:
        for expression in _placing(statement):
            found |= _names(expression)
        for expression in _read(statement):
            found |= _in_indices(expression)
    for result in function.results:
        found |= _in_indices(result) if not isinstance(result, nodes.View) else set[str]()
    grown = True
    while grown:
        before = len(found)
        for statement in every:
            match statement:
                case nodes.Assign(name=name, value=value) | nodes.Store(array=name, value=value) if (
                    name in found
                ):
                    found |= _names(value)
                case nodes.For(counter=name) if name in found:
                    found |= _names(statement.start) | _names(statement.stop)
                case _:
                    pass
        grown = len(found) > before
    return frozenset(found)


def _placing(statement: nodes.Stmt) -> tuple[Expr, ...]:
    match statement:
        case nodes.Store(indices=indices):
            return indices
        case nodes.NewArray(shape=shape):
            return shape
        case nodes.For():
            return (statement.start, statement.stop)
        case nodes.CopyArray(source=source):
            return source.indices
        case nodes.Argsort(keys=keys):
            return keys.indices
        case nodes.Append(value=nodes.View(indices=indices)):
            return indices
        case _:
            return ()


def _read(statement: nodes.Stmt) -> tuple[Expr, ...]:
    match statement:
        case nodes.Assign(value=value):
            return (value,)
        case nodes.Store(value=value):
            return (value, *statement.indices)
        case nodes.If(condition=condition) | nodes.While(condition=condition):
            return (condition,)
        case nodes.Require(condition=condition):
            return (condition,)
        case nodes.For():
            return (statement.start, statement.stop)
        case nodes.Append(value=value) if not isinstance(value, nodes.View):
            return (value,)
        case _:
            return ()


def _names(expression: Expr) -> set[str]:
    """Variables on whose values an integer expression depends; conditions of choices are left out."""
    match expression:
        case nodes.Var():
            return {expression.name}
        case nodes.Load():
            return {expression.array}.union(*map(_names, expression.indices))
        case nodes.Op() if expression.type.dtype.is_integer:
            return set[str]().union(*map(_names, expression.args))
        case nodes.Select():
            return _names(expression.yes) | _names(expression.no)
        case _:
            return set()


def _in_indices(expression: Expr) -> set[str]:
    """Variables inside the indices of loads."""
    match expression:
        case nodes.Load():
            return set[str]().union(*map(_names, expression.indices), *map(_in_indices, expression.indices))
        case nodes.Op():
            return set[str]().union(*map(_in_indices, expression.args))
        case nodes.Select():
            parts = (expression.condition, expression.yes, expression.no)
            return set[str]().union(*map(_in_indices, parts))
        case nodes.Length():
            return set[str]().union(*map(_names, expression.through))
        case _:
            return set()

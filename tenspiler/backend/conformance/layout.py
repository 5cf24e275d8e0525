"""Probes of operators that move elements: programs on `a[n, m]`, `v[p]`, a count `k` and a number `s`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, final

import numpy as np

from tensir.build import mul, sub
from tensir.cells import Cell, Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import call
from tensir.scalars import TypeRuleError
from tensir.tensors import Scalar, Tensor
from tenspiler.backend.conformance.probe import EMPTY, ODD, ONE, SPECIAL, Input, Probe, param, probe
from tenspiler.backend.conformance.values import ordinary, special

Programs = Mapping[str, Callable[[], Tensor]]

_N, _M, _P = Extent("a", 0), Extent("a", 1), Extent("v", 0)
_ZERO, _ONE, _TWO, _K = integer(0), integer(1), integer(2), Sym("k", INT)


def layout(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of an operator, alone and with others, the operands being of a dtype."""
    programs = Layouts(dtype).of(op)
    parameters = (param("a", dtype, 2), param("v", dtype, 1), param("k", INT, 0), param("s", dtype, 0))
    inputs: list[Input] = []
    for kind, rows, columns, length in ((ODD, 4, 3, 4), (ONE, 1, 1, 1), (EMPTY, 0, 3, 0), (EMPTY, 0, 0, 4)):
        given = (
            ordinary(rng, dtype, (rows, columns)),
            ordinary(rng, dtype, (length,)),
            ordinary(rng, dtype, ()),
        )
        inputs.append(Input(kind, (given[0], given[1], 2, given[2])))
    inputs.append(
        Input(SPECIAL, (special(rng, dtype, (4, 3)), special(rng, dtype, (4,)), 2, special(rng, dtype, ())))
    )
    for make in programs:
        try:
            output = make()
        except TypeRuleError:
            if make is programs[0]:
                raise
            continue  # what it is combined with is not for this dtype
        yield probe(output, parameters, inputs, op)


@final
@dataclass(frozen=True, slots=True)
class Layouts:
    """The programs at a dtype."""

    dtype: DType

    def of(self, op: str) -> tuple[Callable[[], Tensor], ...]:
        """Makers of programs with an operator, the first of which is the operator alone."""
        return _PROGRAMS[op](self)

    # ---- what the programs are made of

    @property
    def a(self) -> Tensor:
        return param("a", self.dtype, 2)

    @property
    def v(self) -> Tensor:
        return param("v", self.dtype, 1)

    @property
    def s(self) -> Tensor:
        return Scalar(Sym("s", self.dtype))

    def number(self, value: int) -> Tensor:
        """A constant of the dtype."""
        kind = self.dtype
        return Scalar(Lit(value % 2 == 1 if kind is BOOL else value + 0.5 if kind.is_float else value, kind))

    def filled(self, value: int, *shape: Cell) -> Tensor:
        return call("full", self.number(value), shape=shape)

    @property
    def column(self) -> Tensor:
        return call("expand", self.v, axis=1, extent=_M)

    @property
    def row(self) -> Tensor:
        return call("expand", self.v, axis=0, extent=_K)

    def mask(self, of: Tensor) -> Tensor:
        """Which elements are not 1."""
        return call("ne", of, self.number(1))

    def turned(self, of: Tensor) -> Tensor:
        """Other elements, which show whether each one is where it belongs."""
        return call("not" if self.dtype is BOOL else "neg", of)

    def either(self, x: Tensor, y: Tensor) -> Tensor:
        """Elements of one tensor or another."""
        return call("select", self.mask(x), x, y)

    @property
    def folded(self) -> Tensor:
        """Places of `v`, each of which occurs several times."""
        return call("mod", call("iota", extent=_P), Scalar(_TWO))

    @property
    def around(self) -> Tensor:
        """Places of `v`, and some before it."""
        return call("sub", call("iota", extent=_P), Scalar(_TWO))


def _cut(tensor: Tensor, axis: int, start: Cell, length: Cell, step: Cell = _ONE) -> Tensor:
    return call("slice", tensor, axis=axis, start=start, length=length, step=step)


def _window(tensor: Tensor, axis: int, start: int | Cell, length: int, step: int = 1) -> Tensor:
    first = integer(start) if isinstance(start, int) else start
    return call("window", tensor, axis=axis, start=first, length=integer(length), step=integer(step))


def _put(
    op: str, whole: Tensor, part: Tensor, *starts: int | Cell, steps: tuple[int, ...] = (1, 1)
) -> Tensor:
    places = tuple(integer(s) if isinstance(s, int) else s for s in starts)
    return call(op, whole, part, starts=places, steps=tuple(map(integer, steps[: len(places)])))


def _strided(
    op: str, tensor: Tensor, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> Tensor:
    extents, steps = tuple(map(integer, shape)), tuple(map(integer, strides))
    return call(op, tensor, offset=integer(offset), shape=extents, strides=steps)


def _rows(op: str, whole: Tensor, part: Tensor, offset: int | Cell, *strides: int | Cell) -> Tensor:
    return call(op, whole, part, offset=offset, strides=strides)


def _full(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: t.filled(3, _N, _K),
        lambda: call("full", t.s, shape=(_N, _TWO)),
        lambda: t.either(t.a, call("full", t.s, shape=(_N, _M))),
        lambda: t.turned(call("full", t.s, shape=(_K,))),
    )


def _iota(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    if t.dtype is not INT:
        raise TypeRuleError("iota makes unbounded integers")
    return (
        lambda: call("iota", extent=_N),
        lambda: call("iota", extent=_K),
        lambda: call("mul", call("iota", extent=_P), t.v),
    )


def _expand(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: t.column,
        lambda: t.row,
        lambda: t.either(t.a, t.column),
        lambda: call("transpose", t.column, axes=(1, 0)),
        lambda: call("transpose", t.row, axes=(1, 0)),
        lambda: call("reduce_add", t.column, axis=1),
        lambda: call("reduce_add", t.column, axis=0),
        lambda: call("scan_add", t.column, axis=1),
        lambda: _cut(t.column, 1, _ONE, _TWO),
        lambda: _cut(t.column, 0, _ONE, _TWO),
        lambda: call("concat", t.row, call("expand", t.v, axis=0, extent=_ONE), axis=0),
        lambda: call("expand", t.s, axis=0, extent=_N),
    )


def _stretch(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("stretch", _cut(t.v, 0, _ZERO, _ONE), axis=0, extent=_K),
        lambda: call("stretch", _cut(t.a, 0, _ONE, _ONE), axis=0, extent=_K),
        lambda: t.either(t.a, call("stretch", _cut(t.a, 1, _ONE, _ONE), axis=1, extent=_M)),
        lambda: t.either(t.a, call("stretch", t.a, axis=0, extent=_N)),
    )


def _transpose(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("transpose", t.a, axes=(1, 0)),
        lambda: t.turned(call("transpose", t.a, axes=(1, 0))),
        lambda: call("transpose", call("expand", t.a, axis=1, extent=_TWO), axes=(2, 0, 1)),
        lambda: call("transpose", t.a, axes=(0, 1)),
    )


def _slice(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    back = integer(-1)
    return (
        lambda: _cut(t.a, 1, _ONE, _TWO),
        lambda: _cut(_cut(t.a, 0, _ONE, _ONE), 1, _K, _ONE),
        lambda: _cut(_cut(t.a, 1, _ONE, _TWO), 1, _ONE, _ONE),
        lambda: _cut(t.a, 1, _ZERO, _TWO, _TWO),
        lambda: _cut(t.v, 0, sub(_P, _ONE), _P, back),
        lambda: _cut(t.v, 0, _TWO, _TWO, integer(-2)),
        lambda: _cut(t.v, 0, _ZERO, _TWO, _K),
        lambda: _cut(t.v, 0, _ZERO, _ZERO),
    )


def _windows(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("window", t.a, axis=0, start=_K, length=_TWO, step=_ONE),
        lambda: _window(t.a, 1, 0, 2),
        lambda: _window(t.column, 1, 1, 2),
        lambda: _window(t.a, 1, -2, 6, 2),
        lambda: _window(t.v, 0, 2, 5, -1),
        lambda: _window(t.v, 0, 100, 3),
    )


def _concat(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("concat", t.a, t.a, axis=1),
        lambda: call("concat", t.a, t.turned(t.a), axis=0),
        lambda: call("concat", t.v, t.filled(0, _K), axis=0),
        lambda: call("concat", call("compress", t.v, t.mask(t.v)), t.v, axis=0),
    )


def _reshape(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("reshape", t.a, shape=(_M, _N)),
        lambda: call("reshape", t.a, shape=(mul(_N, _M),)),
        lambda: call("reshape", call("transpose", t.a, axes=(1, 0)), shape=(mul(_N, _M),)),
    )


def _of_strides(op: str) -> Callable[[Layouts], tuple[Callable[[], Tensor], ...]]:
    def programs(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
        return (
            lambda: _strided(op, t.v, 1, (1, 2), (2, 1)),
            lambda: _strided(op, t.v, 0, (1, 2), (1, 1)),
            lambda: _strided(op, t.v, 0, (2, 1), (1, 2)),
            lambda: _strided(op, t.v, 0, (2, 2), (1, 2)),
            lambda: _strided(op, t.v, 0, (2, 1), (2, 1)),
            lambda: _strided(op, t.v, 0, (2, 3), (1, 1)),
            lambda: _strided(op, t.v, 3, (3,), (-1,)),
            lambda: _strided(op, t.v, 2, (2, 2), (-2, 1)),
        )

    return programs


def _gather(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    index, across = call("iota", extent=_TWO), call("iota", extent=_M)
    grid = call("expand", index, axis=1, extent=_M), call("expand", across, axis=0, extent=_TWO)
    return (
        lambda: call("gather", t.v, index),
        lambda: call("gather", t.a, index, index),
        lambda: call("gather", t.v, Scalar(_ONE)),
        lambda: call("gather", t.a, Scalar(_ONE), index),
        lambda: call("gather", t.a, *grid),
        lambda: call("gather", t.v, t.folded),
    )


def _take(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    mask = t.mask(t.v)
    return (
        lambda: call("take", t.a, Scalar(_TWO)),
        lambda: call("take", t.v, call("first", mask, axis=0)),
        lambda: call("take", t.a, Scalar(_K)),
        lambda: call("take", t.v, Scalar(sub(_ONE, _TWO))),
        lambda: call("take", t.row, Scalar(_TWO)),
        lambda: call("take", call("compress", t.v, mask), Scalar(_ONE)),
    )


def _compress(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    mask, every = t.mask(t.v), call("full", Scalar(Lit(True, BOOL)), shape=(_K,))
    odd_rows = call("ne", call("mod", call("iota", extent=_N), Scalar(_TWO)), Scalar(_ZERO))
    return (
        lambda: call("compress", t.a, odd_rows),
        lambda: call("compress", t.v, mask),
        lambda: call("compress", t.row, every),
        lambda: call("compress", t.a, t.mask(t.a)),
        lambda: call("compress", t.column, t.mask(t.a)),
        lambda: call("compress", t.v, call("ne", t.folded, t.folded)),
        lambda: call("compress", t.v, call("eq", t.folded, t.folded)),
        lambda: t.either(call("compress", t.turned(t.v), mask), call("compress", t.v, mask)),
        lambda: _put("update", t.v, call("compress", t.v, mask), 0),
    )


def _repeat(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    return (
        lambda: call("repeat", t.a, call("iota", extent=_N)),
        lambda: call("repeat", t.v, t.around),
        lambda: call("repeat", t.column, t.around),
        lambda: call("repeat", t.filled(7, _P), t.folded),
        lambda: call("repeat", t.v, call("full", Scalar(_TWO), shape=(_P,))),
        lambda: call("repeat", t.v, call("full", Scalar(_ZERO), shape=(_P,))),
    )


def _ragged_range(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    if t.dtype is not INT:
        raise TypeRuleError("ragged_range makes unbounded integers")
    return (
        lambda: call("ragged_range", t.around),
        lambda: call("ragged_range", t.v),
        lambda: call("add", call("ragged_range", t.folded), call("repeat", t.v, t.folded)),
    )


def _finds(op: str) -> Callable[[Layouts], tuple[Callable[[], Tensor], ...]]:
    def programs(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
        if t.dtype is not BOOL:
            raise TypeRuleError("places are looked for in masks")
        return (
            lambda: call(op, t.v, axis=0),
            lambda: call(op, t.a, axis=1),
            lambda: call(op, t.a, axis=0),
            lambda: call(op, call("expand", t.v, axis=1, extent=_M), axis=1),
            lambda: call(op, _cut(t.v, 0, _ZERO, _ZERO), axis=0),
        )

    return programs


def _boxes(op: str) -> Callable[[Layouts], tuple[Callable[[], Tensor], ...]]:
    def programs(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
        inside = (
            lambda: _put(op, t.v, t.filled(7, _TWO), 1),
            lambda: _put(op, t.v, _cut(t.v, 0, _ZERO, _TWO), 1, steps=(2,)),
            lambda: _put(op, t.v, t.turned(t.v), 0),
            lambda: _put(op, t.a, _cut(t.a, 1, _ONE, _TWO), 0, 0),
            lambda: _put(op, t.a, call("expand", _cut(t.v, 0, _ZERO, _M), axis=0, extent=_ONE), 1, 0),
            lambda: _put(op, _put(op, t.v, t.filled(7, _TWO), 1), t.filled(8, _ONE), 1),
        )
        outside = (
            lambda: _put(op, t.v, t.turned(t.v), _K),
            lambda: _put(op, t.v, t.turned(t.v), -3, steps=(2,)),
            lambda: _put(op, t.a, t.filled(7, _TWO, _K), 3, -1, steps=(1, 2)),
        )
        return (*inside, *(outside if op == "paste" else ()))

    return programs


def _scatter(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
    index = call("iota", extent=_TWO)
    none = _cut(t.v, 0, _ZERO, _ZERO), _cut(t.around, 0, _ZERO, _ZERO)
    return (
        lambda: call("scatter", t.v, t.v, t.folded),
        lambda: call("scatter", t.v, _cut(t.v, 0, _ZERO, _TWO), index),
        lambda: call("scatter", t.v, t.turned(t.v), t.folded),
        lambda: call("scatter", t.v, t.turned(t.v), t.around),
        lambda: call("scatter", t.v, *none),
        lambda: call("scatter", t.v, t.filled(7, _P), t.around),
        lambda: call("scatter", t.a, t.turned(t.v), t.around, t.folded),
    )


def _in_rows(op: str) -> Callable[[Layouts], tuple[Callable[[], Tensor], ...]]:
    def programs(t: Layouts) -> tuple[Callable[[], Tensor], ...]:
        deep = call("expand", t.a, axis=0, extent=_TWO)
        return (
            lambda: _rows(op, t.v, t.a, 0, 1),
            lambda: _rows(op, t.v, _cut(t.a, 1, _ZERO, _TWO), 0, _TWO),
            lambda: _rows(op, t.v, _cut(t.a, 1, _ZERO, _TWO), 1, _K),
            lambda: _rows(op, t.v, _cut(t.a, 1, _ZERO, _ONE), 3, -1),
            lambda: _rows(op, t.v, call("expand", t.turned(t.v), axis=0, extent=_K), 1, 0),
            lambda: _rows(op, t.v, t.a, -2, 3),
            lambda: _rows(op, t.v, t.a, 0, _K),
            lambda: _rows(op, t.v, t.a, 3, -4),
            lambda: _rows(op, t.v, deep, 0, 1, 1),
            lambda: _rows(op, t.v, deep, 3, -1, 1),
            lambda: _rows(op, t.v, call("expand", t.a, axis=0, extent=_ONE), 0, -7, 2),
            lambda: _rows(op, t.v, call("expand", t.column, axis=1, extent=_ONE), 0, 2, 1),
        )

    return programs


_PROGRAMS: Final[dict[str, Callable[[Layouts], tuple[Callable[[], Tensor], ...]]]] = {
    "full": _full,
    "iota": _iota,
    "expand": _expand,
    "stretch": _stretch,
    "transpose": _transpose,
    "slice": _slice,
    "window": _windows,
    "concat": _concat,
    "reshape": _reshape,
    "strided": _of_strides("strided"),
    "strided_window": _of_strides("strided_window"),
    "gather": _gather,
    "take": _take,
    "compress": _compress,
    "repeat": _repeat,
    "ragged_range": _ragged_range,
    "first": _finds("first"),
    "last": _finds("last"),
    "update": _boxes("update"),
    "paste": _boxes("paste"),
    "scatter": _scatter,
    "put_rows": _in_rows("put_rows"),
    "add_rows": _in_rows("add_rows"),
    "mul_rows": _in_rows("mul_rows"),
}

MOVING: Final = tuple(_PROGRAMS)

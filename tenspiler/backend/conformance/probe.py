"""A probe: one program about one operator at one dtype, and inputs of several kinds for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, final

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.cells import Extent
from tensir.dtypes import INT, DType
from tensir.ops import parts
from tensir.tensors import Call, Param, Program, Tensor, TensorType
from tenspiler.backend.contract import subject

Values: TypeAlias = tuple[Any, ...]

EMPTY, ONE, ODD, STRIDED, DUPLICATES, SPECIAL, NOT_FINITE, POINTS = (
    *("empty", "one element", "odd", "strided", "duplicates", "special values", "not finite", "points"),
)
BROADCAST: Final = "broadcast"
KINDS: Final = (EMPTY, ONE, ODD, BROADCAST, STRIDED, DUPLICATES, SPECIAL, NOT_FINITE, POINTS)
"""The kinds of inputs. `SPECIAL` values are for what is promised bit by bit: the edges of the dtype, NaN,
infinities and zeros of both signs. `NOT_FINITE` is held to for sums in another order, too. `POINTS` are
where library functions are measured.
"""


@final
@dataclass(frozen=True, slots=True)
class Input:
    """Values for the parameters of a program: arrays, numbers, and lists for unbounded integers.

    `want` is what the program comes to on them, by the operators' meanings.
    """

    kind: str
    values: Values
    want: Any = None


@final
@dataclass(frozen=True, slots=True)
class Probe:
    """A program, the node in it that a promise is about, and inputs for it."""

    node: Call
    program: Program
    inputs: tuple[Input, ...]

    @property
    def subject(self) -> tuple[str, DType]:
        """The operator and the dtype that the probe is about."""
        return subject(self.node)


def probe(output: Tensor, parameters: Iterable[Param], inputs: Iterable[Input], op: str = "") -> Probe:
    """A probe of the outermost operator of an expression, or of the last one in it that has a name."""
    node = output
    if op:
        node = [p for p in parts(output) if isinstance(p, Call) and p.op == op][-1]
    assert isinstance(node, Call)
    named = tuple(parameters)
    given = (
        Input(i.kind, tuple(_fitting(v, p) for v, p in zip(i.values, named, strict=True))) for i in inputs
    )
    usable = tuple(i for i in given if all(_has_shape(v, p) for v, p in zip(i.values, named, strict=True)))
    return Probe(node, Program("f", named, (("return", output),)), usable)


def param(name: str, dtype: DType, rank: int) -> Param:
    """A parameter whose extents are its own."""
    return Param(name, TensorType(dtype, tuple(Extent(name, axis) for axis in range(rank))))


def _fitting(value: Any, parameter: Param) -> Any:
    """Lists for unbounded integers, and Python's numbers for what has no axes."""
    if parameter.type.dtype is INT:
        return np.asarray(value).tolist()
    return value if parameter.type.rank else np.asarray(value).item()


def _has_shape(value: Any, parameter: Param) -> bool:
    """Whether a value says what shape it has: nested lists without elements do not."""
    return parameter.type.dtype is not INT or parameter.type.rank < 2 or np.size(value) > 0


def strided(value: Any) -> Any:
    """The same elements, spread in memory: backwards along one axis, with gaps along others."""
    if not is_array(value) or not value.ndim:
        return value
    if value.ndim == 1:
        return np.repeat(value[::-1], 2)[::-2]
    wide: Any = np.repeat(np.asfortranarray(value), 2, axis=value.ndim - 1)
    return wide[..., ::2] if wide.flags.c_contiguous else np.asfortranarray(wide)[..., ::2]

"""Tensor expressions and programs: immutable trees with dtype, rank and symbolic shape at every node."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, final

from tensir.cells import Cell
from tensir.dtypes import DType


@final
@dataclass(frozen=True, slots=True)
class TensorType:
    """Element type and extents; an extent is an `INT` cell over scalar parameters and array extents."""

    dtype: DType
    shape: tuple[Cell, ...]

    @property
    def rank(self) -> int:
        return len(self.shape)


@final
@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of the program; its extents are `Extent(name, axis)`."""

    name: str
    type: TensorType


@final
@dataclass(frozen=True, slots=True)
class Scalar:
    """A rank-0 tensor given by a cell over scalar parameters, extents and constants."""

    cell: Cell

    @property
    def type(self) -> TensorType:
        return TensorType(self.cell.dtype, ())


Attribute: TypeAlias = "int | str | DType | Cell | tuple[Attribute, ...]"


@final
@dataclass(frozen=True, slots=True)
class Call:
    """An operator of `tensir.ops` applied; built by `tensir.ops.call`, which runs the type rule.

    `attributes` are (name, value) pairs in the order that the operator's entry declares.
    """

    op: str
    args: tuple[Tensor, ...]
    attributes: tuple[tuple[str, Attribute], ...]
    type: TensorType
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.attributes)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Call or self._hash != other._hash:
            return False
        same = self.op == other.op and self.attributes == other.attributes and self.type == other.type
        if same and self.args == other.args:
            object.__setattr__(other, "args", self.args)  # so that they are compared once
            return True
        return False

    def __hash__(self) -> int:
        return self._hash

    def attribute(self, name: str) -> Attribute:
        """The value of one attribute."""
        return dict(self.attributes)[name]


Tensor: TypeAlias = Param | Scalar | Call


@final
@dataclass(frozen=True, slots=True)
class Carried:
    """A value that rounds hand on: `before` is what a round finds, `after` what the last one leaves.

    All three tensors are of one type. In `step` all values carried are those before the round.
    """

    before: Param
    after: Param
    start: Tensor
    step: Tensor


@final
@dataclass(frozen=True, slots=True)
class Iterate:
    """Rounds one after the other, for each `counter` in `lo .. hi`: every value carried becomes its step.

    Before: `best = start; for s in range(lo, hi): best = step(s, best)`. In the steps the counter is a
    scalar of the unbounded integers, and each value carried a parameter by the name of its `before`; in later
    iterates and in the outputs there is a parameter by the name of its `after`. Extents do not change. Where
    `lo >= hi`, values are left as they start.
    """

    counter: str
    lo: Cell
    hi: Cell
    carried: tuple[Carried, ...]


@final
@dataclass(frozen=True, slots=True)
class Program:
    """A pure tensor program: parameters in order (scalars have rank 0), and what it gives back.

    `outputs` pairs each output's name (`return`, or the parameter that it is the new value of) with its
    value; a function that returns a tuple has outputs `return.0`, `return.1`, ... `iterates` come before
    them, each in terms of the parameters and of what earlier ones leave.
    """

    name: str
    parameters: tuple[Param, ...]
    outputs: tuple[tuple[str, Tensor], ...]
    iterates: tuple[Iterate, ...] = ()

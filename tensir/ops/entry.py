"""What an entry of the table of tensor operators consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.build import eq
from tensir.cells import Cell
from tensir.tensors import Attribute, TensorType

Index: TypeAlias = tuple[Cell, ...]
At: TypeAlias = Callable[[Index], Cell]
Attributes: TypeAlias = "dict[str, Attribute]"
Types: TypeAlias = tuple[TensorType, ...]


@final
@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold for an operator to be defined: `holds` for every binder in `0 <= binder < extent`."""

    binders: tuple[tuple[str, Cell], ...]
    holds: Cell


@final
@dataclass(frozen=True, slots=True)
class TensorOp:
    """One tensor operator.

    `infer` gives the type of the result and raises `TypeRuleError` where operands do not fit; `meaning`
    gives the cell at an index (valid inside the shape); `requires` lists what must hold beyond types;
    `counted`, if there is one, gives the shape where that depends on elements, and not on types alone;
    `arities` are the numbers of operands that it takes; `attributes` the names of its attributes in order.
    With `reaches`, the first operand may be read outside its shape, where what is read is unspecified.
    """

    name: str
    arities: tuple[int, ...]
    attributes: tuple[str, ...]
    infer: Callable[[Types, Attributes], TensorType]
    meaning: Callable[[tuple[At, ...], Types, Attributes, Index], Cell]
    requires: Callable[[Types, Attributes], tuple[Requirement, ...]]
    summary: str
    counted: Callable[[tuple[At, ...], Types, Attributes], tuple[Cell, ...]] | None = None
    reaches: bool = False


def nothing(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    """No requirement beyond types."""
    return ()


def always(*conditions: Cell) -> tuple[Requirement, ...]:
    """Conditions that hold or fail as a whole."""
    return tuple(Requirement((), c) for c in conditions)


def same_shapes(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    """The shapes of the operands are equal."""
    shaped = [t.shape for t in types if t.rank]
    return always(
        *(eq(a, b) for other in shaped[1:] for a, b in zip(shaped[0], other, strict=True) if a != b)
    )

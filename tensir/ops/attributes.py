"""The attributes of operators: what each holds, its one form, and reading it at its type."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from tensir.cells import Cell, canonical_binders, integer
from tensir.dtypes import INT, DType
from tensir.ops.entry import Attributes
from tensir.scalars import TypeRuleError
from tensir.tensors import Attribute


class AttributeKind(Enum):
    """What an attribute holds: a number, numbers, text, a dtype, an integer cell, or several of those."""

    NUMBER = "number"
    NUMBERS = "numbers"
    TEXT = "text"
    DTYPE = "dtype"
    CELL = "cell"
    CELLS = "cells"


ATTRIBUTE_KINDS: dict[str, AttributeKind] = {
    "axis": AttributeKind.NUMBER, "axes": AttributeKind.NUMBERS,
    "spec": AttributeKind.TEXT, "to": AttributeKind.DTYPE,
    "extent": AttributeKind.CELL, "offset": AttributeKind.CELL,
    "start": AttributeKind.CELL, "length": AttributeKind.CELL, "step": AttributeKind.CELL,
    "shape": AttributeKind.CELLS, "strides": AttributeKind.CELLS,
    "starts": AttributeKind.CELLS, "steps": AttributeKind.CELLS,
}  # fmt: skip


def canonical_attribute(name: str, value: Attribute) -> Attribute:
    """An attribute in its one form (plain numbers become cells where cells are due), checked by kind."""
    kind = ATTRIBUTE_KINDS[name]
    match kind:
        case AttributeKind.CELL:
            return canonical_binders(cell_attribute({name: value}, name))
        case AttributeKind.CELLS:
            return tuple(map(canonical_binders, cells_attribute({name: value}, name)))
        case AttributeKind.NUMBER:
            return number_attribute({name: value}, name)
        case AttributeKind.NUMBERS:
            if not isinstance(value, tuple):
                raise TypeRuleError(f"attribute {name} must be a list of numbers")
            return tuple(number_attribute({name: item}, name) for item in value)
        case AttributeKind.TEXT:
            if not isinstance(value, str):
                raise TypeRuleError(f"attribute {name} must be text")
            return value
        case AttributeKind.DTYPE:
            if not isinstance(value, DType):
                raise TypeRuleError(f"attribute {name} must be a dtype")
            return value
        case _:
            assert_never(kind)


def number_attribute(attributes: Attributes, name: str) -> int:
    """A plain number."""
    value = attributes[name]
    if not isinstance(value, int):
        raise TypeRuleError(f"attribute {name} must be a number")
    return value


def cell_attribute(attributes: Attributes, name: str) -> Cell:
    """An integer cell."""
    value = attributes[name]
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, (str, tuple, DType)) or value.dtype is not INT:
        raise TypeRuleError(f"attribute {name} must be an integer expression")
    return value


def cells_attribute(attributes: Attributes, name: str) -> tuple[Cell, ...]:
    """Several integer cells."""
    value = attributes[name]
    if not isinstance(value, tuple):
        raise TypeRuleError(f"attribute {name} must be a list of integer expressions")
    return tuple(cell_attribute({name: item}, name) for item in value)


def axis_attribute(attributes: Attributes, rank: int) -> int:
    """The attribute `axis`, checked against a rank."""
    axis = number_attribute(attributes, "axis")
    if not 0 <= axis < rank:
        raise TypeRuleError(f"axis {axis} of a tensor of rank {rank}")
    return axis


def inserted(items: tuple[Cell, ...], axis: int, *new: Cell) -> tuple[Cell, ...]:
    """The items with new ones before position `axis`."""
    return (*items[:axis], *new, *items[axis:])


def dropped(items: tuple[Cell, ...], axis: int) -> tuple[Cell, ...]:
    """The items without the one at position `axis`."""
    return items[:axis] + items[axis + 1 :]


def replaced(items: tuple[Cell, ...], axis: int, new: Cell) -> tuple[Cell, ...]:
    """The items with another one at position `axis`."""
    return (*items[:axis], new, *items[axis + 1 :])

"""The table of tensor operators, and what follows from an entry: typed calls, meanings, requirements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from tensir.build import conj, select, within
from tensir.cells import TRUE, Cell, Elem, Sym, canonical_binders, free_symbols, fresh, integer
from tensir.dtypes import DType
from tensir.ops.accumulations import ACCUMULATIONS
from tensir.ops.attributes import canonical_attribute
from tensir.ops.axes import AXES
from tensir.ops.contractions import SUMS_OF_PRODUCTS
from tensir.ops.elementwise import ELEMENTWISE
from tensir.ops.entry import At, Index, Requirement, TensorOp, same_shapes
from tensir.ops.flat import FLAT
from tensir.ops.indexed import INDEXED
from tensir.ops.keyed import KEYED
from tensir.ops.orders import ORDERS
from tensir.ops.recurrences import RECURRING
from tensir.ops.reductions import REDUCTIONS
from tensir.ops.repetitions import REPETITIONS
from tensir.ops.rows import ROWS
from tensir.ops.segments import SEGMENTS
from tensir.ops.selections import SELECTIONS
from tensir.scalars import TypeRuleError
from tensir.tensors import Attribute, Call, Carried, Param, Program, Scalar, Tensor

_FAMILIES = (
    *(ELEMENTWISE, AXES, FLAT, INDEXED, ACCUMULATIONS, ORDERS, ROWS, SELECTIONS, REPETITIONS),
    *(REDUCTIONS, RECURRING, SEGMENTS, KEYED, SUMS_OF_PRODUCTS),
)

OPERATORS: dict[str, TensorOp] = {op.name: op for family in _FAMILIES for op in family}


def call(op: str, *args: Tensor, **attributes: Attribute) -> Call:
    """Apply an operator of the table; raises `TypeRuleError` where operands or attributes do not fit."""
    entry = OPERATORS.get(op)
    if entry is None:
        raise TypeRuleError(f"there is no operator {op!r}")
    if len(args) not in entry.arities or set(attributes) != set(entry.attributes):
        raise TypeRuleError(f"{op} takes {entry.arities} operands and attributes {entry.attributes}")
    canonical = {name: canonical_attribute(name, attributes[name]) for name in entry.attributes}
    types = tuple(a.type for a in args)
    result = entry.infer(types, canonical)
    if entry.counted is not None:
        operands: tuple[At, ...] = tuple(partial(cell_at, a) for a in args)
        shape = entry.counted(operands, types, canonical)
        result = replace(result, shape=tuple(map(canonical_binders, shape)))
    return Call(op, args, tuple(canonical.items()), result)


def cell_at(tensor: Tensor, index: Index) -> Cell:
    """The meaning of a tensor expression at an index inside its shape."""
    return _meaning(tensor, index, {})


def _meaning(tensor: Tensor, index: Index, found: dict[tuple[Call, Index], Cell]) -> Cell:
    """As `cell_at`, what occurs again being found again."""
    match tensor:
        case Param():
            if not index:
                return Sym(tensor.name, tensor.type.dtype)
            return Elem(tensor.name, index, tensor.type.dtype)
        case Scalar():
            return tensor.cell
        case Call():
            place = tensor, index
            if place not in found:
                entry = OPERATORS[tensor.op]
                operands: list[At] = [partial(_meaning, a, found=found) for a in tensor.args]
                if entry.reaches:
                    operands[0] = partial(_anywhere, tensor.args[0], found=found)
                types = tuple(a.type for a in tensor.args)
                found[place] = entry.meaning(tuple(operands), types, dict(tensor.attributes), index)
            return found[place]
        case _:
            assert_never(tensor)


def _anywhere(tensor: Tensor, index: Index, found: dict[tuple[Call, Index], Cell]) -> Cell:
    """As `_meaning`, unspecified where the index is out of range: backends put any element there."""
    inside = conj(*(within(i, integer(0), n) for i, n in zip(index, tensor.type.shape, strict=True)))
    if isinstance(tensor, Param) or inside == TRUE:
        return _meaning(tensor, index, found)
    return select(inside, _meaning(tensor, index, found), Elem(fresh("outside"), index, tensor.type.dtype))


def requirements(tensor: Tensor) -> Iterator[Requirement]:
    """What must hold for an expression and all its parts to be defined."""
    for part in parts(tensor):
        yield from own_requirements(part)


def own_requirements(tensor: Tensor) -> tuple[Requirement, ...]:
    """What must hold for the outermost operator of an expression to be defined."""
    if not isinstance(tensor, Call):
        return ()
    return OPERATORS[tensor.op].requires(tuple(a.type for a in tensor.args), dict(tensor.attributes))


def parts(tensor: Tensor) -> Iterator[Tensor]:
    """Every distinct subexpression, operands before what uses them."""
    seen: set[Tensor] = set()
    stack: list[tuple[Tensor, bool]] = [(tensor, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if isinstance(node, Call):
                stack += [(arg, False) for arg in reversed(node.args)]


def own_names(tensor: Tensor) -> frozenset[str]:
    """The parameters that the outermost operator of an expression reads itself, those in its cells too."""
    match tensor:
        case Param():
            return frozenset({tensor.name})
        case Scalar():
            return free_symbols(tensor.cell)
        case Call():
            cells = (*tensor.type.shape, *_cells(tuple(value for _, value in tensor.attributes)))
            return frozenset[str]().union(*map(free_symbols, cells))
        case _:
            assert_never(tensor)


def _cells(attribute: Attribute) -> Iterator[Cell]:
    """The cells in an attribute."""
    match attribute:
        case tuple():
            for item in attribute:
                yield from _cells(item)
        case int() | str() | DType():
            pass
        case _:
            yield attribute


def program_roots(program: Program) -> Iterator[Tensor]:
    """What a program computes: where its iterates start, what their rounds do, and the outputs."""
    for iterate in program.iterates:
        yield from (carried.start for carried in iterate.carried)
        yield from (carried.step for carried in iterate.carried)
    yield from (output for _, output in program.outputs)


def program_parts(program: Program) -> Iterator[Tensor]:
    """Every distinct subexpression of a program, operands first."""
    yield from dict.fromkeys(part for root in program_roots(program) for part in parts(root))


def same_shape(carried: Carried) -> tuple[Requirement, ...]:
    """What must hold for a round to leave a value of the shape that it finds."""
    return same_shapes((carried.start.type, carried.step.type), {})

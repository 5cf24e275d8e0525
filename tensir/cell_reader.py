"""From syntax trees to cells: names are resolved, dtypes inferred, and operators applied as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, final

import numpy as np
from lark import Token

from tensir.build import identity
from tensir.cells import FALSE, TRUE, Apply, Cell, Elem, Extent, Fold, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, DTYPES, F32, F64, INT, DType
from tensir.notation import FOLDS, INFIX, PREFIX
from tensir.order import ARGSORT
from tensir.recurrences import RECURRENCES, TUPLES, WRAPPING, takes, together
from tensir.scalars import SCALARS, TypeRuleError, result_dtype
from tensir.syntax import Node, failure, name_of, nodes
from tensir.tensors import Param

MAX_DIGITS: Final = 400

BINARY: Final = {symbol: op for op, (symbol, _) in INFIX.items()}
"""The binary operators by their symbols."""

UNARY: Final = {symbol.strip(): op for op, (symbol, _) in PREFIX.items()}
"""The prefix operators by their symbols."""

_FOLDED = {name: op for op, name in FOLDS.items()}


@final
@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: parameters, names of extents, and bound indices by the names of their symbols."""

    parameters: Mapping[str, Param]
    extents: Mapping[str, Extent]
    bound: Mapping[str, str]


def read_cell(node: Node, scope: Scope, *, integral: bool) -> Cell:
    """The cell that a tree denotes; where `integral`, integer parameters are seen as unbounded integers."""
    match node.data:
        case "number" | "boolean":
            return read_literal(node)
        case "variable":
            return _variable(node, scope, integral=integral)
        case "prefix":
            literal = negative_literal(node)
            return literal or _apply(
                node, UNARY[str(node.children[0])], nodes(node), scope, integral=integral
            )
        case "binary":
            return _apply(node, BINARY[str(node.children[1])], nodes(node), scope, integral=integral)
        case "comparison":
            return _apply(node, comparison_operator(node), nodes(node), scope, integral=False)
        case "subscript":
            return _element(node, scope)
        case "call":
            return _call(node, scope, integral=integral)
        case "fold":
            return _fold(node, scope, integral=integral)
        case "scalar":
            return read_cell(nodes(node)[0], scope, integral=integral)
        case _:
            raise failure(node, "a scalar expression is expected here")


def read_literal(node: Node, *, negative: bool = False) -> Lit:
    """A constant; without a dtype, `3` is an unbounded integer and `3.0` is f64."""
    token = node.children[0]
    assert isinstance(token, Token)
    if node.data == "boolean":
        return TRUE if token == "true" else FALSE
    digits, _, suffix = str(token).partition(":")
    if len(digits) > MAX_DIGITS:
        raise failure(node, f"a number of more than {MAX_DIGITS} digits")
    whole = digits.isdigit()
    dtype = DTYPES[suffix] if suffix else INT if whole else F64
    if dtype.is_float:
        value = float(digits)
        return Lit(_rounded(-value if negative else value, dtype), dtype)
    if dtype is BOOL or not whole:
        raise failure(node, f"{token} is no number of type {dtype}")
    number = -int(digits) if negative else int(digits)
    if not dtype.holds(number):
        raise failure(node, f"{number} is out of the range of {dtype}")
    return Lit(number, dtype)


def negative_literal(node: Node) -> Lit | None:
    """The constant that a minus and a number make together; None for any other tree."""
    operand = nodes(node)[0]
    if node.children[0] != "-" or operand.data != "number":
        return None
    return read_literal(operand, negative=True)


def comparison_operator(node: Node) -> str:
    """The operator of a comparison; a chain of them is an error."""
    if len(node.children) > 3:
        raise failure(node, "comparisons cannot be chained; join them with `and`")
    return BINARY[str(node.children[1])]


def _rounded(value: float, dtype: DType) -> float:
    if dtype is not F32:
        return value
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def _variable(node: Node, scope: Scope, *, integral: bool) -> Cell:
    name = name_of(node)
    if name in scope.bound:
        return Sym(scope.bound[name], INT)
    if name in scope.extents:
        return scope.extents[name]
    parameter = scope.parameters.get(name)
    if parameter is None:
        raise failure(node, f"there is no scalar `{name}`")
    if parameter.type.rank:
        raise failure(node, f"`{name}` is a tensor; a scalar is expected here")
    dtype = parameter.type.dtype
    return Sym(name, INT if integral and dtype.is_integer else dtype)


def _apply(node: Node, op: str, operands: list[Node], scope: Scope, *, integral: bool) -> Cell:
    wide = [integral] * len(operands)
    if op == "select":
        wide[:1] = [False]
    cells = tuple(read_cell(o, scope, integral=w) for o, w in zip(operands, wide, strict=True))
    try:
        return Apply(op, cells, result_dtype(op, tuple(c.dtype for c in cells)))
    except TypeRuleError as error:
        raise failure(node, str(error)) from None


def _element(node: Node, scope: Scope) -> Cell:
    name = name_of(node)
    items = nodes(nodes(node)[1])
    owner = scope.parameters.get(name.removesuffix(".shape"))
    if name.endswith(".shape") and name not in scope.parameters and owner is not None:
        axis = read_cell(items[0], scope, integral=True)
        if len(items) == 1 and isinstance(axis, Lit):
            return _extent(node, owner, int(axis.value))
        raise failure(node, "an axis is a number")
    array = scope.parameters.get(name)
    if array is None or array.type.rank != len(items):
        raise failure(node, f"`{name}` is no array of rank {len(items)}")
    indices = tuple(read_integer(i, scope) for i in items)
    return Elem(name, indices, array.type.dtype)


def _extent(node: Node, array: Param, axis: int) -> Extent:
    if axis >= array.type.rank or axis < 0:
        raise failure(node, f"`{array.name}` has no axis {axis}")
    return Extent(array.name, axis)


def read_integer(node: Node, scope: Scope) -> Cell:
    """The cell of a tree where an unbounded integer is due."""
    if node.data == "attribute":
        raise failure(node, "an index is expected here")
    cell = read_cell(node, scope, integral=True)
    if cell.dtype is not INT:
        raise failure(node, f"an integer is expected here, not {cell.dtype}")
    return cell


def _call(node: Node, scope: Scope, *, integral: bool) -> Cell:
    name, *rest = nodes(node)
    op = name_of(name)
    if len(rest) != 1:
        raise failure(node, f"{op} takes no attributes in a scalar expression")
    operands = nodes(rest[0])
    if op in DTYPES and len(operands) == 1:
        return _cast(read_cell(operands[0], scope, integral=False), DTYPES[op])
    if op == "len" and len(operands) == 1 and operands[0].data == "variable":
        array = scope.parameters.get(name_of(operands[0]))
        if array is not None:
            return _extent(node, array, 0)
    if not operands:
        raise failure(node, f"{op} takes operands")
    return _apply(node, op, operands, scope, integral=integral)


def _cast(cell: Cell, dtype: DType) -> Cell:
    if dtype is INT and isinstance(cell, Sym) and cell.dtype.is_integer:
        return Sym(cell.name, INT)
    return Apply("cast", (cell,), dtype)


def _fold(node: Node, scope: Scope, *, integral: bool) -> Cell:
    name, span, body, *init = nodes(node)
    op = _FOLDED.get(name_of(name), name_of(name))
    if op == ARGSORT:
        return _order(node, scope)
    if op not in RECURRENCES and (op not in SCALARS or not SCALARS[op].associative):
        raise failure(node, f"{op} cannot be folded")
    low, binder, high = read_range(span, scope)
    symbol = fresh(binder)
    inner = replace(scope, bound={**scope.bound, binder: symbol})
    value = (
        _together(op, body, inner, integral=integral)
        if op in RECURRENCES
        else read_cell(body, inner, integral=integral)
    )
    start = read_cell(init[0], scope, integral=integral) if init else identity(op, value.dtype)
    wraps = op in WRAPPING and value.dtype is INT and start is not None and start.dtype.is_fixed
    if start is None or (start.dtype is not value.dtype and not wraps):
        raise failure(node, f"{op} at {value.dtype} needs an initial value of that type")
    return Fold(op, symbol, low, high, start, value)


def _order(node: Node, scope: Scope) -> Cell:
    """An index in an order: `argsort(k < n: key; rank)`."""
    _, span, body, *rank = nodes(node)
    low, binder, high = read_range(span, scope)
    symbol = fresh(binder)
    key = read_cell(body, replace(scope, bound={**scope.bound, binder: symbol}), integral=False)
    if low != integer(0) or not rank or key.dtype is BOOL:
        raise failure(node, "an order is one of numbers: `argsort(k < n: number; rank)`")
    return Fold(ARGSORT, symbol, low, high, read_integer(rank[0], scope), key)


def _together(op: str, node: Node, scope: Scope, *, integral: bool) -> Cell:
    """What a recurrence takes in: `pair(a, b)`, `triple(a, b, c)`."""
    wanted = TUPLES[len(RECURRENCES[op])]
    name, *rest = nodes(node) if node.data == "call" else [node]
    if name is node or name_of(name) != wanted or len(rest) != 1:
        letters = ", ".join("abc"[: len(RECURRENCES[op])])
        raise failure(node, f"{op} takes in {wanted}s: `{wanted}({letters})`")
    found = tuple(read_cell(part, scope, integral=integral) for part in nodes(rest[0]))
    if not takes(op, tuple(part.dtype for part in found)):
        raise failure(node, f"{op} does not take in these elements")
    return together(*found)


def read_range(node: Node, scope: Scope) -> tuple[Cell, str, Cell]:
    """The bounds and the index of `lo <= k < hi` or `k < hi`."""
    parts = node.children if node.data == "comparison" else ()
    match [str(p) for p in parts if isinstance(p, Token)]:
        case ["<"]:
            low, (middle, high) = None, nodes(node)
        case ["<=", "<"]:
            low, middle, high = nodes(node)
        case _:
            raise failure(node, "a range is written `k < n` or `m <= k < n`")
    if middle.data != "variable":
        raise failure(middle, "the index of a fold is a name")
    return integer(0) if low is None else read_integer(low, scope), name_of(middle), read_integer(high, scope)

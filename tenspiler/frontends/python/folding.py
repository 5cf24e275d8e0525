"""Constants of a module, computed from its text: numbers, and lists, tuples and arrays of numbers.

Nothing is run: a few operators, functions and bounded comprehensions are evaluated on literals, and
whatever else an expression holds makes it no constant.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, final

import numpy as np

from tensir.dtypes import DTYPES, DType

Scalar: TypeAlias = int | float | bool

_MOST_BITS: Final = 4096
_MOST_STEPS: Final = 200_000
_MOST_ELEMENTS: Final = 65_536


@final
@dataclass(frozen=True, slots=True)
class Table:
    """A list or tuple of constants, or a NumPy array if it has a dtype; `items` are nested lists."""

    items: list[Any]
    shape: tuple[int, ...]
    dtype: DType | None = None
    is_tuple: bool = False


Constant: TypeAlias = Scalar | Table


class NoConstant(Exception):
    """The expression is not one whose value can be told from the text."""


@final
@dataclass(slots=True)
class Evaluator:
    """Evaluates expressions over what `lookup` knows of names and `qualified` of functions."""

    lookup: Callable[[ast.expr], Constant | None]
    qualified: Callable[[ast.expr], str | None]
    dtype: Callable[[ast.expr], DType | None]
    local: dict[str, Any] = field(default_factory=dict[str, Any])
    steps: int = 0

    def constant(self, node: ast.expr) -> Constant | None:
        """The value of an expression, or None."""
        try:
            return _finished(self.value(node))
        except (NoConstant, ArithmeticError, ValueError, TypeError, IndexError, RecursionError):
            return None

    def value(self, node: ast.expr) -> Any:
        """The value as Python holds it: numbers, lists, tuples, or a `Table` with a dtype."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise NoConstant
        match node:
            case ast.Constant(value=bool() | int() | float() as value):
                return value
            case ast.Name(id=name) if name in self.local:
                return self.local[name]
            case ast.Name() | ast.Attribute():
                return self._known(node)
            case ast.UnaryOp(op=op, operand=operand):
                return _UNARY[type(op)](_number(self.value(operand)))
            case ast.BinOp(left=left, op=op, right=right):
                return _binary(op, self.value(left), self.value(right))
            case ast.IfExp():
                return self.value(node.body if _number(self.value(node.test)) else node.orelse)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return _compared(op, _number(self.value(left)), _number(self.value(right)))
            case ast.List(elts=elements):
                return [self.value(e) for e in elements]
            case ast.Tuple(elts=elements):
                return tuple(self.value(e) for e in elements)
            case ast.Subscript(value=base, slice=index):
                return _item(self.value(base), _number(self.value(index)))
            case ast.ListComp(elt=element, generators=generators):
                return list(self._generated(element, generators))
            case ast.Call():
                return self._call(node)
            case _:
                raise NoConstant

    def _known(self, node: ast.expr) -> Any:
        known = self.lookup(node)
        if known is None:
            raise NoConstant
        if isinstance(known, Table) and known.dtype is None:
            return tuple(known.items) if known.is_tuple else known.items
        return known

    def _generated(self, element: ast.expr, generators: list[ast.comprehension]) -> Iterator[Any]:
        first, *rest = generators
        if not isinstance(first.target, ast.Name) or first.is_async:
            raise NoConstant
        outer = dict(self.local)
        for item in self._iterated(first.iter):
            self.local[first.target.id] = item
            if all(_number(self.value(test)) for test in first.ifs):
                if rest:
                    yield from self._generated(element, rest)
                else:
                    yield self.value(element)
        self.local = outer

    def _iterated(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Call) and self.qualified(node.func) == "builtins.range" and not node.keywords:
            numbers = range(*(_integer(self.value(a)) for a in node.args))
            if len(numbers) > _MOST_ELEMENTS:
                raise NoConstant
            return numbers
        value = self.value(node)
        if not isinstance(value, (list, tuple)):
            raise NoConstant
        return value  # pyright: ignore[reportUnknownVariableType]

    def _call(self, node: ast.Call) -> Any:
        name = self.qualified(node.func)
        if name in ("numpy.array", "numpy.asarray"):
            return self._array(node)
        match name, node.args:
            case ("builtins.list" | "builtins.tuple", [argument]) if not node.keywords:
                if isinstance(argument, ast.GeneratorExp):
                    items = list(self._generated(argument.elt, argument.generators))
                else:
                    items = list(self._iterated(argument))
                return items if name == "builtins.list" else tuple(items)
            case "builtins.float", [ast.Constant(value=str(text))]:
                return float(text)
            case "builtins.len", [argument]:
                return len(self._iterated(argument))
            case _:
                pass
        function = _FUNCTIONS.get(name or "")
        if function is None or node.keywords:
            raise NoConstant
        return function(*(_number(self.value(a)) for a in node.args))

    def _array(self, node: ast.Call) -> Table:
        named = {k.arg: k.value for k in node.keywords}
        positional = node.args[1:]
        if not node.args or len(positional) + len(named) > 1 or named.keys() - {"dtype"}:
            raise NoConstant
        value = self.value(node.args[0])
        if isinstance(value, Table):
            raise NoConstant
        table = _finished(value)
        if not isinstance(table, Table):
            raise NoConstant
        wanted = [*positional, *named.values()]
        dtype = self.dtype(wanted[0]) if wanted else None
        if wanted and dtype is None:
            raise NoConstant
        return _as_array(table, dtype)


def _as_array(table: Table, dtype: DType | None) -> Table:
    """What `np.array` makes of nested lists; refuses what NumPy would refuse or round."""
    if 0 in table.shape:
        raise NoConstant
    plain: Any = np.array(table.items)
    array: Any = plain if dtype is None else np.array(table.items, dtype=dtype.numpy)
    if plain.dtype.kind == "f" and array.dtype.kind in "iub":
        raise NoConstant
    found = next((d for d in DTYPES.values() if d.name != "int" and d.numpy == array.dtype), None)
    if found is None:
        raise NoConstant
    return Table(array.tolist(), tuple(array.shape), found)


def _finished(value: Any) -> Constant:
    match value:
        case bool() | int() | float() | Table():
            return value
        case list() | tuple():
            items: list[Any] = _as_lists(value)
            shape = _shape(items)
            if math.prod(shape) > _MOST_ELEMENTS:
                raise NoConstant
            return Table(items, shape, None, isinstance(value, tuple))
        case _:
            raise NoConstant


def _as_lists(value: Any) -> list[Any]:
    return [_as_lists(v) if isinstance(v, (list, tuple)) else _number(v) for v in value]


def _shape(items: list[Any]) -> tuple[int, ...]:
    """The extents of nested lists, which must be rectangular."""
    rows: list[list[Any]] = [i for i in items if isinstance(i, list)]
    if not rows:
        return (len(items),)
    shapes = {_shape(r) for r in rows}
    if len(rows) != len(items) or len(shapes) != 1:
        raise NoConstant
    return (len(items), *shapes.pop())


def _number(value: Any) -> Scalar:
    if not isinstance(value, (bool, int, float)):
        raise NoConstant
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int):
        raise NoConstant
    return value


def _item(base: Any, index: Scalar) -> Any:
    if not isinstance(base, (list, tuple)):
        raise NoConstant
    return base[_integer(index)]  # pyright: ignore[reportUnknownVariableType]


def _binary(op: ast.operator, a: Any, b: Any) -> Any:
    for items, times in ((a, b), (b, a)):
        if isinstance(op, ast.Mult) and isinstance(items, (list, tuple)) and isinstance(times, int):
            if len(items) * times > _MOST_ELEMENTS:  # pyright: ignore[reportUnknownArgumentType]
                raise NoConstant
            return items * times  # pyright: ignore[reportUnknownVariableType]
    if isinstance(op, ast.Add) and type(a) is type(b) and isinstance(a, (list, tuple)):
        return a + b  # pyright: ignore[reportUnknownVariableType]
    return _calculated(op, _number(a), _number(b))


def _calculated(op: ast.operator, a: Scalar, b: Scalar) -> Scalar:
    match op:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.FloorDiv():
            return a // b
        case ast.Mod():
            return a % b
        case ast.Pow() if abs(b) <= 64 and abs(a) < 1 << 64:
            return _number(a**b)
        case ast.Pow() if isinstance(a, float) or isinstance(b, float):
            return _number(float(a) ** b)
        case ast.LShift() if isinstance(a, int) and isinstance(b, int) and b <= _MOST_BITS:
            return a << b
        case ast.RShift() if isinstance(a, int) and isinstance(b, int):
            return a >> b
        case ast.BitAnd() if isinstance(a, int) and isinstance(b, int):
            return a & b
        case ast.BitOr() if isinstance(a, int) and isinstance(b, int):
            return a | b
        case ast.BitXor() if isinstance(a, int) and isinstance(b, int):
            return a ^ b
        case _:
            raise NoConstant


def _compared(op: ast.cmpop, a: Scalar, b: Scalar) -> bool:
    rule = _COMPARISONS.get(type(op))
    if rule is None:
        raise NoConstant
    return rule(a, b)


_COMPARISONS: dict[type[ast.cmpop], Callable[[Scalar, Scalar], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Scalar]] = {
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: +a,
    ast.Not: lambda a: not a,
    ast.Invert: lambda a: ~a,
}
_MATH = (
    "sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "atan", "asin", "acos", "atan2", "floor",
    "ceil", "trunc", "fabs", "hypot", "radians", "degrees", "tanh", "sinh", "cosh",
)  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "builtins.abs": abs,
    "builtins.min": min,
    "builtins.max": max,
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
    "builtins.round": round,
    **{f"math.{name}": getattr(math, name) for name in _MATH},
}

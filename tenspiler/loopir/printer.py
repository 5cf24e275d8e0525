"""The text form of LoopIR: for people, golden tests and `tenspiler show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from tensir.dtypes import INT
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    ArrayType,
    Assign,
    Const,
    CopyArray,
    Expr,
    Flavour,
    For,
    Function,
    If,
    Length,
    Load,
    NewArray,
    Op,
    Parameter,
    Require,
    ScalarType,
    Select,
    Stmt,
    Store,
    Type,
    Var,
    View,
    While,
)

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "truediv": "/", "floordiv": "//", "mod": "%",
    "bitand": "&", "bitor": "|", "bitxor": "^", "shl": "<<", "shr": ">>",
    "and": "and", "or": "or",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_PREFIX = {"neg": "-", "not": "not ", "bitnot": "~"}
_INDENT = "    "


def show(function: Function) -> str:
    """A function as text; a dtype or operator carries a flavour where it is not the function's own."""
    own = function.flavour
    parameters = ", ".join(_parameter(p, own) for p in function.parameters)
    names = {p.name for p in function.parameters}
    lines = [f"function {function.name}({parameters}) [{own.value}]"]
    for name, kind in function.variables.items():
        if name not in names:
            lines.append(f"{_INDENT}var {name}: {_type(kind, own)}")
    lines += [_INDENT + line for line in _body(function.body, own)]
    results = ", ".join(_result(r, own) for r in function.results)
    return "\n".join([*lines, f"{_INDENT}return {results}".rstrip()]) + "\n"


def _parameter(parameter: Parameter, own: Flavour) -> str:
    shared = "shared " if parameter.shared else ""
    return f"{parameter.name}: {shared}{_type(parameter.type, own)}"


def _type(kind: Type, own: Flavour) -> str:
    match kind:
        case ScalarType():
            return f"{kind.dtype}{_flavour(kind, own)}"
        case ArrayType():
            axes = ", ".join(":" * kind.rank)
            return f"{kind.container.value} {_type(kind.element, own)}[{axes}]"
        case _:
            assert_never(kind)


def _flavour(kind: ScalarType, own: Flavour) -> str:
    return "" if kind.flavour is own else f".{kind.flavour.value}"


def _body(body: Sequence[Stmt], own: Flavour) -> Iterator[str]:
    for stmt in body:
        yield from _stmt(stmt, own)


def _stmt(stmt: Stmt, own: Flavour) -> Iterator[str]:
    match stmt:
        case Assign():
            yield f"{stmt.name} = {expression(stmt.value, own)}"
        case Store():
            yield f"{stmt.array}{_indices(stmt.indices, own)} = {expression(stmt.value, own)}"
        case NewArray():
            fill = "" if stmt.fill is None else f" filled with {expression(stmt.fill, own)}"
            yield f"{stmt.array} = new ({_commas(stmt.shape, own)}){fill}"
        case CopyArray():
            yield f"{stmt.array} = copy {_result(stmt.source, own)}"
        case Argsort():
            yield f"{stmt.array} = positions of {_result(stmt.keys, own)} in order"
        case Append():
            yield f"append {_result(stmt.value, own)} to {stmt.array}"
        case If():
            yield f"if {expression(stmt.condition, own)}:"
            yield from _indented(stmt.then, own)
            if stmt.orelse:
                yield "else:"
                yield from _indented(stmt.orelse, own)
        case For():
            step = "" if stmt.step == 1 else f" step {stmt.step}"
            bounds = f"{expression(stmt.start, own)} to {expression(stmt.stop, own)}{step}"
            until = f" until {stmt.until}" if stmt.until is not None else ""
            yield f"for {stmt.counter} from {bounds}{until}:  # {stmt.label}"
            yield from _indented(stmt.body, own)
        case While():
            yield f"while {expression(stmt.condition, own)}:  # {stmt.label}"
            yield from _indented(stmt.body, own)
        case Require():
            yield f"require {expression(stmt.condition, own)}  # {stmt.reason}"
        case _:
            assert_never(stmt)


def _indented(body: Sequence[Stmt], own: Flavour) -> Iterator[str]:
    yield from (_INDENT + line for line in _body(body, own) if line)
    if not body:
        yield f"{_INDENT}pass"


def expression(expr: Expr, own: Flavour) -> str:
    """An expression as text, in a function of flavour `own`."""
    match expr:
        case Const():
            return _constant(expr)
        case Var():
            return expr.name
        case Load():
            return f"{expr.array}{_indices(expr.indices, own)}"
        case Length():
            rows = _indices(expr.through, own) if expr.through else ""
            return f"len({expr.array}{rows}, axis {expr.axis})"
        case Op():
            return _operation(expr, own)
        case Select():
            parts = (expression(e, own) for e in (expr.yes, expr.condition, expr.no))
            return "({} if {} else {})".format(*parts)
        case _:
            assert_never(expr)


def _constant(const: Const) -> str:
    dtype = const.type.dtype
    plain = dtype is INT or isinstance(const.value, bool) or dtype.name in ("i32", "f64")
    return repr(const.value) if plain else f"{const.value!r}:{dtype}"


def _operation(expr: Op, own: Flavour) -> str:
    args = [expression(a, own) for a in expr.args]
    if expr.op == "cast":
        return f"{expr.type.dtype}{_flavour(expr.type, own)}({args[0]})"
    mark = _flavour(expr.type, own)
    if expr.op in _INFIX:
        return f"({args[0]} {_INFIX[expr.op]}{mark} {args[1]})"
    if expr.op in _PREFIX and not mark:
        return f"({_PREFIX[expr.op]}{args[0]})"
    return f"{expr.op}{mark}({', '.join(args)})"


def _indices(indices: Sequence[Expr], own: Flavour) -> str:
    return f"[{_commas(indices, own)}]"


def _commas(exprs: Sequence[Expr], own: Flavour) -> str:
    return ", ".join(expression(e, own) for e in exprs)


def _result(result: Expr | View, own: Flavour) -> str:
    match result:
        case View():
            return result.array + (_indices(result.indices, own) if result.indices else "[...]")
        case _:
            return expression(result, own)

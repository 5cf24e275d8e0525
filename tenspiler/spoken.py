"""LoopIR expressions as a person would write them: no types, no conversions, few parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tenspiler.loopir.nodes import Const, Expr, Flavour, Length, Load, Op, Select, Var

_INFIX: Final = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "truediv": "/",
    "floordiv": "//",
    "truncdiv": "/",
    "mod": "%",
    "truncrem": "%",
    "bitand": "&",
    "bitor": "|",
    "bitxor": "^",
    "lt": "<",
    "le": "<=",
    "eq": "==",
    "ne": "!=",
}
_LONGEST: Final = 40


def spoken(expr: Expr) -> str:
    """An expression, or `...` where it is long or speaks of variables that the source does not have."""
    text = _spoken(expr)
    return text if len(text) <= _LONGEST and "#" not in text else "..."


def element(array: str, indices: Sequence[Expr]) -> str:
    """An element of an array: `a[i][j]`, or `a[...]`."""
    return array + "".join(f"[{spoken(index)}]" for index in indices)


def operator(op: str, flavour: Flavour) -> str:
    """The operator or function as the source spells it."""
    if op in ("truncdiv", "div") or (op == "floordiv" and flavour is not Flavour.PYTHON):
        return "/"
    return _INFIX.get(op, op)


def _spoken(expr: Expr, inside: bool = False) -> str:
    match expr:
        case Const():
            return str(expr.value)
        case Var():
            return expr.name
        case Load():
            return expr.array + "".join(f"[{_spoken(index)}]" for index in expr.indices)
        case Length():
            return f"len({expr.array})"
        case Select():
            return "..."
        case Op(op="cast"):
            return _spoken(expr.args[0], inside)
        case Op(op="neg"):
            return f"-{_spoken(expr.args[0], True)}"
        case Op() if expr.op in _INFIX and len(expr.args) == 2:
            left, right = (_spoken(arg, True) for arg in expr.args)
            text = f"{left} {_INFIX[expr.op]} {right}"
            return f"({text})" if inside else text
        case Op():
            return f"{expr.op}({', '.join(_spoken(arg) for arg in expr.args)})"

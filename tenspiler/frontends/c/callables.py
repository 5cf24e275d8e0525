"""What may be called through a name: lambdas, functions that are passed on, and functors of <functional>."""

from __future__ import annotations

import re

from tensir.dtypes import BOOL, DTYPES
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import (
    Binding,
    Builder,
    Callee,
    Functor,
    Place,
    PointerTo,
    Scalar,
)
from tenspiler.frontends.c.expressions import view
from tenspiler.frontends.c.numbers import binary, c_type, cast, common, negation, negative, truth
from tenspiler.frontends.c.syntax import Definition, Node, Number, walk
from tenspiler.loopir.nodes import Assign, CopyArray, Expr, Select, Var

_ARITHMETIC = {
    "plus": "+", "minus": "-", "multiplies": "*", "divides": "/", "modulus": "%",
    "bit_and": "&", "bit_or": "|", "bit_xor": "^",
}  # fmt: skip
_COMPARISON = {
    "equal_to": "==", "not_equal_to": "!=", "less": "<", "less_equal": "<=",
    "greater": ">", "greater_equal": ">=",
}  # fmt: skip
_LOGICAL = ("logical_and", "logical_or")
_UNARY = ("negate", "logical_not", "identity")
_FUNCTORS = {*_ARITHMETIC, *_COMPARISON, *_LOGICAL, *_UNARY}
_SPELLED = {
    "bool": "bool", "char": "i8", "signed char": "i8", "unsigned char": "u8", "short": "i16",
    "unsigned short": "u16", "int": "i32", "unsigned int": "u32", "long": "i64", "unsigned long": "u64",
    "long long": "i64", "unsigned long long": "u64", "float": "f32", "double": "f64",
}  # fmt: skip


def callee(b: Builder, node: Node) -> Callee | Functor | None:
    """What an expression that is no number stands for, if it can be called."""
    node = _unwrapped(node)
    match node.kind:
        case "LAMBDA_EXPR":
            return _closure(b, node)
        case "DECL_REF_EXPR":
            found = b.bindings.get(node.target)
            if isinstance(found, (Callee, Functor)):
                return found
            definition = b.functions.get(node.target)
            return None if definition is None else Callee(definition, None)
        case "CALL_EXPR" | "INIT_LIST_EXPR" | "CAST":
            return _functor(node)
        case _:
            return None


def _unwrapped(node: Node) -> Node:
    """Without the copy of a closure or functor, or the `&` of a function."""
    while len(node.children) == 1 and node.children[0].kind != "INIT_LIST_EXPR":
        copies = node.kind == "CALL_EXPR" and not isinstance(node.type, Number)
        takes_address = node.kind == "UNARY_OPERATOR" and node.operator in ("&", "*")
        if not copies and not takes_address and node.kind != "CAST":
            break
        node = node.children[0]
    return node


def _functor(node: Node) -> Functor | None:
    """`std::plus<int>()`; without an operand type, operands keep theirs."""
    spelling = re.fullmatch(r"(?:const )?std::(\w+)<(.*)>", getattr(node.type, "spelling", ""))
    if spelling is None or spelling.group(1) not in _FUNCTORS:
        return None
    name, operand = spelling.groups()
    if operand in ("", "void"):
        return Functor(name, None)
    known = _SPELLED.get(operand)
    return None if known is None else Functor(name, DTYPES[known])


# Lambdas


def _closure(b: Builder, node: Node) -> Callee:
    *_, body = node.children
    text = b.frame().definition.text
    by_value, by_reference, everything = _captures(node, text)
    parameters = tuple(c for c in node.children if c.kind == "PARM_DECL")
    source = text[node.start : node.end].decode(errors="replace")
    definition = Definition(
        "this lambda", -node.start - 1, parameters, node.type, body, node.span, source, text, None
    )
    bindings = dict(b.bindings)
    named = {n.target: n for n in walk(body) if n.kind == "DECL_REF_EXPR" and n.target in bindings}
    for target, inner in named.items():
        if inner.spelling in by_value or (everything and inner.spelling not in by_reference):
            bindings[target] = _copied(b, inner, bindings[target])
    return Callee(definition, bindings)


def _captures(node: Node, text: bytes) -> tuple[set[str], set[str], bool]:
    """The names that are captured by value and by reference, and whether all others are by value."""
    source = text[node.start : node.end].decode(errors="replace")
    found = re.match(r"\[([^\[\]]*)\]", source)
    head = source.split("{", 1)[0]
    if found is None or re.search(r"\bmutable\b", head):
        raise Refusal("TSP1106", node.span, what="this form of lambda")
    items = [item.strip() for item in found.group(1).split(",") if item.strip()]
    if not all(re.fullmatch(r"=|&?\s*\w*", item) for item in items) or "this" in items:
        raise Refusal("TSP1106", node.span, what="a capture like this")
    values = {item for item in items if item not in ("=", "&") and not item.startswith("&")}
    references = {item[1:].strip() for item in items if item.startswith("&") and len(item) > 1}
    return values, references, "=" in items


def _copied(b: Builder, node: Node, found: Binding) -> Binding:
    """The present value of a captured variable."""
    match found:
        case Scalar():
            name = b.fresh(f"{node.spelling}_captured", found.type)
            b.emit(Assign(name, Var(found.name, found.type, node.span), node.span))
            return Scalar(name, found.type)
        case Place():
            whole = view(b, node, found)
            name = b.fresh(f"{node.spelling}_captured", whole.type)
            b.emit(CopyArray(name, whole, node.span))
            return Place(name, ())
        case PointerTo():
            return b.captured_pointer(found, node.span)
        case _:
            return found


# Functors


def functor(found: Functor, operands: list[Expr], node: Node) -> Expr:
    """The value of a functor."""
    if found.operand is not None:
        operands = [cast(o, found.operand, node.span) for o in operands]
    match operands:
        case [only] if found.name in _UNARY:
            value = _unary(found, only, node)
        case [left, right] if found.name not in _UNARY:
            value = _binary(found, left, right, node)
        case _:
            raise Refusal("TSP1107", node.span, name=f"std::{found.name}")
    logical = found.name in _COMPARISON or found.name.startswith("logical")
    return value if found.operand is None or logical else cast(value, found.operand, node.span)


def _unary(found: Functor, value: Expr, node: Node) -> Expr:
    match found.name:
        case "negate":
            wide = common(value.type.dtype, value.type.dtype)
            return negative(cast(value, wide, node.span), node.span)
        case "logical_not":
            return negation(truth(value, node.span), node.span)
        case _:
            return value


def _binary(found: Functor, left: Expr, right: Expr, node: Node) -> Expr:
    if found.name in _LOGICAL:
        left, right = truth(left, node.span), truth(right, node.span)
        yes, no = (right, left) if found.name == "logical_and" else (left, right)
        return Select(left, yes, no, c_type(BOOL), node.span)
    wide = common(left.type.dtype, right.type.dtype)
    operator = _ARITHMETIC.get(found.name) or _COMPARISON[found.name]
    value = binary(operator, cast(left, wide, node.span), cast(right, wide, node.span), node.span)
    if value is None:
        raise Refusal("TSP1107", node.span, name=f"std::{found.name}")
    return value

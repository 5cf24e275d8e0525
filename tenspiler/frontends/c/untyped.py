"""Parameters of type `void *`: what every use casts them to is what they point at.

Before: `int f(void *state, void *context) { const double *x = (const double *)state; ... }`. After:
`int f(double *state) { const double *x = state; ... }`, for `context` is not used, as is common in callbacks.
A parameter that is cast to several types, or used otherwise, stays what it is, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from tenspiler.frontends.c.syntax import (
    CType,
    Definition,
    Node,
    Number,
    Other,
    Pointer,
    Record,
    is_null,
)

UNUSED: Final = Other("")
_TESTED: Final = Other("tested")
_VOID: Final = (Pointer(Other("void")), Pointer(Other("const void")))
_DEEPEST: Final = 4


def with_types(definition: Definition, functions: Mapping[int, Definition]) -> Definition:
    """The function with typed parameters; those whose type is not modelled are `UNUSED`, if they are."""
    found: dict[int, CType] = {}
    parameters: list[Node] = []
    for parameter in definition.parameters:
        type_ = _type_of(definition, parameter, functions, 0)
        if type_ is not None:
            parameter = replace(parameter, type=type_)
            found[parameter.target] = type_
        parameters.append(parameter)
    if not found:
        return definition
    body = _replaced(definition.body, found)
    return replace(definition, parameters=tuple(parameters), body=body)


def uncast(node: Node) -> Node:
    """What is passed as a `void *`, as what it was before."""
    while node.kind == "CAST" and len(node.children) == 1 and node.type in _VOID:
        node = node.children[0]
    return node


def _type_of(
    definition: Definition, parameter: Node, functions: Mapping[int, Definition], depth: int
) -> CType | None:
    """What a parameter points at, if that is known from its uses alone."""
    if not _is_open(parameter.type):
        return None
    uses = list(_uses(definition.body, parameter.target, functions, depth))
    if not uses:
        return UNUSED
    kinds = {use for use in uses if use not in (UNUSED, _TESTED)}
    if _TESTED not in uses and not kinds:
        return UNUSED
    if parameter.type not in _VOID or None in kinds or len(kinds) != 1:
        return None
    return kinds.pop()


def _is_open(type_: CType) -> bool:
    """Whether nothing is modelled of a type: `void *`, a pointer to a function or to an incomplete struct."""
    return isinstance(type_, Pointer) and isinstance(type_.to, Other)


def _uses(node: Node, target: int, functions: Mapping[int, Definition], depth: int) -> Iterator[CType | None]:
    """What each use of a parameter takes it for: None if that is not known, `UNUSED` if nothing."""
    match node.kind:
        case "DECL_REF_EXPR" if node.target == target:
            yield None
        case "CAST" if _is(node.children[0], target):
            if node.type == Other("void"):
                return  # `(void)p;`
            known = isinstance(node.type, Pointer) and isinstance(node.type.to, (Number, Record))
            yield node.type if known else None
        case "BINARY_OPERATOR" if any(_is(c, target) for c in node.children):
            tested = node.operator in ("==", "!=") and any(is_null(c) for c in node.children)
            yield _TESTED if tested else None
        case "UNARY_OPERATOR" if node.operator == "!" and _is(node.children[0], target):
            yield _TESTED
        case "CALL_EXPR" if any(_is(c, target) for c in node.children[1:]):
            yield from _passed(node, target, functions, depth)
        case _:
            for child in node.children:
                yield from _uses(child, target, functions, depth)


def _passed(
    node: Node, target: int, functions: Mapping[int, Definition], depth: int
) -> Iterator[CType | None]:
    """What a function that a parameter is passed on to takes it for."""
    called = functions.get(node.target)
    plain = called is not None and called.owner is None and len(called.parameters) == len(node.children) - 1
    for position, child in enumerate(node.children[1:]):
        if not _is(child, target):
            yield from _uses(child, target, functions, depth)
        elif called is None or not plain or depth >= _DEEPEST:
            yield None
        else:
            yield _type_of(called, called.parameters[position], functions, depth + 1)


def _is(node: Node, target: int) -> bool:
    inner = uncast(node)
    return inner.kind == "DECL_REF_EXPR" and inner.target == target


def _replaced(node: Node, types: Mapping[int, CType]) -> Node:
    """The same with typed names in place of casts; `(void)p` is nothing."""
    if node.kind == "CAST":
        inner = uncast(node.children[0])
        found = types.get(inner.target) if inner.kind == "DECL_REF_EXPR" else None
        if found is not None and node.type == Other("void"):
            return replace(node, kind="NULL_STMT", children=())
        if found is not None:
            return replace(inner, type=found)
    if node.kind == "DECL_REF_EXPR" and node.target in types:
        return replace(node, type=types[node.target])
    if not node.children:
        return node
    return replace(node, children=tuple(_replaced(c, types) for c in node.children))

"""Arrays of fixed or computed extents: local ones, tables, and what braces put into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tensir.dtypes import U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, array_type
from tenspiler.frontends.c.expressions import expression
from tenspiler.frontends.c.numbers import cast, constant
from tenspiler.frontends.c.syntax import CType, FixedArray, Node, Number
from tenspiler.loopir.nodes import ArrayType, Expr, NewArray, Span, Store

_MOST_CELLS = 1024


def local_array(b: Builder, name: str, node: Node, type_: FixedArray) -> Node | None:
    """`int a[4]`, `int a[2][3] = {...}`, `double w[n][m]`; gives back an initialiser that is no braces."""
    if _is_variable(type_):
        shape = _extents(b, type_, list(reversed(node.children)), node.span)
        b.emit(NewArray(name, shape, None, node.span))
        return None
    initial = node.children[-1] if node.children else None
    while initial is not None and initial.kind == "CALL_EXPR" and initial.spelling == "array":
        initial = initial.children[0] if len(initial.children) == 1 else None
    if initial is None:
        zero_array(b, name, type_, node.span, set_at_all=False)
        return None
    initial = _spelled(initial, type_) or initial
    if initial.kind != "INIT_LIST_EXPR":
        return initial
    listed_array(b, name, initial, type_)
    return None


def zero_array(b: Builder, name: str, type_: FixedArray, span: Span, set_at_all: bool = True) -> None:
    """An array of zeros, or one of which nothing may be read before it is set."""
    kind = array_type(type_, span)
    fill = constant(0, kind.element.dtype, span) if set_at_all else None
    b.emit(NewArray(name, _extents(b, type_, [], span), fill, span))


def listed_array(b: Builder, name: str, braces: Node, type_: FixedArray) -> None:
    """What `{...}` makes: the cells that it names, and zeros."""
    kind = b.variables[name]
    assert isinstance(kind, ArrayType)
    cells = list(_listed(type_, braces, ()))
    if len(cells) > _MOST_CELLS:
        raise Refusal("TSP1106", braces.span, what=f"a table of {len(cells)} elements")
    zero_array(b, name, type_, braces.span)
    for indices, node in cells:
        if not isinstance(node.type, Number):
            raise Refusal("TSP1106", node.span, what="this initialiser")
        value = cast(expression(b, node), kind.element.dtype, node.span)
        places = tuple(constant(k, U64, node.span) for k in indices)
        b.emit(Store(name, places, value, node.span))


def _spelled(node: Node, type_: CType) -> Node | None:
    """`"text"` as the initialiser of an array of characters: braces around the codes of plain ones."""
    plain = re.fullmatch(r'"([ !#-\[\]-~]*)"', node.spelling)
    if node.kind != "STRING_LITERAL" or plain is None or not isinstance(type_, FixedArray):
        return None
    codes = tuple(
        Node("CHARACTER_LITERAL", "", type_.element, (), node.span, node.start, node.end, value=ord(c))
        for c in plain[1]
    )
    return replace(node, kind="INIT_LIST_EXPR", type=type_, children=codes)


def _extents(b: Builder, type_: CType, sizes: list[Node], span: Span) -> tuple[Expr, ...]:
    """The extents of an array; `sizes` are those that stand in its declaration, the outermost first."""
    shape: list[Expr] = []
    while isinstance(type_, FixedArray):
        if type_.extent is not None:
            shape.append(constant(type_.extent, U64, span))
        elif len(shape) < len(sizes) and isinstance(sizes[len(shape)].type, Number):
            size = sizes[len(shape)]
            shape.append(b.capture("extent", expression(b, size), size.span))
        else:
            raise Refusal("TSP1102", span, type="an array whose extent is not constant")
        type_ = type_.element
    return tuple(shape)


def _is_variable(type_: CType) -> bool:
    return isinstance(type_, FixedArray) and (type_.extent is None or _is_variable(type_.element))


def _listed(
    type_: FixedArray, braces: Node, before: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Node]]:
    """The cells of one pair of braces, by their indices."""
    items = list(braces.children)
    if len(items) == 1:
        items = list((_spelled(items[0], type_) or braces).children)
    if type_.standard and len(items) == 1 and items[0].kind == "INIT_LIST_EXPR":
        inner = items[0].type
        if isinstance(inner, FixedArray) and not inner.standard:
            items = list(items[0].children)  # the braces of the array inside a std::array
    yield from _filled(type_, items, before)
    if items:
        raise Refusal("TSP1106", items[0].span, what="this initialiser")


def _filled(
    type_: FixedArray, items: list[Node], before: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Node]]:
    """Cells taken from the front of `items`: rows may stand there without braces of their own."""
    place = 0
    while items and (type_.extent is None or place < type_.extent or items[0].kind == "DESIGNATED"):
        if items[0].kind == "DESIGNATED":
            label, value = items[0].children
            if not isinstance(label.value, int) or label.value >= (type_.extent or 0):
                raise Refusal("TSP1106", items[0].span, what="this initialiser")
            place, items[0] = label.value, value
        here = (*before, place)
        items[0] = _spelled(items[0], type_.element) or items[0]
        if not isinstance(type_.element, FixedArray):
            yield here, items.pop(0)
        elif items[0].kind == "INIT_LIST_EXPR":
            braces = items.pop(0)
            yield from _listed(type_.element, replace(braces, type=type_.element), here)
        else:
            yield from _filled(type_.element, items, here)
        place += 1

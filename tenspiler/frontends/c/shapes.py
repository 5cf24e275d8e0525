"""The extents that the declaration of a parameter fixes: `double a[n][3]`, `std::array<float, 4>`."""

from __future__ import annotations

from collections.abc import Sequence

from tensir.dtypes import U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder
from tenspiler.frontends.c.expressions import expression
from tenspiler.frontends.c.numbers import constant
from tenspiler.frontends.c.syntax import CType, FixedArray, Node, Number, Pointer, Reference, Vector
from tenspiler.loopir.nodes import ArrayType, Expr, Span


def declared_extents(
    b: Builder, type_: CType, kind: ArrayType, written: Sequence[Node], span: Span
) -> tuple[Expr | None, ...]:
    """An extent for each axis, None where the type leaves it open.

    `written` are the extents that stand in the declaration, the innermost first; what is not constant is
    among them.
    """
    declared = list(reversed(written[: kind.rank - 1]))
    whole = len(written) in (kind.rank - 1, kind.rank)
    extents: list[Expr | None] = []
    inner = type_.to if isinstance(type_, Reference) else type_
    for axis in range(kind.rank):
        match inner:
            case FixedArray(element, int(extent)):
                extents.append(constant(extent, U64, span))
            case FixedArray(element, None):
                if not whole or not 1 <= axis <= len(declared):
                    raise Refusal("TSP1102", span, type="an array whose extent cannot be read")
                extents.append(_of_parameters(b, declared[axis - 1]))
            case Pointer(element) | Vector(element):
                extents.append(None)
            case _:
                break
        inner = element
    return tuple(extents) if any(e is not None for e in extents) else ()


def _of_parameters(b: Builder, node: Node) -> Expr:
    if not isinstance(node.type, Number):
        raise Refusal("TSP1102", node.span, type="an array whose extent cannot be read")
    with b.perhaps():
        return expression(b, node)

"""jaxtyping's annotations: which elements they allow, and the extents in strings such as `"h w 3"`."""

from __future__ import annotations

import ast
from typing import Final

from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.loopir.nodes import Span

# A dtype, or the kind of dtypes from which one has to be chosen.
ELEMENTS: Final[dict[str, DType | str]] = {
    "Bool": BOOL, "Float32": F32, "Float64": F64,
    "Int8": I8, "Int16": I16, "Int32": I32, "Int64": I64,
    "UInt8": U8, "UInt16": U16, "UInt32": U32, "UInt64": U64,
    "Float": "float", "Inexact": "float", "Real": "number", "Num": "number", "Shaped": "any",
    "Int": "signed", "UInt": "unsigned", "Integer": "integer",
}  # fmt: skip
ARRAYS: Final = frozenset((
    "numpy.ndarray", "numpy.typing.NDArray", "jaxtyping.Array", "jaxtyping.ArrayLike", "jax.Array",
    "jax.numpy.ndarray", "torch.Tensor", "typing.Any",
))  # fmt: skip
_OPERATORS: Final = (ast.Add, ast.Sub, ast.Mult)


def extents(text: str, place: ast.expr, span: Span) -> tuple[ast.expr | None, ...]:
    """The extents of an annotation's string; None for an axis of which it says nothing."""
    found = tuple(_extent(word, place, text, span) for word in text.split())
    if not found:
        raise Refusal("TSP1005", span, shape=text, part="an array without axes")
    return found


def _extent(word: str, place: ast.expr, text: str, span: Span) -> ast.expr | None:
    if word.startswith("_") and (word == "_" or word[1:].isidentifier()):
        return None
    name, equals, value = word.partition("=")
    if equals and name.isidentifier():
        word = value
    if word.startswith(("*", "#", "?", "...")) or word == "":
        raise Refusal("TSP1005", span, shape=text, part=f"`{word}`")
    try:
        node = ast.parse(word, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise Refusal("TSP1005", span, shape=text, part=f"`{word}`") from None
    if not _is_arithmetic(node):
        raise Refusal("TSP1005", span, shape=text, part=f"`{word}`")
    for part in ast.walk(node):
        ast.copy_location(part, place)
    return node


def _is_arithmetic(node: ast.expr) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int) and not isinstance(value, bool)
        case ast.BinOp(left=left, op=op, right=right):
            return isinstance(op, _OPERATORS) and _is_arithmetic(left) and _is_arithmetic(right)
        case _:
            return False

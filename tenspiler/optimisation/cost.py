"""What a program costs: elements that are moved and operations on them, in units of one element moved.

Extents are not known before the call, so that all unknown ones are taken to be equally long. That decides
between programs of different order, which is what candidates for one function differ by, and not between
programs of one order.

The weights follow the roofline model (Williams, Waterman and Patterson, "Roofline: an insightful visual
performance model for multicore architectures", CACM 52(4), 2009) with rough figures for one core: elementwise
operators are bound by memory, about 1e9 elements a second; products that a library has are not, about 1e10
multiplications a second; an element that is gathered costs as much as a few that come in a row; and each call
of an array library takes about a microsecond before it does anything.
"""

from __future__ import annotations

from math import prod
from typing import Final, assert_never

from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym
from tensir.ops import CONTRACTIONS, program_parts
from tensir.scalars import SCALARS
from tensir.tensors import Call, Program, Tensor

UNKNOWN: Final = 64  # how long an extent is taken to be

_CALL: Final = 1000.0
_GATHERED: Final = 4.0
_LIBRARY: Final = 10.0  # exp, log and their kin
_MULTIPLIED: Final = 0.1  # in a product that a library has
_VIEWS: Final = frozenset(
    {"slice", "window", "strided", "strided_window", "reshape", "transpose", "expand", "stretch"}
)


def cost(program: Program) -> float:
    """The cost of a program; what occurs more than once is computed once."""
    return sum(_of_call(part) for part in program_parts(program) if isinstance(part, Call))


def multiplies(program: Program) -> bool:
    """Whether there is a contraction in a program."""
    return any(
        isinstance(p, Call) and (p.op in CONTRACTIONS or p.op == "einsum") for p in program_parts(program)
    )


def _of_call(node: Call) -> float:
    operands = [_elements(a) for a in node.args]
    match node.op:
        case op if op in _VIEWS:
            return 0.0
        case "gather" | "repeat" | "ragged_range":
            work = _GATHERED * _elements(node)
        case op if op.partition("_")[0] == "scatter":
            work = _elements(node) + _GATHERED * operands[1]
        case "einsum":
            work = _products(node, str(dict(node.attributes)["spec"]))
        case op if op in CONTRACTIONS:
            work = _products(node, CONTRACTIONS[op])
        case op if op in SCALARS and SCALARS[op].rounds:
            work = _LIBRARY * _elements(node)
        case _:
            work = max(_elements(node), *operands, 0.0)
    return _CALL + work


def _products(node: Call, spec: str) -> float:
    """How many products a contraction adds up, weighed by whether a library has it."""
    sources, _, result = spec.partition("->")
    operands = sources.split(",")
    extents = {
        letter: _size(extent)
        for letters, operand in zip(operands, node.args, strict=True)
        for letter, extent in zip(letters, operand.type.shape, strict=True)
    }
    batched = any(all(letter in letters for letters in operands) for letter in result)
    return prod(extents.values(), start=1.0 if batched or len(operands) > 2 else _MULTIPLIED)


def _elements(tensor: Tensor) -> float:
    return prod((_size(extent) for extent in tensor.type.shape), start=1.0)


def _size(extent: Cell) -> float:
    match extent:
        case Lit():
            return float(extent.value)
        case Sym() | Extent() | Elem() | Fold():
            return UNKNOWN
        case Apply(args=args):
            return _computed(extent.op, [_size(a) for a in args])
        case _:
            assert_never(extent)


def _computed(op: str, sizes: list[float]) -> float:
    match op, sizes:
        case "add", [a, b]:
            return a + b
        case "sub", [a, b]:
            return a - b
        case "mul", [a, b]:
            return a * b
        case "max", [a, b]:
            return max(a, b)
        case "min", [a, b]:
            return min(a, b)
        case "floordiv" | "truncdiv", [a, b] if b:
            return a // b
        case "cast", [a]:
            return a
        case _:
            return UNKNOWN

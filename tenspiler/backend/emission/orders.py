"""Orders between Python integers in an array, which 64 bits hold by then, and constants of any size."""

from __future__ import annotations

from tensir import ops
from tensir.cells import Lit, integer
from tensir.dtypes import INT, U64
from tensir.tensors import Call, Scalar, Tensor
from tenspiler.backend.emission.values import INT64

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def in_64_bits(node: Call) -> Call:
    """The same comparison with a constant in 64 bits, signed or unsigned; any other node as it is."""
    unsigned = _unsigned(node)
    if unsigned is not None:
        return unsigned
    found = _against_constant(node)
    if found is None:
        return node
    op, tensor, constant = found
    low, high = INT64
    if low <= constant <= high:
        return node
    below = op in ("lt", "le")
    if constant > high:
        return ops.call("le" if below else "gt", tensor, Scalar(integer(high)))
    return ops.call("lt" if below else "ge", tensor, Scalar(integer(low)))


def _unsigned(node: Call) -> Call | None:
    """A comparison of 64-bit unsigned integers, seen as Python's, with a constant that they may be."""
    match node.args:
        case (Call(op="cast", args=(inner,)), Scalar(cell=Lit(value=int() as value))):
            op = node.op
        case (Scalar(cell=Lit(value=int() as value)), Call(op="cast", args=(inner,))):
            op = _MIRRORED.get(node.op, node.op)
        case _:
            return None
    known = op in _MIRRORED or op in ("eq", "ne")
    if not known or node.args[0].type.dtype is not INT or inner.type.dtype is not U64 or not U64.holds(value):
        return None
    return ops.call(op, inner, Scalar(Lit(value, U64)))


def only_bounded(condition: Tensor) -> Tensor | None:
    """The tensor of which a condition says no more than that 64 bits hold it; None for other conditions."""
    while isinstance(condition, Call) and condition.op == "reduce_and" and len(condition.args) == 1:
        condition = condition.args[0]
    found = _against_constant(condition) if isinstance(condition, Call) else None
    if found is None:
        return None
    op, tensor, constant = found
    holds = constant >= INT64[1] if op == "le" else op == "ge" and constant <= INT64[0]
    return tensor if holds else None


def _against_constant(node: Call) -> tuple[str, Tensor, int] | None:
    """An order as `tensor op constant`, where the tensor is an array of Python's integers."""
    if node.op not in _MIRRORED:
        return None
    match node.args:
        case (tensor, Scalar(cell=Lit(value=int() as value))):
            op = node.op
        case (Scalar(cell=Lit(value=int() as value)), tensor):
            op = _MIRRORED[node.op]
        case _:
            return None
    if tensor.type.dtype is not INT or not tensor.type.rank:
        return None
    return op, tensor, value

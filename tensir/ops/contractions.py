"""Sums of products: einsum, and the products that have names."""

from __future__ import annotations

from typing import cast as typed

from tensir.build import eq, fold, identity, mul
from tensir.cells import Cell, Lit, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.scalars import TypeRuleError, result_dtype
from tensir.tensors import TensorType


def parse_einsum(spec: str, ranks: tuple[int, ...]) -> tuple[tuple[str, ...], str, str]:
    """Operand subscripts, result subscripts and the summed letters (outermost first) of an einsum spec."""
    sources, _, result = spec.partition("->")
    operands = tuple(sources.split(","))
    if tuple(map(len, operands)) != ranks or len(set(result)) != len(result):
        raise TypeRuleError(f"{spec!r} does not fit operands of ranks {ranks}")
    letters = dict.fromkeys("".join(operands))
    if not set(result) <= set(letters) or not all(c.isalpha() for c in letters):
        raise TypeRuleError(f"{spec!r} is no contraction")
    return operands, result, "".join(c for c in letters if c not in result)


def _einsum_infer(types: Types, attributes: Attributes) -> TensorType:
    spec = attributes["spec"]
    if not isinstance(spec, str) or len({t.dtype for t in types}) != 1:
        raise TypeRuleError("einsum takes a spec and operands of one dtype")
    operands, result, _ = parse_einsum(spec, tuple(t.rank for t in types))
    extents = _einsum_extents(operands, types)
    dtype = result_dtype("mul", (types[0].dtype, types[0].dtype))
    return TensorType(dtype, tuple(extents[c] for c in result))


def _einsum_extents(operands: tuple[str, ...], types: Types) -> dict[str, Cell]:
    extents: dict[str, Cell] = {}
    for letters, t in zip(operands, types, strict=True):
        for letter, extent in zip(letters, t.shape, strict=True):
            extents.setdefault(letter, extent)
    return extents


def _einsum_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    subscripts, result, summed = parse_einsum(typed(str, attributes["spec"]), tuple(t.rank for t in types))
    extents = _einsum_extents(subscripts, types)
    binders = {c: fresh(c) for c in summed}
    place: dict[str, Cell] = dict(zip(result, index, strict=True)) | {
        c: Sym(b, INT) for c, b in binders.items()
    }
    factors = [at(tuple(place[c] for c in letters)) for at, letters in zip(operands, subscripts, strict=True)]
    value = factors[0]
    for factor in factors[1:]:
        value = mul(value, factor)
    zero = typed(Lit, identity("add", value.dtype))
    for letter in reversed(summed):
        value = fold("add", binders[letter], integer(0), extents[letter], zero, value)
    return value


def _einsum_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    operands, _, _ = parse_einsum(typed(str, attributes["spec"]), tuple(t.rank for t in types))
    first = _einsum_extents(operands, types)
    pairs = [
        (first[c], n)
        for letters, t in zip(operands, types, strict=True)
        for c, n in zip(letters, t.shape, strict=True)
    ]
    return always(*(eq(a, b) for a, b in pairs if a != b))


def contraction(name: str, spec: str) -> TensorOp:
    """A named product: einsum with its spec fixed."""

    def with_spec(attributes: Attributes) -> Attributes:
        return {**attributes, "spec": spec}

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        return _einsum_meaning(operands, types, with_spec(attributes), index)

    return TensorOp(
        name, (spec.count(",") + 1,), (),
        lambda types, attributes: _einsum_infer(types, with_spec(attributes)),
        meaning,
        lambda types, attributes: _einsum_requires(types, with_spec(attributes)),
        f"einsum {spec}",
    )  # fmt: skip


CONTRACTIONS = {
    "dot": "i,i->", "matvec": "ij,j->i", "vecmat": "i,ij->j", "matmul": "ik,kj->ij", "outer": "i,j->ij",
}  # fmt: skip
"""The named products, as einsum writes them."""

SUMS_OF_PRODUCTS: tuple[TensorOp, ...] = (
    TensorOp(
        "einsum", (1, 2, 3, 4), ("spec",), _einsum_infer, _einsum_meaning, _einsum_requires,
        "sum of products over the letters that the result lacks, in order of appearance",
    ),
    *(contraction(name, spec) for name, spec in CONTRACTIONS.items()),
)  # fmt: skip

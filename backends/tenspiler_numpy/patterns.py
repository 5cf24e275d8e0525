"""The table: for each operator of TensIR and each family of dtypes, the NumPy code that it becomes.

`{0}`, `{1}`, ... are the operands. A pattern may ask for something of the operands' bounds (`given`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.dtypes import BOOL, INT, DType, Kind
from tensir.tensors import Call
from tenspiler.backend.api import Fidelity, UnsupportedByBackend
from tenspiler_numpy.values import Range

Bounds: TypeAlias = tuple["Range | None", ...]


def _always(bounds: Bounds) -> bool:
    return True


def _natural(bounds: Bounds) -> bool:
    """No operand is negative, and a second one is not zero."""
    return all(b is not None and b[0] >= (place > 0) for place, b in enumerate(bounds))


def _count(bounds: Bounds) -> bool:
    """The second operand is not negative."""
    return bounds[1] is not None and bounds[1][0] >= 0


def _small_count(bounds: Bounds) -> bool:
    return bounds[1] is not None and bounds[1][0] >= 0 and bounds[1][1] <= 4096


def _nonzero(bounds: Bounds) -> bool:
    return bounds[1] is not None and (bounds[1][0] > 0 or bounds[1][1] < 0)


@final
@dataclass(frozen=True, slots=True)
class Pattern:
    """Code for an operator on operands of some kinds (those of its last operand)."""

    op: str
    kinds: frozenset[Kind]
    code: str
    fidelity: Fidelity = Fidelity.EXACT
    given: Callable[[Bounds], bool] = _always


SIGNED = frozenset({Kind.SIGNED, Kind.UNBOUNDED})
UNSIGNED = frozenset({Kind.UNSIGNED})
INTEGERS = SIGNED | UNSIGNED
FLOATS = frozenset({Kind.FLOAT})
NUMBERS = INTEGERS | FLOATS
BOOLS = frozenset({Kind.BOOL})
ANY = NUMBERS | BOOLS

ELEMENTWISE: tuple[Pattern, ...] = (
    Pattern("add", NUMBERS, "{0} + {1}"),
    Pattern("sub", NUMBERS, "{0} - {1}"),
    Pattern("mul", NUMBERS, "{0} * {1}"),
    Pattern("neg", NUMBERS, "-{0}"),
    Pattern("abs", UNSIGNED, "{0}"),
    Pattern("abs", NUMBERS, "np.abs({0})"),
    Pattern("div", FLOATS, "{0} / {1}"),
    Pattern("floordiv", INTEGERS, "{0} // {1}"),
    Pattern("mod", INTEGERS, "{0} % {1}"),
    Pattern("truncdiv", UNSIGNED, "{0} // {1}"),
    Pattern("truncdiv", SIGNED, "{0} // {1}", given=_natural),
    Pattern("truncdiv", SIGNED, "_truncdiv({0}, {1})"),
    Pattern("truncrem", UNSIGNED, "{0} % {1}"),
    Pattern("truncrem", SIGNED, "{0} % {1}", given=_natural),
    Pattern("truncrem", SIGNED, "np.fmod({0}, {1})"),
    Pattern("min", INTEGERS, "np.minimum({0}, {1})"),
    Pattern("min", FLOATS, "np.where({1} < {0}, {1}, {0})"),
    Pattern("max", INTEGERS, "np.maximum({0}, {1})"),
    Pattern("max", FLOATS, "np.where({0} < {1}, {1}, {0})"),
    Pattern("bitand", INTEGERS, "{0} & {1}"),
    Pattern("bitor", INTEGERS, "{0} | {1}"),
    Pattern("bitxor", INTEGERS, "{0} ^ {1}"),
    Pattern("bitnot", INTEGERS, "~{0}"),
    Pattern("shl", INTEGERS, "{0} << {1}"),
    Pattern("shr", UNSIGNED, "{0} >> {1}"),
    Pattern("shr", SIGNED, "{0} >> {1}", given=_count),
    Pattern("shr", SIGNED, "_shr({0}, {1})"),
    Pattern("and", BOOLS, "{0} & {1}"),
    Pattern("or", BOOLS, "{0} | {1}"),
    Pattern("not", BOOLS, "~{0}"),
    Pattern("eq", ANY, "{0} == {1}"),
    Pattern("ne", ANY, "{0} != {1}"),
    Pattern("lt", ANY, "{0} < {1}"),
    Pattern("le", ANY, "{0} <= {1}"),
    Pattern("gt", ANY, "{0} > {1}"),
    Pattern("ge", ANY, "{0} >= {1}"),
    Pattern("select", ANY, "np.where({0}, {1}, {2})"),
    *(Pattern(op, FLOATS, f"np.{op}({{0}})") for op in ("sqrt", "floor", "ceil", "trunc")),
    *(
        Pattern(op, FLOATS, f"np.{op}({{0}})", Fidelity.ULPS)
        for op in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan")
    ),
    *(Pattern(f"a{op}", FLOATS, f"np.arc{op}({{0}})", Fidelity.ULPS) for op in ("sin", "cos", "tan")),
    *(Pattern(op, FLOATS, f"np.{op}({{0}})", Fidelity.ULPS) for op in ("sinh", "cosh", "tanh")),
    Pattern("pow", FLOATS, "np.power({0}, {1})", Fidelity.ULPS),
    Pattern("atan2", FLOATS, "np.arctan2({0}, {1})", Fidelity.ULPS),
    Pattern("fmod", FLOATS, "np.fmod({0}, {1})"),
)

# On scalars: np.where would make arrays without axes of them.
SCALAR: tuple[Pattern, ...] = (
    Pattern("min", FLOATS, "{1} if {1} < {0} else {0}"),
    Pattern("max", FLOATS, "{1} if {0} < {1} else {0}"),
    Pattern("and", BOOLS, "{0} and {1}"),
    Pattern("or", BOOLS, "{0} or {1}"),
    Pattern("not", BOOLS, "not {0}"),
    Pattern("select", ANY, "{1} if {0} else {2}"),
)

# On Python's own integers, as extents and attributes are.
PYTHON: tuple[Pattern, ...] = (
    Pattern("abs", INTEGERS, "abs({0})"),
    Pattern("floordiv", INTEGERS, "{0} // {1}", given=_nonzero),
    Pattern("floordiv", INTEGERS, "_int_floordiv({0}, {1})"),
    Pattern("mod", INTEGERS, "{0} % {1}", given=_nonzero),
    Pattern("mod", INTEGERS, "_int_mod({0}, {1})"),
    Pattern("truncdiv", INTEGERS, "{0} // {1}", given=_natural),
    Pattern("truncdiv", INTEGERS, "_int_truncdiv({0}, {1})"),
    Pattern("truncrem", INTEGERS, "{0} % {1}", given=_natural),
    Pattern("truncrem", INTEGERS, "_int_truncrem({0}, {1})"),
    Pattern("min", INTEGERS, "min({0}, {1})"),
    Pattern("max", INTEGERS, "max({0}, {1})"),
    Pattern("shl", INTEGERS, "{0} << {1}", given=_small_count),
    Pattern("shl", INTEGERS, "_int_shl({0}, {1})"),
    Pattern("shr", INTEGERS, "{0} >> {1}", given=_count),
    Pattern("shr", INTEGERS, "_int_shr({0}, {1})"),
)


@final
@dataclass(frozen=True, slots=True)
class Reduction:
    """Code for a reduction and a scan: `{axis}` is the axis, `{dtype}` the accumulator's dtype if needed.

    `combine` is the operator that takes an initial value in.
    """

    op: str
    kinds: frozenset[Kind]
    reduce: str
    scan: str
    reduce_fidelity: Fidelity = Fidelity.EXACT
    scan_fidelity: Fidelity = Fidelity.EXACT


def _by_ufunc(op: str, kinds: frozenset[Kind], ufunc: str) -> Reduction:
    return Reduction(op, kinds, f"np.{ufunc}.reduce({{0}}{{axis}})", f"np.{ufunc}.accumulate({{0}}{{axis}})")


REDUCTIONS: tuple[Reduction, ...] = (
    Reduction("add", INTEGERS, "np.sum({0}{axis}{dtype})", "np.cumsum({0}{axis}{dtype})"),
    # A fold starts from 0.0, which turns a leading -0.0 into 0.0.
    Reduction("add", FLOATS, "np.sum({0}{axis})", "np.cumsum({0}{axis}) + 0.0", Fidelity.REORDERED),
    Reduction("mul", INTEGERS, "np.prod({0}{axis}{dtype})", "np.cumprod({0}{axis}{dtype})"),
    Reduction("mul", FLOATS, "np.prod({0}{axis})", "np.cumprod({0}{axis})", Fidelity.REORDERED),
    Reduction("min", INTEGERS, "np.min({0}{axis}{initial})", "np.minimum.accumulate({0}{axis})"),
    Reduction("max", INTEGERS, "np.max({0}{axis}{initial})", "np.maximum.accumulate({0}{axis})"),
    # As a loop finds them: a NaN is passed over unless it comes first, and of equal zeros the first counts.
    Reduction(
        "min", FLOATS, "_smallest({0}, {place}, {start})", "np.minimum.accumulate({0}{axis})",
        Fidelity.EXACT, Fidelity.NO_NAN,
    ),
    Reduction(
        "max", FLOATS, "_largest({0}, {place}, {start})", "np.maximum.accumulate({0}{axis})",
        Fidelity.EXACT, Fidelity.NO_NAN,
    ),
    Reduction("and", BOOLS, "np.all({0}{axis})", "np.logical_and.accumulate({0}{axis})"),
    Reduction("or", BOOLS, "np.any({0}{axis})", "np.logical_or.accumulate({0}{axis})"),
    _by_ufunc("bitand", INTEGERS, "bitwise_and"),
    _by_ufunc("bitor", INTEGERS, "bitwise_or"),
    _by_ufunc("bitxor", INTEGERS, "bitwise_xor"),
)  # fmt: skip

CONTRACTIONS: dict[str, str] = {
    "dot": "{0} @ {1}",
    "matvec": "{0} @ {1}",
    "vecmat": "{0} @ {1}",
    "matmul": "{0} @ {1}",
    "outer": "np.multiply.outer({0}, {1})",
}

# Moves of elements; their code depends on axes and extents, see `layout`.
LAYOUT = frozenset({
    "cast", "full", "iota", "expand", "transpose", "slice", "concat", "reshape", "strided", "gather",
    "update", "window", "paste",
})  # fmt: skip


def pattern(tables: tuple[tuple[Pattern, ...], ...], op: str, dtype: DType, bounds: Bounds) -> Pattern:
    """The first pattern that fits, the tables in order; raises `UnsupportedByBackend`."""
    for table in tables:
        for entry in table:
            if entry.op == op and dtype.kind in entry.kinds and entry.given(bounds):
                return entry
    raise UnsupportedByBackend(f"the operator {op} on {dtype}")


def reduction(op: str, dtype: DType) -> Reduction:
    """The entry for a reduction or scan by an operator; raises `UnsupportedByBackend`."""
    for entry in REDUCTIONS:
        if entry.op == op and dtype.kind in entry.kinds:
            return entry
    raise UnsupportedByBackend(f"reductions and scans by {op} on {dtype}")


def fidelity(node: Call) -> Fidelity:
    """How the code for a node relates to its meaning; raises `UnsupportedByBackend`."""
    if node.op in LAYOUT:
        return Fidelity.EXACT
    dtype = node.args[-1].type.dtype
    family, _, op = node.op.partition("_")
    if family == "reduce":
        return reduction(op, node.type.dtype).reduce_fidelity
    if family == "scan":
        return reduction(op, node.type.dtype).scan_fidelity
    if node.op == "einsum" or node.op in CONTRACTIONS:
        return _contraction(node)
    return pattern((ELEMENTWISE,), node.op, dtype, (None,) * len(node.args)).fidelity


def _contraction(node: Call) -> Fidelity:
    spec = str(node.attribute("spec")) if node.op == "einsum" else ""
    sources, _, result = spec.partition("->")
    sums = bool(set(sources) - set(result) - {","}) if spec else node.op != "outer"
    reassociates = len(node.args) > 2
    return Fidelity.REORDERED if node.type.dtype.is_float and (sums or reassociates) else Fidelity.EXACT


def is_python(dtype: DType) -> bool:
    """Whether weak scalars of a dtype are computed by Python itself."""
    return dtype is INT or dtype is BOOL

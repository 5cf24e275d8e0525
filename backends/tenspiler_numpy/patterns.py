"""The table: for each operator of TensIR and each family of dtypes, the NumPy code that it becomes.

`{0}`, `{1}`, ... are the operands. A pattern may ask for something of the operands (`given`).
"""

from __future__ import annotations

from typing import Final

from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType
from tensir.recurrences import RESETTING
from tenspiler.backend.emission.target import Pattern, Reduction, Tables, natural, no_half, recurring, several

SIGNED = frozenset({I8, I16, I32, I64, INT})
UNSIGNED = frozenset({U8, U16, U32, U64})
INTEGERS = SIGNED | UNSIGNED
FLOATS = frozenset({F32, F64})
NUMBERS = INTEGERS | FLOATS
BOOLS = frozenset({BOOL})
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
    Pattern("truncdiv", SIGNED, "{0} // {1}", given=natural),
    Pattern("truncdiv", SIGNED, "_truncdiv({0}, {1})"),
    Pattern("truncrem", UNSIGNED, "{0} % {1}"),
    Pattern("truncrem", SIGNED, "{0} % {1}", given=natural),
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
    Pattern("shr", INTEGERS, "{0} >> {1}"),
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
        Pattern(op, FLOATS, f"np.{op}({{0}})")
        for op in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan")
    ),
    *(Pattern(f"a{op}", FLOATS, f"np.arc{op}({{0}})") for op in ("sin", "cos", "tan")),
    *(Pattern(op, FLOATS, f"np.{op}({{0}})") for op in ("sinh", "cosh", "tanh")),
    *(Pattern(op, FLOATS, f"_{op}({{0}})") for op in ("erf", "erfc")),
    Pattern("pow", FLOATS, "np.power({0}, {1})", given=no_half),
    Pattern("pow", FLOATS, "_power({0}, {1})"),
    Pattern("atan2", FLOATS, "np.arctan2({0}, {1})"),
    Pattern("fmod", FLOATS, "np.fmod({0}, {1})"),
)

# On scalars: np.where would make arrays without axes of them.
SCALAR: tuple[Pattern, ...] = (
    Pattern("min", FLOATS, "{1} if {1} < {0} else {0}", strong=(0, 1)),
    Pattern("max", FLOATS, "{1} if {0} < {1} else {0}", strong=(0, 1)),
    Pattern("and", BOOLS, "{0} and {1}", weak=True),
    Pattern("or", BOOLS, "{0} or {1}", weak=True),
    Pattern("not", BOOLS, "not {0}", weak=True),
    Pattern("select", BOOLS, "{1} if {0} else {2}", strong=(1, 2), weak=True),
    Pattern("select", NUMBERS, "{1} if {0} else {2}", strong=(1, 2)),
)


def _segments(function: str, *ufunc: str) -> str:
    first = "".join(f"{name}, " for name in ufunc)
    return f"{function}({first}{{0}}, {{place}}, {{1}}, {{2}}, {{start}})"


def _accumulation(function: str) -> str:
    return f"_accumulated({function}, {{0}}, {{1}}, {{places}})"


def _extreme_accumulation(function: str) -> str:
    return f"_accumulated_extreme({function}, {{0}}, {{1}}, {{places}})"


def _by_ufunc(op: str, dtypes: frozenset[DType], ufunc: str) -> Reduction:
    return Reduction(
        op, dtypes, f"np.{ufunc}.reduce({{0}}{{axis}})", f"np.{ufunc}.accumulate({{0}}{{axis}})",
        segment=_segments("_segment", f"np.{ufunc}"), scatter=_accumulation(f"np.{ufunc}"),
    )  # fmt: skip


def _recurrence(op: str, dtypes: frozenset[DType]) -> Reduction:
    return Reduction(op, dtypes, f"_recurred({recurring(op)})", f"_recurrence({recurring(op)})")


REDUCTIONS: tuple[Reduction, ...] = (
    Reduction(
        "add", INTEGERS, "np.sum({0}{axis}{dtype})", "np.cumsum({0}{axis}{dtype})",
        segment=_segments("_segment", "np.add"), scatter=_accumulation("np.add"),
    ),
    # A fold starts from 0.0, which turns a leading -0.0 into 0.0.
    Reduction(
        "add", FLOATS, "np.sum({0}{axis})", "np.cumsum({0}{axis}) + 0.0",
        "_in_order(np.add, {0}, {place}, {start})", _segments("_segment", "np.add"), _accumulation("np.add"),
    ),
    Reduction(
        "mul", INTEGERS, "np.prod({0}{axis}{dtype})", "np.cumprod({0}{axis}{dtype})",
        segment=_segments("_segment", "np.multiply"), scatter=_accumulation("np.multiply"),
    ),
    Reduction(
        "mul", FLOATS, "np.prod({0}{axis})", "np.cumprod({0}{axis})",
        "_in_order(np.multiply, {0}, {place}, {start})", _segments("_segment", "np.multiply"),
        _accumulation("np.multiply"),
    ),
    Reduction(
        "min", INTEGERS, "np.min({0}{axis}{initial})", "np.minimum.accumulate({0}{axis})",
        segment=_segments("_segment", "np.minimum"), scatter=_accumulation("np.minimum"),
    ),
    Reduction(
        "max", INTEGERS, "np.max({0}{axis}{initial})", "np.maximum.accumulate({0}{axis})",
        segment=_segments("_segment", "np.maximum"), scatter=_accumulation("np.maximum"),
    ),
    # As a loop finds them: a NaN is passed over unless it comes first, and of equal zeros the first counts.
    Reduction(
        "min", FLOATS, "_smallest({0}, {place}, {start})", "_extremes_so_far(np.minimum, {0}, {place})",
        segment=_segments("_segment_extreme", "np.fmin"), scatter=_extreme_accumulation("np.fmin"),
    ),
    Reduction(
        "max", FLOATS, "_largest({0}, {place}, {start})", "_extremes_so_far(np.maximum, {0}, {place})",
        segment=_segments("_segment_extreme", "np.fmax"), scatter=_extreme_accumulation("np.fmax"),
    ),
    Reduction(
        "and", BOOLS, "np.all({0}{axis})", "np.logical_and.accumulate({0}{axis})",
        segment=_segments("_segment", "np.logical_and"), scatter=_accumulation("np.logical_and"),
    ),
    Reduction(
        "or", BOOLS, "np.any({0}{axis})", "np.logical_or.accumulate({0}{axis})",
        segment=_segments("_segment", "np.logical_or"), scatter=_accumulation("np.logical_or"),
    ),
    _by_ufunc("bitand", INTEGERS, "bitwise_and"),
    _by_ufunc("bitor", INTEGERS, "bitwise_or"),
    _by_ufunc("bitxor", INTEGERS, "bitwise_xor"),
    *(_recurrence(op, NUMBERS) for op in ("linear", "add_max", "add_min", "add_max_min")),
    _recurrence("linear_mod", INTEGERS),
    *(_recurrence(op, FLOATS) for op in RESETTING),
    Reduction(
        "and_xor", BOOLS, "_switched({0}, {1}, {2}, {place})", "_switching({0}, {1}, {2}, {place})",
    ),
)  # fmt: skip

CONTRACTIONS: tuple[Pattern, ...] = (
    *(Pattern(op, NUMBERS, "{0} @ {1}") for op in ("dot", "matvec", "vecmat", "matmul")),
    Pattern("outer", NUMBERS, "np.multiply.outer({0}, {1})"),
    Pattern("einsum", NUMBERS, 'np.einsum("{spec}", {operands}, optimize=True)', given=several),
    Pattern("einsum", NUMBERS, 'np.einsum("{spec}", {operands})'),
)

ORDERS: tuple[Pattern, ...] = (
    Pattern("argsort", NUMBERS, 'np.argsort({0}{axis}, kind="stable")'),
    Pattern("sort", NUMBERS, 'np.sort({0}{axis}, kind="stable")'),
)

TABLES: Final = Tables(ELEMENTWISE, SCALAR, REDUCTIONS, CONTRACTIONS, ORDERS)

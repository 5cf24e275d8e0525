"""The table: for each operator of TensIR and each family of dtypes, the PyTorch code that it becomes.

`{0}`, `{1}`, ... are the operands. A pattern may ask for something of the operands (`given`). Unsigned
integers of 16 and 32 bits are held in wider signed ones and kept in range by a mask; those of 64 bits are the
same bits in int64, so that only what depends on the order, quotients and shifts needs code of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType
from tensir.recurrences import RESETTING
from tenspiler.backend.emission.target import (
    Pattern,
    Reduction,
    Tables,
    exact_reciprocal,
    natural,
    no_half,
    recurring,
    weak,
)

SIGNED = frozenset({I8, I16, I32, I64, INT})
NATIVE = SIGNED | {U8}  # integers that PyTorch computes with
MASKED = {U16: "0xFFFF", U32: "0xFFFFFFFF"}  # held in wider integers
ORDERED = NATIVE | MASKED.keys()  # integers whose order is that of what holds them
LONGS = frozenset({U64})
INTEGERS = ORDERED | LONGS
FLOATS = frozenset({F32, F64})
NUMBERS = INTEGERS | FLOATS
BOOLS = frozenset({BOOL})
ANY = NUMBERS | BOOLS


def _wrapping(op: str, code: str) -> Iterator[Pattern]:
    """An operator of integers whose result is reduced into their range."""
    yield Pattern(op, NATIVE | LONGS, code)
    inner = f"({code})" if " " in code else code
    yield from (Pattern(op, frozenset({dtype}), f"{inner} & {mask}") for dtype, mask in MASKED.items())


def _division(op: str, quick: str, code: str, long: str) -> Iterator[Pattern]:
    """A quotient or a remainder: `quick` on natural numbers."""
    yield Pattern(op, ORDERED, quick, given=natural)
    yield Pattern(op, ORDERED, code, strong=(0,))
    yield Pattern(op, LONGS, long, strong=(0, 1))


ELEMENTWISE: tuple[Pattern, ...] = (
    *(Pattern(op, FLOATS, f"{{0}} {sign} {{1}}") for op, sign in (("add", "+"), ("sub", "-"), ("mul", "*"))),
    Pattern("neg", FLOATS, "-{0}"),
    *_wrapping("add", "{0} + {1}"),
    *_wrapping("sub", "{0} - {1}"),
    *_wrapping("mul", "{0} * {1}"),
    *_wrapping("neg", "-{0}"),
    Pattern("abs", SIGNED | FLOATS, "torch.abs({0})"),
    Pattern("abs", INTEGERS, "{0}"),
    # On a GPU, a division by a number multiplies by its reciprocal.
    Pattern("div", FLOATS, "{0} / {1}", given=exact_reciprocal, strong=(0,)),
    Pattern("div", FLOATS, "{0} / {1}", strong=(0, 1)),
    *_division("floordiv", "{0} // {1}", "{0} // {1}", "_quotient_u64({0}, {1})"),
    *_division("mod", "{0} % {1}", "{0} % {1}", "_remainder_u64({0}, {1})"),
    *_division(
        "truncdiv", "{0} // {1}", 'torch.div({0}, {1}, rounding_mode="trunc")', "_quotient_u64({0}, {1})"
    ),
    *_division("truncrem", "{0} % {1}", "torch.fmod({0}, {1})", "_remainder_u64({0}, {1})"),
    Pattern("min", ORDERED, "torch.clamp({0}, max={1})", given=weak(1)),
    Pattern("min", ORDERED, "torch.clamp({1}, max={0})", given=weak(0)),
    Pattern("min", ORDERED, "torch.minimum({0}, {1})"),
    Pattern("min", LONGS, "_ranked(torch.minimum(_ranked({0}), _ranked({1})))", strong=(0, 1)),
    Pattern("min", FLOATS, "torch.where({1} < {0}, {1}, {0})"),
    Pattern("max", ORDERED, "torch.clamp({0}, min={1})", given=weak(1)),
    Pattern("max", ORDERED, "torch.clamp({1}, min={0})", given=weak(0)),
    Pattern("max", ORDERED, "torch.maximum({0}, {1})"),
    Pattern("max", LONGS, "_ranked(torch.maximum(_ranked({0}), _ranked({1})))", strong=(0, 1)),
    Pattern("max", FLOATS, "torch.where({0} < {1}, {1}, {0})"),
    Pattern("bitand", INTEGERS, "{0} & {1}"),
    Pattern("bitor", INTEGERS, "{0} | {1}"),
    Pattern("bitxor", INTEGERS, "{0} ^ {1}"),
    *_wrapping("bitnot", "~{0}"),
    *_wrapping("shl", "{0} << {1}"),
    Pattern("shr", ORDERED, "{0} >> {1}"),
    Pattern("shr", LONGS, "_shr_u64({0}, {1})", strong=(0, 1)),
    Pattern("and", BOOLS, "{0} & {1}"),
    Pattern("or", BOOLS, "{0} | {1}"),
    Pattern("not", BOOLS, "~{0}"),
    Pattern("eq", ANY, "{0} == {1}"),
    Pattern("ne", ANY, "{0} != {1}"),
    *(
        Pattern(op, dtypes, code)
        for op, sign in (("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="))
        for dtypes, code in (
            (ANY - LONGS, f"{{0}} {sign} {{1}}"),
            (LONGS, f"_ranked({{0}}) {sign} _ranked({{1}})"),
        )
    ),
    Pattern("select", ANY, "torch.where({0}, {1}, {2})", strong=(0,)),
    Pattern("sqrt", frozenset({F32}), "_sqrt({0})"),
    *(Pattern(op, FLOATS, f"torch.{op}({{0}})") for op in ("sqrt", "floor", "ceil", "trunc")),
    *(
        Pattern(op, FLOATS, f"torch.{op}({{0}})")
        for op in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan")
    ),
    *(
        Pattern(op, FLOATS, f"torch.{op}({{0}})")
        for op in ("asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc")
    ),
    Pattern("pow", FLOATS, "torch.pow({0}, {1})", given=no_half),
    Pattern("pow", FLOATS, "_power({0}, {1})", strong=(0,)),
    Pattern("atan2", FLOATS, "torch.atan2({0}, {1})", strong=(0, 1)),
    Pattern("fmod", FLOATS, "_fmod({0}, {1})", strong=(0, 1)),
)  # fmt: skip

# On scalars: a condition that Python knows chooses, and makes no tensor.
SCALAR: tuple[Pattern, ...] = (Pattern("select", ANY, "{1} if {0} else {2}", given=weak(0), strong=(1, 2)),)


def _segments(function: str) -> str:
    return f"_segment({function}, {{0}}, {{place}}, {{1}}, {{2}}, {{start}})"


def _ranked_segments(function: str) -> str:
    return f"_ranked(_segment({function}, _ranked({{0}}), {{place}}, {{1}}, {{2}}, _ranked({{start}})))"


def _accumulation(function: str) -> str:
    return f"_accumulated({function}, {{0}}, {{1}}, {{places}})"


def _ranked_accumulation(function: str) -> str:
    return f"_ranked(_accumulated({function}, _ranked({{0}}), _ranked({{1}}), {{places}}))"


def _sums(op: str, reduce: str, scan: str) -> Iterator[Reduction]:
    """A reduction of integers whose results are reduced into their range."""
    segment, scatter = _segments(f"torch.{op}"), _accumulation(f"torch.{op}")
    yield Reduction(op, NATIVE | LONGS, reduce, scan, segment=segment, scatter=scatter)
    for dtype, mask in MASKED.items():
        codes = (f"{code} & {mask}" for code in (reduce, scan, segment, scatter))
        reduced, scanned, segmented, scattered = codes
        yield Reduction(op, frozenset({dtype}), reduced, scanned, segment=segmented, scatter=scattered)


def _bits(op: str, function: str, neutral: str = "0") -> Reduction:
    dtypes = INTEGERS if neutral == "0" else SIGNED | LONGS
    fold, scan = f"_fold({function}, {{0}}, {{place}}, {neutral})", f"_folds({function}, {{0}}, {{place}})"
    return Reduction(op, dtypes, fold, scan, segment=_segments(function), scatter=_accumulation(function))


def _all_ones(dtype: DType) -> Reduction:
    fold = f"_fold(torch.bitwise_and, {{0}}, {{place}}, 0x{dtype.highest:X})"
    scan, function = "_folds(torch.bitwise_and, {0}, {place})", "torch.bitwise_and"
    segment, scatter = _segments(function), _accumulation(function)
    return Reduction("bitand", frozenset({dtype}), fold, scan, segment=segment, scatter=scatter)


def _recurrence(op: str, dtypes: frozenset[DType], mask: str = "") -> Reduction:
    operands = recurring(op)
    return Reduction(op, dtypes, f"_recurred({operands}){mask}", f"_recurrence({operands}){mask}")


REDUCTIONS: tuple[Reduction, ...] = (
    *(_recurrence(op, SIGNED | FLOATS) for op in ("linear", "add_max", "add_min", "add_max_min")),
    _recurrence("linear_mod", SIGNED),
    *(_recurrence(op, FLOATS) for op in RESETTING),
    Reduction(
        "and_xor", BOOLS, "_switched({0}, {1}, {2}, {place})", "_switching({0}, {1}, {2}, {place})",
    ),
    _recurrence("linear", LONGS | (NATIVE - SIGNED)),
    *(_recurrence("linear", frozenset({dtype}), f" & {mask}") for dtype, mask in MASKED.items()),
    *_sums("add", "torch.sum({0}{axis}{dtype})", "torch.cumsum({0}{axis}{dtype})"),
    Reduction(
        "add", FLOATS, "torch.sum({0}{axis})", "torch.cumsum({0}{axis})",
        "_in_order(torch.add, {0}, {place}, {start})", _segments("torch.add"), _accumulation("torch.add"),
    ),
    *_sums("mul", "torch.prod({0}{axis}{dtype})", "torch.cumprod({0}{axis}{dtype})"),
    Reduction(
        "mul", FLOATS, "torch.prod({0}{axis})", "torch.cumprod({0}{axis})",
        "_in_order(torch.mul, {0}, {place}, {start})", _segments("torch.mul"), _accumulation("torch.mul"),
    ),
    Reduction(
        "min", ORDERED, "_amin({0}, {place}, {start})", "torch.cummin({0}{axis}).values",
        segment=_segments("torch.minimum"), scatter=_accumulation("torch.minimum"),
    ),
    Reduction(
        "max", ORDERED, "_amax({0}, {place}, {start})", "torch.cummax({0}{axis}).values",
        segment=_segments("torch.maximum"), scatter=_accumulation("torch.maximum"),
    ),
    Reduction(
        "min", LONGS, "_ranked(_amin(_ranked({0}), {place}, _ranked({start})))",
        "_ranked(torch.cummin(_ranked({0}){axis}).values)", segment=_ranked_segments("torch.minimum"),
        scatter=_ranked_accumulation("torch.minimum"),
    ),
    Reduction(
        "max", LONGS, "_ranked(_amax(_ranked({0}), {place}, _ranked({start})))",
        "_ranked(torch.cummax(_ranked({0}){axis}).values)", segment=_ranked_segments("torch.maximum"),
        scatter=_ranked_accumulation("torch.maximum"),
    ),
    # As a loop finds them: a NaN is passed over unless it comes first, and of equal zeros the first counts.
    Reduction(
        "min", FLOATS, "_smallest({0}, {place}, {start})", "_maxima({0}, {place}, -1)",
        segment=_segments("_smaller"), scatter=_accumulation("_smaller"),
    ),
    Reduction(
        "max", FLOATS, "_largest({0}, {place}, {start})", "_maxima({0}, {place})",
        segment=_segments("_larger"), scatter=_accumulation("_larger"),
    ),
    Reduction(
        "and", BOOLS, "torch.all({0}{axis})", "torch.cummin({0}.to(torch.uint8){axis}).values.bool()",
        segment=_segments("torch.logical_and"), scatter=_accumulation("torch.logical_and"),
    ),
    Reduction(
        "or", BOOLS, "torch.any({0}{axis})", "torch.cummax({0}.to(torch.uint8){axis}).values.bool()",
        segment=_segments("torch.logical_or"), scatter=_accumulation("torch.logical_or"),
    ),
    _bits("bitand", "torch.bitwise_and", "-1"),
    *map(_all_ones, (U8, U16, U32)),
    _bits("bitor", "torch.bitwise_or"),
    _bits("bitxor", "torch.bitwise_xor"),
)  # fmt: skip


def _products(op: str, floats: str, integers: str) -> Iterator[Pattern]:
    yield Pattern(op, FLOATS, floats)
    yield Pattern(op, NATIVE | LONGS, integers)
    yield from (Pattern(op, frozenset({dtype}), f"{integers} & {mask}") for dtype, mask in MASKED.items())


CONTRACTIONS: tuple[Pattern, ...] = (
    *(
        entry
        for op in ("dot", "matvec", "vecmat", "matmul")
        for entry in _products(op, "{0} @ {1}", "_matmul({0}, {1})")
    ),
    *_products("outer", "torch.outer({0}, {1})", "torch.outer({0}, {1})"),
    *_products("einsum", 'torch.einsum("{spec}", {operands})', '_einsum("{spec}", {operands})'),
)

ORDERS: tuple[Pattern, ...] = (
    Pattern("argsort", ORDERED | FLOATS, "torch.argsort({0}, dim={place}, stable=True)"),
    Pattern("argsort", LONGS, "torch.argsort(_ranked({0}), dim={place}, stable=True)"),
    Pattern("sort", ORDERED | FLOATS, "torch.sort({0}, dim={place}, stable=True).values"),
    Pattern("sort", LONGS, "_ranked(torch.sort(_ranked({0}), dim={place}, stable=True).values)"),
)

TABLES: Final = Tables(ELEMENTWISE, SCALAR, REDUCTIONS, CONTRACTIONS, ORDERS)

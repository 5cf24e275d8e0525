"""The table: for each operator of TensIR and each family of dtypes, the JAX code that it becomes.

`{0}`, `{1}`, ... are the operands. A pattern may ask for something of the operands (`given`).
"""

from __future__ import annotations

from typing import Final

from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType
from tensir.recurrences import RESETTING
from tenspiler.backend.emission.target import Pattern, Reduction, Tables, exact_reciprocal, natural, recurring

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
    Pattern("abs", NUMBERS, "jnp.abs({0})"),
    # XLA makes of a quotient by what is spread over an array a product with its reciprocal.
    Pattern("div", FLOATS, "{0} / {1}", given=exact_reciprocal),
    Pattern("div", FLOATS, "_divide({0}, {1})", strong=(1,)),
    Pattern("floordiv", INTEGERS, "{0} // {1}", given=natural),
    Pattern("floordiv", INTEGERS, "_floordiv({0}, {1})"),
    Pattern("mod", INTEGERS, "{0} % {1}", given=natural),
    Pattern("mod", INTEGERS, "_mod({0}, {1})"),
    Pattern("truncdiv", INTEGERS, "{0} // {1}", given=natural),
    Pattern("truncdiv", INTEGERS, "_truncdiv({0}, {1})", strong=(0, 1)),
    Pattern("truncrem", INTEGERS, "{0} % {1}", given=natural),
    Pattern("truncrem", INTEGERS, "_truncrem({0}, {1})", strong=(0, 1)),
    Pattern("min", INTEGERS, "jnp.minimum({0}, {1})"),
    Pattern("min", FLOATS, "jnp.where({1} < {0}, {1}, {0})"),
    Pattern("max", INTEGERS, "jnp.maximum({0}, {1})"),
    Pattern("max", FLOATS, "jnp.where({0} < {1}, {1}, {0})"),
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
    Pattern("select", ANY, "jnp.where({0}, {1}, {2})"),
    *(
        Pattern(op, FLOATS, f"jnp.{op}({{0}})")
        for op in ("sqrt", "floor", "ceil", "trunc", "exp", "expm1", "log", "log2", "log10", "log1p")
    ),
    # jnp.exp2 rounds what it takes e to the power of.
    Pattern("exp2", FLOATS, "jnp.power(2.0, {0})", strong=(0,)),
    *(Pattern(op, FLOATS, f"jnp.{op}({{0}})") for op in ("sin", "cos", "tan", "tanh")),
    *(Pattern(op, FLOATS, f"_{op}({{0}})") for op in ("sinh", "cosh")),
    *(Pattern(f"a{op}", FLOATS, f"jnp.arc{op}({{0}})") for op in ("sin", "cos", "tan")),
    *(Pattern(op, FLOATS, f"lax.{op}({{0}})", strong=(0,)) for op in ("erf", "erfc")),
    Pattern("pow", FLOATS, "jnp.power({0}, {1})"),
    Pattern("atan2", FLOATS, "jnp.arctan2({0}, {1})"),
    Pattern("fmod", FLOATS, "jnp.fmod({0}, {1})"),
)


def _segments(function: str) -> str:
    return f"_segment({function}, {{0}}, {{place}}, {{1}}, {{2}}, {{start}})"


def _accumulation(function: str) -> str:
    return f"_accumulated({function}, {{0}}, {{1}}, {{places}})"


def _reduction(
    op: str, dtypes: frozenset[DType], reduce: str, scan: str, function: str, fold: str = ""
) -> Reduction:
    """An entry of which segments and accumulations go by one function."""
    return Reduction(op, dtypes, reduce, scan, fold, _segments(function), _accumulation(function))


def _recurrence(op: str, dtypes: frozenset[DType]) -> Reduction:
    return Reduction(op, dtypes, f"_recurred({recurring(op)})", f"_recurrence({recurring(op)})")


REDUCTIONS: tuple[Reduction, ...] = (
    _reduction("add", INTEGERS, "jnp.sum({0}{axis}{dtype})", "jnp.cumsum({0}{axis}{dtype})", "jnp.add"),
    # A fold starts from 0.0, which turns a leading -0.0 into 0.0.
    _reduction(
        "add", FLOATS, "jnp.sum({0}{axis})", "jnp.cumsum({0}{axis}) + 0.0", "jnp.add",
        fold="_in_order(jnp.add, {0}, {place}, {start})",
    ),
    _reduction(
        "mul", INTEGERS, "jnp.prod({0}{axis}{dtype})", "jnp.cumprod({0}{axis}{dtype})", "jnp.multiply",
    ),
    _reduction(
        "mul", FLOATS, "jnp.prod({0}{axis})", "jnp.cumprod({0}{axis})", "jnp.multiply",
        fold="_in_order(jnp.multiply, {0}, {place}, {start})",
    ),
    _reduction("min", INTEGERS, "jnp.min({0}{axis}{initial})", "lax.cummin({0}, {place})", "jnp.minimum"),
    _reduction("max", INTEGERS, "jnp.max({0}{axis}{initial})", "lax.cummax({0}, {place})", "jnp.maximum"),
    # As a loop finds them: a NaN is passed over unless it comes first, and of equal zeros the first counts.
    _reduction("min", FLOATS, "_smallest({0}, {place}, {start})", "_maxima({0}, {place}, -1)", "_smaller"),
    _reduction("max", FLOATS, "_largest({0}, {place}, {start})", "_maxima({0}, {place})", "_larger"),
    _reduction(
        "and", BOOLS, "jnp.all({0}{axis})", "_folds(jnp.logical_and, {0}, {place})", "jnp.logical_and"
    ),
    _reduction("or", BOOLS, "jnp.any({0}{axis})", "_folds(jnp.logical_or, {0}, {place})", "jnp.logical_or"),
    *(
        _reduction(
            op, INTEGERS, f"jnp.{function}.reduce({{0}}{{axis}})",
            f"_folds(jnp.{function}, {{0}}, {{place}})", f"jnp.{function}",
        )
        for op, function in (("bitand", "bitwise_and"), ("bitor", "bitwise_or"), ("bitxor", "bitwise_xor"))
    ),
    _recurrence("linear", NUMBERS),
    *(_recurrence(op, NUMBERS - {U64}) for op in ("add_max", "add_min", "add_max_min")),
    _recurrence("linear_mod", INTEGERS),
    *(_recurrence(op, FLOATS) for op in RESETTING),
    Reduction(
        "and_xor", BOOLS, "_switched({0}, {1}, {2}, {place})", "_switching({0}, {1}, {2}, {place})",
    ),
)  # fmt: skip

# On a GPU, JAX multiplies matrices of 32 bits in fewer bits unless it is asked not to.
CONTRACTIONS: tuple[Pattern, ...] = (
    *(
        entry
        for op in ("dot", "matvec", "vecmat", "matmul")
        for entry in (
            Pattern(op, FLOATS, 'jnp.matmul({0}, {1}, precision="highest")'),
            Pattern(op, INTEGERS, "{0} @ {1}"),
        )
    ),
    Pattern("outer", NUMBERS, "jnp.outer({0}, {1})"),
    Pattern("einsum", FLOATS, 'jnp.einsum("{spec}", {operands}, precision="highest")'),
    Pattern("einsum", INTEGERS, 'jnp.einsum("{spec}", {operands})'),
)

ORDERS: tuple[Pattern, ...] = (
    Pattern("argsort", NUMBERS, "jnp.argsort({0}, axis={place}, stable=True)"),
    Pattern("sort", NUMBERS, "jnp.sort({0}, axis={place}, stable=True)"),
)

TABLES: Final = Tables(ELEMENTWISE, (), REDUCTIONS, CONTRACTIONS, ORDERS)

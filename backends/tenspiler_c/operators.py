"""Scalar operators, constants and conversions of TensIR as expressions of C."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, final

from tensir.build import identity
from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType, Kind
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.values import Range

TYPES: Final = {
    BOOL: "bool", INT: "int64_t", I8: "int8_t", I16: "int16_t", I32: "int32_t", I64: "int64_t",
    U8: "uint8_t", U16: "uint16_t", U32: "uint32_t", U64: "uint64_t", F32: "float", F64: "double",
}  # fmt: skip
"""The type of an element while it is computed with, and in memory."""


@final
@dataclass(frozen=True, slots=True)
class Number:
    """An expression of C for one element; `bounds` are known of integers at compile time."""

    text: str
    dtype: DType
    bounds: Range | None = None

    @property
    def type(self) -> str:
        """The type that it is computed in: of Python's integers the narrow one, where that is enough."""
        if self.dtype is INT and self.bounds is not None and _narrow(self.bounds):
            return "int32_t"
        return TYPES[self.dtype]

    @property
    def is_simple(self) -> bool:
        """A name or a constant, which may be repeated."""
        return re.fullmatch(r"-?[\w.]+(e[-+]\d+f?)?", self.text) is not None


def _narrow(bounds: Range) -> bool:
    return bounds[0] >= -(2**31) and bounds[1] < 2**31


def literal(value: int | float | bool, dtype: DType) -> Number:
    """A constant."""
    if dtype is BOOL:
        return Number("true" if value else "false", BOOL, (int(value), int(value)))
    if dtype.is_float:
        return Number(_float(float(value), dtype), dtype)
    number = int(value)
    if dtype is INT and not -(2**63) <= number < 2**63:
        raise UnsupportedByBackend("a constant beyond 64 bits")
    if number == -(2**63):
        text = "INT64_MIN"
    elif dtype is U64:
        text = f"{number}u" if number < 2**32 else f"{number}ull"
    else:
        text = str(number) if -(2**31) < number < 2**31 else f"{number}ll"
    return Number(text if number >= 0 else f"({text})", dtype, (number, number))


def zero(dtype: DType) -> Number:
    """The number zero."""
    return literal(0.0 if dtype.is_float else 0, dtype)


def neutral(op: str, dtype: DType) -> Number:
    """The number that changes nothing, of an operator that has one."""
    found = identity(op, dtype)
    assert found is not None
    return literal(found.value, dtype)


def _float(value: float, dtype: DType) -> str:
    suffix = "f" if dtype is F32 else ""
    if math.isnan(value):
        return f"(({TYPES[dtype]})NAN)"
    if math.isinf(value):
        return f"({'-' * (value < 0)}({TYPES[dtype]})INFINITY)"
    text = f"{value!r}{suffix}"
    return f"({text})" if text.startswith("-") else text


_SIGNS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_PLAIN: Final = {"add": "+", "sub": "-", "mul": "*"}
_GROWING: Final = frozenset({"add", "sub", "mul", "neg", "abs"})
"""Operators whose results may need more bits than their operands have."""

_BITS: Final = {"bitand": "&", "bitor": "|", "bitxor": "^"}
_LOGIC: Final = {"and": "&", "or": "|"}
_QUOTIENTS: Final = ("floordiv", "mod", "truncdiv", "truncrem")
_LIBRARY: Final = (
    "sqrt", "floor", "ceil", "trunc", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos",
    "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "pow", "atan2", "fmod",
)  # fmt: skip


def operator(op: str, dtype: DType, operands: tuple[Number, ...]) -> Number:
    """An operator of the scalar table; `dtype` is that of the result. Raises `UnsupportedByBackend`."""
    bounds = intervals.apply(op, dtype, tuple(o.bounds for o in operands))
    return Number(
        _text(op, dtype, operands, bounds), dtype, intervals.INT64 if _open(dtype, bounds) else bounds
    )


def _open(dtype: DType, bounds: Range | None) -> bool:
    return dtype is INT and not intervals.fits(bounds)


def _text(op: str, dtype: DType, operands: tuple[Number, ...], bounds: Range | None) -> str:
    kind = operands[-1].dtype
    a, *others = (o.text for o in operands)
    b = others[0] if others else ""
    checked = _open(dtype, bounds)
    if kind is INT and op in _GROWING and operands[0].type == "int32_t" and not (bounds and _narrow(bounds)):
        a = f"(int64_t){a}"
    match op:
        case "add" | "sub" | "mul" if checked:
            return f"{op}_int({bare(a)}, {bare(b)}, beyond)"
        case "add" | "sub" | "mul":
            return _narrowed(f"{a} {_PLAIN[op]} {b}", kind)
        case "neg" if checked:
            return f"sub_int(0, {a}, beyond)"
        case "neg":
            return _narrowed(f"-{a}", kind)
        case "abs" if kind.is_float:
            return f"fabs{_suffix(kind)}({a})"
        case "abs" if kind.kind is Kind.UNSIGNED:
            return a
        case "abs":
            return _narrowed(f"{a} < 0 ? -{a} : {a}", kind) if not checked else f"abs_int({a}, beyond)"
        case "div":
            return f"({a} / {b})"
        case "truediv":
            return f"quotient_int({a}, {b})"
        case "min":
            return f"({b} < {a} ? {b} : {a})"
        case "max":
            return f"({a} < {b} ? {b} : {a})"
        case "bitand" | "bitor" | "bitxor":
            return f"({a} {_BITS[op]} {b})"
        case "bitnot":
            return _narrowed(f"~{a}", kind)
        case "and" | "or":
            return f"({a} {_LOGIC[op]} {b})"
        case "not":
            return f"!{a}"
        case "select":
            return f"({a} ? {b} : {others[1]})"
        case _ if op in _SIGNS:
            return f"({a} {_SIGNS[op]} {b})"
        case _ if op in _QUOTIENTS:
            return f"{op}_int({a}, {b}, beyond)" if checked else _quotient(op, operands)
        case "shl" if dtype is INT:
            return f"shl_int({a}, {b}, beyond)"
        case "shl" | "shr":
            return f"{op}_{'i64' if kind is INT else kind}({a}, {b})"
        case _ if op in _LIBRARY:
            return f"{op}{_suffix(kind)}({', '.join(map(bare, (a, *others)))})"
        case _:
            raise UnsupportedByBackend(f"the operator {op} on {kind}")


def _quotient(op: str, operands: tuple[Number, ...]) -> str:
    a, b = operands
    plain = b.bounds is not None and b.bounds[0] > 0 and (a.bounds is not None and a.bounds[0] >= 0)
    sign = "/" if op.endswith("div") else "%"
    if plain:
        return _narrowed(f"{a.text} {sign} {b.text}", a.dtype)
    name = "i64" if a.dtype is INT else a.dtype.name
    return f"{op}_{name}({a.text}, {b.text})"


def _suffix(dtype: DType) -> str:
    return "f" if dtype is F32 else ""


def _narrowed(text: str, dtype: DType) -> str:
    """C computes in at least 32 bits."""
    if dtype.is_fixed and dtype.bits < 32:
        return f"({TYPES[dtype]})({text})"
    return f"({text})"


def converted(value: Number, dtype: DType) -> Number:
    """A conversion: integers wrap, floats round to nearest or truncate, anything but zero is true."""
    source = value.dtype
    if source is dtype:
        return value
    if dtype is BOOL:
        return Number(f"({value.text} != 0)", BOOL)
    bounds = intervals.apply("cast", dtype, (value.bounds,))
    target = TYPES[dtype]
    if dtype.is_float:
        text = (
            f"({target})(double){value.text}" if source is INT and dtype is F32 else f"({target}){value.text}"
        )
        return Number(f"({text})", dtype)
    if dtype is INT and not source.is_float and bounds is not None and _narrow(bounds):
        return Number(f"((int32_t){value.text})", dtype, bounds)
    if not source.is_float:
        fits = source is U64 and dtype is INT
        text = f"int_of_u64({value.text}, beyond)" if fits else f"(({target}){value.text})"
        return Number(text, dtype, intervals.INT64 if _open(dtype, bounds) else bounds)
    if dtype is INT:
        return Number(f"int_of({value.text}, beyond)", INT, intervals.INT64)
    if dtype is U64:
        return Number(f"u64_of({value.text})", dtype, bounds)
    first = "int32_t" if dtype.bits <= 16 or dtype is I32 else "int64_t"
    cast = f"({target})" if first != target else ""
    return Number(f"({cast}({first}){value.text})", dtype, bounds)


def bare(text: str) -> str:
    """An expression without the brackets around it."""
    if not text.startswith("(") or not text.endswith(")"):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]


def atom(text: str) -> str:
    """An expression in brackets, unless it is a word."""
    return text if re.fullmatch(r"\w+", text) else f"({text})"


def bounds_of(dtype: DType) -> Range | None:
    """The values of a dtype; those of 64 bits for Python's integers."""
    return intervals.INT64 if dtype is INT else intervals.of_dtype(dtype)


# ---------------------------------------------------------------- functions

_SIGNED: Final = """\
static inline {T} floordiv_{N}({T} a, {T} b) {{
    if (b == 0) return 0;
    if (b == -1) return ({T})(0 - ({U})a);
    {T} q = a / b;
    return ({T})(q - (a % b != 0 && (a < 0) != (b < 0)));
}}
static inline {T} mod_{N}({T} a, {T} b) {{
    if (b == 0 || b == -1) return 0;
    {T} r = a % b;
    return ({T})(r != 0 && (r < 0) != (b < 0) ? r + b : r);
}}
static inline {T} truncdiv_{N}({T} a, {T} b) {{
    return b == 0 ? 0 : b == -1 ? ({T})(0 - ({U})a) : ({T})(a / b);
}}
static inline {T} truncrem_{N}({T} a, {T} b) {{
    return b == 0 || b == -1 ? 0 : ({T})(a % b);
}}
static inline {T} shl_{N}({T} a, {T} b) {{
    return b >= 0 && b < {B} ? ({T})(({U})a << b) : 0;
}}
static inline {T} shr_{N}({T} a, {T} b) {{
    return b < 0 ? 0 : ({T})(a >> (b < {B} ? b : {B} - 1));
}}
"""

_UNSIGNED: Final = """\
static inline {T} floordiv_{N}({T} a, {T} b) {{ return b ? a / b : 0; }}
static inline {T} truncdiv_{N}({T} a, {T} b) {{ return b ? a / b : 0; }}
static inline {T} mod_{N}({T} a, {T} b) {{ return b ? a % b : 0; }}
static inline {T} truncrem_{N}({T} a, {T} b) {{ return b ? a % b : 0; }}
static inline {T} shl_{N}({T} a, {T} b) {{ return b < {B} ? ({T})(a << b) : 0; }}
static inline {T} shr_{N}({T} a, {T} b) {{ return b < {B} ? ({T})(a >> b) : 0; }}
"""

_UNBOUNDED: Final = {
    "leaves": """\
static inline void leaves(int64_t *beyond) { __atomic_store_n(beyond, 1, __ATOMIC_RELAXED); }
""",
    "add_int": """\
static inline int64_t add_int(int64_t a, int64_t b, int64_t *beyond) {
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) leaves(beyond);
    return sum;
}
""",
    "sub_int": """\
static inline int64_t sub_int(int64_t a, int64_t b, int64_t *beyond) {
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference)) leaves(beyond);
    return difference;
}
""",
    "mul_int": """\
static inline int64_t mul_int(int64_t a, int64_t b, int64_t *beyond) {
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) leaves(beyond);
    return product;
}
""",
    "abs_int": """\
static inline int64_t abs_int(int64_t a, int64_t *beyond) {
    return a < 0 ? sub_int(0, a, beyond) : a;
}
""",
    "floordiv_int": """\
static inline int64_t floordiv_int(int64_t a, int64_t b, int64_t *beyond) {
    if (b == -1) return sub_int(0, a, beyond);
    return b == 0 ? 0 : a / b - (a % b != 0 && (a < 0) != (b < 0));
}
""",
    "truncdiv_int": """\
static inline int64_t truncdiv_int(int64_t a, int64_t b, int64_t *beyond) {
    if (b == -1) return sub_int(0, a, beyond);
    return b == 0 ? 0 : a / b;
}
""",
    "shl_int": """\
static inline int64_t shl_int(int64_t a, int64_t b, int64_t *beyond) {
    if (b < 0 || a == 0) return 0;
    if (b > 62) {
        leaves(beyond);
        return 0;
    }
    return mul_int(a, INT64_C(1) << b, beyond);
}
""",
    "int_of": """\
static inline int64_t int_of(double x, int64_t *beyond) {
    if (!isfinite(x)) return 0;
    if (x >= -0x1p63 && x < 0x1p63) return (int64_t)x;
    leaves(beyond);
    return 0;
}
""",
    "int_of_u64": """\
static inline int64_t int_of_u64(uint64_t x, int64_t *beyond) {
    if (x >> 63) leaves(beyond);
    return (int64_t)x;
}
""",
    "u64_of": """\
static inline uint64_t u64_of(double x) {
    if (x < 0x1p63) return (uint64_t)(int64_t)x;
    return (uint64_t)(int64_t)(x - 0x1p63) + (UINT64_C(1) << 63);
}
""",
    "quotient_int": """\
static inline double quotient_int(int64_t a, int64_t b) {
    const int64_t most = INT64_C(1) << 53;
    bool small = a <= most && a >= -most && b <= most && b >= -most;
    if (small || b == 0) return (double)a / (double)b;
    bool negative = (a < 0) != (b < 0);
    uint64_t n = a < 0 ? 0 - (uint64_t)a : (uint64_t)a, d = b < 0 ? 0 - (uint64_t)b : (uint64_t)b;
    if (n == 0) return 0.0;
    int shift = __builtin_clzll(n) - __builtin_clzll(d) + 55;  /* a quotient of 55 or 56 bits */
    unsigned __int128 top = n, low = d;
    if (shift >= 0) top <<= shift; else low <<= -shift;
    uint64_t q = (uint64_t)(top / low);
    q |= top % low != 0;  /* sticky, so that it is rounded once */
    double quotient = ldexp((double)q, -shift);
    return negative ? -quotient : quotient;
}
""",
}
"""Functions of Python's integers, in 64 bits; what leaves these is told by `beyond`."""

_SUMS: Final = {
    "mad": """\
#ifdef __FP_FAST_FMA
#define mad(a, b, c) __builtin_fma(a, b, c)
#else
#define mad(a, b, c) ((c) + (a) * (b))
#endif
""",
    "madf": """\
#ifdef __FP_FAST_FMAF
#define madf(a, b, c) __builtin_fmaf(a, b, c)
#else
#define madf(a, b, c) ((c) + (a) * (b))
#endif
""",
}
"""Sums of products that may be rounded once."""

_VECTORS: Final = """\
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#if __GLIBC_PREREQ({glibc}) && defined(_OPENMP)
__attribute__((__simd__("notinbranch"))) {declared}
#endif
#endif
"""
"""Functions that the mathematical library has for several elements at once, to within 4 ulps."""

_SINCE: Final = {
    **dict.fromkeys(("exp", "log", "sin", "cos", "pow"), "2, 22"),
    **dict.fromkeys(
        (
            "exp2", "expm1", "log2", "log10", "log1p", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
            "erf", "erfc", "atan2",
        ),
        "2, 35",
    ),
}  # fmt: skip
"""The version of the library that has each."""


FUNCTIONS: Final = frozenset((
    *TYPES.values(), *_LIBRARY, *(f"{name}f" for name in _LIBRARY), "fabs", "fabsf", *_UNBOUNDED, *_SUMS,
    *(f"{op}_{dtype}" for op in (*_QUOTIENTS, "shl", "shr") for dtype in TYPES),
))  # fmt: skip
"""What expressions call, and the types that they convert to."""


def functions(body: str) -> list[str]:
    """The definitions of the functions that a text calls, in an order in which C takes them."""
    words = set(re.findall(r"\w+", body))
    wanted: list[str] = []
    texts = _UNBOUNDED
    pending = [name for name in texts if name in words]
    needed = set(pending)
    while pending:
        for name in set(re.findall(r"\w+", texts[pending.pop()])) & set(texts) - needed:
            needed.add(name)
            pending.append(name)
    wanted += [text for name, text in texts.items() if name in needed]
    wanted += [text for name, text in _SUMS.items() if name in words]
    for name, glibc in _SINCE.items():
        for kind, suffix in (("float", "f"), ("double", "")):
            if f"{name}{suffix}" in words:
                arguments = ", ".join([kind] * (2 if name in ("pow", "atan2") else 1))
                declared = f"{kind} {name}{suffix}({arguments});"
                wanted.append(_VECTORS.format(glibc=glibc, declared=declared))
    for dtype in (I8, I16, I32, I64, U8, U16, U32, U64):
        named = {f"{op}_{dtype.name}" for op in (*_QUOTIENTS, "shl", "shr")}
        if named & words:
            template = _UNSIGNED if dtype.kind is Kind.UNSIGNED else _SIGNED
            whole = template.format(
                T=TYPES[dtype], N=dtype.name, B=dtype.bits, U=TYPES[dtype].replace("int", "uint", 1)
            )
            parts = re.findall(r"static inline .*?\n(?:    .*\n|}\n)*", whole)
            wanted += [part for part in parts if set(re.findall(r"\w+_\w+(?=\()", part)) & named & words]
    return wanted

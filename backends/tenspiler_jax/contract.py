"""What JAX's operators have in common with TensIR's, operator by operator and dtype by dtype.

It speaks of operators that run one by one, on the CPU and on CUDA. On the CPU, XLA takes subnormal numbers
for zeros, in operands and in results. What `jax.jit` compiles may besides contract a product and a sum into
one operation that rounds once (XLA does on the CPU), and multiply by the reciprocal of a divisor. Where
arrays are traced, a quotient of integers beyond 2**53 is rounded twice.
"""

from __future__ import annotations

from typing import Final

from tensir.dtypes import BOOL, DTYPES, F32, F64, INT, U64
from tensir.ops import PLACES
from tensir.recurrences import RESETTING
from tenspiler.backend.api import Fidelity
from tenspiler.backend.contract import Contract, Promise

_ALL = frozenset(DTYPES.values())
_BOOLS, _FLOATS = frozenset({BOOL}), frozenset({F32, F64})
_INTEGERS = _ALL - _BOOLS - _FLOATS
_NUMBERS = _INTEGERS | _FLOATS
_EXACT, _NORMAL, _REORDERED = Fidelity.EXACT, Fidelity.NORMAL, Fidelity.REORDERED

_LINEAR = ("last_linear", "scan_linear")
_CLAMPED = tuple(
    f"{family}_{op}" for family in ("last", "scan") for op in ("add_max", "add_min", "add_max_min")
)
_RESETTING = tuple(f"{family}_{op}" for family in ("last", "scan") for op in RESETTING)
_ORDERS = ("eq", "ne", "lt", "le", "gt", "ge")

CONTRACT: Final = Contract((
    Promise(("neg", "abs", "select"), _ALL, _EXACT),
    Promise(("add", "sub", "mul", "min", "max"), _INTEGERS, _EXACT),
    Promise(("add", "sub", "mul", "min", "max", "div", "fmod", "sqrt"), _FLOATS, _NORMAL),
    Promise(("floor", "ceil", "trunc"), _FLOATS, _NORMAL),
    Promise(("truediv",), frozenset({INT}), _EXACT),
    Promise(("floordiv", "mod", "truncdiv", "truncrem"), _INTEGERS, _EXACT),
    Promise(("bitand", "bitor", "bitxor", "bitnot", "shl", "shr"), _INTEGERS, _EXACT),
    Promise(("and", "or", "not"), _BOOLS, _EXACT),
    Promise(_ORDERS, _ALL - _FLOATS, _EXACT),
    Promise(_ORDERS, _FLOATS, _NORMAL),
    Promise(
        (
            "exp", "exp2", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
            "erf", "pow", "atan2",
        ),
        _FLOATS, Fidelity.ULPS, 4,
    ),
    Promise(("expm1", "sinh", "cosh", "tanh"), _FLOATS, Fidelity.ULPS, 8),
    Promise(("erfc",), _FLOATS, Fidelity.ULPS, 1024),
    Promise(
        (
            "full", "iota", "expand", "stretch", "transpose", "slice", "concat", "reshape", "strided",
            "gather", "first", "last", "update", "window", "paste", "scatter", "put_rows",
            "strided_window", "compress", "take", "repeat", "ragged_range",
        ),
        _ALL, _EXACT,
    ),
    Promise(("cast",), _ALL - _FLOATS, _EXACT),
    Promise(("cast",), _FLOATS, _NORMAL),
    Promise(("reduce_add", "reduce_mul", "scan_add", "scan_mul", "fold_add", "fold_mul"), _INTEGERS, _EXACT),
    Promise(("reduce_add", "reduce_mul", "scan_add", "scan_mul"), _FLOATS, _REORDERED),
    Promise(("fold_add", "fold_mul"), _FLOATS, _NORMAL),
    Promise((*_LINEAR, "last_linear_mod", "scan_linear_mod"), _INTEGERS, _EXACT),
    Promise(_CLAMPED, _INTEGERS - {U64}, _EXACT),
    Promise((*_LINEAR, *_CLAMPED, *_RESETTING), _FLOATS, _REORDERED),
    Promise(("last_and_xor", "scan_and_xor"), _BOOLS, _EXACT),
    Promise(("reduce_min", "reduce_max", "scan_min", "scan_max"), _INTEGERS, _EXACT),
    Promise(("reduce_min", "reduce_max", "scan_min", "scan_max"), _FLOATS, _NORMAL),
    Promise(("argsort", "sort"), _INTEGERS, _EXACT),
    Promise(("argsort", "sort"), _FLOATS, _NORMAL),
    Promise(("earlier_add",), _INTEGERS, _EXACT),
    Promise(("earlier_or",), _BOOLS, _EXACT),
    Promise(("last_segment",), frozenset({INT}), _EXACT),
    Promise(("earlier_last",), frozenset({INT}), _EXACT),
    Promise(tuple(sorted(PLACES)), _INTEGERS, _EXACT),
    Promise(tuple(sorted(PLACES)), _FLOATS, _NORMAL),
    Promise(("reduce_and", "reduce_or", "scan_and", "scan_or"), _BOOLS, _EXACT),
    Promise(
        ("reduce_bitand", "reduce_bitor", "reduce_bitxor", "scan_bitand", "scan_bitor", "scan_bitxor"),
        _INTEGERS, _EXACT,
    ),
    Promise(("segment_add", "segment_mul", "segment_min", "segment_max"), _INTEGERS, _EXACT),
    Promise(("segment_add", "segment_mul"), _FLOATS, _REORDERED),
    Promise(("segment_min", "segment_max"), _FLOATS, _NORMAL),
    Promise(("segment_and", "segment_or"), _BOOLS, _EXACT),
    Promise(("segment_bitand", "segment_bitor", "segment_bitxor"), _INTEGERS, _EXACT),
    Promise(("scatter_add", "scatter_min", "scatter_max"), _INTEGERS, _EXACT),
    Promise(("scatter_mul",), _INTEGERS - {INT}, _EXACT),
    Promise(("scatter_add", "scatter_mul"), _FLOATS, _REORDERED),
    Promise(("scatter_min", "scatter_max"), _FLOATS, _NORMAL),
    Promise(("scatter_and", "scatter_or"), _BOOLS, _EXACT),
    Promise(("scatter_bitand", "scatter_bitor", "scatter_bitxor"), _INTEGERS, _EXACT),
    Promise(("add_rows",), _INTEGERS, _EXACT),
    Promise(("mul_rows",), _INTEGERS - {INT}, _EXACT),
    Promise(("add_rows", "mul_rows"), _FLOATS, _NORMAL),
    Promise(("outer",), _INTEGERS, _EXACT),
    Promise(("outer",), _FLOATS, _NORMAL),
    Promise(("einsum", "dot", "matvec", "vecmat", "matmul"), _INTEGERS, _EXACT),
    Promise(("einsum", "dot", "matvec", "vecmat", "matmul"), _FLOATS, _REORDERED),
))  # fmt: skip

"""What kernels of C promise of each operator at each dtype, and NumPy where they leave one to it.

Products that are summed in any order may be rounded once, together with the sum.
"""

from __future__ import annotations

from typing import Final

from tensir.dtypes import BOOL, DTYPES, F32, F64, INT
from tensir.ops import PLACES
from tensir.recurrences import RESETTING
from tenspiler.backend.api import Fidelity
from tenspiler.backend.contract import Contract, Promise

_ALL = frozenset(DTYPES.values())
_BOOLS, _FLOATS = frozenset({BOOL}), frozenset({F32, F64})
_INTEGERS = _ALL - _BOOLS - _FLOATS
_NUMBERS = _INTEGERS | _FLOATS
_EXACT, _REORDERED = Fidelity.EXACT, Fidelity.REORDERED

_RECURRENCES = tuple(
    f"{family}_{op}" for family in ("last", "scan") for op in ("linear", "add_max", "add_min", "add_max_min")
)
_RESETTING = tuple(f"{family}_{op}" for family in ("last", "scan") for op in RESETTING)

CONTRACT: Final = Contract((
    Promise(("add", "sub", "mul", "neg", "abs", "min", "max"), _NUMBERS, _EXACT),
    Promise(("div", "fmod", "sqrt", "floor", "ceil", "trunc"), _FLOATS, _EXACT),
    Promise(("truediv",), frozenset({INT}), _EXACT),
    Promise(("floordiv", "mod", "truncdiv", "truncrem"), _INTEGERS, _EXACT),
    Promise(("bitand", "bitor", "bitxor", "bitnot", "shl", "shr"), _INTEGERS, _EXACT),
    Promise(("and", "or", "not"), _BOOLS, _EXACT),
    Promise(("eq", "ne", "lt", "le", "gt", "ge", "select"), _ALL, _EXACT),
    Promise(
        (
            "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos",
            "atan", "sinh", "cosh", "tanh", "erf", "erfc", "pow", "atan2",
        ),
        _FLOATS, Fidelity.ULPS, 4,
    ),
    Promise(
        (
            "full", "expand", "stretch", "transpose", "slice", "concat", "reshape", "strided",
            "gather", "update", "window", "paste", "scatter", "put_rows",
            "strided_window", "compress", "take", "repeat",
        ),
        _ALL, _EXACT,
    ),
    Promise(("cast",), _ALL - _FLOATS, _EXACT),
    Promise(("cast",), _FLOATS, _EXACT, where="in range"),
    Promise(("iota", "ragged_range"), frozenset({INT}), _EXACT),
    Promise(("first", "last"), _BOOLS, _EXACT),
    Promise(("reduce_add", "reduce_mul"), _INTEGERS, _EXACT),
    Promise(("reduce_add", "reduce_mul"), _FLOATS, _REORDERED),
    Promise(("fold_add", "fold_mul"), _NUMBERS, _EXACT),
    Promise(("scan_add", "scan_mul"), _NUMBERS, _EXACT),
    Promise((*_RECURRENCES, "last_linear_mod", "scan_linear_mod"), _INTEGERS, _EXACT),
    Promise((*_RECURRENCES, *_RESETTING), _FLOATS, _REORDERED),
    Promise(("last_and_xor", "scan_and_xor"), _BOOLS, _EXACT),
    Promise(("reduce_min", "reduce_max"), _NUMBERS, _EXACT),
    Promise(("argsort", "sort"), _NUMBERS, _EXACT),
    Promise(("earlier_add",), _INTEGERS, _EXACT),
    Promise(("earlier_or",), _BOOLS, _EXACT),
    Promise(("last_segment",), frozenset({INT}), _EXACT),
    Promise(("earlier_last",), frozenset({INT}), _EXACT),
    Promise(tuple(sorted(PLACES)), _NUMBERS, _EXACT),
    Promise(("scan_min", "scan_max"), _NUMBERS, _EXACT),
    Promise(("reduce_and", "reduce_or", "scan_and", "scan_or"), _BOOLS, _EXACT),
    Promise(
        ("reduce_bitand", "reduce_bitor", "reduce_bitxor", "scan_bitand", "scan_bitor", "scan_bitxor"),
        _INTEGERS, _EXACT,
    ),
    Promise(("segment_add", "segment_mul", "segment_min", "segment_max"), _NUMBERS, _EXACT),
    Promise(("segment_and", "segment_or"), _BOOLS, _EXACT),
    Promise(("segment_bitand", "segment_bitor", "segment_bitxor"), _INTEGERS, _EXACT),
    Promise(("scatter_add", "scatter_min", "scatter_max"), _NUMBERS, _EXACT),
    Promise(("scatter_mul",), _NUMBERS - {INT}, _EXACT),
    Promise(("scatter_and", "scatter_or"), _BOOLS, _EXACT),
    Promise(("scatter_bitand", "scatter_bitor", "scatter_bitxor"), _INTEGERS, _EXACT),
    Promise(("add_rows",), _NUMBERS, _EXACT),
    Promise(("mul_rows",), _NUMBERS - {INT}, _EXACT),
    Promise(("outer",), _NUMBERS, _EXACT),
    Promise(("einsum", "dot", "matvec", "vecmat", "matmul"), _INTEGERS, _EXACT),
    Promise(("einsum", "dot", "matvec", "vecmat", "matmul"), _FLOATS, _REORDERED),
))  # fmt: skip

"""Integer operators on many elements at once give what they give on each element alone, at the edges too."""

from __future__ import annotations

import numpy as np
import pytest

from tensir.dtypes import F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType
from tensir.machine import FEW, machine
from tensir.scalars import SCALARS, compute

FIXED = (I8, I16, I32, I64, U8, U16, U32, U64)
SMALL = [0, 1, -1, 2, -2, 3, 7, -7, 30, 31, 32, 63, 64, 100, -100, 127, -128]
EDGES = [
    2**31 - 1,
    2**31,
    -(2**31),
    2**32,
    2**62 - 1,
    2**62,
    -(2**62),
    2**63 - 1,
    -(2**63),
    2**64 - 1,
    2**64,
    2**70,
]
OPERATORS = (
    "floordiv", "mod", "truncdiv", "truncrem", "bitand", "bitor", "bitxor", "bitnot", "shl", "shr",
)  # fmt: skip


def values(dtype: DType, numbers: list[int]) -> np.ndarray:
    return np.array([n for n in numbers if dtype.holds(n)], dtype=dtype.numpy)


def alone(op: str, dtype: DType, *operands: np.ndarray) -> list[object]:
    """The operator on each element by itself, too few for the quick way."""
    return [compute(op, dtype, tuple(x[k : k + 1] for x in operands)).item() for k in range(len(operands[0]))]


@pytest.mark.parametrize("dtype", [*FIXED, INT], ids=str)
@pytest.mark.parametrize("numbers", [SMALL, [*SMALL, *EDGES]], ids=("small", "edges"))
@pytest.mark.parametrize("op", OPERATORS)
def test_operators(op: str, dtype: DType, numbers: list[int]) -> None:
    one = values(dtype, numbers)
    a, b = (x.ravel() for x in np.meshgrid(one, one))
    b = np.where(b > 3000, 3000, b).astype(dtype.numpy) if op == "shl" else b
    operands = (a, b)[: SCALARS[op].arity]
    assert len(a) >= FEW
    assert compute(op, dtype, operands).tolist() == alone(op, dtype, *operands)


@pytest.mark.parametrize("target", FIXED, ids=str)
@pytest.mark.parametrize("source", [*FIXED, INT, F32, F64], ids=str)
def test_casts(source: DType, target: DType) -> None:
    numbers = [*SMALL, *EDGES]
    if source.is_float:
        given = np.array([*map(float, numbers), 2.5, -2.5, -0.5, np.nan, np.inf, -np.inf, 1e30], source.numpy)
    else:
        given = values(source, numbers)
    assert compute("cast", target, (given,)).tolist() == alone("cast", target, given)
    small = given[np.abs(np.nan_to_num(given.astype(float))) < 2.0**62]
    assert compute("cast", target, (small,)).tolist() == alone("cast", target, small)


def test_what_64_bits_may_not_hold_is_left_alone() -> None:
    assert machine(np.array([2**62], dtype=object)) is None
    assert machine(np.array([2**70], dtype=object)) is None
    assert machine(np.array([2**63], dtype=np.uint64)) is None
    assert machine(np.array([1.5])) is None
    found = machine(np.array([2**62 - 1, -5], dtype=object))
    assert found is not None
    assert found.tolist() == [2**62 - 1, -5]

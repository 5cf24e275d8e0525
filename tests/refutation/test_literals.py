"""Values as Python text: the text evaluates to the value, whatever it is."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensir.dtypes import BOOL, F32, F64, I32, INT, U8
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Type
from tenspiler.refutation.literals import literal, namespace

PYTHON_FLOAT = ScalarType(F64, Flavour.PYTHON)


def value_of(text: str) -> Any:
    return eval(text, {"np": np, "SimpleNamespace": SimpleNamespace})


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    return type(a) is type(b) and a == b


@given(st.floats())
def test_floats(value: float) -> None:
    assert same(value_of(literal(PYTHON_FLOAT, value)), value)


@given(st.floats(width=32))
def test_narrow_floats(value: float) -> None:
    read = value_of(literal(ScalarType(F32, Flavour.NUMPY), value))
    assert isinstance(read, np.float32)
    assert same(float(read), value)


@given(st.lists(st.lists(st.floats(), min_size=2, max_size=2)))
def test_nested_lists(value: list[list[float]]) -> None:
    read = value_of(literal(ArrayType(PYTHON_FLOAT, 2, Container.LIST), value))
    assert [len(row) for row in read] == [len(row) for row in value]
    assert all(same(x, y) for a, b in zip(read, value, strict=True) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (ScalarType(INT, Flavour.PYTHON), -3, "-3"),
        (ScalarType(BOOL, Flavour.NUMPY), True, "True"),
        (ScalarType(I32, Flavour.C), 7, "7"),
        (ScalarType(I32, Flavour.NUMPY), 7, "np.int32(7)"),
        (PYTHON_FLOAT, math.nan, 'float("nan")'),
        (PYTHON_FLOAT, -math.inf, 'float("-inf")'),
        (PYTHON_FLOAT, -0.0, "-0.0"),
        (ScalarType(F32, Flavour.C), float(np.float32(0.1)), "0.1"),
        (ArrayType(ScalarType(U8, Flavour.C), 1, Container.POINTER), np.array([1, 255], np.uint8), "np.array([1, 255], dtype=np.uint8)"),
        (ArrayType(ScalarType(BOOL, Flavour.NUMPY), 1, Container.NDARRAY), np.array([True]), "np.array([True], dtype=np.bool_)"),
        (ArrayType(ScalarType(F64, Flavour.NUMPY), 2, Container.NDARRAY), np.zeros((0, 3)), "np.zeros((0, 3), dtype=np.float64)"),
        (ArrayType(ScalarType(F64, Flavour.NUMPY), 2, Container.NDARRAY), np.array([[-0.0, math.inf]]), 'np.array([[-0.0, float("inf")]], dtype=np.float64)'),
    ],
)  # fmt: skip
def test_texts(kind: Type, value: Any, text: str) -> None:
    assert literal(kind, value) == text
    read = value_of(text)
    if isinstance(value, np.ndarray):
        assert (read.dtype, read.shape, read.tolist()) == (value.dtype, value.shape, value.tolist())


def test_objects_hold_their_fields() -> None:
    text = namespace(
        [(("size", "rows"), "2"), (("size", "cols"), "3"), (("cells",), "[1]"), (("at", 1), "5")]
    )
    read = value_of(text)
    assert (read.size.rows, read.size.cols, read.cells, read.at) == (2, 3, [1], (None, 5))

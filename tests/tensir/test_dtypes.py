"""There is one object for each dtype, wherever it comes from."""

from __future__ import annotations

import copy
import pickle

import pytest

from tensir.cells import Extent
from tensir.dtypes import DTYPES, DType
from tensir.ops import call
from tensir.tensors import Param, TensorType


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_a_dtype_stays_itself(dtype: DType) -> None:
    assert pickle.loads(pickle.dumps(dtype)) is dtype
    assert copy.deepcopy(dtype) is dtype


def test_a_tensor_that_was_pickled_is_the_same() -> None:
    x = Param("x", TensorType(DTYPES["f32"], (Extent("x", 0),)))
    total = call("reduce_add", x, axis=0)
    assert pickle.loads(pickle.dumps(total)) == total

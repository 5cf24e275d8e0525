"""How NumPy code is written, beside the table of operators: dtypes, numbers, layout and results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final, final

from tensir.dtypes import BOOL, F32, INT, DType
from tenspiler.backend.api import Interface, Output
from tenspiler.backend.emission.arguments import came_as_lists
from tenspiler.backend.emission.block import Block
from tenspiler.backend.emission.scalars import typed_scalar
from tenspiler.backend.emission.target import Spelling, Target
from tenspiler.backend.emission.values import Level, Value, at_level
from tenspiler_numpy.patterns import TABLES


@final
class NumpyNumbers:
    """Scalars are NumPy scalars, which wrap around and round as their dtype does."""

    def dtype(self, dtype: DType) -> str:
        if dtype is BOOL:
            return "np.bool_"
        return "np.int64" if dtype is INT else f"np.{dtype.numpy}"

    def element(self, dtype: DType) -> str:
        return self.dtype(dtype)

    def bound(self, dtype: DType) -> str:
        return "{0}"

    def literal(self, value: int | float | bool, dtype: DType) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return "np.nan" if math.isnan(value) else "np.inf" if value > 0 else "-np.inf"
        return repr(value)

    def scalar(self, text: str, dtype: DType) -> str:
        return f"{self.dtype(dtype)}({text})"

    def wrapped(self, text: str, dtype: DType) -> str:
        return f"_int_wrapped({text}, {self.dtype(dtype)})"

    def cast(self, source: DType, dtype: DType) -> str:
        if source is INT and dtype is F32:  # as Python does: first to a float of 64 bits
            return "{0}.astype(np.float64).astype(np.float32)"
        return f"{{0}}.astype({self.dtype(dtype)})"

    def integer(self, source: DType) -> str:
        return "int({0})"

    def extreme(self, op: str, dtype: DType) -> str:
        if dtype.is_float:
            return "np.inf" if op == "min" else "-np.inf"
        return f"np.iinfo({self.dtype(dtype)}).{'max' if op == 'min' else 'min'}"

    def range_of(self, dtype: DType) -> str:
        return "_range_of_floats" if dtype.is_float else "_range_of"


@final
class NumpyResults:
    """Arrays for arrays, lists for lists."""

    @property
    def copies_lists(self) -> bool:
        return True

    def head(self, interface: Interface, names: Mapping[str, str]) -> Mapping[str, str]:
        return {"as_lists": came_as_lists(interface, names)}

    def as_list(self, value: Value) -> str:
        return f"{at_level(value, Level.ATOM)}.tolist()"

    def as_vector(self, value: Value, interface: Interface, names: Mapping[str, str], block: Block) -> str:
        if not came_as_lists(interface, names):
            return self.as_list(value)
        name = block.assign("result", value).text
        return f"{name}.tolist() if as_lists else {name}"

    def as_array(self, value: Value) -> str:
        return value.text

    def as_number(self, value: Value, output: Output) -> str:
        if output.numpy_scalar:
            return typed_scalar(NUMBERS, value).text
        if not value.weak:
            return f"{at_level(value, Level.ATOM)}.item()"
        if value.dtype is BOOL:
            return f"bool({value.text})"
        if value.dtype is INT or value.is_simple:
            return value.text
        return f"{typed_scalar(NUMBERS, value).text}.item()"


NUMBERS: Final = NumpyNumbers()

TARGET: Final = Target(
    imports={"np": "import numpy as np"},
    prelude=(Path(__file__).with_name("prelude.py"),),
    reserved=frozenset({"np", "as_lists", "PreconditionError"}),
    binders={},
    placement="",
    memory="{0}",
    numbers=NUMBERS,
    tables=TABLES,
    spelling=Spelling(
        axis="axis",
        whole=True,
        iota="np.arange({extent})",
        concat="np.concatenate(({0}, {1}){axis})",
        copy="{0}.copy()",
        fill="np.full({size}, {0}, dtype={dtype})",
        spread="np.full({size}, {0}, dtype={dtype})",
        broadcast="np.broadcast_to({0}, {shape})",
        permute="np.transpose({0}, {axes})",
        flip="",
        ufuncs={"add": "np.add", "mul": "np.multiply"},
        count="{0}.size",
        guard='with np.errstate(all="ignore"):',
    ),
    results=NumpyResults(),
)

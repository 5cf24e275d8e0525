"""How PyTorch code is written, beside the table of operators: dtypes, numbers, layout and results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final, final

from tensir.dtypes import BOOL, F32, INT, U16, U32, U64, DType, Kind
from tenspiler.backend.api import Interface, Output
from tenspiler.backend.emission.arguments import came_as_lists
from tenspiler.backend.emission.block import Block
from tenspiler.backend.emission.scalars import typed_scalar
from tenspiler.backend.emission.target import Spelling, Target
from tenspiler.backend.emission.values import Value
from tenspiler_torch.patterns import MASKED, TABLES

_HELD = {U16: "torch.int32", U32: "torch.int64", U64: "torch.int64"}


@final
class TorchNumbers:
    """Scalars are tensors without axes, on the device of the arguments."""

    def dtype(self, dtype: DType) -> str:
        return _HELD.get(dtype) or self.element(dtype)

    def element(self, dtype: DType) -> str:
        return "torch.int64" if dtype is INT else f"torch.{dtype.numpy}"

    def bound(self, dtype: DType) -> str:
        return "_widened({0})" if dtype in _HELD else "{0}"

    def literal(self, value: int | float | bool, dtype: DType) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return "torch.nan" if math.isnan(value) else "torch.inf" if value > 0 else "-torch.inf"
        return repr(value - 2**64 if dtype is U64 and value >= 2**63 else value)

    def scalar(self, text: str, dtype: DType) -> str:
        if dtype is U64 and not text.lstrip("-").isdigit():
            text = f"_signed({text}, 64)"
        return f"torch.tensor({text}, dtype={self.dtype(dtype)}, device=device)"

    def wrapped(self, text: str, dtype: DType) -> str:
        if dtype.kind is Kind.SIGNED or dtype is U64:
            text = f"_signed({text}, {dtype.bits})"
        else:
            text = f"({text}) % 2**{dtype.bits}"
        return f"torch.tensor({text}, dtype={self.dtype(dtype)}, device=device)"

    def cast(self, source: DType, dtype: DType) -> str:
        if dtype.is_float:
            if source is U64:
                return f"_float_of_u64({{0}}, {self.dtype(dtype)})"
            first = ".to(torch.float64)" if source is INT and dtype is F32 else ""  # as Python does
            return f"{{0}}{first}.to({self.dtype(dtype)})"
        base, held = ("_truncated({0})", "torch.int64") if source.is_float else ("{0}", self.dtype(source))
        text = base if held == self.dtype(dtype) else f"{base}.to({self.dtype(dtype)})"
        narrow = source is BOOL or (source.kind is Kind.UNSIGNED and source.bits <= dtype.bits)
        return f"{text} & {MASKED[dtype]}" if dtype in MASKED and not narrow else text

    def integer(self, source: DType) -> str:
        if source is U64:
            return "int({0}) % 2**64"
        return "int({0})"

    def extreme(self, op: str, dtype: DType) -> str:
        if dtype.is_float:
            return "torch.inf" if op == "min" else "-torch.inf"
        if dtype in _HELD:
            return self.literal(dtype.highest if op == "min" else dtype.lowest, dtype)
        return f"torch.iinfo({self.dtype(dtype)}).{'max' if op == 'min' else 'min'}"

    def range_of(self, dtype: DType) -> str:
        if dtype is U64:
            return "_range_of_u64"
        return "_range_of_floats" if dtype.is_float else "_range_of"


@final
class TorchResults:
    """Tensors if an argument is one; else arrays for arrays, and lists and numbers for lists."""

    @property
    def copies_lists(self) -> bool:
        return False

    def head(self, interface: Interface, names: Mapping[str, str]) -> Mapping[str, str]:
        given = ", ".join(names[a.name] for a in interface.arguments)
        return {"device": f"_device({given})", "kind": f"_kind({given})"}

    def as_list(self, value: Value) -> str:
        return f"_as_list({self._narrowed(value)}, kind)"

    def as_vector(self, value: Value, interface: Interface, names: Mapping[str, str], block: Block) -> str:
        if not came_as_lists(interface, names):
            return self.as_list(value)
        return f"_as_vector({self._narrowed(value)}, kind)"

    def as_array(self, value: Value) -> str:
        return f"_as_array({self._narrowed(value)}, kind)"

    def as_number(self, value: Value, output: Output) -> str:
        if output.numpy_scalar:
            return f"_as_scalar({self._own(typed_scalar(NUMBERS, value))}, kind)"
        if not value.weak:
            return f"_as_number({self._own(value)}, kind)"
        return f"bool({value.text})" if value.dtype is BOOL else value.text

    def _own(self, value: Value) -> str:
        """A tensor without axes that is no view of an argument."""
        text = self._narrowed(value)
        return f"{text}.clone()" if value.is_simple or value.base else text

    def _narrowed(self, value: Value) -> str:
        if value.dtype not in _HELD:
            return value.text
        return f"_narrowed({value.text}, {NUMBERS.element(value.dtype)})"


NUMBERS: Final = TorchNumbers()

_PRELUDE = Path(__file__).with_name("prelude")

TARGET: Final = Target(
    imports={"math": "import math", "np": "import numpy as np", "torch": "import torch"},
    prelude=tuple(_PRELUDE / f"{name}.py" for name in ("arguments", "operators", "unsigned")),
    reserved=frozenset({"math", "np", "torch", "device", "kind", "PreconditionError"}),
    binders={"_from_list": "_tensor_from_list", "_from_vector": "_tensor_from_vector"},
    placement=", device",
    memory="_memory({0})",
    numbers=NUMBERS,
    tables=TABLES,
    spelling=Spelling(
        axis="dim",
        whole=False,
        iota="torch.arange({extent}, device=device)",
        concat="torch.cat(({0}, {1}){axis})",
        copy="{0}.clone()",
        fill="torch.full({shape}, {0}, dtype={dtype}, device=device)",
        spread="torch.broadcast_to({0}, {shape})",
        broadcast="torch.broadcast_to({0}, {shape})",
        permute="torch.permute({0}, {axes})",
        flip="torch.flip({0}, ({place},))",
        ufuncs={"add": "torch.add", "mul": "torch.mul"},
        count="{0}.numel()",
        guard="",
    ),
    results=TorchResults(),
)

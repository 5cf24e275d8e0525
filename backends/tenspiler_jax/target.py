"""How JAX code is written, beside the table of operators: dtypes, numbers, layout and results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final, final

from tensir.dtypes import BOOL, F32, I64, INT, U64, DType
from tensir.tensors import Program
from tenspiler.backend.api import Interface, Output
from tenspiler.backend.emission.arguments import came_as_lists
from tenspiler.backend.emission.block import Block
from tenspiler.backend.emission.scalars import typed_scalar
from tenspiler.backend.emission.target import Spelling, Target
from tenspiler.backend.emission.values import Value
from tenspiler_jax.patterns import TABLES


@final
class JaxNumbers:
    """Scalars are arrays without axes; Python's integers are what is known while JAX traces."""

    def dtype(self, dtype: DType) -> str:
        if dtype is BOOL:
            return "jnp.bool_"
        return "jnp.int64" if dtype is INT else f"jnp.{dtype.numpy}"

    def element(self, dtype: DType) -> str:
        return self.dtype(dtype)

    def bound(self, dtype: DType) -> str:
        return "{0}"

    def literal(self, value: int | float | bool, dtype: DType) -> str:
        if isinstance(value, float) and not math.isfinite(value):
            return "jnp.nan" if math.isnan(value) else "jnp.inf" if value > 0 else "-jnp.inf"
        if dtype is U64 and value >= 2**63:  # JAX takes Python's integers for signed ones
            return f"np.uint64({value})"
        return repr(value)

    def scalar(self, text: str, dtype: DType) -> str:
        return f"{self.dtype(dtype)}({text})"

    def wrapped(self, text: str, dtype: DType) -> str:
        return f"_wrapped({text}, {self.dtype(dtype)})"

    def cast(self, source: DType, dtype: DType) -> str:
        if source is INT and dtype is F32:  # as Python does: first to a float of 64 bits
            return "{0}.astype(jnp.float64).astype(jnp.float32)"
        if source.is_float and not dtype.is_float:
            narrow = "" if dtype in (I64, INT) else f".astype({self.dtype(dtype)})"
            return f"_truncated({{0}}){narrow}"
        return f"{{0}}.astype({self.dtype(dtype)})"

    def integer(self, source: DType) -> str:
        return self.cast(source, INT)

    def extreme(self, op: str, dtype: DType) -> str:
        if dtype.is_float:
            return "jnp.inf" if op == "min" else "-jnp.inf"
        if dtype is U64:
            return self.literal(dtype.highest if op == "min" else dtype.lowest, dtype)
        return f"jnp.iinfo({self.dtype(dtype)}).{'max' if op == 'min' else 'min'}"

    def range_of(self, dtype: DType) -> str:
        return "_range_of_floats" if dtype.is_float else "_range_of"


@final
class JaxResults:
    """Arrays of JAX if an argument is one; else those of NumPy for arrays, lists and numbers for lists."""

    @property
    def copies_lists(self) -> bool:
        return True

    def head(self, interface: Interface, names: Mapping[str, str]) -> Mapping[str, str]:
        return {"kind": f"_kind({', '.join(names[a.name] for a in interface.arguments)})"}

    def as_list(self, value: Value) -> str:
        return f"_as_list({value.text}, kind)"

    def as_vector(self, value: Value, interface: Interface, names: Mapping[str, str], block: Block) -> str:
        if not came_as_lists(interface, names):
            return self.as_list(value)
        return f"_as_vector({value.text}, kind)"

    def as_array(self, value: Value) -> str:
        return f"_as_array({value.text}, kind)"

    def as_number(self, value: Value, output: Output) -> str:
        if output.numpy_scalar:
            return f"_as_scalar({typed_scalar(NUMBERS, value).text}, kind)"
        if not value.weak:
            return f"_as_number({value.text}, kind)"
        return f"bool({value.text})" if value.dtype is BOOL else value.text


def decorator(program: Program) -> str:
    """What keeps 64 bits, whatever the program."""
    return "@_in_64_bits"


NUMBERS: Final = JaxNumbers()

_PRELUDE = Path(__file__).with_name("prelude")

TARGET: Final = Target(
    imports={
        "functools": "import functools",
        "math": "import math",
        "jax": "import jax",
        "jnp": "import jax.numpy as jnp",
        "np": "import numpy as np",
        "lax": "from jax import lax",
    },
    prelude=tuple(_PRELUDE / f"{name}.py" for name in ("arguments", "operators")),
    reserved=frozenset({"functools", "math", "jax", "jnp", "np", "lax", "kind", "PreconditionError"}),
    binders={"_from_list": "_array_from_list", "_from_vector": "_array_from_vector"},
    placement="",
    memory="_memory({0})",
    numbers=NUMBERS,
    tables=TABLES,
    spelling=Spelling(
        axis="axis",
        whole=True,
        iota="jnp.arange({extent})",
        concat="jnp.concatenate(({0}, {1}){axis})",
        copy="{0}",
        fill="jnp.full({shape}, {0}, dtype={dtype})",
        spread="jnp.broadcast_to({0}, {shape})",
        broadcast="jnp.broadcast_to({0}, {shape})",
        permute="jnp.transpose({0}, {axes})",
        flip="",
        ufuncs={"add": "jnp.add", "mul": "jnp.multiply"},
        count="{0}.size",
        guard="",
        store="{0}.at[{1}].set({2})",
        compress="_compress({0}, {1})",
    ),
    results=JaxResults(),
    traced=True,
    decorator=decorator,
    remarks=(
        "Under jax.jit, jax.vmap and jax.grad the elements of arrays are not known: preconditions and checks"
        " of 64 bits that depend on them are skipped, and what they decide the size of raises a TypeError."
        " Integers and truth values among the arguments have to be static.",
    ),
)

"""Element types: fixed-width integers, IEEE floats, booleans, and the unbounded integers of mathematics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    import numpy as np


class Kind(Enum):
    """What family of numbers a dtype belongs to."""

    BOOL = "bool"
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    UNBOUNDED = "unbounded"
    FLOAT = "float"


@final
@dataclass(frozen=True, slots=True)
class DType:
    """An element type: its printed name, its family and its width in bits (0 where there is no width)."""

    name: str
    kind: Kind
    bits: int

    def __str__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[object, ...]:
        """There is one object for each dtype, in another process too."""
        return _called, (self.name,)

    @property
    def is_integer(self) -> bool:
        return self.kind in (Kind.SIGNED, Kind.UNSIGNED, Kind.UNBOUNDED)

    @property
    def is_fixed(self) -> bool:
        """A fixed-width integer, whose arithmetic wraps around."""
        return self.kind in (Kind.SIGNED, Kind.UNSIGNED)

    @property
    def is_float(self) -> bool:
        return self.kind is Kind.FLOAT

    @property
    def lowest(self) -> int:
        """The least value of a fixed-width integer."""
        return -(1 << (self.bits - 1)) if self.kind is Kind.SIGNED else 0

    @property
    def highest(self) -> int:
        """The greatest value of a fixed-width integer."""
        return (1 << (self.bits - (self.kind is Kind.SIGNED))) - 1

    @property
    def numpy(self) -> np.dtype[Any]:
        """The NumPy dtype that holds such elements; Python integers live in object arrays."""
        return _numpy_dtype(self.name)

    def wrap(self, value: int) -> int:
        """`value` reduced into the range of a fixed-width integer, as two's complement does."""
        if not self.is_fixed:
            return value
        return (value - self.lowest) % (1 << self.bits) + self.lowest

    def holds(self, value: int) -> bool:
        """Whether an integer is representable."""
        return not self.is_fixed or self.lowest <= value <= self.highest


BOOL = DType("bool", Kind.BOOL, 0)
INT = DType("int", Kind.UNBOUNDED, 0)
I8, I16, I32, I64 = (DType(f"i{b}", Kind.SIGNED, b) for b in (8, 16, 32, 64))
U8, U16, U32, U64 = (DType(f"u{b}", Kind.UNSIGNED, b) for b in (8, 16, 32, 64))
F32, F64 = DType("f32", Kind.FLOAT, 32), DType("f64", Kind.FLOAT, 64)

DTYPES: dict[str, DType] = {d.name: d for d in (BOOL, INT, I8, I16, I32, I64, U8, U16, U32, U64, F32, F64)}

_NUMPY_NAMES = {
    "bool": "bool",
    "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
    "f32": "float32", "f64": "float64",
}  # fmt: skip


def _called(name: str) -> DType:
    return DTYPES[name]


@cache
def _numpy_dtype(name: str) -> np.dtype[Any]:
    # Late: types are named in many places that compute nothing.
    import numpy as np

    return np.dtype(_NUMPY_NAMES.get(name, object))

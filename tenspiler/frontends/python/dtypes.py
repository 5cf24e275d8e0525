"""The names by which Python and NumPy call element types."""

from __future__ import annotations

import ast
from typing import Final, Protocol

from tensir.dtypes import DTYPES, INT, DType

_NAMES: Final = {d.numpy.name: d for d in DTYPES.values() if d is not INT}
_OTHER_NAMES: Final = {
    "bool_": "bool", "double": "float64", "single": "float32", "half": "float16", "byte": "int8",
    "ubyte": "uint8", "short": "int16", "ushort": "uint16", "intc": "int32", "uintc": "uint32",
    "longlong": "int64", "ulonglong": "uint64", "intp": "int64", "uintp": "uint64", "int_": "int64",
}  # fmt: skip
_PYTHON: Final = {"builtins.int": "int64", "builtins.float": "float64", "builtins.bool": "bool"}


class Scope(Protocol):
    """What says what a name stands for."""

    def qualified(self, node: ast.expr, local: frozenset[str] = frozenset()) -> str | None:
        """The full name of a library's function or type."""
        ...


def dtype_named(name: str) -> DType | None:
    """The dtype that NumPy calls `name`."""
    return _NAMES.get(_OTHER_NAMES.get(name, name))


def numpy_scalar(name: str | None) -> DType | None:
    """The dtype of a scalar type of NumPy, by its full name."""
    if name is None or not name.startswith("numpy."):
        return None
    return dtype_named(name.removeprefix("numpy."))


def python_dtype(scope: Scope, node: ast.expr) -> DType | None:
    """A dtype as NumPy accepts it: `np.uint8`, `float`, `"int32"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return dtype_named(node.value)
    name = scope.qualified(node)
    if name in _PYTHON:
        return dtype_named(_PYTHON[name])
    return numpy_scalar(name)

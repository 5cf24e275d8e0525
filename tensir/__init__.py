"""TensIR: a small, pure, typed tensor language with symbolic extents.

A program is built with `call`, or read with `parse_program`; `evaluate` runs it on NumPy arrays and
`show_program` writes its text form. Every operator is an entry of `OPERATORS`, and its meaning is the cell
that `cell_at` gives.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensir.cell_evaluator import evaluate_cell
    from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym
    from tensir.dtypes import BOOL, DTYPES, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64, DType
    from tensir.evaluator import check_requirements, evaluate, failed_requirements
    from tensir.ops import OPERATORS, TensorOp, call, cell_at, requirements
    from tensir.parser import parse_program
    from tensir.printer import show_cell, show_program, show_tensor
    from tensir.scalars import SCALARS, TypeRuleError
    from tensir.syntax import TensIRSyntaxError
    from tensir.tensors import Call, Carried, Iterate, Param, Program, Scalar, Tensor, TensorType

__all__ = [
    "BOOL", "DTYPES", "F32", "F64", "I8", "I16", "I32", "I64", "INT", "OPERATORS", "SCALARS", "U8",
    "U16", "U32", "U64", "Apply", "Call", "Carried", "Cell", "DType", "Elem", "Extent", "Fold", "Iterate",
    "Lit", "Param", "Program", "Scalar", "Sym", "TensIRSyntaxError", "Tensor", "TensorOp", "TensorType",
    "TypeRuleError", "call", "cell_at", "check_requirements", "evaluate", "evaluate_cell",
    "failed_requirements", "parse_program", "requirements", "show_cell", "show_program", "show_tensor",
]  # fmt: skip


# In the order of what they bring along: names and types, NumPy, the parser's Lark.
_HOMES = (
    "dtypes",
    "cells",
    "tensors",
    "scalars",
    "ops",
    "printer",
    "cell_evaluator",
    "evaluator",
    "syntax",
    "parser",
)


def __getattr__(name: str) -> Any:
    """A public name, its module imported when it is first used."""
    if name in __all__:
        for home in _HOMES:
            module = import_module(f"tensir.{home}")
            if name in vars(module):
                globals()[name] = vars(module)[name]
                return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

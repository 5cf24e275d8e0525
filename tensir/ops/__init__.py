"""The table of tensor operators: for each its name, its attributes, its type rule and its meaning.

The meaning is an index function: the cell at given indices, in terms of the operands' index functions.
The evaluator, the encoding for the solver, the printer and the property tests all follow from it.
"""

from __future__ import annotations

from tensir.ops.attributes import ATTRIBUTE_KINDS, AttributeKind, canonical_attribute
from tensir.ops.contractions import CONTRACTIONS, parse_einsum
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types
from tensir.ops.reductions import ORDERED, PLACES, POSITIONS, REDUCIBLE, SELECTED_POSITIONS
from tensir.ops.rows import ACCUMULATING, row_before, span
from tensir.ops.table import (
    OPERATORS,
    call,
    cell_at,
    own_names,
    own_requirements,
    parts,
    program_parts,
    program_roots,
    requirements,
    same_shape,
)

__all__ = [
    "ACCUMULATING", "ATTRIBUTE_KINDS", "CONTRACTIONS", "OPERATORS", "ORDERED", "PLACES", "POSITIONS",
    "REDUCIBLE", "SELECTED_POSITIONS", "At", "AttributeKind", "Attributes", "Index", "Requirement",
    "TensorOp", "Types", "call", "canonical_attribute", "cell_at", "own_names", "own_requirements",
    "parse_einsum", "parts", "program_parts", "program_roots", "requirements", "row_before", "same_shape",
    "span",
]  # fmt: skip

"""Which operators kernels compute, and which are left to NumPy, in Python and before the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from tensir.cells import Cell, Elem, Fold, subterms
from tensir.ops import parts
from tensir.scalars import SCALARS
from tensir.tensors import Call, Tensor
from tenspiler_c.nests import VIEWS, is_folding


def in_c(node: Tensor) -> bool:
    """Whether kernels compute an operator; else NumPy does, and all that it is made of."""
    if not isinstance(node, Call):
        return True
    known = {n for a in node.args for n in a.type.shape}
    if any(is_counted(n) and n not in known for n in node.type.shape):
        return False
    family = node.op.partition("_")[0]
    return (
        node.op in SCALARS
        or node.op in ("cast", "gather", "scatter", "add_rows", "mul_rows")
        or node.op in VIEWS
        or is_folding(node)
        or family == "scan"
        or family == "scatter"
    )


def on_host(node: Tensor) -> bool:
    """Whether a tensor without axes is made of scalars and extents."""
    return not node.type.rank and not any(p.type.rank for p in parts(node))


def is_counted(cell: Cell) -> bool:
    """Whether an extent depends on elements."""
    return any(isinstance(t, (Fold, Elem)) for t in subterms(cell))


def is_sequential(node: Tensor) -> bool:
    """Whether a tensor is computed as a whole, in an order."""
    return isinstance(node, Call) and (
        node.op.startswith(("scan_", "scatter")) or node.op in ("add_rows", "mul_rows")
    )


def parts_in_c(output: Tensor) -> Iterator[Tensor]:
    """Operands first, what Python computes left out with all that it is made of."""
    seen: set[Tensor] = set()

    def visit(node: Tensor) -> Iterator[Tensor]:
        if node in seen or not isinstance(node, Call) or not in_c(node) or on_host(node):
            return
        seen.add(node)
        for arg in node.args:
            yield from visit(arg)
        yield node

    yield from visit(output)

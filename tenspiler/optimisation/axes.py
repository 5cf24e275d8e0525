"""Tensors whose axes carry names, so that they can be lined up for elementwise operators and contractions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast as typed
from typing import final

from tensir.cells import Cell
from tensir.ops import call
from tensir.tensors import Call, Tensor


@final
@dataclass(frozen=True, slots=True)
class Labelled:
    """A tensor and the name of each of its axes, in order."""

    tensor: Tensor
    axes: tuple[str, ...]


def lined_up(value: Labelled, axes: tuple[str, ...], extents: dict[str, Cell]) -> Tensor:
    """The tensor with exactly these axes in this order: transposed, and repeated along what it lacks."""
    wanted = tuple(a for a in axes if a in value.axes)
    tensor = value.tensor
    if wanted != value.axes:
        tensor = transposed(tensor, tuple(value.axes.index(a) for a in wanted))
    for place, axis in enumerate(axes):
        if axis not in value.axes:
            tensor = call("expand", tensor, axis=place, extent=extents[axis])
    return tensor


def transposed(tensor: Tensor, axes: tuple[int, ...]) -> Tensor:
    """The axes in another order; what was transposed before is transposed once."""
    if isinstance(tensor, Call) and tensor.op == "transpose":
        before = typed("tuple[int, ...]", tensor.attribute("axes"))
        tensor, axes = tensor.args[0], tuple(before[a] for a in axes)
    return tensor if axes == tuple(range(len(axes))) else call("transpose", tensor, axes=axes)


def product(left: Labelled, right: Labelled, summed: str) -> Labelled | None:
    """A contraction over one axis by the most specific named operator; None for plain elementwise sums."""
    if summed not in left.axes or summed not in right.axes:
        return None
    batch = [a for a in left.axes if a in right.axes and a != summed]
    rows = [a for a in left.axes if a not in right.axes]
    columns = [a for a in right.axes if a not in left.axes]
    if not batch:
        return _named(left, right, summed, rows, columns)
    if not rows and not columns:
        return None
    return _einsum(left, right, summed, [*batch, *rows, *columns])


def _named(left: Labelled, right: Labelled, summed: str, rows: list[str], columns: list[str]) -> Labelled:
    match rows, columns:
        case [], []:
            return Labelled(call("dot", left.tensor, right.tensor), ())
        case [row], []:
            return Labelled(call("matvec", lined_up(left, (row, summed), {}), right.tensor), (row,))
        case [], [column] if right.axes == (column, summed):
            return Labelled(call("matvec", right.tensor, left.tensor), (column,))
        case [], [column]:
            return Labelled(call("vecmat", left.tensor, lined_up(right, (summed, column), {})), (column,))
        case [row], [column]:
            a, b = lined_up(left, (row, summed), {}), lined_up(right, (summed, column), {})
            return Labelled(call("matmul", a, b), (row, column))
        case _:
            return _einsum(left, right, summed, [*rows, *columns])


def _einsum(left: Labelled, right: Labelled, summed: str, result: list[str]) -> Labelled:
    letters: dict[str, str] = {}
    for axis in (*left.axes, *right.axes):
        letters.setdefault(axis, "abcdefghijklmnopqrstuvwxyz"[len(letters)])
    spell = {
        k: "".join(letters[a] for a in v)
        for k, v in (("l", left.axes), ("r", right.axes), ("o", tuple(result)))
    }
    node: Call = call("einsum", left.tensor, right.tensor, spec=f"{spell['l']},{spell['r']}->{spell['o']}")
    return Labelled(node, tuple(result))

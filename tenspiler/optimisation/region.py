"""Boxes: conditions on indices that say nothing but a range, and a step, for each axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, clamp_extent, conjuncts, mul, sub
from tensir.cells import Apply, Cell, Lit, Sym, free_symbols, fresh, integer
from tensir.dtypes import INT
from tensir.polynomial import linear_in, normal, to_cell


@final
@dataclass(frozen=True, slots=True)
class Box:
    """The cells `start + step * k` for `0 <= k < extent` of each axis; `places` are they over `binders`."""

    binders: tuple[str, ...]
    starts: tuple[Cell, ...]
    steps: tuple[Cell, ...]
    extents: tuple[Cell, ...]
    places: tuple[Cell, ...]


@final
class _Axis:
    """What the conditions say of one index."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.low: Cell | None = None
        self.high: Cell | None = None
        self.step = 1
        self.offset: Cell = integer(0)

    def at_least(self, bound: Cell) -> None:
        self.low = bound if self.low is None else apply("max", (self.low, bound), INT)

    def below(self, bound: Cell) -> None:
        self.high = bound if self.high is None else apply("min", (self.high, bound), INT)


def box_of(condition: Cell, binders: tuple[str, ...], shape: tuple[Cell, ...]) -> Box | None:
    """The box that a conjunction describes inside a shape; None where it says anything else."""
    axes = {b: _Axis(b) for b in binders}
    atoms = conjuncts(condition)
    for atom in atoms:
        _learn_step(atom, axes)
    if not all(_learn(atom, axes) for atom in atoms):
        return None
    for axis, extent in zip(axes.values(), shape, strict=True):
        if axis.step > 1 and (axis.low is None or axis.high is None):
            return None
        axis.low = integer(0) if axis.low is None else axis.low
        axis.high = extent if axis.high is None else axis.high
    return _box(tuple(axes[b] for b in binders))


def _box(axes: tuple[_Axis, ...]) -> Box:
    names = tuple(fresh(a.name) for a in axes)
    starts: list[Cell] = []
    extents: list[Cell] = []
    for axis in axes:
        assert axis.low is not None
        assert axis.high is not None
        starts.append(normal(add(axis.offset, mul(integer(axis.step), axis.low))))
        extents.append(clamp_extent(normal(sub(axis.high, axis.low))))
    steps = tuple(integer(a.step) for a in axes)
    places = tuple(
        normal(add(start, mul(step, Sym(n, INT))))
        for start, step, n in zip(starts, steps, names, strict=True)
    )
    return Box(names, tuple(starts), steps, tuple(extents), places)


def _only(cell: Cell, axes: dict[str, _Axis]) -> _Axis | None:
    """The one axis on which a cell depends."""
    used = [axes[n] for n in free_symbols(cell) if n in axes]
    return used[0] if len(used) == 1 else None


def _learn_step(atom: Cell, axes: dict[str, _Axis]) -> None:
    """`(k - offset) % step == 0`."""
    match atom:
        case Apply(op="eq", args=(Apply(op="mod", args=(shifted, Lit() as step)), Lit(value=0))):
            axis = _only(shifted, axes)
            split = linear_in(shifted, axis.name) if axis else None
            if axis and split and split[0] == {(): 1} and axis.step == 1 and step.value > 1:
                axis.step = int(step.value)
                axis.offset = to_cell({m: -c for m, c in split[1].items()})
        case _:
            pass


def _learn(atom: Cell, axes: dict[str, _Axis]) -> bool:
    """Take in one condition; False if it is no bound of one axis."""
    axis = _only(atom, axes)
    if axis is None:
        return False
    match atom:
        case Apply(op="eq", args=(Apply(op="mod", args=(_, Lit() as step)), Lit(value=0))):
            return axis.step == step.value
        case Apply(op="le" | "lt" | "ge" | "gt" as op, args=(a, b)) if a.dtype is INT:
            return _bound(
                axis, sub(b, a) if op in ("le", "lt") else sub(a, b), 0 if op in ("le", "ge") else 1
            )
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            return _bound(axis, sub(b, a), 0) and _bound(axis, sub(a, b), 0)
        case _:
            return False


def _bound(axis: _Axis, slack: Cell, gap: int) -> bool:
    """`slack >= gap` as a bound of the axis, or of its quotient by the step."""
    unit: Cell = Sym(axis.name, INT)
    if axis.step > 1:
        shifted = normal(sub(unit, axis.offset))
        quotient = Apply("floordiv", (shifted, integer(axis.step)), INT)
        stand_in = fresh("q")
        slack = _swap(slack, quotient, Sym(stand_in, INT))
        if axis.name in free_symbols(slack):
            return False
        split = linear_in(slack, stand_in)
    else:
        split = linear_in(slack, axis.name)
    if split is None or split[0] not in ({(): 1}, {(): -1}):
        return False
    rest = to_cell(split[1])
    if split[0] == {(): 1}:
        axis.at_least(normal(sub(integer(gap), rest)))
    else:
        axis.below(normal(add(rest, integer(1 - gap))))
    return True


def _swap(cell: Cell, old: Cell, new: Cell) -> Cell:
    if cell == old:
        return new
    match cell:
        case Apply():
            return apply(cell.op, tuple(_swap(a, old, new) for a in cell.args), cell.dtype)
        case _:
            return cell

"""Boxes: conditions on indices that say nothing but a range, and a step, for each axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from tensir.build import add, apply, clamp_extent, conjuncts, le, mul, sub, within
from tensir.cells import TRUE, Apply, Cell, Lit, Sym, free_symbols, fresh, integer
from tensir.dtypes import INT
from tensir.polynomial import Polynomial, linear_in, normal, plus, to_cell
from tenspiler.optimisation.facts import Facts, slacks_of


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


def hull(
    conditions: Sequence[Cell], binders: tuple[str, ...], shape: tuple[Cell, ...], facts: Facts
) -> Box | None:
    """The smallest box inside a shape that is seen to hold all places where one of some conditions holds."""
    axes: list[_Axis] = []
    for binder, extent in zip(binders, shape, strict=True):
        axis = _Axis(binder)
        found = [_bounds(condition, binder, binders, shape, facts) for condition in conditions]
        axis.low = _widest([low or integer(0) for low, _ in found], facts, -1) or integer(0)
        axis.high = _widest([high or extent for _, high in found], facts, 1) or extent
        if facts.truth(le(axis.low, integer(0))) == TRUE:
            axis.low = integer(0)
        if facts.truth(le(extent, axis.high)) == TRUE:
            axis.high = extent
        axes.append(axis)
    box = _box(tuple(axes))
    extents = tuple(map(facts.simplified, box.extents))
    if box.starts == (integer(0),) * len(binders) and extents == shape:
        return None
    return replace(box, extents=extents)


def _bounds(
    condition: Cell, binder: str, binders: tuple[str, ...], shape: tuple[Cell, ...], facts: Facts
) -> tuple[Cell | None, Cell | None]:
    """Where an index starts and ends, as far as a condition says so, be it through other indices."""
    slacks = [s for atom in conjuncts(condition) for s in slacks_of(atom)]
    low, high = _ends(slacks, binder, binders, facts)
    others = ((Sym(b, INT), n) for b, n in zip(binders, shape, strict=True) if b != binder)
    inside = [s for b, n in others for c in conjuncts(within(b, integer(0), n)) for s in slacks_of(c)]
    least, most = _ends([*slacks, *inside], binder, binders, facts)
    extent = shape[binders.index(binder)]
    if low is None and least is not None and facts.truth(le(integer(0), least)) == TRUE:
        low = least
    if high is None and most is not None and facts.truth(le(most, extent)) == TRUE:
        high = most
    return low, high


def _ends(
    slacks: list[Polynomial], binder: str, binders: tuple[str, ...], facts: Facts
) -> tuple[Cell | None, Cell | None]:
    for other in binders:
        slacks = slacks if other == binder else _without(slacks, other)
    low: Cell | None = None
    high: Cell | None = None
    for slack in slacks:
        slope, rest = linear_in(to_cell(slack), binder) or ({}, {})
        if any(b in free_symbols(to_cell(rest)) for b in binders):
            continue
        if slope == {(): 1}:
            bound = normal(sub(integer(0), to_cell(rest)))
            low = bound if low is None or facts.truth(le(low, bound)) == TRUE else low
        elif slope == {(): -1}:
            bound = normal(add(to_cell(rest), integer(1)))
            high = bound if high is None or facts.truth(le(bound, high)) == TRUE else high
    return low, high


def _without(slacks: list[Polynomial], name: str) -> list[Polynomial]:
    """What follows from some polynomials being at least 0 that does not mention an index."""
    split = [(slack, linear_in(to_cell(slack), name)) for slack in slacks]
    below = [s for s, parts in split if parts and parts[0] == {(): 1}]
    above = [s for s, parts in split if parts and parts[0] == {(): -1}]
    kept = [s for s, parts in split if parts and not parts[0]]
    return [*kept, *(plus(a, b) for a in below for b in above)]


def _widest(bounds: list[Cell], facts: Facts, sign: int) -> Cell | None:
    """The greatest of some bounds (sign 1), or the least (sign -1), if that is seen."""
    for bound in dict.fromkeys(bounds):
        pairs = ((other, bound) if sign > 0 else (bound, other) for other in bounds)
        if all(a == b or facts.truth(le(a, b)) == TRUE for a, b in pairs):
            return bound
    return None


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

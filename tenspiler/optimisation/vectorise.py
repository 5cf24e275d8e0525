"""Index notation to tensor operators, axis by axis.

Before: `out[i] = sum(j < n: a[i, j] * x[j])`. After: `matvec(a, x)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce as fold_left
from typing import assert_never, final

from tensir.build import (
    add,
    addends,
    apply,
    clamp_extent,
    conj,
    conjuncts,
    identity,
    le,
    lt,
    mul,
    select,
    sub,
    under,
    within,
)
from tensir.cells import (
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    alike,
    free_symbols,
    fresh,
    integer,
    reads_elements,
    replaced,
    rewritten,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tensir.first import First, first_of
from tensir.last import Last, last_of
from tensir.ops import ACCUMULATING, REDUCIBLE, call, parts
from tensir.order import is_argsort
from tensir.polynomial import from_zero, linear_in, multiples, normal, plus, polynomial, to_cell, unclamped
from tensir.recurrences import RECURRENCES, elements_of, zero
from tensir.selection import counted_condition
from tensir.tensors import Call, Param, Scalar, Tensor
from tenspiler.optimisation.alternatives import alternatives, merged
from tenspiler.optimisation.axes import Labelled, lined_up
from tenspiler.optimisation.contractions import contracted, operands_of
from tenspiler.optimisation.covering import segments_of
from tenspiler.optimisation.decisions import SumKind, sum_kind
from tenspiler.optimisation.earlier import Earlier, earlier_any, earlier_last, earlier_sum
from tenspiler.optimisation.everywhere import decided
from tenspiler.optimisation.extremes import place_of, selected_place_of, shift_of
from tenspiler.optimisation.facts import Facts
from tenspiler.optimisation.keyed import keyed
from tenspiler.optimisation.limits import NO_LIMITS, Limits
from tenspiler.optimisation.ragged import Ragged
from tenspiler.optimisation.region import Box, box_of, hull
from tenspiler.optimisation.repetitions import Repetition, repetition, selected_in_rounds
from tenspiler.optimisation.rows import accumulated_rows, in_rows, member_of, put_rows, split_columns
from tenspiler.optimisation.scattered import scattered
from tenspiler.optimisation.segments import from_either_end, places_of
from tenspiler.optimisation.selections import Neighbours, Selection, neighbours, selection, set_elements
from tenspiler.optimisation.sharing import standard
from tenspiler.symbolic.state import ArrayValue
from tenspiler.synthesis.euclid import recombined

# What is added to an extent is more only where it is the size of an unsigned type.
_LARGEST_STEP = (1 << 31) - 1


# More than that are not written out one by one.
MOST_INTERLEAVED = 8


# What they read outside an array is anything; a window reads zeros there.
UNKNOWN_OUTSIDE = frozenset({"gather", "strided_window"})


class NotExpressible(Exception):
    """A cell has no form in the operators that there are; the message says what stands in the way."""


@final
@dataclass(frozen=True, slots=True)
class Style:
    """What kind of program is wanted.

    `contract`: sums of products become dot, matvec, matmul, einsum. `regions`: what is known of sizes is used
    and what is written in triangles, or under conditions, is one box with as few alternatives as may be.
    `loose`: the parameters that are read outside their range in places that do not matter, so that slices and
    strided views of them may reach outside; `pasted`: those that are written so. `gather`: elements are
    gathered by index instead of sliced. `ordered`: floating-point sums run in the order of the source.
    `deciding`: those do on which a comparison, a rounding or an index depends.
    """

    contract: bool = True
    ordered: bool = False
    deciding: bool = False
    regions: bool = True
    loose: frozenset[str] = frozenset()
    pasted: frozenset[str] = frozenset()
    gather: bool = False


class Vectoriser:
    """Turns cells over a set of parameters into tensors."""

    def __init__(
        self,
        parameters: Mapping[str, Param],
        style: Style,
        deciding: frozenset[SumKind] = frozenset(),
        facts: Facts | None = None,
        limits: Limits = NO_LIMITS,
    ) -> None:
        self.parameters = parameters
        self.facts = facts or Facts()
        self.style = style
        self.deciding = deciding
        self.limits = limits
        self.extents: dict[str, Cell] = {}
        self.inner: dict[str, Tensor] = {}
        self.memo: dict[tuple[Cell, tuple[str, ...]], Labelled] = {}
        self.known: dict[tuple[Cell, tuple[Cell, ...]], Labelled] = {}

    # ------------------------------------------------------------ outputs

    def number(self, cell: Cell) -> Tensor:
        """A rank-0 tensor for a cell without free indices."""
        return self.visit(recombined(cell)).tensor

    def array(self, value: ArrayValue) -> Tensor:
        """A tensor for an array: written boxes on top of what lies below."""
        body = recombined(value.body)
        picked = (
            self.selected(value, body)
            or self.beside(value, body)
            or self.repeated(value, body)
            or self.taken(value)
        )
        if picked is not None:
            return picked
        put = self.scattered(replace(value, body=body))
        if put is not None:
            return put
        match body:
            case Apply(op="select", args=(condition, yes, Elem(array=name))) if name.startswith("unset#"):
                # That nothing else is read is left to the proof.
                set_ = under(yes, [condition])
                return self.array(ArrayValue(value.dtype, value.shape, value.binders, set_))
            case Apply(op="select", args=(condition, yes, no)):
                box = box_of(condition, value.binders, value.shape)
                one = self.in_one_box(value, body) if self.style.regions else None
                if one is not None:
                    return one
                if box is not None and not all(map(_is_scalar, (*box.starts, *box.extents))):
                    inside = [le(integer(0), Sym(b, INT)) for b in value.binders]
                    return self.filled(under(body, inside), value.binders, value.shape)
                rows = self.flat_rows(value, condition, yes, no) if box is None else None
                rows = rows or (self.put_rows(value, condition, yes, no) if box is None else None)
                if rows is not None:
                    return rows
                if box is not None:
                    return self.boxed(value, box, under(yes, [condition]), _uncovered(no, condition))
            case Fold(op=op) if op in ACCUMULATING:
                rows = self.accumulated_rows(value, body)
                if rows is not None:
                    return rows
            case _:
                pass
        return self.filled(body, value.binders, value.shape)

    def selected(self, value: ArrayValue, body: Cell) -> Tensor | None:
        """What a mask picks, in its order: as an array of its own, behind others, or put into an array."""
        if not value.binders:
            return None
        found = selection(body, value.binders[0])
        if found is not None:
            return self.compressed(value, found) if found.base == integer(0) else None
        match body:
            case Apply(op="select", args=(condition, yes, no)) if not _is_unset(no):
                found = selection(under(yes, [condition]), value.binders[0])
            case _:
                return None
        if found is None:
            return None
        length, *others = value.shape
        part = self.compressed(value, found)
        if alike(normal(sub(length, found.base)), normal(found.count)):
            before = ArrayValue(value.dtype, (found.base, *others), value.binders, no)
            return call("concat", self.array(before), part, axis=0)
        below = self.array(ArrayValue(value.dtype, value.shape, value.binders, no))
        starts = (found.base, *(integer(0) for _ in others))
        return self.put_over(below, part, starts)

    def beside(self, value: ArrayValue, body: Cell) -> Tensor | None:
        """What is computed of the places that a mask picks and of those beside them, in their order."""
        if len(value.binders) != 1 or self.extents:
            return None
        (axis,) = value.binders
        found = neighbours(body, axis)
        if found is not None and alike(normal(value.shape[0]), normal(found.count)):
            return self.over_picked(found, axis)
        match body:
            case Apply(op="select", args=(condition, yes, no)) if not _is_unset(no):
                found = neighbours(under(yes, [condition]), axis)
            case _:
                return None
        if found is None:
            return None
        part = self.over_picked(found, axis)
        below = self.array(replace(value, body=no))
        return self.put_over(below, part, (integer(0),))

    def put_over(self, below: Tensor, part: Tensor, starts: tuple[Cell, ...]) -> Tensor:
        """A tensor with another one in its place from `starts` on."""
        op = "paste" if self.is_pasted(below) else "update"
        return call(op, below, part, starts=starts, steps=tuple(integer(1) for _ in starts))

    def over_picked(self, found: Neighbours, axis: str) -> Tensor:
        """A tensor along the places that a mask picks."""
        rows = clamp_extent(normal(sub(found.hi, found.lo)))
        if not _is_scalar(found.lo) or not _is_scalar(rows):
            raise NotExpressible("a selection from a range that depends on elements")
        indices = normal(add(Sym(found.axis, INT), found.lo))
        picked = call(
            "compress",
            self.array(ArrayValue(INT, (rows,), (found.axis,), indices)),
            self.array(ArrayValue(BOOL, (rows,), (found.axis,), found.mask)),
        )
        extent = picked.type.shape[0]
        behind = call("full", self.number(found.hi), shape=(integer(1),))
        joined = call("concat", picked, behind, axis=0)
        one = integer(1)
        self.inner[found.picked] = picked
        self.inner[found.following] = call("slice", joined, axis=0, start=one, length=extent, step=one)
        self.extents[axis] = extent
        try:
            elements = self.visit(recombined(found.body))
        finally:
            del self.extents[axis]
        return lined_up(elements, (axis,), {axis: extent})

    def repeated(self, value: ArrayValue, body: Cell) -> Tensor | None:
        """What rounds give that give several elements each: as an array of its own, or behind others."""
        if not value.binders or _is_scalar(value.shape[0]):
            return None
        found = repetition(body, value.binders[0])
        if found is not None and found.base == integer(0):
            return self.rounds(value, found)
        match body:
            case Apply(op="select", args=(condition, yes, no)) if not _is_unset(no):
                found = repetition(under(yes, [condition]), value.binders[0])
            case _:
                return None
        if found is None or not _is_scalar(found.base):
            return None
        before = ArrayValue(value.dtype, (found.base, *value.shape[1:]), value.binders, no)
        return call("concat", self.array(before), self.rounds(value, found), axis=0)

    def rounds(self, value: ArrayValue, found: Repetition) -> Tensor:
        """The elements that rounds give, one round after the other."""
        rows = clamp_extent(normal(sub(found.hi, found.lo)))
        if not all(map(_is_scalar, (found.lo, rows, *value.shape[1:]))) or self.extents:
            raise NotExpressible("an array whose size depends on elements")
        picked = self.picked_in_rounds(value, found, rows)
        if picked is not None:
            return picked
        row, (axis, *others) = fresh("r"), value.binders
        first = {found.round: normal(add(Sym(row, INT), found.lo))}
        count = unclamped(integer(0), normal(substitute(found.places, first, make=apply)))
        counts = self.filled(count, (row,), (rows,))
        places = Ragged(counts, axis)
        put = {
            found.round: normal(add(places.round, found.lo)),
            found.number: places.number,
            found.begin: places.begin,
        }
        body = recombined(substitute(found.body, put, make=apply))
        for binder, extent in zip(others, value.shape[1:], strict=True):
            self.extents[binder] = clamp_extent(normal(extent))
        try:
            elements = self.over_rounds(places, body)
            if axis in elements.axes:
                return lined_up(elements, value.binders, {**self.extents, axis: places.extent})
            return call("repeat", self.spread(elements, (row, *others), {row: rows}), counts)
        finally:
            for binder in others:
                del self.extents[binder]

    def picked_in_rounds(self, value: ArrayValue, found: Repetition, rows: Cell) -> Tensor | None:
        """What a mask of two axes picks, where rounds give what meets a condition in a range of their own."""
        chosen = selected_in_rounds(found)
        if chosen is None:
            return None
        columns = clamp_extent(normal(sub(chosen.hi, chosen.lo)))
        if not _is_scalar(chosen.lo) or not _is_scalar(columns):
            return None
        row, column = fresh("r"), fresh("c")
        put = {
            found.round: normal(add(Sym(row, INT), found.lo)),
            chosen.column: normal(add(Sym(column, INT), chosen.lo)),
        }
        body, mask = (
            recombined(substitute(cell, put, make=apply)) for cell in (chosen.body, chosen.condition)
        )
        shape, binders = (rows, columns, *value.shape[1:]), (row, column, *value.binders[1:])
        elements = self.filled(body, binders, shape)
        return call("compress", elements, self.filled(mask, (row, column), (rows, columns)))

    def over_rounds(self, places: Ragged, body: Cell) -> Labelled:
        """The tensor of a cell that reads rounds and their numbers, along the axis of all their places."""
        self.extents[places.axis] = places.extent
        self.inner.update(places.tensors(body))
        try:
            return self.visit(body)
        finally:
            del self.extents[places.axis]

    def taken(self, value: ArrayValue) -> Tensor | None:
        """What comes before the first index that meets a condition: that much of the whole range."""
        if not value.binders or _is_scalar(value.shape[0]) or not _speaks_of_firsts(value.shape[0]):
            return None
        length, *others = value.shape
        widest = clamp_extent(normal(self.extreme(length, 1)))
        whole = self.array(ArrayValue(value.dtype, (widest, *others), value.binders, value.body))
        return call("take", whole, self.number(unclamped(integer(0), length)))

    def compressed(self, value: ArrayValue, found: Selection) -> Tensor:
        """The elements that a mask picks."""
        rows = clamp_extent(normal(sub(found.hi, found.lo)))
        shape, binders = (rows, *value.shape[1:]), (found.axis, *value.binders[1:])
        elements = self.array(ArrayValue(value.dtype, shape, binders, found.body))
        mask = self.array(ArrayValue(BOOL, (rows,), (found.axis,), found.mask))
        return call("compress", elements, mask)

    def in_one_box(self, value: ArrayValue, body: Cell) -> Tensor | None:
        """An array of which some places are written under other conditions than a box of their own."""
        choices, rest = alternatives(body)
        conditions = [condition for condition, _ in choices]
        if all(box_of(c, value.binders, value.shape) for c in conditions) or _is_unset(rest):
            return None
        if any(map(_speaks_of_rows, conditions)):
            return None
        box = hull(conditions, value.binders, value.shape, self.facts)
        if box is None:
            inside = self.facts.beside(*_range(value.binders, value.shape))
            return self.filled(merged(choices, rest, inside), value.binders, value.shape)
        if not all(map(_is_scalar, (*box.starts, *box.extents))):
            return None
        stops = [normal(add(s, n)) for s, n in zip(box.starts, box.extents, strict=True)]
        inside = self.facts.beside(
            *_range(value.binders, value.shape), *_range(value.binders, stops, box.starts)
        )
        return self.boxed(value, box, merged(choices, rest, inside), rest)

    def boxed(self, value: ArrayValue, box: Box, yes: Cell, no: Cell) -> Tensor:
        whole = tuple(clamp_extent(normal(n)) for n in value.shape)
        packed = all(s == integer(0) for s in box.starts) and all(s == integer(1) for s in box.steps)
        covers = packed and box.extents == whole
        below = None if covers else self.array(ArrayValue(value.dtype, value.shape, value.binders, no))
        loose = below is not None and self.is_pasted(below)
        inside = dict(zip(value.binders, box.places, strict=True))
        body = recombined(substitute(yes, inside, make=apply))
        in_rows = any(_row_length(body, b) is not None for b in box.binders)
        extents = _no_longer(box.extents, whole) if packed and loose and not in_rows else self.limited(box)
        part = self.array(ArrayValue(value.dtype, extents, box.binders, body))
        if below is None:
            return part
        return call("paste" if loose else "update", below, part, starts=box.starts, steps=box.steps)

    def limited(self, box: Box) -> tuple[Cell, ...]:
        """The extents of a box, none of them larger than memory where another one is 0."""
        facts = self.facts.beside(*_range(box.binders, box.extents))
        plain = (unclamped(integer(0), n) for n in box.extents)
        sizes = ((n, size, facts.limited(size)) for n, size in zip(box.extents, plain, strict=True))
        return tuple(
            n if least == size else self.facts.simplified(clamp_extent(least)) for n, size, least in sizes
        )

    def is_pasted(self, tensor: Tensor) -> bool:
        """Whether a tensor comes from a parameter that is written outside its range."""
        return any(isinstance(p, Param) and p.name in self.style.pasted for p in parts(tensor))

    def scattered(self, value: ArrayValue) -> Tensor | None:
        """What is written where an index array says: of all iterations that write a cell, the last counts."""
        found = scattered(value)
        if found is None or not all(map(_is_scalar, (found.lo, found.extent, *value.shape))):
            return None
        below = self.array(replace(value, body=found.below))
        axis = fresh("j")
        index = normal(add(Sym(axis, INT), found.lo))
        cells = [
            recombined(substitute(c, {found.binder: index}, make=apply)) for c in (found.part, *found.places)
        ]
        parts = (self.filled(c, (axis,), (found.extent,)) for c in cells)
        return call("scatter", below, *parts)

    def flat_rows(self, value: ArrayValue, condition: Cell, yes: Cell, no: Cell) -> Tensor | None:
        """Whole rows of a flat array, given by conditions on `k // n` and `k % n`."""
        if len(value.binders) != 1 or (size := _row_length(condition, value.binders[0])) is None:
            return None
        symbol, row, column = Sym(value.binders[0], INT), fresh("r"), fresh("c")
        here = size, Sym(row, INT), Sym(column, INT)
        split = in_rows(condition, symbol, *here)
        if symbol.name in free_symbols(split):
            return None
        box = box_of(split, (row, column), (integer(0), size))
        width = clamp_extent(size)
        if (
            box is None
            or box.extents[1] != width
            or box.starts[1] != integer(0)
            or box.extents[0] == integer(0)
        ):
            return None
        flat = normal(add(mul(box.places[0], size), box.places[1]))
        inside = {row: box.places[0], column: box.places[1], symbol.name: flat}
        body = in_rows(under(yes, [condition]), symbol, *here)
        body = recombined(substitute(body, inside, make=apply))
        part = self.array(ArrayValue(value.dtype, box.extents, box.binders, body))
        length = normal(mul(box.extents[0], box.extents[1]))
        below = self.array(ArrayValue(value.dtype, value.shape, value.binders, _uncovered(no, condition)))
        start = normal(mul(box.starts[0], size))
        whole = call("reshape", part, shape=(length,))
        return self.put_over(below, whole, (start,))

    def put_rows(self, value: ArrayValue, condition: Cell, yes: Cell, no: Cell) -> Tensor | None:
        """Rows at any distance, of which the last one counts."""
        rows = put_rows(value, condition, yes)
        if rows is None or not all(map(_is_scalar, (rows.offset, *rows.part.shape))):
            return None
        below = self.array(ArrayValue(value.dtype, value.shape, value.binders, _uncovered(no, condition)))
        return call("put_rows", below, self.row_part(rows.part), offset=rows.offset, strides=rows.strides)

    def accumulated_rows(self, value: ArrayValue, body: Fold) -> Tensor | None:
        """Rows at any distance that are combined with what is there."""
        rows = accumulated_rows(value, body)
        if rows is None or not all(map(_is_scalar, (rows.offset, *rows.part.shape))):
            return None
        below = self.array(ArrayValue(value.dtype, value.shape, value.binders, body.init))
        part = self.row_part(rows.part)
        return call(f"{body.op}_rows", below, part, offset=rows.offset, strides=rows.strides)

    def row_part(self, value: ArrayValue) -> Tensor:
        """What rows hold; elements that are chosen by `c % s` are `s` tensors beside each other."""
        column, width = Sym(value.binders[-1], INT), value.shape[-1]
        steps = {
            t.args[1]
            for t in subterms(value.body)
            if isinstance(t, Apply) and t.op == "mod" and t.args[0] == column
        }
        step = steps.pop() if len(steps) == 1 else None
        if not isinstance(step, Lit) or not 1 < step.value <= MOST_INTERLEAVED:
            return self.array(value)
        count = _divided(width.args[0] if isinstance(width, Apply) and width.op == "max" else width, step)
        if count is None:
            return self.array(value)
        count = clamp_extent(normal(count))
        grouped, alike = split_columns(value, step, count)
        if alike:
            whole = self.array(grouped)
        else:
            axis = len(value.shape)
            members = [self.array(member_of(value, step, count, n)) for n in range(int(step.value))]
            first, *others = [call("expand", m, axis=axis, extent=integer(1)) for m in members]
            whole = first
            for other in others:
                whole = call("concat", whole, other, axis=axis)
        return call("reshape", whole, shape=(*value.shape[:-1], normal(mul(step, count))))

    def filled(self, body: Cell, binders: tuple[str, ...], shape: tuple[Cell, ...]) -> Tensor:
        """A tensor of a given shape from the cell at its binders."""
        if body == Elem(getattr(body, "array", ""), tuple(Sym(b, INT) for b in binders), body.dtype):
            parameter = self.parameters.get(getattr(body, "array", ""))
            if parameter is not None and tuple(map(self.facts.renamed, parameter.type.shape)) == shape:
                return parameter
        if len(binders) == 1:
            split = self.split_axis(body, binders[0], shape[0])
            if split is not None:
                return call("reshape", split, shape=(clamp_extent(shape[0]),))
        for binder, extent in zip(binders, shape, strict=True):
            if not _is_scalar(extent):
                raise NotExpressible("an array whose size depends on elements")
            self.extents[binder] = clamp_extent(normal(extent))
        try:
            found = self.visit(body)
            return self.spread(found, binders) if binders else found.tensor
        finally:
            for binder in binders:
                del self.extents[binder]

    def split_axis(self, body: Cell, binder: str, extent: Cell) -> Tensor | None:
        """A flat axis of rows and columns as two axes: `k // n` and `k % n` become indices."""
        symbol = Sym(binder, INT)
        size = _row_length(body, binder)
        if size is None:
            return None
        inner = extent.args[0] if isinstance(extent, Apply) and extent.op == "max" else extent
        rows = _divided(inner, size)
        if rows is None or binder in free_symbols(size):
            return None
        if not any(self.facts.holds(le(integer(0), side)) for side in (rows, size)):
            return None  # two negative sides would make a positive product
        row, column = Sym(fresh("r"), INT), Sym(fresh("c"), INT)
        flat = normal(add(mul(row, size), column))
        found = in_rows(body, symbol, size, row, column)
        found = recombined(substitute(found, {binder: flat}, make=apply))
        return self.filled(found, (row.name, column.name), (rows, size))

    # ------------------------------------------------------------ cells

    def visit(self, cell: Cell) -> Labelled:
        """The tensor of a cell over the axes that occur in it."""
        here = cell, tuple(self.extents)
        found = self.memo.get(here)
        if found is None:
            found = self.memo[here] = self.shared(cell)
        return found

    def shared(self, cell: Cell) -> Labelled:
        """The tensor of a cell, that of one like it over other axes if there was one."""
        if len(self.extents.keys() & free_symbols(cell)) < 2 or any(map(_is_unsure, subterms(cell))):
            return self.compute(cell)
        like, axes = standard(cell, self.extents)
        sizes = tuple(self.extents[a] for a in axes)
        known = self.known.get((like, sizes))
        if known is not None:
            return Labelled(known.tensor, tuple(axes[int(a)] for a in known.axes))
        found = self.compute(cell)
        if set(found.axes) <= set(axes):
            places = tuple(str(axes.index(a)) for a in found.axes)
            self.known[like, sizes] = Labelled(found.tensor, places)
        return found

    def compute(self, cell: Cell) -> Labelled:
        if _is_scalar(cell) and not (free_symbols(cell) & self.extents.keys()):
            return Labelled(Scalar(cell), ())
        match cell:
            case Lit() | Extent():
                return Labelled(Scalar(cell), ())
            case Sym():
                return self.symbol(cell)
            case Elem():
                return self.element(cell)
            case Fold():
                return self.fold(cell)
            case Apply(op="select") if (set_ := set_elements(cell)) is not cell:
                return self.visit(set_)  # that nothing else is read is left to the proof
            case Apply(op="select", args=(condition, yes, no)) if (
                rest := decided(condition, self.extents)
            ) != condition:
                return self.visit(select(rest, yes, no))
            case Apply(
                op="select", args=(Apply(op="lt", args=(Fold() as begin, end)), chosen, otherwise)
            ) if (place := self.selected_place(begin, end, chosen, otherwise)) is not None:
                return place
            case Apply(op="select", args=(Apply(op="lt", args=(Fold() as begin, end)) as begun, yes, no)) if (
                placed := _placed(yes, begun, begin, end)
            ) != yes:
                return self.combined("select", *map(self.visit, (begun, placed, no)))
            case Apply(op="cast", args=(inner,)):
                base = self.visit(inner)
                return Labelled(call("cast", base.tensor, to=cell.dtype), base.axes)
            case Apply():
                return self.elementwise(cell)
            case _:
                assert_never(cell)

    def symbol(self, cell: Sym) -> Labelled:
        if cell.name in self.extents:
            return Labelled(call("iota", extent=self.extents[cell.name]), (cell.name,))
        parameter = self.parameters.get(cell.name)
        if parameter is None:
            raise NotExpressible(f"`{cell.name}` has no value")
        if parameter.type.dtype is cell.dtype:
            return Labelled(parameter, ())
        return Labelled(call("cast", parameter, to=cell.dtype), ())

    def union(self, *values: Labelled) -> tuple[str, ...]:
        """All axes of some tensors, in the order in which they were introduced."""
        return tuple(a for a in self.extents if any(a in v.axes for v in values))

    def together(self, *values: Labelled) -> tuple[str, ...]:
        """All axes of some tensors, in the order that most of those with all of them have."""
        axes = self.union(*values)
        whole = [v.axes for v in values if len(v.axes) == len(axes)]
        return max([axes, *whole], key=whole.count)

    def elementwise(self, cell: Apply) -> Labelled:
        if cell.op == "identical":
            raise NotExpressible("identity")
        return self.combined(cell.op, *(self.visit(a) for a in cell.args))

    # ------------------------------------------------------------ elements

    def element(self, cell: Elem) -> Labelled:
        if cell.array in self.inner:
            return Labelled(self.inner[cell.array], tuple(free_symbols(cell)))
        source = self.parameters.get(cell.array)
        if source is not None and (row := self.row_of_round(source, cell)) is not None:
            return row
        if source is None:
            raise NotExpressible(f"an element of `{cell.array.split('#')[0]}` before it is set")
        order = _sorting(cell)
        if order is not None:
            return self.ranked(order, "sort")
        direct = self.sliced(source, cell)
        if direct is not None:
            return direct
        if len(cell.indices) == 1 and not self.style.gather:
            strided = self.strided(source, cell.indices[0])
            if strided is not None:
                return strided
        return self.gathered(source, cell)

    def row_of_round(self, source: Param, cell: Elem) -> Labelled | None:
        """An element for each round, as often as the round has places."""
        match cell.indices:
            case (Elem(array=array, indices=(Sym(name=axis),)),) if array in self.inner:
                rounds = self.inner[array]
            case _:
                return None
        match rounds:
            case Call(op="repeat", args=(Call(op="iota") as iota, counts)):
                rows = iota.type.shape[0]
            case _:
                return None
        vector = self.slice(source.name, source, 0, integer(0), rows, 1)
        return Labelled(call("repeat", vector, counts), (axis,))

    def sliced(self, source: Param, cell: Elem) -> Labelled | None:
        """Elements at one axis for each index, each with a literal step: slices."""
        if self.style.gather and not all(self.whole_axis(source, d, i) for d, i in enumerate(cell.indices)):
            return None
        tensor: Tensor = source
        axes: list[str] = []
        fixed: list[int] = []
        for dimension, index in enumerate(cell.indices):
            used = [a for a in self.extents if a in free_symbols(index)]
            if not used:
                if not _is_scalar(index):
                    return None
                fixed.append(dimension)
                tensor = self.slice(source.name, tensor, dimension, index, integer(1), 1)
                continue
            if _is_stretched(index, used) and used[0] not in axes:
                tensor = call("stretch", tensor, axis=dimension, extent=self.extents[used[0]])
                axes.append(used[0])
                continue
            doubled = self.doubled(source, tensor, dimension, index, used)
            if doubled is not None and used[0] not in axes:
                tensor = doubled
                axes.append(used[0])
                continue
            split = linear_in(index, used[0])
            if len(used) > 1 or used[0] in axes or split is None or set(split[0]) != {()}:
                return None
            start = to_cell(split[1])
            if not _is_scalar(start):
                return None
            tensor = self.slice(source.name, tensor, dimension, start, self.extents[used[0]], split[0][()])
            axes.append(used[0])
        if fixed:
            if not axes and len(fixed) == 1:
                return Labelled(call("gather", source, Scalar(cell.indices[0])), ())
            shape = tuple(n for d, n in enumerate(tensor.type.shape) if d not in fixed)
            tensor = call("reshape", tensor, shape=shape)
        return Labelled(tensor, tuple(axes))

    def doubled(
        self, source: Param, tensor: Tensor, dimension: int, index: Cell, axes: list[str]
    ) -> Tensor | None:
        """An axis twice, where an index runs from its end below zero to its end above."""
        extent = source.type.shape[dimension]
        plain = from_either_end(index, extent)
        if plain is None or len(axes) != 1:
            return None
        start = normal(sub(plain, Sym(axes[0], INT)))
        length = normal(sub(integer(0), start))
        if not _is_scalar(length) or normal(mul(integer(2), length)) != self.extents[axes[0]]:
            return None
        first = self.slice(source.name, tensor, dimension, normal(sub(extent, length)), length, 1)
        return call(
            "concat",
            first,
            self.slice(source.name, tensor, dimension, integer(0), length, 1),
            axis=dimension,
        )

    def whole_axis(self, source: Param, dimension: int, index: Cell) -> bool:
        """Whether an index runs over a whole axis of a parameter."""
        extent = self.facts.renamed(source.type.shape[dimension])
        return isinstance(index, Sym) and self.extents.get(index.name) == extent

    def slice(
        self, name: str, tensor: Tensor, dimension: int, start: Cell, length: Cell, step: int
    ) -> Tensor:
        if start == integer(0) and step == 1 and length == self.facts.renamed(tensor.type.shape[dimension]):
            return tensor
        op = "window" if name in self.style.loose else "slice"
        return call(op, tensor, axis=dimension, start=start, length=length, step=integer(step))

    def strided(self, source: Param, index: Cell) -> Labelled | None:
        """A flat buffer seen with several axes: `a[r * n + c]`."""
        axes = [a for a in self.extents if a in free_symbols(index)]
        rest, strides = index, list[Cell]()
        for axis in axes:
            split = linear_in(rest, axis)
            if split is None:
                return None
            stride, rest = to_cell(split[0]), to_cell(split[1])
            if not _is_scalar(stride) or free_symbols(stride) & self.extents.keys():
                return None
            strides.append(stride)
        if not axes or not _is_scalar(rest):
            return None
        return self.rows(source, axes, strides, rest)

    def rows(self, source: Param, axes: list[str], strides: list[Cell], offset: Cell) -> Labelled | None:
        """Whole rows as a reshape of a slice, anything else as a strided view."""
        order = sorted(range(len(axes)), key=lambda d: len(_atoms(strides[d])), reverse=True)
        axes, strides = [axes[d] for d in order], [strides[d] for d in order]
        shape = tuple(self.extents[a] for a in axes)
        if _row_major(shape, strides):
            flat = clamp_extent(normal(_product(shape)))
            return Labelled(
                call("reshape", self.slice(source.name, source, 0, offset, flat, 1), shape=shape), tuple(axes)
            )
        op = "strided_window" if source.name in self.style.loose else "strided"
        node = call(op, source, offset=offset, shape=shape, strides=tuple(strides))
        return Labelled(node, tuple(axes))

    def gathered(self, source: Param, cell: Elem) -> Labelled:
        return self.picked(source, [self.visit(i) for i in cell.indices])

    def picked(self, source: Tensor, indices: Sequence[Labelled]) -> Labelled:
        """The elements of a tensor at an index for each of its axes."""
        axes = self.union(*indices)
        tensors = [lined_up(i, axes, self.extents) if i.axes else i.tensor for i in indices]
        return Labelled(call("gather", source, *tensors), axes)

    # ------------------------------------------------------------ folds

    def fold(self, cell: Fold) -> Labelled:
        if is_argsort(cell):
            return self.ranked(cell)
        found = self.looked_up(cell)
        if found is not None:
            return found
        search = first_of(cell)
        if search is not None:
            return self.search("first", search)
        latest = last_of(cell)
        if latest is not None and not free_symbols(cell.hi) & self.extents.keys():
            place = self.place(latest)
            if place is None and isinstance(latest.otherwise, Fold):
                place = self.selected_place(latest.otherwise, latest.hi, cell, latest.otherwise)
            if place is not None:
                return place
            return self.covering(latest) or self.search("last", latest)
        if latest is not None and (before := self.last_before(latest)) is not None:
            return before
        if cell.op in RECURRENCES:
            return self.recurrence(from_zero(cell))
        if cell.op not in REDUCIBLE:
            raise NotExpressible(f"a fold by {cell.op}")
        if reads_elements(cell.lo) or reads_elements(cell.hi):
            return self.segmented(cell) or self.masked(cell)
        if free_symbols(cell.lo) & self.extents.keys() or any(map(first_of, subterms(cell.lo))):
            return self.masked(cell)
        cell = from_zero(cell)
        dependent = [a for a in self.extents if a in free_symbols(cell.hi)]
        if dependent:
            return self.scan(cell, dependent) or self.folded_before(cell) or self.masked(cell)
        if not _is_scalar(cell.hi):
            picked = self.reduced_selection(cell)
            return picked if picked is not None else self.masked(cell)
        return self.reduction(cell)

    def looked_up(self, cell: Fold) -> Labelled | None:
        """A fold that depends on the axes by one index only that data say: folded for all, and gathered.

        Before: `sum(q < key[i]: size[q])`. After: the running sum of `size`, at `key[i]`.
        """
        used = self.extents.keys() & free_symbols(cell)
        bound = {fold.binder for fold in subterms(cell) if isinstance(fold, Fold)}
        for index in subterms(cell) if used and cell.op != "and" else ():
            if index.dtype is not INT or index == cell or free_symbols(index).isdisjoint(used):
                continue
            if not free_symbols(index).isdisjoint(bound):  # it is another one in every round
                continue
            below = self.limits.below(index)
            if below is None or not _is_scalar(below) or free_symbols(below) & self.extents.keys():
                continue
            axis = Sym(fresh("q"), INT)
            whole = normal(replaced(cell, {index: axis}.get, apply))
            if not isinstance(whole, Fold) or used & free_symbols(whole):
                continue
            if not isinstance(index, Fold) and not _looks_up(whole, axis.name):
                continue
            outer, self.extents = self.extents, {axis.name: clamp_extent(below)}
            try:
                source = self.visit(recombined(whole))
            finally:
                self.extents = outer
            if source.axes == (axis.name,):
                return self.picked(source.tensor, [self.visit(index)])
        return None

    def ranked(self, cell: Fold, op: str = "argsort") -> Labelled:
        """The index of some rank in an order, or (with `sort`) its key: a part of all, or gathered."""
        if not _is_scalar(cell.hi) or free_symbols(cell.hi) & self.extents.keys():
            raise NotExpressible("an order of a range that varies")
        order, axes = self.order(cell, op)
        rank, own = cell.init, order.type.shape[-1]
        used = [a for a in self.extents if a in free_symbols(rank)]
        split = linear_in(rank, used[0]) if len(used) == 1 and used[0] not in axes else None
        if split is not None and set(split[0]) == {()} and _is_scalar(to_cell(split[1])):
            start, step, extent = to_cell(split[1]), split[0][()], self.extents[used[0]]
            if (start, step, extent) == (integer(0), 1, self.facts.renamed(own)):
                return Labelled(order, (*axes, used[0]))
            if not self.style.gather:  # where ranks may be asked for that there are not
                attributes = {"start": start, "length": extent, "step": integer(step)}
                return Labelled(call("slice", order, axis=len(axes), **attributes), (*axes, used[0]))
        places = [Labelled(call("iota", extent=self.extents[a]), (a,)) for a in axes]
        return self.picked(order, [*places, self.visit(rank)])

    def order(self, cell: Fold, op: str) -> tuple[Call, tuple[str, ...]]:
        """The whole order that an index is in, along the last axis, and the axes before that."""
        axis = fresh(cell.binder)
        self.extents[axis] = self.inside_others(clamp_extent(cell.hi))
        try:
            keys = self.visit(recombined(substitute(cell.body, {cell.binder: Sym(axis, INT)}, make=apply)))
            axes = tuple(a for a in keys.axes if a != axis)
            return call(op, lined_up(keys, (*axes, axis), self.extents), axis=len(axes)), axes
        finally:
            del self.extents[axis]

    def segmented(self, cell: Fold) -> Labelled | None:
        """A fold whose bounds are elements: over segments of the places of an array that is read there."""
        shown = tuple(free_symbols(cell.lo) | free_symbols(cell.hi))
        rows = [a for a in self.extents if a in shown]
        found = places_of(cell, self.parameters, rows)
        for places in found:
            axis = fresh(cell.binder)
            body = normal(substitute(cell.body, {cell.binder: sub(Sym(axis, INT), places.shift)}, make=apply))
            starts, stops = (normal(add(bound, places.shift)) for bound in (cell.lo, cell.hi))
            if free_symbols(body).isdisjoint(rows):
                return self.segments(replace(cell, lo=starts, hi=stops, body=body), axis, places.extent)
            if places.in_rows:
                neutral = identity(cell.op, cell.dtype) or cell.init
                inside = within(Sym(axis, INT), starts, stops)
                whole = select(inside, body, neutral)
                return self.reduction(Fold(cell.op, axis, integer(0), places.extent, cell.init, whole))
        return self.ragged(cell, rows)

    def ragged(self, cell: Fold, rows: list[str]) -> Labelled | None:
        """A fold over segments of which the elements depend on the segment: of all its places in turn."""
        if len(rows) != 1:
            return None
        (row,) = rows
        if row not in free_symbols(cell.lo) | free_symbols(cell.body):
            return None  # one sum that is read where an element says would be summed anew each time
        counts = lined_up(self.visit(normal(sub(cell.hi, cell.lo))), (row,), self.extents)
        places = Ragged(counts, fresh(cell.binder))
        lo = substitute(cell.lo, {row: places.round}, make=apply)
        put = {row: places.round, cell.binder: normal(add(lo, places.number))}
        body = recombined(normal(substitute(cell.body, put, make=apply)))
        values = self.over_rounds(places, body)
        others = tuple(a for a in values.axes if a != places.axis)
        if row in others or places.axis not in values.axes:
            return None
        tensor = lined_up(values, (places.axis, *others), {**self.extents, places.axis: places.extent})
        operands = [tensor, *places.bounds()]
        result = (row, *others)
        if cell.init != identity(cell.op, cell.dtype):
            init = self.visit(cell.init)
            if not {*init.axes} <= {*result}:
                raise NotExpressible("what segments start with has axes that they do not have")
            operands.append(lined_up(init, result, self.extents) if init.axes else init.tensor)
        return Labelled(call(f"segment_{cell.op}", *operands, axis=0), result)

    def segments(self, cell: Fold, axis: str, extent: Cell) -> Labelled:
        """A fold over segments of an axis, whose elements do not depend on the segment."""
        self.extents[axis] = extent
        try:
            inner = self.visit(cell.body)
        finally:
            del self.extents[axis]
        starts, stops = self.visit(cell.lo), self.visit(cell.hi)
        rows = self.union(starts, stops)
        others = tuple(a for a in inner.axes if a != axis)
        values = lined_up(inner, (axis, *others), self.extents)
        bounds = [lined_up(bound, rows, self.extents) for bound in (starts, stops)]
        result = (*rows, *others)
        if cell.init == identity(cell.op, cell.dtype):
            return Labelled(call(f"segment_{cell.op}", values, *bounds, axis=0), result)
        init = self.visit(cell.init)
        wanted = (*result, *(a for a in init.axes if a not in result))
        if wanted != result:
            raise NotExpressible("what segments start with has axes that they do not have")
        start = lined_up(init, result, self.extents) if init.axes else init.tensor
        return Labelled(call(f"segment_{cell.op}", values, *bounds, start, axis=0), result)

    def place(self, search: Last) -> Labelled | None:
        """The last index at which an element was better than all before it, as the place of an extreme."""
        found = place_of(search)
        if found is None or not _is_scalar(found.lo) or not _is_scalar(found.hi):
            return None
        if free_symbols(found.lo) & self.extents.keys():
            return None
        axis = fresh(found.binder)
        index = normal(add(Sym(axis, INT), found.lo))
        self.extents[axis] = self.inside_others(clamp_extent(normal(sub(found.hi, found.lo))))
        try:
            body = substitute(found.element, {found.binder: index}, make=apply)
            elements = self.visit(recombined(body))
            start = None if found.start is None else self.visit(found.start)
            both = [elements] if start is None else [elements, start]
            axes = tuple(a for a in self.union(*both) if a != axis)
            operands = [lined_up(elements, (*axes, axis), self.extents)]
            if start is not None:
                operands.append(lined_up(start, axes, self.extents) if start.axes else start.tensor)
            node = Labelled(call(found.op, *operands, axis=len(axes)), axes)
        finally:
            del self.extents[axis]
        shift = shift_of(found, search)
        return self.combined("add", node, self.visit(shift)) if shift != integer(0) else node

    def selected_place(self, begin: Cell, end: Cell, chosen: Cell, otherwise: Cell) -> Labelled | None:
        """The place of an extreme among elements that a condition selects, and what there is without any."""
        found = selected_place_of(begin, end, _widened(chosen))
        if found is None or not _is_scalar(found.lo) or not _is_scalar(found.hi):
            return None
        if (free_symbols(found.lo) | free_symbols(found.hi)) & self.extents.keys():
            return None
        axis = fresh(found.binder)
        index = normal(add(Sym(axis, INT), found.lo))
        self.extents[axis] = self.inside_others(clamp_extent(normal(sub(found.hi, found.lo))))
        try:
            element, selected = (
                self.visit(recombined(substitute(part, {found.binder: index}, make=apply)))
                for part in (found.element, found.selected)
            )
            axes = tuple(a for a in self.union(element, selected) if a != axis)
            operands = (lined_up(part, (*axes, axis), self.extents) for part in (element, selected))
            place = Labelled(call(found.op, *operands, axis=len(axes)), axes)
        finally:
            del self.extents[axis]
        shifted = place if found.lo == integer(0) else self.combined("add", place, self.visit(found.lo))
        value = shifted
        if chosen.dtype is not INT:
            value = Labelled(call("cast", shifted.tensor, to=chosen.dtype), shifted.axes)
        if shifted is place and otherwise == Lit(-1, chosen.dtype):
            return value
        met = self.combined("le", Labelled(Scalar(integer(0)), ()), place)
        return self.combined("select", met, value, self.visit(otherwise))

    def covering(self, search: Last) -> Labelled | None:
        """The last of some segments that has each place of an axis."""
        axes = [a for a in self.extents if a in free_symbols(search.condition)]
        if len(axes) != 1 or search.lo != integer(0) or not _is_scalar(search.hi):
            return None
        found = segments_of(search.condition, search.binder, axes[0])
        if not found:
            return None
        (axis,), row = axes, fresh("r")
        rows, extent = clamp_extent(search.hi), self.extents[axis]
        outer, self.extents = self.extents, {row: rows}
        try:
            put = {search.binder: Sym(row, INT)}
            bounds = [
                self.spread(self.visit(recombined(substitute(c, put, make=apply))), (row,))
                for segment in found
                for c in segment
            ]
        finally:
            self.extents = outer
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        places = [Labelled(call("last_segment", *pair, extent=extent), (axis,)) for pair in pairs]
        return self.last_or(fold_left(lambda a, b: self.combined("max", a, b), places), search)

    def last_or(self, place: Labelled, search: Last) -> Labelled:
        """What a search for the last index gives, of places that are -1 where there is none."""
        shifted = place
        if search.offset != integer(0):
            shifted = self.combined("add", place, self.visit(search.offset))
        if normal(add(integer(-1), search.offset)) == normal(search.otherwise):
            return shifted
        met = self.combined("le", Labelled(Scalar(integer(0)), ()), place)
        return self.combined("select", met, shifted, self.visit(search.otherwise))

    def search(self, op: str, search: First | Last) -> Labelled:
        """The first or last index that meets a condition, over the widest range if that varies."""
        lowest, widest = self.extreme(search.lo, -1), self.extreme(search.hi, 1)
        extent = clamp_extent(normal(sub(widest, lowest)))
        axis = fresh(search.binder)
        index = normal(add(Sym(axis, INT), lowest))
        inside = [
            bound
            for bound, edge, plain in (
                (le(search.lo, index), lowest, search.lo),
                (lt(index, search.hi), widest, search.hi),
            )
            if edge != plain
        ]
        self.extents[axis] = self.inside_others(extent)
        try:
            found = self.visit(recombined(conj(*inside, search.holds(index))))
            axes = tuple(a for a in self.union(found) if a != axis)
            node = call(op, lined_up(found, (*axes, axis), self.extents), axis=len(axes))
        finally:
            del self.extents[axis]
        value = Labelled(node, axes)
        shift = normal(add(lowest, search.offset))
        position = self.combined("add", value, self.visit(shift)) if shift != integer(0) else value
        none = integer(-1) if op == "last" else extent
        if normal(add(none, shift)) == normal(search.otherwise):
            return position
        met = self.combined("lt", *(value, Labelled(Scalar(none), ()))[:: -1 if op == "last" else 1])
        return self.combined("select", met, position, self.visit(search.otherwise))

    def combined(self, op: str, *args: Labelled) -> Labelled:
        """An elementwise operator on tensors over some of the axes."""
        axes = self.together(*args)
        return Labelled(
            call(op, *(lined_up(a, axes, self.extents) if a.axes else a.tensor for a in args)), axes
        )

    def reduction(self, cell: Fold) -> Labelled:
        """A fold whose range does not depend on other axes."""
        axis = fresh(cell.binder)
        self.extents[axis] = self.inside_others(clamp_extent(cell.hi))
        body = substitute(cell.body, {cell.binder: Sym(axis, INT)}, make=apply)
        try:
            at_keys = self.at_keys(cell, body, axis)
            return at_keys or self.contraction(cell, body, axis) or self.reduced(cell, body, axis)
        finally:
            del self.extents[axis]

    def at_keys(self, cell: Fold, body: Cell, axis: str) -> Labelled | None:
        """A fold of what goes to places that an index says, as an operator that puts it there."""
        others = [a for a in self.extents if a != axis]
        found = keyed(replace(cell, binder=axis, body=body), others)
        if found is None or (cell.op == "mul" and cell.dtype is INT):
            return None
        places, part = [self.visit(p) for p in found.places], self.visit(found.part)
        common = tuple(a for a in self.union(*places) if a != axis)
        init = self.visit(cell.init)
        rest = tuple(a for a in self.union(part, init) if a not in (*common, *found.axes, axis))
        if not {*part.axes} <= {*common, axis, *rest}:
            return None
        whole = (*common, *found.axes, *rest)
        operands = (
            self.spread(init, whole),
            self.spread(part, (*common, axis, *rest)),
            *(self.spread(place, (*common, axis)) for place in places),
        )
        return Labelled(call(f"scatter_{cell.op}", *operands), whole)

    def spread(
        self, value: Labelled, axes: tuple[str, ...], more: Mapping[str, Cell] | None = None
    ) -> Tensor:
        """A tensor over some axes, also where it is a number."""
        extents = {**self.extents, **(more or {})}
        if not value.axes:
            return call("full", value.tensor, shape=tuple(extents[a] for a in axes))
        return lined_up(value, axes, extents)

    def inside_others(self, extent: Cell) -> Cell:
        """The extent of an axis that is folded inside the others, none of which need have an element.

        Where one has none, an unsigned bound may have wrapped around to a size that no memory holds.
        """
        if not _wraps(extent):
            return extent
        others = conj(*(lt(integer(0), unclamped(integer(0), n)) for n in self.extents.values()))
        return select(others, extent, integer(0))

    def contraction(self, cell: Fold, body: Cell, axis: str) -> Labelled | None:
        """A sum of products as contractions, behind what it starts at; None if there is no product in it."""
        if cell.op != "add" or not self.style.contract or self.is_ordered(cell):
            return None
        added = addends(body)
        found = [self.contracted(term, axis) for _, term in added]
        if all(f is None for f in found):
            return None
        neutral = identity("add", cell.dtype)
        whole = None if cell.init == neutral else self.visit(cell.init)
        for (negative, term), part in zip(added, found, strict=True):
            value = part or self.reduced(replace(cell, init=neutral or cell.init), term, axis)
            if whole is None:
                whole = self.combined("neg", value) if negative else value
            else:
                whole = self.combined("sub" if negative else "add", whole, value)
        return whole

    def contracted(self, term: Cell, axis: str) -> Labelled | None:
        """The sum of one product over an axis."""
        match term:
            case Apply(op="mul"):
                values = [self.visit(factor) for factor in operands_of(term)]
                return contracted(values, axis, self.multiplied, tuple(self.extents))
            case Apply(op="select", args=(condition, Apply(op="mul") as whole, Lit(value=0) as zero)):
                return self.triangular(condition, operands_of(whole), zero, axis)
            case _:
                return None

    def multiplied(self, a: Labelled, b: Labelled) -> Labelled:
        return self.combined("mul", a, b)

    def triangular(self, condition: Cell, cells: list[Cell], zero: Lit, axis: str) -> Labelled | None:
        """A sum of products over a triangle or a band, as a product with a factor that is zero outside.

        Zero times what is not finite is not zero: the other factors may hold nothing that the source did not
        look at before it left a loop, and nothing from outside an array, but zeros in its place.
        """
        if any(isinstance(t, Elem | Fold) for t in subterms(condition)):
            return None
        needed = set(self.visit(condition).axes)
        values = [self.visit(cell) for cell in cells]
        for value in values:
            if axis not in value.axes or not needed <= set(value.axes):
                continue
            inside = [v is value or (axis not in v.axes and set(v.axes) <= set(value.axes)) for v in values]
            others = [c for c, own in zip(cells, inside, strict=True) if not own]
            fixed = [self.visit(_padded(c)) if self.has_window(c) else self.visit(c) for c in others]
            if not fixed or any(
                isinstance(p, Call) and p.op in UNKNOWN_OUTSIDE for v in fixed for p in parts(v.tensor)
            ):
                continue
            varying = _product(tuple(c for c, own in zip(cells, inside, strict=True) if own))
            masked = self.visit(select(condition, varying, zero))
            return contracted([masked, *fixed], axis, self.multiplied, tuple(self.extents))
        return None

    def has_window(self, cell: Cell) -> bool:
        """Whether a value holds what may lie outside an array."""
        return any(isinstance(p, Call) and p.op == "window" for p in parts(self.visit(cell).tensor))

    def reduced(self, cell: Fold, body: Cell, axis: str) -> Labelled:
        inner = self.visit(body)
        init = None if cell.init == identity(cell.op, cell.dtype) else self.visit(cell.init)
        axes = tuple(a for a in inner.axes if a != axis)
        if init is not None:
            axes = (*axes, *(a for a in init.axes if a not in axes))
        place = inner.axes.index(axis) if axis in inner.axes else len(axes)
        tensor = lined_up(inner, (*axes[:place], axis, *axes[place:]), self.extents)
        op = f"fold_{cell.op}" if self.is_ordered(cell) else f"reduce_{cell.op}"
        if init is None:
            return Labelled(call(op, tensor, axis=place), axes)
        start = lined_up(init, axes, self.extents) if init.axes else init.tensor
        return Labelled(call(op, tensor, start, axis=place), axes)

    def reduced_selection(self, cell: Fold) -> Labelled | None:
        """A fold over all that a mask picks."""
        if self.extents.keys() & free_symbols(cell):
            return None
        value = ArrayValue(cell.dtype, (cell.hi,), (cell.binder,), cell.body)
        found, length = selection(cell.body, cell.binder), unclamped(integer(0), cell.hi)
        if found is None or found.base != integer(0) or not alike(normal(length), normal(found.count)):
            return None
        operands = [self.compressed(value, found)]
        if cell.init != identity(cell.op, cell.dtype):
            operands.append(self.visit(cell.init).tensor)
        family = "fold" if self.is_ordered(cell) else "reduce"
        return Labelled(call(f"{family}_{cell.op}", *operands, axis=0), ())

    def is_ordered(self, cell: Fold) -> bool:
        """Whether a sum has to keep the order of the source."""
        kind = sum_kind(cell)
        return kind is not None and (self.style.ordered or kind in self.deciding)

    def scan(self, cell: Fold, dependent: list[str]) -> Labelled | None:
        """`fold(j <= k: body(j))` for every k of an axis."""
        if len(dependent) != 1 or dependent[0] in free_symbols(cell.body) | free_symbols(cell.init):
            return None
        outer = dependent[0]
        offset = plus(polynomial(cell.hi), polynomial(Sym(outer, INT)), -1)
        if set(offset) == {()} and offset[()] > 1 and self.style.contract:
            raise NotExpressible("a running sum that begins with several elements")
        if offset not in ({(): 1}, {}):
            return None
        body = substitute(cell.body, {cell.binder: Sym(outer, INT)}, make=apply)
        inner = self.visit(body)
        axes = self.union(inner, Labelled(Scalar(integer(0)), (outer,)))
        tensor = lined_up(inner, axes, self.extents)
        place = axes.index(outer)
        init = self.visit(cell.init)
        others = tuple(a for a in axes if a != outer)
        if not set(init.axes) <= set(others):
            return None
        start = lined_up(init, others, self.extents) if init.axes else init.tensor
        if cell.init == identity(cell.op, cell.dtype):
            scanned = call(f"scan_{cell.op}", tensor, axis=place)
        else:
            scanned = call(f"scan_{cell.op}", tensor, start, axis=place)
        if offset:
            return Labelled(scanned, axes)
        return Labelled(self.shifted(lined_up(init, others, self.extents), scanned, place), axes)

    def folded_before(self, cell: Fold) -> Labelled | None:
        """What elements before each one of an axis, or up to it, come to that have the same key: a sum, or
        whether any meets a condition.
        """
        ending = self.ends_at_axis(cell.hi)
        if ending is None:
            return None
        axis, inclusive = ending
        found = earlier_sum(cell, axis) or earlier_any(cell, axis)
        if found is None:
            return None
        before = self.before(f"earlier_{cell.op}", found, axis)
        if not inclusive:
            return before
        own = substitute(cell.body, {cell.binder: Sym(axis, INT)}, make=apply)
        return self.combined(cell.op, before, self.visit(recombined(own)))

    def last_before(self, search: Last) -> Labelled | None:
        """The last index before each one of an axis that meets a condition and has the same key."""
        ending = self.ends_at_axis(search.hi)
        if ending is None or ending[1] or search.lo != integer(0):
            return None
        found = earlier_last(search, ending[0])
        if found is None:
            return None
        return self.last_or(self.before("earlier_last", found, ending[0]), search)

    def ends_at_axis(self, hi: Cell) -> tuple[str, bool] | None:
        """The axis at the index of which a range from zero ends, and whether it takes that one in."""
        axes = [a for a in self.extents if a in free_symbols(hi)]
        if len(axes) != 1:
            return None
        offset = plus(polynomial(hi), polynomial(Sym(axes[0], INT)), -1)
        return (axes[0], bool(offset)) if offset in ({(): 1}, {}) else None

    def before(self, op: str, found: Earlier, axis: str) -> Labelled:
        """An operator on what came before along an axis with the same key."""
        cells = (found.part, found.key, *(() if found.sought is None else (found.sought,)))
        operands = [self.visit(recombined(cell)) for cell in cells]
        axes = (*(a for a in self.union(*operands) if a != axis), axis)
        return Labelled(call(op, *(self.spread(o, axes) for o in operands)), axes)

    def recurrence(self, cell: Fold) -> Labelled:
        """The last value of a recurrence, or for a range that ends at the index of an axis all of them."""
        dependent = [a for a in self.extents if a in free_symbols(cell.hi)]
        if not dependent:
            return self.last_value(cell)
        outer, extent = dependent[0], self.extents[dependent[0]]
        if len(dependent) > 1 or outer in free_symbols(cell.body) | free_symbols(cell.init):
            raise NotExpressible("a recurrence over a varying range")
        last = normal(sub(unclamped(integer(0), extent), integer(1)))
        backwards = sub(last, Sym(outer, INT))
        for index, turned in ((Sym(outer, INT), False), (backwards, True)):
            offset = plus(polynomial(cell.hi), polynomial(index), -1)
            if offset not in ({(): 1}, {}):
                continue
            body = substitute(cell.body, {cell.binder: Sym(outer, INT)}, make=apply)
            values, axes = self.recurring(f"scan_{cell.op}", cell, body, outer)
            place = axes.index(outer)
            if not offset:
                start, others = self.visit(cell.init), tuple(a for a in axes if a != outer)
                first = lined_up(start, others, self.extents) if others else start.tensor
                values = self.shifted(first, values, place)
            if turned:
                step = integer(-1)
                values = call("slice", values, axis=place, start=last, length=extent, step=step)
            return Labelled(values, axes)
        raise NotExpressible("a recurrence over a varying range")

    def last_value(self, cell: Fold) -> Labelled:
        """What a recurrence whose range does not vary comes to."""
        if not _is_scalar(cell.hi):
            raise NotExpressible("a recurrence over a varying range")
        axis = fresh(cell.binder)
        self.extents[axis] = self.inside_others(clamp_extent(cell.hi))
        body = substitute(cell.body, {cell.binder: Sym(axis, INT)}, make=apply)
        try:
            last, axes = self.recurring(f"last_{cell.op}", cell, body, axis)
        finally:
            del self.extents[axis]
        return Labelled(last, tuple(a for a in axes if a != axis))

    def recurring(self, op: str, cell: Fold, body: Cell, axis: str) -> tuple[Tensor, tuple[str, ...]]:
        """A recurrence along an axis whose index is put into its body, and the axes of its operands."""
        start, *elements = map(self.visit, (cell.init, *elements_of(body)))
        axes = self.union(start, *elements, Labelled(Scalar(integer(0)), (axis,)))
        others = tuple(a for a in axes if a != axis)
        operands = [lined_up(e, axes, self.extents) for e in elements]
        first = lined_up(start, others, self.extents) if start.axes else start.tensor
        return call(op, *operands, first, axis=axes.index(axis)), axes

    def shifted(self, first: Tensor, scanned: Tensor, axis: int) -> Tensor:
        """An exclusive scan: the initial value, then the inclusive scan without its end."""
        one = integer(1)
        if not first.type.rank:
            head: Tensor = call("full", first, shape=(one,))
        else:
            head = call("expand", first, axis=axis, extent=one)
        joined = call("concat", head, scanned, axis=axis)
        extent = scanned.type.shape[axis]
        return call("slice", joined, axis=axis, start=integer(0), length=extent, step=one)

    def masked(self, cell: Fold) -> Labelled:
        """A fold over a range that varies: over the widest range, with a mask."""
        lowest, widest = self.extreme(cell.lo, -1), self.extreme(cell.hi, 1)
        if isinstance(lowest, Lit) and lowest.value > 0:
            lowest = integer(0)
        widest = self.rounded(cell, widest)
        neutral: Cell | None = identity(cell.op, cell.dtype) or (
            cell.init if cell.op in ("min", "max") else None
        )
        if neutral is None:
            raise NotExpressible(f"a {cell.op} over a varying range")
        index = Sym(cell.binder, INT)
        bounds = [
            c
            for c, edge, plain in (
                (le(cell.lo, index), lowest, cell.lo),
                (lt(index, cell.hi), widest, cell.hi),
            )
            if edge != plain
        ]
        body = select(conj(*bounds), cell.body, neutral)
        return self.reduction(from_zero(Fold(cell.op, cell.binder, lowest, widest, cell.init, body)))

    def rounded(self, cell: Fold, widest: Cell) -> Cell:
        """The extent of an axis instead of one less, where all that is read is there for that one, too."""
        whole = normal(add(widest, integer(1)))
        if whole not in self.extents.values():
            return widest
        inside = self.facts.beside(*_range(tuple(self.extents), tuple(self.extents.values())))
        for read in subterms(cell.body):
            if not isinstance(read, Elem) or cell.binder not in free_symbols(read):
                continue
            source = self.parameters.get(read.array)
            for place, index in enumerate(read.indices):
                if cell.binder not in free_symbols(index):
                    continue
                extent = source.type.shape[place] if source else None
                if extent is None or index != Sym(cell.binder, INT):
                    return widest
                if not inside.holds(le(whole, extent)):
                    return widest
        return whole

    def extreme(self, bound: Cell, sign: int) -> Cell:
        """What a bound does not exceed (sign 1) or fall below (sign -1) over all axes."""
        hi = _limit(bound, sign) if any(first_of(t) for t in subterms(bound)) else bound
        hi = self.unclamped(hi, sign)
        for axis in list(self.extents):
            split = linear_in(hi, axis)
            if split is None or not set(split[0]) <= {()}:
                raise NotExpressible("a range whose bound is not linear in the outer indices")
            slope = split[0].get((), 0) * sign
            last = sub(self.extents[axis], integer(1))
            hi = normal(substitute(hi, {axis: last if slope > 0 else integer(0)}, make=apply))
        if not _is_scalar(hi):
            raise NotExpressible("a range whose bound depends on elements")
        return hi

    def unclamped(self, bound: Cell, sign: int) -> Cell:
        """A limit of a bound in which the smaller or greater of two is that of their limits."""
        parts = polynomial(bound)
        if not any(self.is_clamped(monomial) for monomial in parts):
            return bound
        limit: Cell = integer(0)
        for monomial, coefficient in parts.items():
            part = to_cell({monomial: 1})
            if self.is_clamped(monomial):
                part = self.limit_of_clamped(part, sign if coefficient > 0 else -sign)
            limit = add(limit, mul(integer(coefficient), part))
        return normal(limit)

    def is_clamped(self, monomial: tuple[Cell, ...]) -> bool:
        """Whether a term is the smaller or greater of two, or one or the other, and varies along an axis."""
        match monomial:
            case (Apply(op="min" | "max" | "select") as one,):
                return not free_symbols(one).isdisjoint(self.extents)
            case _:
                return False

    def limit_of_clamped(self, cell: Cell, sign: int) -> Cell:
        assert isinstance(cell, Apply)
        first, second = cell.args[-2:]
        if cell.op != "select":
            op = cell.op
            if sign < 0 and op == "max" and integer(0) in (first, second):
                return integer(0)  # as far down as an index goes
        else:
            op = "max" if sign > 0 else "min"
        return apply(op, (self.extreme(first, sign), self.extreme(second, sign)), INT)


def _sorting(cell: Elem) -> Fold | None:
    """The order of the elements along one axis of an array by which an element of it is picked, if it is."""
    for place, index in enumerate(cell.indices):
        if isinstance(index, Fold) and is_argsort(index):
            own = (*cell.indices[:place], Sym(index.binder, INT), *cell.indices[place + 1 :])
            return index if index.body == Elem(cell.array, own, cell.dtype) else None
    return None


def _looks_up(cell: Fold, axis: str) -> bool:
    """Whether a fold ends at an index, or takes in what equals it.

    To read elements at all indices is more than to read those that are needed.
    """
    if any(isinstance(t, Elem) and axis in free_symbols(t) for t in subterms(cell)):
        return False
    if axis in free_symbols(cell.hi):
        return True
    both = {axis, cell.binder}
    return any(isinstance(t, Apply) and t.op == "eq" and both <= free_symbols(t) for t in subterms(cell.body))


def _no_longer(extents: tuple[Cell, ...], most: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Extents of which none exceeds that of another shape."""
    pairs = zip(extents, most, strict=True)
    return tuple(
        e if e == m else clamp_extent(apply("min", (unclamped(integer(0), e), m), INT)) for e, m in pairs
    )


def _is_unsure(cell: Cell) -> bool:
    """Whether the tensor of a cell depends on the axes that it is in, and not only on its own."""
    return isinstance(cell, Fold) and _wraps(cell.hi)


def _range(binders: Sequence[str], stops: Sequence[Cell], starts: Sequence[Cell] | None = None) -> list[Cell]:
    """That indices are inside a box."""
    lows = starts or (integer(0),) * len(binders)
    places = zip(binders, lows, stops, strict=True)
    return [c for b, low, stop in places for c in conjuncts(within(Sym(b, INT), low, stop))]


def _speaks_of_rows(condition: Cell) -> bool:
    """Whether a condition speaks of rows of a flat array, or of the places inside such."""
    return any(isinstance(t, Apply) and t.op in ("floordiv", "mod") for t in subterms(condition))


def _speaks_of_firsts(cell: Cell) -> bool:
    """Whether a size is arithmetic on first indices, and counts nothing."""
    return any(first_of(t) for t in subterms(cell)) and not any(counted_condition(t) for t in subterms(cell))


def _is_unset(cell: Cell) -> bool:
    """Whether a cell is an element of an array that nothing has been stored in."""
    return isinstance(cell, Elem) and cell.array.startswith("unset#")


def _wraps(extent: Cell) -> bool:
    """Whether an extent adds a number that only arithmetic modulo the size of a type brings in."""
    return any(isinstance(t, Lit) and t.value > _LARGEST_STEP for t in subterms(extent))


def _is_stretched(index: Cell, axes: list[str]) -> bool:
    """Whether an index is that of an axis or, where the axis read has one element, zero."""
    match index:
        case Apply(op="select", args=(condition, Sym(name=name), Lit(value=0))):
            return axes == [name] and name not in free_symbols(condition) and _is_scalar(condition)
        case _:
            return False


def _limit(bound: Cell, sign: int) -> Cell:
    """What a bound does not exceed (sign 1) or fall below (sign -1) where it speaks of first indices."""
    limit: Cell = integer(0)
    for monomial, coefficient in polynomial(bound).items():
        part = to_cell({monomial: 1})
        if any(first_of(t) for t in subterms(part)):
            part = _limit_of_atom(part, sign if coefficient > 0 else -sign)
        limit = add(limit, mul(integer(coefficient), part))
    return normal(limit)


def _limit_of_atom(cell: Cell, sign: int) -> Cell:
    found = first_of(cell)
    if found is not None:
        return add(_limit_or_self(found.hi if sign > 0 else found.lo, sign), found.offset)
    match cell:
        case Apply(op="min" | "max" as op, args=(a, b)):
            return apply(op, (_limit_or_self(a, sign), _limit_or_self(b, sign)), INT)
        case Apply(op="select", args=(_, a, b)) if cell.dtype is INT:
            op = "max" if sign > 0 else "min"
            return apply(op, (_limit_or_self(a, sign), _limit_or_self(b, sign)), INT)
        case _:
            raise NotExpressible("a range whose bound depends on elements")


def _limit_or_self(cell: Cell, sign: int) -> Cell:
    return _limit(cell, sign) if any(first_of(t) for t in subterms(cell)) else cell


def _row_length(condition: Cell, binder: str) -> Cell | None:
    """The one n for which a condition speaks of `k // n` or `k % n`."""
    symbol = Sym(binder, INT)
    sizes = {
        t.args[1]
        for t in subterms(condition)
        if isinstance(t, Apply) and t.op in ("floordiv", "mod") and t.args[0] == symbol
    }
    return sizes.pop() if len(sizes) == 1 else None


def _uncovered(cell: Cell, condition: Cell) -> Cell:
    """What lies below a box, without what the box covers whole."""
    while isinstance(cell, Apply) and cell.op == "select" and cell.args[0] == condition:
        cell = cell.args[2]
    return cell


def _padded(cell: Cell) -> Cell:
    """A value with zeros in the place of elements outside an array."""
    reads = [t for t in subterms(cell) if isinstance(t, Elem)]
    inside = conj(
        *(within(i, integer(0), Extent(t.array, axis)) for t in reads for axis, i in enumerate(t.indices))
    )
    return select(inside, cell, zero(cell.dtype))


def _product(cells: tuple[Cell, ...]) -> Cell:
    return fold_left(mul, cells) if cells else integer(1)


def _atoms(stride: Cell) -> tuple[Cell, ...]:
    return max(polynomial(stride), key=len, default=())


def _row_major(shape: tuple[Cell, ...], strides: list[Cell]) -> bool:
    """Whether strides are those of a packed array of that shape (clamped extents taken as they are)."""
    below: Cell = integer(1)
    for extent, stride in zip(reversed(shape), reversed(strides), strict=True):
        if _unclamped(stride, shape) != _unclamped(below, shape):
            return False
        below = mul(extent, below)
    return True


def _unclamped(cell: Cell, extents: tuple[Cell, ...]) -> Cell:
    """A product in which clamped extents are taken as they are: equal wherever none of them is zero."""

    def change(term: Cell) -> Cell:
        match term:
            case Apply(op="max", args=(n, Lit(value=0))) if term in extents:
                return n
            case _:
                return term

    return normal(rewritten(cell, change))


def _placed(cell: Cell, begun: Cell, begin: Cell, end: Cell) -> Cell:
    """A cell where something has been selected, whose places of extremes may as well be -1 for nothing."""

    def change(term: Cell) -> Cell | None:
        if isinstance(term, Fold) and selected_place_of(begin, end, term) is not None:
            return select(begun, term, Lit(-1, INT))
        return None

    return replaced(cell, change, apply)


def _widened(cell: Cell) -> Cell:
    """What is converted to another type."""
    while isinstance(cell, Apply) and cell.op == "cast":
        cell = cell.args[0]
    return cell


def _is_scalar(cell: Cell) -> bool:
    """Whether a cell is integer arithmetic on scalar parameters and extents alone."""
    if isinstance(cell, Lit):
        return True
    return all(
        not isinstance(t, (Elem, Fold)) and (t.dtype is BOOL or t.dtype.is_integer) for t in subterms(cell)
    ) and (cell.dtype is INT or isinstance(cell, Apply))


def _divided(cell: Cell, size: Cell) -> Cell | None:
    """`q` with `cell == q * size`, visible from the product."""
    whole, rest = multiples(polynomial(cell), polynomial(size))
    return None if rest else to_cell(whole)

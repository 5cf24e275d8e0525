"""Loops over segments, whose bounds are elements of arrays: sums, extremes and counts of rows of any length,
rows that are written, and elements that depend on the row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Range, Results
from benchmarks.fuzzing.selecting import Selecting
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Container,
    Expr,
    If,
    Load,
    NewArray,
    Select,
    Stmt,
    View,
)

_HOWS: Final = (
    "add",
    "add",
    "add",
    "sub",
    "max",
    "min",
    "best",
    "if-add",
    "if-max",
    "mul",
    "bits",
    "last",
    "count",
)


class Segmented(Selecting):
    """Writes an outer loop over rows and an inner one over what lies between two elements."""

    def segments(self, results: Results) -> list[Stmt]:
        """A number of each segment, stored, added to, or appended; or one number of all."""
        rng = self.rng
        between, rows = self.bounds_of_rows()
        source = self.flat_array()
        total_first = rng.random() < 0.12
        total, start = self.accumulator(self.wide(self.array(source).element))
        how = rng.choice(_HOWS)
        grows = self.container in (Container.LIST, Container.VECTOR) and rng.random() < 0.4
        kind = ArrayType(self.array(source).element, 1, self.container)
        out = self.local("out", kind) if grows else rng.choice(self.arrays)
        from_first = how in ("max", "min", "best", "if-max") and rng.random() < 0.3
        leaving = self.local("left", self.bool()) if rng.random() < 0.08 else None

        def inside() -> list[Stmt]:
            step = self.of_element(total, how, source)
            if leaving is None:
                return step
            leave = If(self.limit(source), (self.set(leaving, True),), (), SPAN)
            return [leave, *step] if rng.random() < 0.5 else [*step, leave]

        def body() -> list[Stmt]:
            low, high, step = between(self.counter())
            begin = start
            if from_first:
                begin = Assign(total, self.load(source, low), SPAN)
                low = self.sum(low, rng.choice((0, 1, 1)))
            elif rng.random() < 0.1:
                begin = Assign(total, self.value(self.scalar(total), 1), SPAN)
            loop = self.counted(inside, (low, high, step), leaving)
            one: Stmt = loop if leaving is None else self.left_early(leaving, loop)
            if total_first:
                return [one]
            return [begin, one, *self.given_out(out, total, grows)]

        made: list[Stmt] = [NewArray(out, (self.place(0),), None, SPAN)] if grows and not total_first else []
        if total_first:
            results.append(self.var(total))
            made.append(start)
        elif grows:
            results.append(View(out, (), kind, SPAN))
        return [*made, self.counted(body, rows)]

    def given_out(self, out: str, total: str, grows: bool) -> list[Stmt]:
        """What becomes of the number of a segment."""
        element = self.array(out).element
        value = self.convert(self.var(total), self.wide(element))
        chance = self.rng.random()
        if not grows and chance < 0.2:
            old = self.load(out, *self.row_place(out))
            value = self.op(self.rng.choice(("add", "sub", "max")), self.wide(element), old, value)
        if grows:
            grow: Stmt = Append(out, self.convert(value, element), SPAN)
            return [grow if chance < 0.93 else If(self.condition(), (grow,), (), SPAN)]
        return [self.put(out, value, *self.row_place(out))]

    def row_place(self, name: str) -> tuple[Expr, ...]:
        """The place of a row's number."""
        return (self.counter(),) if self.array(name).rank == 1 else self.indices(name, writing=True)

    def of_element(self, total: str, how: str, source: str) -> list[Stmt]:
        """One step inside a segment: of the element there, of what it points to, of the row."""
        rng, kind = self.rng, self.scalar(total)
        held = self.var(total)
        if how == "count":
            one = self.op("add", kind, held, self.convert(self.place(1), kind))
            count: Stmt = Assign(total, one, SPAN)
            return [If(self.in_segment(source), (count,), (), SPAN)] if rng.random() < 0.7 else [count]
        value = self.convert(self.element_of_segment(source), kind)
        match how:
            case "max" | "min":
                names = ("lt", "le") if how == "max" else ("gt", "ge")
                new: Expr = Select(self.compare(held, value, names), value, held, kind, SPAN)
            case "best":
                new = self.op(rng.choice(("min", "max")), kind, held, value)
            case "if-add":
                added = Assign(total, self.op("add", kind, held, value), SPAN)
                return [If(self.in_segment(source), (added,), (), SPAN)]
            case "if-max":
                return [If(self.compared(value, held), (Assign(total, value, SPAN),), (), SPAN)]
            case "last":
                return [If(self.in_segment(source), (Assign(total, value, SPAN),), (), SPAN)]
            case "bits" if not kind.dtype.is_float:
                new = self.op(rng.choice(("bitand", "bitor", "bitxor")), kind, held, value)
            case "add" | "sub" | "mul":
                new = self.op(how, kind, held, value)
            case _:
                new = self.op("add", kind, held, value)
        return [Assign(total, new, SPAN)]

    def in_segment(self, source: str) -> Expr:
        """A condition inside a segment: against a number, against the row's number, on places."""
        rng = self.rng
        row, place = self.row_counter(), self.counter()
        match rng.choice(("limit", "limit", "row's", "place", "marked")):
            case "row's":
                other = self.flat_array()
                mine = self.convert(self.load(other, row), self.wide(self.array(source).element))
                return self.compared(self.load(source, place), mine)
            case "place":
                return self.compared(place, row)
            case "marked":
                return self.marked()
            case _:
                return self.limit(source)

    def row_counter(self) -> Expr:
        """The counter of the loop around."""
        return self.var(self.counters[-2 if len(self.counters) > 1 else -1][0])

    def element_of_segment(self, source: str) -> Expr:
        """The element there, times another one, through an index, at a distance, or of the row."""
        rng = self.rng
        kind, here = self.wide(self.array(source).element), self.load(source, self.counter())
        match rng.choice(("plain", "plain", "plain", "times", "through", "row's", "pitch", "place")):
            case "times":
                other = self.convert(self.load(self.flat_array(), self.counter()), kind)
                return self.op("mul", kind, here, other)
            case "through":
                index = self.places_array()
                at = self.convert(Load(index, (self.counter(),), self.array(index).element, SPAN), self.index)
                taken = self.load(source, at)
                return self.op("mul", kind, here, taken) if rng.random() < 0.5 else taken
            case "row's":
                mine = self.convert(self.load(self.flat_array(), self.row_counter()), kind)
                return self.op(rng.choice(("mul", "add", "sub")), kind, here, mine)
            case "pitch":
                row = self.op("mul", self.index, self.row_counter(), self.var(rng.choice(self.sizes)))
                return self.load(source, self.op("add", self.index, row, self.counter()))
            case "place":
                return self.convert(self.counter(), kind)
            case _:
                return here

    def expansion(self, results: Results) -> list[Stmt]:
        """Rows that are written: each place of a segment gets something of its row, or is appended."""
        rng, source = self.rng, self.flat_array()
        between, rows = self.bounds_of_rows()
        grows = self.container in (Container.LIST, Container.VECTOR) and rng.random() < 0.6
        kind = ArrayType(self.array(source).element, 1, self.container)
        out = self.local("out", kind) if grows else self.flat_array()
        element = self.wide(self.array(out).element)

        def value() -> Expr:
            row, place = self.row_counter(), self.counter()
            match rng.choice(("row's", "row's", "row", "place", "own", "both")):
                case "row's":
                    return self.convert(self.load(source, row), element)
                case "row":
                    return self.convert(row, element)
                case "place":
                    return self.convert(place, element)
                case "own":
                    return self.convert(self.load(source, place), element)
                case _:
                    mine, its = self.load(source, row), self.load(source, place)
                    return self.op("add", element, self.convert(mine, element), self.convert(its, element))

        def inside() -> list[Stmt]:
            given = value()
            if grows:
                step: Stmt = Append(out, self.convert(given, kind.element), SPAN)
            else:
                if rng.random() < 0.2:
                    old = self.load(out, self.counter())
                    given = self.op(rng.choice(("add", "mul", "sub")), element, old, given)
                step = self.put(out, given, self.counter())
            return [If(self.in_segment(source), (step,), (), SPAN) if rng.random() < 0.2 else step]

        loop = self.counted(lambda: [self.counted(inside, between(self.counter()))], rows)
        if not grows:
            return [loop]
        results.append(View(out, (), kind, SPAN))
        return [NewArray(out, (self.place(0),), None, SPAN), loop]

    # ------------------------------------------------------------ where segments begin and end

    def bounds_of_rows(self) -> tuple[Callable[[Expr], Range], Range]:
        """The bounds of a row by its number, and the loop over rows."""
        rng, name = self.rng, self.places_array()
        step = rng.choice((1, 1, 1, 1, 1, 1, 1, 1, 2))

        def of(array: str, at: Expr) -> Expr:
            return self.convert(Load(array, (at,), self.array(array).element, SPAN), self.index)

        def between(row: Expr) -> Range:
            match way:
                case "ptr":
                    return of(name, row), of(name, self.sum(row, 1)), step
                case "behind":
                    return of(name, self.sum(row, -1)), of(name, row), step
                case "two":
                    return of(name, row), of(other, row), step
                case "length":
                    first = of(name, row)
                    return first, self.op("add", self.index, first, of(other, row)), step
                case _:
                    return self.place(rng.choice((0, 0, 0, 1))), of(name, row), step

        way = rng.choice(("ptr", "ptr", "ptr", "ptr", "two", "length", "to", "behind"))
        other = self.array_parameter(self.array(name).element) if way in ("two", "length") else name
        low, high, _ = self.whole(name)
        by = -1 if way == "ptr" else 0
        if self.array(name).container is Container.POINTER:
            by = 0
        if rng.random() < 0.06:
            by += rng.choice((1, -1))
        if way == "behind":
            low = self.place(1 if rng.random() < 0.9 else 0)
        return between, (low, self.sum(high, by), 1)

"""Loops that keep some elements in order, appended under a condition, stored at a place that counts, or moved
in their own array; and the last iteration in which something held.
"""

from __future__ import annotations

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.exits import Exits
from benchmarks.fuzzing.loops import Results
from tensir.dtypes import BOOL
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    If,
    Load,
    NewArray,
    ScalarType,
    Select,
    Stmt,
    Store,
    View,
)


class Selecting(Exits):
    """Writes loops of which not every iteration leaves something."""

    # ------------------------------------------------------------ what they are made of

    def flat_array(self) -> str:
        """An array of rank 1, made a parameter if there is none."""
        flat = [a for a in self.arrays if self.array(a).rank == 1]
        return self.rng.choice(flat) if flat else self.array_parameter()

    def upwards(self, name: str) -> tuple[Expr, Expr, int]:
        """All of an array, nearly always; now and then from another start, downwards, or odd."""
        chance = self.rng.random()
        if chance < 0.7:
            return self.whole(name) if self.array(name).rank == 1 else self.range()
        if chance < 0.85:
            return self.place(1), self.whole(name)[1], 1
        return self.odd_range() if chance < 0.9 else self.downwards(self.whole(name)[1])

    def passes(self, source: str) -> Expr:
        """What an element has to meet: a threshold, its neighbour, a mark, a place, or two at once."""
        rng = self.rng
        match rng.choice(("limit",) * 5 + ("neighbour", "mark", "place", "two")):
            case "neighbour":
                here, there = self.counter(), self.sum(self.counter(), rng.choice((-1, 1)))
                return self.compared(self.load(source, here), self.load(source, there))
            case "mark":
                return self.marked()
            case "place":
                rest = self.op(self.remainder(), self.index, self.counter(), self.place(rng.choice((2, 3))))
                return self.compared(rest, self.place(0))
            case "two":
                never = Const(False, self.bool(), SPAN)
                return Select(self.limit(source), self.limit(source), never, self.bool(), SPAN)
            case _:
                return self.limit(source)

    def limit(self, source: str) -> Expr:
        """A comparison of the element at the counter with a number that stays."""
        kind = self.wide(self.array(source).element)
        data = [v for v in self.data if self.variables[v] == kind]
        other = self.var(self.rng.choice(data)) if data and self.rng.random() < 0.4 else self.constant(kind)
        return self.compared(self.load(source, self.counter()), other)

    def marked(self) -> Expr:
        """Whether the element of an array of marks is set."""
        name = self.marks()
        mark = Load(name, (self.counter(),), self.array(name).element, SPAN)
        if mark.type.dtype is BOOL:
            return mark
        return self.compare(mark, Const(0, mark.type, SPAN), ("ne", "ne", "gt", "eq"))

    def kept(self, source: str) -> Expr:
        """What is kept of an element: mostly itself, else its place or something computed."""
        kind = self.wide(self.array(source).element)
        chance = self.rng.random()
        if chance < 0.5:
            return self.load(source, self.counter())
        if chance < 0.65:
            return self.convert(self.counter(), kind)
        return self.value(kind, 1)

    def starting_place(self) -> Expr:
        """Where places begin to count."""
        chance = self.rng.random()
        if chance < 0.7:
            return self.place(0)
        return (
            self.place(self.rng.choice((1, 2, -1)))
            if chance < 0.85
            else self.var(self.rng.choice(self.sizes))
        )

    # ------------------------------------------------------------ order-keeping selections

    def selection(self, results: Results) -> list[Stmt]:
        grows = self.container in (Container.LIST, Container.VECTOR) and self.rng.random() < 0.6
        return self.appended(results) if grows else self.placed(results)

    def appended(self, results: Results) -> list[Stmt]:
        """Lists that grow under a condition: one, a partition into two, several elements a round."""
        rng, source = self.rng, self.flat_array()
        kind = ArrayType(self.array(source).element, 1, self.container)
        names = [self.local("out", kind) for _ in range(rng.choice((1, 1, 1, 2)))]
        counts = rng.random() < 0.2
        number = self.local("k", self.index) if counts else None

        def grow(name: str) -> list[Stmt]:
            value = self.convert(self.kept(source), kind.element)
            grown: list[Stmt] = [Append(name, value, SPAN)]
            if number and rng.random() < 0.7:
                grown.insert(rng.randrange(2), self.set(number, self.sum(self.var(number), 1)))
            if rng.random() < 0.1:
                grown.append(Append(name, self.convert(self.kept(source), kind.element), SPAN))
            return grown

        def body() -> list[Stmt]:
            first, last = names[0], names[-1]
            test = self.passes(source)
            orelse = tuple(grow(last)) if last != first or rng.random() < 0.1 else ()
            steps: list[Stmt] = [If(test, tuple(grow(first)), orelse, SPAN)]
            if rng.random() < 0.1:
                steps.append(If(self.passes(source), tuple(grow(last)), (), SPAN))
            return steps

        starts: list[Stmt] = [NewArray(name, (self.place(0),), None, SPAN) for name in names]
        if rng.random() < 0.12:
            starts.append(Append(names[0], self.constant(kind.element), SPAN))
        if number:
            starts.append(self.set(number, 0))
            results.append(self.var(number))
        loop = self.counted(body, self.upwards(source))
        results += [View(name, (), kind, SPAN) for name in names]
        self.arrays += names if rng.random() < 0.3 else []
        return [*starts, loop, *self.used(names[0], results)]

    def used(self, name: str, results: Results) -> list[Stmt]:
        """At times what was selected is looked at afterwards."""
        if self.rng.random() > 0.2:
            return []
        total, start = self.accumulator(self.wide(self.array(name).element))
        held = self.arrays
        self.arrays = [name]
        loop = self.counted(
            lambda: self.accumulate(total, self.rng.choice(("add", "max", "min"))), self.whole(name)
        )
        self.arrays = held
        results.insert(0, self.var(total))
        return [start, loop]

    def placed(self, results: Results) -> list[Stmt]:
        """`out[k++] = x[i]`: into another array, the same one, or a fresh one; a partition; from the end."""
        rng, source = self.rng, self.flat_array()
        target, made = self.target_like(source, results)
        kind = self.index if rng.random() < 0.85 else self.wide(self.integer_element())
        place, step = self.local("k", kind), rng.choice((1, 1, 1, 1, 1, 1, 1, 2, -1))
        other = self.local("k", kind) if rng.random() < 0.15 else None

        def move(counter: str, by: int) -> list[Stmt]:
            at = self.convert(self.var(counter), self.index)
            if rng.random() < 0.06:
                at = self.sum(at, rng.choice((1, -1)))
            value = self.convert(self.kept(source), self.array(target).element)
            one = Const(abs(by), kind, SPAN)
            moved: list[Stmt] = [
                Store(target, (at,), value, SPAN),
                Assign(counter, self.op("add" if by > 0 else "sub", kind, self.var(counter), one), SPAN),
            ]
            return moved[::-1] if rng.random() < 0.15 else moved

        def body() -> list[Stmt]:
            test = self.passes(source)
            if rng.random() < 0.06:  # a place that decides is no count of what was met
                never = Const(False, self.bool(), SPAN)
                full = self.compare(self.convert(self.var(place), self.index), self.size(), ("lt", "ne"))
                test = Select(test, full, never, self.bool(), SPAN)
            orelse = tuple(move(other, rng.choice((1, -1)))) if other else ()
            steps: list[Stmt] = [If(test, tuple(move(place, step)), orelse, SPAN)]
            if rng.random() < 0.08:
                keep = rng.choice(self.arrays)
                said = self.put(keep, self.convert(self.var(place), self.wide(self.array(keep).element)))
                steps.insert(rng.randrange(2), said)
            return steps

        starts: list[Stmt] = [self.set(place, self.convert(self.starting_place(), kind))]
        results.append(self.var(place))
        if other:
            starts.append(self.set(other, self.convert(self.rng.choice((self.place(0), self.size())), kind)))
            results.append(self.var(other))
        return [*made, *starts, self.counted(body, self.upwards(source))]

    def target_like(self, source: str, results: Results) -> tuple[str, list[Stmt]]:
        """An array to store into, and what makes it: a parameter, the source itself, or a fresh one."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.2:
            return source, []
        if chance < 0.5 and self.container is not Container.POINTER:
            kind = ArrayType(self.array(source).element, 1, self.container)
            name = self.local("out", kind)
            results.append(View(name, (), kind, SPAN))
            return name, [NewArray(name, (self.extent(),), self.constant(kind.element), SPAN)]
        others = [a for a in self.arrays if a != source and self.array(a) == self.array(source)]
        return rng.choice(others) if others else self.array_parameter(self.array(source).element), []

    # ------------------------------------------------------------ the last iteration in which something held

    def last(self, results: Results) -> list[Stmt]:
        """The last place, the last value, both, or what is held of them in each round."""
        rng, source = self.rng, self.flat_array()
        element = self.array(source).element
        at = self.local("at", self.index if rng.random() < 0.8 else self.wide(self.integer_element()))
        value = self.local("v", self.wide(element))
        which = rng.choice(("place", "place", "value", "both", "hold", "hold"))
        out = rng.choice(self.arrays)
        by = rng.choice((0, 0, 0, 0, 1, -1, 2))

        def found() -> list[Stmt]:
            steps: list[Stmt] = []
            if which != "value":
                steps.append(self.set(at, self.convert(self.sum(self.counter(), by), self.scalar(at))))
            if which in ("value", "both") or (which == "hold" and rng.random() < 0.5):
                steps.append(Assign(value, self.convert(self.kept(source), self.scalar(value)), SPAN))
            rng.shuffle(steps)
            return steps

        def body() -> list[Stmt]:
            chance = rng.random()
            orelse = () if chance < 0.85 else tuple(found())
            steps: list[Stmt] = [If(self.passes(source), tuple(found()), orelse, SPAN)]
            if which == "hold":
                held = at if rng.random() < 0.5 else value
                shown: Expr = self.convert(self.var(held), self.wide(self.array(out).element))
                if held == at and rng.random() < 0.3:
                    shown = self.op(
                        "sub", self.wide(self.array(out).element), self.as_value(self.counter(), out), shown
                    )
                steps.insert(0 if rng.random() < 0.3 else 1, self.put(out, shown))
            if rng.random() < 0.05:
                steps.append(self.store(source))
            return steps

        first = rng.choice((-1, -1, 0, 1, 7))
        start = self.convert(self.place(first), self.scalar(at)) if rng.random() < 0.8 else self.size()
        begin: list[Stmt] = [
            self.set(at, self.convert(start, self.scalar(at))),
            Assign(value, self.start_of(self.scalar(value)), SPAN),
        ]
        loop: Stmt = self.counted(body, self.upwards(source))
        if rng.random() < 0.12:
            loop = self.counted(lambda: [loop])
        results += [self.var(at)] if which in ("place", "both", "hold") else []
        results += [self.var(value)] if which != "place" else []
        return [*begin, loop]

    def as_value(self, index: Expr, name: str) -> Expr:
        """A counter as what an array's elements are computed with."""
        return self.convert(index, self.wide(self.array(name).element))

    def start_of(self, kind: ScalarType) -> Expr:
        """A first value: a constant, or a parameter."""
        names = [v for v in self.data if self.variables[v] == kind]
        return self.var(self.rng.choice(names)) if names and self.rng.random() < 0.4 else self.constant(kind)

    def overwriting(self, results: Results) -> list[Stmt]:
        """Scatters of which the last write counts: plain, under conditions, shifted, into rows, inverse."""
        rng, index = self.rng, self.places_array()
        others = [a for a in self.arrays if a != index] or [self.array_parameter()]
        target = rng.choice(others) if rng.random() < 0.95 else index
        rows = self.places_array() if self.array(target).rank > 1 or rng.random() < 0.12 else None
        base = self.place(0) if rng.random() < 0.7 else rng.choice((self.place(1), self.size()))

        def where(name: str) -> Expr:
            at = self.convert(Load(name, (self.counter(),), self.array(name).element, SPAN), self.index)
            return at if base == self.place(0) else self.op("add", self.index, base, at)

        def place() -> tuple[Expr, ...]:
            if self.array(target).rank > 1:
                return (where(rows or index), where(index))
            if rows is None:
                return (where(index),)
            flat = self.op("mul", self.index, where(rows), self.size())
            return (self.op("add", self.index, flat, where(index)),)

        def value() -> Expr:
            kind = self.wide(self.array(target).element)
            chance = rng.random()
            if chance < 0.3:
                return self.convert(self.counter(), kind)
            return self.leaf(kind) if chance < 0.7 else self.value(kind, 1)

        def body() -> list[Stmt]:
            store = self.put(target, value(), *place())
            chance = rng.random()
            if chance < 0.55:
                return [store]
            if chance < 0.85:
                return [If(self.condition_here(index), (store,), (), SPAN)]
            if chance < 0.93:
                return [
                    If(self.condition_here(index), (store,), (self.put(target, value(), *place()),), SPAN)
                ]
            return [store, self.put(target, value(), *place())]

        del results
        return [self.counted(body, self.upwards(index))]

    def condition_here(self, name: str) -> Expr:
        """A condition at the counter."""
        return self.passes(name) if self.rng.random() < 0.5 else self.marked()

    # ------------------------------------------------------------ places of extremes

    def place_of_best(self, results: Results) -> list[Stmt]:
        """Places of extremes, read through or kept beside the value: first or last ties, with conditions."""
        rng, source = self.rng, self.flat_array()
        through = rng.random() < 0.6
        first = rng.choice((0, 0, 0, 0, 1, -1))
        place = self.local("best", self.index if rng.random() < 0.9 else self.wide(self.integer_element()))
        kind = self.wide(self.array(source).element)
        value = self.local("top", kind)
        tie = self.flat_array() if rng.random() < 0.1 else None

        def read(name: str) -> Expr:
            return self.load(name, self.convert(self.var(place), self.index))

        def body() -> list[Stmt]:
            here = self.load(source, self.counter())
            best = read(source) if through else self.var(value)
            better = self.compare(here, best, ("lt", "le", "gt", "ge"))
            better = better if rng.random() < 0.8 else self.compare(best, here, ("lt", "le", "gt", "ge"))
            if rng.random() < 0.15:
                never = Const(False, self.bool(), SPAN)
                better = Select(self.passes(source), better, never, self.bool(), SPAN)
            if tie is not None:
                same, yes = self.compare(here, best, ("eq",)), Const(True, self.bool(), SPAN)
                less = self.compare(self.load(tie, self.counter()), read(tie), ("lt", "le"))
                never = Const(False, self.bool(), SPAN)
                better = Select(better, yes, Select(same, less, never, self.bool(), SPAN), self.bool(), SPAN)
            steps: list[Stmt] = [self.set(place, self.convert(self.counter(), self.scalar(place)))]
            if not through:
                steps.append(Assign(value, here, SPAN))
            if rng.random() < 0.06:
                steps.append(self.store(rng.choice(self.arrays)))
            rng.shuffle(steps)
            found: list[Stmt] = [If(better, tuple(steps), (), SPAN)]
            if rng.random() < 0.12:
                out = rng.choice(self.arrays)
                found.append(self.put(out, self.as_value(self.convert(self.var(place), self.index), out)))
            return found

        begun = self.load(source, self.place(max(first, 0))) if rng.random() < 0.5 else self.constant(kind)
        starts: list[Stmt] = [self.set(place, self.convert(self.place(first), self.scalar(place)))]
        starts += [] if through else [Assign(value, begun, SPAN)]
        bounds = self.upwards(source)
        results.append(self.var(place))
        after = self.convert(self.var(place), self.index)
        results += [] if rng.random() < 0.7 else [self.load(source, after)] if through else [self.var(value)]
        return [*starts, self.counted(body, bounds)]

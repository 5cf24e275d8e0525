"""Loops that store elements: maps, gathers and scatters, strides, stencils, exchanges."""

from __future__ import annotations

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Loops, Results
from tenspiler.loopir.nodes import (
    Assign,
    Expr,
    If,
    Stmt,
)


class Maps(Loops):
    """Writes loops whose elements do not wait for each other, or seem not to."""

    def map(self, _: Results) -> list[Stmt]:
        return [self.nest(lambda: [self.store(self.rng.choice(self.arrays))], deepest=2)]

    def map_in_place(self, _: Results) -> list[Stmt]:
        name = self.rng.choice(self.arrays)

        def body() -> list[Stmt]:
            places = self.indices(name, writing=True)
            near = tuple(self.sum(p, self.rng.choice((0, 0, 0, 1, -1))) for p in places)
            kind = self.wide(self.array(name).element)
            old = self.convert(self.loaded(name, *near), kind)
            how = self.rng.choice([o for o in self.operators(kind.dtype) if o not in ("shl", "shr")])
            alone = how in ("neg", "abs", "bitnot", "sqrt", "floor", "ceil", "trunc")
            new = self.op(how, kind, old) if alone else self.op(how, kind, old, self.value(kind, 1))
            return [self.put(name, new, *places)]

        return [self.nest(body, deepest=self.array(name).rank)]

    def conditional_store(self, _: Results) -> list[Stmt]:
        name = self.rng.choice(self.arrays)

        def body() -> list[Stmt]:
            places = self.indices(name, writing=True)
            element = self.array(name).element
            store = self.put(name, self.value(element, 1), *places)
            if self.rng.random() < 0.5:
                return [If(self.condition(), (store,), (), SPAN)]
            return [If(self.condition(), (store,), (self.put(name, self.value(element, 1), *places),), SPAN)]

        return [self.nest(body, deepest=2)]

    def gather(self, _: Results) -> list[Stmt]:
        name, source, index = self.rng.choice(self.arrays), self.rng.choice(self.arrays), self.places_array()

        def body() -> list[Stmt]:
            where = self.convert(self.loaded(index, self.counter()), self.index)
            if self.array(source).rank > 1:
                return [self.store(name)]
            return [self.put(name, self.load(source, where))]

        return [self.counted(body, self.whole(index))]

    def scatter(self, _: Results) -> list[Stmt]:
        name, index = self.rng.choice(self.arrays), self.places_array()

        def body() -> list[Stmt]:
            where = self.convert(self.loaded(index, self.counter()), self.index)
            if self.array(name).rank > 1:
                return [self.store(name)]
            kind = self.wide(self.array(name).element)
            value = self.value(kind, 1)
            if self.rng.random() < 0.5:
                value = self.op("add", kind, self.load(name, where), value)
            return [self.put(name, value, where)]

        return [self.counted(body, self.whole(index))]

    def strided(self, _: Results) -> list[Stmt]:
        name, source = self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        back = self.rng.random() < 0.3

        def place(high: Expr) -> Expr:
            index = self.counter()
            if back:
                return self.op("sub", self.index, self.sum(high, -1), index)
            return self.twice(index) if self.rng.random() < 0.5 else self.sum(index, self.rng.choice((1, 2)))

        bounds = self.range()

        def body() -> list[Stmt]:
            if self.array(name).rank > 1 or self.array(source).rank > 1:
                return [self.store(name)]
            left, right = self.rng.choice(
                ((place(bounds[1]), self.counter()), (self.counter(), place(bounds[1])))
            )
            return [self.put(name, self.load(source, right), left)]

        return [self.counted(body, bounds)]

    def rows(self, results: Results) -> list[Stmt]:
        """Rows at a distance that is a parameter: stored, changed in place, summed into, by columns."""
        flat = [a for a in self.arrays if self.array(a).rank == 1]
        if not flat:
            return self.map(results)
        rng, name, source = self.rng, self.rng.choice(flat), self.rng.choice(flat)
        strides = [self.local_size("s"), self.local_size("t")]
        by_columns, step = rng.random() < 0.25, rng.choice((1, 1, 1, 2, 3))
        start = self.place(0) if rng.random() < 0.7 else self.var(rng.choice(self.sizes))
        outer, inner = self.range(), self.range()

        def at(stride: str, by: int = 0) -> Expr:
            row, column = (self.var(c) for c, _ in self.counters[-2:])
            if by_columns:
                row, column = column, row
            column = column if step == 1 else self.op("mul", self.index, self.place(step), column)
            flat = self.op("add", self.index, self.op("mul", self.index, row, self.var(stride)), column)
            flat = flat if start == self.place(0) else self.op("add", self.index, flat, start)
            return self.sum(flat, by)

        def stored(by: int) -> Stmt:
            kind = self.wide(self.array(name).element)
            value = self.convert(self.loaded(source, at(rng.choice(strides), by)), kind)
            if rng.random() < 0.5:
                value = self.op(rng.choice(("add", "mul", "sub")), kind, value, self.leaf(kind))
            if rng.random() < 0.4:
                old = self.convert(self.loaded(name, at(strides[0], by)), kind)
                value = self.op(rng.choice(("add", "add", "mul", "sub", "max")), kind, old, value)
            return self.put(name, value, at(strides[0], by))

        members = range(step) if rng.random() < 0.5 else [rng.randrange(step)]
        return [self.counted(lambda: [self.counted(lambda: [stored(n) for n in members], inner)], outer)]

    def local_size(self, name: str) -> str:
        """A parameter for a distance."""
        if name not in self.sizes:
            self.size_parameter(name)
        return name

    def stencil(self, results: Results) -> list[Stmt]:
        source = self.rng.choice(self.arrays)
        if self.array(source).rank > 1:
            return self.map(results)
        name = self.rng.choice(self.arrays)
        high = self.whole(source)[1]

        def body() -> list[Stmt]:
            kind = self.wide(self.array(source).element)
            reach = self.rng.sample((-2, -1, 0, 1, 2), self.rng.choice((2, 2, 3)))
            total: Expr = self.load(source, self.sum(self.counter(), reach[0]))
            for by in reach[1:]:
                how = self.rng.choice(("add", "add", "sub", "max"))
                total = self.op(how, kind, total, self.load(source, self.sum(self.counter(), by)))
            return [self.put(name, total)]

        return [
            self.counted(
                body, (self.place(self.rng.choice((1, 2))), self.sum(high, -self.rng.choice((1, 2))), 1)
            )
        ]

    def swap(self, _: Results) -> list[Stmt]:
        first, second = self.rng.choice(self.arrays), self.rng.choice(self.arrays)
        if self.array(first) != self.array(second) or self.array(first).rank > 1:
            second = first
        bounds = self.whole(first)
        backwards = self.rng.random() < 0.6
        half = self.op(self.division(), self.index, bounds[1], self.place(2))

        def body() -> list[Stmt]:
            if self.array(first).rank > 1:
                return [self.store(first)]
            here = self.counter()
            there = self.op("sub", self.index, self.sum(bounds[1], -1), here) if backwards else here
            kept = self.local("t", self.array(first).element)
            return [
                Assign(kept, self.loaded(first, here), SPAN),
                self.put(first, self.loaded(second, there), here),
                self.put(second, self.var(kept), there),
            ]

        return [self.counted(body, (bounds[0], half if backwards and first == second else bounds[1], 1))]

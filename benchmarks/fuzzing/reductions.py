"""Loops that carry a value: reductions, extremes, scans, recurrences."""

from __future__ import annotations

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Results
from benchmarks.fuzzing.maps import Maps
from tenspiler.loopir.nodes import (
    Assign,
    If,
    Stmt,
)


class Reductions(Maps):
    """Writes loops that carry a value from round to round."""

    def reduction(self, results: Results) -> list[Stmt]:
        return self.reduced(results, self.rng.choice(("add", "add", "mul", "sub", "bits", "weird")))

    def conditional_reduction(self, results: Results) -> list[Stmt]:
        return self.reduced(results, self.rng.choice(("if-add", "if-add", "last")))

    def extreme(self, results: Results) -> list[Stmt]:
        if self.rng.random() < 0.25:
            return self.place_of_extreme(results)
        return self.reduced(results, self.rng.choice(("max", "min", "if-max", "best")))

    def reduced(self, results: Results, how: str) -> list[Stmt]:
        name, start = self.accumulator()
        loop = self.nest(lambda: self.accumulate(name, how), deepest=2)
        results.append(self.var(name))
        return [start, loop]

    def place_of_extreme(self, results: Results) -> list[Stmt]:
        source = self.rng.choice(self.arrays)
        best, start = self.accumulator(self.wide(self.array(source).element))
        place = self.local("place", self.index)

        def body() -> list[Stmt]:
            value = self.load(source)
            steps: list[Stmt] = [Assign(best, value, SPAN), self.set(place, self.counter())]
            self.rng.shuffle(steps)
            return [If(self.compare(value, self.var(best)), tuple(steps), (), SPAN)]

        results += [self.var(place)] if self.rng.random() < 0.5 else [self.var(best), self.var(place)]
        return [start, self.set(place, self.place(0)), self.counted(body)]

    def nested_reduction(self, results: Results) -> list[Stmt]:
        name = self.rng.choice(self.arrays)
        depth = self.rng.choice((1, 1, 1, 2))

        def body() -> list[Stmt]:
            total, start = self.accumulator()
            how = self.rng.choice(("add", "add", "add", "max", "if-add", "mul"))
            row = self.counter()
            loop = self.loop(lambda: self.accumulate(total, how), depth)
            self.temporaries.append(total)
            places = (row,) if self.array(name).rank == 1 else self.indices(name, writing=True)
            return [start, loop, self.put(name, self.var(total), *places)]

        return [self.counted(body)]

    def scan(self, _: Results) -> list[Stmt]:
        keep = self.rng.choice(self.arrays)
        name, start = self.accumulator(self.wide(self.array(keep).element))
        steps = [lambda: self.accumulate(name), lambda: [self.put(keep, self.var(name))]]
        self.rng.shuffle(steps)
        return [start, self.counted(lambda: [s for step in steps for s in step()])]

    def running(self, results: Results) -> list[Stmt]:
        """Each element from the one before it."""
        name = self.rng.choice(self.arrays)
        if self.array(name).rank > 1:
            return self.scan(results)

        def body() -> list[Stmt]:
            kind = self.wide(self.array(name).element)
            before = self.load(name, self.sum(self.counter(), -1))
            how = self.rng.choice(("add", "add", "max", "min", "mul", "sub"))
            return [self.put(name, self.op(how, kind, before, self.value(kind, 1)), self.counter())]

        return [self.counted(body, (self.place(1), self.whole(name)[1], 1))]

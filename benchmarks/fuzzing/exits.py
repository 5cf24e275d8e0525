"""Loops that are left early: searches, verdicts on all elements, accumulations up to a point."""

from __future__ import annotations

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Results
from benchmarks.fuzzing.reductions import Reductions
from tensir.dtypes import BOOL
from tenspiler.loopir.nodes import (
    If,
    ScalarType,
    Stmt,
)


class Exits(Reductions):
    """Writes loops that are left early."""

    def search(self, results: Results) -> list[Stmt]:
        """The first place at which something holds, or what stands there."""
        source, flag = self.rng.choice(self.arrays), self.local("left", self.bool())
        place = self.local("place", self.index)
        missing = self.rng.choice((0, 7, -1))
        before = self.set(place, self.place(missing) if self.rng.random() < 0.7 else self.size())

        def body() -> list[Stmt]:
            found = self.set(place, self.sum(self.counter(), self.rng.choice((0, 0, 0, 1))))
            return [If(self.threshold(source), (found, self.set(flag, True)), (), SPAN)]

        results.append(self.var(place))
        return [before, self.left_early(flag, self.counted(body, self.bounds(source), flag))]

    def verdict(self, results: Results) -> list[Stmt]:
        """Whether all or any elements pass."""
        source, flag = self.rng.choice(self.arrays), self.local("left", self.bool())
        answer = self.local("answer", ScalarType(BOOL, self.function_flavour()))
        first = self.rng.random() < 0.5

        def body() -> list[Stmt]:
            test = self.threshold(source) if self.rng.random() < 0.7 else self.condition()
            return [If(test, (self.set(answer, not first), self.set(flag, True)), (), SPAN)]

        results.append(self.var(answer))
        return [self.set(answer, first), self.left_early(flag, self.counted(body, self.bounds(source), flag))]

    def take_while(self, results: Results) -> list[Stmt]:
        """An accumulation or a store that stops where something holds, before or after its last step."""
        source, flag = self.rng.choice(self.arrays), self.local("left", self.bool())
        name, start = self.accumulator()
        storing = self.rng.random() < 0.35

        def body() -> list[Stmt]:
            step = [self.store(self.rng.choice(self.arrays))] if storing else self.accumulate(name)
            passes = self.compare(self.var(name), self.leaf(self.scalar(name))), self.threshold(source)
            test = passes[0] if not storing and self.rng.random() < 0.25 else passes[1]
            leave = self.set(flag, True)
            match self.rng.choice(("head", "head", "tail", "aside")):
                case "head":
                    return [If(test, (leave,), tuple(step), SPAN)]
                case "tail":
                    return [*step, If(test, (leave,), (), SPAN)]
                case _:
                    return [If(test, (leave,), (), SPAN), *step]

        results.append(self.var(name))
        return [start, self.left_early(flag, self.counted(body, self.bounds(source), flag))]

    def nested_exit(self, results: Results) -> list[Stmt]:
        """A loop in a loop that is left early, and at times the outer one with it."""
        outer, inner = self.local("left", self.bool()), self.local("left", self.bool())
        name, start = self.accumulator()
        both = self.rng.random() < 0.4

        def inside() -> list[Stmt]:
            leave: list[Stmt] = [self.set(inner, True)]
            if both:
                leave.append(self.set(outer, True))
            step = (
                self.accumulate(name)
                if self.rng.random() < 0.6
                else [self.store(self.rng.choice(self.arrays))]
            )
            return [If(self.condition(), tuple(leave), tuple(step), SPAN)]

        def body() -> list[Stmt]:
            return [self.left_early(inner, self.counted(inside, None, inner))]

        results.append(self.var(name))
        loop = self.counted(body, None, outer if both else None)
        return [start, self.left_early(outer, loop) if both else loop]

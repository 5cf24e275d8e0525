"""Loops whose value is multiplied and added to, held against bounds, set back, or shared out in turn."""

from __future__ import annotations

from typing import Final

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Body, Range, Results
from benchmarks.fuzzing.segmented import Segmented
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Container,
    CopyArray,
    Expr,
    If,
    NewArray,
    ScalarType,
    Select,
    Stmt,
    View,
)

_ABOVE: Final = ("lt", "le")
_BELOW: Final = ("gt", "ge")


class Recurring(Segmented):
    """Writes loops in which each round needs what the one before it left."""

    def recurrence(self, results: Results) -> list[Stmt]:
        """y = a y + b, y = max(y + a, b): once, or in each round, read before or after it."""
        rng = self.rng
        out = rng.choice(self.arrays) if rng.random() < 0.6 else None
        name, start = self.accumulator(self.wide(self.array(out).element) if out else None)
        how = rng.choice(
            ("linear",) * 3 + ("bounded",) * 3 + ("clamped", "reset", "gated", "xor", "second", "best")
        )
        before, best = self.local("y", self.scalar(name)), self.local("top", self.scalar(name))
        coefficients = self.coefficients(self.scalar(name))

        def body() -> list[Stmt]:
            steps = self.recurred(name, how, coefficients, before)
            if how == "best":
                steps.append(self.better(best, name))
            if out is not None:
                steps.insert(0 if rng.random() < 0.3 else len(steps), self.put(out, self.var(name)))
            if rng.random() < 0.06:
                steps.append(self.store(rng.choice(self.arrays)))
            return steps

        results.append(self.var(name))
        starts: list[Stmt] = [start]
        if how == "second":
            starts.append(Assign(before, self.start_of(self.scalar(before)), SPAN))
        if how == "best":
            starts.append(Assign(best, self.start_of(self.scalar(best)), SPAN))
            results.append(self.var(best))
        return [*starts, self.passed_over(body)]

    def passed_over(self, body: Body) -> Stmt:
        """Mostly one loop upwards; downwards, or in a loop around, at times."""
        chance = self.rng.random()
        if chance < 0.12:
            return self.counted(body, self.downwards(self.size()))
        return self.counted(lambda: [self.counted(body)]) if chance < 0.24 else self.counted(body)

    def coefficients(self, kind: ScalarType) -> tuple[Expr, Expr] | None:
        """Two numbers that stay the same in all rounds; None where each round has its own."""
        return (self.start_of(kind), self.start_of(kind)) if self.rng.random() < 0.6 else None

    def recurred(
        self, name: str, how: str, coefficients: tuple[Expr, Expr] | None, before: str
    ) -> list[Stmt]:
        """One round of a recurrence."""
        rng, kind = self.rng, self.scalar(name)
        held, taken = self.var(name), self.leaf(kind)
        factor, bound = coefficients or (self.leaf(kind), self.leaf(kind))
        scaled = self.op("mul", kind, *rng.sample((held, factor), 2))
        moved = self.op(rng.choice(("add", "add", "add", "sub")), kind, held, taken)
        match how:
            case "linear":
                new = self.op(rng.choice(("add", "add", "sub")), kind, *rng.sample((scaled, taken), 2))
            case "bounded" | "best":
                new = self.bounded(moved if rng.random() < 0.7 else held, bound, rng.choice(("min", "max")))
                if rng.random() < 0.3:
                    new = self.op("add", kind, new, self.leaf(kind))
            case "clamped":
                new = self.bounded(self.bounded(moved, bound, "max"), factor, "min")
            case "reset":
                fresh = rng.choice((taken, bound, self.constant(kind)))
                new = Select(self.condition(), fresh, rng.choice((moved, scaled)), kind, SPAN)
            case "gated":
                step = self.op("add", kind, scaled, taken)
                return [If(self.condition(), (Assign(name, step, SPAN),), (), SPAN)]
            case "xor" if kind.dtype.is_integer:
                mixed = self.op("bitxor", kind, *rng.sample((held, taken), 2))
                new = mixed if rng.random() < 0.5 else self.op("mul", kind, mixed, factor)
            case "second":
                old = self.op("mul", kind, self.var(before), bound)
                new = self.op("add", kind, self.op(rng.choice(("add", "sub")), kind, scaled, old), taken)
                kept = self.local("t", kind)
                early: list[Stmt] = [Assign(kept, new, SPAN), Assign(before, held, SPAN)]
                if rng.random() < 0.15:  # the value before is lost before it is used
                    early.reverse()
                return [*early, Assign(name, self.var(kept), SPAN)]
            case _:
                new = self.op("add", kind, scaled, taken)
        return [Assign(name, new, SPAN)]

    def bounded(self, value: Expr, bound: Expr, how: str) -> Expr:
        """A value held against a bound: by the library, or by a comparison of either kind."""
        assert isinstance(value.type, ScalarType)
        kind, rng = value.type, self.rng
        if rng.random() < 0.3:
            return self.op(how, kind, *rng.sample((value, bound), 2))
        names = _ABOVE if (how == "max") == (rng.random() < 0.5) else _BELOW
        larger = (how == "max") == (names == _ABOVE)
        yes, no = (bound, value) if larger else (value, bound)
        if rng.random() < 0.04:
            yes, no = no, yes
        return Select(self.compare(value, bound, names), yes, no, kind, SPAN)

    def better(self, best: str, name: str) -> Stmt:
        """A running extreme of what is carried."""
        names = ("gt", "gt", "ge", "lt", "le")
        return If(
            self.compare(self.var(name), self.var(best), names),
            (Assign(best, self.var(name), SPAN),),
            (),
            SPAN,
        )

    def budget(self, results: Results) -> list[Stmt]:
        """What is left is shared out: each round takes what it asks for, or as much as there is."""
        rng, asked, out = self.rng, self.flat_array(), self.flat_array()
        kind = self.wide(self.array(asked).element)
        names = [v for v in self.data if self.variables[v] == kind]
        left, got = self.local("left", kind), self.local("g", kind)
        begin = self.var(rng.choice(names)) if names and rng.random() < 0.7 else self.constant(kind)

        def body() -> list[Stmt]:
            want = self.load(asked, self.counter()) if rng.random() < 0.8 else self.value(kind, 1)
            taken = self.bounded(want, self.var(left), rng.choice(("min",) * 6 + ("max",)))
            spent = Assign(
                left, self.op(rng.choice(("sub",) * 6 + ("add",)), kind, self.var(left), self.var(got)), SPAN
            )
            given = self.put(out, self.var(got if rng.random() < 0.85 else left), self.counter())
            steps = [spent, given]
            rng.shuffle(steps)
            return [Assign(got, taken, SPAN), *steps]

        results.append(self.var(left))
        return [Assign(left, begin, SPAN), self.counted(body, self.upwards(asked))]

    def neighbouring(self, results: Results) -> list[Stmt]:
        """In place, each element from the one before it, from two, or from the one behind it, downwards."""
        del results
        rng, name = self.rng, self.flat_array()
        kind = self.wide(self.array(name).element)
        factor = self.start_of(kind)
        down, second = rng.random() < 0.3, rng.random() < 0.15
        high = self.whole(name)[1]
        bounds: Range = (self.place(2 if second else 1), high, 1)
        if down and self.index.dtype.name in ("i32", "i64", "int"):
            bounds = (self.sum(high, -2), self.place(-1), -1)
        by = 1 if bounds[2] < 0 else -1

        def body() -> list[Stmt]:
            here, there = self.load(name, self.counter()), self.load(name, self.sum(self.counter(), by))
            scale = factor if rng.random() < 0.6 else self.leaf(kind)
            new = self.op(rng.choice(("add", "sub")), kind, here, self.op("mul", kind, scale, there))
            if rng.random() < 0.3:
                new = self.bounded(self.op("add", kind, there, here), scale, rng.choice(("min", "max")))
            if second:
                new = self.op("add", kind, new, self.load(name, self.sum(self.counter(), 2 * by)))
            return [self.put(name, new, self.counter())]

        return [self.counted(body, bounds)]

    # ------------------------------------------------------------ orders, sweeps, and lists that take turns

    def ranks(self, results: Results) -> list[Stmt]:
        """The places of a counting sort: how often each key came before, as they come or from the starts."""
        rng, key = self.rng, self.places_array()
        count = self.array_parameter(self.integer_element())
        out = self.array_parameter(self.array(count).element)
        element = self.array(count).element

        def body() -> list[Stmt]:
            at = self.convert(self.loaded(key, self.counter()), self.index)
            number = self.load(count, at)
            more = self.put(count, self.op("add", self.wide(element), number, self.unit(element)), at)
            if rng.random() < 0.7:
                steps: list[Stmt] = [self.put(out, number, self.counter()), more]
            else:  # a permutation
                there = self.convert(number, self.index)
                steps = [self.put(out, self.convert(self.counter(), self.wide(element)), there), more]
            if rng.random() < 0.12:
                steps.reverse()
            return [If(self.passes(key), tuple(steps), (), SPAN)] if rng.random() < 0.12 else steps

        del results
        return [self.counted(body, self.upwards(key))]

    def unit(self, kind: ScalarType) -> Expr:
        """One, as what elements are computed with."""
        return self.convert(self.place(1), self.wide(kind))

    def deduplicated(self, results: Results) -> list[Stmt]:
        """What differs from the element before it, or from what was kept last."""
        if self.container not in (Container.LIST, Container.VECTOR):
            return self.placed(results)
        rng, source = self.rng, self.flat_array()
        element = self.array(source).element
        kind = ArrayType(element, 1, self.container)
        out, kept = self.local("out", kind), self.local("seen", self.wide(element))
        against = rng.choice(("before", "kept"))

        def body() -> list[Stmt]:
            here = self.load(source, self.counter())
            other = self.load(source, self.sum(self.counter(), -1)) if against == "before" else self.var(kept)
            test = self.compare(here, other, ("ne", "ne", "ne", "gt", "ge"))
            grow: list[Stmt] = [Append(out, self.convert(here, element), SPAN)]
            if against == "kept":
                grow.append(Assign(kept, here, SPAN))
            loose = rng.random() < 0.15
            return [If(test, tuple(grow[:1] if loose else grow), (), SPAN), *(grow[1:] if loose else ())]

        starts: list[Stmt] = [NewArray(out, (self.place(0),), None, SPAN)]
        starts.append(Assign(kept, self.start_of(self.wide(element)), SPAN))
        results.append(View(out, (), kind, SPAN))
        bounds = (self.place(1), self.whole(source)[1], 1) if against == "before" else self.upwards(source)
        return [*starts, self.counted(body, bounds)]

    def prefix(self, results: Results) -> list[Stmt]:
        """A list that grows until something holds."""
        if self.container not in (Container.LIST, Container.VECTOR):
            return self.take_while(results)
        rng, source, flag = self.rng, self.flat_array(), self.local("left", self.bool())
        element = self.array(source).element
        kind = ArrayType(element, 1, self.container)
        out = self.local("out", kind)
        total, start = self.accumulator(self.wide(element))
        summed = rng.random() < 0.5

        def body() -> list[Stmt]:
            here = self.load(source, self.counter())
            more = self.op("add", self.scalar(total), self.var(total), here)
            test = self.compared(more, self.start_of(self.scalar(total))) if summed else self.passes(source)
            grow: list[Stmt] = [Append(out, self.convert(self.kept(source), element), SPAN)]
            if summed:
                grow.insert(rng.randrange(2), Assign(total, more, SPAN))
            leave: Stmt = self.set(flag, True)
            if rng.random() < 0.75:
                return [If(test, (leave,), tuple(grow), SPAN)]
            return [*grow, If(test, (leave,), (), SPAN)]

        results += [View(out, (), kind, SPAN), *((self.var(total),) if summed else ())]
        loop = self.left_early(flag, self.counted(body, self.upwards(source), flag))
        return [NewArray(out, (self.place(0),), None, SPAN), start, loop]

    def sweeps(self, results: Results) -> list[Stmt]:
        """An outer loop over rounds around loops that are lifted, which change what the next round reads."""
        rng = self.rng
        first, second = self.flat_array(), self.flat_array()

        def sweep(target: str, source: str) -> Stmt:
            def body() -> list[Stmt]:
                kind = self.wide(self.array(target).element)
                near = self.sum(self.counter(), rng.choice((0, 0, 1, -1)))
                value = self.op(
                    rng.choice(("add", "mul", "max", "sub")),
                    kind,
                    self.convert(self.load(source, near), kind),
                    self.leaf(kind),
                )
                return [self.put(target, value, self.counter())]

            return self.counted(body, self.bounds(target))

        def rounds() -> list[Stmt]:
            steps: list[Stmt] = [sweep(first, rng.choice((first, second)))]
            if rng.random() < 0.5:
                steps.append(sweep(second, rng.choice((first, second))))
            if rng.random() < 0.2:
                name, start = self.accumulator()
                steps += [start, self.counted(lambda: self.accumulate(name)), self.put(first, self.var(name))]
            return steps

        del results
        return [
            self.counted(rounds, (self.place(0), self.size() if rng.random() < 0.6 else self.place(3), 1))
        ]

    def turns(self, results: Results) -> list[Stmt]:
        """A list that each round makes anew from the one before it."""
        if self.container is Container.POINTER:
            return self.sweeps(results)
        rng, source = self.rng, self.flat_array()
        kind = ArrayType(self.array(source).element, 1, self.container)
        now, new = self.local("now", kind), self.local("new", kind)

        def body() -> list[Stmt]:
            wide = self.wide(kind.element)
            near = self.sum(self.counter(), rng.choice((0, 0, 1, -1)))
            value = self.op(rng.choice(("add", "max", "mul")), wide, self.load(now, near), self.leaf(wide))
            value = (
                value if rng.random() < 0.7 else self.op("add", wide, value, self.load(now, self.counter()))
            )
            return [self.put(new, value, self.counter())]

        def rounds() -> list[Stmt]:
            copied = CopyArray(new, View(now, (), kind, SPAN), SPAN)
            fill = NewArray(new, (self.length(now),), self.constant(kind.element), SPAN)
            begun: Stmt = copied if self.flavour.name == "C" or rng.random() < 0.5 else fill
            back = CopyArray(now, View(new, (), kind, SPAN), SPAN)
            return [begun, self.counted(body, self.whole(now)), back]

        results.append(View(now, (), kind, SPAN))
        loop = self.counted(rounds, (self.place(0), self.size(), 1))
        return [CopyArray(now, View(source, (), kind, SPAN), SPAN), loop]

"""The classes of loops that people write, as random programs: maps, reductions, scans, exits, and so on."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.loops import Loops
from tensir.dtypes import BOOL
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Const,
    Container,
    CopyArray,
    Expr,
    If,
    NewArray,
    Op,
    ScalarType,
    Select,
    Stmt,
    View,
)

Results: TypeAlias = list[Expr | View]
Shape: TypeAlias = Callable[["Author", Results], list[Stmt]]


class Author(Loops):
    """Writes the statements of one class; what they compute for the caller goes to `results`."""

    def __init__(self, rng: Random) -> None:
        super().__init__(rng)
        self.written: list[str] = []

    # ------------------------------------------------------------ maps

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

    # ------------------------------------------------------------ reductions

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

    def recurrence(self, results: Results) -> list[Stmt]:
        name, start = self.accumulator()
        kind = self.scalar(name)

        def body() -> list[Stmt]:
            scaled = self.op("mul", kind, self.var(name), self.leaf(kind))
            return [
                Assign(name, self.op(self.rng.choice(("add", "sub")), kind, scaled, self.leaf(kind)), SPAN)
            ]

        results.append(self.var(name))
        return [start, self.counted(body)]

    # ------------------------------------------------------------ early exits

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

    # ------------------------------------------------------------ new arrays

    def append(self, results: Results) -> list[Stmt]:
        if self.container not in (Container.LIST, Container.VECTOR):
            return self.fill(results)
        element = self.element()
        kind = ArrayType(element, 1, self.container)
        name = self.local("out", kind)
        guard = self.rng.random() < 0.15

        def body() -> list[Stmt]:
            grow: Stmt = Append(name, self.value(element, 2), SPAN)
            return [self.guarded(grow)] if guard else [grow]

        loop = self.nest(body, deepest=self.rng.choice((1, 1, 2)))
        results.append(View(name, (), kind, SPAN))
        return [NewArray(name, (self.place(0),), None, SPAN), loop]

    def fill(self, results: Results) -> list[Stmt]:
        if self.container is Container.POINTER:
            return self.nested_reduction(results)
        element, rank = self.element(), self.rng.choice((1, 1, 2))
        shape = tuple(self.extent() for _ in range(rank))
        kind = ArrayType(element, rank, self.container)
        name = self.local("out", kind)
        start = NewArray(name, shape, self.constant(element), SPAN)
        loop = self.nest(lambda: [self.store(name)], deepest=rank if self.rng.random() < 0.7 else 2)
        results.append(View(name, (), kind, SPAN))
        if self.rng.random() < 0.5:
            self.arrays.append(name)
        return [start, loop]

    def copy(self, results: Results) -> list[Stmt]:
        if self.container is Container.POINTER:
            return self.map_in_place(results)
        source = self.rng.choice(self.arrays)
        kind = self.array(source)
        name = self.local("out", kind)
        results.append(View(name, (), kind, SPAN))
        before = self.rng.random() < 0.3
        changes = [self.counted(lambda: [self.store(source)])] if before else []
        taken = CopyArray(name, View(source, (), kind, SPAN), SPAN)
        self.arrays.append(name)
        return [*changes, taken, self.counted(lambda: [self.store(self.rng.choice((name, name, source)))])]

    # ------------------------------------------------------------ several loops, odd bounds, odd numbers

    def in_a_row(self, results: Results) -> list[Stmt]:
        first = self.rng.choice((Author.map, Author.fill, Author.scan, Author.map_in_place, Author.reduction))
        begun = first(self, results)
        self.temporaries += [r.name for r in results if not isinstance(r, View) and hasattr(r, "name")]
        second = self.rng.choice(
            (Author.map, Author.reduction, Author.extreme, Author.map_in_place, Author.scan)
        )
        return [*begun, *second(self, results)]

    def triangle(self, results: Results) -> list[Stmt]:
        name, start = self.accumulator()
        stores = self.rng.random() < 0.5

        def inside() -> list[Stmt]:
            return (
                [self.store(self.rng.choice(self.arrays))]
                if stores
                else self.accumulate(name, self.rng.choice(("add", "add", "max", "if-add")))
            )

        def body() -> list[Stmt]:
            outer, high = self.counter(), self.counters[-1][1]
            below = self.place(0), self.sum(outer, self.rng.choice((0, 1))), 1
            above = self.sum(outer, self.rng.choice((0, 1))), high, 1
            return [self.counted(inside, self.rng.choice((below, above)))]

        if not stores:
            results.append(self.var(name))
        return [start, self.counted(body)]

    def odd_bounds(self, results: Results) -> list[Stmt]:
        name, start = self.accumulator()
        if self.rng.random() < 0.5:
            results.append(self.var(name))
            return [start, self.counted(lambda: self.accumulate(name), self.odd_range())]
        return [self.counted(lambda: [self.store(self.rng.choice(self.arrays))], self.odd_range())]

    def wrap_around(self, results: Results) -> list[Stmt]:
        """Arithmetic that leaves its width, in a sum or in elements."""
        kind = self.wide(self.wrapping_element())
        if self.rng.random() < 0.5:
            name, start = self.accumulator(kind)
            results.append(self.var(name))
            how = self.rng.choice(("add", "sub", "mul", "bits", "weird"))
            return [start, self.counted(lambda: self.accumulate(name, how))]
        target = self.rng.choice(self.arrays)
        return [self.counted(lambda: [self.put(target, self.turned(kind, target))])]

    def turned(self, kind: ScalarType, target: str) -> Expr:
        """A value computed in a width of its own, as the target has it."""
        value: Expr = self.compute(kind, 2)
        if self.array(target).element.dtype.is_integer or not kind.dtype.is_float:
            narrow = ScalarType(self.wrapping_element().dtype, kind.flavour)
            value = self.convert(value, narrow) if narrow.dtype.is_fixed else value
        return value

    def casts(self, _: Results) -> list[Stmt]:
        name = self.rng.choice(self.arrays)

        def body() -> list[Stmt]:
            value: Expr = self.load(self.rng.choice(self.arrays))
            for _ in range(self.rng.choice((1, 1, 2))):
                kind = self.wide(self.element())
                value = self.op(
                    self.rng.choice(("add", "mul", "sub")), kind, self.convert(value, kind), self.leaf(kind)
                )
            return [self.put(name, value)]

        return [self.counted(body)]

    def divisions(self, _: Results) -> list[Stmt]:
        """A quotient, a shift or an element that is looked at only where a guard lets it be."""
        name = self.rng.choice(self.arrays)

        def body() -> list[Stmt]:
            kind = self.wide(self.array(name).element)
            divisor = self.leaf(kind)
            how = "div" if kind.dtype.is_float else self.rng.choice((self.division(), self.remainder()))
            quotient = Op(how, (self.leaf(kind), divisor), kind, SPAN)
            zero = Const(0.0 if kind.dtype.is_float else 0, kind, SPAN)
            if self.rng.random() < 0.3:
                return [self.put(name, quotient)]
            test = self.compare(divisor, zero, ("ne", "ne", "gt", "lt"))
            return [self.put(name, Select(test, quotient, self.leaf(kind), kind, SPAN))]

        return [self.counted(body)]

    def mixed(self, results: Results) -> list[Stmt]:
        name, start = self.accumulator()
        results.append(self.var(name))

        def body() -> list[Stmt]:
            return [*self.accumulate(name), self.store(self.rng.choice(self.arrays))]

        return [start, self.nest(body)]

    # ------------------------------------------------------------ what these need

    def counter(self) -> Expr:
        return self.var(self.counters[-1][0])

    def places_array(self) -> str:
        """An array that holds indices: one of rank 1 and integers, made a parameter if there is none."""
        for name in self.arrays:
            kind = self.array(name)
            if kind.rank == 1 and kind.element.dtype.is_integer and self.rng.random() < 0.6:
                return name
        return self.array_parameter(self.integer_element())

    def bounds(self, name: str) -> tuple[Expr, Expr, int]:
        """Mostly the whole of an array."""
        return self.whole(name) if self.array(name).rank == 1 and self.rng.random() < 0.7 else self.range()


SHAPES: Final[dict[str, tuple[int, Shape]]] = {
    "map": (6, Author.map),
    "in-place map": (5, Author.map_in_place),
    "conditional store": (3, Author.conditional_store),
    "gather": (3, Author.gather),
    "scatter": (1, Author.scatter),
    "strided, offset": (3, Author.strided),
    "stencil": (3, Author.stencil),
    "swap, reversal": (2, Author.swap),
    "reduction": (6, Author.reduction),
    "conditional reduction": (4, Author.conditional_reduction),
    "minimum, maximum": (5, Author.extreme),
    "nested reduction": (4, Author.nested_reduction),
    "scan": (4, Author.scan),
    "running in place": (2, Author.running),
    "recurrence": (1, Author.recurrence),
    "search": (4, Author.search),
    "all, any": (3, Author.verdict),
    "take while": (4, Author.take_while),
    "nested exit": (1, Author.nested_exit),
    "append": (4, Author.append),
    "fresh array": (4, Author.fill),
    "copy": (2, Author.copy),
    "loops in a row": (4, Author.in_a_row),
    "triangle": (3, Author.triangle),
    "odd bounds": (4, Author.odd_bounds),
    "wrap-around": (4, Author.wrap_around),
    "casts": (3, Author.casts),
    "divisions": (3, Author.divisions),
    "mixed": (3, Author.mixed),
}

"""Random loops: their bounds, what they accumulate and store, and how they are left early."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from benchmarks.fuzzing.desk import COMPARISONS, SPAN
from benchmarks.fuzzing.expressions import Expressions
from tensir.dtypes import Kind
from tenspiler.loopir.nodes import Assign, Const, Expr, For, If, Load, ScalarType, Select, Stmt, Store, View

Body: TypeAlias = Callable[[], list[Stmt]]
Results: TypeAlias = list[Expr | View]
Range: TypeAlias = tuple[Expr, Expr, int]


class Loops(Expressions):
    """Loops around bodies that are written once the counters are in sight."""

    def counted(self, body: Body, bounds: Range | None = None, flag: str | None = None) -> For:
        """One loop; `flag` leaves it early."""
        counter = self.local("i", self.index)
        self.labels += 1
        label = self.labels
        low, high, step = bounds or self.range()
        self.counters.append((counter, high))
        before = list(self.temporaries)
        inner = body()
        self.temporaries = before
        self.counters.pop()
        return For(counter, low, high, step, tuple(inner), SPAN, label, flag)

    def left_early(self, flag: str, loop: For) -> Stmt:
        """The flag's first value and the loop that it ends, as frontends write them."""
        return If(Const(True, self.bool(), SPAN), (self.set(flag, False), loop), (), SPAN)

    def nest(self, body: Body, deepest: int = 3) -> Stmt:
        depths = (1, 1, 1, 2, 2) if self.plain else (1, 2, 2, 3)
        return self.loop(body, min(deepest, self.rng.choice(depths)))

    def loop(self, body: Body, depth: int) -> Stmt:
        """Loops of a depth, with what else is found in loops: temporaries, reductions inside, branches."""
        return self.counted(lambda: self.within(body, depth))

    def within(self, body: Body, depth: int) -> list[Stmt]:
        rng = self.rng
        inner: list[Stmt] = []
        if rng.random() < 0.2:
            inner.append(self.temporary())
        if depth > 1:
            summed = rng.random() < 0.4
            inner += self.inner_reduction(body, depth) if summed else [self.loop(body, depth - 1)]
        else:
            inner += body()
            if rng.random() < 0.08:
                inner.append(self.store(rng.choice(self.arrays)))
        if rng.random() < 0.12:
            other = (self.store(rng.choice(self.arrays)),) if rng.random() < 0.4 else ()
            inner = [If(self.condition(), tuple(inner), other, SPAN)]
        return inner

    def inner_reduction(self, body: Body, depth: int) -> list[Stmt]:
        """An accumulator that is set and summed inside, and may be read by what follows."""
        name, start = self.accumulator()
        loop = self.loop(lambda: self.accumulate(name), depth - 1)
        self.temporaries.append(name)
        return [start, loop, *body()]

    # ------------------------------------------------------------ bounds

    def whole(self, name: str | None = None) -> Range:
        """From 0 to a size, by 1."""
        known = name is not None and self.array(name).container.name != "POINTER"
        high = self.length(name) if name is not None and known else self.size()
        return self.place(0), high, 1

    def range(self) -> Range:
        rng = self.rng
        high = self.size()
        if self.counters and rng.random() < 0.15:
            high = self.sum(self.var(self.counters[-1][0]), rng.choice((0, 1)))
        low: Expr = self.place(0 if rng.random() < 0.75 else rng.choice((1, 1, 2)))
        if self.counters and rng.random() < 0.08:
            low = self.var(self.counters[-1][0])
        if rng.random() < 0.15:
            high = self.sum(high, -1)
        if rng.random() < 0.08 and self.index.dtype.kind is not Kind.UNSIGNED:
            return self.downwards(high)
        return low, high, rng.choice((1, 1, 1, 1, 1, 1, 1, 2, 3))

    def downwards(self, high: Expr) -> Range:
        """From the last place to the first, where the counter can be below it."""
        if self.index.dtype.kind is Kind.UNSIGNED:
            return self.sum(high, -1), self.place(0), -1
        return self.sum(high, -1), self.place(-1), self.rng.choice((-1, -1, -1, -2))

    def odd_range(self) -> Range:
        """Bounds that are often empty, negative, constant, or steps that do not divide them."""
        rng = self.rng
        high = self.size()
        bounds: list[Range] = [
            (self.place(rng.choice((2, 3, 5))), high, 1),
            (high, self.place(rng.choice((0, 3))), 1),
            (self.place(0), self.place(rng.choice((0, 1, 3))), 1),
            (self.place(1), high, rng.choice((2, 3, 5))),
            (self.place(-2), self.sum(high, rng.choice((-2, 1))), rng.choice((1, 2))),
            (self.size(), self.size(), 1),
            (high, self.size(), -1),
            self.downwards(high),
        ]
        return rng.choice(bounds)

    # ------------------------------------------------------------ statements

    def store(self, name: str) -> Stmt:
        depth = self.rng.choice((0, 1, 1, 2) if self.plain else (1, 2, 3))
        value = self.value(self.array(name).element, depth)
        if self.rng.random() < 0.15:
            return If(self.condition(), (self.put(name, value),), (), SPAN)
        return self.put(name, value)

    def put(self, name: str, value: Expr, *indices: Expr) -> Stmt:
        places = indices or self.indices(name, writing=True)
        return Store(name, places, self.convert(value, self.array(name).element), SPAN)

    def temporary(self) -> Stmt:
        kind = self.wide(self.element())
        value = self.value(kind, 2)
        name = self.local("t", kind)
        self.temporaries.append(name)
        return Assign(name, value, SPAN)

    def accumulator(self, kind: ScalarType | None = None) -> tuple[str, Stmt]:
        kind = kind or self.wide(self.element())
        start = self.constant(kind) if self.rng.random() < 0.8 else self.value(kind, 1)
        name = self.local("s", kind)
        return name, Assign(name, start, SPAN)

    def accumulate(self, name: str, how: str | None = None) -> list[Stmt]:
        """One way to change an accumulator by what the loop reads."""
        rng, kind = self.rng, self.scalar(name)
        held = self.var(name)
        value = self.value(kind, 1 if self.plain else 2)
        every = ("add", "mul", "max", "min", "if-max", "if-add", "sub", "last", "weird", "bits")
        match how or rng.choice(("add", *every)):
            case "add":
                new: Expr = self.op("add", kind, held, value)
            case "sub":
                new = self.op("sub", kind, held, value)
            case "mul":
                new = self.op("mul", kind, held, value if rng.random() < 0.5 else self.constant(kind))
            case "max":
                new = Select(self.compare(held, value, ("lt", "le")), value, held, kind, SPAN)
            case "min":
                new = Select(self.compare(held, value, ("gt", "ge")), value, held, kind, SPAN)
            case "best":
                new = self.op(rng.choice(("min", "max")), kind, held, value)
            case "if-max":
                test = self.compare(value, held)
                yes = Assign(name, value, SPAN)
                return [If(test, (), (yes,), SPAN) if rng.random() < 0.3 else If(test, (yes,), (), SPAN)]
            case "if-add":
                return [self.guarded(Assign(name, self.op("add", kind, held, value), SPAN))]
            case "last":
                return [self.guarded(Assign(name, value, SPAN))]
            case "weird":
                new = self.op(rng.choice(("add", "sub")), kind, value, held)
            case _ if kind.dtype.is_float:
                new = self.op("add", kind, held, self.op("mul", kind, value, value))
            case _:
                new = self.op(rng.choice(("bitand", "bitor", "bitxor", "mul")), kind, held, value)
        return [Assign(name, new, SPAN)]

    def guarded(self, statement: Stmt) -> Stmt:
        return If(self.condition(), (statement,), (), SPAN)

    def loaded(self, name: str, *indices: Expr) -> Expr:
        """An element as it is, without a conversion."""
        return Load(name, indices, self.array(name).element, SPAN)

    def compared(self, left: Expr, right: Expr) -> Expr:
        return self.compare(left, right, COMPARISONS)

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

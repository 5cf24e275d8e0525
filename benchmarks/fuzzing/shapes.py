"""The classes of loops that people write, as random programs: a method for each, and the table of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from benchmarks.fuzzing.desk import SPAN
from benchmarks.fuzzing.keeping import Keeping
from benchmarks.fuzzing.loops import Results
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Const,
    Container,
    CopyArray,
    Expr,
    NewArray,
    Op,
    ScalarType,
    Select,
    Stmt,
    Var,
    View,
)

Shape: TypeAlias = "Callable[[Author, Results], list[Stmt]]"


class Author(Keeping):
    """Writes the statements of one class; what they compute for the caller goes to `results`."""

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
        self.temporaries += [r.name for r in results if isinstance(r, Var)]
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


SHAPES: Final[dict[str, tuple[int, Shape]]] = {
    "map": (6, Author.map),
    "in-place map": (5, Author.map_in_place),
    "conditional store": (3, Author.conditional_store),
    "gather": (3, Author.gather),
    "scatter": (1, Author.scatter),
    "strided, offset": (3, Author.strided),
    "rows at a distance": (4, Author.rows),
    "stencil": (3, Author.stencil),
    "swap, reversal": (2, Author.swap),
    "reduction": (6, Author.reduction),
    "conditional reduction": (4, Author.conditional_reduction),
    "minimum, maximum": (5, Author.extreme),
    "nested reduction": (4, Author.nested_reduction),
    "scan": (4, Author.scan),
    "running in place": (2, Author.running),
    "recurrence": (8, Author.recurrence),
    "budget": (4, Author.budget),
    "neighbours in place": (3, Author.neighbouring),
    "search": (4, Author.search),
    "all, any": (3, Author.verdict),
    "take while": (4, Author.take_while),
    "nested exit": (1, Author.nested_exit),
    "append": (4, Author.append),
    "selection": (10, Author.selection),
    "last": (7, Author.last),
    "overwriting scatter": (6, Author.overwriting),
    "place of an extreme": (7, Author.place_of_best),
    "segments": (10, Author.segments),
    "expansion": (4, Author.expansion),
    "ranks": (2, Author.ranks),
    "in order": (5, Author.sorting),
    "by key": (4, Author.by_key),
    "extreme if any": (4, Author.best_if_any),
    "without repeats": (2, Author.deduplicated),
    "halving": (5, Author.halving),
    "ends of a list": (4, Author.list_ends),
    "two best": (3, Author.two_best),
    "counter with a limit": (4, Author.capped),
    "prefix": (4, Author.prefix),
    "sweeps": (2, Author.sweeps),
    "lists in turn": (1, Author.turns),
    "fresh array": (4, Author.fill),
    "copy": (2, Author.copy),
    "loops in a row": (4, Author.in_a_row),
    "triangle": (3, Author.triangle),
    "odd bounds": (4, Author.odd_bounds),
    "wrap-around": (4, Author.wrap_around),
    "conversions": (3, Author.casts),
    "guarded division": (3, Author.divisions),
    "mixed": (3, Author.mixed),
}

"""Random expressions: the places that loops read and write, and values computed from what is there."""

from __future__ import annotations

from benchmarks.fuzzing.desk import COMPARISONS, SPAN, Desk
from tensir.dtypes import U8, U64, DType, Kind
from tenspiler.loopir.nodes import Const, Container, Expr, Flavour, Length, Load, ScalarType, Select, Var

_ONE_OPERAND = ("neg", "abs", "bitnot", "sqrt", "floor", "ceil", "trunc")
_DIVISIONS = ("truncdiv", "truncrem", "floordiv", "mod", "div", "fmod")


class Expressions(Desk):
    """Sizes, indices, values and conditions over the counters and arrays in sight."""

    # ------------------------------------------------------------ sizes

    def size(self) -> Expr:
        lengths = [a for a in self.arrays if self.array(a).container is not Container.POINTER]
        if lengths and self.rng.random() < 0.6:
            name = self.rng.choice(lengths)
            axis = self.rng.randrange(self.array(name).rank)
            return self.length(name, axis)
        return self.var(self.rng.choice(self.sizes))

    def length(self, name: str, axis: int = 0) -> Expr:
        through = (self.place(0),) * axis if self.array(name).container is not Container.NDARRAY else ()
        if self.flavour is Flavour.C:
            kind = ScalarType(U64, Flavour.C)
            return self.convert(Length(name, axis, through, kind, SPAN), self.index)
        return Length(name, axis, through, self.index, SPAN)

    def extent(self) -> Expr:
        """A size as what is passed to a constructor: vectors take a size_t."""
        size = self.size()
        return self.convert(size, ScalarType(U64, Flavour.C)) if self.flavour is Flavour.C else size

    # ------------------------------------------------------------ places

    def indices(self, name: str, writing: bool = False) -> tuple[Expr, ...]:
        rank = self.array(name).rank
        counters = [c for c, _ in self.counters]
        if rank == 2:
            if len(counters) >= 2 and self.rng.random() < 0.8:
                pair = counters[-2:]
                if self.rng.random() < 0.3:
                    pair = pair[::-1]
                return tuple(self.near(self.var(c)) for c in pair)
            return self.position(writing), self.position(writing)
        if len(counters) >= 2 and self.rng.random() < 0.45:
            return (self.flat(counters),)
        return (self.position(writing),)

    def near(self, index: Expr) -> Expr:
        return self.sum(index, self.rng.choice((1, -1))) if self.rng.random() < 0.12 else index

    def flat(self, counters: list[str]) -> Expr:
        row, column = self.rng.choice((counters[-2:], counters[-2:][::-1]))
        size = self.var(self.rng.choice(self.sizes))
        stride = size if self.rng.random() < 0.85 else self.place(self.rng.choice((2, 3)))
        rows = self.op("mul", self.index, self.var(row), stride)
        where = self.op("add", self.index, rows, self.var(column))
        if len(counters) > 2 and self.rng.random() < 0.4:
            stride = self.var(self.rng.choice(self.sizes))
            planes = self.op("mul", self.index, where, stride)
            where = self.op("add", self.index, planes, self.var(counters[0]))
        return where

    def position(self, writing: bool) -> Expr:
        rng = self.rng
        if not self.counters:
            return self.place(rng.choice((0, 0, 1)))
        counter, high = rng.choice(self.counters[-2:] if rng.random() < 0.3 else self.counters[-1:])
        index = self.var(counter)
        if self.plain and rng.random() < 0.6:
            return index
        match rng.choice(
            ("same",) * 9 + ("near", "near", "twice", "back", "constant", "half", "rest", "gather", "sum")
        ):
            case "same":
                return index
            case "near":
                return self.sum(index, rng.choice((1, -1, 1, -1, 2)))
            case "twice":
                return self.twice(index)
            case "back":
                return self.op("sub", self.index, self.sum(high, -1), index)
            case "constant":
                return self.place(rng.choice((0, 0, 1) if self.places is Flavour.C else (0, 1, -1)))
            case "half":
                return self.op(self.division(), self.index, index, self.place(2))
            case "rest":
                return self.op(self.remainder(), self.index, index, self.place(rng.choice((2, 3))))
            case "gather":
                return self.gathered(index)
            case _:
                others = [c for c, _ in self.counters if c != counter]
                return self.op("add", self.index, index, self.var(rng.choice(others))) if others else index

    def twice(self, index: Expr) -> Expr:
        by = self.place(self.rng.choice((2, 2, 3)))
        return self.sum(self.op("mul", self.index, by, index), self.rng.choice((0, 0, 1)))

    def gathered(self, index: Expr) -> Expr:
        """An index read from an array, if one holds integers."""
        sources = [
            a for a in self.arrays if self.array(a).rank == 1 and self.array(a).element.dtype.is_integer
        ]
        if not sources:
            return index
        source = self.rng.choice(sources)
        return self.convert(Load(source, (index,), self.array(source).element, SPAN), self.index)

    def load(self, name: str, *indices: Expr) -> Expr:
        """An element in the type in which it is computed with."""
        element = self.array(name).element
        return self.convert(Load(name, indices or self.indices(name), element, SPAN), self.wide(element))

    # ------------------------------------------------------------ values

    def value(self, kind: ScalarType, depth: int) -> Expr:
        """An expression of a type, computed in its wide type."""
        return self.convert(self.compute(self.wide(kind), depth), kind)

    def compute(self, kind: ScalarType, depth: int) -> Expr:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.2:
            return self.leaf(kind)
        if rng.random() < 0.1:
            yes, no = self.compute(kind, depth - 1), self.compute(kind, depth - 1)
            return Select(self.condition(), yes, no, kind, SPAN)
        if rng.random() < 0.1:
            return self.cast_from(self.wide(self.element()), kind, depth)
        op = rng.choice(self.operators(kind.dtype))
        left = self.compute(kind, depth - 1)
        if op in _ONE_OPERAND:
            return self.op(op, kind, left)
        if op in ("shl", "shr"):
            return self.op(op, kind, left, self.amount(kind))
        if op in _DIVISIONS and rng.random() < 0.8:
            return self.op(op, kind, left, self.divisor(kind))
        return self.op(op, kind, left, self.compute(kind, depth - 1))

    def cast_from(self, other: ScalarType, kind: ScalarType, depth: int) -> Expr:
        """A value of another type, converted; floats to integers at times."""
        if other.dtype.is_float and kind.dtype.is_integer and self.rng.random() < 0.5:
            return self.compute(kind, depth - 1)
        return self.convert(self.compute(other, depth - 1), kind)

    def amount(self, kind: ScalarType) -> Expr:
        """How far to shift: mostly a small constant, at times a whole width or something computed."""
        if self.rng.random() < 0.1:
            return self.leaf(kind)
        widest = kind.dtype.bits - 1 if kind.dtype.is_fixed else 40
        amount = self.rng.choice((0, 1, 1, 3, 7, widest))
        return Const(amount if kind.dtype.holds(amount) else 1, kind, SPAN)

    def divisor(self, kind: ScalarType) -> Expr:
        divisor = self.rng.choice((1, 2, 3, 255 if kind.dtype is not U8 else 5, 7))
        if not kind.dtype.is_float and not kind.dtype.holds(divisor):
            divisor = 4
        if self.rng.random() < 0.15 and kind.dtype.kind is not Kind.UNSIGNED:
            divisor = -divisor
        return Const(float(divisor) if kind.dtype.is_float else divisor, kind, SPAN)

    def operators(self, dtype: DType) -> tuple[str, ...]:
        if dtype.is_float:
            floats = ("add", "add", "sub", "mul", "mul", "div", "neg", "min", "max", "abs")
            rare = ("sqrt", "floor", "ceil", "trunc", "fmod")
            return (*floats, *rare) if self.flavour is not Flavour.PYTHON else floats
        usual = ("add", "add", "sub", "mul", "min", "max", "neg", "abs")
        bits = ("bitand", "bitor", "bitxor", "bitnot", "shl", "shr")
        return (*usual, *bits, self.division(), self.remainder())

    def leaf(self, kind: ScalarType) -> Expr:
        rng = self.rng
        names = [v for v in (*self.data, *self.temporaries, *self.temporaries) if self.variables[v] == kind]
        if names and rng.random() < 0.35:
            return Var(rng.choice(names), kind, SPAN)
        if rng.random() < 0.15:
            return self.constant(kind)
        if self.counters and rng.random() < 0.12:
            return self.convert(self.var(rng.choice(self.counters)[0]), kind)
        sources = [
            a for a in self.arrays if not (self.array(a).element.dtype.is_float and kind.dtype.is_integer)
        ]
        if not sources:
            return self.constant(kind)
        alike = [a for a in sources if self.array(a).element == kind]
        source = rng.choice(alike if alike and rng.random() < 0.7 else sources)
        return self.convert(Load(source, self.indices(source), self.array(source).element, SPAN), kind)

    def condition(self) -> Expr:
        kind = self.wide(self.element())
        test = self.compare(self.compute(kind, 1), self.compute(kind, 0))
        if self.rng.random() < 0.15:
            other = self.compare(self.compute(kind, 0), self.constant(kind))
            never = Const(False, self.bool(), SPAN)
            if self.rng.random() < 0.5:
                return Select(test, other, never, self.bool(), SPAN)
            return Select(test, Const(True, self.bool(), SPAN), other, self.bool(), SPAN)
        return self.op("not", self.bool(), test) if self.rng.random() < 0.1 else test

    def threshold(self, name: str) -> Expr:
        """A condition on an element near the counter, as searches and filters have."""
        kind = self.wide(self.array(name).element)
        data = [v for v in self.data if self.variables[v] == kind]
        other = self.var(self.rng.choice(data)) if data and self.rng.random() < 0.5 else self.constant(kind)
        return self.compare(self.load(name), other, COMPARISONS)

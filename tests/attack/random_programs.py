"""Random LoopIR programs: well-typed, mostly defined, and of the shapes that real loops have."""

from __future__ import annotations

from random import Random

from tensir.dtypes import BOOL, F32, F64, I32, I64, INT, U8, U16, U32, U64, DType, Kind
from tenspiler.loopir.checker import check
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    For,
    Function,
    If,
    Length,
    Load,
    NewArray,
    Op,
    Parameter,
    ScalarType,
    Select,
    Span,
    Stmt,
    Store,
    Type,
    Var,
    View,
)

S = Span("random", 1, 1, 1, 2)
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")


def random_function(seed: int, leaves: float = 0.15) -> Function:
    """The program of a seed; well-typed by construction, which is checked.

    `leaves` is how likely a loop is to be left early.
    """
    function = Author(Random(seed), leaves).function(f"f{seed}")
    check(function)
    return function


class Author:
    """Writes one program. The flavour decides containers, number types and how indices are typed."""

    def __init__(self, rng: Random, leaves: float) -> None:
        self.rng = rng
        self.leaves = leaves
        self.flags: list[str] = []
        self.kept: list[str] = []
        self.flavour = rng.choice((Flavour.C, Flavour.C, Flavour.PYTHON, Flavour.NUMPY))
        self.places = Flavour.C if self.flavour is Flavour.C else Flavour.PYTHON
        index = rng.choice((I32, I32, I64, U64, U32)) if self.places is Flavour.C else INT
        self.index = ScalarType(index, self.places)
        if self.flavour is Flavour.C:
            self.container = rng.choice((Container.POINTER, Container.POINTER, Container.VECTOR))
        else:
            self.container = Container.LIST if self.flavour is Flavour.PYTHON else Container.NDARRAY
        self.variables: dict[str, Type] = {}
        self.parameters: list[Parameter] = []
        self.arrays: list[str] = []
        self.data: list[str] = []
        self.temporaries: list[str] = []
        self.sizes: list[str] = []
        self.counters: list[tuple[str, Expr]] = []
        self.labels = 0
        self.names = 0
        self.plain = rng.random() < 0.7  # simple programs are lifted more often, and so tell more

    # ------------------------------------------------------------ the function

    def function(self, name: str) -> Function:
        for size in ("n", "m")[: self.rng.randint(1, 2)]:
            self.declare(size, self.index)
            self.sizes.append(size)
        for _ in range(self.rng.randint(1, 3)):
            self.array_parameter()
        for _ in range(self.rng.randint(0, 2)):
            self.scalar_parameter()
        body: list[Stmt] = []
        results: list[Expr | View] = []
        for _ in range(1 if self.plain else self.rng.choice((1, 2, 3))):
            body += self.section(results)
        if not results and not any(isinstance(s, (Store, For, If)) for s in body):
            body += self.section(results)
        results += [self.var(name) for name in self.kept]
        own = tuple(self.parameters)
        return Function(
            name, own, self.variables, tuple(body), tuple(results[:3]), self.function_flavour(), S
        )

    def function_flavour(self) -> Flavour:
        return Flavour.C if self.flavour is Flavour.C else Flavour.PYTHON

    def declare(self, name: str, kind: Type) -> None:
        self.variables[name] = kind
        self.parameters.append(Parameter(name, kind, isinstance(kind, ArrayType), S))

    def fresh(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def array_parameter(self) -> None:
        name = "abcdef"[len(self.arrays)]
        rank = 1 if self.container is Container.POINTER else self.rng.choice((1, 1, 1, 2))
        self.declare(name, ArrayType(self.element(), rank, self.container))
        self.arrays.append(name)

    def scalar_parameter(self) -> None:
        name = f"x{len(self.data)}"
        self.declare(name, self.wide(self.element()))
        self.data.append(name)

    def element(self) -> ScalarType:
        match self.flavour:
            case Flavour.C:
                return ScalarType(self.rng.choice((U8, I32, I32, U32, I64, F32, F32, F64, U16)), Flavour.C)
            case Flavour.PYTHON:
                return ScalarType(self.rng.choice((INT, INT, F64)), Flavour.PYTHON)
            case Flavour.NUMPY:
                return ScalarType(self.rng.choice((U8, I32, I64, F32, F64)), Flavour.NUMPY)

    def wide(self, kind: ScalarType) -> ScalarType:
        """The type in which elements are computed with."""
        narrow = self.flavour is Flavour.C and kind.dtype.is_fixed and kind.dtype.bits < 32
        return ScalarType(I32, Flavour.C) if narrow else kind

    # ------------------------------------------------------------ sections

    def section(self, results: list[Expr | View]) -> list[Stmt]:
        """Some set-up, a loop nest, and what is kept of it."""
        rng = self.rng
        kind = rng.choice(("map", "map", "map", "reduce", "reduce", "scan", "grow", "fresh", "mixed"))
        if kind == "grow" and self.container not in (Container.LIST, Container.VECTOR):
            kind = "fresh"
        if kind == "fresh" and self.container is Container.POINTER:
            kind = "reduce"
        match kind:
            case "map":
                return [self.nest(lambda: [self.store(rng.choice(self.arrays))])]
            case "reduce":
                name, start = self.accumulator()
                loop = self.nest(lambda: self.accumulate(name))
                results.append(Var(name, self.scalar(name), S))
                return [start, loop]
            case "scan":
                name, start = self.accumulator()
                keep = rng.choice(self.arrays)
                element = self.array(keep).element
                value = self.convert(Var(name, self.scalar(name), S), element)
                steps = [lambda: self.accumulate(name), lambda: [self.put(keep, value)]]
                rng.shuffle(steps)
                return [start, self.nest(lambda: [s for step in steps for s in step()], deepest=1)]
            case "grow":
                return self.grown(results)
            case "fresh":
                return self.filled(results)
            case _:
                name, start = self.accumulator()
                results.append(Var(name, self.scalar(name), S))

                def body() -> list[Stmt]:
                    return [*self.accumulate(name), self.store(rng.choice(self.arrays))]

                return [start, self.nest(body)]

    def grown(self, results: list[Expr | View]) -> list[Stmt]:
        name = self.fresh("out")
        element = self.element()
        self.variables[name] = kind = ArrayType(element, 1, self.container)
        start = NewArray(name, (self.place(0),), None, S)
        guard = self.rng.random() < 0.15

        def body() -> list[Stmt]:
            grow: Stmt = Append(name, self.value(element, 2), S)
            return [If(self.condition(), (grow,), (), S)] if guard else [grow]

        loop = self.nest(body, deepest=self.rng.choice((1, 1, 2)))
        results.append(View(name, (), kind, S))
        return [start, loop]

    def filled(self, results: list[Expr | View]) -> list[Stmt]:
        name = self.fresh("out")
        element = self.element()
        rank = self.rng.choice((1, 1, 2))
        self.variables[name] = kind = ArrayType(element, rank, self.container)
        shape = tuple(self.extent() for _ in range(rank))
        start = NewArray(name, shape, self.constant(element), S)
        loop = self.nest(lambda: [self.store(name)], deepest=rank if self.rng.random() < 0.7 else 2)
        results.append(View(name, (), kind, S))
        if self.rng.random() < 0.5:
            self.arrays.append(name)
        return [start, loop]

    def accumulator(self) -> tuple[str, Stmt]:
        name = self.fresh("s")
        kind = self.wide(self.element())
        self.variables[name] = kind
        return name, Assign(name, self.constant(kind) if self.rng.random() < 0.8 else self.value(kind, 1), S)

    # ------------------------------------------------------------ loops

    def nest(self, body: object, deepest: int = 3) -> Stmt:
        assert callable(body)
        depths = (1, 1, 1, 2, 2) if self.plain else (1, 2, 2, 3)
        return self.loop(body, min(deepest, self.rng.choice(depths)))

    def loop(self, body: object, depth: int) -> Stmt:
        assert callable(body)
        rng = self.rng
        counter = self.fresh("i")
        self.variables[counter] = self.index
        self.labels += 1
        label = self.labels
        low, high, step = self.range()
        self.counters.append((counter, high))
        before = list(self.temporaries)
        flag = self.flag() if rng.random() < self.leaves else None
        inner: list[Stmt] = []
        if rng.random() < 0.25:
            inner.append(self.temporary())
        if depth > 1:
            extra = self.inner_reduction(body, depth) if rng.random() < 0.4 else [self.loop(body, depth - 1)]
            inner += extra
        else:
            inner += body()
            if rng.random() < 0.1:
                inner.append(self.store(rng.choice(self.arrays)))
        if rng.random() < 0.15:
            inner = [If(self.condition(), tuple(inner), tuple(self.otherwise()), S)]
        if flag is None:
            self.temporaries = before
            self.counters.pop()
            return For(counter, low, high, step, tuple(inner), S, label)
        start, inner = self.left_early(flag, counter, inner)
        self.temporaries = before
        self.counters.pop()
        self.flags.pop()
        loop = For(counter, low, high, step, tuple(inner), S, label, flag)
        return If(Const(True, self.bool(), S), (*start, loop), (), S)

    def flag(self) -> str:
        """The flag of a loop that is left early."""
        name = self.fresh("left")
        self.variables[name] = self.bool()
        self.flags.append(name)
        return name

    def left_early(self, flag: str, counter: str, inner: list[Stmt]) -> tuple[list[Stmt], list[Stmt]]:
        """What comes before a loop that is left early, and its body."""
        rng = self.rng
        start: list[Stmt] = [self.set(flag, False)]
        leaving: list[Stmt] = [self.set(flag, True)]
        if len(self.flags) > 1 and rng.random() < 0.4:
            leaving.append(self.set(self.flags[-2], True))
        if rng.random() < 0.5:
            place = self.fresh("place")
            self.variables[place] = self.index
            start.append(Assign(place, self.place(rng.choice((0, 7))), S))
            where = self.var(counter)
            leaving.insert(0, Assign(place, self.sum(where, 1) if rng.random() < 0.2 else where, S))
            self.kept.append(place)
        test = self.condition()
        match rng.choice(("head", "head", "head", "tail", "tail", "aside")):
            case "head":
                return start, [If(test, tuple(leaving), tuple(inner), S)]
            case "tail":
                return start, [*inner, If(test, tuple(leaving), (), S)]
            case _:
                return start, [If(test, tuple(leaving), (), S), *inner]

    def set(self, flag: str, value: bool) -> Stmt:
        return Assign(flag, Const(value, self.bool(), S), S)

    def otherwise(self) -> list[Stmt]:
        return [self.store(self.rng.choice(self.arrays))] if self.rng.random() < 0.4 else []

    def inner_reduction(self, body: object, depth: int) -> list[Stmt]:
        """An accumulator that is set and summed inside, and may be read by what follows."""
        assert callable(body)
        name, start = self.accumulator()
        loop = self.loop(lambda: self.accumulate(name), depth - 1)
        self.temporaries.append(name)
        return [start, loop, *body()]

    def range(self) -> tuple[Expr, Expr, int]:
        rng = self.rng
        high = self.size()
        if self.counters and rng.random() < 0.15:
            high = self.var(self.counters[-1][0])
            if rng.random() < 0.5:
                high = self.sum(high, 1)
        low: Expr = self.place(0 if rng.random() < 0.75 else rng.choice((1, 1, 2)))
        if self.counters and rng.random() < 0.08:
            low = self.var(self.counters[-1][0])
        if rng.random() < 0.15:
            high = self.sum(high, -1)
        if rng.random() < 0.08 and self.index.dtype.kind is not Kind.UNSIGNED:
            return self.sum(high, -1), self.place(-1), -1
        return low, high, rng.choice((1, 1, 1, 1, 1, 1, 1, 2, 3))

    def size(self) -> Expr:
        lengths = [a for a in self.arrays if self.array(a).container is not Container.POINTER]
        if lengths and self.rng.random() < 0.6:
            name = self.rng.choice(lengths)
            axis = self.rng.randrange(self.array(name).rank)
            through = (self.place(0),) * axis if self.array(name).container is not Container.NDARRAY else ()
            if self.flavour is Flavour.C:
                return self.convert(Length(name, axis, through, ScalarType(U64, Flavour.C), S), self.index)
            return Length(name, axis, through, self.index, S)
        return self.var(self.rng.choice(self.sizes))

    def extent(self) -> Expr:
        """A size as what is passed to a constructor: vectors take a size_t."""
        size = self.size()
        return self.convert(size, ScalarType(U64, Flavour.C)) if self.flavour is Flavour.C else size

    # ------------------------------------------------------------ statements

    def store(self, name: str) -> Stmt:
        value = self.value(
            self.array(name).element, self.rng.choice((0, 1, 1, 2) if self.plain else (1, 2, 3))
        )
        if self.rng.random() < 0.15:
            return If(self.condition(), (self.put(name, value),), (), S)
        return self.put(name, value)

    def put(self, name: str, value: Expr) -> Stmt:
        return Store(name, self.indices(name, writing=True), value, S)

    def temporary(self) -> Stmt:
        name = self.fresh("t")
        kind = self.wide(self.element())
        self.variables[name] = kind
        statement = Assign(name, self.value(kind, 2), S)
        self.temporaries.append(name)
        return statement

    def accumulate(self, name: str) -> list[Stmt]:
        rng, kind = self.rng, self.scalar(name)
        held = Var(name, kind, S)
        value = self.value(kind, 1 if self.plain else 2)
        floats = kind.dtype.is_float
        match rng.choice(
            ("add", "add", "mul", "max", "min", "if-max", "if-add", "sub", "last", "weird", "bits")
        ):
            case "add":
                new: Expr = self.op("add", kind, held, value)
            case "sub":
                new = self.op("sub", kind, held, value)
            case "mul":
                new = self.op("mul", kind, held, value if rng.random() < 0.5 else self.constant(kind))
            case "max":
                new = Select(
                    self.op(rng.choice(("lt", "le")), self.bool(), held, value), value, held, kind, S
                )
            case "min":
                new = Select(
                    self.op(rng.choice(("gt", "ge")), self.bool(), held, value), value, held, kind, S
                )
            case "if-max":
                test = self.op(rng.choice(COMPARISONS), self.bool(), value, held)
                yes, no = Assign(name, value, S), ()
                if rng.random() < 0.3:
                    return [If(test, (), (yes,), S)]
                return [If(test, (yes,), no, S)]
            case "if-add":
                return [If(self.condition(), (Assign(name, self.op("add", kind, held, value), S),), (), S)]
            case "last":
                return [If(self.condition(), (Assign(name, value, S),), (), S)]
            case "weird":
                new = self.op(rng.choice(("add", "sub")), kind, value, held)
            case _:
                if floats:
                    new = self.op("add", kind, held, self.op("mul", kind, value, value))
                else:
                    new = self.op(rng.choice(("bitand", "bitor", "bitxor", "mul")), kind, held, value)
        return [Assign(name, new, S)]

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
        stride = (
            self.var(self.rng.choice(self.sizes))
            if self.rng.random() < 0.85
            else self.place(self.rng.choice((2, 3)))
        )
        where = self.op(
            "add", self.index, self.op("mul", self.index, self.var(row), stride), self.var(column)
        )
        if len(counters) > 2 and self.rng.random() < 0.4:
            stride = self.var(self.rng.choice(self.sizes))
            where = self.op(
                "add", self.index, self.op("mul", self.index, where, stride), self.var(counters[0])
            )
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
                return self.sum(self.op("mul", self.index, self.place(2), index), rng.choice((0, 1)))
            case "back":
                return self.op("sub", self.index, self.sum(high, -1), index)
            case "constant":
                return self.place(rng.choice((0, 0, 1) if self.places is Flavour.C else (0, 1, -1)))
            case "half":
                return self.op(self.division(), self.index, index, self.place(2))
            case "rest":
                return self.op(self.remainder(), self.index, index, self.place(rng.choice((2, 3))))
            case "gather":
                sources = [
                    a
                    for a in self.arrays
                    if self.array(a).rank == 1 and self.array(a).element.dtype.is_integer
                ]
                if not sources:
                    return index
                source = rng.choice(sources)
                return self.convert(Load(source, (index,), self.array(source).element, S), self.index)
            case _:
                others = [c for c, _ in self.counters if c != counter]
                return self.op("add", self.index, index, self.var(rng.choice(others))) if others else index

    def division(self) -> str:
        return "truncdiv" if self.places is Flavour.C else "floordiv"

    def remainder(self) -> str:
        return "truncrem" if self.places is Flavour.C else "mod"

    def place(self, value: int) -> Expr:
        return Const(value, self.index, S) if self.index.dtype.holds(value) else Const(0, self.index, S)

    def sum(self, index: Expr, by: int) -> Expr:
        if not by:
            return index
        return self.op("add" if by > 0 else "sub", self.index, index, self.place(abs(by)))

    # ------------------------------------------------------------ values

    def value(self, kind: ScalarType, depth: int) -> Expr:
        """An expression of a type, computed in its wide type."""
        wide = self.wide(kind)
        return self.convert(self.compute(wide, depth), kind)

    def compute(self, kind: ScalarType, depth: int) -> Expr:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.2:
            return self.leaf(kind)
        if rng.random() < 0.1:
            return Select(
                self.condition(), self.compute(kind, depth - 1), self.compute(kind, depth - 1), kind, S
            )
        if rng.random() < 0.08:
            other = self.wide(self.element())
            if not (other.dtype.is_float and kind.dtype.is_integer):
                return self.convert(self.compute(other, depth - 1), kind)
        op = rng.choice(self.operators(kind.dtype))
        left = self.compute(kind, depth - 1)
        if op in ("neg", "abs", "bitnot", "sqrt"):
            return self.op(op, kind, left)
        if op in ("shl", "shr"):
            return self.op(op, kind, left, Const(rng.choice((0, 1, 3, 7)), kind, S))
        if op in ("truncdiv", "truncrem", "floordiv", "mod", "div") and rng.random() < 0.8:
            divisor = rng.choice((1, 2, 3, 255 if kind.dtype is not U8 else 5, 7))
            if rng.random() < 0.15 and kind.dtype.kind is not Kind.UNSIGNED:
                divisor = -divisor
            return self.op(op, kind, left, Const(float(divisor) if kind.dtype.is_float else divisor, kind, S))
        return self.op(op, kind, left, self.compute(kind, depth - 1))

    def operators(self, dtype: DType) -> tuple[str, ...]:
        if dtype.is_float:
            floats = ("add", "add", "sub", "mul", "mul", "div", "neg", "min", "max", "abs")
            return (*floats, "sqrt") if self.flavour is not Flavour.PYTHON else floats
        division = (self.division(), self.remainder())
        return (
            "add",
            "add",
            "sub",
            "mul",
            "min",
            "max",
            "neg",
            "bitand",
            "bitor",
            "bitxor",
            "shl",
            "shr",
            *division,
        )

    def leaf(self, kind: ScalarType) -> Expr:
        rng = self.rng
        names = [v for v in (*self.data, *self.temporaries, *self.temporaries) if self.variables[v] == kind]
        if names and rng.random() < 0.35:
            return Var(rng.choice(names), kind, S)
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
        return self.convert(Load(source, self.indices(source), self.array(source).element, S), kind)

    def condition(self) -> Expr:
        kind = self.wide(self.element())
        test = self.op(
            self.rng.choice(COMPARISONS), self.bool(), self.compute(kind, 1), self.compute(kind, 0)
        )
        if self.rng.random() < 0.15:
            other = self.op(
                self.rng.choice(COMPARISONS), self.bool(), self.compute(kind, 0), self.constant(kind)
            )
            return Select(test, other, Const(False, self.bool(), S), self.bool(), S)
        return self.op("not", self.bool(), test) if self.rng.random() < 0.1 else test

    def constant(self, kind: ScalarType) -> Expr:
        if kind.dtype.is_float:
            return Const(self.rng.choice((0.0, 0.0, 1.0, 0.5, -2.0)), kind, S)
        value = self.rng.choice((0, 0, 0, 1, 1, 2, 5, -1, 100))
        return Const(value if kind.dtype.holds(value) else 1, kind, S)

    # ------------------------------------------------------------ small things

    def convert(self, value: Expr, kind: ScalarType) -> Expr:
        if value.type == kind:
            return value
        return Op("cast", (value,), kind, S)

    def op(self, name: str, kind: ScalarType, *args: Expr) -> Expr:
        return Op(name, args, kind, S)

    def bool(self) -> ScalarType:
        return ScalarType(BOOL, self.function_flavour())

    def var(self, name: str) -> Expr:
        return Var(name, self.scalar(name), S)

    def scalar(self, name: str) -> ScalarType:
        found = self.variables[name]
        assert isinstance(found, ScalarType)
        return found

    def array(self, name: str) -> ArrayType:
        found = self.variables[name]
        assert isinstance(found, ArrayType)
        return found

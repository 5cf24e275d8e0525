"""Random loop-free functions over scalars and one small list, and arguments for them."""

from __future__ import annotations

from random import Random

from tensir.dtypes import BOOL, I32, I64, INT, U8, U32
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    Function,
    If,
    Load,
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

SPAN = Span("random", 1, 1, 1, 2)
TYPES = (
    *(ScalarType(dtype, Flavour.C) for dtype in (I32, U8, U32, I64)),
    ScalarType(INT, Flavour.PYTHON),
    ScalarType(I32, Flavour.NUMPY),
)
TRUTH = ScalarType(BOOL, Flavour.PYTHON)
OPERATORS = {
    Flavour.C: ("add", "sub", "mul", "truncdiv", "truncrem", "min", "max", "bitand", "bitxor"),
    Flavour.PYTHON: ("add", "sub", "mul", "floordiv", "mod", "min", "max", "bitor"),
    Flavour.NUMPY: ("add", "sub", "mul", "floordiv", "mod", "min", "max", "bitand"),
}
SIZE = 4


class Maker:
    """One function over numbers of one type, its locals declared on the way."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.kind = rng.choice(TYPES)
        container = Container.POINTER if self.kind.flavour is Flavour.C else Container.LIST
        self.array = ArrayType(self.kind, 1, container)
        self.scalars = ["x", "y", "s", "t"]

    def function(self) -> Function:
        variables: dict[str, Type] = dict.fromkeys(self.scalars, self.kind)
        variables["a"] = self.array
        start = tuple(Assign(v, Var("x", self.kind, SPAN), SPAN) for v in ("s", "t"))
        body = (*start, *self.body(3))
        parameters = tuple(Parameter(n, variables[n], n == "a", SPAN) for n in ("x", "y", "a"))
        results: tuple[Expr | View, ...] = (self.variable("s"), self.variable("t"))
        return Function("f", parameters, variables, body, results, self.kind.flavour, SPAN)

    def body(self, depth: int) -> tuple[Stmt, ...]:
        return tuple(self.statement(depth) for _ in range(self.rng.randrange(1, 4)))

    def statement(self, depth: int) -> Stmt:
        match self.rng.randrange(4 if depth else 3):
            case 0 | 1:
                return Assign(self.rng.choice(("s", "t")), self.number(2), SPAN)
            case 2:
                return Store("a", (self.index(),), self.number(2), SPAN)
            case _:
                orelse = self.body(depth - 1) if self.rng.random() < 0.6 else ()
                return If(self.truth(), self.body(depth - 1), orelse, SPAN)

    def variable(self, name: str) -> Expr:
        return Var(name, self.kind, SPAN)

    def index(self) -> Expr:
        """Mostly a constant place, at times one that is computed."""
        if self.rng.random() < 0.6:
            return Const(self.rng.randrange(SIZE), self.kind, SPAN)
        modulus = Const(SIZE, self.kind, SPAN)
        op = "truncrem" if self.kind.flavour is Flavour.C else "mod"
        return Op(op, (self.variable(self.rng.choice(self.scalars)), modulus), self.kind, SPAN)

    def number(self, depth: int) -> Expr:
        match self.rng.randrange(6 if depth else 3):
            case 0:
                return self.variable(self.rng.choice(self.scalars))
            case 1:
                return Const(self.rng.randrange(8), self.kind, SPAN)
            case 2:
                return Load("a", (self.index(),), self.kind, SPAN)
            case 3:
                return Select(self.truth(), self.number(depth - 1), self.number(depth - 1), self.kind, SPAN)
            case _:
                op = self.rng.choice(OPERATORS[self.kind.flavour])
                return Op(op, (self.number(depth - 1), self.number(depth - 1)), self.kind, SPAN)

    def truth(self) -> Expr:
        relation = self.rng.choice(("eq", "ne", "lt", "le", "gt", "ge"))
        return Op(relation, (self.number(1), self.number(1)), TRUTH, SPAN)

    def arguments(self) -> tuple[int, int, list[int]]:
        dtype = self.kind.dtype

        def one() -> int:
            small = self.rng.randrange(0 if dtype.is_fixed and dtype.lowest == 0 else -4, 9)
            if not dtype.is_fixed:
                return self.rng.choice((small, 1 << 40))
            return self.rng.choice((small, small, dtype.highest, dtype.lowest))

        return one(), one(), [one() for _ in range(SIZE)]

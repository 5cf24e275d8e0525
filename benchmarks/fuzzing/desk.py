"""What a random program is written with: its flavour, its variables, and nodes of LoopIR in its types."""

from __future__ import annotations

from random import Random
from typing import Final

from tensir.dtypes import BOOL, F32, F64, I8, I16, I32, I64, INT, U8, U16, U32, U64
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    Op,
    Parameter,
    ScalarType,
    Span,
    Stmt,
    Type,
    Var,
)

SPAN: Final = Span("random", 1, 1, 1, 2)
COMPARISONS: Final = ("lt", "le", "gt", "ge", "eq", "ne")
NARROW: Final = (U8, I8, U16, I16, U32, U32, U64)
C_ELEMENTS: Final = (U8, I32, I32, U32, I64, F32, F32, F64, U16)
NUMPY_ELEMENTS: Final = (U8, I8, I16, U16, I32, I64, U32, U64, F32, F64)


class Desk:
    """One program's choices and names. The flavour decides containers, number types, the type of indices."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.flavour = rng.choice((Flavour.C, Flavour.C, Flavour.PYTHON, Flavour.NUMPY))
        self.places = Flavour.C if self.flavour is Flavour.C else Flavour.PYTHON
        index = rng.choice((I32, I32, I64, U64, U32)) if self.places is Flavour.C else INT
        self.index = ScalarType(index, self.places)
        if self.flavour is Flavour.C:
            self.container = rng.choice((Container.POINTER, Container.POINTER, Container.VECTOR))
        else:
            self.container = Container.LIST if self.flavour is Flavour.PYTHON else Container.NDARRAY
        self.palette: tuple[ScalarType, ...] = ()
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

    # ------------------------------------------------------------ names

    def declare(self, name: str, kind: Type) -> None:
        self.variables[name] = kind
        self.parameters.append(Parameter(name, kind, isinstance(kind, ArrayType), SPAN))

    def fresh(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def local(self, stem: str, kind: Type) -> str:
        name = self.fresh(stem)
        self.variables[name] = kind
        return name

    def size_parameter(self, name: str) -> None:
        self.declare(name, self.index)
        self.sizes.append(name)

    def array_parameter(self, element: ScalarType | None = None, rank: int = 1) -> str:
        name = next(n for n in "abcdefghopqrtuvw" if n not in self.variables)
        rank = 1 if self.container is Container.POINTER else rank
        self.declare(name, ArrayType(element or self.element(), rank, self.container))
        self.arrays.append(name)
        return name

    def marks(self) -> str:
        """An array of truths, or of bytes that stand for them; it is no array that numbers are taken from."""
        if "mask" not in self.variables:
            dtype = U8 if self.flavour is Flavour.C else BOOL
            self.declare("mask", ArrayType(ScalarType(dtype, self.flavour), 1, self.container))
        return "mask"

    def scalar_parameter(self) -> None:
        name = f"x{len(self.data)}"
        self.declare(name, self.wide(self.element()))
        self.data.append(name)

    # ------------------------------------------------------------ types

    def element(self) -> ScalarType:
        """The type of an element; most programs keep to one or two."""
        if self.palette and self.rng.random() < 0.85:
            return self.rng.choice(self.palette)
        match self.flavour:
            case Flavour.C:
                return ScalarType(self.rng.choice(C_ELEMENTS), Flavour.C)
            case Flavour.PYTHON:
                return ScalarType(self.rng.choice((INT, INT, F64)), Flavour.PYTHON)
            case Flavour.NUMPY:
                return ScalarType(self.rng.choice(NUMPY_ELEMENTS), Flavour.NUMPY)

    def integer_element(self) -> ScalarType:
        """An element that can be an index."""
        match self.flavour:
            case Flavour.C:
                return ScalarType(self.rng.choice((I32, I32, I64, U32, U8, U16)), Flavour.C)
            case Flavour.PYTHON:
                return ScalarType(INT, Flavour.PYTHON)
            case Flavour.NUMPY:
                return ScalarType(self.rng.choice((I64, I64, I32, U8)), Flavour.NUMPY)

    def wrapping_element(self) -> ScalarType:
        """An element whose arithmetic wraps, if the flavour has one."""
        match self.flavour:
            case Flavour.PYTHON:
                return ScalarType(INT, Flavour.PYTHON)
            case _:
                return ScalarType(self.rng.choice(NARROW), self.flavour)

    def wide(self, kind: ScalarType) -> ScalarType:
        """The type in which elements are computed with."""
        narrow = self.flavour is Flavour.C and kind.dtype.is_fixed and kind.dtype.bits < 32
        return ScalarType(I32, Flavour.C) if narrow else kind

    def function_flavour(self) -> Flavour:
        return Flavour.C if self.flavour is Flavour.C else Flavour.PYTHON

    def bool(self) -> ScalarType:
        return ScalarType(BOOL, self.function_flavour())

    def scalar(self, name: str) -> ScalarType:
        found = self.variables[name]
        assert isinstance(found, ScalarType)
        return found

    def array(self, name: str) -> ArrayType:
        found = self.variables[name]
        assert isinstance(found, ArrayType)
        return found

    # ------------------------------------------------------------ nodes

    def convert(self, value: Expr, kind: ScalarType) -> Expr:
        return value if value.type == kind else Op("cast", (value,), kind, SPAN)

    def op(self, name: str, kind: ScalarType, *args: Expr) -> Expr:
        return Op(name, args, kind, SPAN)

    def compare(self, left: Expr, right: Expr, names: tuple[str, ...] = COMPARISONS) -> Expr:
        return self.op(self.rng.choice(names), self.bool(), left, right)

    def var(self, name: str) -> Expr:
        return Var(name, self.scalar(name), SPAN)

    def set(self, name: str, value: Expr | bool | int) -> Stmt:
        """An assignment, of a constant in the variable's type if a number is given."""
        kind = self.scalar(name)
        node = Const(value, kind, SPAN) if isinstance(value, (bool, int)) else self.convert(value, kind)
        return Assign(name, node, SPAN)

    def constant(self, kind: ScalarType) -> Expr:
        if kind.dtype.is_float:
            return Const(self.rng.choice((0.0, 0.0, 1.0, 0.5, -2.0, -0.0)), kind, SPAN)
        extreme = (kind.dtype.highest, kind.dtype.lowest) if kind.dtype.is_fixed else (2**40,)
        few = extreme if self.rng.random() < 0.06 else (0, 0, 0, 1, 1, 2, 5, -1, 100)
        value = self.rng.choice(few)
        return Const(value if kind.dtype.holds(value) else 1, kind, SPAN)

    def place(self, value: int) -> Expr:
        return Const(value if self.index.dtype.holds(value) else 0, self.index, SPAN)

    def sum(self, index: Expr, by: int) -> Expr:
        if not by:
            return index
        return self.op("add" if by > 0 else "sub", self.index, index, self.place(abs(by)))

    def division(self) -> str:
        return "truncdiv" if self.places is Flavour.C else "floordiv"

    def remainder(self) -> str:
        return "truncrem" if self.places is Flavour.C else "mod"

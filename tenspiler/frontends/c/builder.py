"""What is known while a function is translated: its variables, what names stand for, what was emitted."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias, final

from tensir.dtypes import I64, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.numbers import c_type, cast, offset_by
from tenspiler.frontends.c.syntax import (
    CType,
    Definition,
    FixedArray,
    Node,
    Number,
    Other,
    Pointer,
    Record,
    Reference,
    Vector,
    is_array_value,
)
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    ScalarType,
    Span,
    Stmt,
    Type,
    Var,
)

_MOST_STATEMENTS = 20_000


@final
@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar variable."""

    name: str
    type: ScalarType


@final
@dataclass(frozen=True, slots=True)
class Place:
    """An array, a row or an element: the array and the indices on the way."""

    array: str
    indices: tuple[Expr, ...]


@final
@dataclass(frozen=True, slots=True)
class PointerTo:
    """The address of an element: the row it is in, and its position there (None at the row's start).

    `variable` holds the position of a pointer that the source steps or assigns.
    """

    array: str
    indices: tuple[Expr, ...]
    offset: Expr | None
    variable: Scalar | None = None


@final
@dataclass(frozen=True, slots=True)
class AddressOf:
    """The address of a scalar variable."""

    variable: Scalar


@final
@dataclass(frozen=True, slots=True)
class Callee:
    """A function of the program, or a lambda with what names stood for where it was made."""

    definition: Definition
    bindings: Mapping[int, Binding] | None


@final
@dataclass(frozen=True, slots=True)
class Functor:
    """A function object of the library, with the dtype that it converts its operands to."""

    name: str
    operand: DType | None


@final
@dataclass(frozen=True, slots=True)
class Members:
    """A struct, or a pointer to one: what each of its fields is."""

    fields: Mapping[str, Binding]


Binding: TypeAlias = "Scalar | Place | PointerTo | AddressOf | Callee | Functor | Members"
Argument: TypeAlias = "Node | Expr | Place"
Result: TypeAlias = Expr | Scalar | Place | PointerTo | Members
Algorithm: TypeAlias = "Callable[[Builder, Node], Expr]"
Addresses: TypeAlias = "Callable[[Builder, Node], PointerTo]"
Application: TypeAlias = (
    "Callable[[Builder, Callee | Functor, Sequence[Argument], Node, bool], Result | None]"
)


@final
@dataclass(slots=True)
class Exit:
    """A loop being translated: the flag that ends it, if anything does, and whether a `return` leaves it."""

    flag: str | None = None
    returns: bool = False


@final
@dataclass(slots=True)
class Frame:
    """A function body being translated: what its `return` gives, and the loops around the place.

    `this` is the object that a member function is called on, `returned` the flag that a `return` inside
    loops sets.
    """

    definition: Definition
    single: bool
    result: Result | None = None
    target: Scalar | str | Members | None = None
    this: Members | None = None
    exits: list[Exit] = field(default_factory=list[Exit])
    returned: str | None = None


@final
@dataclass(slots=True)
class Builder:
    """A function under translation.

    `emitted` collects statements; `effects` those that follow the expression at hand (`x++`). Inside
    `conditional` parts (a branch of `?:`, a loop's condition) nothing may be emitted. `nonnegative` names
    scalars that are known not to be negative, `walking` the pointers that the source moves, `referenced`
    the scalar parameters that are references, and `rows` the arrays whose rows are pointers. `bits_open` says
    that a call of the library leaves open which of two zeros is meant.
    """

    functions: Mapping[int, Definition]
    inline: Callable[[Builder, Node, bool], Result | None]
    apply: Application
    algorithms: Mapping[str, Algorithm]
    addresses: Mapping[str, Addresses]
    variables: dict[str, Type] = field(default_factory=dict[str, Type])
    bindings: dict[int, Binding] = field(default_factory=dict[int, Binding])
    emitted: list[Stmt] = field(default_factory=list[Stmt])
    effects: list[Stmt] = field(default_factory=list[Stmt])
    frames: list[Frame] = field(default_factory=list[Frame])
    nonnegative: set[str] = field(default_factory=set[str])
    walking: set[int] = field(default_factory=set[int])
    settled: set[str] = field(default_factory=set[str])
    referenced: set[str] = field(default_factory=set[str])
    rows: set[str] = field(default_factory=set[str])
    whole: Node | None = None
    conditional: int = 0
    bits_open: bool = False
    labels: int = 0
    statements: int = 0
    numbers: dict[str, int] = field(default_factory=dict[str, int])

    def fresh(self, name: str, type_: Type) -> str:
        """A new variable whose name starts with `name`."""
        stem = name or "value"
        number = self.numbers.get(stem, 1)
        unique = stem if number == 1 else f"{stem}_{number}"
        while unique in self.variables:
            number += 1
            unique = f"{stem}_{number}"
        self.variables[unique] = type_
        self.numbers[stem] = number
        return unique

    def label(self) -> int:
        """A number for the next loop."""
        self.labels += 1
        return self.labels - 1

    def emit(self, stmt: Stmt) -> None:
        """Add a statement."""
        if self.conditional:
            raise Refusal("TSP1122", stmt.span)
        self.statements += 1
        if self.statements > _MOST_STATEMENTS:
            raise Refusal("TSP1123", stmt.span)
        self.emitted.append(stmt)

    def flush(self) -> None:
        """Let the side effects of the expression at hand happen."""
        effects, self.effects = self.effects, []
        for stmt in effects:
            self.emit(stmt)

    @contextmanager
    def apart(self) -> Generator[list[Stmt], None, None]:
        """Collect statements in a list of their own."""
        outer, self.emitted = self.emitted, []
        conditional, self.conditional = self.conditional, 0
        try:
            yield self.emitted
        finally:
            self.emitted, self.conditional = outer, conditional

    @contextmanager
    def perhaps(self) -> Generator[None, None, None]:
        """A part of an expression that may not be evaluated, or more than once."""
        self.conditional += 1
        try:
            yield
        finally:
            self.conditional -= 1

    def capture(self, name: str, value: Expr, span: Span) -> Expr:
        """The present value, for later use."""
        if isinstance(value, Const):
            return value
        variable = self.fresh(name, value.type)
        self.settled.add(variable)
        self.emit(Assign(variable, value, span))
        return Var(variable, value.type, span)

    def capture_variable(self, name: str, value: Expr, span: Span) -> Var:
        """A new variable that starts with a value."""
        variable = self.fresh(name, value.type)
        self.emit(Assign(variable, value, span))
        return Var(variable, value.type, span)

    def captured(self, place: Place, span: Span) -> Place:
        """The place with its indices as they are now."""
        indices = tuple(i if self.is_settled(i) else self.capture("index", i, span) for i in place.indices)
        return Place(place.array, indices)

    def captured_pointer(self, pointer: PointerTo, span: Span) -> PointerTo:
        """The address as it is now."""
        row = self.captured(Place(pointer.array, pointer.indices), span)
        offset = pointer.offset
        if pointer.variable is not None:
            place = Var(pointer.variable.name, pointer.variable.type, span)
            offset = place if offset is None else offset_by(place, offset, span)
        if offset is not None:
            offset = self.capture("offset", cast(offset, I64, span), span)
        return PointerTo(row.array, row.indices, offset)

    def is_settled(self, value: Expr) -> bool:
        """Whether an expression is a captured value already."""
        return isinstance(value, Const) or (isinstance(value, Var) and value.name in self.settled)

    def note_rows(self, name: str, type_: CType) -> None:
        """Remember an array whose rows are pointers, which may lead anywhere."""
        if isinstance(type_, Pointer) and isinstance(type_.to, Pointer):
            self.rows.add(name)

    def frame(self) -> Frame:
        """The innermost function body."""
        return self.frames[-1]


def number_type(type_: CType, span: Span) -> ScalarType:
    """The type of a number; refuses all others."""
    if not isinstance(type_, Number):
        raise Refusal("TSP1102", span, type=describe(type_))
    return c_type(type_.dtype)


def array_type(type_: CType, span: Span) -> ArrayType:
    """The type of an array of numbers; refuses all others."""
    container = Container.VECTOR if is_array_value(type_) else Container.POINTER
    rank, inner, pointers = 0, type_, True
    while True:
        pointers = pointers and isinstance(inner, Pointer)
        match inner:
            case Vector(element) if container is Container.VECTOR:
                inner = element
            case Pointer(to) if pointers:
                inner = to
            case FixedArray(element, _) if container is Container.POINTER or inner.standard:
                inner = element
            case Number(dtype) if rank:
                return ArrayType(c_type(dtype), rank, container)
            case Record() if rank:
                raise Refusal("TSP1142", span, what="an array of structs")
            case _:
                raise Refusal("TSP1102", span, type=describe(type_))
        rank += 1


def describe(type_: CType) -> str:
    """A type as a C programmer would name it."""
    match type_:
        case Number(dtype):
            return _NAMES.get(dtype.name, dtype.name)
        case Pointer(to):
            return f"{describe(to)} *"
        case Vector(element):
            return f"std::vector<{describe(element)}>"
        case FixedArray(element, extent, True):
            return f"std::array<{describe(element)}, {extent}>"
        case FixedArray(element, extent):
            return f"{describe(element)}[{'' if extent is None else extent}]"
        case Reference(to, const):
            return f"{'const ' if const else ''}{describe(to)} &"
        case Record(name):
            return name
        case Other(spelling):
            return spelling


_NAMES = {
    "i8": "int8_t", "i16": "short", "i32": "int", "i64": "long", "f32": "float", "f64": "double",
    "u8": "uint8_t", "u16": "uint16_t", "u32": "unsigned", "u64": "size_t",
}  # fmt: skip

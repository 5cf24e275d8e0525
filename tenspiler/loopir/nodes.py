"""Nodes of LoopIR: scalars, arrays with symbolic extents, counted loops, branches, stores and appends.

Scalar operators are those of `tensir.scalars`; whether one is defined on its operands (overflow, division
by zero, indices) depends on the *flavour* of its type, i.e. on the language that the number comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias, final
from typing import cast as typed

from tensir.cells import Cell
from tensir.dtypes import BOOL, DType


class Flavour(Enum):
    """Whose arithmetic a number obeys.

    C: signed overflow, division by zero and out-of-range casts are undefined; unsigned wraps.
    PYTHON: integers are unbounded; division by zero raises; a cast to a fixed width raises unless it fits.
    NUMPY: a NumPy scalar; fixed widths wrap, integer division by zero gives 0, floats follow IEEE 754.
    """

    C = "c"
    PYTHON = "python"
    NUMPY = "numpy"


class Container(Enum):
    """What holds the elements of an array."""

    LIST = "list"  # Python: grows, nested lists for ranks above one, negative indices count from the end
    NDARRAY = "ndarray"  # NumPy: fixed shape, negative indices count from the end
    VECTOR = "vector"  # std::vector: grows, nested for ranks above one, copied by value
    POINTER = "pointer"  # C: flat, its extent is not known to the program


@final
@dataclass(frozen=True, slots=True)
class Span:
    """A piece of source text; lines and columns count from one, the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@final
@dataclass(frozen=True, slots=True)
class ScalarType:
    """The type of a number: its dtype (`INT` for Python's integers) and whose arithmetic it obeys."""

    dtype: DType
    flavour: Flavour


@final
@dataclass(frozen=True, slots=True)
class ArrayType:
    """The type of an array: what an element is, how many axes there are, and what holds it."""

    element: ScalarType
    rank: int
    container: Container


Type: TypeAlias = ScalarType | ArrayType

PY_BOOL = ScalarType(BOOL, Flavour.PYTHON)


@final
@dataclass(frozen=True, slots=True)
class Const:
    """A literal: `int`, `float` or `bool`."""

    value: int | float | bool
    type: ScalarType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Var:
    """The value of a scalar variable."""

    name: str
    type: ScalarType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Load:
    """An element: one index for each axis. Negative indices count from the end in LIST and NDARRAY."""

    array: str
    indices: tuple[Expr, ...]
    type: ScalarType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Length:
    """The extent of an array along `axis`.

    `through` holds the row indices by which the program reached it (`len(a[i])`), which must be in range;
    it is empty where the extent is read from a shape.
    """

    array: str
    axis: int
    through: tuple[Expr, ...]
    type: ScalarType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Op:
    """A strict operator of `tensir.scalars` (or `cast`); all operands have been converted to one dtype.

    `type.flavour` says whose arithmetic it is. A `cast` to a fixed-width integer wraps in flavours C
    (from integers) and NUMPY, and raises in flavour PYTHON unless the value fits.
    """

    op: str
    args: tuple[Expr, ...]
    type: ScalarType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Select:
    """`yes if condition else no`: only the chosen branch is evaluated. Also short-circuit `and` and `or`."""

    condition: Expr
    yes: Expr
    no: Expr
    type: ScalarType
    span: Span


Expr: TypeAlias = Const | Var | Load | Length | Op | Select


@final
@dataclass(frozen=True, slots=True)
class View:
    """An array, or (with row indices) a sub-array, as a whole."""

    array: str
    indices: tuple[Expr, ...]
    type: ArrayType
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Assign:
    """Give a scalar variable a value."""

    name: str
    value: Expr
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Store:
    """Write one element; the value already has the array's element dtype."""

    array: str
    indices: tuple[Expr, ...]
    value: Expr
    span: Span


@final
@dataclass(frozen=True, slots=True)
class NewArray:
    """Bind a variable to a fresh array filled with `fill`.

    `shape` may be shorter than the rank only for an empty nested list or vector (`shape = (0,)`). Negative
    extents are empty for LIST, raise for NDARRAY and are undefined for VECTOR (already cast to size_t).
    """

    array: str
    shape: tuple[Expr, ...]
    fill: Expr | None
    span: Span


@final
@dataclass(frozen=True, slots=True)
class CopyArray:
    """Bind a variable to a fresh deep copy of an array or of a row."""

    array: str
    source: View
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Argsort:
    """Bind a variable to the positions of keys from the least to the greatest, as a fresh array of integers:
    a LIST of unbounded ones, or an NDARRAY of 64 bits.

    Equal keys keep their order. None of them is NaN: the statements before see to that.
    """

    array: str
    keys: View
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Append:
    """Grow a LIST or VECTOR by one element or by a copy of one row."""

    array: str
    value: Expr | View
    span: Span


@final
@dataclass(frozen=True, slots=True)
class If:
    """A branch."""

    condition: Expr
    then: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@final
@dataclass(frozen=True, slots=True)
class For:
    """A counted loop.

    `start` and `stop` are evaluated once. `counter` takes `start`, `start + step`, ... while it is below
    `stop` (above it, for a negative step), and keeps its last value after the loop. The body may assign
    to the counter without changing the course of the loop.

    With `until`, the name of a boolean variable, the loop is left as soon as that is true when a round
    would begin; the counter then keeps the value that it had in the round before.
    """

    counter: str
    start: Expr
    stop: Expr
    step: int
    body: tuple[Stmt, ...]
    span: Span
    label: int = 0
    until: str | None = None


@final
@dataclass(frozen=True, slots=True)
class While:
    """A loop that has not been recognised as counted."""

    condition: Expr
    body: tuple[Stmt, ...]
    span: Span
    label: int = 0


@final
@dataclass(frozen=True, slots=True)
class Require:
    """The source raises here unless `condition` holds; `reason` says what is wrong otherwise."""

    condition: Expr
    reason: str
    span: Span


Stmt: TypeAlias = Assign | Store | NewArray | CopyArray | Argsort | Append | If | For | While | Require


@final
@dataclass(frozen=True, slots=True)
class Member:
    """Where an argument is found in what the caller passes: `img`, then its field `data`, say."""

    of: str
    path: tuple[str | int, ...]


@final
@dataclass(frozen=True, slots=True)
class Fixed:
    """An array of the source's constants, as nested lists of numbers; no caller passes it."""

    value: tuple[Any, ...]
    shape: tuple[int, ...]


@final
@dataclass(frozen=True, slots=True)
class Formal:
    """A parameter as the source declares it: its name, its default as Python writes it, how it is passed.

    One with `only` has to be that value, as Python writes it, and is no argument; one that is `present` may
    be None for all the source says, and is not.
    """

    name: str
    default: str | None = None
    positional_only: bool = False
    keyword_only: bool = False
    only: str | None = None
    present: bool = False


@final
@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `shared` if the caller sees changes to it (lists, arrays, pointers, references).

    `extents` are those that its declaration fixes (`double a[n][3]`), over the values of the scalar
    parameters; None where it says nothing, and empty where it says nothing of any axis.
    """

    name: str
    type: Type
    shared: bool
    span: Span
    origin: Member | Fixed | None = None
    extents: tuple[Expr | None, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class RowsApart:
    """A condition on the scalar parameters under which rows do not overlap that a loop writes of an array."""

    array: str
    condition: Cell
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Function:
    """A function: straight-line statements and loops, then one return.

    `formals` are the parameters that the source declares, where those are not simply `parameters`. `classes`
    says of which class, and no subclass of it, an object must be, for its methods are taken for granted.

    `variables` gives the type of every local variable and parameter; a variable has one type throughout.
    `results` is what is returned (several for a returned tuple). `bits_open`: a library call in the source
    (`sum` of floats, `np.sum`, `np.max`) leaves its last bits open: the order of a sum, the sign of a zero.
    `views` are the parameters of which a part is returned that shares their memory, in the source.
    `assumptions` are what reading it took for granted; they are printed with every proof. `apart` are
    conditions without which it is not lifted, since rows of one array would overlap; the callers have to see
    to them.
    """

    name: str
    parameters: tuple[Parameter, ...]
    variables: dict[str, Type]
    body: tuple[Stmt, ...]
    results: tuple[Expr | View, ...]
    flavour: Flavour
    span: Span
    source: str = field(default="", repr=False)
    bits_open: bool = False
    formals: tuple[Formal, ...] = ()
    classes: tuple[tuple[Member, str], ...] = ()
    views: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    apart: tuple[RowsApart, ...] = ()

    def formal_names(self) -> tuple[str, ...]:
        """The parameters as the source names them."""
        return tuple(f.name for f in self.formals or self.parameters)

    def changed_parameters(self) -> tuple[Parameter, ...]:
        """The shared parameters that the body may change, in order."""
        written = written_arrays(self.body) | assigned_scalars(self.body)
        return tuple(p for p in self.parameters if p.shared and p.name in written)


def statements(body: tuple[Stmt, ...]) -> Iterator[Stmt]:
    """Every statement of a body, those inside loops and branches too, in source order."""
    for stmt in body:
        yield stmt
        match stmt:
            case If():
                yield from statements(stmt.then)
                yield from statements(stmt.orelse)
            case For() | While():
                yield from statements(stmt.body)
            case _:
                pass


def mentioned_arrays(node: object) -> frozenset[str]:
    """The arrays that statements or expressions, or tuples of them, read or write."""
    found: set[str] = set()
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(typed("tuple[object, ...]", one))
        elif is_dataclass(one) and not isinstance(one, type):
            for part in fields(one):
                value = getattr(one, part.name)
                if part.name == "array":
                    found.add(value)
                else:
                    pending.append(value)
    return frozenset(found)


_WRITING = (Store, Append, NewArray, CopyArray, Argsort)


def written_arrays(body: tuple[Stmt, ...]) -> frozenset[str]:
    """Arrays that a body stores to, appends to or rebinds."""
    return frozenset(s.array for s in statements(body) if isinstance(s, _WRITING))


def assigned_scalars(body: tuple[Stmt, ...]) -> frozenset[str]:
    """Scalar variables that a body assigns, loop counters among them."""
    names = {s.name for s in statements(body) if isinstance(s, Assign)}
    return frozenset(names | {s.counter for s in statements(body) if isinstance(s, For)})

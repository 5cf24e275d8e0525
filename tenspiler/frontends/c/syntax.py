"""The syntax tree of C and C++ that the rest of this package works on, free of libclang's handles.

Parentheses and wrappers that change no type are gone; every implicit conversion is a `CAST` node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.dtypes import DType
from tenspiler.loopir.nodes import Span


@final
@dataclass(frozen=True, slots=True)
class Number:
    """An arithmetic or enumeration type, by width and signedness."""

    dtype: DType


@final
@dataclass(frozen=True, slots=True)
class Pointer:
    """A pointer."""

    to: CType


@final
@dataclass(frozen=True, slots=True)
class Vector:
    """`std::vector` of an element type."""

    element: CType


@final
@dataclass(frozen=True, slots=True)
class FixedArray:
    """`T[n]`, or `std::array<T, n>` where `standard`; the extent is None where it is no constant."""

    element: CType
    extent: int | None
    standard: bool = False


@final
@dataclass(frozen=True, slots=True)
class Reference:
    """`T &` or `const T &`."""

    to: CType
    const: bool


@final
@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct, and the value that its declaration gives it, if any."""

    name: str
    type: CType
    default: Node | None = None


@final
@dataclass(frozen=True, slots=True)
class Record:
    """A struct, a class without bases, or `std::pair`, by its fields."""

    name: str
    fields: tuple[Field, ...]


@final
@dataclass(frozen=True, slots=True)
class Other:
    """A type that is not modelled (`void` among them), as clang spells it."""

    spelling: str


CType: TypeAlias = Number | Pointer | Vector | FixedArray | Reference | Record | Other

VOID = Other("void")


@final
@dataclass(frozen=True, slots=True)
class Node:
    """A statement, declaration or expression.

    `kind` is libclang's cursor kind; `CAST` stands for every conversion, explicit or not. `operator` is
    that of an operator expression (`x++` and `++x` are told apart as `post++` and `pre++`). `target`
    identifies the declaration that is made or named, and is 0 where there is none. The type of a lambda is
    that of its result. `value` is set on
    constants. `library` marks names that a library header declares. `start` and `end` are text offsets.
    """

    kind: str
    spelling: str
    type: CType
    children: tuple[Node, ...]
    span: Span
    start: int
    end: int
    operator: str = ""
    target: int = 0
    value: int | float | bool | None = None
    library: bool = False


@final
@dataclass(frozen=True, slots=True)
class Definition:
    """A function definition; `text` is the whole file, `error` clang's first complaint that concerns it.

    `owner` is the class of a member function that has a `this`. `listed` says that it is to be lifted, and
    not only there to be called: it stands in the file itself. `unread` are headers that were not found.
    """

    name: str
    target: int
    parameters: tuple[Node, ...]
    result: CType
    body: Node
    span: Span
    source: str
    text: bytes
    error: Complaint | None
    owner: CType | None = None
    listed: bool = True
    unread: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Complaint:
    """An error, with the code by which it is reported."""

    code: str
    message: str
    span: Span


@final
@dataclass(frozen=True, slots=True)
class SourceFile:
    """The definitions of one file and of the headers beside it.

    `templates` are those that nothing instantiates, `notes` speaks of headers that were not found and of
    errors outside the functions, and `constants` are the arrays and structs that live as long as the
    program and never change. `symbols` are the names by which functions are known to other files.
    """

    definitions: tuple[Definition, ...]
    templates: tuple[tuple[str, Span], ...]
    notes: tuple[Complaint, ...]
    constants: Mapping[int, Node]
    symbols: Mapping[int, str]


def is_array_value(type_: CType) -> bool:
    """Whether a type is an array that is copied like a number: `std::vector`, `std::array`."""
    return isinstance(type_, Vector) or (isinstance(type_, FixedArray) and type_.standard)


def is_default(node: Node) -> bool:
    """Whether this stands for an argument that the call leaves out."""
    return node.kind == "UNEXPOSED_EXPR" and not node.children and node.span.line == 0


def is_null(node: Node) -> bool:
    """Whether this is `NULL` or `nullptr`."""
    while node.kind == "CAST":
        node = node.children[0]
    return node.kind == "CXX_NULL_PTR_LITERAL_EXPR" or (node.kind == "INTEGER_LITERAL" and node.value == 0)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in source order."""
    yield node
    for child in node.children:
        yield from walk(child)


def contains(node: Node, *kinds: str) -> bool:
    """Whether a node of one of these kinds occurs."""
    return any(n.kind in kinds for n in walk(node))


def mentions(node: Node, target: int) -> int:
    """How often a declaration is named."""
    return sum(1 for n in walk(node) if n.kind == "DECL_REF_EXPR" and n.target == target)


def is_changed(node: Node, target: int) -> bool:
    """Whether a variable is assigned, stepped, or its address taken, somewhere below a node."""
    changing = ("=", "&", "post++", "post--", "pre++", "pre--")
    return any(
        (n.operator in changing or n.kind == "COMPOUND_ASSIGNMENT_OPERATOR")
        and n.children
        and n.children[0].kind == "DECL_REF_EXPR"
        and n.children[0].target == target
        for n in walk(node)
    )


def has_effects(node: Node) -> bool:
    """Whether an expression steps, assigns, or calls a function of the program."""
    return any(
        n.operator in ("=", "post++", "post--", "pre++", "pre--")
        or n.kind == "COMPOUND_ASSIGNMENT_OPERATOR"
        or (n.kind == "CALL_EXPR" and not n.library)
        for n in walk(node)
    )

"""The state of translating one function: names, types found so far, and the statements emitted.

Types come from a fixpoint: a function is translated again and again, each time with the types that the
round before has found, until they stay the same; only the last round is kept.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias, final

from tensir.dtypes import INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.annotations import Parts, Stated
from tenspiler.frontends.python.casts import assigned, convert
from tenspiler.frontends.python.folding import Table
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.spans import SourceText
from tenspiler.frontends.python.values import (
    PY_FLOAT,
    Array,
    ArrayInfo,
    Grid,
    Join,
    Number,
    Place,
    Value,
    Varies,
    Window,
    join,
)
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    Load,
    Member,
    Require,
    ScalarType,
    Span,
    Stmt,
    Var,
)


class Unknown(Exception):
    """A type is not known in this round."""


@final
@dataclass(slots=True)
class Frame:
    """The names of one function body or comprehension; `parent` is where a comprehension looks further.

    `renames` maps names to LoopIR variables. `aliases` maps a name to the array or row that it stands for,
    or to None where it is not known which. `constants` are parameters of an inlined call; `objects` maps
    names to functions and objects. `body` is what the names are bound in.
    """

    name: str
    local: frozenset[str]
    parent: Frame | None = None
    renames: dict[str, str] = field(default_factory=dict[str, str])
    assigned: set[str] = field(default_factory=set[str])
    aliases: dict[str, Place | Window | None] = field(default_factory=dict[str, "Place | Window | None"])
    constants: dict[str, Value] = field(default_factory=dict[str, Value])
    objects: dict[str, Bound] = field(default_factory=dict[str, "Bound"])
    body: tuple[ast.stmt, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Closure:
    """A function as a value: its text, the file it stands in, and the frame whose variables it sees.

    `defaults` are those that were evaluated when a nested function was defined; `receiver` is the object that
    a method is called on.
    """

    function: ast.FunctionDef
    module: Module
    outer: Frame | None = None
    defaults: dict[str, Value] = field(default_factory=dict[str, Value])
    receiver: Record | None = None

    @property
    def key(self) -> str:
        """Tells functions apart."""
        return f"{self.module.source.file}:{self.function.name}:{self.function.lineno}"


@final
@dataclass(frozen=True, slots=True)
class Record:
    """An object that the caller passes, or a part of it: its class, or (for a tuple) the types of its parts.

    It is found in the parameter `root` by way of `path`; without a root, it is the class itself.
    """

    kind: Definition | Parts
    root: str | None
    path: tuple[str | int, ...] = ()

    def part(self, name: str | int) -> tuple[str, Member]:
        """The LoopIR variable of a part, and where it is found."""
        path = (*self.path, name)
        return ".".join(map(str, (self.root, *path))), Member(str(self.root), path)


Bound: TypeAlias = Closure | Record


@final
@dataclass(slots=True)
class LoopLog:
    """A loop being translated: which arrays each round makes anew, and which it uses before it does."""

    block: int
    made: set[str] = field(default_factory=set[str])
    used_early: set[str] = field(default_factory=set[str])


@final
@dataclass(slots=True)
class ArrayFacts:
    """What a round has found about an array variable."""

    container: Container
    rank: int
    elements: list[Value | Number] = field(default_factory=list["Value | Number"])
    hint: Number | None = None


Variable: TypeAlias = Number | ArrayInfo
Result: TypeAlias = "Value | Place | Window | Grid | tuple[Result, ...] | None"


# "The counter is an index of this axis": the array, how the row was reached, the counter.
Fact: TypeAlias = tuple[str, str, str]
NameKey: TypeAlias = tuple[str, Span, tuple[str, ...], int]


@final
@dataclass(slots=True)
class Names:
    """The names that a translation has made up, kept from round to round.

    `taken` starts with all that the function mentions; those that it binds itself are `own`.
    """

    taken: set[str]
    own: set[str]
    mentioned: frozenset[str]
    given: dict[NameKey, str] = field(default_factory=dict[NameKey, str])

    def of_table(self, file: str, name: str) -> str:
        """The variable that holds a constant of a file."""
        key: NameKey = (name, Span(file, 0, 0, 0, 0), (), 0)
        if key not in self.given:
            # A name that was made up for something else, or that the function binds, is taken.
            free = name not in self.own and (name in self.mentioned or name not in self.taken)
            self.given[key] = name if free else self.new(name)
            self.own.add(name)
            self.taken.add(name)
        return self.given[key]

    def new(self, stem: str) -> str:
        """A name that nothing uses yet."""
        name, count = stem, 1
        while name in self.taken:
            count += 1
            name = f"{stem}_{count}"
        self.taken.add(name)
        return name


@final
@dataclass(slots=True)
class Context:
    """One round of translating one function.

    `lower_expression`, `lower_block` and `lower_creation` are the mutually recursive parts of the
    translation, tied together in `translate`.
    """

    module: Module
    types: dict[str, Variable]
    strict: bool
    frame: Frame
    lower_expression: Callable[[Context, ast.expr], Value | Array]
    lower_condition: Callable[[Context, ast.expr], Value]
    lower_block: Callable[[Context, list[ast.stmt]], None]
    lower_creation: Callable[[Context, ast.expr, str], bool]
    names: Names
    source: SourceText
    dtype: Callable[[str], DType | None]
    uses: Counter[tuple[str, Span, tuple[str, ...]]] = field(
        default_factory=Counter[tuple[str, Span, tuple[str, ...]]]
    )
    body: list[Stmt] = field(default_factory=list[Stmt])
    scalars: dict[str, list[Value | Number]] = field(default_factory=dict[str, "list[Value | Number]"])
    _joins: dict[str, Join] = field(default_factory=dict[str, Join], init=False)
    _element_joins: dict[str, Join] = field(default_factory=dict[str, Join], init=False)
    arrays: dict[str, ArrayFacts] = field(default_factory=dict[str, ArrayFacts])
    noted: set[tuple[object, ...]] = field(default_factory=set[tuple[object, ...]])
    places: dict[str, list[Span]] = field(default_factory=dict[str, list[Span]])
    loops: list[LoopLog] = field(default_factory=list[LoopLog])
    calls: list[str] = field(default_factory=list[str])
    stable: set[str] = field(default_factory=set[str])
    natural: set[str] = field(default_factory=set[str])
    in_range: set[Fact] = field(default_factory=set[Fact])
    fresh_in: dict[str, int] = field(default_factory=dict[str, int])
    given_away: set[str] = field(default_factory=set[str])
    captured_from: dict[str, Span] = field(default_factory=dict[str, Span])
    parameters: frozenset[str] = frozenset()
    open_ranks: frozenset[str] = frozenset()
    members: dict[str, tuple[Member, Stated, Span]] = field(
        default_factory=dict[str, "tuple[Member, Stated, Span]"]
    )
    tables: dict[str, Table] = field(default_factory=dict[str, Table])
    tuples: set[str] = field(default_factory=set[str])
    classes: dict[Member, str] = field(default_factory=dict[Member, str])
    elements: dict[str, Place] = field(default_factory=dict[str, Place])
    labels: int = 0
    bits_open: bool = False
    views: set[str] = field(default_factory=set[str])
    blocks: list[int] = field(default_factory=lambda: [0])
    block_count: int = 0
    call_site: Span | None = None

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Span:
        """Where a node stands in the source; in an imported file, the call that led there."""
        return self.call_site or self.module.source.span(node)

    @contextmanager
    def visiting(self, module: Module, span: Span) -> Generator[None]:
        """Read names as another file does meanwhile."""
        outer = self.module, self.call_site
        if module is not self.module:
            self.call_site = None if module.source is self.source else self.call_site or span
            self.module = module
        try:
            yield
        finally:
            self.module, self.call_site = outer

    def emit(self, stmt: Stmt) -> None:
        """Append a statement to the current body."""
        self.body.append(stmt)

    @contextmanager
    def captured(self) -> Generator[list[Stmt]]:
        """Collect what is emitted meanwhile in a body of its own."""
        outer, self.body = self.body, []
        self.block_count += 1
        self.blocks.append(self.block_count)
        try:
            yield self.body
        finally:
            self.body = outer
            self.blocks.pop()

    @contextmanager
    def framed(self, frame: Frame) -> Generator[None]:
        """Look names up in another frame meanwhile."""
        outer, self.frame = self.frame, frame
        try:
            yield
        finally:
            self.frame = outer

    def demand(self, condition: Value, reason: str, span: Span) -> None:
        """Emit that the source raises here unless a condition holds."""
        known = condition.constant
        if known is None or not known.value:
            self.emit(Require(condition.expr, reason, span))

    def next_label(self) -> int:
        """A label for a loop."""
        self.labels += 1
        return self.labels

    def fresh(self, stem: str, span: Span) -> str:
        """A variable name that nothing else uses; the same one in every round."""
        place = (stem, span, tuple(self.calls))
        self.uses[place] += 1
        key = (*place, self.uses[place])
        if key not in self.names.given:
            self.names.given[key] = self.names.new(stem)
        return self.names.given[key]

    def owner(self, name: str) -> Frame | None:
        """The frame that binds a name, or None for a name of the module."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name in frame.local:
                return frame
            frame = frame.parent
        return None

    def locals(self) -> frozenset[str]:
        """Every name bound by a function or comprehension around here."""
        frame = self.frame
        found = frame.local
        while frame.parent is not None:
            frame = frame.parent
            found |= frame.local
        return found

    def qualified(self, node: ast.expr) -> str | None:
        """What a dotted name stands for outside this function."""
        return self.module.qualified(node, self.locals())

    def variable_name(self, name: str) -> str:
        """The LoopIR variable of a name of this frame."""
        frame = self.owner(name) or self.frame
        return frame.renames.get(name, name)

    def variable(self, name: str) -> Variable:
        """The type of a LoopIR variable; raises `Unknown` in a round that does not know it yet."""
        known = self.types.get(name)
        if known is None and not self.strict:
            known = self.found(name)
        if known is None:
            raise Unknown(name)
        return known

    def add_part(self, name: str, stated: Stated, span: Span) -> None:
        """Note an argument that is not a parameter of its own: part of one, or a constant."""
        match stated.type:
            case ArrayType() as type_:
                self.parameters |= {name}
                if stated.is_tuple:
                    self.tuples.add(name)
                self.open_ranks |= {name} if stated.is_open else frozenset()
                known = self.types.get(name)
                shown = known.type.rank if isinstance(known, ArrayInfo) else 1
                facts = self.note_array(name, type_.container, max(type_.rank, shown), span)
                facts.elements.append(Number(type_.element))
            case ScalarType() as scalar:
                self.note(name, Number(scalar), span)
                self.stable.add(name)
            case Parts() | Definition():
                raise AssertionError("objects have parts, and are no arguments themselves")

    def found(self, name: str) -> Variable | None:
        """The type of a variable by what this round has found so far."""
        try:
            if name in self.arrays:
                facts = self.arrays[name]
                if not facts.elements and facts.hint is None:
                    return None
                element = facts.hint or Number(PY_FLOAT)
                if facts.elements:
                    element = self._element_joins.setdefault(name, Join()).of(facts.elements)
                type_ = ArrayType(element.type, facts.rank, facts.container)
                return ArrayInfo(type_, element.literals)
            values = self.scalars.get(name)
            return self._joins.setdefault(name, Join()).of(values) if values else None
        except Varies as error:
            if not self.strict:
                return None
            args = {"first": error.first, "second": error.second}
            raise Refusal("TSP1016", self._conflict(name), name=name, **args) from None

    def _conflict(self, name: str) -> Span | None:
        """Where the first value stands that does not fit those before it."""
        values, spans = self.scalars.get(name, []), self.places.get(name, [])
        for position, span in enumerate(spans[: len(values)]):
            try:
                join(values[: position + 1])
            except Varies:
                return span
        return self.place_of(name)

    def place_of(self, name: str) -> Span | None:
        """Where a variable is first bound."""
        return self.places[name][0] if name in self.places else None

    def all_found(self) -> dict[str, Variable]:
        """The types of all variables by what this round has found."""
        both = sorted(set(self.arrays) & set(self.scalars))
        if both and self.strict:
            raise Refusal("TSP1016", self.place_of(both[0]), name=both[0], first="array", second="number")
        names = {*self.arrays, *self.scalars}
        return {n: t for n in sorted(names) if (t := self.found(n)) is not None}

    def assign(self, name: str, value: Value, span: Span) -> None:
        """Emit `name = value` for a LoopIR scalar variable and note the type that it needs."""
        self.note(name, value, span)
        known = self.variable(name)
        if isinstance(known, ArrayInfo):
            raise Refusal("TSP1016", span, name=name, first="array", second="number")
        self.emit(Assign(name, assigned(value, known, name, span), span))

    def note(self, name: str, value: Value | Number, span: Span) -> None:
        """Note that a scalar variable takes a value, or values of a type; once for all that are alike."""
        constant = value.constant if isinstance(value, Value) else None
        kind = (name, value.type, value.literals, constant)
        if kind not in self.noted:
            self.noted.add(kind)
            self.scalars.setdefault(name, []).append(value)
            self.places.setdefault(name, []).append(span)

    def read(self, name: str, span: Span) -> Value:
        """The value of a LoopIR scalar variable."""
        known = self.variable(name)
        if isinstance(known, ArrayInfo):
            raise Refusal("TSP1025", span)
        return Value(Var(name, known.type, span), known.type, known.literals)

    def held(self, value: Value, stem: str, span: Span) -> Value:
        """The value in a temporary, so that it is evaluated once and here; atoms stay as they are."""
        if isinstance(value.expr, Const):
            return value
        if isinstance(value.expr, Var) and value.expr.name in self.stable:
            return value
        name = self.fresh(stem, span)
        self.stable.add(name)
        self.assign(name, value, span)
        return Value(Var(name, value.type, span), value.type, value.literals)

    def array(self, name: str) -> ArrayInfo:
        """The type of an array variable."""
        known = self.variable(name)
        if isinstance(known, Number):
            raise Unknown(name)
        return known

    def bound_anew(self, array: str) -> None:
        """The array is new: nothing else refers to it."""
        self.fresh_in[array] = self.blocks[-1]
        self.given_away.discard(array)
        for loop in self.loops:
            if loop.block == self.blocks[-1]:
                loop.made.add(array)

    def used(self, array: str) -> None:
        """Note a use of an array for the loops around here, up to the one whose rounds make it anew."""
        for loop in reversed(self.loops):
            if array in loop.made:
                return
            loop.used_early.add(array)

    def known_array(self, name: str) -> ArrayInfo | None:
        """The type of an array variable, if it is known."""
        try:
            return self.array(name)
        except Unknown:
            return None

    def is_array(self, name: str) -> bool:
        """Whether a LoopIR variable is an array; raises `Unknown`."""
        if name in self.arrays and name not in self.types:
            return True
        return isinstance(self.variable(name), ArrayInfo)

    def note_array(self, name: str, container: Container, rank: int, span: Span) -> ArrayFacts:
        """Note that a variable is an array of at least this rank."""
        facts = self.arrays.setdefault(name, ArrayFacts(container, rank))
        self.places.setdefault(name, []).append(span)
        if facts.container is not container and self.strict:
            raise Refusal("TSP1016", span, name=name, first=facts.container.value, second=container.value)
        facts.rank = max(facts.rank, rank)
        return facts

    def note_element(self, place: Place, value: Value | Number) -> None:
        """Note a value that is put into a list."""
        facts = self.arrays.get(place.array)
        if facts is not None:
            facts.elements.append(value)

    def rank(self, place: Place) -> int:
        """How many axes an array or row has."""
        return self.array(place.array).type.rank - len(place.indices)

    def axis_key(self, place: Place) -> str:
        """Tells the rows of a list apart, which may differ in length; those of an ndarray do not."""
        if self.container(place) is Container.NDARRAY:
            return str(len(place.indices))
        names = (
            i.name if isinstance(i, Var) else str(i.value) if isinstance(i, Const) else "?"
            for i in place.indices
        )
        return "[]" + "".join(f"[{n}]" for n in names)

    def require_rank(self, place: Place, rank: int, span: Span) -> None:
        """State that a place has at least `rank` axes; the uses of an ndarray parameter show its rank."""
        facts = self.arrays.get(place.array)
        ndarray = facts is not None and facts.container is Container.NDARRAY
        if facts is not None and ndarray and place.array in self.open_ranks:
            facts.rank = max(facts.rank, rank + len(place.indices))
        elif self.rank(place) < rank:
            raise Refusal("TSP1025", span)
        if self.rank(place) < rank:
            raise Unknown(place.array)

    def element(self, place: Place) -> ScalarType:
        """The type of an array's elements."""
        return self.array(place.array).type.element

    def container(self, place: Place) -> Container:
        """What holds the elements."""
        return self.array(place.array).type.container

    def container_of(self, place: Place) -> Container:
        """What holds the elements, even if no element is known yet."""
        facts = self.arrays.get(place.array)
        return facts.container if facts is not None else self.container(place)

    def evaluate(self, node: ast.expr) -> Value:
        """A scalar expression."""
        value = self.lower_expression(self, node)
        if not isinstance(value, Value):
            raise Refusal("TSP1025", self.span(node))
        return value

    def place(self, node: ast.expr) -> Place:
        """An expression that denotes an array or a row that LoopIR can name."""
        value = self.array_of(node)
        if not isinstance(value, Place):
            raise Refusal("TSP1031", self.span(node))
        return value

    def array_of(self, node: ast.expr) -> Array:
        """An expression that denotes an array, a part of one, or a computed one."""
        value = self.lower_expression(self, node)
        span = self.span(node)
        if isinstance(value, (Window, Grid)):
            return value
        if isinstance(value, Value):
            element = self.element_read(value)
            if element is None:
                raise Refusal("TSP1027", span)
            value = element
        facts = self.arrays.get(value.array)
        if facts is not None and facts.container is Container.NDARRAY:
            self.require_rank(value, 1, span)
        return value

    def element_read(self, value: Value) -> Place | None:
        """The element of an ndarray parameter that this is; it may turn out to be a row."""
        match value.expr:
            case Load(array=array, indices=indices) if array in self.parameters:
                return Place(array, indices)
            case Var(name=name):
                return self.elements.get(name)
            case _:
                return None

    def index_expr(self, value: Value, span: Span) -> Expr:
        """A Python or NumPy integer as an index."""
        from_bool = not value.dtype.is_integer
        if from_bool or (value.literals and any(x.kind != "int" for x in value.literals)):
            raise Refusal("TSP1018", span, operation="indexing", types=value.type.dtype.name)
        return whole(value, span)


def whole(value: Value, span: Span) -> Expr:
    """An integer as a Python integer."""
    return convert(value.expr, INT, Flavour.PYTHON, span)

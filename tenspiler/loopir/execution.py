"""LoopIR compiled to Python source, one statement a line, with the source span of each line kept beside it.

Whatever may raise stands on a line of its own, so that the line on which Python stops tells the span.
Arrays are nested Python lists; the shape of a NumPy array is kept beside its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import prod
from types import CodeType
from typing import Any, assert_never, final

from tensir import build
from tensir.cells import FALSE, Cell, Lit, Sym
from tensir.dtypes import INT
from tenspiler.loopir import arithmetic, storage
from tenspiler.loopir.definedness import Condition, conditions
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    ArrayType,
    Assign,
    Const,
    Container,
    CopyArray,
    Expr,
    For,
    Function,
    If,
    Length,
    Load,
    NewArray,
    Op,
    Require,
    Select,
    Span,
    Stmt,
    Store,
    Var,
    View,
    While,
    statements,
)
from tenspiler.loopir.storage import StopError

FILE_NAME = "<loopir>"
INDEX_REASON = "index out of range"

_SIGNED_INDEX_WRAPS = {Container.LIST, Container.NDARRAY}
_KEEPS_SHAPE = {Container.NDARRAY}
# Longer operand texts are given a name, so that expressions stay within the parser's nesting limit.
_LONGEST_INLINE = 120


class FuelError(Exception):
    """The run used up its fuel."""


@final
@dataclass(frozen=True, slots=True)
class Code:
    """A compiled function: its Python text, the span of each line, and the Python name of each variable."""

    text: str
    spans: tuple[Span, ...]
    names: dict[str, str]
    compiled: CodeType

    def bind(self, numbers: Mapping[str, Any] | None = None) -> Callable[..., tuple[Any, ...]]:
        """The callable `(arguments, shapes, fuel, watch) -> (results, arrays, shapes)`.

        `numbers` puts other functions in the place of those of `arithmetic.NAMES`, `float` and `_literal`.
        """
        scope: dict[str, Any] = {**_SCOPE, **(numbers or {})}
        exec(self.compiled, scope)
        return scope["_run"]


def compile_code(function: Function, watched: bool, literals_called: bool = False) -> Code:
    """Compile a function; `watched` adds a call at every loop head.

    With `literals_called`, a float of the source is written as the call `_literal(0.5)`.
    """
    writer = _Writer(function, watched, literals_called)
    writer.function()
    text = "\n".join(writer.lines)
    compiled = compile(text, FILE_NAME, "exec")
    return Code(text, tuple(writer.spans), writer.names, compiled)


@final
@dataclass(slots=True)
class _Writer:
    source: Function
    watched: bool
    literals_called: bool = False
    lines: list[str] = field(default_factory=list[str])
    spans: list[Span] = field(default_factory=list[Span])
    names: dict[str, str] = field(default_factory=dict[str, str])
    uninitialised: frozenset[str] = frozenset()
    depth: int = 0
    temporaries: int = 0

    def __post_init__(self) -> None:
        self.names = {name: f"v{k}" for k, name in enumerate(self.source.variables)}
        self.uninitialised = _possibly_uninitialised(self.source)

    # Lines

    def emit(self, line: str, span: Span) -> None:
        self.lines.append("  " * self.depth + line)
        self.spans.append(span)

    @contextmanager
    def block(self, head: str, span: Span) -> Generator[None, None, None]:
        self.emit(head, span)
        self.depth += 1
        yield
        self.emit("pass", span)
        self.depth -= 1

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    def let(self, text: str, span: Span) -> str:
        name = self.temporary()
        self.emit(f"{name} = {text}", span)
        return name

    def atom(self, expr: Expr) -> str:
        """The value as a name or a constant, cheap to repeat."""
        text = self.expr(expr)
        return text if _is_atom(text) else self.let(text, expr.span)

    def brief(self, expr: Expr) -> str:
        text = self.expr(expr)
        return text if len(text) <= _LONGEST_INLINE else self.let(text, expr.span)

    # The function as a whole

    def function(self) -> None:
        span = self.source.span
        with self.block("def _run(arguments, shapes, fuel, watch):", span):
            for k, parameter in enumerate(self.source.parameters):
                self.emit(f"{self.names[parameter.name]} = arguments[{k}]", parameter.span)
                if self.keeps_shape(parameter.name):
                    self.emit(f"{self.shape(parameter.name)} = shapes[{k}]", parameter.span)
            for k, parameter in enumerate(self.source.parameters):
                if parameter.extents:
                    extents = _tuple(["None" if e is None else self.atom(e) for e in parameter.extents])
                    self.emit(f"_require_extents(arguments[{k}], shapes[{k}], {extents})", parameter.span)
            self.body(self.source.body)
            results = [self.result(r) for r in self.source.results]
            changed = [p.name for p in self.source.changed_parameters()]
            arrays = [f"({self.names[n]}, {self.shape_or_none(n)})" for n in changed]
            self.emit(f"return {_tuple(results)}, {_tuple(arrays)}", span)

    def result(self, result: Expr | View) -> str:
        match result:
            case View():
                view = self.view(result)
                shape = self.shape_or_none(result.array)
                return f"({view}, {shape}{f'[{len(result.indices)}:]' if shape != 'None' else ''})"
            case _:
                return self.atom(result)

    def array_type(self, name: str) -> ArrayType:
        found = self.source.variables[name]
        assert isinstance(found, ArrayType)
        return found

    def keeps_shape(self, name: str) -> bool:
        found = self.source.variables[name]
        return isinstance(found, ArrayType) and found.container in _KEEPS_SHAPE

    def shape(self, name: str) -> str:
        return f"s_{self.names[name]}"

    def shape_or_none(self, name: str) -> str:
        return self.shape(name) if self.keeps_shape(name) else "None"

    # Statements

    def body(self, body: tuple[Stmt, ...]) -> None:
        for stmt in body:
            self.stmt(stmt)

    def stmt(self, stmt: Stmt) -> None:
        match stmt:
            case Assign():
                self.emit(f"{self.names[stmt.name]} = {self.expr(stmt.value)}", stmt.span)
            case Store():
                value = self.atom(stmt.value)
                place = self.element(stmt.array, stmt.indices)
                self.emit(f"{place} = {value}", stmt.span)
            case NewArray():
                self.new_array(stmt)
            case CopyArray():
                self.copy_array(stmt)
            case Argsort():
                self.argsort(stmt)
            case Append():
                self.append(stmt)
            case If():
                self.branch(stmt)
            case For():
                self.for_loop(stmt)
            case While():
                self.while_loop(stmt)
            case Require():
                test = self.brief(stmt.condition)
                self.emit(f"if not {test}: raise _StopError({stmt.reason!r})", stmt.span)
            case _:
                assert_never(stmt)

    def new_array(self, stmt: NewArray) -> None:
        kind = self.array_type(stmt.array)
        shape = _tuple([self.atom(e) for e in stmt.shape])
        fill = "None" if stmt.fill is None else self.atom(stmt.fill)
        name = self.names[stmt.array]
        extents = self.let(f"_extents({shape}, {kind.container.name})", stmt.span)
        self.emit(f"fuel -= _size({extents})", stmt.span)
        self.emit("if fuel < 0: raise _FuelError", stmt.span)
        self.emit(f"{name} = _filled({extents}, {fill})", stmt.span)
        if self.keeps_shape(stmt.array):
            self.emit(f"{self.shape(stmt.array)} = {extents}", stmt.span)

    def copy_array(self, stmt: CopyArray) -> None:
        view = self.view(stmt.source)
        copy = _copy(view, stmt.source.type.rank)
        shape = self.shape_or_none(stmt.source.array)
        self.emit(f"{self.names[stmt.array]} = {copy}", stmt.span)
        if self.keeps_shape(stmt.array):
            rank = self.array_type(stmt.array).rank
            taken = (
                f"{shape}[{len(stmt.source.indices)}:]" if shape != "None" else f"_measured({view}, {rank})"
            )
            self.emit(f"{self.shape(stmt.array)} = {taken}", stmt.span)

    def argsort(self, stmt: Argsort) -> None:
        keys = self.let(self.view(stmt.keys), stmt.span)
        self.emit(f"fuel -= len({keys})", stmt.span)
        self.emit("if fuel < 0: raise _FuelError", stmt.span)
        self.emit(f"{self.names[stmt.array]} = sorted(range(len({keys})), key={keys}.__getitem__)", stmt.span)
        if self.keeps_shape(stmt.array):
            self.emit(f"{self.shape(stmt.array)} = (len({keys}),)", stmt.span)

    def append(self, stmt: Append) -> None:
        match stmt.value:
            case View():
                value = _copy(self.view(stmt.value), stmt.value.type.rank)
            case _:
                value = self.expr(stmt.value)
        self.emit(f"{self.names[stmt.array]}.append({value})", stmt.span)

    def branch(self, stmt: If) -> None:
        with self.block(f"if {self.expr(stmt.condition)}:", stmt.span):
            self.body(stmt.then)
        if stmt.orelse:
            with self.block("else:", stmt.span):
                self.body(stmt.orelse)

    def for_loop(self, loop: For) -> None:
        start, stop = self.atom(loop.start), self.atom(loop.stop)
        counter, head = self.names[loop.counter], self.temporary()
        rounds = self.start_watch(loop)
        with self.block(f"for {head} in range({start}, {stop}, {loop.step}):", loop.span):
            if loop.until is not None:
                self.emit(f"if {self.names[loop.until]}: break", loop.span)
            self.burn(loop)
            self.watch(loop, rounds)
            self.emit(f"{counter} = {head}", loop.span)
            self.body(loop.body)
        self.watch(loop, rounds)

    def while_loop(self, loop: While) -> None:
        rounds = self.start_watch(loop)
        with self.block("while True:", loop.span):
            self.watch(loop, rounds)
            self.emit(f"if not {self.brief(loop.condition)}: break", loop.condition.span)
            self.burn(loop)
            self.body(loop.body)

    def burn(self, loop: For | While) -> None:
        self.emit("fuel -= 1", loop.span)
        self.emit("if fuel < 0: raise _FuelError", loop.span)

    def start_watch(self, loop: For | While) -> str:
        rounds = f"rounds{self.temporary()}"
        if self.watched:
            self.emit(f"{rounds} = 0", loop.span)
        return rounds

    def watch(self, loop: For | While, rounds: str) -> None:
        if self.watched:
            self.emit(f"watch({loop.label}, {rounds}, locals())", loop.span)
            self.emit(f"{rounds} += 1", loop.span)

    # Places

    def element(self, array: str, indices: Sequence[Expr]) -> str:
        checked = self.array_type(array).container not in _SIGNED_INDEX_WRAPS
        texts = [self.index(i, checked) for i in indices]
        return self.names[array] + "".join(f"[{t}]" for t in texts)

    def index(self, index: Expr, checked: bool) -> str:
        if not checked or _never_negative(index):
            return self.brief(index)
        text = self.atom(index)
        self.emit(f"if {text} < 0: raise _StopError({INDEX_REASON!r})", index.span)
        return text

    def view(self, view: View) -> str:
        if not view.indices:
            return self.names[view.array]
        return self.let(self.element(view.array, view.indices), view.span)

    # Expressions

    def expr(self, expr: Expr) -> str:
        """The value as Python text that cannot raise and has no effect."""
        match expr:
            case Const():
                text = arithmetic.literal(expr.value, expr.type.dtype)
                return f"_literal({text})" if self.literals_called and expr.type.dtype.is_float else text
            case Var():
                return self.names[expr.name]
            case Load():
                return self.load(expr)
            case Length():
                return self.length(expr)
            case Op():
                return self.operation(expr)
            case Select():
                return self.select(expr)
            case _:
                assert_never(expr)

    def load(self, load: Load) -> str:
        value = self.let(self.element(load.array, load.indices), load.span)
        if load.array in self.uninitialised:
            self.emit(f"if {value} is None: raise _StopError('read of an uninitialised element')", load.span)
        return value

    def length(self, length: Length) -> str:
        place = self.element(length.array, length.through)
        row = self.let(place, length.span) if length.through else place
        if self.keeps_shape(length.array):
            return f"{self.shape(length.array)}[{length.axis}]"
        beyond = length.axis - len(length.through)
        return f"len({row})" if not beyond else self.let(f"_extent({row}, {beyond})", length.span)

    def select(self, select: Select) -> str:
        condition = self.brief(select.condition)
        yes_lines, yes = self.apart(select.yes)
        no_lines, no = self.apart(select.no)
        if not yes_lines and not no_lines and len(yes) + len(no) < _LONGEST_INLINE:
            return f"({yes} if {condition} else {no})"
        name = self.temporary()
        for head, lines, text in ((f"if {condition}:", yes_lines, yes), ("else:", no_lines, no)):
            self.emit(head, select.span)
            for line, span in lines:
                self.emit("  " + line, span)
            self.emit(f"  {name} = {text}", select.span)
        return name

    def apart(self, expr: Expr) -> tuple[list[tuple[str, Span]], str]:
        """The lines that an expression needs, taken out again, and its text."""
        mark, depth, self.depth = len(self.lines), self.depth, 0
        text = self.brief(expr)
        taken = list(zip(self.lines[mark:], self.spans[mark:], strict=True))
        del self.lines[mark:], self.spans[mark:]
        self.depth = depth
        return taken, text

    def operation(self, expr: Op) -> str:
        dtypes = tuple(a.type.dtype for a in expr.args)
        names = [f"x{k}" for k in range(len(expr.args))]
        cells = tuple(_operand(n, a) for n, a in zip(names, expr.args, strict=True))
        found = conditions(expr.op, cells, dtypes, expr.type)
        plain = arithmetic.expression(expr.op, dtypes, expr.type, names)
        leaves = arithmetic.may_leave_the_range(expr.op, expr.type)
        repeated = bool(found) or any(plain.count(n) > 1 for n in names)
        texts = [self.atom(a) if repeated else self.brief(a) for a in expr.args]
        if found and expr.op in _CHECKED_AFTERWARDS:
            return self.checked_afterwards(expr, cells, texts, found)
        self.check(found, dict(zip(cells, texts, strict=True)), expr.span)
        text = arithmetic.expression(expr.op, dtypes, expr.type, texts)
        if found or ("(" in text and expr.op not in _INLINE):
            text = self.let(text, expr.span)
        return arithmetic.wrapped(text, expr.type.dtype) if leaves else text

    def checked_afterwards(
        self, expr: Op, cells: tuple[Cell, ...], texts: list[str], found: tuple[Condition, ...]
    ) -> str:
        """Sums and products cannot go wrong in Python, so their conditions may use the exact result."""
        dtypes = tuple(a.type.dtype for a in expr.args)
        value = self.let(arithmetic.expression(expr.op, dtypes, expr.type, texts), expr.span)
        numbers = tuple(build.cast(c, INT) for c in cells)
        self.check(
            found, {build.scalar(expr.op, *numbers): value, **dict(zip(cells, texts, strict=True))}, expr.span
        )
        return value

    def check(self, found: tuple[Condition, ...], names: dict[Cell, str], span: Span) -> None:
        for condition in found:
            if condition.holds is None:
                continue
            test = "False" if condition.holds == FALSE else arithmetic.of_cell(condition.holds, names)
            self.emit(f"if not {test}: raise _StopError({condition.reason!r})", span)


_CHECKED_AFTERWARDS = {"add", "sub", "mul", "neg", "abs"}
# Operators whose text cannot raise; the rest get a line of their own.
_INLINE = {
    "add", "sub", "mul", "neg", "abs", "not", "and", "or", "eq", "ne", "lt", "le", "gt", "ge",
    "bitand", "bitor", "bitxor", "bitnot", "min", "max", "select", "cast",
}  # fmt: skip


def _operand(name: str, expr: Expr) -> Cell:
    if isinstance(expr, Const) and not expr.type.dtype.is_float:
        return Lit(expr.value, expr.type.dtype)
    return Sym(name, expr.type.dtype)


def _is_atom(text: str) -> bool:
    return text.isidentifier() or text.replace(".", "", 1).strip("()-").isalnum()


def _never_negative(index: Expr) -> bool:
    if isinstance(index, Const):
        return index.value >= 0
    return index.type.dtype.is_fixed and index.type.dtype.lowest == 0


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def _copy(text: str, rank: int) -> str:
    return f"{text}[:]" if rank == 1 else f"_copy({text}, {rank})"


def _possibly_uninitialised(function: Function) -> frozenset[str]:
    """Arrays that may hold elements that nothing was stored to."""
    found = {s.array for s in statements(function.body) if isinstance(s, NewArray) and s.fill is None}
    copies = list(_copies(function))
    for _ in copies:
        found |= {target for target, source in copies if source in found}
    return frozenset(found)


def _copies(function: Function) -> Iterator[tuple[str, str]]:
    """Pairs of an array and another whose elements are copied into it."""
    for stmt in statements(function.body):
        match stmt:
            case CopyArray():
                yield stmt.array, stmt.source.array
            case Append(value=View(array=source)):
                yield stmt.array, source
            case _:
                pass


_SCOPE: dict[str, Any] = {
    **arithmetic.NAMES,
    **{c.name: c for c in Container},
    "_StopError": StopError,
    "_FuelError": FuelError,
    "_copy": storage.copied,
    "_extents": storage.extents,
    "_size": prod,
    "_filled": storage.filled,
    "_extent": storage.inner_extent,
    "_measured": storage.measured,
    "_require_extents": storage.require_extents,
}

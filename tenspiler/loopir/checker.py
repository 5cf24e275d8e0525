"""The type checker of LoopIR: what it accepts, the interpreter runs and synthesis may rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import assert_never, final

from tensir.dtypes import BOOL, F32, I64, INT, DType, Kind
from tensir.scalars import TypeRuleError, result_dtype
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    ArrayType,
    Assign,
    Const,
    Container,
    CopyArray,
    Expr,
    Flavour,
    For,
    Function,
    If,
    Length,
    Load,
    NewArray,
    Op,
    Require,
    ScalarType,
    Select,
    Span,
    Stmt,
    Store,
    Var,
    View,
    While,
    statements,
)

GROWABLE = (Container.LIST, Container.VECTOR)
_COMPUTES = {
    "add", "sub", "mul", "neg", "abs", "div", "floordiv", "mod", "truncdiv", "truncrem", "bitnot", "shl",
}  # fmt: skip


class LoopIRError(Exception):
    """A frontend built LoopIR that is ill-typed: a defect of the frontend, not of the user's program."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(f"{span.file}:{span.line}:{span.column}: {message}")
        self.span = span


def check(function: Function) -> None:
    """Raise `LoopIRError` unless the function is well-typed."""
    checker = _Checker(function)
    checker.parameters()
    checker.labels()
    checker.body(function.body)
    for result in function.results:
        match result:
            case View():
                checker.view(result)
            case _:
                checker.expr(result)


@final
@dataclass(frozen=True, slots=True)
class _Checker:
    function: Function

    def parameters(self) -> None:
        names = [p.name for p in self.function.parameters]
        _demand(len(set(names)) == len(names), "two parameters have one name", self.function.span)
        for p in self.function.parameters:
            declared = self.function.variables.get(p.name)
            _demand(declared == p.type, f"parameter {p.name} is declared as {declared}", p.span)
            rank = p.type.rank if isinstance(p.type, ArrayType) else 0
            _demand(len(p.extents) <= rank, f"{p.name} has not that many extents", p.span)
            self.integers(tuple(e for e in p.extents if e is not None))
        for name, kind in self.function.variables.items():
            if isinstance(kind, ArrayType):
                _demand(kind.rank >= 1, f"array {name} has no axes", self.function.span)

    def labels(self) -> None:
        seen: set[int] = set()
        for loop in statements(self.function.body):
            if isinstance(loop, (For, While)):
                _demand(loop.label not in seen, f"two loops have the label {loop.label}", loop.span)
                seen.add(loop.label)

    # Statements

    def body(self, body: tuple[Stmt, ...]) -> None:
        for stmt in body:
            self.stmt(stmt)

    def stmt(self, stmt: Stmt) -> None:
        match stmt:
            case Assign():
                self.typed(stmt.value, self.scalar(stmt.name, stmt.span).dtype)
            case Store():
                kind = self.element(stmt.array, stmt.indices, stmt.span)
                self.typed(stmt.value, kind.dtype)
            case NewArray():
                self.new_array(stmt)
            case CopyArray():
                self.view(stmt.source)
                target = self.array(stmt.array, stmt.span)
                _demand(_alike(target, stmt.source.type), "a copy has another type", stmt.span)
            case Argsort():
                self.view(stmt.keys)
                self.argsort(stmt)
            case Append():
                self.append(stmt)
            case If():
                self.typed(stmt.condition, BOOL)
                self.body(stmt.then)
                self.body(stmt.orelse)
            case For():
                self.for_loop(stmt)
            case While():
                self.typed(stmt.condition, BOOL)
                self.body(stmt.body)
            case Require():
                self.typed(stmt.condition, BOOL)
            case _:
                assert_never(stmt)

    def for_loop(self, loop: For) -> None:
        counter = self.scalar(loop.counter, loop.span).dtype
        _demand(counter.is_integer, f"the counter {loop.counter} is no integer", loop.span)
        _demand(loop.step != 0, "the step is zero", loop.span)
        self.typed(loop.start, counter)
        self.typed(loop.stop, counter)
        if loop.until is not None:
            flag = self.scalar(loop.until, loop.span).dtype
            _demand(flag is BOOL and loop.until != loop.counter, f"{loop.until} is no flag", loop.span)
        self.body(loop.body)

    def new_array(self, stmt: NewArray) -> None:
        kind = self.array(stmt.array, stmt.span)
        self.integers(stmt.shape)
        zero = len(stmt.shape) == 1 and isinstance(stmt.shape[0], Const) and stmt.shape[0].value == 0
        empty = zero and kind.container in GROWABLE
        _demand(len(stmt.shape) == kind.rank or empty, "the shape does not fit the rank", stmt.span)
        if stmt.fill is not None:
            self.typed(stmt.fill, kind.element.dtype)

    def argsort(self, stmt: Argsort) -> None:
        target, keys = self.array(stmt.array, stmt.span), stmt.keys.type
        own = {Container.LIST: INT, Container.NDARRAY: I64}.get(target.container)
        positions = target.rank == 1 and target.element.dtype is own
        _demand(positions, f"{stmt.array} is no list of positions", stmt.span)
        numbers = keys.element.dtype.is_integer or keys.element.dtype.is_float
        known = keys.container is not Container.POINTER
        _demand(keys.rank == 1 and numbers and known, "the keys are no list of numbers", stmt.span)

    def append(self, stmt: Append) -> None:
        kind = self.array(stmt.array, stmt.span)
        _demand(kind.container in GROWABLE, f"{stmt.array} cannot grow", stmt.span)
        match stmt.value:
            case View():
                self.view(stmt.value)
                row = ArrayType(kind.element, kind.rank - 1, kind.container)
                _demand(_alike(row, stmt.value.type), "an appended row has another type", stmt.span)
            case _:
                _demand(kind.rank == 1, "a number is appended to a list of rows", stmt.span)
                self.typed(stmt.value, kind.element.dtype)

    # Names

    def scalar(self, name: str, span: Span) -> ScalarType:
        declared = self.function.variables.get(name)
        if not isinstance(declared, ScalarType):
            raise LoopIRError(f"{name} is not declared as a scalar", span)
        return declared

    def array(self, name: str, span: Span) -> ArrayType:
        declared = self.function.variables.get(name)
        if not isinstance(declared, ArrayType):
            raise LoopIRError(f"{name} is not declared as an array", span)
        return declared

    def element(self, name: str, indices: Sequence[Expr], span: Span) -> ScalarType:
        kind = self.array(name, span)
        _demand(len(indices) == kind.rank, f"{name} takes {kind.rank} indices, not {len(indices)}", span)
        self.integers(indices)
        return kind.element

    # Expressions

    def typed(self, expr: Expr, dtype: DType) -> None:
        self.expr(expr)
        _demand(expr.type.dtype is dtype, f"expected {dtype}, found {expr.type.dtype}", expr.span)

    def integers(self, exprs: Sequence[Expr]) -> None:
        for expr in exprs:
            self.expr(expr)
            found = expr.type.dtype
            _demand(found.is_integer, f"an index or extent is of type {found}", expr.span)

    def expr(self, expr: Expr) -> None:
        match expr:
            case Const():
                _demand(_fits(expr), f"{expr.value!r} is no value of {expr.type.dtype}", expr.span)
            case Var():
                declared = self.scalar(expr.name, expr.span)
                _demand(declared == expr.type, f"{expr.name} is declared as {declared}", expr.span)
            case Load():
                element = self.element(expr.array, expr.indices, expr.span)
                _demand(element == expr.type, f"elements of {expr.array} are {element}", expr.span)
            case Length():
                self.length(expr)
            case Op():
                self.operation(expr)
            case Select():
                self.typed(expr.condition, BOOL)
                self.typed(expr.yes, expr.type.dtype)
                self.typed(expr.no, expr.type.dtype)
            case _:
                assert_never(expr)

    def length(self, length: Length) -> None:
        kind = self.array(length.array, length.span)
        _demand(kind.container is not Container.POINTER, "a pointer does not know its extent", length.span)
        _demand(0 <= length.axis < kind.rank, f"{length.array} has no axis {length.axis}", length.span)
        _demand(len(length.through) <= length.axis, "too many rows on the way to an extent", length.span)
        _demand(length.type.dtype.is_integer, "an extent is an integer", length.span)
        self.integers(length.through)

    def operation(self, expr: Op) -> None:
        for arg in expr.args:
            self.expr(arg)
        dtypes = tuple(a.type.dtype for a in expr.args)
        if expr.op == "cast":
            _demand(len(dtypes) == 1, "a cast takes one operand", expr.span)
            return
        try:
            result = result_dtype(expr.op, dtypes)
        except TypeRuleError as error:
            raise LoopIRError(f"{expr.op}: {error}", expr.span) from None
        _demand(result is expr.type.dtype, f"{expr.op} gives {result}, not {expr.type.dtype}", expr.span)
        narrow = result.is_fixed or result is F32
        foreign = expr.type.flavour is Flavour.PYTHON and narrow and expr.op in _COMPUTES
        _demand(not foreign, f"Python has no {expr.op} of {result}", expr.span)

    def view(self, view: View) -> None:
        kind = self.array(view.array, view.span)
        self.integers(view.indices)
        row = ArrayType(kind.element, kind.rank - len(view.indices), kind.container)
        _demand(row.rank >= 1, "a view has no axes left", view.span)
        _demand(row == view.type, f"the view is of type {row}", view.span)


def _demand(holds: bool, message: str, span: Span) -> None:
    if not holds:
        raise LoopIRError(message, span)


def _alike(a: ArrayType, b: ArrayType) -> bool:
    return a.element.dtype is b.element.dtype and a.rank == b.rank


def _is_f32(value: float) -> bool:
    return isnan(value) or round_f32(value) == value


def _fits(const: Const) -> bool:
    dtype, value = const.type.dtype, const.value
    match dtype.kind:
        case Kind.BOOL:
            return isinstance(value, bool)
        case Kind.FLOAT:
            return isinstance(value, float) and (dtype is not F32 or _is_f32(value))
        case Kind.SIGNED | Kind.UNSIGNED | Kind.UNBOUNDED:
            return isinstance(value, int) and not isinstance(value, bool) and dtype.holds(value)

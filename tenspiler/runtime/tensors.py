"""Whether a loop does to PyTorch tensors what it does to NumPy arrays, which is what was proved of it.

An element of a tensor is a tensor without axes: a view of its place, whose arithmetic is PyTorch's. What is
let through here is arithmetic in which the two agree, with names that nothing changes behind their back.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, final

from tensir.dtypes import BOOL, F32, F64, I32, I64, INT
from tenspiler.diagnostics.diagnostic import Refusal
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
from tenspiler.runtime.signatures import Argument

_NUMBERS: Final = frozenset({"add", "sub", "mul", "neg", "abs", "min", "max", "select", "cast"})
_TESTS: Final = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
_BITS: Final = frozenset({"bitand", "bitor", "bitxor"})
_LOGIC: Final = frozenset({"and", "or", "not"})
_QUOTIENTS: Final = frozenset({"floordiv", "mod"})
_ARITHMETIC: Final = (_NUMBERS | _TESTS | _BITS | _LOGIC | _QUOTIENTS | {"div", "pow"}) - {"cast"}
_INTEGERS: Final = (I32, I64)
_FLOATS: Final = (F32, F64)

_CALLS: Final = frozenset({"len", "range", "abs", "min", "max", "float", "int", "enumerate", "zip"})
_PLAIN: Final = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.While,
    ast.If, ast.Return, ast.Expr, ast.Pass, ast.Break, ast.Continue, ast.Name, ast.Constant, ast.BinOp,
    ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Call, ast.Subscript, ast.Attribute, ast.Tuple,
    ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop,
)  # fmt: skip


@final
@dataclass(frozen=True, slots=True)
class TensorUse:
    """What must hold of tensors besides, and how their results come back.

    `apart` has pairs of parameters that must not be the same memory: elements of the one have names while the
    other is written. `short` are integers that a float must hold, to be rounded once. `numbers` has
    the places of the returned values that are Python's numbers.
    """

    apart: tuple[tuple[str, str], ...] = ()
    short: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def check_tensors(function: Function, node: ast.FunctionDef, given: Mapping[str, Argument]) -> TensorUse:
    """Raises `Refusal` where a tensor could give something else than an array does."""
    check = _Check(function, node)
    check.parameters(given)
    check.syntax()
    apart = check.names()
    check.arithmetic(function.body)
    check.returns()
    numbers = tuple(n for n, result in enumerate(function.results) if _is_python(result))
    return TensorUse(tuple(apart), tuple(sorted(check.integers())), numbers)


@final
@dataclass(frozen=True, slots=True)
class _Check:
    function: Function
    node: ast.FunctionDef

    def _refuse(self, what: str, span: Span | None = None) -> Refusal:
        return Refusal("TSP5010", span or self.function.span, function=self.function.name, what=what)

    def _at(self, node: ast.AST, what: str) -> Refusal:
        line, column = getattr(node, "lineno", self.node.lineno), getattr(node, "col_offset", 0)
        end = getattr(node, "end_lineno", None) or line
        end_column = getattr(node, "end_col_offset", None) or column + 1
        # Columns of the tree count bytes; good enough for a place in a line.
        return self._refuse(
            what, Span(self.function.span.file, line, column + 1, end, max(end_column + 1, column + 2))
        )

    def parameters(self, given: Mapping[str, Argument]) -> None:
        """Besides tensors there may be numbers, and lists that are only read."""
        written = {p.name for p in self.function.changed_parameters()}
        for parameter in self.function.parameters:
            kind = given.get(parameter.name)
            if kind is None:
                raise self._refuse(f"takes `{parameter.name}` apart", parameter.span)
            if isinstance(kind, ArrayType) and kind.container is Container.NDARRAY:
                raise self._refuse(f"mixes tensors with the array `{parameter.name}`", parameter.span)
            if isinstance(kind, ArrayType) and parameter.name in written:
                raise self._refuse(f"puts tensors into the list `{parameter.name}`", parameter.span)
            if isinstance(kind, ScalarType) and kind.flavour is not Flavour.PYTHON:
                raise self._refuse(f"mixes tensors with the NumPy number `{parameter.name}`", parameter.span)
        for name, kind in self.function.variables.items():
            if isinstance(kind, ArrayType) and name not in given:
                raise self._refuse(f"makes the array `{name}` of tensors")

    # ------------------------------------------------------------ the text

    def syntax(self) -> None:
        """Only what indexes elements and computes with them."""
        for statement in self.node.body:
            for node in ast.walk(statement):
                self._syntax(node)

    def _syntax(self, node: ast.AST) -> None:
        match node:
            case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
                whole = name in ("min", "max") and len(args) < 2
                if name not in _CALLS or whole or keywords:
                    raise self._at(node, f"calls `{name}` on tensors")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="math"))):
                pass
            case ast.Call():
                raise self._at(node, f"calls `{ast.unparse(node.func)[:40]}`")
            case ast.Attribute(value=ast.Name(id="math")) | ast.Attribute(attr="shape"):
                pass
            case ast.Attribute(attr=attribute):
                raise self._at(node, f"reads `.{attribute}`")
            case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
                raise self._at(node, "multiplies matrices")
            case ast.BinOp(op=ast.Pow(), right=exponent) if not _is_two(exponent):
                raise self._at(node, "raises tensors to a power")
            case ast.AugAssign(op=ast.Pow()):
                raise self._at(node, "raises tensors to a power")
            case ast.Assign(targets=targets, value=value) if any(map(_stores_several, targets)):
                if not (isinstance(value, ast.Tuple) and all(map(self._is_new, value.elts))):
                    raise self._at(node, "exchanges elements, which are views of their places")
            case ast.Compare(ops=ops) if any(
                isinstance(o, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for o in ops
            ):
                raise self._at(node, "asks which object a tensor is")
            case _ if not isinstance(node, _PLAIN):
                raise self._at(node, f"has `{type(node).__name__}`")
            case _:
                pass

    # ------------------------------------------------------------ names

    def names(self) -> list[tuple[str, str]]:
        """A name for an element is a view of it: nobody may change the one while the other is in use.

        Gives the pairs of parameters that must be apart for that.
        """
        changed = sorted(p.name for p in self.function.changed_parameters())
        added = {n for n in _added_to(self.node) if self._is_tensor(n)}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Assign) and len(node.targets) > 1 and added & _names(node):
                raise self._at(node, "changes in place what several names share")
        apart: list[tuple[str, str]] = []
        for target, value in self._bindings():
            if not self._is_tensor(target.id) or self._is_new(value):
                continue
            if added & {target.id, *_names(value)}:
                raise self._at(target, f"changes in place what `{target.id}` may share")
            for array in self._arrays(value):
                if array in changed:
                    raise self._at(target, f"changes a tensor of which `{target.id}` may be an element")
                apart += [(array, other) for other in changed]
        return apart

    def _arrays(self, value: ast.expr) -> set[str]:
        """The parameters of which a value may be an element."""
        arrays = {p.name for p in self.function.parameters if isinstance(p.type, ArrayType)}
        kinds = {name: self.function.variables.get(name) for name in _names(value)}
        known = all(n in arrays or isinstance(k, ScalarType) or n in _CALLS for n, k in kinds.items())
        return arrays & kinds.keys() if known else arrays

    def _bindings(self) -> Iterator[tuple[ast.Name, ast.expr]]:
        """Each name that is given a value, and the value, or what it is part of."""
        for node in ast.walk(self.node):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield from _bound(target, value)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    yield from _bound(target, value)
                case ast.For(target=target, iter=ast.Call(func=ast.Name(id="range"))):
                    pass
                case ast.For(target=target, iter=value):
                    yield from _bound(target, value)
                case _:
                    pass

    def _is_tensor(self, name: str) -> bool:
        kind = self.function.variables.get(name)
        return not (isinstance(kind, ScalarType) and kind.flavour is Flavour.PYTHON)

    def _is_new(self, value: ast.expr) -> bool:
        """Whether an expression is a tensor of its own, or a number of Python's."""
        match value:
            case ast.BinOp() | ast.Compare() | ast.Constant() | ast.UnaryOp(op=ast.USub() | ast.Not()):
                return True
            case ast.Call(func=ast.Name(id="abs" | "float" | "int" | "len") | ast.Attribute()):
                return True
            case ast.IfExp(body=yes, orelse=no):
                return self._is_new(yes) and self._is_new(no)
            case ast.Name(id=name):
                return not self._is_tensor(name)
            case _:
                return False

    def _may_be_element(self, value: ast.expr) -> bool:
        """Whether what is returned may be an element of an argument, or of a name that is one."""
        match value:
            case ast.Tuple(elts=items):
                return any(map(self._may_be_element, items))
            case ast.Name(id=name) if isinstance(self.function.variables.get(name), ArrayType):
                return False
            case ast.Name(id=name):
                return any(n.id == name and not self._is_new(v) for n, v in self._bindings())
            case _:
                return not self._is_new(value)

    # ------------------------------------------------------------ arithmetic

    def arithmetic(self, body: tuple[Stmt, ...]) -> None:
        for statement in statements(body):
            match statement:
                case Store():
                    self._indices(statement.indices)
                    self._stored(statement)
                case Assign():
                    self._number(statement.value)
                    self._assigned(statement)
                case Require(condition=value) | While(condition=value):
                    self._number(value)
                case If(condition=value):
                    self._number(value)
                case For(start=start, stop=stop):
                    self._indices((start, stop))
                case NewArray() | CopyArray() | Argsort() | Append():
                    raise self._refuse("makes an array of tensors", statement.span)

    def returns(self) -> None:
        for result in self.function.results:
            if not isinstance(result, View):
                self._number(result)
        if all(map(_is_python, self.function.results)):
            return
        for node in ast.walk(self.node):
            if isinstance(node, ast.Return) and node.value is not None and self._may_be_element(node.value):
                raise self._at(node, "may return an element of a tensor, which shares its memory")

    def _assigned(self, assign: Assign) -> None:
        kind = self.function.variables.get(assign.name)
        python = isinstance(kind, ScalarType) and kind.flavour is Flavour.PYTHON
        if python and _has_tensor(assign.value) and not _is_python(assign.value):
            raise self._refuse(f"keeps a tensor as the Python number `{assign.name}`", assign.span)

    def _stored(self, store: Store) -> None:
        value = store.value
        self._number(value)
        if isinstance(value, Const) and abs(value.value) < 1e38:
            return
        if value.type.dtype is F32 and not _has_tensor(value):
            # PyTorch refuses a number that float32 cannot hold, where NumPy stores an infinity.
            raise self._refuse(f"stores a Python number as {value.type.dtype.name}", store.span)

    def _indices(self, indices: tuple[Expr, ...]) -> None:
        for index in indices:
            match index:
                case Op(op="cast", args=(Load() as inner,)) if inner.type.dtype in _INTEGERS:
                    self._number(inner)
                case _:
                    self._number(index)

    def _number(self, value: Expr) -> None:
        match value:
            case Const() | Var() | Length():
                pass
            case Load():
                self._indices(value.indices)
            case Select():
                self._number(value.condition)
                self._number(value.yes)
                self._number(value.no)
            case Op(op="cast"):
                self._cast(value)
            case Op():
                for operand in value.args:
                    self._number(operand)
                if any(map(_has_tensor, value.args)):
                    self._operator(value)

    def _cast(self, value: Op) -> None:
        (operand,) = value.args
        self._number(operand)
        source, target = operand.type.dtype, value.type.dtype
        if source is target:
            return
        if _has_tensor(operand):
            # To a float of Python's, or to an integer of Python's, each of which has room for it.
            python = value.type.flavour is Flavour.PYTHON
            widened = python and (source, target) in ((F32, F64), (I64, INT), (BOOL, INT))
            narrowed = target is F32 and _was_single(operand)
            truncated = python and source in _FLOATS and target is INT
            if not (widened or narrowed or truncated):
                raise self._refuse(f"makes {target.name} of {source.name}", value.span)
        elif target is F32 and not self._is_short(operand):
            raise self._refuse("makes `float32` of a whole number of any size", value.span)

    def integers(self) -> set[str]:
        """The integers that are passed."""
        return {p.name for p in self.function.parameters if p.type == ScalarType(INT, Flavour.PYTHON)}

    def _is_short(self, value: Expr) -> bool:
        """Whether a float of Python's, or a whole number that a float holds."""
        match value:
            case Op(op="cast", args=(Var(name=name),)) if name in self.integers():
                return True
            case Op(op="cast", args=(inner,)) if inner.type.dtype is INT:
                return isinstance(inner, (Const, Length))
            case _:
                return value.type.dtype is F64

    def _operator(self, value: Op) -> None:
        dtypes = {operand.type.dtype for operand in value.args}
        dtype = next(iter(dtypes))
        numeric = len(dtypes) == 1 and dtype in (*_INTEGERS, *_FLOATS)
        match value.op:
            case op if op in _NUMBERS:
                fine = numeric
            case op if op in _TESTS:
                fine = numeric or (len(dtypes) == 1 and dtype in (BOOL, INT))
            case op if op in _LOGIC:
                fine = dtype is BOOL
            case op if op in _BITS:
                fine = numeric and dtype in _INTEGERS
            case op if op in _QUOTIENTS:
                divisor = value.args[1]
                fine = numeric and dtype in _INTEGERS and isinstance(divisor, Const) and divisor.value > 0
            case "div":
                fine = numeric and dtype in _FLOATS and _divides(*value.args)
            case "truediv":
                fine = False  # PyTorch divides whole numbers in float32
            case "pow" if value.type.flavour is Flavour.NUMPY:
                exponent = value.args[1]
                fine = numeric and isinstance(exponent, Const) and exponent.value == 2
            case _:
                fine = value.type.flavour is Flavour.PYTHON  # of `math`, which takes Python's own numbers
        if not fine:
            raise self._refuse(f"computes `{value.op}` of {dtype.name}", value.span)


def _is_two(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 2 and not isinstance(node.value, bool)


def _stores_several(target: ast.expr) -> bool:
    return isinstance(target, ast.Tuple) and any(not isinstance(n, ast.Name) for n in target.elts)


def _added_to(node: ast.AST) -> set[str]:
    """The names that `+=` and its like change."""
    changes = [n.target for n in ast.walk(node) if isinstance(n, ast.AugAssign)]
    return {target.id for target in changes if isinstance(target, ast.Name)}


def _names(value: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    match target, value:
        case ast.Name(), _:
            yield target, value
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for one, other in zip(targets, values, strict=True):
                yield from _bound(one, other)
        case ast.Tuple(elts=targets), _:
            for one in targets:
                yield from _bound(one, value)
        case _:
            pass


def _has_tensor(value: Expr) -> bool:
    """Whether an expression is, or may be, a tensor in PyTorch's hands."""
    match value:
        case Const() | Length():
            return False
        case Var() | Load():
            return value.type.flavour is Flavour.NUMPY
        case Select():
            return _has_tensor(value.yes) or _has_tensor(value.no)
        case Op():
            return any(map(_has_tensor, value.args))


def _is_python(value: Expr | View) -> bool:
    """Whether a result is a number of Python's in PyTorch's hands too."""
    if isinstance(value, View) or value.type.flavour is not Flavour.PYTHON:
        return False
    made = isinstance(value, Op) and value.op not in _ARITHMETIC
    return made or not _has_tensor(value)


def _is_tensor(value: Expr) -> bool:
    """Whether an expression is a tensor for certain; a variable may hold a number of Python's at first."""
    match value:
        case Load():
            return value.type.flavour is Flavour.NUMPY
        case Op():
            return value.type.flavour is Flavour.NUMPY and any(map(_is_tensor, value.args))
        case _:
            return False


def _divides(dividend: Expr, divisor: Expr) -> bool:
    """A number divided by a tensor is multiplied by its reciprocal: only one has the same bits then."""
    if not _has_tensor(divisor) or _is_tensor(dividend):
        return True
    return isinstance(dividend, Const) and dividend.value == 1


def _was_single(value: Expr) -> bool:
    """A quotient of `float32` that was computed in more places and is rounded back: the same bits."""
    match value:
        case Op(op="div", args=args):
            return all(isinstance(a, Op) and a.op == "cast" and a.args[0].type.dtype is F32 for a in args)
        case _:
            return False

"""Classes of the source: which attributes their objects have, of which types, and which methods.

What is read here only guesses what an attribute holds: emitted code checks it at each call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final

from tensir.dtypes import DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.annotations import NUMBERS, Stated, stated
from tenspiler.frontends.python.dtypes import python_dtype
from tenspiler.frontends.python.folding import Constant, Table
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.names import parameters
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Span

_DEEPEST: Final = 16
_FILLERS: Final = frozenset(f"numpy.{n}" for n in ("zeros", "ones", "empty", "full"))
_WRAPPERS: Final = frozenset(f"numpy.{n}" for n in ("array", "asarray", "ascontiguousarray"))
_OUTER: Final = frozenset(("builtins.object", "typing.NamedTuple", "abc.ABC", "typing.Protocol"))


@final
@dataclass(frozen=True, slots=True)
class Method:
    """A function of a class: `kind` is method, property, staticmethod or classmethod."""

    function: ast.FunctionDef
    module: Module
    kind: str


def lineage(definition: Definition) -> list[tuple[Module, ast.ClassDef]]:
    """A class and those that it inherits from, as far as their text is at hand."""
    found: list[tuple[Module, ast.ClassDef]] = []
    while len(found) < _DEEPEST:
        node = definition.module.classes[definition.name]
        found.append((definition.module, node))
        bases = [b for b in node.bases if definition.module.qualified(_root(b)) not in _OUTER]
        base = definition.module.definition(bases[0]) if len(bases) == 1 else None
        if base is None or base.name not in base.module.classes:
            break
        definition = base
    return found


def _root(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def method(definition: Definition, name: str) -> Method | None:
    """A method by its name; the last of several definitions counts."""
    for module, node in lineage(definition):
        for stmt in reversed(node.body):
            if isinstance(stmt, ast.FunctionDef) and stmt.name == name:
                return Method(stmt, module, _kind(stmt, module))
    return None


def _kind(function: ast.FunctionDef, module: Module) -> str:
    names = {module.qualified(d) for d in function.decorator_list}
    if "builtins.property" in names:
        return "property"
    return next((k for k in ("staticmethod", "classmethod") if f"builtins.{k}" in names), "method")


def is_changed(definition: Definition) -> bool:
    """Whether a file assigns to the class itself, so that its methods may be other ones at run time."""
    return any(node.name in module.mutated for module, node in lineage(definition))


def attribute(definition: Definition, name: str, span: Span, dtype: DType | None = None) -> Stated | None:
    """What an attribute of an object holds; None if the class says nothing of it."""
    for module, node in lineage(definition):
        for stmt in node.body:
            match stmt:
                case ast.AnnAssign(target=ast.Name(id=found), annotation=annotation) if found == name:
                    return _annotated(annotation, module, name, span, dtype)
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    return _of_constant(module.folded(value))
                case _:
                    pass
        found = _initialised(node, module, name, span, dtype)
        if found is not None:
            return found
    return None


def class_constant(definition: Definition, name: str) -> Constant | None:
    """The value of `Class.NAME`, if no method changes it."""
    for module, node in lineage(definition):
        stores = [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
        values = [v for n, v in _assigned(node.body) if n == name]
        if len(values) == 1 and all(s.attr != name for s in stores):
            return module.folded(values[0])
    return None


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for stmt in body:
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                pass


def fields(definition: Definition) -> list[str]:
    """The annotated fields of a class, those that it inherits first."""
    found: dict[str, None] = {}
    for _, node in reversed(lineage(definition)):
        for stmt in node.body:
            if isinstance(stmt, ast.AnnAssign) and isinstance(stmt.target, ast.Name):
                found.setdefault(stmt.target.id)
    return list(found)


def is_named_tuple(definition: Definition) -> bool:
    """Whether a class is a `typing.NamedTuple`."""
    module, node = lineage(definition)[-1]
    return any(module.qualified(base) == "typing.NamedTuple" for base in node.bases)


def _annotated(node: ast.expr, module: Module, name: str, span: Span, dtype: DType | None) -> Stated:
    try:
        return stated(node, module, name, dtype)
    except Refusal as refusal:
        diagnostic = refusal.diagnostic
        raise Refusal(diagnostic.code, span, **diagnostic.args) from None


# ---------------------------------------------------------------- what `__init__` says


def _initialised(
    node: ast.ClassDef, module: Module, name: str, span: Span, dtype: DType | None
) -> Stated | None:
    """What the constructor, or else another method, assigns to `self.NAME`."""
    methods = [s for s in node.body if isinstance(s, ast.FunctionDef) and parameters(s)]
    for function in sorted(methods, key=lambda f: f.name != "__init__"):
        own = parameters(function)[0].arg
        for stmt in ast.walk(function):
            match stmt:
                case ast.AnnAssign(
                    target=ast.Attribute(value=ast.Name(id=base), attr=attr), annotation=annotation
                ) if (base, attr) == (own, name):
                    return _annotated(annotation, module, name, span, dtype)
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=base), attr=attr)], value=value) if (
                    base,
                    attr,
                ) == (own, name):
                    found = _assigned_type(value, function, module, span, dtype)
                    if found is not None:
                        return found
                case _:
                    pass
    return None


def _assigned_type(
    node: ast.expr, function: ast.FunctionDef, module: Module, span: Span, dtype: DType | None
) -> Stated | None:
    match node:
        case ast.Name(id=name):
            known = {p.arg: p.annotation for p in parameters(function)}
            annotation = known.get(name)
            return None if annotation is None else _annotated(annotation, module, name, span, dtype)
        case ast.Call(func=function_name, args=[inner], keywords=[]) if module.qualified(function_name) in (
            "builtins.list",
            "copy.copy",
            "copy.deepcopy",
        ):
            return _assigned_type(inner, function, module, span, dtype)
        case ast.Call(func=ast.Attribute(value=inner, attr="copy"), args=[], keywords=[]):
            return _assigned_type(inner, function, module, span, dtype)
        case ast.Call():
            return _of_call(node, module)
        case ast.BinOp(left=ast.List() as items, op=ast.Mult()) | (ast.List() as items):
            constant = module.folded(items)
            return _of_constant(constant)
        case _:
            return _of_constant(module.folded(node))


def _of_call(node: ast.Call, module: Module) -> Stated | None:
    name = module.qualified(node.func)
    numbers = {"builtins.int": 0, "builtins.len": 0, "builtins.float": 0.0, "builtins.bool": False}
    if name in numbers:
        return _of_constant(numbers[name])
    named = {k.arg: k.value for k in node.keywords}
    place = 2 if name == "numpy.full" else 1
    positional = node.args[place] if len(node.args) > place else None
    wanted = named.get("dtype", positional)
    dtype = None if wanted is None else python_dtype(module, wanted)
    if name in _FILLERS and node.args:
        if wanted is None and name != "numpy.full":
            dtype = python_dtype(module, ast.Constant("float64"))
        shape = node.args[0]
        rank = len(shape.elts) if isinstance(shape, (ast.Tuple, ast.List)) else 1
        if dtype is not None:
            return Stated(ArrayType(ScalarType(dtype, Flavour.NUMPY), rank, Container.NDARRAY))
    if name in _WRAPPERS and dtype is not None:
        return Stated(ArrayType(ScalarType(dtype, Flavour.NUMPY), 1, Container.NDARRAY), is_open=True)
    return _of_constant(module.folded(node))


def _of_constant(value: Constant | None) -> Stated | None:
    match value:
        case None:
            return None
        case Table(dtype=None):
            element = _element(value.items)
            if element is None:
                return None
            return Stated(ArrayType(element, len(value.shape), Container.LIST), is_tuple=value.is_tuple)
        case Table(dtype=dtype) if dtype is not None:
            rank = len(value.shape)
            return Stated(ArrayType(ScalarType(dtype, Flavour.NUMPY), rank, Container.NDARRAY))
        case bool() | int() | float():
            return Stated(NUMBERS[f"builtins.{type(value).__name__}"])
        case _:
            return None


def _element(items: list[object]) -> ScalarType | None:
    kinds: set[str] = set()
    pending = list(items)
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(item)  # pyright: ignore[reportUnknownArgumentType]
        else:
            kinds.add(type(item).__name__)
    if kinds == {"int", "float"}:
        kinds = {"float"}
    return NUMBERS.get(f"builtins.{kinds.pop()}") if len(kinds) == 1 else None

"""Annotations of parameters and variables: `int`, `list[list[float]]`, `npt.NDArray[np.uint8]`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, final

from tensir.dtypes import BOOL, F64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import jaxtypes
from tenspiler.frontends.python.dtypes import numpy_scalar, python_dtype
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Span, Type

NUMBERS: Final = {
    "builtins.int": ScalarType(INT, Flavour.PYTHON),
    "builtins.float": ScalarType(F64, Flavour.PYTHON),
    "builtins.bool": ScalarType(BOOL, Flavour.PYTHON),
}
_LISTS: Final = frozenset((
    "builtins.list", "typing.List", "typing.Sequence", "collections.abc.Sequence", "typing.MutableSequence",
    "collections.abc.MutableSequence",
))  # fmt: skip
_TUPLES: Final = frozenset(("builtins.tuple", "typing.Tuple"))
_WRAPPERS: Final = frozenset(
    f"{room}.{name}"
    for room in ("typing", "typing_extensions")
    for name in ("Final", "Annotated", "ClassVar", "Required", "ReadOnly")
)
_UNIONS: Final = frozenset(("typing.Optional", "typing.Union"))
_ARRAYS: Final = frozenset(("numpy.ndarray", "numpy.typing.NDArray"))
_ANY: Final = frozenset(("typing.Any", "builtins.object"))
_KINDS: Final = {
    "numpy.generic": "any", "numpy.number": "number", "numpy.integer": "integer",
    "numpy.signedinteger": "signed", "numpy.unsignedinteger": "unsigned", "numpy.inexact": "float",
    "numpy.floating": "float",
}  # fmt: skip
_FARTHEST: Final = 24

# What a literal extent, or an arithmetic expression over named ones, is written as.
Extent: TypeAlias = "ast.expr | None"


@final
@dataclass(frozen=True, slots=True)
class Parts:
    """A tuple of numbers that differ in type."""

    items: tuple[ScalarType, ...]


@final
@dataclass(frozen=True, slots=True)
class Stated:
    """What an annotation states.

    `extents` are those that it fixes, by a number or a name; an array whose rank `is_open` has as many axes
    as its uses show. `is_tuple`: what holds the elements is a tuple.
    """

    type: Type | Parts | Definition
    extents: tuple[Extent, ...] = ()
    is_open: bool = False
    is_tuple: bool = False


def without_none(node: ast.expr, module: Module) -> ast.expr | None:
    """The `T` of `Optional[T]`, `Union[T, None]` or `T | None`; None for every other annotation."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = _quoted(node, module.source.span(node))
        except Refusal:
            return None
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            members = [left, right]
        case ast.Subscript(value=value, slice=inner) if module.qualified(value) == "typing.Optional":
            return inner
        case ast.Subscript(value=value, slice=ast.Tuple(elts=members)) if (
            module.qualified(value) == "typing.Union"
        ):
            pass
        case _:
            return None
    kept = [m for m in members if not (isinstance(m, ast.Constant) and m.value is None)]
    return kept[0] if len(kept) == 1 and len(members) == 2 else None


def annotated_type(node: ast.expr, module: Module) -> Type:
    """The type that an annotation states for a number, list or array."""
    found = stated(node, module, "")
    if isinstance(found.type, (Parts, Definition)):
        raise Refusal("TSP1002", module.source.span(node), annotation=ast.unparse(node))
    return found.type


def stated(node: ast.expr, module: Module, name: str, dtype: DType | None = None) -> Stated:
    """What the annotation of the parameter `name` states; `dtype` is for one that leaves it open."""
    return _Reader(module, name, dtype, module.source.span(node)).read(node)


def named_dtype(node: ast.expr, module: Module) -> DType | None:
    """A dtype as NumPy accepts it: `np.uint8`, `float`, `"int32"`."""
    return python_dtype(module, node)


@final
@dataclass(slots=True)
class _Reader:
    """Reads one annotation; `span` is where it stands, also while an alias of another file is read."""

    module: Module
    name: str
    dtype: DType | None
    span: Span
    depth: int = 0

    def read(self, node: ast.expr) -> Stated:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.read(_quoted(node, self.span))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            raise Refusal("TSP1004", self.span, annotation=ast.unparse(node))
        name = self.module.qualified(node)
        if name in NUMBERS:
            return Stated(NUMBERS[name])
        scalar = numpy_scalar(name)
        if scalar is not None:
            return Stated(ScalarType(scalar, Flavour.NUMPY))
        if name in _ARRAYS:
            return Stated(self._array_of(self._chosen("any")), is_open=True)
        if name in _KINDS:
            return Stated(ScalarType(self._chosen(_KINDS[name]), Flavour.NUMPY))
        if isinstance(node, ast.Subscript):
            found = self._subscripted(node)
            if found is not None:
                return found
        return self._defined(node)

    def _refusal(self, node: ast.expr) -> Refusal:
        return Refusal("TSP1002", self.span, annotation=ast.unparse(node))

    def _chosen(self, kind: str) -> DType:
        """The dtype that was given from outside for an annotation that allows several."""
        if self.dtype is None or not _is_kind(self.dtype, kind):
            raise Refusal("TSP1003", self.span, name=self.name or "NAME")
        return self.dtype

    def _array_of(self, dtype: DType, rank: int = 1) -> ArrayType:
        return ArrayType(ScalarType(dtype, Flavour.NUMPY), rank, Container.NDARRAY)

    def _subscripted(self, node: ast.Subscript) -> Stated | None:
        name = self.module.qualified(node.value)
        first = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
        if name in _WRAPPERS:
            return self.read(first)
        if name in _UNIONS:
            raise Refusal("TSP1004", self.span, annotation=ast.unparse(node))
        if name in _LISTS:
            return self._list_of(self.read(node.slice), node)
        if name in _TUPLES:
            return self._tuple(node)
        if name in ("typing.Literal", "typing_extensions.Literal"):
            return self._literal(node)
        if name == "numpy.typing.NDArray":
            return Stated(self._array_of(self._element(node.slice)), is_open=True)
        if name == "numpy.ndarray":
            return self._ndarray(node)
        if name is not None and name.startswith("jaxtyping."):
            return self._jaxtyped(node, name.removeprefix("jaxtyping."))
        return None

    def _defined(self, node: ast.expr) -> Stated:
        """An alias, a `NewType`, a type variable or a class of this file or an imported one."""
        found = self.module.definition(node)
        if found is None or self.depth > _FARTHEST:
            if isinstance(node, ast.Name) and node.id in _type_parameters(self.module, node):
                return Stated(ScalarType(self._chosen("any"), Flavour.NUMPY))
            raise self._refusal(node)
        if found.name in found.module.classes:
            return Stated(found)
        value = found.module.values.get(found.name)
        if value is None:
            raise self._refusal(node)
        if isinstance(value, ast.Call):
            return self._called(node, value, found.module)
        return self._inside(found.module, lambda: self.read(value))

    def _inside(self, module: Module, work: Callable[[], Stated]) -> Stated:
        outer, self.module = self.module, module
        self.depth += 1
        try:
            return work()
        finally:
            self.module = outer
            self.depth -= 1

    def _called(self, node: ast.expr, call: ast.Call, module: Module) -> Stated:
        match module.qualified(call.func), call.args:
            case "typing.NewType", [_, inner]:
                return self._inside(module, lambda: self.read(inner))
            case "typing.TypeVar", [_, *_]:
                return Stated(ScalarType(self._chosen("any"), Flavour.NUMPY))
            case _:
                raise self._refusal(node)

    # ------------------------------------------------------------ lists and tuples

    def _list_of(self, inner: Stated, node: ast.expr) -> Stated:
        match inner.type:
            case ScalarType():
                return Stated(ArrayType(inner.type, 1, Container.LIST), (None,))
            case ArrayType(container=Container.LIST):
                type_ = replace(inner.type, rank=inner.type.rank + 1)
                return Stated(type_, (None, *inner.extents), is_tuple=inner.is_tuple)
            case _:
                raise self._refusal(node)

    def _tuple(self, node: ast.Subscript) -> Stated:
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...:
            return replace(self._list_of(self.read(items[0]), node), is_tuple=True)
        parts = [self.read(i) for i in items]
        if not parts:
            raise self._refusal(node)
        first = parts[0]
        if all(p.type == first.type for p in parts):
            listed = self._list_of(first, node)
            count = ast.copy_location(ast.Constant(len(parts)), node)
            return Stated(listed.type, (count, *listed.extents[1:]), is_tuple=True)
        scalars = [p.type for p in parts if isinstance(p.type, ScalarType)]
        if len(scalars) != len(parts):
            raise self._refusal(node)
        return Stated(Parts(tuple(scalars)), is_tuple=True)

    def _literal(self, node: ast.Subscript) -> Stated:
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        types = {type(i.value).__name__ for i in items if isinstance(i, ast.Constant)}
        if len(types) != 1 or not all(isinstance(i, ast.Constant) for i in items):
            raise self._refusal(node)
        found = NUMBERS.get(f"builtins.{types.pop()}")
        if found is None:
            raise self._refusal(node)
        return Stated(found)

    # ------------------------------------------------------------ arrays

    def _ndarray(self, node: ast.Subscript) -> Stated:
        """`np.ndarray[tuple[int, int], np.dtype[np.float32]]`."""
        if not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
            return Stated(self._array_of(self._element(node.slice)), is_open=True)
        shape, element = node.slice.elts
        dtype = self._element(element)
        extents = self._shape(shape)
        if extents is None:
            return Stated(self._array_of(dtype), is_open=True)
        return Stated(self._array_of(dtype, len(extents)), extents)

    def _shape(self, node: ast.expr) -> tuple[Extent, ...] | None:
        """The axes of `tuple[int, Literal[3]]`; None if it does not say how many there are."""
        if not isinstance(node, ast.Subscript) or self.module.qualified(node.value) not in _TUPLES:
            return None
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if any(isinstance(i, ast.Constant) and i.value is ... for i in items) or not items:
            return None
        return tuple(self._axis(i) for i in items)

    def _axis(self, node: ast.expr) -> Extent:
        match node:
            case ast.Subscript(value=base, slice=ast.Constant(value=int()) as number):
                is_literal = self.module.qualified(base) in ("typing.Literal", "typing_extensions.Literal")
                return number if is_literal else None
            case _:
                return None

    def _element(self, node: ast.expr) -> DType:
        """`np.float64` in `NDArray[np.float64]`, and in `ndarray[Any, np.dtype[np.float64]]`."""
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            return self._element(node.elts[1])
        if isinstance(node, ast.Subscript) and self.module.qualified(node.value) == "numpy.dtype":
            return self._element(node.slice)
        name = self.module.qualified(node)
        if name in _KINDS:
            return self._chosen(_KINDS[name])
        found = None if name in _ANY else python_dtype(self.module, node)
        if found is not None:
            return found
        definition = self.module.definition(node)
        value = definition.module.values.get(definition.name) if definition else None
        if definition is not None and isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)):
            outer, self.module = self.module, definition.module
            try:
                return self._element(value)
            finally:
                self.module = outer
        return self._chosen("any")

    def _jaxtyped(self, node: ast.Subscript, kind: str) -> Stated:
        """`Float32[Array, "m n"]`."""
        elements = jaxtypes.ELEMENTS.get(kind)
        if elements is None or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
            raise self._refusal(node)
        array, shape = node.slice.elts
        if not isinstance(shape, ast.Constant) or not isinstance(shape.value, str):
            raise self._refusal(node)
        if self.module.qualified(array) not in jaxtypes.ARRAYS:
            raise self._refusal(array)
        extents = jaxtypes.extents(shape.value, shape, self.span)
        dtype = elements if isinstance(elements, DType) else self._chosen(elements)
        return Stated(self._array_of(dtype, len(extents)), extents)


def _quoted(node: ast.Constant, span: Span) -> ast.expr:
    try:
        inner = ast.parse(str(node.value).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise Refusal("TSP1002", span, annotation=node.value) from None
    for part in ast.walk(inner):
        ast.copy_location(part, node)
    return inner


def _type_parameters(module: Module, node: ast.Name) -> frozenset[str]:
    """The type parameters `[T]` of the functions of a file, which parsers from Python 3.12 on know."""
    return frozenset(
        str(getattr(parameter, "name", ""))
        for function in module.functions.values()
        for parameter in getattr(function, "type_params", ())
    )


def _is_kind(dtype: DType, kind: str) -> bool:
    match kind:
        case "any":
            return True
        case "number":
            return dtype is not BOOL
        case "integer":
            return dtype.is_integer
        case "signed":
            return dtype.is_integer and dtype.lowest < 0
        case "unsigned":
            return dtype.is_integer and dtype.lowest == 0
        case _:
            return dtype.is_float

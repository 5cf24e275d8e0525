"""Structs, taken apart: a variable for each field, and what names, copies and initialises them.

`struct Matrix {int rows, cols; float *data;} m` as a parameter is the three parameters `m.rows`, `m.cols` and
`m.data`; fields of a type that is not modelled are left out, and may not be used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c import vectors
from tenspiler.frontends.c.arrays import listed_array, zero_array
from tenspiler.frontends.c.builder import (
    Binding,
    Builder,
    Members,
    Place,
    PointerTo,
    Scalar,
    array_type,
    describe,
    number_type,
)
from tenspiler.frontends.c.expressions import expression, is_lvalue, members, pointer, view
from tenspiler.frontends.c.numbers import cast, constant
from tenspiler.frontends.c.shapes import declared_extents
from tenspiler.frontends.c.syntax import (
    CType,
    Field,
    FixedArray,
    Node,
    Number,
    Pointer,
    Record,
    Reference,
    is_array_value,
)
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    CopyArray,
    Expr,
    Length,
    Load,
    NewArray,
    Op,
    Parameter,
    ScalarType,
    Select,
    Span,
    Var,
    View,
)

_OF_VALUES = ("pair", "make_pair", "tuple", "make_tuple")

Value: TypeAlias = "Binding | Expr"


def is_record(type_: CType) -> bool:
    """Whether a type is a struct, or leads to one."""
    match type_:
        case Record():
            return True
        case Pointer(to) | Reference(to, _):
            return isinstance(to, Record)
        case _:
            return False


def has_arrays(type_: CType) -> bool:
    """Whether an array hangs on a struct."""
    if isinstance(type_, (Pointer, Reference)):
        return has_arrays(type_.to)
    if not isinstance(type_, Record):
        return False
    return any(
        isinstance(f.type, (Pointer, FixedArray)) or is_array_value(f.type) or has_arrays(f.type)
        for f in type_.fields
    )


# Parameters


def record_parameters(
    b: Builder, name: str, type_: CType, span: Span, shared: bool
) -> tuple[Members, list[Parameter]]:
    """A struct that the caller passes as its fields; `shared` if he sees changes of them."""
    record, shared = _pointed(type_, shared)
    fields: dict[str, Binding] = {}
    parameters: list[Parameter] = []
    for field in record.fields:
        found = _field_parameter(b, f"{name}.{field.name}", field, span, shared)
        if found is not None:
            fields[field.name] = found[0]
            parameters += found[1]
    if not parameters:
        raise Refusal("TSP1102", span, type=describe(type_))
    return Members(fields), parameters


def _pointed(type_: CType, shared: bool) -> tuple[Record, bool]:
    while isinstance(type_, (Pointer, Reference)):
        type_, shared = type_.to, True
    assert isinstance(type_, Record)
    return type_, shared


def _field_parameter(
    b: Builder, name: str, field: Field, span: Span, shared: bool
) -> tuple[Binding, list[Parameter]] | None:
    match field.type:
        case Number():
            scalar = number_type(field.type, span)
            own = b.fresh(name, scalar)
            if shared:
                b.referenced.add(own)
            return Scalar(own, scalar), [Parameter(own, scalar, shared, span)]
        case Record() | Pointer(Record()):
            return record_parameters(b, name, field.type, span, shared)
        case _:
            pass
    try:
        kind = array_type(field.type, span)
    except Refusal:
        return None
    own = b.fresh(name, kind)
    extents = declared_extents(b, field.type, kind, (), span)
    if isinstance(field.type, Pointer):
        b.note_rows(own, field.type)
        return PointerTo(own, (), None), [Parameter(own, kind, True, span, extents=extents)]
    return Place(own, ()), [Parameter(own, kind, shared, span, extents=extents)]


# Values


def values(b: Builder, node: Node) -> Mapping[str, Value]:
    """What each field of a struct is that an expression gives; none for one that is not set."""
    node = _uncopied(node)
    type_ = node.type
    if not isinstance(type_, Record):
        raise Refusal("TSP1142", node.span, what="this struct expression")
    match node.kind:
        case "INIT_LIST_EXPR":
            return _listed(b, node, type_)
        case "CALL_EXPR" if node.library and node.spelling in _OF_VALUES:
            parts = node.children[1:] if node.spelling.startswith("make_") else node.children
            if not parts:
                return _initial(b, type_, node.span)
            if len(parts) != len(type_.fields):
                raise Refusal("TSP1142", node.span, what=f"this form of `{node.spelling}`")
            return {f.name: _value(b, f.type, p) for f, p in zip(type_.fields, parts, strict=True)}
        case "CALL_EXPR" if node.library and not node.children:
            return _initial(b, type_, node.span, zero=False)
        case "CALL_EXPR" if not node.library:
            result = b.inline(b, node, True)
            if not isinstance(result, Members):
                raise Refusal("TSP1142", node.span, what=f"the result of `{node.spelling}` as a struct")
            return dict(result.fields)
        case _:
            return dict(members(b, node).fields)


def _uncopied(node: Node) -> Node:
    """Without the construction of a copy, and without braces that only surround a struct."""
    while True:
        alone = len(node.children) == 1 and node.children[0].type == node.type
        copy = node.kind == "CALL_EXPR" and node.library and not node.spelling.startswith("make_")
        if alone and (copy or node.kind in ("CAST", "COMPOUND_LITERAL_EXPR", "INIT_LIST_EXPR")):
            node = node.children[0]
        else:
            return node


def _listed(b: Builder, node: Node, type_: Record) -> Mapping[str, Value]:
    """`{1, 2}` and `{.y = 2}`; what is not named is zero."""
    found: dict[str, Value] = dict(_initial(b, type_, node.span))
    names = [f.name for f in type_.fields]
    kinds = {f.name: f.type for f in type_.fields}
    place = 0
    for child in node.children:
        value = child
        if child.kind == "DESIGNATED":
            label, value = child.children
            if label.spelling not in names:
                raise Refusal("TSP1142", child.span, what="this initialiser")
            place = names.index(label.spelling)
        if place >= len(names):
            raise Refusal("TSP1142", child.span, what="this initialiser")
        found[names[place]] = _value(b, kinds[names[place]], value)
        place += 1
    return found


def _value(b: Builder, type_: CType, node: Node) -> Value:
    match type_:
        case Number():
            return cast(expression(b, node), type_.dtype, node.span)
        case Record():
            kinds = {f.name: f.type for f in type_.fields}
            return Members({n: _settled(b, kinds[n], v, node.span) for n, v in values(b, node).items()})
        case Pointer(Record()):
            return members(b, node)
        case Pointer():
            return b.captured_pointer(pointer(b, node), node.span)
        case _ if is_array_value(type_) or isinstance(type_, FixedArray):
            name = b.fresh("field", array_type(type_, node.span))
            _set_array(b, name, node, type_)
            return Place(name, ())
        case _:
            raise Refusal("TSP1142", node.span, what=f"a field of type `{describe(type_)}`")


def _set_array(b: Builder, name: str, node: Node, type_: CType) -> None:
    if isinstance(type_, FixedArray) and node.kind == "INIT_LIST_EXPR":
        listed_array(b, name, node, type_)
    else:
        vectors.assign(b, name, node)


def _settled(b: Builder, type_: CType, value: Value, span: Span) -> Binding:
    """A value as a binding: a number gets a variable of its own."""
    if not isinstance(value, Expr):
        return value
    kind = number_type(type_, span)
    name = b.fresh("field", kind)
    b.emit(Assign(name, value, span))
    return Scalar(name, kind)


def _initial(b: Builder, type_: Record, span: Span, zero: bool = True) -> Mapping[str, Value]:
    """What the fields are that nothing is said of: what they are declared with, or else zero, if anything."""
    found: dict[str, Value] = {}
    for field in type_.fields:
        match field.type:
            case Number(dtype) if field.default is not None:
                found[field.name] = cast(expression(b, field.default), dtype, span)
            case _ if field.default is not None:
                raise Refusal("TSP1142", span, what=f"the value that `{field.name}` is declared with")
            case Number(dtype) if zero:
                found[field.name] = constant(0, dtype, span)
            case Record():
                inner = {f.name: f.type for f in field.type.fields}
                values = _initial(b, field.type, span, zero)
                found[field.name] = Members({n: _settled(b, inner[n], v, span) for n, v in values.items()})
            case FixedArray() if zero:
                name = b.fresh("field", array_type(field.type, span))
                zero_array(b, name, field.type, span)
                found[field.name] = Place(name, ())
            case _:
                pass
    return found


# Variables


def new_record(b: Builder, name: str, type_: Record, given: Mapping[str, Value], span: Span) -> Members:
    """A struct of its own, each field a copy of what is given for it."""
    made: dict[str, Binding] = {}
    for field in type_.fields:
        own, value = f"{name}.{field.name}", given.get(field.name)
        match field.type:
            case Number():
                kind = number_type(field.type, span)
                variable = Scalar(b.fresh(own, kind), kind)
                if value is not None:
                    b.emit(Assign(variable.name, _number(b, value, kind, span), span))
                made[field.name] = variable
            case Record():
                inner = value.fields if isinstance(value, Members) else dict[str, Value]()
                made[field.name] = new_record(b, own, field.type, inner, span)
            case Pointer():
                if isinstance(value, (PointerTo, Members)):
                    made[field.name] = value
            case _ if is_array_value(field.type) or isinstance(field.type, FixedArray):
                array = b.fresh(own, array_type(field.type, span))
                _new_array(b, array, field.type, value, span)
                made[field.name] = Place(array, ())
            case _:
                pass
    return Members(made)


def _new_array(b: Builder, name: str, type_: CType, value: Value | None, span: Span) -> None:
    if isinstance(value, Place):
        b.emit(CopyArray(name, _whole(b, value, span), span))
    elif isinstance(type_, FixedArray):
        zero_array(b, name, type_, span, set_at_all=False)
    else:
        from_nothing = (constant(0, vectors.EXTENT, span),)
        b.emit(NewArray(name, from_nothing, None, span))


def _whole(b: Builder, place: Place, span: Span) -> View:
    type_ = b.variables[place.array]
    assert isinstance(type_, ArrayType)
    rank = type_.rank - len(place.indices)
    return View(place.array, place.indices, ArrayType(type_.element, rank, type_.container), span)


def _number(b: Builder, value: Value, kind: ScalarType, span: Span) -> Expr:
    match value:
        case Scalar():
            return Var(value.name, value.type, span)
        case Place():
            return Load(value.array, value.indices, kind, span)
        case Const() | Var() | Load() | Length() | Op() | Select():
            return value
        case _:
            raise Refusal("TSP1142", span, what="this struct expression")


def declare_record(b: Builder, node: Node, type_: Record) -> None:
    """`struct S s;`, `struct S s = ...;`."""
    given = values(b, node.children[-1]) if node.children else dict[str, Value]()
    b.bindings[node.target] = new_record(b, node.spelling, type_, given, node.span)


def assign_record(b: Builder, left: Node, right: Node, span: Span) -> None:
    """`s = t`: every field, with the values that they had before."""
    given = values(b, right)
    if not (is_lvalue(_uncopied(right)) or _uncopied(right).kind == "MEMBER_REF_EXPR"):
        given = {n: _captured(b, v, span) for n, v in given.items()}
    target = members(b, left)
    changed = assigned(b, target, given, span)
    if changed != target:
        if left.kind != "DECL_REF_EXPR":
            raise Refusal("TSP1111", span)
        b.bindings[left.target] = changed


def _captured(b: Builder, value: Value, span: Span) -> Value:
    if not isinstance(value, Expr):
        return value
    return b.capture("field", value, span)


def assign_pointer_field(b: Builder, left: Node, right: Node, span: Span) -> None:
    """`s.data = p`, for a struct of the function's own that has no such pointer yet."""
    owner = left.children[0] if left.children else None
    if owner is None or owner.kind != "DECL_REF_EXPR" or isinstance(owner.type, Pointer):
        raise Refusal("TSP1111", span)
    target = members(b, owner)
    if left.spelling in target.fields:
        raise Refusal("TSP1111", span)
    address = b.captured_pointer(pointer(b, right), right.span)
    b.bindings[owner.target] = Members({**target.fields, left.spelling: address})


def set_record_pointer(b: Builder, left: Node, right: Node, span: Span) -> None:
    """`p = &s`, for a pointer that points at no struct yet, or at this one."""
    found = b.bindings.get(left.target) if left.kind == "DECL_REF_EXPR" else None
    target = members(b, right)
    if left.kind != "DECL_REF_EXPR" or found not in (None, target):
        raise Refusal("TSP1111", span)
    b.bindings[left.target] = target


def assigned(b: Builder, target: Members, given: Mapping[str, Value], span: Span) -> Members:
    """The struct after an assignment to every field that is given."""
    fields: dict[str, Binding] = dict(target.fields)
    for name, value in given.items():
        match target.fields.get(name):
            case Scalar() as scalar:
                b.emit(Assign(scalar.name, _number(b, value, scalar.type, span), span))
            case Members() as inner if isinstance(value, Members):
                fields[name] = assigned(b, inner, value.fields, span)
            case Place() as place if isinstance(value, Place):
                if place.indices:
                    raise Refusal("TSP1142", span, what="this assignment of a struct")
                b.emit(CopyArray(place.array, _whole(b, value, span), span))
            case None if isinstance(value, (PointerTo, Members)):
                fields[name] = value
            case PointerTo() as address if address == value:
                pass
            case PointerTo():
                raise Refusal("TSP1111", span)  # on one path only, perhaps
            case _:
                raise Refusal("TSP1142", span, what="this assignment of a struct")
    return Members(fields)


# Results


def flat_results(b: Builder, found: Members, node: Node) -> Iterator[Expr | View]:
    """What a returned struct is made of, in order."""
    for value in found.fields.values():
        match value:
            case Scalar():
                yield Var(value.name, value.type, node.span)
            case Place():
                yield view(b, node, value)
            case Members():
                yield from flat_results(b, value, node)
            case _:
                raise Refusal("TSP1142", node.span, what="a struct with a pointer as the result")

"""Functions: parameters, results, the inlining of calls, and variables that may be read too early."""

from __future__ import annotations

from collections.abc import Mapping

from tensir.dtypes import DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.algorithms import ALGORITHMS, extremum
from tenspiler.frontends.c.builder import (
    Builder,
    Frame,
    Place,
    PointerTo,
    Scalar,
    array_type,
    describe,
    number_type,
)
from tenspiler.frontends.c.expressions import expression, pointer, view
from tenspiler.frontends.c.numbers import cast, subexpressions
from tenspiler.frontends.c.pointers import bind_pointer, moved_pointers
from tenspiler.frontends.c.purity import as_expression
from tenspiler.frontends.c.statements import bind_reference, sequence
from tenspiler.frontends.c.syntax import (
    VOID,
    Definition,
    Node,
    Number,
    Pointer,
    Reference,
    Vector,
    contains,
    has_effects,
    walk,
)
from tenspiler.frontends.c.vectors import assign
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    CopyArray,
    Expr,
    Flavour,
    For,
    Function,
    If,
    Length,
    Load,
    NewArray,
    Parameter,
    Stmt,
    Store,
    Var,
    View,
    While,
    assigned_scalars,
    statements,
    written_arrays,
)

_LOOPS = ("FOR_STMT", "WHILE_STMT", "DO_STMT", "CXX_FOR_RANGE_STMT")


def translate(definition: Definition, functions: Mapping[int, Definition]) -> Function:
    """LoopIR of a function; raises `Refusal`."""
    if definition.error is not None:
        message, span = definition.error
        raise Refusal("TSP1100", span, message=message)
    b = Builder(functions, inline, {**ALGORITHMS, "*": extremum})
    b.frames.append(Frame(definition, _returns_once(definition)))
    b.walking |= moved_pointers(definition.body)
    parameters = tuple(_parameter(b, p) for p in definition.parameters)
    sequence(b, definition.body.children)
    results = _results(b, definition)
    body = tuple(b.emitted)
    used = _names(parameters, body, results)
    variables = {name: type_ for name, type_ in b.variables.items() if name in used}
    function = Function(
        definition.name, parameters, variables, body, results, Flavour.C, definition.span, definition.source
    )
    require_assigned(function)
    _require_unaliased(definition, function)
    return function


def _names(
    parameters: tuple[Parameter, ...], body: tuple[Stmt, ...], results: tuple[Expr | View, ...]
) -> set[str]:
    """Every variable that occurs."""
    found = {p.name for p in parameters} | assigned_scalars(body) | written_arrays(body)
    operands = [part for stmt in statements(body) for part in _operands(stmt)]
    for value in (*operands, *results):
        if isinstance(value, View):
            found.add(value.array)
        for inner in (x for part in _scalars(value) for x in subexpressions(part)):
            if isinstance(inner, Var):
                found.add(inner.name)
            elif isinstance(inner, (Load, Length)):
                found.add(inner.array)
    return found


def _scalars(value: Expr | View) -> tuple[Expr, ...]:
    return value.indices if isinstance(value, View) else (value,)


def has_work(definition: Definition) -> bool:
    """Whether a function loops or touches arrays, itself."""
    arrays = any(_is_array(p) for p in definition.parameters) or isinstance(definition.result, Vector)
    return arrays or contains(definition.body, *_LOOPS)


def _is_array(parameter: Node) -> bool:
    type_ = parameter.type.to if isinstance(parameter.type, Reference) else parameter.type
    return isinstance(type_, (Vector, Pointer))


def _returns_once(definition: Definition) -> bool:
    count = sum(1 for n in walk(definition.body) if n.kind == "RETURN_STMT")
    last = definition.body.children[-1:] or (definition.body,)
    return count == 1 and last[0].kind == "RETURN_STMT"


def _parameter(b: Builder, node: Node) -> Parameter:
    type_ = node.type
    if isinstance(type_, Reference) and isinstance(type_.to, Number):
        if not type_.const:
            raise Refusal("TSP1121", node.span, name=node.spelling)
        type_ = type_.to
    shared = isinstance(type_, (Pointer, Reference))
    if isinstance(type_, Reference):
        type_ = type_.to
    if isinstance(type_, Number):
        scalar = number_type(type_, node.span)
        name = b.fresh(node.spelling, scalar)
        b.bindings[node.target] = Scalar(name, scalar)
        return Parameter(name, scalar, False, node.span)
    if not isinstance(type_, (Pointer, Vector)):
        raise Refusal("TSP1102", node.span, type=describe(type_))
    array = array_type(type_, node.span)
    name = b.fresh(node.spelling, array)
    if isinstance(type_, Pointer):
        bind_pointer(b, node, PointerTo(name, (), None))
    else:
        b.bindings[node.target] = Place(name, ())
    return Parameter(name, array, shared, node.span)


def _results(b: Builder, definition: Definition) -> tuple[Expr | View, ...]:
    if definition.result == VOID:
        return ()
    found = b.frame().result
    if found is None:
        raise Refusal("TSP1125", definition.span, name=definition.name)
    if isinstance(found, Place):
        return (view(b, definition.body, found),)
    return (found,)


# Calls


def inline(b: Builder, node: Node, top: bool) -> Expr | Place | None:
    """The body of the called function in place of the call; `top` where nothing else happens beside it.

    A short function without loops becomes an expression. Others emit their body before the statement at
    hand, which only a call that surely happens, and that changes no arrays unless it stands alone, may.
    """
    definition = b.functions.get(node.target)
    if definition is None:
        raise Refusal("TSP1107", node.span, name=node.spelling or "this function")
    if definition.error is not None:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    if any(f.definition is definition for f in b.frames):
        raise Refusal("TSP1113", node.span, name=node.spelling)
    if b.conditional and any(has_effects(c) for c in node.children[1:] if c.kind != "CALL_EXPR"):
        raise Refusal("TSP1112", node.span, what=f"an argument of `{node.spelling}`")
    before, bindings, whole = set(b.variables), dict(b.bindings), b.whole
    with b.apart() as body:
        result = _expanded(b, definition, node)
    b.bindings, b.whole = bindings, whole
    changed = (written_arrays(tuple(body)) | assigned_scalars(tuple(body))) & before
    if changed and not top:
        raise Refusal("TSP1112", node.span, what=f"a call of `{node.spelling}`, which has side effects,")
    if not changed and result is not None and not isinstance(result, Place):
        short = as_expression(body, result)
        if short is not None:
            return short
    if b.conditional:
        raise Refusal("TSP1122", node.span)
    for stmt in body:
        b.emit(stmt)
    return result


def _expanded(b: Builder, definition: Definition, node: Node) -> Expr | Place | None:
    arguments = node.children[1:]
    if len(arguments) != len(definition.parameters):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    b.walking |= moved_pointers(definition.body)
    for parameter, argument in zip(definition.parameters, arguments, strict=True):
        _bind(b, parameter, argument)
    pending, b.effects = b.effects, []
    b.frames.append(Frame(definition, _returns_once(definition)))
    sequence(b, definition.body.children)
    frame = b.frames.pop()
    b.effects = pending
    if frame.result is None and definition.result != VOID:
        raise Refusal("TSP1125", definition.span, name=definition.name)
    return frame.result


def _bind(b: Builder, parameter: Node, argument: Node) -> None:
    match parameter.type:
        case Number():
            value = cast(expression(b, argument), parameter.type.dtype, argument.span)
            name = b.fresh(parameter.spelling, value.type)
            b.emit(Assign(name, value, argument.span))
            b.bindings[parameter.target] = Scalar(name, value.type)
        case Pointer():
            bind_pointer(b, parameter, b.captured_pointer(pointer(b, argument), argument.span))
        case Reference():
            bind_reference(b, parameter, argument, parameter.type)
        case Vector():
            name = b.fresh(parameter.spelling, array_type(parameter.type, parameter.span))
            assign(b, name, argument)
            b.bindings[parameter.target] = Place(name, ())
        case _:
            raise Refusal("TSP1102", parameter.span, type=describe(parameter.type))


# What the whole function must satisfy


def _require_unaliased(definition: Definition, function: Function) -> None:
    """A `const int &` parameter is taken by value, so no write may reach it."""
    stored = {
        _element(function, s.array) for s in statements(function.body) if isinstance(s, (Store, Append))
    }
    written = {_element(function, p.name) for p in function.changed_parameters()} & stored
    for node in definition.parameters:
        type_ = node.type.to if isinstance(node.type, Reference) else None
        if isinstance(type_, Number) and type_.dtype in written:
            raise Refusal("TSP1121", node.span, name=node.spelling)


def _element(function: Function, array: str) -> DType:
    type_ = function.variables[array]
    return type_.element.dtype if isinstance(type_, ArrayType) else type_.dtype


def require_assigned(function: Function) -> None:
    """Refuse a function in which a local variable may be read before it has a value."""
    known = {p.name for p in function.parameters}
    known = _after(function.body, known)
    for result in function.results:
        _require(result, known)


def _after(body: tuple[Stmt, ...], known: set[str]) -> set[str]:
    """The variables that surely have a value after a body."""
    known = set(known)
    for stmt in body:
        for part in _operands(stmt):
            _require(part, known)
        match stmt:
            case Assign():
                known.add(stmt.name)
            case NewArray() | CopyArray():
                known.add(stmt.array)
            case If():
                known |= _after(stmt.then, known) & _after(stmt.orelse, known)
            case For():
                _after(stmt.body, known | {stmt.counter})
            case While():
                _after(stmt.body, known)
            case Store() | Append():
                pass
    return known


def _operands(stmt: Stmt) -> tuple[Expr | View, ...]:
    match stmt:
        case Assign():
            return (stmt.value,)
        case Store():
            return (*stmt.indices, stmt.value)
        case NewArray():
            return (*stmt.shape, *(() if stmt.fill is None else (stmt.fill,)))
        case CopyArray():
            return (stmt.source,)
        case Append():
            return (stmt.value,)
        case If() | While():
            return (stmt.condition,)
        case For():
            return (stmt.start, stmt.stop)


def _require(value: Expr | View, known: set[str]) -> None:
    for part in _scalars(value):
        for inner in subexpressions(part):
            if isinstance(inner, Var) and inner.name not in known:
                raise Refusal("TSP1114", inner.span, name=inner.name)

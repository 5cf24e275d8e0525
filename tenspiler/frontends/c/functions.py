"""Functions: parameters, results, the inlining of calls, and variables that may be read too early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensir.dtypes import DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.algorithms import ADDRESSES, ALGORITHMS
from tenspiler.frontends.c.builder import (
    Argument,
    Builder,
    Callee,
    Frame,
    Functor,
    Place,
    PointerTo,
    Scalar,
    array_type,
    describe,
    number_type,
)
from tenspiler.frontends.c.callables import callee, functor
from tenspiler.frontends.c.expressions import address_of_scalar, expression, pointer, view
from tenspiler.frontends.c.numbers import cast, subexpressions
from tenspiler.frontends.c.pointers import bind_pointer, moved_pointers
from tenspiler.frontends.c.purity import as_expression
from tenspiler.frontends.c.statements import bind_reference, sequence
from tenspiler.frontends.c.switches import without_switches
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
    is_default,
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
    Require,
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
    definition = replace(definition, body=without_switches(definition.body))
    b = Builder(functions, inline, apply, ALGORITHMS, ADDRESSES)
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
    of_object = node.spelling == "operator()"
    found = b.functions.get(node.target)
    called = Callee(found, None) if found is not None else callee(b, node.children[0])
    if called is None:
        raise Refusal("TSP1107", node.span, name=node.spelling or "this function")
    return apply(b, called, node.children[2 if of_object else 1 :], node, top)


def apply(
    b: Builder, called: Callee | Functor, arguments: Sequence[Argument], node: Node, top: bool
) -> Expr | Place | None:
    """What a function makes of arguments, which may be elements."""
    if isinstance(called, Functor):
        return functor(called, [_number(b, a, node) for a in arguments], node)
    definition = called.definition
    if definition.error is not None:
        raise Refusal("TSP1107", node.span, name=definition.name)
    if any(f.definition.target == definition.target for f in b.frames):
        raise Refusal("TSP1113", node.span, name=definition.name)
    parts = [a for a in arguments if isinstance(a, Node) and a.kind != "CALL_EXPR"]
    if b.conditional and any(has_effects(a) for a in parts):
        raise Refusal("TSP1112", node.span, what=f"an argument of `{definition.name}`")
    before, bindings, whole = set(b.variables), dict(b.bindings), b.whole
    with b.apart() as body:
        result = _expanded(b, called, arguments, node)
    b.bindings, b.whole = bindings, whole
    changed = (written_arrays(tuple(body)) | assigned_scalars(tuple(body))) & before
    if changed and not top:
        raise Refusal("TSP1112", node.span, what=f"a call of `{definition.name}`, which has side effects,")
    if not changed and result is not None and not isinstance(result, Place):
        short = as_expression(body, result)
        if short is not None:
            return short
    if b.conditional:
        raise Refusal("TSP1122", node.span)
    for stmt in body:
        b.emit(stmt)
    return result


def _number(b: Builder, argument: Argument, node: Node) -> Expr:
    """An argument as a number."""
    match argument:
        case Node():
            return expression(b, argument)
        case Place():
            kind = b.variables[argument.array]
            if not isinstance(kind, ArrayType) or kind.rank != len(argument.indices):
                raise Refusal("TSP1106", node.span, what="a row as a number")
            return Load(argument.array, argument.indices, kind.element, node.span)
        case _:
            return argument


def _expanded(b: Builder, called: Callee, arguments: Sequence[Argument], node: Node) -> Expr | Place | None:
    definition = replace(called.definition, body=without_switches(called.definition.body))
    if len(arguments) != len(definition.parameters):
        raise Refusal("TSP1107", node.span, name=definition.name)
    b.walking |= moved_pointers(definition.body)
    inside = dict(b.bindings if called.bindings is None else called.bindings)
    for parameter, argument in zip(definition.parameters, arguments, strict=True):
        given = not isinstance(argument, Node) or not is_default(argument) or not parameter.children
        _bind(b, parameter, argument if given else parameter.children[-1], node)
        inside[parameter.target] = b.bindings[parameter.target]
    b.bindings = inside
    pending, b.effects = b.effects, []
    b.frames.append(Frame(definition, _returns_once(definition)))
    sequence(b, definition.body.children)
    frame = b.frames.pop()
    b.effects = pending
    if frame.result is None and definition.result != VOID:
        raise Refusal("TSP1125", definition.span, name=definition.name)
    return frame.result


def _bind(b: Builder, parameter: Node, argument: Argument, node: Node) -> None:
    if isinstance(argument, Node) and not isinstance(parameter.type, Number):
        passed = callee(b, argument)
        if passed is not None:
            b.bindings[parameter.target] = passed
            return
    match parameter.type:
        case Number():
            value = cast(_number(b, argument, node), parameter.type.dtype, node.span)
            name = b.fresh(parameter.spelling, value.type)
            b.emit(Assign(name, value, value.span))
            b.bindings[parameter.target] = Scalar(name, value.type)
        case Pointer() if isinstance(argument, Node):
            address = address_of_scalar(b, argument)
            if address is not None:
                b.bindings[parameter.target] = address
                return
            bind_pointer(b, parameter, b.captured_pointer(pointer(b, argument), argument.span))
        case Reference():
            if isinstance(argument, Node):
                bind_reference(b, parameter, argument, parameter.type)
            else:
                _bind_element(b, parameter, argument, parameter.type, node)
        case Vector() if isinstance(argument, Node):
            name = b.fresh(parameter.spelling, array_type(parameter.type, parameter.span))
            assign(b, name, argument)
            b.bindings[parameter.target] = Place(name, ())
        case _:
            raise Refusal("TSP1102", parameter.span, type=describe(parameter.type))


def _bind_element(b: Builder, parameter: Node, argument: Expr | Place, type_: Reference, node: Node) -> None:
    """Let a reference parameter name an element, or hold a value that has no place."""
    if isinstance(argument, Place):
        whole = b.variables[argument.array]
        assert isinstance(whole, ArrayType)
        inner = whole.rank - len(argument.indices)
        if inner or type_.to == Number(whole.element.dtype):
            b.bindings[parameter.target] = argument
            return
    if not type_.const or not isinstance(type_.to, Number):
        raise Refusal("TSP1106", node.span, what="what this reference is bound to")
    value = cast(_number(b, argument, node), type_.to.dtype, node.span)
    name = b.fresh(parameter.spelling, value.type)
    b.emit(Assign(name, value, node.span))
    b.bindings[parameter.target] = Scalar(name, value.type)


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
            case Store() | Append() | Require():
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
        case If() | While() | Require():
            return (stmt.condition,)
        case For():
            return (stmt.start, stmt.stop)


def _require(value: Expr | View, known: set[str]) -> None:
    for part in _scalars(value):
        for inner in subexpressions(part):
            if isinstance(inner, Var) and inner.name not in known:
                raise Refusal("TSP1114", inner.span, name=inner.name)

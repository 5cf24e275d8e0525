"""Functions: parameters, results, the inlining of calls, and variables that may be read too early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    Members,
    Place,
    PointerTo,
    Result,
    Scalar,
    array_type,
    describe,
    number_type,
)
from tenspiler.frontends.c.callables import callee, functor
from tenspiler.frontends.c.expressions import address_of_scalar, expression, members, pointer, view
from tenspiler.frontends.c.numbers import cast, subexpressions
from tenspiler.frontends.c.pointers import bind_pointer, moved_pointers
from tenspiler.frontends.c.purity import as_expression
from tenspiler.frontends.c.records import (
    declare_record,
    flat_results,
    is_record,
    new_record,
    record_parameters,
    values,
)
from tenspiler.frontends.c.reporting import without_reports
from tenspiler.frontends.c.searching import QUESTIONS, SEARCHES
from tenspiler.frontends.c.shapes import declared_extents
from tenspiler.frontends.c.statements import bind_reference, declare_array, sequence
from tenspiler.frontends.c.switches import without_switches
from tenspiler.frontends.c.syntax import (
    VOID,
    Definition,
    FixedArray,
    Node,
    Number,
    Other,
    Pointer,
    Record,
    Reference,
    contains,
    has_effects,
    is_array_value,
    is_default,
    walk,
)
from tenspiler.frontends.c.untyped import UNUSED, uncast, with_types
from tenspiler.frontends.c.vectors import assign
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
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
    ScalarType,
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


def translate(
    definition: Definition, functions: Mapping[int, Definition], constants: Mapping[int, Node]
) -> Function:
    """LoopIR of a function, given all functions and the constant tables; raises `Refusal`."""
    definition = _plain(definition, functions)
    b = Builder(functions, inline, apply, ALGORITHMS | QUESTIONS, ADDRESSES | SEARCHES)
    b.frames.append(Frame(definition, _returns_once(definition)))
    b.walking |= moved_pointers(definition.body)
    parameters = tuple(_parameters(b, definition))
    declare_constants(b, definition, constants)
    sequence(b, definition.body.children)
    results = _results(b, definition)
    body = tuple(b.emitted)
    used = _names(parameters, body, results)
    variables = {name: type_ for name, type_ in b.variables.items() if name in used}
    function = Function(
        definition.name, parameters, variables, body, results, Flavour.C, definition.span, definition.source
    )
    require_assigned(function)
    found = tuple(assumptions(b, definition, function))
    return replace(function, assumptions=found, bits_open=b.bits_open)


def _plain(definition: Definition, functions: Mapping[int, Definition]) -> Definition:
    """The function without `switch`, without what paths do that only report, and with types for `void *`."""
    definition = replace(definition, body=without_switches(definition.body))
    definition = replace(definition, body=without_reports(definition, functions))
    return with_types(definition, functions)


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


def has_work(definition: Definition, functions: Mapping[int, Definition]) -> bool:
    """Whether a function loops or touches arrays, itself."""
    definition = with_types(definition, functions)
    if contains(definition.body, *_LOOPS):
        return True
    if definition.owner is not None or is_record(definition.result):
        return False
    return any(_is_array(p) for p in definition.parameters) or is_array_value(definition.result)


def _is_array(parameter: Node) -> bool:
    type_ = parameter.type.to if isinstance(parameter.type, Reference) else parameter.type
    return is_array_value(type_) or (isinstance(type_, Pointer) and not is_record(type_))


def _returns_once(definition: Definition) -> bool:
    count = sum(1 for n in walk(definition.body) if n.kind == "RETURN_STMT")
    last = definition.body.children[-1:] or (definition.body,)
    return count == 1 and last[0].kind == "RETURN_STMT"


def _parameters(b: Builder, definition: Definition) -> Iterator[Parameter]:
    """The parameters; the fields of the object come first where there is one."""
    if definition.owner is not None:
        if not is_record(definition.owner):
            raise Refusal("TSP1142", definition.span, what=f"`{describe(definition.owner)}` as a class")
        this, fields = record_parameters(b, "this", definition.owner, definition.span, True)
        b.frame().this = this
        yield from fields
    for node in definition.parameters:
        yield from _parameter(b, node)


def _parameter(b: Builder, node: Node) -> Iterator[Parameter]:
    type_ = node.type
    if type_ == UNUSED:
        return
    if is_record(type_):
        found, fields = record_parameters(b, node.spelling, type_, node.span, False)
        b.bindings[node.target] = found
        yield from fields
        return
    shared = isinstance(type_, (Pointer, Reference)) and not (isinstance(type_, Reference) and type_.const)
    referenced = isinstance(type_, Reference)
    if isinstance(type_, Reference):
        type_ = type_.to
    if isinstance(type_, Number):
        scalar = number_type(type_, node.span)
        name = b.fresh(node.spelling, scalar)
        b.bindings[node.target] = Scalar(name, scalar)
        if referenced:
            b.referenced.add(name)
        yield Parameter(name, scalar, shared, node.span)
        return
    if not (isinstance(type_, (Pointer, FixedArray)) or is_array_value(type_)):
        raise Refusal("TSP1102", node.span, type=describe(type_))
    array = array_type(type_, node.span)
    name = b.fresh(node.spelling, array)
    extents = declared_extents(b, type_, array, _written_extents(node), node.span)
    if isinstance(type_, Pointer):
        b.note_rows(name, type_)
        bind_pointer(b, node, PointerTo(name, (), None))
    else:
        b.bindings[node.target] = Place(name, ())
    yield Parameter(name, array, shared, node.span, extents=extents)


def _written_extents(node: Node) -> tuple[Node, ...]:
    """The extents in the declaration of an array parameter."""
    return node.children if isinstance(node.type, Pointer) else ()


def declare_constants(b: Builder, definition: Definition, constants: Mapping[int, Node]) -> None:
    """The tables that a function, or one that it calls, looks up."""
    seen, pending = {definition.target}, [definition]
    while pending:
        for node in walk(pending.pop().body):
            if node.kind == "VAR_DECL" or node.target in seen:
                continue
            seen.add(node.target)
            if node.target in b.functions:
                pending.append(b.functions[node.target])
            elif node.kind == "DECL_REF_EXPR" and node.target in constants:
                _declare_constant(b, constants[node.target])


def _declare_constant(b: Builder, node: Node) -> None:
    """A table, unless its elements are computed when the program gets to it first."""
    before = len(b.emitted)
    match node.type:
        case FixedArray():
            declare_array(b, node, node.type)
        case Record():
            declare_record(b, node, node.type)
        case _:
            pass
    values = [v for s in statements(tuple(b.emitted[before:])) for v in _operands(s)]
    parts = (part for v in values for scalar in _scalars(v) for part in subexpressions(scalar))
    if any(isinstance(part, (Var, Load, Length)) for part in parts):
        raise Refusal("TSP1108", node.span, name=node.spelling)


def assumptions(b: Builder, definition: Definition, function: Function) -> Iterator[str]:
    """What this reading of the function takes for granted: it is printed, and cannot be checked."""
    changed = function.changed_parameters()
    stored = {
        _element(function, s.array) for s in statements(function.body) if isinstance(s, (Store, Append))
    }
    written = {_element(function, p.name) for p in changed if isinstance(p.type, ArrayType)} & stored
    scalars = {p.name for p in changed if isinstance(p.type, ScalarType)}
    for parameter in function.parameters:
        name, kind = parameter.name, parameter.type
        if name in b.rows and parameter in changed:
            yield f"the rows of `{name}` do not overlap one another"
        if isinstance(kind, ScalarType) and name in b.referenced:
            others = {n for n in scalars - {name} if function.variables[n] == kind}
            if kind.dtype in written or others:
                yield f"`{name}` shares no memory with anything else that is passed"
    for header in definition.unread:
        yield f"the header `{header}`, which was not found, changes nothing here"


def _results(b: Builder, definition: Definition) -> tuple[Expr | View, ...]:
    if definition.result == VOID:
        return ()
    found = b.frame().result
    match found:
        case None:
            raise Refusal("TSP1125", definition.span, name=definition.name)
        case Place():
            return (view(b, definition.body, found),)
        case Members():
            return tuple(flat_results(b, found, definition.body))
        case Scalar() | PointerTo():
            raise Refusal("TSP1102", definition.span, type=describe(definition.result))
        case _:
            return (found,)


# Calls


def inline(b: Builder, node: Node, top: bool) -> Result | None:
    """The body of the called function in place of the call; `top` where nothing else happens beside it.

    A short function without loops becomes an expression. Others emit their body before the statement at
    hand, which only a call that surely happens, and that changes no arrays unless it stands alone, may.
    """
    found = b.functions.get(node.target)
    closure = callee(b, node.children[0]) if node.spelling == "operator()" and node.children else None
    if closure is not None:
        return apply(b, _instance(closure, found), node.children[2:], node, top)
    if found is not None and found.owner is None and not node.spelling.startswith("operator"):
        return apply(b, Callee(found, None), node.children[1:], node, top)
    if found is not None:
        return apply(b, Callee(found, None), _given(found, node), node, top)
    called = callee(b, node.children[0]) if node.children else None
    if called is None:
        raise Refusal("TSP1107", node.span, name=node.spelling or "this function")
    return apply(b, called, node.children[1:], node, top)


def _instance(called: Callee | Functor, found: Definition | None) -> Callee | Functor:
    """A lambda with `auto` parameters, as it is for the arguments at hand."""
    if isinstance(called, Functor) or found is None:
        return called
    made = replace(
        called.definition,
        parameters=found.parameters,
        result=found.result,
        body=found.body,
        error=found.error,
    )
    return Callee(made, called.bindings)


def _given(definition: Definition, node: Node) -> tuple[Node, ...]:
    """The arguments of a call of a member function or of an operator, without the object."""
    if not node.spelling.startswith("operator"):
        return node.children[1:]
    given = tuple(c for c in node.children if not _is_callee(c, definition))
    return given[1:] if definition.owner is not None else given


def _is_callee(node: Node, definition: Definition) -> bool:
    while node.kind == "CAST":
        node = node.children[0]
    return node.kind in ("DECL_REF_EXPR", "MEMBER_REF_EXPR") and node.target == definition.target


def apply(
    b: Builder, called: Callee | Functor, arguments: Sequence[Argument], node: Node, top: bool
) -> Result | None:
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
    if not changed and result is not None and not isinstance(result, (Scalar, Place, PointerTo, Members)):
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


def _expanded(b: Builder, called: Callee, arguments: Sequence[Argument], node: Node) -> Result | None:
    definition = _plain(called.definition, b.functions)
    if len(arguments) != len(definition.parameters):
        raise Refusal("TSP1107", node.span, name=definition.name)
    this = b.frame().this if called.bindings is not None else _object(b, definition, node)
    b.walking |= moved_pointers(definition.body)
    inside = dict(b.bindings if called.bindings is None else called.bindings)
    for parameter, argument in zip(definition.parameters, arguments, strict=True):
        given = not isinstance(argument, Node) or not is_default(argument) or not parameter.children
        if parameter.type == UNUSED:
            _leave_out(argument, node)
            continue
        _bind(b, parameter, argument if given else parameter.children[-1], node)
        inside[parameter.target] = b.bindings[parameter.target]
    b.bindings = inside
    pending, b.effects = b.effects, []
    b.frames.append(Frame(definition, _returns_once(definition), this=this))
    sequence(b, definition.body.children)
    frame = b.frames.pop()
    b.effects = pending
    if frame.result is None and definition.result != VOID:
        raise Refusal("TSP1125", definition.span, name=definition.name)
    return frame.result


def _object(b: Builder, definition: Definition, node: Node) -> Members | None:
    """What a member function is called on."""
    if definition.owner is None:
        return None
    if node.spelling.startswith("operator"):
        own = [c for c in node.children if not _is_callee(c, definition)]
        return members(b, own[0])
    member = node.children[0]
    return members(b, member.children[0]) if member.children else b.frame().this


def _as_typed(argument: Node, type_: Pointer) -> Node:
    """An argument without its cast to `void *`, where it points at what the parameter points at."""
    inner = uncast(argument)
    return inner if inner.type == type_ else argument


def _leave_out(argument: Argument, node: Node) -> None:
    """An argument that the function does not use."""
    if isinstance(argument, Node) and has_effects(argument):
        raise Refusal("TSP1112", node.span, what="an argument that is not used")


def _bind(b: Builder, parameter: Node, argument: Argument, node: Node) -> None:
    if isinstance(argument, Node) and isinstance(parameter.type, Pointer):
        argument = _as_typed(argument, parameter.type)
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
        case Pointer(Record()) if isinstance(argument, Node):
            b.bindings[parameter.target] = members(b, argument)
        case Record() if isinstance(argument, Node):
            given = values(b, argument)
            own = new_record(b, parameter.spelling, parameter.type, given, argument.span)
            b.bindings[parameter.target] = own
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
        case _ if is_array_value(parameter.type) and isinstance(argument, Node):
            name = b.fresh(parameter.spelling, array_type(parameter.type, parameter.span))
            assign(b, name, argument)
            b.bindings[parameter.target] = Place(name, ())
        case Other(spelling) if spelling.startswith("type-parameter"):
            raise Refusal("TSP1106", parameter.span, what="`auto` in what a library function calls")
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
            case NewArray() | CopyArray() | Argsort():
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
        case Argsort():
            return (stmt.keys,)
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

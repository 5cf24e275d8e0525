"""Statements: declarations, assignments, branches, and early exits turned into nesting."""

from __future__ import annotations

from collections.abc import Sequence

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c import records, vectors
from tenspiler.frontends.c.arrays import local_array
from tenspiler.frontends.c.builder import (
    Builder,
    Members,
    Place,
    Scalar,
    array_type,
    describe,
    number_type,
)
from tenspiler.frontends.c.callables import callee
from tenspiler.frontends.c.clang import is_c
from tenspiler.frontends.c.counting import conjuncts
from tenspiler.frontends.c.demands import demand, refused_report, reported
from tenspiler.frontends.c.expressions import (
    address_of_scalar,
    condition,
    expression,
    is_lvalue,
    load,
    members,
    number_result,
    place,
    pointer,
    stepped,
    updated,
)
from tenspiler.frontends.c.leaving import leave_function, leave_loop, read, returns_inside, unless_left
from tenspiler.frontends.c.library import require_known
from tenspiler.frontends.c.loops import do_statement, for_statement, while_statement
from tenspiler.frontends.c.numbers import c_type, cast, negation
from tenspiler.frontends.c.pointers import advance_pointer, assign_pointer, bind_pointer
from tenspiler.frontends.c.ranges import range_statement
from tenspiler.frontends.c.reporting import FAIL, fails
from tenspiler.frontends.c.rewrites import ACTIONS
from tenspiler.frontends.c.syntax import (
    FixedArray,
    Node,
    Number,
    Pointer,
    Record,
    Reference,
    Vector,
    contains,
    has_effects,
    is_array_value,
    is_null,
    walk,
)
from tenspiler.loopir.nodes import ArrayType, Assign, Const, Expr, If, Require, Store, Var

_STEPS = ("post++", "post--", "pre++", "pre--")
LOOPS = ("FOR_STMT", "WHILE_STMT", "DO_STMT", "CXX_FOR_RANGE_STMT")
_REFUSED = {
    "BREAK_STMT": "TSP1104",
    "GOTO_STMT": "TSP1103",
    "LABEL_STMT": "TSP1103",
    "SWITCH_STMT": "TSP1103",
    "CXX_TRY_STMT": "TSP1103",
}


def sequence(b: Builder, nodes: Sequence[Node]) -> None:
    """Statements one after the other.

    What follows a branch that may leave (`continue`, `return`) moves into the paths that do not leave:
    `if (c) continue; rest` becomes `if (c) {} else { rest }`.
    """
    for k, node in enumerate(nodes):
        rest = nodes[k + 1 :]
        if node.kind == "CONTINUE_STMT":
            return
        if node.kind == "BREAK_STMT" and b.frame().exits:
            leave_loop(b, node.span)
            return
        if node.kind == "RETURN_STMT":
            leave(b, node)
            return
        if node.kind in LOOPS and returns_inside(node):
            statement(b, node)
            _unless_returned(b, node, rest)
            return
        if node.kind == "COMPOUND_STMT" and _exits(node):
            sequence(b, (*node.children, *rest))
            return
        if node.kind == "IF_STMT" and _exits(node):
            branch(b, node, rest)
            return
        statement(b, node)


def _unless_returned(b: Builder, loop: Node, rest: Sequence[Node]) -> None:
    """What follows a loop from inside which the function may have returned."""
    frame = b.frame()
    flag = frame.exits[-1].flag if frame.exits else frame.returned
    failure = fails(rest)
    if failure is not None and flag is not None:
        b.emit(Require(read(flag, loop.span), reported(failure), failure.span))
        return
    bindings = dict(b.bindings)
    with b.apart() as body:
        sequence(b, rest)
    b.bindings = bindings
    unless_left(b, flag, body, loop.span)


def _exits(node: Node) -> bool:
    """Whether control may leave the block from inside, not counting what only leaves an inner loop."""
    match node.kind:
        case "RETURN_STMT" | "CONTINUE_STMT" | "BREAK_STMT":
            return True
        case kind if kind in LOOPS:
            return returns_inside(node)
        case "IF_STMT" | "COMPOUND_STMT":
            return any(_exits(c) for c in node.children)
        case _:
            return False


def statement(b: Builder, node: Node) -> None:
    """One statement that control does not leave early."""
    match node.kind:
        case "COMPOUND_STMT":
            sequence(b, node.children)
        case "NULL_STMT":
            pass
        case "DECL_STMT":
            for child in node.children:
                declare(b, child)
        case "IF_STMT":
            branch(b, node, ())
        case kind if kind == FAIL:
            raise refused_report(node)
        case "FOR_STMT":
            for_statement(b, node, b.frame().definition.text, sequence)
        case "WHILE_STMT":
            while_statement(b, node, sequence)
        case "DO_STMT":
            do_statement(b, node, sequence)
        case "CXX_FOR_RANGE_STMT":
            range_statement(b, node, sequence)
        case kind if kind in _REFUSED:
            what = kind.removesuffix("_STMT").removeprefix("CXX_").lower()
            raise Refusal(
                _REFUSED[kind], node.span, **({"what": f"`{what}`"} if kind != "BREAK_STMT" else {})
            )
        case kind if kind.endswith("_STMT"):
            raise Refusal("TSP1103", node.span, what=kind.removesuffix("_STMT").replace("_", " ").lower())
        case _:
            full_expression(b, node)


def branch(b: Builder, node: Node, rest: Sequence[Node]) -> None:
    """`if`, each path followed by `rest`."""
    then, orelse = _parts(b, node)
    b.whole = node.children[0]
    test = condition(b, node.children[0])
    if b.effects:
        name = b.fresh("condition", c_type(BOOL))
        b.emit(Assign(name, test, node.span))
        test = Var(name, c_type(BOOL), node.span)
        b.flush()
    if isinstance(test, Const):
        chosen = then if test.value else orelse
        sequence(b, (*([chosen] if chosen else []), *rest))
        return
    paths = (then, *rest), (*([orelse] if orelse else []), *rest)
    failures = fails(paths[0]), fails(paths[1])
    if failures[0] is not None and failures[1] is None:
        demand(b, negation(test, node.span), failures[0])
        sequence(b, paths[1])
        return
    if failures[1] is not None and failures[0] is None:
        demand(b, test, failures[1])
        sequence(b, paths[0])
        return
    bindings = dict(b.bindings)
    with b.apart() as yes:
        sequence(b, (then, *rest))
    b.bindings = dict(bindings)
    with b.apart() as no:
        sequence(b, (*([orelse] if orelse else []), *rest))
    b.bindings = bindings
    b.emit(If(test, tuple(yes), tuple(no), node.span))


def _parts(b: Builder, node: Node) -> tuple[Node, Node | None]:
    if not 2 <= len(node.children) <= 3 or node.children[0].kind in ("DECL_STMT", "VAR_DECL"):
        raise Refusal("TSP1103", node.span, what="this form of `if`")
    test, then = node.children[:2]
    between = b.frame().definition.text[test.end : then.start]
    if len(node.children) == 3 and b";" in between and b")" not in between.split(b";")[0]:
        raise Refusal("TSP1103", node.span, what="this form of `if`")
    return then, node.children[2] if len(node.children) == 3 else None


def leave(b: Builder, node: Node) -> None:
    """`return`."""
    frame = b.frame()
    if not node.children:
        _leave_loops(b, node)
        return
    value = node.children[0]
    b.whole = value
    if frame.exits and not isinstance(frame.definition.result, Number):
        raise Refusal("TSP1105", node.span)
    if _leave_with_more(b, node, value):
        return
    if not isinstance(frame.definition.result, Number):
        raise Refusal("TSP1102", node.span, type=describe(frame.definition.result))
    result = cast(_rvalue(b, value), frame.definition.result.dtype, node.span)
    if frame.single and not b.effects:
        frame.result = result
        return
    if not isinstance(frame.target, Scalar):
        frame.target = Scalar(b.fresh("result", result.type), result.type)
    b.emit(Assign(frame.target.name, result, node.span))
    b.flush()
    frame.result = Var(frame.target.name, result.type, node.span)
    _leave_loops(b, node)


def _leave_loops(b: Builder, node: Node) -> None:
    if b.frame().exits:
        leave_function(b, node.span)


def _leave_with_more(b: Builder, node: Node, value: Node) -> bool:
    """`return` of what is no number: an array, a struct, a reference or a pointer."""
    frame = b.frame()
    match frame.definition.result:
        case Vector() | FixedArray():
            _leave_with_vector(b, node, value)
        case Record() as record:
            given = records.values(b, value)
            if not isinstance(frame.target, Members):
                frame.target = records.new_record(b, "result", record, {}, node.span)
            frame.target = records.assigned(b, frame.target, given, node.span)
            b.flush()
            frame.result = frame.target
        case Reference(Number()) if frame.single and is_lvalue(value) and len(b.frames) > 1:
            found = place(b, value)
            frame.result = b.captured(found, node.span) if isinstance(found, Place) else found
        case Pointer(to) if frame.single and len(b.frames) > 1 and isinstance(to, Record):
            frame.result = members(b, value)
        case Pointer() if frame.single and len(b.frames) > 1:
            frame.result = b.captured_pointer(pointer(b, value), node.span)
        case _:
            return False
    return True


def _leave_with_vector(b: Builder, node: Node, value: Node) -> None:
    frame = b.frame()
    inner = value
    while inner.kind == "CALL_EXPR" and inner.spelling in ("vector", "array") and len(inner.children) == 1:
        if inner.children[0].type != inner.type:
            break
        inner = inner.children[0]
    if frame.single and is_lvalue(inner):
        found = place(b, inner)
        assert isinstance(found, Place)
        frame.result = found
        return
    if not isinstance(frame.target, str):
        frame.target = b.fresh("result", array_type(frame.definition.result, node.span))
    vectors.assign(b, frame.target, value)
    b.flush()
    frame.result = Place(frame.target, ())


# Declarations


def declare(b: Builder, node: Node) -> None:
    """One declarator."""
    if node.kind != "VAR_DECL":
        if node.kind in (
            "TYPEDEF_DECL",
            "TYPE_ALIAS_DECL",
            "USING_DECLARATION",
            "USING_DIRECTIVE",
            "STATIC_ASSERT",
        ):
            return
        raise Refusal("TSP1103", node.span, what="this declaration")
    if node.library:
        return
    b.whole = node
    match node.type:
        case Number():
            _declare_number(b, node)
        case Vector():
            name = b.fresh(node.spelling, array_type(node.type, node.span))
            if not node.children:
                raise Refusal("TSP1106", node.span, what="this declaration")
            vectors.assign(b, name, node.children[-1])
            b.bindings[node.target] = Place(name, ())
        case FixedArray():
            declare_array(b, node, node.type)
        case Record():
            records.declare_record(b, node, node.type)
        case Pointer(Record()):
            if node.children:
                b.bindings[node.target] = members(b, node.children[-1])
        case Pointer() if node.children and is_null(node.children[-1]):
            pass  # it points at nothing yet
        case Pointer():
            address = address_of_scalar(b, node.children[-1]) if node.children else None
            called = callee(b, node.children[-1]) if node.children else None
            if called is not None:
                b.bindings[node.target] = called
            elif address is not None and node.target not in b.walking:
                b.bindings[node.target] = address
            elif node.children:
                bind_pointer(b, node, b.captured_pointer(pointer(b, node.children[-1]), node.span))
        case Reference():
            bind_reference(b, node, node.children[-1], node.type)
        case _:
            called = callee(b, node.children[-1]) if node.children else None
            if called is None:
                raise Refusal("TSP1102", node.span, type=describe(node.type))
            b.bindings[node.target] = called
    b.flush()


def declare_array(b: Builder, node: Node, type_: FixedArray) -> None:
    """An array of fixed extents, or of extents that are computed here."""
    name = b.fresh(node.spelling, array_type(type_, node.span))
    initial = local_array(b, name, node, type_)
    if initial is not None and not type_.standard:
        raise Refusal("TSP1106", node.span, what="this initialiser")
    if initial is not None:
        vectors.assign(b, name, initial)
    b.bindings[node.target] = Place(name, ())


def _declare_number(b: Builder, node: Node) -> None:
    type_ = number_type(node.type, node.span)
    if node.children:
        initial = node.children[-1]
        _refuse_proxy(b, node, initial)
        value = cast(_rvalue(b, initial), type_.dtype, node.span)
        name = b.fresh(node.spelling, type_)
        b.emit(Assign(name, value, node.span))
    else:
        name = b.fresh(node.spelling, type_)
    b.bindings[node.target] = Scalar(name, type_)


def _refuse_proxy(b: Builder, node: Node, initial: Node) -> None:
    """`auto x = flags[i]` on a vector<bool> is a reference in disguise."""
    is_element = is_lvalue(initial) and initial.kind == "CALL_EXPR" and initial.type == Number(BOOL)
    declared = b.frame().definition.text[node.start : initial.start]
    if is_element and b"auto" in declared:
        raise Refusal("TSP1124", node.span)


def bind_reference(b: Builder, variable: Node, initial: Node, type_: Reference) -> None:
    """Make a reference an alias of what it is bound to; a constant one may hold a value of its own."""
    while initial.kind == "CALL_EXPR" and initial.spelling == "span" and len(initial.children) == 1:
        initial = initial.children[0]
    if isinstance(type_.to, Record):
        b.bindings[variable.target] = members(b, initial)
        return
    if is_lvalue(initial) and initial.type == type_.to:
        found = place(b, initial)
        b.bindings[variable.target] = b.captured(found, initial.span) if isinstance(found, Place) else found
        return
    if type_.const and isinstance(type_.to, Number):
        value = cast(expression(b, initial), type_.to.dtype, initial.span)
        name = b.fresh(variable.spelling, value.type)
        b.emit(Assign(name, value, initial.span))
        b.bindings[variable.target] = Scalar(name, value.type)
        return
    if type_.const and is_array_value(type_.to):
        name = b.fresh(variable.spelling, array_type(type_.to, variable.span))
        vectors.assign(b, name, initial)
        b.bindings[variable.target] = Place(name, ())
        return
    raise Refusal("TSP1106", initial.span, what="what this reference is bound to")


# Expression statements


def full_expression(b: Builder, node: Node) -> None:
    """An expression as a statement."""
    b.whole = node
    _effect(b, node)
    b.flush()


def _effect(b: Builder, node: Node) -> None:
    match node.kind:
        case "BINARY_OPERATOR" if node.operator == ",":
            for child in node.children:
                full_expression(b, child)
        case "BINARY_OPERATOR" if node.operator == "=":
            assign(b, node)
        case "COMPOUND_ASSIGNMENT_OPERATOR":
            update(b, node)
        case "UNARY_OPERATOR" if node.operator in _STEPS and isinstance(node.type, Pointer):
            pointer(b, node)
        case "UNARY_OPERATOR" if node.operator in _STEPS:
            found = place(b, node.children[0])
            put(b, found, stepped(node, load(b, found, node.children[0])), node)
        case "CALL_EXPR":
            call(b, node)
        case "CAST" | "CSTYLE_CAST_EXPR" if not contains(node, "CALL_EXPR"):
            _pure(node)
        case "CAST" if len(node.children) == 1 and not isinstance(node.type, Number):
            _effect(b, node.children[0])
        case _:
            _pure(node)


def _pure(node: Node) -> None:
    """A value that nobody uses; only a side effect inside could matter."""
    for inner in walk(node):
        is_step = inner.kind == "UNARY_OPERATOR" and inner.operator in _STEPS
        is_assignment = inner.kind == "BINARY_OPERATOR" and inner.operator == "="
        if is_step or is_assignment or inner.kind in ("COMPOUND_ASSIGNMENT_OPERATOR", "CALL_EXPR"):
            raise Refusal("TSP1112", inner.span, what=f"`{inner.operator or inner.spelling}`")
        if inner.kind.startswith("CXX_") and inner.value is None and inner.kind.endswith("_EXPR"):
            raise Refusal("TSP1106", inner.span, what=inner.kind.removesuffix("_EXPR").lower())


def call(b: Builder, node: Node) -> None:
    """A call as a statement."""
    if node.library and node.spelling == "operator=":
        left, right = node.children[0], node.children[-1]
        if isinstance(left.type, Record):
            records.assign_record(b, left, right, node.span)
            return
        found = place(b, left)
        if not isinstance(found, Place) or found.indices or not is_array_value(left.type):
            raise Refusal("TSP1120", node.span, name="assignment to a row")
        vectors.assign(b, found.array, right)
        return
    if node.library and node.children and node.children[0].kind == "MEMBER_REF_EXPR":
        vectors.method(b, node)
        return
    if node.library:
        if node.spelling == "__tenspiler_assert":
            check(b, node)
            return
        if node.spelling == "swap" and len(node.children) == 3:
            swap(b, node)
            return
        action = ACTIONS.get(node.spelling)
        if action is not None:
            action(b, node)
            return
        require_known(node)
        for argument in node.children[1:]:
            _pure(argument)
        return
    b.inline(b, node, True)


def check(b: Builder, node: Node) -> None:
    """`assert(c)` and `assert(c && "text")`: the program stops unless `c` holds."""
    test = _twice_negated(node.children[-1])
    if has_effects(test):
        raise Refusal("TSP1112", node.span, what="an `assert` with side effects")
    for part in conjuncts(test):
        if part is not None and not contains(part, "STRING_LITERAL"):
            b.emit(Require(condition(b, part), "failed assertion", node.span))


def _twice_negated(node: Node) -> Node:
    """The `c` of `!!c`, which is what the macro makes of it."""
    for _ in range(2):
        while node.kind == "CAST":
            node = node.children[0]
        (node,) = node.children
    return node


def swap(b: Builder, node: Node) -> None:
    """`std::swap` of two numbers."""
    left, right = node.children[1:]
    type_ = number_type(left.type, left.span)
    number_type(right.type, right.span)
    first, second = place(b, left), place(b, right)
    kept = b.fresh("swapped", type_)
    b.emit(Assign(kept, load(b, first, left), node.span))
    put(b, first, load(b, second, right), node)
    put(b, second, Var(kept, type_, node.span), node)


def assign(b: Builder, node: Node) -> None:
    """`x = e` and `x = y = e`."""
    left, right = node.children
    if isinstance(left.type, Record):
        records.assign_record(b, left, right, node.span)
        return
    if isinstance(left.type, Pointer) and left.kind == "MEMBER_REF_EXPR":
        records.assign_pointer_field(b, left, right, node.span)
        return
    if isinstance(left.type, Pointer) and isinstance(left.type.to, Record):
        records.set_record_pointer(b, left, right, node.span)
        return
    if isinstance(left.type, Pointer):
        assign_pointer(b, node)
        return
    alone = _sequenced(left)
    value = cast(_rvalue(b, right, alone), number_type(left.type, left.span).dtype, node.span)
    put(b, place(b, left), value, node)


def _sequenced(left: Node) -> bool:
    """Whether the right-hand side surely comes first: C++17 says so, C only where the left is a name."""
    return left.kind == "DECL_REF_EXPR" or not is_c(left.span.file)


def _rvalue(b: Builder, node: Node, alone: bool = True) -> Expr:
    """The value of a right-hand side: another assignment, a call at statement level, or an expression.

    `alone` says that a call in it may change arrays.
    """
    inner = node
    while inner.kind == "CAST":
        inner = inner.children[0]
    if inner.kind == "BINARY_OPERATOR" and inner.operator == "=":
        return _through_casts(b, node, inner, _chained(b, inner))
    if inner.kind == "CALL_EXPR" and not inner.library and inner.value is None:
        result = number_result(b, inner, b.inline(b, inner, alone))
        return _through_casts(b, node, inner, result)
    return expression(b, node)


def _through_casts(b: Builder, node: Node, inner: Node, value: Expr) -> Expr:
    if node is inner:
        return value
    below = _through_casts(b, node.children[0], inner, value)
    return cast(below, number_type(node.type, node.span).dtype, node.span)


def _chained(b: Builder, node: Node) -> Expr:
    left, right = node.children
    value = cast(_rvalue(b, right, _sequenced(left)), number_type(left.type, left.span).dtype, node.span)
    value = b.capture("assigned", value, node.span)
    put(b, place(b, left), value, node)
    return value


def update(b: Builder, node: Node) -> None:
    """`x += e`: computed after the usual conversions, and converted back."""
    left, right = node.children
    if isinstance(left.type, Pointer):
        advance_pointer(b, node, right)
        return
    found = place(b, left)
    target = number_type(left.type, left.span)
    amount = _rvalue(b, right, _sequenced(left))
    put(b, found, updated(node, load(b, found, left), amount, target), node)


def put(b: Builder, found: Scalar | Place, value: Expr, node: Node) -> None:
    """Write a number to a place."""
    match found:
        case Scalar():
            b.emit(Assign(found.name, value, node.span))
        case Place():
            kind = b.variables[found.array]
            if not isinstance(kind, ArrayType) or kind.rank != len(found.indices):
                raise Refusal("TSP1120", node.span, name="assignment to a row")
            b.emit(Store(found.array, found.indices, value, node.span))

"""Expressions and places: every conversion explicit, every element access an array with one index an axis."""

from __future__ import annotations

from tensir.dtypes import BOOL, I64, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c import library
from tenspiler.frontends.c.builder import (
    AddressOf,
    Algorithm,
    Binding,
    Builder,
    Callee,
    Functor,
    Members,
    Place,
    PointerTo,
    Scalar,
    describe,
    number_type,
)
from tenspiler.frontends.c.numbers import (
    COMPARISONS,
    binary,
    c_type,
    cast,
    common,
    constant,
    negation,
    negative,
    offset_by,
    promoted,
    truth,
)
from tenspiler.frontends.c.syntax import (
    FixedArray,
    Node,
    Number,
    Pointer,
    Record,
    Vector,
    is_default,
    is_null,
    mentions,
    walk,
)
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Expr,
    Length,
    Load,
    Op,
    ScalarType,
    Select,
    Span,
    Store,
    Var,
    View,
    assigned_scalars,
    written_arrays,
)

_SHIFTS = ("<<", ">>")
_ELEMENTS = ("operator[]", "at", "back", "front")
_STARTS, _ENDS = ("data", "begin", "cbegin"), ("end", "cend")


def expression(b: Builder, node: Node) -> Expr:
    """The value of an expression, of the dtype that clang gives it."""
    if node.value is not None:
        return constant(node.value, number_type(node.type, node.span).dtype, node.span)
    match node.kind:
        case "DECL_REF_EXPR" | "ARRAY_SUBSCRIPT_EXPR" | "MEMBER_REF_EXPR":
            return load(b, place(b, node), node)
        case "CAST":
            return conversion(b, node)
        case "BINARY_OPERATOR":
            return binary_operator(b, node)
        case "UNARY_OPERATOR":
            return unary_operator(b, node)
        case "CONDITIONAL_OPERATOR":
            return conditional(b, node)
        case "COMPOUND_ASSIGNMENT_OPERATOR":
            return _assigned_inside(b, node)
        case "CALL_EXPR":
            return call(b, node)
        case "INIT_LIST_EXPR" if len(node.children) <= 1:
            dtype = number_type(node.type, node.span).dtype
            return cast(expression(b, node.children[0]), dtype, node.span) if node.children else zero(node)
        case _:
            raise Refusal("TSP1106", node.span, what=_plain(node))


def zero(node: Node) -> Const:
    """Zero of the node's type."""
    return constant(0, number_type(node.type, node.span).dtype, node.span)


def condition(b: Builder, node: Node) -> Expr:
    """The expression as a truth value; an array that is passed is never null."""
    if isinstance(node.type, Pointer):
        if isinstance(node.type.to, Record):
            members(b, node)
        else:
            pointer(b, node)
        return constant(True, BOOL, node.span)
    return truth(expression(b, node), node.span)


def load(b: Builder, found: Scalar | Place, node: Node) -> Expr:
    """The number at a place."""
    match found:
        case Scalar():
            return Var(found.name, found.type, node.span)
        case Place():
            element = number_type(node.type, node.span)
            return Load(found.array, found.indices, element, node.span)


def conversion(b: Builder, node: Node) -> Expr:
    """A cast, explicit or implicit."""
    child = node.children[0]
    target = number_type(node.type, node.span).dtype
    if target is BOOL and isinstance(child.type, Pointer):
        return condition(b, child)
    number_type(child.type, child.span)
    return cast(expression(b, child), target, node.span)


def binary_operator(b: Builder, node: Node) -> Expr:
    """Arithmetic, comparison, `&&` and `||`."""
    left, right = node.children
    if node.operator in ("&&", "||"):
        return cast(_logical(b, node), number_type(node.type, node.span).dtype, node.span)
    if node.operator == "=":
        return _assigned_inside(b, node)
    if node.operator == ",":
        raise Refusal("TSP1112", node.span, what=f"`{node.operator}`")
    if isinstance(left.type, Pointer) or isinstance(right.type, Pointer):
        return _between_pointers(b, node, left, right)
    return arithmetic(node, expression(b, left), expression(b, right), number_type(node.type, node.span))


def _between_pointers(b: Builder, node: Node, left: Node, right: Node) -> Expr:
    """`p < q`, `p != q` or `p - q` inside one array, by the positions."""
    type_ = number_type(node.type, node.span)
    if node.operator in ("==", "!=") and (is_null(left) or is_null(right)):
        condition(b, left if is_null(right) else right)
        return cast(constant(node.operator == "!=", BOOL, node.span), type_.dtype, node.span)
    if not (isinstance(left.type, Pointer) and isinstance(right.type, Pointer)):
        raise Refusal("TSP1111", node.span)
    first, second = pointer(b, left), pointer(b, right)
    one_row = (first.array, first.indices) == (second.array, second.indices)
    if not one_row or not (node.operator == "-" or node.operator in COMPARISONS):
        raise Refusal("TSP1111", node.span)
    value = binary(node.operator, position(first, node.span), position(second, node.span), node.span)
    assert value is not None
    return cast(value, type_.dtype, node.span)


def arithmetic(node: Node, left: Expr, right: Expr, type_: ScalarType) -> Expr:
    """An operator on converted operands; the result is cast to `type_` (a comparison is an int in C)."""
    operator = node.operator.removesuffix("=") if node.kind.startswith("COMPOUND") else node.operator
    if operator in _SHIFTS:
        right = cast(right, left.type.dtype, right.span)
    if left.type.dtype is not right.type.dtype:
        raise Refusal("TSP1106", node.span, what=f"`{operator}` on these operands")
    value = binary(operator, left, right, node.span)
    if value is None:
        raise Refusal("TSP1106", node.span, what=f"`{operator}`")
    return cast(value, type_.dtype, node.span)


def updated(node: Node, old: Expr, amount: Expr, target: ScalarType) -> Expr:
    """The value after `old += amount`: computed after the usual conversions, and converted back."""
    wide = common(target.dtype, amount.type.dtype)
    if node.operator in ("<<=", ">>="):
        wide = common(target.dtype, target.dtype)
    elif amount.type.dtype is not wide:
        raise Refusal("TSP1106", node.span, what=f"`{node.operator}` on these operands")
    value = arithmetic(node, cast(old, wide, node.span), amount, c_type(wide))
    return cast(value, target.dtype, node.span)


def _assigned_inside(b: Builder, node: Node) -> Expr:
    """`x = e` or `x += e` inside an expression that names `x` nowhere else."""
    left, right = node.children
    target = _alone(b, left, node)
    if mentions(right, left.target):
        raise Refusal("TSP1112", node.span, what=f"`{node.operator}`")
    value = expression(b, right)
    old = Var(target.name, target.type, node.span)
    plain = node.operator == "="
    value = cast(value, target.type.dtype, node.span) if plain else updated(node, old, value, target.type)
    b.emit(Assign(target.name, value, node.span))
    return old


def _sequenced(b: Builder, node: Node, whole: Node) -> Expr:
    """A condition whose side effects are complete before the rest of `whole` is evaluated."""
    outer = b.whole
    effects = [n.children[0].target for n in walk(node) if is_effect(n) and n.children]
    if not effects or b.conditional or outer is None:
        return condition(b, node)
    if any(mentions(outer, t) != mentions(whole, t) for t in effects):
        raise Refusal("TSP1112", node.span, what="a side effect")
    pending, b.effects, b.whole = b.effects, [], node
    value = condition(b, node)
    if b.effects:
        value = b.capture("condition", value, node.span)
        b.flush()
    b.effects, b.whole = pending, outer
    return value


def _logical(b: Builder, node: Node) -> Expr:
    left = _sequenced(b, node.children[0], node)
    if isinstance(left, Const):
        return left if bool(left.value) == (node.operator == "||") else condition(b, node.children[1])
    with b.perhaps():
        right = condition(b, node.children[1])
    type_ = c_type(BOOL)
    if node.operator == "&&":
        return Select(left, right, constant(False, BOOL, node.span), type_, node.span)
    return Select(left, constant(True, BOOL, node.span), right, type_, node.span)


def unary_operator(b: Builder, node: Node) -> Expr:
    """`-x`, `!x`, `~x`, `*p`, and `x++` where its moment cannot matter."""
    child = node.children[0]
    dtype = number_type(node.type, node.span).dtype
    match node.operator:
        case "-":
            return negative(expression(b, child), node.span)
        case "+":
            return expression(b, child)
        case "~":
            value = expression(b, child)
            return Op("bitnot", (value,), value.type, node.span)
        case "!":
            return cast(negation(condition(b, child), node.span), dtype, node.span)
        case "*" if child.kind == "CALL_EXPR" and child.spelling in ("max_element", "min_element"):
            return _algorithm(b, child, b.algorithms["*"])
        case "*":
            return load(b, place(b, node), node)
        case "post++" | "post--" | "pre++" | "pre--":
            return step_inside(b, node)
        case _:
            raise Refusal("TSP1106", node.span, what=_plain(node))


def step_inside(b: Builder, node: Node) -> Expr:
    """`x++` or `++x` inside an expression that names `x` nowhere else."""
    if node.children[0].kind != "DECL_REF_EXPR" and not isinstance(node.type, Pointer):
        return _step_element(b, node)
    target = _alone(b, node.children[0], node)
    update = step(b, node, target)
    if node.operator.startswith("pre"):
        b.emit(update)
    else:
        b.effects.append(update)
    return Var(target.name, target.type, node.span)


def _step_element(b: Builder, node: Node) -> Expr:
    """`a[i]++` or `++a[i]` inside an expression that names `a` nowhere else and calls nothing."""
    child, whole = node.children[0], b.whole
    root = child
    while root.kind == "ARRAY_SUBSCRIPT_EXPR" or root.kind == "CAST" or root.spelling == "operator[]":
        root = root.children[0]
    free = root.kind == "DECL_REF_EXPR" and not b.conditional and whole is not None and not _calls(whole)
    found = place(b, child) if free else None
    if not isinstance(found, Place) or whole is None or _names(b, whole, found.array) != 1:
        operator = node.operator.removeprefix("pre").removeprefix("post")
        raise Refusal("TSP1112", node.span, what=f"`{operator}`")
    spot = b.captured(found, child.span)
    old = b.capture("before", load(b, spot, child), child.span)
    new = stepped(node, old)
    b.effects.append(Store(spot.array, spot.indices, new, node.span))
    return new if node.operator.startswith("pre") else old


def _calls(node: Node) -> bool:
    """Whether an expression calls a function of the program."""
    return any(n.kind == "CALL_EXPR" and not n.library for n in walk(node))


def _names(b: Builder, node: Node, array: str) -> int:
    """How often an array is named, under whatever name."""
    named = (b.bindings.get(n.target) for n in walk(node) if n.kind == "DECL_REF_EXPR")
    fields = (n for n in walk(node) if n.kind == "MEMBER_REF_EXPR" and not isinstance(n.type, Number))
    return sum(isinstance(n, (Place, PointerTo)) and n.array == array for n in named) + sum(1 for _ in fields)


def _alone(b: Builder, child: Node, node: Node) -> Scalar:
    """The variable that an effect changes; refused where its moment could matter."""
    target = b.bindings.get(child.target) if child.kind == "DECL_REF_EXPR" else None
    if isinstance(target, PointerTo):
        target = target.variable
    alone = b.whole is not None and mentions(b.whole, child.target) == 1
    if b.conditional or not alone or not isinstance(target, Scalar):
        operator = node.operator.removeprefix("pre").removeprefix("post")
        raise Refusal("TSP1112", node.span, what=f"`{operator}`")
    return target


def _step_pointer(b: Builder, node: Node) -> PointerTo:
    """`p++` or `++p` inside an expression that names `p` nowhere else."""
    child = node.children[0]
    found = b.bindings.get(child.target) if child.kind == "DECL_REF_EXPR" else None
    if not isinstance(found, PointerTo) or found.variable is None:
        raise Refusal("TSP1111", node.span)
    step_inside(b, node)
    return found


def is_step(node: Node) -> bool:
    """Whether this is `++` or `--`."""
    return node.kind == "UNARY_OPERATOR" and node.operator in ("post++", "post--", "pre++", "pre--")


def is_effect(node: Node) -> bool:
    """Whether this changes a variable itself."""
    is_assignment = node.kind == "BINARY_OPERATOR" and node.operator == "="
    return is_step(node) or is_assignment or node.kind == "COMPOUND_ASSIGNMENT_OPERATOR"


def step(b: Builder, node: Node, target: Scalar) -> Assign:
    """`target` plus or minus one."""
    value = Var(target.name, target.type, node.span)
    return Assign(target.name, stepped(node, value), node.span)


def stepped(node: Node, value: Expr) -> Expr:
    """A value after `++` or `--`, computed after promotion and converted back."""
    dtype = value.type.dtype
    if dtype is BOOL:
        raise Refusal("TSP1106", node.span, what="`++` on bool")
    wide = promoted(dtype)
    one = constant(1, wide, node.span)
    result = binary(node.operator[-1], cast(value, wide, node.span), one, node.span)
    assert result is not None
    return cast(result, dtype, node.span)


def conditional(b: Builder, node: Node) -> Expr:
    """`c ? x : y`."""
    if len(node.children) != 3:
        raise Refusal("TSP1106", node.span, what="`?:` without a middle operand")
    type_ = number_type(node.type, node.span)
    test = condition(b, node.children[0])
    with b.perhaps():
        yes, no = (cast(expression(b, c), type_.dtype, c.span) for c in node.children[1:])
    return Select(test, yes, no, type_, node.span)


# Calls


def call(b: Builder, node: Node) -> Expr:
    """A call whose value is a number."""
    if node.spelling == "operator[]" and node.library:
        return load(b, place(b, node), node)
    if not node.library:
        return number_result(b, node, b.inline(b, node, False))
    if node.children and node.children[0].kind == "MEMBER_REF_EXPR":
        return member_call(b, node)
    algorithm = b.algorithms.get(node.spelling)
    if algorithm is not None:
        return _algorithm(b, node, algorithm)
    arguments = library_arguments(b, node)
    return library.call(node, arguments)


def _algorithm(b: Builder, node: Node, algorithm: Algorithm) -> Expr:
    """The value of an algorithm; what it calls may change nothing that the expression could read."""
    mark, before = len(b.emitted), set(b.variables)
    value = algorithm(b, node)
    body = tuple(b.emitted[mark:])
    if (written_arrays(body) | assigned_scalars(body)) & before:
        raise Refusal("TSP1112", node.span, what=f"a call of `{node.spelling}`, which has side effects,")
    return value


def number_result(b: Builder, node: Node, result: object) -> Expr:
    """The number that an inlined call gives."""
    match result:
        case Place() if isinstance(node.type, Number):
            return load(b, result, node)
        case Scalar():
            return load(b, result, node)
        case None | Place() | PointerTo() | Members():
            raise Refusal("TSP1106", node.span, what=f"the result of `{node.spelling}` as a number")
        case _:
            assert isinstance(result, Expr)
            return result


def library_arguments(b: Builder, node: Node) -> list[Expr]:
    """The arguments of a mathematical function."""
    library.require_known(node)
    if library.is_nan(node):
        return []  # what its text says is which NaN, which nothing here can tell
    braces = listed(node.children[1]) if len(node.children) == 2 else None
    return [expression(b, c) for c in braces or node.children[1:]]


def listed(node: Node) -> tuple[Node, ...] | None:
    """The elements of `{1, 2, 3}`."""
    while node.kind == "CAST" and len(node.children) == 1:
        node = node.children[0]
    return node.children if node.kind == "INIT_LIST_EXPR" else None


def member_call(b: Builder, node: Node) -> Expr:
    """`v.size()`, `v.empty()`, `v.back()`, `v.front()`."""
    member = node.children[0]
    if node.library and node.spelling == "at" and member.children:
        return load(b, place(b, node), node)
    if not node.library or not member.children or len(node.children) > 1:
        raise Refusal("TSP1120", node.span, name=node.spelling)
    owner = member.children[0]
    match node.spelling:
        case "size" if isinstance(owner.type, (Vector, FixedArray)):
            return length(b, owner, node)
        case "empty" if isinstance(owner.type, Vector):
            return Op("eq", (length(b, owner, node), constant(0, U64, node.span)), c_type(BOOL), node.span)
        case "back" | "front" if isinstance(owner.type, Vector):
            return load(b, place(b, node), node)
        case _:
            raise Refusal("TSP1120", node.span, name=node.spelling)


def length(b: Builder, owner: Node, node: Node) -> Expr:
    """The number of elements of a vector or array."""
    if isinstance(owner.type, FixedArray):
        if owner.type.extent is None:
            raise Refusal("TSP1106", node.span, what="the extent of this array")
        return constant(owner.type.extent, U64, node.span)
    found = place(b, owner)
    assert isinstance(found, Place)
    return Length(found.array, len(found.indices), found.indices, c_type(U64), node.span)


# Places


def place(b: Builder, node: Node) -> Scalar | Place:
    """What an lvalue names: a scalar variable, an element, a row or a whole array."""
    match node.kind:
        case "DECL_REF_EXPR":
            return _named(b, node)
        case "MEMBER_REF_EXPR":
            return _as_place(field_of(b, node), node)
        case "ARRAY_SUBSCRIPT_EXPR":
            base, index = node.children
            if not isinstance(base.type, (Pointer, FixedArray)):
                base, index = index, base
            address = address_of_scalar(b, base)
            if address is not None and index.value == 0:
                return address.variable
            return element(b, base, expression(b, index), node)
        case "UNARY_OPERATOR" if node.operator == "*":
            address = address_of_scalar(b, node.children[0])
            if address is not None:
                return address.variable
            return dereference(pointer(b, node.children[0]), node)
        case "CALL_EXPR" if node.library and node.spelling == "operator[]":
            return element(b, node.children[0], expression(b, node.children[-1]), node)
        case "CALL_EXPR" if node.library and node.spelling in ("back", "front"):
            return _end(b, node)
        case "CALL_EXPR" if node.library and node.spelling == "at":
            return element(b, node.children[0].children[0], expression(b, node.children[-1]), node)
        case "CALL_EXPR" if not node.library:
            found = b.inline(b, node, False)
            if not isinstance(found, Place):
                raise Refusal("TSP1106", node.span, what=_plain(node))
            return found
        case _:
            raise Refusal("TSP1106", node.span, what=_plain(node))


def _named(b: Builder, node: Node) -> Scalar | Place:
    found = b.bindings.get(node.target)
    if found is None:
        raise Refusal("TSP1108", node.span, name=node.spelling)
    return _as_place(found, node)


def _as_place(found: Binding, node: Node) -> Scalar | Place:
    match found:
        case Scalar() | Place():
            return found
        case PointerTo() | AddressOf():
            raise Refusal("TSP1111", node.span)
        case Callee() | Functor():
            raise Refusal("TSP1106", node.span, what="a function as a value")
        case Members():
            raise Refusal("TSP1142", node.span, what="a struct in this place")


def members(b: Builder, node: Node) -> Members:
    """The fields of the struct that an expression names or points at."""
    found: object = None
    match node.kind:
        case "DECL_REF_EXPR":
            found = b.bindings.get(node.target)
        case "MEMBER_REF_EXPR":
            found = field_of(b, node)
        case "CXX_THIS_EXPR":
            found = b.frame().this
        case "PAREN_EXPR" | "CAST" if len(node.children) == 1 and _same_struct(node):
            return members(b, node.children[0])
        case "UNARY_OPERATOR" if node.operator in ("*", "&"):
            return members(b, node.children[0])
        case "CALL_EXPR" if node.library and len(node.children) == 1 and _same_struct(node):
            return members(b, node.children[0])  # a copy that is only looked at
        case "CALL_EXPR" if not node.library:
            found = b.inline(b, node, False)
        case "ARRAY_SUBSCRIPT_EXPR":
            raise Refusal("TSP1142", node.span, what="an array of structs")
        case _:
            pass
    if not isinstance(found, Members):
        raise Refusal("TSP1142", node.span, what=f"`{node.spelling or _plain(node)}` as a struct")
    return found


def _same_struct(node: Node) -> bool:
    """Whether a conversion leaves a struct, or a pointer to one, what it is."""
    return node.type == node.children[0].type


def field_of(b: Builder, node: Node) -> Binding:
    """What `s.field`, `p->field` or a field of the object at hand is."""
    owner = members(b, node.children[0]) if node.children else b.frame().this
    found = owner.fields.get(node.spelling) if owner is not None else None
    if found is None:
        raise Refusal(
            "TSP1142", node.span, what=f"the field `{node.spelling}` of type `{describe(node.type)}`"
        )
    return found


def element(b: Builder, base: Node, index: Expr, node: Node) -> Place:
    """`base[index]`."""
    if isinstance(base.type, (Vector, FixedArray)):
        found = place(b, base)
        if not isinstance(found, Place):
            raise Refusal("TSP1106", node.span, what=_plain(base))
        return Place(found.array, (*found.indices, index))
    return dereference(advanced(pointer(b, base), index, node), node)


def _end(b: Builder, node: Node) -> Place:
    owner = node.children[0].children[0]
    found = place(b, owner)
    if not isinstance(found, Place) or not isinstance(owner.type, Vector):
        raise Refusal("TSP1120", node.span, name=node.spelling)
    index: Expr | None = constant(0, U64, node.span)
    if node.spelling == "back":
        one = constant(1, U64, node.span)
        index = binary("-", length(b, owner, node), one, node.span)
    assert index is not None
    return Place(found.array, (*found.indices, index))


def dereference(address: PointerTo, node: Node) -> Place:
    """What a pointer points at."""
    if address.variable is not None:
        return Place(address.array, (*address.indices, position(address, node.span)))
    offset = address.offset if address.offset is not None else constant(0, U64, node.span)
    return Place(address.array, (*address.indices, offset))


def position(address: PointerTo, span: Span) -> Expr:
    """How many elements past the start of its row an address is."""
    moving = address.variable
    base: Expr | None = None if moving is None else Var(moving.name, moving.type, span)
    if address.offset is None:
        return constant(0, I64, span) if base is None else base
    return cast(offset_by(base, address.offset, span), I64, span)


def advanced(address: PointerTo, index: Expr, node: Node) -> PointerTo:
    """`address + index`."""
    offset = offset_by(address.offset, index, node.span)
    return PointerTo(address.array, address.indices, offset, address.variable)


def pointer(b: Builder, node: Node) -> PointerTo:
    """The address that a pointer expression gives."""
    match node.kind:
        case "DECL_REF_EXPR":
            found = b.bindings.get(node.target)
            if isinstance(found, PointerTo):
                return found
            if isinstance(found, Place) and isinstance(node.type, FixedArray):
                return PointerTo(found.array, found.indices, None)
            raise Refusal("TSP1108", node.span, name=node.spelling)
        case "CAST" if _keeps_elements(node):
            return pointer(b, node.children[0])
        case "MEMBER_REF_EXPR":
            found = field_of(b, node)
            if isinstance(found, PointerTo):
                return found
            if isinstance(found, Place) and isinstance(node.type, FixedArray):
                return PointerTo(found.array, found.indices, None)
            raise Refusal("TSP1111", node.span)
        case "CALL_EXPR" if not node.library:
            found = b.inline(b, node, False)
            if not isinstance(found, PointerTo):
                raise Refusal("TSP1111", node.span)
            return found
        case _ if _is_row(node):
            found = place(b, node)
            assert isinstance(found, Place)
            return PointerTo(found.array, found.indices, None)
        case "BINARY_OPERATOR" if node.operator in ("+", "-"):
            return _pointer_sum(b, node)
        case "UNARY_OPERATOR" if node.operator == "&":
            return _address_of(b, node)
        case "UNARY_OPERATOR" if is_step(node):
            return _step_pointer(b, node)
        case "CALL_EXPR" if node.library and node.spelling in _STARTS:
            return _start(b, node)
        case "CALL_EXPR" if node.library and node.spelling in _ENDS:
            start = _start(b, node)
            return PointerTo(start.array, start.indices, length(b, _owner(node), node))
        case "CALL_EXPR" if node.library and node.spelling in ("next", "prev"):
            return _neighbour(b, node)
        case "CALL_EXPR" if node.library and node.spelling in b.addresses:
            return b.addresses[node.spelling](b, node)
        case _:
            called = node.children[0] if node.kind == "CAST" and node.children else node
            if called.kind == "CALL_EXPR" and called.library:
                library.require_known(called)
            raise Refusal("TSP1111", node.span)


def _is_row(node: Node) -> bool:
    """Whether this is the row of an array, `a[i]` or `*p`, whatever its rows are."""
    subscript = node.kind in ("ARRAY_SUBSCRIPT_EXPR", "CALL_EXPR") and node.spelling in ("", "operator[]")
    named = subscript or (node.kind == "UNARY_OPERATOR" and node.operator == "*")
    return named and isinstance(node.type, (FixedArray, Pointer))


def _keeps_elements(node: Node) -> bool:
    """Whether a pointer conversion leaves the element type alone."""
    child = node.children[0].type
    before = (
        child.element if isinstance(child, FixedArray) else child.to if isinstance(child, Pointer) else None
    )
    return isinstance(node.type, Pointer) and before is not None and _same_element(node.type.to, before)


def _same_element(a: object, b: object) -> bool:
    if isinstance(a, FixedArray) and isinstance(b, FixedArray):
        return _same_element(a.element, b.element) and (a.extent == b.extent or None in (a.extent, b.extent))
    return a == b


def _pointer_sum(b: Builder, node: Node) -> PointerTo:
    left, right = node.children
    if node.operator == "+" and not isinstance(left.type, Pointer):
        left, right = right, left
    if not isinstance(right.type, Number):
        raise Refusal("TSP1111", node.span)
    amount = expression(b, right)
    if node.operator == "-":
        amount = negative(cast(amount, I64, node.span), node.span)
    return advanced(pointer(b, left), amount, node)


def address_of_scalar(b: Builder, node: Node) -> AddressOf | None:
    """`&x` of a scalar variable, or a pointer that holds one."""
    while node.kind == "CAST" and node.children[0].type == node.type:
        node = node.children[0]
    if node.kind == "DECL_REF_EXPR":
        found = b.bindings.get(node.target)
        return found if isinstance(found, AddressOf) else None
    if node.kind == "UNARY_OPERATOR" and node.operator == "&":
        inner = node.children[0]
        if inner.kind == "UNARY_OPERATOR" and inner.operator == "*":
            return address_of_scalar(b, inner.children[0])
        if inner.kind == "ARRAY_SUBSCRIPT_EXPR" and inner.children[1].value == 0:
            return address_of_scalar(b, inner.children[0])
        variable = b.bindings.get(inner.target) if inner.kind == "DECL_REF_EXPR" else None
        return AddressOf(variable) if isinstance(variable, Scalar) else None
    return None


def _address_of(b: Builder, node: Node) -> PointerTo:
    found = place(b, node.children[0])
    if not isinstance(found, Place) or not found.indices:
        raise Refusal("TSP1111", node.span)
    return PointerTo(found.array, found.indices[:-1], found.indices[-1])


def _owner(node: Node) -> Node:
    """The container that `v.begin()` or `std::begin(v)` is asked of."""
    first = node.children[0]
    if first.kind != "MEMBER_REF_EXPR":
        return node.children[-1]
    if not first.children:
        raise Refusal("TSP1111", node.span)
    return first.children[0]


def _start(b: Builder, node: Node) -> PointerTo:
    owner = _owner(node)
    found = place(b, owner) if isinstance(owner.type, (Vector, FixedArray)) else None
    if not isinstance(found, Place):
        raise Refusal("TSP1111", node.span)
    return PointerTo(found.array, found.indices, None)


def _neighbour(b: Builder, node: Node) -> PointerTo:
    """`std::next(p, n)` and `std::prev(p, n)`."""
    amounts = [expression(b, c) for c in node.children[2:] if not is_default(c)]
    amount = cast(amounts[0], I64, node.span) if amounts else constant(1, I64, node.span)
    if node.spelling == "prev":
        amount = negative(amount, node.span)
    return advanced(pointer(b, node.children[1]), amount, node)


def view(b: Builder, node: Node, found: Place) -> View:
    """A whole array or row."""
    type_ = b.variables[found.array]
    assert isinstance(type_, ArrayType)
    row = ArrayType(type_.element, type_.rank - len(found.indices), type_.container)
    if row.rank < 1:
        raise Refusal("TSP1106", node.span, what=_plain(node))
    return View(found.array, found.indices, row, node.span)


def is_lvalue(node: Node) -> bool:
    """Whether an initialiser names a place, so that a reference to it is an alias."""
    return (
        node.kind in ("DECL_REF_EXPR", "ARRAY_SUBSCRIPT_EXPR", "MEMBER_REF_EXPR")
        or (node.kind == "UNARY_OPERATOR" and node.operator == "*")
        or (node.kind == "CALL_EXPR" and node.library and node.spelling in _ELEMENTS)
    ) and node.value is None


def _plain(node: Node) -> str:
    name = node.kind.removesuffix("_EXPR").removesuffix("_OPERATOR").replace("_", " ").lower()
    return f"this expression ({node.operator or name})"

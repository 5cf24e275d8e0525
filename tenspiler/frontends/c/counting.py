"""What a counted loop looks like in the source: its counter, its step and its bound, by syntax alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, final

from tensir.dtypes import BOOL, DType, Kind
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.numbers import preserves
from tenspiler.frontends.c.syntax import VOID, Definition, Node, Number, has_effects, mentions, walk

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}


@final
@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a `for`; `init` and `step` are statement lists, `condition` may be missing."""

    init: tuple[Node, ...]
    condition: Node | None
    step: tuple[Node, ...]
    body: tuple[Node, ...]
    node: Node


@final
@dataclass(frozen=True, slots=True)
class Counting:
    """`counter operator bound`, the counter changing by `step` a round; `bound` None is zero.

    With `shift`, it is `counter + shift` (or `counter - shift`) that is compared.
    """

    target: int
    dtype: DType
    operator: str
    bound: Node | None
    compared: DType
    step: int
    stepper: Node | None
    before_body: bool
    shift: Shift | None = None


@final
@dataclass(frozen=True, slots=True)
class Shift:
    """What is added to a counter before it is compared, or taken from it."""

    amount: Node
    operator: str


def continues(node: Node) -> bool:
    """Whether a loop's body holds a `continue` of that loop."""
    if node.kind == "CONTINUE_STMT":
        return True
    if node.kind in ("FOR_STMT", "WHILE_STMT", "CXX_FOR_RANGE_STMT", "DO_STMT"):
        return False
    return any(continues(c) for c in node.children)


def header_of(node: Node, text: bytes) -> Header:
    """Sort the children of a `for` by the semicolons between them (clang leaves missing parts out)."""
    *parts, body = node.children
    if len(parts) == 3 and all(p.start == node.start for p in parts) and not _declares_condition(parts):
        init, test, step = parts
        return Header(listed(init), test, listed(step), (body,), node)
    slots: list[Node | None] = [None, None, None]
    for part in parts:
        slot = _without_comments(text[node.start : part.start]).count(b";")
        if slot > 2 or slots[slot] is not None:
            raise Refusal("TSP1103", node.span, what="this form of `for`")
        slots[slot] = part
    first, middle, last = slots
    return Header(listed(first), middle, listed(last), (body,), node)


def _declares_condition(parts: Sequence[Node]) -> bool:
    """Whether this may be `for (; int x = f(); step)`, all of it from one macro."""
    names = {d.target for d in parts[0].children if d.kind == "VAR_DECL"}
    return _without_bool(parts[1]).target in names


def conjuncts(test: Node | None) -> tuple[Node | None, ...]:
    """The operands of `&&`."""
    if test is None:
        return (None,)
    inner = _without_bool(test)
    if inner.kind != "BINARY_OPERATOR" or inner.operator != "&&":
        return (test,)
    return tuple(t for c in inner.children for t in conjuncts(c))


def _without_comments(text: bytes) -> bytes:
    return re.sub(rb"/\*.*?\*/|//[^\n]*", b"", text, flags=re.DOTALL)


def listed(node: Node | None) -> tuple[Node, ...]:
    """The operands of a comma operator at statement level."""
    if node is None:
        return ()
    if node.kind == "BINARY_OPERATOR" and node.operator == ",":
        return tuple(n for c in node.children for n in listed(c))
    return (node,)


def step_of(node: Node) -> tuple[int, int] | None:
    """The variable that a statement steps, and by how much."""
    if not node.children or node.children[0].kind != "DECL_REF_EXPR":
        return None
    target = node.children[0].target
    if node.kind == "UNARY_OPERATOR" and node.operator[-2:] in ("++", "--"):
        return target, 1 if node.operator.endswith("++") else -1
    amount = node.children[-1]
    if node.kind == "COMPOUND_ASSIGNMENT_OPERATOR" and node.operator in ("+=", "-="):
        value = _literal(amount)
        return (target, value if node.operator == "+=" else -value) if value else None
    if node.kind == "BINARY_OPERATOR" and node.operator == "=":
        return _explicit_step(target, amount)
    return None


def _explicit_step(target: int, node: Node) -> tuple[int, int] | None:
    """`i = i + 2`."""
    node, outer = below_casts(node)
    if node.kind != "BINARY_OPERATOR" or node.operator not in ("+", "-"):
        return None
    left, right = node.children
    if node.operator == "+" and _literal(left):
        left, right = right, left
    value, (inner, dtypes) = _literal(right), below_casts(left)
    if not value or inner.kind != "DECL_REF_EXPR" or inner.target != target:
        return None
    if not isinstance(inner.type, Number) or not _all_preserve(inner.type.dtype, (*outer, *dtypes)):
        return None
    return target, value if node.operator == "+" else -value


def _literal(node: Node) -> int:
    """A small positive constant, or 0."""
    inner, dtypes = below_casts(node)
    value = inner.value
    if not isinstance(value, int) or not 0 < value < 2**31 or not all(d.holds(value) for d in dtypes):
        return 0
    return int(value)


def below_casts(node: Node) -> tuple[Node, tuple[DType, ...]]:
    """What is converted between integer types, and to which."""
    dtypes: list[DType] = []
    while node.kind == "CAST" and isinstance(node.type, Number) and not node.type.dtype.is_float:
        dtypes.append(node.type.dtype)
        node = node.children[0]
    return node, tuple(dtypes)


def _all_preserve(own: DType, dtypes: Sequence[DType]) -> bool:
    return own.is_fixed and all(preserves(own, d, False) for d in dtypes)


def counting_of(header: Header) -> Counting | None:
    """How a loop counts, if its header looks as if it did."""
    test = header.condition
    if test is None:
        return None
    if not header.step:
        return _countdown(test)
    steps = [s for s in map(step_of, header.step) if s is not None]
    for target, step in steps:
        found = _compared(test, target)
        named = [n for n in header.step if mentions(n, target)]
        if found is not None and len(named) == 1:
            dtype, operator, bound, compared, shift = found
            return Counting(target, dtype, operator, bound, compared, step, named[0], False, shift)
    return None


def with_one_comparison(header: Header) -> Header:
    """A loop of several conditions, one of which counts, as one that the others leave early.

    Before: `for (...; i < n && a[i]; ...) f();`.
    After: `for (...; i < n; ...) { if (a[i]); else break; f(); }`.
    """
    if header.condition is None:
        return header
    atoms = [t for t in conjuncts(header.condition) if t is not None]
    for place, atom in enumerate(atoms if len(atoms) > 1 else []):
        counting = counting_of(replace(header, condition=atom))
        if counting is not None:
            others = (*atoms[:place], *atoms[place + 1 :])
            body = (*(_break_unless(other) for other in others), *header.body)
            return replace(header, condition=atom, body=body)
        if not _cannot_fail(atom):
            break
    return header


def _cannot_fail(test: Node) -> bool:
    """Whether a condition compares variables and constants, so that it may be evaluated after others."""
    plain = ("DECL_REF_EXPR", "CAST", "INTEGER_LITERAL", "CXX_BOOL_LITERAL_EXPR", "UNARY_OPERATOR")
    compares = ("==", "!=", "<", "<=", ">", ">=", "!", "&&", "||")
    return all(
        (n.kind in plain and n.operator in ("", "!"))
        or (n.kind == "BINARY_OPERATOR" and n.operator in compares)
        for n in walk(test)
    )


def _break_unless(test: Node) -> Node:
    end = (test.end, test.end)
    nothing = Node("NULL_STMT", "", VOID, (), test.span, *end)
    leaves = Node("BREAK_STMT", "", VOID, (), test.span, *end)
    return Node("IF_STMT", "", VOID, (test, nothing, leaves), test.span, test.start, test.end)


_Comparison: TypeAlias = "tuple[DType, str, Node | None, DType, Shift | None]"


def _compared(test: Node, target: int) -> _Comparison | None:
    """The comparison of a counter with its bound, the counter on the left."""
    test = _without_bool(test)
    if test.kind == "DECL_REF_EXPR" and test.target == target and isinstance(test.type, Number):
        return test.type.dtype, "!=", None, test.type.dtype, None
    if test.kind != "BINARY_OPERATOR" or test.operator not in _MIRRORED:
        return None
    for side, other, operator in (
        (test.children[0], test.children[1], test.operator),
        (test.children[1], test.children[0], _MIRRORED[test.operator]),
    ):
        if mentions(other, target):
            continue
        remaining = _remaining(side, other, target)
        if remaining is not None:
            dtype, bound = remaining
            return dtype, _MIRRORED[operator], bound, dtype, None
        shift, base = _shifted(side, target)
        counter = _counter_side(base)
        if counter is None or counter.target != target:
            continue
        if isinstance(side.type, Number) and isinstance(counter.type, Number):
            own = counter.type.dtype
            return own, operator, other, side.type.dtype, shift
    return None


def _shifted(side: Node, target: int) -> tuple[Shift | None, Node]:
    """Take `i + k` or `i - k`, in the type of `i`, apart."""
    inner = side
    while inner.kind == "CAST" and isinstance(inner.type, Number) and inner.children:
        inner = inner.children[0]
    if inner.kind != "BINARY_OPERATOR" or inner.operator not in ("+", "-"):
        return None, side
    left, right = inner.children
    if inner.operator == "+" and mentions(right, target):
        left, right = right, left
    exact = left.kind == "DECL_REF_EXPR" and left.target == target and left.type == inner.type
    if not exact or mentions(right, target) or has_effects(right):
        return None, side
    return Shift(right, inner.operator), _with_counter(side, inner, left)


def _with_counter(side: Node, inner: Node, counter: Node) -> Node:
    """The conversions around `inner`, around the counter instead."""
    if side is inner:
        return counter
    return replace(side, children=(_with_counter(side.children[0], inner, counter),))


def _remaining(side: Node, other: Node, target: int) -> tuple[DType, Node] | None:
    """`n - i` against 0 in a signed type, where it is `n` against `i`: the bound."""
    if side.kind != "BINARY_OPERATOR" or side.operator != "-" or below_casts(other)[0].value != 0:
        return None
    bound, counter = side.children
    is_counter = counter.kind == "DECL_REF_EXPR" and counter.target == target and counter.type == side.type
    if not is_counter or mentions(bound, target) or not isinstance(side.type, Number):
        return None
    dtype = side.type.dtype
    return (dtype, bound) if dtype.kind is Kind.SIGNED and dtype.bits >= 32 else None


def _counter_side(node: Node) -> Node | None:
    """The variable below conversions that an `int` would survive; the last one decides the comparison."""
    inner = node
    dtypes: list[DType] = []
    while inner.kind == "CAST" and isinstance(inner.type, Number) and inner.children:
        dtypes.append(inner.type.dtype)
        inner = inner.children[0]
    if inner.kind != "DECL_REF_EXPR" or not isinstance(inner.type, Number):
        return None
    own = inner.type.dtype
    direct = all(d is dtypes[0] or preserves(own, d, False) for d in dtypes)
    return inner if direct and own.is_fixed else None


def _without_bool(node: Node) -> Node:
    while node.kind == "CAST" and isinstance(node.type, Number) and node.type.dtype is BOOL:
        node = node.children[0]
    return node


def _countdown(test: Node) -> Counting | None:
    """`i-- > 0`, `i-- != 0`, `i--`: the body sees the counter already stepped."""
    test = _without_bool(test)
    operator = "!="
    dtypes: tuple[DType, ...] = ()
    if test.kind == "BINARY_OPERATOR" and test.operator in (">", "!="):
        left, right = test.children
        if below_casts(right)[0].value != 0:
            return None
        operator = test.operator
        test, dtypes = below_casts(left)
    if test.kind != "UNARY_OPERATOR" or test.operator != "post--":
        return None
    counter = test.children[0]
    if counter.kind != "DECL_REF_EXPR" or not isinstance(counter.type, Number):
        return None
    dtype = counter.type.dtype
    if not _all_preserve(dtype, dtypes) or (dtype.kind is Kind.SIGNED and dtype.bits < 32):
        return None
    return Counting(counter.target, dtype, operator, None, dtype, -1, None, True)


def is_live(definition: Definition, target: int) -> bool:
    """Whether a counter's value after a loop may be read: it is named outside the loops that first set it.

    A counter that the function does not own (a reference, a captured variable) may be read by its owner.
    """
    declared = [n for n in walk(definition.body) if n.kind == "VAR_DECL"]
    owned = {n.target for n in (*declared, *definition.parameters) if isinstance(n.type, Number)}
    body = definition.body
    return target not in owned or _covered(body, target) != mentions(body, target)


def _covered(node: Node, target: int) -> int:
    if node.kind == "FOR_STMT" and node.children and _sets(node.children[0], target):
        return mentions(node, target)
    return sum(_covered(c, target) for c in node.children)


def _sets(init: Node, target: int) -> bool:
    first = listed(init)[0]
    is_assignment = first.kind == "BINARY_OPERATOR" and first.operator == "="
    if not is_assignment or first.children[0].target != target:
        return False
    return not mentions(first.children[1], target)

"""`switch` as a chain of branches, before anything else looks at a function's body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import final

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.numbers import promoted
from tenspiler.frontends.c.syntax import Node, Number, contains
from tenspiler.loopir.nodes import Span

_LABELS = ("CASE_STMT", "DEFAULT_STMT")
_LOOPS = ("FOR_STMT", "WHILE_STMT", "DO_STMT", "CXX_FOR_RANGE_STMT")
_MOST_NODES = 4000


@final
@dataclass(frozen=True, slots=True)
class _Group:
    """What follows one or more labels: the tests for them (None for `default`), and where its code starts."""

    tests: tuple[Node | None, ...]
    first: int


def without_switches(node: Node) -> Node:
    """The same statement with every `switch` replaced.

    Before: `switch (x) { case 1: f(); break; case 2: g(); default: h(); }`. After:
    `int switched = x; if (switched == 1) f(); else if (switched == 2) { g(); h(); } else h();`
    """
    return _replaced(node, count(-1, -1))


def _replaced(node: Node, fresh: count[int]) -> Node:
    if node.kind == "SWITCH_STMT":
        return _branches(node, fresh)
    if not contains(node, "SWITCH_STMT"):
        return node
    return replace(node, children=tuple(_replaced(c, fresh) for c in node.children))


def _branches(node: Node, fresh: count[int]) -> Node:
    if len(node.children) != 2 or node.children[1].kind != "COMPOUND_STMT":
        raise Refusal("TSP1103", node.span, what="this form of `switch`")
    value, body = node.children
    if not isinstance(value.type, Number) or not value.type.dtype.is_fixed:
        raise Refusal("TSP1103", node.span, what="a `switch` on this value")
    kind = Number(promoted(value.type.dtype))
    target = next(fresh)
    where = (value.span, value.start, value.end)
    held = Node("VAR_DECL", "switched", kind, (_cast(value, kind),), *where, target=target)
    name = Node("DECL_REF_EXPR", "switched", kind, (), *where, target=target)
    statements, groups = _groups(body, name)
    chain = _block((), node.span)
    for group in sorted(groups, key=lambda g: None not in g.tests):
        code = _block(tuple(_replaced(s, fresh) for s in _until_break(statements[group.first :])), node.span)
        chain = code if None in group.tests else _branch(group, code, chain, node.span)
    declared = Node("DECL_STMT", "", kind, (held,), *where)
    return _block((declared, chain), node.span)


def _groups(body: Node, name: Node) -> tuple[list[Node], list[_Group]]:
    """The statements of a body without their labels, and the groups of labels, the last group first."""
    statements: list[Node] = []
    groups: list[_Group] = []
    for child in body.children:
        tests: list[Node | None] = []
        while child.kind in _LABELS:
            *values, inner = child.children
            tests.append(_test(name, values, child.span) if child.kind == "CASE_STMT" else None)
            child = inner
        if tests:
            groups.insert(0, _Group(tuple(tests), len(statements)))
        elif not groups:
            raise Refusal("TSP1103", child.span, what="a statement before the first `case`")
        if _has_label(child):
            raise Refusal("TSP1103", child.span, what="a `case` inside another statement")
        statements.append(child)
    return statements, groups


def _has_label(node: Node) -> bool:
    if node.kind == "SWITCH_STMT":
        return False
    return node.kind in _LABELS or any(_has_label(c) for c in node.children)


def _test(name: Node, values: Sequence[Node], span: Span) -> Node:
    if len(values) == 1:
        return _compared(name, "==", values[0], span)
    low, high = values  # `case 1 ... 5`, which GNU C has
    both = (_compared(name, ">=", low, span), _compared(name, "<=", high, span))
    return _operation("&&", both, span)


def _compared(name: Node, operator: str, value: Node, span: Span) -> Node:
    """A label's value is converted to the promoted type of the switch."""
    assert isinstance(name.type, Number)
    return _operation(operator, (name, _cast(value, name.type)), span)


def _operation(operator: str, operands: tuple[Node, Node], span: Span) -> Node:
    first = operands[0]
    return Node("BINARY_OPERATOR", "", Number(BOOL), operands, span, first.start, first.end, operator)


def _cast(value: Node, kind: Number) -> Node:
    if value.type == kind:
        return value
    return Node("CAST", "", kind, (value,), value.span, value.start, value.end)


def _branch(group: _Group, then: Node, orelse: Node, span: Span) -> Node:
    tests = [t for t in group.tests if t is not None]
    test = tests[0]
    for other in tests[1:]:
        test = _operation("||", (test, other), span)
    return Node("IF_STMT", "", test.type, (test, _at(then, test.end), orelse), span, test.start, test.end)


def _at(node: Node, position: int) -> Node:
    """The node as if it stood right behind its condition: there is no `if (init; test)` here."""
    return replace(node, start=position, end=position)


def _block(statements: tuple[Node, ...], span: Span) -> Node:
    return Node("COMPOUND_STMT", "", Number(BOOL), statements, span, 0, 0)


# Breaks


def _until_break(statements: Sequence[Node]) -> tuple[Node, ...]:
    """What is executed from here to the `break` that ends it, through later labels.

    `if (c) break; rest` becomes `if (c) {} else { rest }`.
    """
    done: list[Node] = []
    for k, node in enumerate(statements):
        rest = statements[k + 1 :]
        if node.kind == "BREAK_STMT":
            break
        if not _breaks(node):
            done.append(node)
            if node.kind in ("RETURN_STMT", "CONTINUE_STMT"):
                break
            continue
        if sum(1 for s in rest for _ in _nodes(s)) > _MOST_NODES:
            raise Refusal("TSP1123", node.span)
        if node.kind == "COMPOUND_STMT":
            done += _until_break((*node.children, *rest))
        elif node.kind == "IF_STMT":
            done.append(_split(node, rest))
        else:
            raise Refusal("TSP1103", node.span, what="a `break` here")
        break
    return tuple(done)


def _split(node: Node, rest: Sequence[Node]) -> Node:
    test, then, *orelse = node.children
    if test.kind in ("DECL_STMT", "VAR_DECL") or len(orelse) > 1:
        raise Refusal("TSP1103", node.span, what="this form of `if`")
    yes = replace(_block(_until_break((then, *rest)), then.span), start=then.start, end=then.end)
    no = _block(_until_break((*orelse, *rest)), node.span)
    return replace(node, children=(test, yes, no))


def _breaks(node: Node) -> bool:
    """Whether a `break` inside ends the switch at hand."""
    if node.kind == "BREAK_STMT":
        return True
    if node.kind in (*_LOOPS, "SWITCH_STMT", "LAMBDA_EXPR"):
        return False
    return any(_breaks(c) for c in node.children)


def _nodes(node: Node) -> Sequence[Node]:
    return [node, *(n for c in node.children for n in _nodes(c))]

"""Loops that are to stay: where nothing says what many rounds come to, but a round is work on tensors.

A round is worth it that does what an inner loop did, on rows: it writes more than single places of its
variables, or takes in rows of what it is given. One that looks for a place among its variables alone, and
changes them there and nowhere else, is one of many choices, each of which depends on the last. That is
refused, and so is what has no inner loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from typing import cast as typed

from tensir.build import conjuncts
from tensir.cells import Apply, Cell, Elem, Fold, Sym, alike, arrays_read, free_symbols, subterms
from tensir.dtypes import INT
from tensir.polynomial import normal
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import For, Function
from tenspiler.symbolic.state import ArrayValue


def read_behind(function: Function, label: int) -> frozenset[str]:
    """The variables that a function mentions behind one of its outermost loops, or gives back."""
    places = [k for k, s in enumerate(function.body) if isinstance(s, For) and s.label == label]
    rest = function.body[places[0] + 1 :] if places else function.body
    changed = (p.name for p in function.changed_parameters())
    return frozenset(_names((rest, function.results))) | frozenset(changed)


def _names(node: object) -> Iterator[str]:
    """The variables that statements or expressions mention."""
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(typed("tuple[object, ...]", one))
        elif is_dataclass(one) and not isinstance(one, type):
            for part in fields(one):
                value: Any = getattr(one, part.name)
                if part.name in ("array", "name") and isinstance(value, str):
                    yield value
                else:
                    pending.append(value)


def is_worth_rounds(loop: For, steps: Mapping[str, Cell], heads: Mapping[str, Cell]) -> bool:
    """Whether the rounds of a loop do work on tensors, each step being a cell in terms of the heads."""
    if not any(isinstance(s, For) for s in nodes.statements(loop.body)):
        return False
    if any(not _is_single(steps[name], heads[name]) for name in steps):
        return True
    rows = [t for step in steps.values() for t in subterms(step) if isinstance(t, Fold)]
    own = {head.array for head in heads.values() if isinstance(head, Elem)}
    if any(_takes_in_rows(fold, own) for fold in rows):
        return True
    carried = own | {head.name for head in heads.values() if isinstance(head, Sym)}
    chosen = any(
        not carried.isdisjoint(arrays_read(place) | free_symbols(place))
        for name in steps
        for place in _places(steps[name], heads[name])
    )
    return bool(rows) and not chosen


def finds_its_places(step: Cell, head: ArrayValue, length: Cell | None) -> bool:
    """Whether a step writes an array at places that it looks for in the array, as the rounds before left it.

    Nothing but the rounds themselves says where that is. The end of an array that grows, which has `length`
    elements then, is no place that is looked for, however many elements say how long it is.
    """
    own = head.body.array if isinstance(head.body, Elem) else ""
    for term in subterms(step):
        match term:
            case Apply(op="eq", args=(a, b)) if a.dtype is INT:
                sides = [(a, b), (b, a)]
            case _:
                continue
        for one, other in sides:
            if length is not None and alike(normal(other), length):
                continue
            if isinstance(one, Sym) and one.name in head.binders:
                searches = (t for t in subterms(other) if isinstance(t, Fold))
                if any(own in arrays_read(search) for search in searches):
                    return True
    return False


def _takes_in_rows(fold: Fold, own: set[str]) -> bool:
    """Whether a fold goes through elements of arrays that are given."""
    return any(
        isinstance(t, Elem) and t.array not in own and fold.binder in free_symbols(t)
        for t in subterms(fold.body)
    )


def _is_single(step: Cell, head: Cell) -> bool:
    """Whether a step changes single elements of an array, or a number."""
    if not isinstance(head, Elem):
        return True
    if step == head:
        return True
    match step:
        case Apply(op="select", args=(condition, yes, no)):
            if _pins(condition, head) or _is_single(yes, head):
                return _is_single(no, head)
            return False
        case _:
            return False


def _pins(condition: Cell, head: Elem) -> bool:
    """Whether a condition holds at one place of an array only."""
    left = {i.name for i in head.indices if isinstance(i, Sym)}
    for part in conjuncts(condition):
        match part:
            case Apply(op="eq", args=(a, b)) if a.dtype is INT:
                left -= {s.name for s in (a, b) if isinstance(s, Sym)}
            case _:
                pass
    return not left


def _places(step: Cell, head: Cell) -> Iterator[Cell]:
    """The conditions under which a step writes an element."""
    while isinstance(head, Elem) and isinstance(step, Apply) and step.op == "select":
        yield step.args[0]
        step = step.args[2]

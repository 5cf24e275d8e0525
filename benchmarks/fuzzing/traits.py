"""What a program shows whatever its class: kinds of arrays and numbers, odd steps, what may coincide."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any
from typing import cast as typed

from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import ArrayType, Const, Container, Flavour, For, Function, Load, Op, Store


def traits(function: Function) -> tuple[str, ...]:
    """The traits of a program, sorted."""
    return tuple(sorted(set(_found(function))))


def _found(function: Function) -> Iterator[str]:
    arrays = [p for p in function.parameters if isinstance(p.type, ArrayType)]
    changed = {p.name for p in function.changed_parameters()}
    kinds = set(function.variables.values())
    yield _language(function)
    if any(isinstance(k, ArrayType) and k.rank > 1 for k in kinds):
        yield "2-D"
    if any(a.name in changed and a.name != b.name and a.type == b.type for a in arrays for b in arrays):
        yield "possible aliases"
    dtypes = {(k.element if isinstance(k, ArrayType) else k).dtype for k in kinds}
    if any(d.is_float for d in dtypes):
        yield "floats"
    if len({d for d in dtypes if d.name != "bool"}) > 2:
        yield "mixed dtypes"
    if any(d.is_fixed and d.is_integer and d.bits < 32 for d in dtypes):
        yield "narrow integers"
    loops = [s for s in nodes.statements(function.body) if isinstance(s, For)]
    if any(loop.step < 0 for loop in loops):
        yield "negative step"
    if any(loop.until for loop in loops):
        yield "early exit"
    for node in walk((function.body, function.results)):
        match node:
            case Op(op="cast"):
                yield "casts"
            case Op(op=("shl" | "shr")):
                yield "shifts"
            case Op(op=("floordiv" | "mod" | "truncdiv" | "truncrem" | "div" | "fmod")):
                yield "division"
            case Load() | Store() if any(isinstance(i, Load) for i in walk(node.indices)):
                yield "indirect index"
            case _:
                pass


def _language(function: Function) -> str:
    containers = {t.container for t in function.variables.values() if isinstance(t, ArrayType)}
    if function.flavour is Flavour.C:
        return "C++ vectors" if Container.VECTOR in containers else "C pointers"
    return "NumPy arrays" if Container.NDARRAY in containers else "Python lists"


def walk(node: Any) -> Iterator[Any]:
    """Every node inside tuples and nodes of LoopIR, outer ones first."""
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(reversed(typed("tuple[Any, ...]", one)))
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            yield one
            pending.extend(getattr(one, f.name) for f in reversed(dataclasses.fields(one)))


def size(function: Function) -> int:
    """How many statements, expressions and digits a program has: what shrinking makes smaller."""
    inner = walk((function.body, function.results))
    weight = sum(
        1 + (isinstance(n, Const) and n.value not in (0, 1))
        for n in inner
        if not isinstance(n, (nodes.Span, nodes.ScalarType))
    )
    return weight + len(function.parameters)

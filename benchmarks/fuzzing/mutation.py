"""Near misses of functions that people wrote: another comparison, bound, index or order of statements."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.fuzzing.sites import replaced, sites, well_typed
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import (
    Argsort,
    Assign,
    Const,
    Expr,
    Flavour,
    For,
    Function,
    If,
    Load,
    Op,
    ScalarType,
    Select,
    Store,
    Var,
    statements,
)

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = (("benchmarks/suites", "*/*"), ("tests/corpus", "*/*"), ("examples", "*"))
_SUFFIXES: Final = (".py", ".c", ".cpp")
_ATTEMPTS: Final = 60
_SWAPS: Final = (
    ("lt", "le"), ("gt", "ge"), ("eq", "ne"), ("lt", "gt"), ("le", "ge"), ("add", "sub"), ("mul", "add"),
    ("min", "max"), ("bitand", "bitor"), ("bitxor", "bitor"), ("shl", "shr"), ("truncdiv", "truncrem"),
    ("floordiv", "mod"), ("div", "mul"), ("and", "or"), ("sqrt", "abs"), ("floor", "ceil"), ("neg", "abs"),
)  # fmt: skip


def near_miss(seed: int) -> tuple[Function, str] | None:
    """A mutant of a function of the corpus or the suites, and where it is from; None without sources."""
    rng = Random(f"near miss {seed}")
    files = source_files()
    while files:
        path = rng.choice(files)
        found = functions(path)
        if not found:
            files = tuple(f for f in files if f != path)
            continue
        function = rng.choice(found)
        times = 0 if _orders_floats(function) else rng.choice((0, 1, 1, 1, 1, 2, 2, 3))
        mutant = function
        for _ in range(times):
            mutant = mutated(mutant, rng)
        return mutant, f"{path.relative_to(ROOT)}:{function.name}"
    return None


def _orders_floats(function: Function) -> bool:
    """Whether it relies on statements before an order, which see to it that no key is NaN."""
    orders = (s for s in statements(function.body) if isinstance(s, Argsort))
    return any(s.keys.type.element.dtype.is_float for s in orders)


@cache
def source_files() -> tuple[Path, ...]:
    """The sources to start from, sorted."""
    return tuple(
        path
        for folder, pattern in FOLDERS
        for path in sorted((ROOT / folder).glob(pattern))
        if path.suffix in _SUFFIXES and not path.stem.endswith("_inputs")
    )


@cache
def functions(path: Path) -> tuple[Function, ...]:
    """The functions of a file that LoopIR says all of: called with what their parameters are."""
    try:
        unit = read_file(path)
    except Refusal:
        return ()
    return tuple(
        dataclasses.replace(f, formals=())
        for f in unit.functions
        if isinstance(f, Function) and not f.classes and all(p.origin is None for p in f.parameters)
    )


def mutated(function: Function, rng: Random) -> Function:
    """The function with one thing changed; itself if nothing that was tried is well-typed."""
    places = list(sites(function))
    for _ in range(_ATTEMPTS):
        way, node = rng.choice(places)
        changes = list(_changes(node, function, rng))
        if changes:
            mutant = replaced(function, way, rng.choice(changes))
            if well_typed(mutant):
                return mutant
    return function


def _changes(node: Any, function: Function, rng: Random) -> Iterator[Any]:
    """What may stand in place of a node."""
    match node:
        case Const():
            yield from _other_constants(node)
        case Op():
            yield from _other_operators(node)
            if len(node.args) == 2:
                yield dataclasses.replace(node, args=node.args[::-1])
        case Var(name=name):
            alike = [n for n, t in function.variables.items() if t == node.type and n != name]
            if alike:
                yield dataclasses.replace(node, name=rng.choice(alike))
        case Load() | Store():
            yield from _other_places(node, function, rng)
        case Select():
            yield dataclasses.replace(node, yes=node.no, no=node.yes)
        case If():
            yield dataclasses.replace(node, then=node.orelse, orelse=node.then)
            yield dataclasses.replace(node, orelse=())
        case For():
            yield from _other_bounds(node)
        case Assign(value=value) if isinstance(value.type, ScalarType) and value.type.dtype.is_integer:
            yield dataclasses.replace(node, value=_shifted(value, rng.choice((1, -1))))
        case tuple() if len(node) > 1 and not isinstance(node[0], int):
            yield from _other_orders(node, rng)
        case _:
            pass


def _other_constants(node: Const) -> Iterator[Const]:
    if isinstance(node.value, bool):
        values: tuple[Any, ...] = (not node.value,)
    elif isinstance(node.value, float):
        values = (0.0, 1.0, -node.value, node.value + 1.0, -0.0)
    else:
        values = (node.value + 1, node.value - 1, 0, 1, -1, 2 * node.value)
        values = tuple(v for v in values if node.type.dtype.holds(v))
    yield from (dataclasses.replace(node, value=v) for v in values if repr(v) != repr(node.value))


def _other_operators(node: Op) -> Iterator[Op]:
    for one, other in _SWAPS:
        if node.op in (one, other):
            yield dataclasses.replace(node, op=other if node.op == one else one)


def _other_places(node: Load | Store, function: Function, rng: Random) -> Iterator[Load | Store]:
    place = rng.randrange(len(node.indices))
    index = node.indices[place]
    for by in (1, -1):
        moved = (*node.indices[:place], _shifted(index, by), *node.indices[place + 1 :])
        yield dataclasses.replace(node, indices=moved)
    if len(node.indices) > 1:
        yield dataclasses.replace(node, indices=node.indices[::-1])
    own = function.variables[node.array]
    alike = [n for n, t in function.variables.items() if t == own and n != node.array]
    if alike:
        yield dataclasses.replace(node, array=rng.choice(alike))


def _other_bounds(node: For) -> Iterator[For]:
    for by in (1, -1):
        yield dataclasses.replace(node, start=_shifted(node.start, by))
        yield dataclasses.replace(node, stop=_shifted(node.stop, by))
    yield dataclasses.replace(node, step=2 * node.step)


def _other_orders(node: tuple[Any, ...], rng: Random) -> Iterator[tuple[Any, ...]]:
    """Two neighbours exchanged, one left out, one twice; of statements and of operands alike."""
    place = rng.randrange(len(node) - 1)
    yield (*node[:place], node[place + 1], node[place], *node[place + 2 :])
    yield (*node[:place], *node[place + 1 :])
    if not isinstance(node[place], For):
        yield (*node[:place], node[place], *node[place:])


def _shifted(value: Expr, by: int) -> Expr:
    kind = value.type
    flavour = Flavour.PYTHON if kind.flavour is Flavour.PYTHON else kind.flavour
    one = Const(1, ScalarType(kind.dtype, flavour), value.span)
    return Op("add" if by > 0 else "sub", (value, one), kind, value.span)

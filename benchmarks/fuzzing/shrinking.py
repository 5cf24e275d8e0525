"""Makes a finding small: a program and an input from which nothing can be taken without losing it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, final

import numpy as np

from benchmarks.fuzzing.emitted import Emission
from benchmarks.fuzzing.generator import Generated
from benchmarks.fuzzing.sites import replaced, sites, well_typed
from benchmarks.fuzzing.tally import Finding
from benchmarks.fuzzing.traits import size, walk
from benchmarks.fuzzing.trial import Bench, Way, Wrong, attempt, eval_literal, finding_of, literals
from tenspiler.loopir.nodes import (
    ArrayType,
    Const,
    Expr,
    For,
    Function,
    If,
    Op,
    ScalarType,
    Select,
    Store,
)

Progress: TypeAlias = Callable[[Finding], None]
MOST_LIFTS: Final = 400


@final
@dataclass(slots=True)
class _Shrinker:
    """The smallest program so far, and how many more may be lifted."""

    best: Generated
    finding: Finding
    way: Way
    progress: Progress
    left: int

    def accepts(self, function: Function) -> bool:
        """Whether a smaller program has the same kind of finding; if so, it is the best."""
        if self.left <= 0 or size(function) >= size(self.best.function) or not well_typed(function):
            return False
        self.left -= 1
        candidate = dataclasses.replace(self.best, function=function)
        found = [f for f in attempt(candidate, self.way).findings if f.kind == self.finding.kind]
        if found:
            self.best, self.finding = candidate, found[0]
            self.progress(found[0])
        return bool(found)


def shrunk(
    generated: Generated,
    finding: Finding,
    way: Way,
    progress: Progress = lambda _: None,
    most: int = MOST_LIFTS,
) -> Finding:
    """A finding of the same kind in a program and on an input as small as `most` lifts can make them.

    Greedy delta debugging over nodes. `progress` hears of each smaller one.
    """
    shrinker = _Shrinker(generated, finding, way, progress, most)
    changed = True
    while changed and shrinker.left > 0:
        changed = False
        function = shrinker.best.function
        for smaller in _smaller(function):
            if shrinker.accepts(smaller):
                changed = True
                break
    return _with_small_input(shrinker)


def _smaller(function: Function) -> Iterator[Function]:
    """Programs with one thing less, the boldest cuts first."""
    yield from _without_names(function)
    places = list(sites(function))
    for place in range(len(function.results)):
        kept = (*function.results[:place], *function.results[place + 1 :])
        yield dataclasses.replace(function, results=kept)
    for way, node in places:
        if isinstance(node, tuple) and way[-1] in ("body", "then", "orelse"):
            for place in range(len(node)):
                yield replaced(function, way, (*node[:place], *node[place + 1 :]))
        elif isinstance(node, If):
            for branch in (node.then, node.orelse):
                yield _spliced(function, way, branch)
    for way, node in places:
        yield from (replaced(function, way, other) for other in _simpler(node))


def _spliced(function: Function, way: tuple[str | int, ...], branch: tuple[Any, ...]) -> Function:
    """A branch in place of the statement that it is of."""
    place = way[-1]
    assert isinstance(place, int)
    outer: Any = function
    for step in way[:-1]:
        outer = outer[step] if isinstance(step, int) else getattr(outer, step)
    return replaced(function, way[:-1], (*outer[:place], *branch, *outer[place + 1 :]))


def _without_names(function: Function) -> Iterator[Function]:
    """Without parameters and variables that nothing mentions."""
    used: set[str] = set()
    for node in walk((function.body, function.results)):
        for field in ("name", "array", "counter", "until"):
            used.add(getattr(node, field, None) or "")
    spare = [p for p in function.parameters if p.name not in used and not p.extents]
    for parameter in spare:
        rest = tuple(p for p in function.parameters if p != parameter)
        variables = {n: t for n, t in function.variables.items() if n != parameter.name}
        yield dataclasses.replace(function, parameters=rest, variables=variables)


def _simpler(node: Any) -> Iterator[Any]:
    """Simpler nodes of the same type."""
    match node:
        case For():
            if node.until is not None:
                yield dataclasses.replace(node, until=None)
            if node.step not in (1, -1):
                yield dataclasses.replace(node, step=1)
        case Op() | Select():
            kind = node.type
            parts = node.args if isinstance(node, Op) else (node.yes, node.no, node.condition)
            yield from (part for part in parts if part.type == kind)
            yield from _constants(node)
        case Const(value=value) if value not in (0, 1):
            yield from _constants(node)
        case Store(value=value):
            yield from (dataclasses.replace(node, value=c) for c in _constants(value))
        case _ if hasattr(node, "type") and isinstance(node.type, ScalarType):
            yield from _constants(node)
        case _:
            pass


def _constants(node: Expr) -> Iterator[Const]:
    kind = node.type
    values: tuple[Any, ...] = (False, True) if kind.dtype.name == "bool" else (0, 1)
    if kind.dtype.is_float:
        values = (0.0, 1.0)
    if not isinstance(node, Const) or node.value not in values:
        yield from (Const(value, kind, node.span) for value in values)


# ---------------------------------------------------------------- inputs


def _with_small_input(shrinker: _Shrinker) -> Finding:
    """The finding on the smallest input that still shows it."""
    finding = shrinker.finding
    if not finding.arguments:
        return finding
    function = shrinker.best.function
    try:
        lifted = shrinker.way.lifted(function)
        emission = shrinker.way.emit(lifted, shrinker.way.backend, shrinker.way.device)
    except Exception:  # what cannot be lifted again keeps the input that it has
        return finding
    code = emission if isinstance(emission, Emission) else None

    def shown(named: dict[str, Any]) -> Wrong | None:
        wrong = Bench(lifted, code).compare(tuple(named[p.name] for p in function.parameters))
        return wrong if wrong is not None and wrong.kind == finding.kind else None

    named = with_arrays(function, eval_literal(finding.arguments))
    best = shown(named)
    if best is None:
        return finding
    while True:
        for smaller in _smaller_inputs(function, named):
            found = shown(smaller)
            if found is not None:
                named, best = smaller, found
                break
        else:
            return finding_of(shrinker.best, dataclasses.replace(best, arguments=named), lifted)


def with_arrays(function: Function, named: dict[str, Any]) -> dict[str, Any]:
    """Arguments from their literals, NumPy's arrays where the function takes them."""
    found: dict[str, Any] = {}
    for parameter in function.parameters:
        value, kind = named[parameter.name], parameter.type
        if isinstance(kind, ArrayType) and kind.container.name in ("NDARRAY", "POINTER"):
            value = np.array(value, dtype=kind.element.dtype.numpy)
            value = (
                value
                if value.ndim == kind.rank
                else value.reshape((*value.shape, *(0,) * kind.rank)[: kind.rank])
            )
        found[parameter.name] = value
    return found


def _smaller_inputs(function: Function, named: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in function.parameters:
        value = named[parameter.name]
        before = literals({parameter.name: value})
        for other in _smaller_values(value):
            if len(literals({parameter.name: other})) < len(before) or _sum(other) < _sum(value):
                yield {**named, parameter.name: other}


def _smaller_values(value: Any) -> Iterator[Any]:
    """Shorter arrays, numbers nearer to 0."""
    if isinstance(value, np.ndarray):
        for rows in _smaller_values(value.tolist()):
            yield np.array(rows, dtype=value.dtype).reshape(
                (len(rows), *value.shape[1:]) if value.ndim > 1 else -1
            )
    elif isinstance(value, list):
        for place in range(len(value)):
            yield [*value[:place], *value[place + 1 :]]
        for place, item in enumerate(value):
            if not isinstance(item, list):
                yield from ([*value[:place], other, *value[place + 1 :]] for other in _smaller_values(item))
    elif isinstance(value, float):
        yield from (other for other in (0.0, 1.0) if repr(other) != repr(value))
    elif not isinstance(value, bool) and value not in (0,):
        yield from sorted({0, 1, value // 2, value - 1 if value > 0 else value + 1} - {value}, key=abs)


def _sum(value: Any) -> float:
    array = np.asarray(value, dtype=object).ravel()
    return float(sum(abs(x) if x == x else 9 for x in array.tolist())) if array.size else 0.0

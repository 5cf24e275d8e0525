"""Runs of a function on small inputs, and the rows of values that its loops were really seen with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, final

import numpy as np

from tensir.cell_evaluator import evaluate_each, is_array
from tensir.cells import Cell, Elem, free_symbols, subterms
from tensir.evaluator import as_array
from tenspiler.loopir import nodes
from tenspiler.loopir.interpreter import Finished, compile_function
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.sampling import Arguments, samples
from tenspiler.symbolic.obligation import LoopRange
from tenspiler.symbolic.shell import history

FUEL = 4_000
MOST_SAMPLES = 160
MOST_HEADS = 8
MOST_CELLS = 9
MOST_WORK = 4_000_000  # elements and steps of folds that are evaluated at one place; no run takes as many


@final
@dataclass(frozen=True, slots=True)
class Rows:
    """`size` states of a run at one place: what its symbols were, one row each, and the arrays at entry."""

    env: Mapping[str, Any]
    arrays: Mapping[str, Any]
    size: int

    def row(self, place: int) -> Rows:
        """One of the states alone."""
        env = {n: v[place] if is_array(v) else v for n, v in self.env.items()}
        return Rows(env, self.arrays, 1)

    def only(self, places: Any) -> Rows:
        """Some of the states, by their numbers."""
        env = {n: v[places] if is_array(v) else v for n, v in self.env.items()}
        return Rows(env, self.arrays, len(places))

    def each(self, cells: Sequence[Cell]) -> list[tuple[Any, Any]] | None:
        """The values of cells, and where they are not specified; None if that cannot be said."""
        with np.errstate(all="ignore"):
            try:
                found = self._evaluated(cells)
            except (KeyError, OverflowError, MemoryError):
                return None
        return [(value, False if unknown is None else unknown) for value, unknown in found]

    def _evaluated(self, cells: Sequence[Cell]) -> list[tuple[Any, Any]]:
        try:
            return evaluate_each(cells, self.env, self.arrays, meter=_Meter())
        except KeyError:
            return evaluate_each(cells, self.env, *with_unset(cells, self.arrays), meter=_Meter())

    def where(self, conditions: Sequence[Cell]) -> Any | None:
        """Where all conditions hold; None if that cannot be said."""
        found = self.each(conditions)
        return None if found is None else self.all_of(found)

    def all_of(self, found: Iterable[tuple[Any, Any]]) -> Any:
        """Where all of some truth values are specified and true."""
        holds = np.ones(self.size, dtype=bool)
        for value, unknown in found:
            holds = holds & np.asarray(value, dtype=bool) & ~np.asarray(unknown, dtype=bool)
        return holds


@final
@dataclass(frozen=True, slots=True)
class Run:
    """An accepted input, and the iterations of each loop that were run: their numbers, outermost first."""

    env: Mapping[str, Any]
    arrays: Mapping[str, Any]
    rounds: Mapping[int, tuple[tuple[int, ...], ...]]

    def rows(self, loops: Sequence[LoopRange], cells: Sequence[str]) -> Rows | None:
        """The states inside some loops, each with several values of the symbols of array cells."""
        frames = self.rounds.get(loops[-1].label, ()) if loops else ((),)
        if not frames or any(len(f) != len(loops) for f in frames):
            return None
        inside: dict[str, Any] = dict(self.env)
        for depth, loop in enumerate(loops):
            start = Rows(inside, self.arrays, len(frames)).each((loop.lo,))
            if start is None or np.any(start[0][1]):
                return None
            number = np.array([f[depth] for f in frames], dtype=object)
            inside[loop.symbol] = np.asarray(start[0][0], dtype=object) + number
        return Rows(*_with_cells(inside, len(frames), cells, self.arrays))


@final
class _Meter:
    """Ends what is no small evaluation, by `OverflowError`: folds up to numbers that no run counts to."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def __call__(self, elements: int) -> None:
        self.left -= elements
        if self.left < 0:
            raise OverflowError("more work than a guard is worth")


def _with_cells(
    env: dict[str, Any], size: int, cells: Sequence[str], arrays: Mapping[str, Any]
) -> tuple[dict[str, Any], Mapping[str, Any], int]:
    """Each row with every combination of small values of some symbols."""
    if not cells:
        return env, arrays, size
    few = 3 if len(cells) < 3 else 2
    grid = list(islice(product(range(few), repeat=len(cells)), MOST_CELLS))
    wide: dict[str, Any] = {n: np.repeat(v, len(grid)) if is_array(v) else v for n, v in env.items()}
    for place, name in enumerate(cells):
        wide[name] = np.tile(np.array([g[place] for g in grid], dtype=object), size)
    return wide, arrays, size * len(grid)


def with_unset(
    cells: Iterable[Cell], arrays: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The arrays, and beside them those that nothing was stored to, with marks that say so."""
    missing = {
        t.array: t for c in cells for t in subterms(c) if isinstance(t, Elem) and t.array not in arrays
    }
    if not missing:
        return arrays, {}
    shapes = {name: (8,) * len(t.indices) for name, t in missing.items()}
    blank = {name: np.zeros(shapes[name], t.dtype.numpy) for name, t in missing.items()}
    return {**arrays, **blank}, {name: np.full(shape, True) for name, shape in shapes.items()}


def cell_symbols(cells: Sequence[Cell], known: Mapping[str, Any], loops: Sequence[LoopRange]) -> list[str]:
    """The symbols that are neither arguments nor indices of loops: arbitrary indices of arrays."""
    bound = {*known, *(loop.symbol for loop in loops)}
    found = frozenset[str]().union(*(free_symbols(c) for c in cells)) if cells else frozenset[str]()
    return sorted(found - bound)


@final
class Runs:
    """Runs of one function on inputs that it and some conditions accept; made as they are asked for.

    Of the loops that `stay`, the histories of their variables are among the arrays of a run.
    """

    def __init__(self, function: Function, conditions: Sequence[Cell], stay: Sequence[int] = ()) -> None:
        self.function = function
        self.stay = stay
        self.conditions = conditions
        self.kept: list[Run] = []
        self._program = compile_function(function)
        self._inputs = samples(function, MOST_SAMPLES)
        self._nesting = dict(_nesting(function.body, ()))

    def __iter__(self) -> Iterator[Run]:
        place = 0
        while place < len(self.kept) or self._another():
            yield self.kept[place]
            place += 1

    def _another(self) -> bool:
        for arguments in self._inputs:
            run = self._run(arguments)
            if run is not None:
                self.kept.append(run)
                return True
        return False

    def _run(self, arguments: Arguments) -> Run | None:
        env, arrays = _entry(self.function, arguments)
        accepted = Rows(env, arrays, 1).where(self.conditions)
        if accepted is None or not accepted.all():
            return None
        trace = _Trace(self._nesting, self.stay)
        outcome = self._program.run(arguments, fuel=FUEL, watch=trace)
        if not isinstance(outcome, Finished):
            return None
        arrays |= _histories(self.function, trace.states)
        return Run(env, arrays, {label: tuple(rounds) for label, rounds in trace.rounds.items()})


@final
class _Trace:
    """Hears of every loop head, and keeps the iterations that were run.

    A head is an iteration's if another one follows it in the same execution of the loop.
    """

    def __init__(self, nesting: Mapping[int, tuple[int, ...]], stay: Sequence[int]) -> None:
        self.nesting = nesting
        self.states: dict[int, list[dict[str, Any]]] = {label: [] for label in stay}
        self.now: dict[int, int] = {}
        self.pending: dict[int, tuple[int, ...]] = {}
        self.rounds: dict[int, list[tuple[int, ...]]] = {}

    def __call__(self, label: int, iteration: int, state: Mapping[str, Any]) -> None:
        if label in self.states:
            self.states[label].append({name: deepcopy(value) for name, value in state.items()})
        rounds = self.rounds.setdefault(label, [])
        if iteration and len(rounds) < MOST_HEADS:
            rounds.append(self.pending[label])
        self.now[label] = iteration
        self.pending[label] = tuple(self.now[outer] for outer in self.nesting[label])


def _histories(function: Function, states: Mapping[int, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What each variable was at the heads of loops, along a first axis; of those whose extents stay."""
    found: dict[str, Any] = {}
    for label, heads in states.items():
        for name in heads[0] if heads else ():
            kind = function.variables[name]
            rank = kind.rank if isinstance(kind, ArrayType) else 0
            dtype = kind.element.dtype if isinstance(kind, ArrayType) else kind.dtype
            try:
                values = [as_array(head[name], dtype, rank) for head in heads]
                found[history(name, label)] = np.stack(values)
            except (KeyError, TypeError, ValueError):
                continue
    return found


def _nesting(body: tuple[nodes.Stmt, ...], outer: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each loop with the labels of the loops around it, and its own as the last."""
    for statement in body:
        match statement:
            case nodes.For() | nodes.While():
                yield statement.label, (*outer, statement.label)
                yield from _nesting(statement.body, (*outer, statement.label))
            case nodes.If():
                yield from _nesting((*statement.then, *statement.orelse), outer)
            case _:
                pass


def _entry(function: Function, arguments: Arguments) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arguments as the evaluator takes them."""
    env: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    for parameter, value in zip(function.parameters, arguments, strict=True):
        if isinstance(parameter.type, ArrayType):
            arrays[parameter.name] = as_array(value, parameter.type.element.dtype, parameter.type.rank)
        else:
            env[parameter.name] = value
    return env, arrays

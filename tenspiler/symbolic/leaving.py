"""Loops that are left early: what an iteration that leaves, or stays, makes of the state.

A body sets the loop's flag where it leaves. At the head of every iteration that is reached the flag is
false, so `left`, the flag at the end of an iteration as a condition on its index, says which ones leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from tensir.build import apply, conjuncts, disj, le, negate, select, under
from tensir.cells import Apply, Cell, Elem, Fold, Sym, free_symbols, substitute, subterms
from tensir.dtypes import BOOL
from tensir.polynomial import normal
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.state import ArrayValue, State, merge_arrays


@final
@dataclass(frozen=True, slots=True)
class Round:
    """An arbitrary iteration: its index, the states at its head and its end, and the path inside."""

    index: Sym
    head: State
    after: State
    inside: Path


def refuted(condition: Cell) -> tuple[Cell, ...]:
    """Facts that follow where a condition does not hold: the negations of its alternatives."""
    match condition:
        case Apply(op="or", args=args):
            return tuple(fact for part in args for fact in refuted(part))
        case _:
            # As it is written, too: `under` looks for `a > b`, whose negation is `a <= b`.
            return (*conjuncts(negate(condition)), Apply("not", (condition,), BOOL))


def restricted(state: State, facts: Sequence[Cell]) -> State:
    """A state in which some conditions hold, simplified by them."""
    scalars = {n: under(v, facts) for n, v in state.scalars.items()}
    arrays = {n: _restricted(v, facts) for n, v in state.arrays.items()}
    return State(scalars, arrays)


def _restricted(value: ArrayValue, facts: Sequence[Cell]) -> ArrayValue:
    shape = tuple(under(n, facts) for n in value.shape)
    return ArrayValue(value.dtype, shape, value.binders, under(value.body, facts))


def leaving(round: Round, flag: str) -> State:
    """The state at the end of an iteration that leaves, simplified by that."""
    alternatives = _alternatives(round.after.scalars[flag])
    scalars = {n: _where_any(v, alternatives) for n, v in round.after.scalars.items()}
    arrays: dict[str, ArrayValue] = {}
    for name, value in round.after.arrays.items():
        shape = tuple(_where_any(n, alternatives) for n in value.shape)
        arrays[name] = ArrayValue(value.dtype, shape, value.binders, _where_any(value.body, alternatives))
    return State(scalars, arrays)


def _alternatives(condition: Cell) -> tuple[Cell, ...]:
    match condition:
        case Apply(op="or", args=args):
            return tuple(part for arg in args for part in _alternatives(arg))
        case _:
            return (condition,)


def _where_any(cell: Cell, alternatives: tuple[Cell, ...]) -> Cell:
    """The cell where one of some conditions holds: behind all but one of them, that one does."""
    if len(alternatives) < 2:
        return under(cell, alternatives)
    match cell:
        case Apply(op="select", args=(condition, yes, no)) if condition in alternatives:
            others = tuple(a for a in alternatives if a != condition)
            return select(
                condition,
                under(yes, (condition,)),
                under(_where_any(no, others), (negate(condition),)),
            )
        case Apply():
            args = tuple(_where_any(a, alternatives) for a in cell.args)
            return cell if args == cell.args else apply(cell.op, args, cell.dtype)
        case _:
            return cell


def left_state(round: Round, flag: str, exit: Cell) -> State:
    """The state at the end of the iteration that leaves the loop."""
    state = leaving(round, flag)
    put = {round.index.name: exit}
    scalars = {n: normal(substitute(v, put, make=apply)) for n, v in state.scalars.items()}
    arrays = {n: _put(v, put) for n, v in state.arrays.items()}
    return State(scalars, arrays)


def _put(value: ArrayValue, put: dict[str, Cell]) -> ArrayValue:
    shape = tuple(normal(substitute(n, put, make=apply)) for n in value.shape)
    return ArrayValue(value.dtype, shape, value.binders, normal(substitute(value.body, put, make=apply)))


def joined(left: Cell, leaving: State, closed: State, run_out: State, same: frozenset[str]) -> State:
    """The state after a loop: `leaving` where it was left, `run_out` where its range ended.

    For the variables in `same`, which a leaving iteration leaves alone, it is `closed`, at the exit.
    """
    scalars: dict[str, Cell] = {}
    for name, value in run_out.scalars.items():
        if name in same:
            scalars[name] = closed.scalars[name]
        elif name in leaving.scalars:
            scalars[name] = select(left, leaving.scalars[name], value)
    arrays: dict[str, ArrayValue] = {}
    for name, array in run_out.arrays.items():
        if name in same:
            arrays[name] = closed.arrays[name]
        elif name in leaving.arrays:
            arrays[name] = merge_arrays(left, leaving.arrays[name], array)
    return State(scalars, arrays)


def untouched(round: Round, flag: str) -> frozenset[str]:
    """Variables that an iteration which leaves the loop does not change."""
    state = leaving(round, flag)
    scalars = {n for n, v in state.scalars.items() if normal(v) == _normal_or_none(round.head, n)}
    arrays = {
        n for n, v in state.arrays.items() if n in round.head.arrays and _alike(v, round.head.arrays[n])
    }
    return frozenset(scalars | arrays)


def _normal_or_none(state: State, name: str) -> Cell | None:
    return normal(state.scalars[name]) if name in state.scalars else None


def _alike(a: ArrayValue, b: ArrayValue) -> bool:
    shapes = tuple(map(normal, a.shape)) == tuple(map(normal, b.shape))
    return shapes and normal(a.body) == normal(b.renamed(a.binders))


def last_facts(round: Round, before: Path, lo: Cell, hi: Cell, last: Cell) -> list[Cell]:
    """What held in the last iteration that ran, if any did; comparisons that read no elements."""
    known = set(before.facts)
    found: list[Cell] = []
    for fact in round.inside.facts:
        if fact in known or round.index.name not in free_symbols(fact) or not _is_plain(fact):
            continue
        at_last = normal(substitute(fact, {round.index.name: last}, make=apply))
        found.append(disj(le(hi, lo), at_last))
    return found


def _is_plain(fact: Cell) -> bool:
    compares = isinstance(fact, Apply) and fact.op in ("le", "lt")
    return compares and not any(isinstance(t, (Elem, Fold)) for t in subterms(fact))

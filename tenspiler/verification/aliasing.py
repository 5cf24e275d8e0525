"""Calls that pass one array for two parameters: for which pairs the same program is still right.

Two pointers may be disjoint, identical or overlapping. Disjointness is what the main proof assumes; for
identical arrays the whole proof is made again with one array in both places; anything else is guarded.

Reading the source has taken for granted that what a loop's bound reads is not written in the loop, and has
evaluated it once. With one array in both places that may be false, so what bounds a loop coincides with
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from tensir.build import apply
from tensir.cells import Cell, Elem, Extent, Sym, substitute, subterms
from tensir.dtypes import INT
from tensir.tensors import Program
from tenspiler.effort import OutOfEffort
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import ArrayType, Function, Parameter
from tenspiler.loopir.renaming import mentioned_arrays, with_one_array
from tenspiler.symbolic.execute import TooLarge, Unreadable
from tenspiler.symbolic.state import ArrayValue
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.verification.discharge import Ledger, NeverDefined, Unproved
from tenspiler.verification.proof import Proof, seal
from tenspiler.verification.verify import (
    Established,
    Vacuous,
    Value,
    conclude,
    establish,
    float_parameters,
    scalar_parameters,
)

MOST_PARTNERS = 2

Plausible: TypeAlias = Callable[[Function, Program, Mapping[str, str]], bool]


def with_coinciding(
    established: Established, program: Program, proof: Proof, plausible: Plausible | None = None
) -> Proof:
    """The proof, extended to calls in which a changed parameter and others are one and the same array.

    `plausible` may rule a pair out by running the function, so that no time goes into its proof.
    """
    function = established.function
    written = [p for p in function.changed_parameters() if isinstance(p.type, ArrayType)]
    if len(written) != 1:
        return proof
    target = written[0]
    used = mentioned_arrays(function.body) | mentioned_arrays(function.results)
    bounding = bounding_arrays(function)
    possible = [p.name for p in function.parameters if _may_be(p, target) and p.name not in bounding]
    partners = [name for name in possible if name in used and not established.shells][:MOST_PARTNERS]
    allowed = {
        chosen
        for size in range(1, len(partners) + 1)
        for chosen in combinations(partners, size)
        if _holds(established, program, proof, chosen, target.name, plausible)
    }
    together = [p for p in partners if (p,) in allowed]
    if len(together) == MOST_PARTNERS and tuple(together) not in allowed:
        together = together[:1]
    unused = [name for name in possible if name not in used]  # what is never looked at may be anything
    pairs = frozenset(frozenset({name, target.name}) for name in (*together, *unused))
    return replace(proof, may_coincide=pairs, _seal=seal())


def bounding_arrays(function: Function) -> frozenset[str]:
    """Arrays whose elements decide, directly or by way of scalar variables, how often a loop runs."""
    every = list(nodes.statements(function.body))
    given: dict[str, frozenset[tuple[str, bool]]] = {}
    names: set[tuple[str, bool]] = set()
    for statement in every:
        match statement:
            case nodes.Assign():
                given[statement.name] = given.get(statement.name, frozenset()) | _read(statement.value)
            case nodes.For():
                names |= _read(statement.start) | _read(statement.stop)
            case nodes.While():
                names |= _read(statement.condition)
            case _:
                pass
    pending = list(names)
    while pending:
        name, is_array = pending.pop()
        new = frozenset[tuple[str, bool]]() if is_array else given.get(name, frozenset()) - names
        names |= new
        pending += new
    return frozenset(name for name, is_array in names if is_array)


def _read(value: nodes.Expr) -> frozenset[tuple[str, bool]]:
    """The variables that an expression reads, and whether they are arrays."""
    match value:
        case nodes.Const():
            return frozenset()
        case nodes.Var():
            return frozenset({(value.name, False)})
        case nodes.Load():
            return frozenset({(value.array, True)}).union(*map(_read, value.indices))
        case nodes.Length():
            return frozenset[tuple[str, bool]]().union(*map(_read, value.through))
        case nodes.Op():
            return frozenset[tuple[str, bool]]().union(*map(_read, value.args))
        case nodes.Select():
            return _read(value.condition) | _read(value.yes) | _read(value.no)


def _may_be(parameter: Parameter, target: Parameter) -> bool:
    return parameter.name != target.name and parameter.shared and parameter.type == target.type


def _holds(
    established: Established,
    program: Program,
    proof: Proof,
    names: tuple[str, ...],
    target: str,
    plausible: Plausible | None,
) -> bool:
    """Whether everything can be proved again with the target in the place of the named parameters."""
    renaming = dict.fromkeys(names, target)
    function: Function = established.function
    for name in names:
        function = with_one_array(function, name, target)
    if plausible and not (_is_pointwise(established, renaming) or plausible(function, program, renaming)):
        return False
    summaries = {label: _renamed_summary(s, renaming) for label, s in established.summaries.items()}
    before = established.ledger
    ledger = Ledger(
        before.entry_facts,
        scalar_parameters(function),
        infer=False,
        quick=True,
        floats=float_parameters(function),
        session=before.session,
    )
    ledger.preconditions = [replace(r, condition=renamed(r.condition, renaming)) for r in proof.preconditions]
    try:
        again = establish(function, summaries, ledger)
        if [n for n, _ in again.outputs] != [n for n, _ in program.outputs]:
            return False
        second = conclude(again, program, renaming)
    except (Unproved, NeverDefined, Unreadable, Vacuous, TooLarge, OutOfEffort):
        return False
    checked = {renaming.get(name, name) for name in proof.numbers}
    return second.arithmetic is proof.arithmetic and second.numbers <= checked


def _is_pointwise(established: Established, names: Collection[str]) -> bool:
    """Whether the changed array reads the named ones only where it is itself written."""

    def at_its_own_place(value: Value) -> bool:
        if not isinstance(value, ArrayValue):
            return not any(isinstance(t, Elem) and t.array in names for t in subterms(value))
        own = tuple(Sym(b, INT) for b in value.binders)
        return all(t.indices == own for t in subterms(value.body) if isinstance(t, Elem) and t.array in names)

    return all(at_its_own_place(value) for _, value in established.outputs)


def _renamed_summary(summary: LoopSummary, renaming: dict[str, str]) -> LoopSummary:
    scalars = {n: renamed(c, renaming) for n, c in summary.scalars.items()}
    arrays = {n: _renamed_value(v, renaming) for n, v in summary.arrays.items()}
    exit = None if summary.exit is None else renamed(summary.exit, renaming)
    return replace(summary, scalars=scalars, arrays=arrays, exit=exit)


def _renamed_value(value: ArrayValue, renaming: dict[str, str]) -> ArrayValue:
    shape = tuple(renamed(n, renaming) for n in value.shape)
    return replace(value, shape=shape, body=renamed(value.body, renaming))


def renamed(cell: Cell, renaming: dict[str, str]) -> Cell:
    """A cell that reads other arrays."""

    def element(read: Elem) -> Cell | None:
        return Elem(renaming[read.array], read.indices, read.dtype) if read.array in renaming else None

    def extent(term: Extent) -> Cell | None:
        return Extent(renaming[term.array], term.axis) if term.array in renaming else None

    return substitute(cell, {}, element, extent, apply)

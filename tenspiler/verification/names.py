"""What summaries and programs may speak of: parameters, and the indices and variables of loops.

A proof draws names that occur nowhere else, for arbitrary iterations and elements. A summary or a program
that spoke of such a name would be proved for one value of it only, and then be taken for granted for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tensir.cells import Cell, arrays_read, extents_read, free_symbols, integer
from tensir.dtypes import INT
from tensir.ops import parts
from tensir.tensors import Attribute, Call, Param, Program, Scalar, Tensor, TensorType
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Function, ScalarType, Span
from tenspiler.symbolic.summary import LoopSummary, placeholder


def unknown_names(program: Program) -> Iterator[str]:
    """Names in a program that are none of its parameters', nor of what its iterates carry there."""
    known = program.parameters
    for iterate in program.iterates:
        bounds = (Scalar(iterate.lo), Scalar(iterate.hi))
        yield from _unknown((*bounds, *(c.start for c in iterate.carried)), known, program.parameters)
        counter = Param(iterate.counter, TensorType(INT, ()))
        inside = (*known, counter, *(c.before for c in iterate.carried))
        yield from _unknown((c.step for c in iterate.carried), inside, program.parameters)
        known = (*known, *(c.after for c in iterate.carried))
    yield from _unknown((output for _, output in program.outputs), known, program.parameters)


def _unknown(roots: Iterable[Tensor], known: Sequence[Param], measured: Sequence[Param]) -> Iterator[str]:
    """Names in some tensors that are not known; extents are those of what can be measured."""
    scalars = frozenset(p.name for p in known if not p.type.rank)
    arrays = frozenset(p.name for p in known if p.type.rank)
    for part in dict.fromkeys(part for root in roots for part in parts(root)):
        if isinstance(part, Param) and part not in known:
            yield part.name
        for cell in _cells_of(part):
            yield from sorted(free_symbols(cell) - scalars)
            yield from sorted(arrays_read(cell) - arrays)
            yield from sorted({array for array, _ in extents_read(cell)} - {p.name for p in measured})


def _cells_of(part: Tensor) -> Iterator[Cell]:
    yield from part.type.shape
    if isinstance(part, Scalar):
        yield part.cell
    elif isinstance(part, Call):
        yield from _among(tuple(value for _, value in part.attributes))


def _among(value: Attribute) -> Iterator[Cell]:
    if isinstance(value, tuple):
        for one in value:
            yield from _among(one)
    elif isinstance(value, Cell):
        yield value


def strangers(function: Function, summaries: Mapping[int, LoopSummary]) -> Iterator[tuple[str, Span]]:
    """Names in summaries that nothing gives a value to, and the loops whose summaries those are."""
    parameters = frozenset(p.name for p in function.parameters if isinstance(p.type, ScalarType))
    yield from _inside(function, function.body, summaries, parameters)


def _inside(
    function: Function,
    body: tuple[nodes.Stmt, ...],
    summaries: Mapping[int, LoopSummary],
    known: frozenset[str],
) -> Iterator[tuple[str, Span]]:
    """Those of the loops of a body. Variables of a loop around are known by names of their own, whether or
    not it has a closed form for them; without one they may be anything.
    """
    for statement in body:
        match statement:
            case nodes.For():
                summary = summaries.get(statement.label)
                inner = known
                if summary is not None:
                    own = known | {summary.symbol}
                    found = frozenset[str]().union(*map(free_symbols, _cells(summary)))
                    yield from ((name, statement.span) for name in sorted(found - own))
                    inner = own | {placeholder(name, summary.label) for name in function.variables}
                yield from _inside(function, statement.body, summaries, inner)
            case nodes.If():
                yield from _inside(function, (*statement.then, *statement.orelse), summaries, known)
            case _:
                pass


def _cells(summary: LoopSummary) -> Iterator[Cell]:
    """Everything that a summary says; the binders of an array are its own."""
    yield from summary.scalars.values()
    yield from summary.invariants.values()
    if summary.exit is not None:
        yield summary.exit
    for value in summary.arrays.values():
        yield from value.shape
        yield value.at(tuple(integer(0) for _ in value.binders))

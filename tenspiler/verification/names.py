"""What summaries and programs may speak of: parameters, and the indices and variables of loops.

A proof draws names that occur nowhere else, for arbitrary iterations and elements. A summary or a program
that spoke of such a name would be proved for one value of it only, and then be taken for granted for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tensir.cells import Cell, Extent, arrays_read, free_symbols, integer, subterms
from tensir.ops import program_parts
from tensir.tensors import Attribute, Call, Param, Program, Scalar, Tensor
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Function, ScalarType, Span
from tenspiler.symbolic.summary import LoopSummary, placeholder


def unknown_names(program: Program) -> Iterator[str]:
    """Names in a program that are none of its parameters'."""
    scalars = frozenset(p.name for p in program.parameters if not p.type.rank)
    arrays = frozenset(p.name for p in program.parameters if p.type.rank)
    for part in program_parts(program):
        if isinstance(part, Param) and part not in program.parameters:
            yield part.name
        for cell in _cells_of(part):
            yield from sorted(free_symbols(cell) - scalars)
            yield from sorted(_arrays(cell) - arrays)


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


def _arrays(cell: Cell) -> frozenset[str]:
    extents = (t.array for t in subterms(cell) if isinstance(t, Extent))
    return arrays_read(cell).union(extents)


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

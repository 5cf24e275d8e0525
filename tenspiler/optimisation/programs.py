"""Candidate programs for what a function computes, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeAlias

from tensir.build import apply, conjuncts, under, within
from tensir.cells import Cell, Elem, Extent, Sym, integer, substitute
from tensir.dtypes import INT
from tensir.ops import own_names, parts
from tensir.polynomial import normal
from tensir.scalars import TypeRuleError
from tensir.tensors import Carried, Iterate, Param, Program, Tensor, TensorType
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.optimisation.decisions import SumKind, deciding_sums
from tenspiler.optimisation.facts import Facts
from tenspiler.optimisation.limits import NO_LIMITS, Limits
from tenspiler.optimisation.vectorise import NotExpressible, Style, Vectoriser
from tenspiler.symbolic.shell import Shell, history, is_history, round_of
from tenspiler.symbolic.state import ArrayValue
from tenspiler.synthesis.longer import with_longer_folds

Outputs: TypeAlias = tuple[tuple[str, "Cell | ArrayValue"], ...]


def parameters_of(function: Function) -> tuple[Param, ...]:
    """The program's parameters: those of the function, in order."""
    found: list[Param] = []
    for parameter in function.parameters:
        if isinstance(parameter.type, ArrayType):
            shape = tuple(Extent(parameter.name, axis) for axis in range(parameter.type.rank))
            found.append(Param(parameter.name, TensorType(parameter.type.element.dtype, shape)))
        else:
            found.append(Param(parameter.name, TensorType(parameter.type.dtype, ())))
    return tuple(found)


def program(
    function: Function,
    outputs: Outputs,
    style: Style,
    facts: Facts,
    shells: Sequence[Shell] = (),
    limits: Limits = NO_LIMITS,
) -> Program:
    """The program for the outputs in one style, where some conditions hold; loops that stay are iterates.

    `limits` says below what elements lie by which others are looked up. Raises `NotExpressible` if there is
    none.
    """
    parameters = parameters_of(function)
    try:
        iterates, names = iterated(parameters, shells, style, facts, limits)
        values = [(name, named(value, names)) for name, value in outputs]
        tensors = expressed(dict(values), (*parameters, *names.values()), style, facts, limits)
    except TypeRuleError as error:
        raise NotExpressible(str(error)) from error
    return Program(function.name, parameters, tuple(tensors.items()), trimmed(iterates, tensors.values()))


def expressed(
    values: Mapping[str, Cell | ArrayValue],
    parameters: Sequence[Param],
    style: Style,
    facts: Facts,
    limits: Limits,
) -> dict[str, Tensor]:
    """Tensors for some values in one style, where some conditions hold."""
    values = {name: as_it_is(value, facts, style.contract) for name, value in values.items()}
    if style.regions:
        values = {name: where(value, facts) for name, value in values.items()}
    else:
        facts = Facts()
    cells = [v.body if isinstance(v, ArrayValue) else v for v in values.values()]
    deciding = deciding_sums(cells) if style.deciding else frozenset[SumKind]()
    vectoriser = Vectoriser({p.name: p for p in parameters}, style, deciding, facts, limits)
    return {name: tensor_of(value, vectoriser) for name, value in values.items()}


def where(value: Cell | ArrayValue, facts: Facts) -> Cell | ArrayValue:
    """A value without the choices that facts decide."""
    if isinstance(value, ArrayValue):
        shape = tuple(map(facts.simplified, value.shape))
        indices = [Sym(b, INT) for b in value.binders]
        inside = facts.beside(
            *(c for i, n in zip(indices, shape, strict=True) for c in conjuncts(within(i, integer(0), n)))
        )
        return ArrayValue(value.dtype, shape, value.binders, inside.simplified(value.body))
    return facts.simplified(value)


def as_it_is(value: Cell | ArrayValue, facts: Facts, whole: bool) -> Cell | ArrayValue:
    """A value without the very conditions that hold; if `whole`, sums take in what is next to them.

    It is otherwise as it was: the easiest to prove.
    """
    known = facts.given()

    def simpler(cell: Cell) -> Cell:
        decided = under(cell, known)
        return with_longer_folds(decided) if whole else decided

    if isinstance(value, ArrayValue):
        shape = tuple(under(n, known) for n in value.shape)
        return ArrayValue(value.dtype, shape, value.binders, simpler(value.body))
    return simpler(value)


def tensor_of(value: Cell | ArrayValue, vectoriser: Vectoriser) -> Tensor:
    """The tensor expression of a value, with what is made already used again."""
    return vectoriser.array(value) if isinstance(value, ArrayValue) else vectoriser.number(normal(value))


# ---------------------------------------------------------------- loops that stay

Heads: TypeAlias = tuple[str, Cell]  # a history, and a round


def iterated(
    parameters: tuple[Param, ...], shells: Sequence[Shell], style: Style, facts: Facts, limits: Limits
) -> tuple[tuple[Iterate, ...], dict[Heads, Param]]:
    """Iterates for loops that stay, and what their variables are called behind them."""
    names: dict[Heads, Param] = {}
    taken = {p.name for p in parameters}
    iterates: list[Iterate] = []

    def free(wish: str) -> str:
        found = next(name for name in _numbered(wish) if name not in taken)
        taken.add(found)
        return found

    for shell in shells:
        entries = {h.name: named(h.entry, names) for h in shell.handed}
        starts = expressed(entries, (*parameters, *names.values()), style, facts, limits)
        counter = Param(free(shell.index.name.split("#")[0]), TensorType(INT, ()))
        inside, behind = round_of(shell.index, shell.lo), round_of(shell.end, shell.lo)
        before = {n: Param(free(f"{n.split('#')[0]}.now"), start.type) for n, start in starts.items()}
        after = {n: Param(free(f"{n.split('#')[0]}.then"), start.type) for n, start in starts.items()}
        heads = names | {(history(n, shell.label), inside): p for n, p in before.items()}
        index = {shell.index.name: Sym(counter.name, INT)}
        values = {h.name: named(h.step, heads, index) for h in shell.handed}
        known = facts.beside(*conjuncts(within(Sym(counter.name, INT), shell.lo, shell.hi)))
        steps = expressed(values, (*parameters, *heads.values(), counter), style, known, limits)
        carried = (Carried(before[n], after[n], start, steps[n]) for n, start in starts.items())
        iterates.append(Iterate(counter.name, shell.lo, shell.hi, tuple(carried)))
        names |= {(history(n, shell.label), behind): p for n, p in after.items()}
    return tuple(iterates), names


def _numbered(wish: str) -> Iterator[str]:
    yield wish
    yield from (f"{wish}{number}" for number in count(2))


def named(
    value: Cell | ArrayValue, names: Mapping[Heads, Param], symbols: Mapping[str, Cell] | None = None
) -> Cell | ArrayValue:
    """A value in terms of what variables are called at the heads of some rounds."""

    def element(read: Elem) -> Cell | None:
        if not is_history(read.array):
            return None
        found = names.get((read.array, normal(read.indices[0])))
        if found is None:
            raise NotExpressible("what a variable is at another round")
        if not found.type.rank:
            return Sym(found.name, read.dtype)
        return Elem(found.name, read.indices[1:], read.dtype)

    def cell(inner: Cell) -> Cell:
        return substitute(substitute(inner, {}, element, None, apply), symbols or {}, make=apply)

    if not isinstance(value, ArrayValue):
        return cell(value)
    return ArrayValue(value.dtype, tuple(map(cell, value.shape)), value.binders, cell(value.body))


def trimmed(iterates: Sequence[Iterate], outputs: Iterable[Tensor]) -> tuple[Iterate, ...]:
    """Iterates without the values carried on which nothing behind them depends; each keeps one at least."""
    read = _read(outputs)
    kept: list[Iterate] = []
    for iterate in reversed(iterates):
        wanted = [c for c in iterate.carried if c.after.name in read] or list(iterate.carried[:1])
        size = 0
        while size < len(wanted):
            size = len(wanted)
            inside = _read(c.step for c in wanted)
            wanted = [c for c in iterate.carried if c in wanted or c.before.name in inside]
        kept.append(Iterate(iterate.counter, iterate.lo, iterate.hi, tuple(wanted)))
        read |= _read(t for c in wanted for t in (c.start, c.step))
    return tuple(reversed(kept))


def _read(roots: Iterable[Tensor]) -> set[str]:
    """The names that tensors read, in cells too."""
    return {
        name for part in dict.fromkeys(p for root in roots for p in parts(root)) for name in own_names(part)
    }

"""Candidate programs for what a function computes, the cheapest first."""

from __future__ import annotations

from typing import TypeAlias

from tensir.build import conjuncts, under, within
from tensir.cells import Cell, Extent, Sym, integer
from tensir.dtypes import INT
from tensir.polynomial import normal
from tensir.scalars import TypeRuleError
from tensir.tensors import Param, Program, Tensor, TensorType
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.optimisation.decisions import SumKind, deciding_sums
from tenspiler.optimisation.facts import Facts
from tenspiler.optimisation.vectorise import NotExpressible, Style, Vectoriser
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


def program(function: Function, outputs: Outputs, style: Style, facts: Facts) -> Program:
    """The program for the outputs in one style, where some conditions hold.

    Raises `NotExpressible` if there is none.
    """
    parameters = parameters_of(function)
    values = [(name, as_it_is(value, facts, style.contract)) for name, value in outputs]
    if style.regions:
        values = [(name, where(value, facts)) for name, value in values]
    else:
        facts = Facts()
    cells = [v.body if isinstance(v, ArrayValue) else v for _, v in values]
    deciding = deciding_sums(cells) if style.deciding else frozenset[SumKind]()
    vectoriser = Vectoriser({p.name: p for p in parameters}, style, deciding, facts)
    try:
        tensors = tuple((name, tensor_of(value, vectoriser)) for name, value in values)
    except TypeRuleError as error:
        raise NotExpressible(str(error)) from error
    return Program(function.name, parameters, tensors)


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

"""Candidate programs for what a function computes, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tensir.build import under
from tensir.cells import Cell, Extent
from tensir.polynomial import normal
from tensir.scalars import TypeRuleError
from tensir.tensors import Param, Program, Tensor, TensorType
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.optimisation.decisions import SumKind, deciding_sums
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


def program(function: Function, outputs: Outputs, style: Style, known: Sequence[Cell] = ()) -> Program:
    """The program for the outputs in one style, where some conditions are known to hold.

    Raises `NotExpressible` if there is none.
    """
    parameters = parameters_of(function)
    values = [(name, where(value, known, style.contract)) for name, value in outputs]
    cells = [v.body if isinstance(v, ArrayValue) else v for _, v in values]
    deciding = deciding_sums(cells) if style.deciding else frozenset[SumKind]()
    vectoriser = Vectoriser({p.name: p for p in parameters}, style, deciding)
    try:
        tensors = tuple((name, tensor_of(value, vectoriser)) for name, value in values)
    except TypeRuleError as error:
        raise NotExpressible(str(error)) from error
    return Program(function.name, parameters, tensors)


def where(value: Cell | ArrayValue, known: Sequence[Cell], whole: bool = False) -> Cell | ArrayValue:
    """A value without choices that known conditions decide; if `whole`, sums take in what is next to them."""

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

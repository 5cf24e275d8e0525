"""Inputs that the two themselves suggest: the sizes that they mention, and models of the solver.

Random inputs miss what happens at `n == 17` only, or where `a[3] * 7 == 86415`. All of this is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import islice
from math import prod
from typing import Any, Final
from typing import cast as typed

import numpy as np

from tensir.cells import Cell, Lit, children
from tensir.dtypes import BOOL, DType
from tensir.ops import program_parts
from tensir.tensors import Attribute, Call, Program, Scalar
from tenspiler.checking import expected_outputs, shape_of
from tenspiler.loopir import nodes
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import ArrayType, Container, Fixed, Function, ScalarType
from tenspiler.sampling import Arguments, Sampler, constant_array, samples
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.models import Allowance, Guess, Sizes, guesses, hint
from tenspiler.verification.verify import Established

MOST_SIZES: Final = 10
MOST_CELLS: Final = 36  # elements of all arrays together, where the solver is asked for every one
MOST_LITERALS: Final = 8
LONGEST: Final = 2048  # of one axis; of two or more axes together, its square root
_BESIDE: Final = (-1, 0, 1)
_SWEEP: Final = range(6, 42, 3)
_ROUNDS: Final = 4


def suggested(
    function: Function,
    program: Program,
    established: Established | None,
    failed: Obligation | None,
    allowance: Allowance,
) -> Iterator[Arguments]:
    """Inputs to try, the cheapest to find first; `failed` is the obligation that was not proved.

    The allowance is for the solver.
    """
    found = hint(established, failed, LONGEST) if established and failed else None
    if found is not None:
        yield arguments_from(function, found)
    extents = sizes_mentioned(function, program)
    if found is not None:
        extents += [n for shape in found.shapes.values() for n in shape if n > 0]
        extents += [n for n in found.scalars.values() if isinstance(n, int) and 0 < n <= LONGEST]
    yield from at_extents(function, list(dict.fromkeys(extents)))
    yield from at_extents(function, list(_SWEEP))
    if established is not None:
        for sizes in sizes_to_ask(function, list(dict.fromkeys(extents)), found):
            for guess in guesses(established, program, sizes, allowance):
                yield arguments_from(function, guess)


# ---------------------------------------------------------------- sizes


def at_extents(function: Function, extents: list[int]) -> Iterator[Arguments]:
    """Sampled inputs whose extents are those given, or one more or less."""
    rank = max((p.type.rank for p in function.parameters if isinstance(p.type, ArrayType)), default=1)
    most = LONGEST if rank < 2 else int(LONGEST ** (1 / rank))
    for extent in (n + d for n in extents if n + 1 <= most for d in _BESIDE if n + d >= 0):
        sampler = Sampler(function, pools=((extent,),), longest=2 * LONGEST)
        yield from map(sampler.arguments, range(_ROUNDS))


def sizes_to_ask(function: Function, extents: list[int], found: Guess | None) -> Iterator[Sizes]:
    """Sizes for which the solver is asked, the smallest first: of inputs on which the function is defined."""
    if found is not None and _cells(found.shapes) <= MOST_CELLS:
        yield Sizes(found.shapes, _whole(found.scalars))
    known: dict[str, Sizes] = {}
    for arguments in (*samples(function, 80), *islice(at_extents(function, extents), 60)):
        sizes = sizes_of(function, arguments)
        new = _cells(sizes.shapes) <= MOST_CELLS and repr(sizes) not in known
        if new and expected_outputs(function, arguments) is not None:
            known[repr(sizes)] = sizes
    ordered = sorted(known.values(), key=lambda s: (_cells(s.shapes), repr(s)))
    shapes: dict[str, Sizes] = {}
    for sizes in ordered:
        shapes.setdefault(repr(sizes.shapes), sizes)
    chosen = list(shapes.values())
    step = max(1, len(chosen) / MOST_SIZES)
    yield from (chosen[int(k * step)] for k in range(min(MOST_SIZES, len(chosen))))


def sizes_of(function: Function, arguments: Arguments) -> Sizes:
    """The sizes of an input."""
    shapes: dict[str, tuple[int, ...]] = {}
    scalars: dict[str, int] = {}
    for parameter, value in zip(function.parameters, arguments, strict=True):
        if isinstance(parameter.type, ArrayType):
            shapes[parameter.name] = shape_of(value, parameter.type.rank)
        elif not parameter.type.dtype.is_float:
            scalars[parameter.name] = value
    return Sizes(shapes, scalars)


def _cells(shapes: Mapping[str, tuple[int, ...]]) -> int:
    return sum(prod(shape) for shape in shapes.values())


def _whole(scalars: Mapping[str, Any]) -> dict[str, int]:
    return {name: value for name, value in scalars.items() if isinstance(value, int)}


# ---------------------------------------------------------------- what the two mention


def sizes_mentioned(function: Function, program: Program) -> list[int]:
    """Integers in the source and in the program that may be extents and are rarely sampled."""
    found: dict[int, None] = {}
    for value in (*_in_source(function.body), *_in_source(function.results), *_in_program(program)):
        if 5 < abs(value) <= LONGEST:
            found[abs(value)] = None
    return list(found)[:MOST_LITERALS]


def _in_source(node: object) -> Iterator[int]:
    match node:
        case nodes.Const():
            if not isinstance(node.value, bool) and node.value == int(node.value):
                yield int(node.value)
        case nodes.Span() | ScalarType() | ArrayType():
            pass
        case tuple():
            for item in typed("tuple[object, ...]", node):
                yield from _in_source(item)
        case _ if is_dataclass(node) and not isinstance(node, type):
            for field in fields(node):
                yield from _in_source(getattr(node, field.name))
        case _:
            pass


def _in_program(program: Program) -> Iterator[int]:
    for part in program_parts(program):
        match part:
            case Scalar():
                yield from _in_cell(part.cell)
            case Call():
                for _, attribute in part.attributes:
                    yield from _in_attribute(attribute)
            case _:
                pass


def _in_attribute(attribute: Attribute) -> Iterator[int]:
    if isinstance(attribute, int):
        yield attribute
    elif isinstance(attribute, tuple):
        for item in attribute:
            yield from _in_attribute(item)
    elif not isinstance(attribute, (str, DType)):
        yield from _in_cell(attribute)


def _in_cell(cell: Cell) -> Iterator[int]:
    if isinstance(cell, Lit) and cell.dtype is not BOOL and abs(cell.value) <= LONGEST:
        yield int(cell.value)
    for child in children(cell):
        yield from _in_cell(child)


# ---------------------------------------------------------------- arguments from a guess


def arguments_from(function: Function, guess: Guess) -> Arguments:
    """The input that a guess describes; what it leaves open is 0."""
    found: list[Any] = []
    for parameter in function.parameters:
        name, kind = parameter.name, parameter.type
        if isinstance(kind, ScalarType):
            found.append(_held(guess.scalars.get(name, 0), kind.dtype))
            continue
        if isinstance(parameter.origin, Fixed):
            found.append(constant_array(parameter.origin, kind))
            continue
        dtype, shape = kind.element.dtype, guess.shapes.get(name, (0,) * kind.rank)
        cells = np.empty(shape, dtype=object)
        for index in np.ndindex(*shape):
            cells[index] = _held(guess.elements.get((name, index), 0), dtype)
        nested = kind.container in (Container.LIST, Container.VECTOR)
        found.append(cells.tolist() if nested else cells.astype(dtype.numpy))
    return tuple(found)


def _held(value: Any, dtype: DType) -> Any:
    """A number as one of a type; 0 where it is none."""
    if dtype is BOOL:
        return bool(value)
    if dtype.is_float:
        try:
            return round_f32(float(value)) if dtype.bits == 32 else float(value)
        except OverflowError:
            return 0.0
    return int(value) if dtype.holds(int(value)) else 0

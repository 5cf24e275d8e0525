"""Judge a program against a function: prove that they agree, or show an input on which they do not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, final

import numpy as np

from tensir.build import sub
from tensir.cell_evaluator import evaluate_cell
from tensir.cells import Cell, Extent, Fold, arrays_read, free_symbols, subterms
from tensir.dtypes import DType
from tensir.evaluator import evaluate, failed_requirements
from tensir.ops import program_parts
from tensir.tensors import Program, Scalar
from tenspiler.loopir.interpreter import Finished, Outcome, run
from tenspiler.loopir.nodes import ArrayType, Container, Function, ScalarType, Type
from tenspiler.optimisation.vectorise import NotExpressible
from tenspiler.sampling import Arguments, samples
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.proof import Proof
from tenspiler.verification.verify import Vacuous, conclude, establish, returned_parameter

Verdict: TypeAlias = Literal["proved", "refuted", "unknown"]

_FUEL: Final = 20_000
_MOST_ELEMENTS: Final = 200_000
# Reordered sums and products of a few small numbers stay this close.
_RELATIVE: Final = {32: 1e-4, 64: 1e-9}


@final
@dataclass(frozen=True, slots=True)
class Place:
    """Where two outputs differ: at an index (none for a number), or in their shapes (`index` is None)."""

    output: str
    index: tuple[int, ...] | None
    expected: Any
    got: Any

    def __str__(self) -> str:
        if self.index is None:
            return f"`{self.output}` has the shape {self.got} and not {self.expected}"
        at = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"`{self.output}`{at} is {self.got!r} and not {self.expected!r}"


@final
@dataclass(frozen=True, slots=True)
class Counterexample:
    """An input on which the function is defined and the program gives something else.

    `arguments` are the input by parameter, as the interpreter takes them; `got` is empty where the program
    gives nothing, and then `difference` says why. `place` is the first place where the outputs differ.
    """

    arguments: Mapping[str, Any]
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    difference: str
    place: Place | None = None


@final
@dataclass(frozen=True, slots=True)
class Judgement:
    """`proved` carries the proof, `refuted` a counterexample that was replayed, `unknown` the reason."""

    verdict: Verdict
    proof: Proof | None = None
    counterexample: Counterexample | None = None
    reason: str = ""


def judge(function: Function, program: Program, rounds: int = 200, *, exact: bool = False) -> Judgement:
    """Whether a program computes what a function does.

    Floats refute where they are not close, and a proof over the reals is enough; with `exact`, bits count.
    """
    mismatch = signature_mismatch(function, program)
    reason = mismatch
    if mismatch is None:
        try:
            summaries = summarise(function, Search()).summaries
            proof = conclude(establish(function, summaries), program)
            if not exact or proof.arithmetic is Arithmetic.EXACT:
                return Judgement("proved", proof)
            reason = "proved over the reals only"
        except (Unreadable, Unproved, NeverDefined, Vacuous, NotExpressible) as error:
            reason = f"{type(error).__name__}: {error}"
    found = counterexample(function, program, rounds, exact=exact, mismatch=mismatch)
    if found is not None:
        return Judgement("refuted", counterexample=found)
    return Judgement("unknown", reason=reason or "")


def counterexample(
    function: Function, program: Program, rounds: int, *, exact: bool = False, mismatch: str | None = None
) -> Counterexample | None:
    """The first sampled input that the function accepts and on which the program differs, replayed."""
    for arguments in samples(function, rounds):
        found = differs_on(function, program, arguments, exact=exact, mismatch=mismatch)
        if found is not None:
            again = differs_on(function, program, arguments, exact=exact, mismatch=mismatch)
            if again is not None and again.difference == found.difference:
                return found
    return None


def differs_on(
    function: Function,
    program: Program,
    arguments: Arguments,
    *,
    exact: bool = False,
    mismatch: str | None = None,
) -> Counterexample | None:
    """What one input shows; None where the function is not defined on it, or the two agree."""
    expected = expected_outputs(function, arguments)
    if expected is None:
        return None
    named = dict(zip((p.name for p in function.parameters), arguments, strict=True))
    if mismatch is None and not is_affordable(program, named):
        return None
    got: Mapping[str, Any] = {}
    place: Place | None = None
    difference = mismatch
    if difference is None:
        try:
            failed = failed_requirements(program, named)
            got = evaluate(program, named)
            difference = "an operand does not fit its operator" if failed else None
        except (IndexError, ValueError, TypeError) as error:
            difference = f"the program is not defined: {error}"
    if difference is None:
        place = first_place(function, expected, got, exact)
        difference = None if place is None else f"output {place}"
    if difference is None:
        return None
    return Counterexample(named, expected, got, difference, place)


def is_affordable(program: Program, arguments: Mapping[str, Any]) -> bool:
    """Whether running a program takes neither too many elements nor too many rounds of a fold."""
    arrays = {
        p.name: np.empty(shape_of(arguments[p.name], p.type.rank), dtype=bool)
        for p in program.parameters
        if p.type.rank
    }
    scalars = {p.name: arguments[p.name] for p in program.parameters if not p.type.rank}
    for part in program_parts(program):
        extents: list[Cell] = list(part.type.shape)
        if isinstance(part, Scalar):
            folds = [t for t in subterms(part.cell) if isinstance(t, Fold)]
            extents += [sub(f.hi, f.lo) for f in folds if free_symbols(sub(f.hi, f.lo)) <= scalars.keys()]
        try:
            # How much is selected of an operand is no more than there is of it.
            sizes = [
                max(0, int(evaluate_cell(extent, scalars, arrays).item()))
                for extent in extents
                if not arrays_read(extent)
            ]
        except (IndexError, ValueError, TypeError):
            continue  # what is wrong with it is said where it is run
        if math.prod(sizes) > _MOST_ELEMENTS:
            return False
    return True


def first_place(
    function: Function, expected: Mapping[str, Any], got: Mapping[str, Any], exact: bool
) -> Place | None:
    """The first place where outputs differ; None where they agree."""
    types = output_types(function)
    places = (
        place_of_difference(name, want, got[name], types[name], exact) for name, want in expected.items()
    )
    return next((place for place in places if place), None)


def agrees_on_samples(
    function: Function, program: Program, same: Mapping[str, str], rounds: int = 24
) -> bool:
    """Whether no sampled input tells them apart; the parameters in `same` are others of the function."""
    types = output_types(function)
    for arguments in samples(function, rounds):
        expected = expected_outputs(function, arguments)
        if expected is None:
            continue
        named = dict(zip((p.name for p in function.parameters), arguments, strict=True))
        named |= {name: named[other] for name, other in same.items()}
        if not is_affordable(program, named):
            return False
        try:
            got = evaluate(program, named)
        except (IndexError, ValueError, TypeError):
            return False
        if any(n not in got or first_difference(w, got[n], types[n], False) for n, w in expected.items()):
            return False
    return True


def expected_outputs(function: Function, arguments: Arguments) -> dict[str, Any] | None:
    """The outputs of a function by name, as a program names them; None where it is not defined."""
    return outputs_of(function, run(function, arguments, fuel=_FUEL))


def outputs_of(function: Function, outcome: Outcome) -> dict[str, Any] | None:
    """The outputs of a run by name, as a program names them; None unless it came to its end."""
    if not isinstance(outcome, Finished):
        return None
    several = len(outcome.results) > 1
    outputs = {f"return.{k}" if several else "return": value for k, value in enumerate(outcome.results)}
    own = returned_parameter(function)
    return outputs | {name: value for name, value in outcome.changed.items() if name != own}


def output_types(function: Function) -> dict[str, Type]:
    """The types of a function's outputs by name."""
    several = len(function.results) > 1
    found: dict[str, Type] = {
        f"return.{k}" if several else "return": r.type for k, r in enumerate(function.results)
    }
    own = returned_parameter(function)
    return found | {p.name: p.type for p in function.changed_parameters() if p.name != own}


def signature_mismatch(function: Function, program: Program) -> str | None:
    """How parameters or outputs differ in name, element type or rank; None if they do not."""
    wanted = [(p.name, *_element(p.type)) for p in function.parameters]
    given = [(p.name, p.type.dtype, p.type.rank) for p in program.parameters]
    if wanted != given:
        return f"the parameters are {_listed(given)} and not {_listed(wanted)}"
    outputs = [(name, *_element(kind)) for name, kind in output_types(function).items()]
    others = [(name, t.type.dtype, t.type.rank) for name, t in program.outputs]
    if outputs != others:
        return f"the outputs are {_listed(others)} and not {_listed(outputs)}"
    if any(e != Extent(p.name, axis) for p in program.parameters for axis, e in enumerate(p.type.shape)):
        return "a parameter has an extent of its own"
    return None


def first_difference(want: Any, got: Any, kind: Type, exact: bool) -> str | None:
    """Where two outputs of a type differ, as text that follows the output's name."""
    place = place_of_difference("", want, got, kind, exact)
    return None if place is None else str(place).removeprefix("``")


def place_of_difference(name: str, want: Any, got: Any, kind: Type, exact: bool) -> Place | None:
    """The first place where two outputs of a type differ; nested lists show no extent below an empty one."""
    dtype, rank = _element(kind)
    if rank == 0:
        return None if _same(want, got, dtype, exact) else Place(name, (), want, got)
    nested = isinstance(kind, ArrayType) and kind.container in (Container.LIST, Container.VECTOR)
    expected, actual = shape_of(want, rank), tuple(np.shape(got))
    if nested:
        actual, expected = _visible(actual), _visible(expected)
    if expected != actual:
        return Place(name, None, expected, actual)
    left, right = _flat(want, rank), _flat(got, rank)
    for place, (x, y) in enumerate(zip(left, right, strict=True)):
        if not _same(x, y, dtype, exact):
            return Place(name, tuple(int(i) for i in np.unravel_index(place, expected)), x, y)
    return None


def _element(kind: Type) -> tuple[DType, int]:
    return (kind.dtype, 0) if isinstance(kind, ScalarType) else (kind.element.dtype, kind.rank)


def _listed(parts: list[tuple[str, DType, int]]) -> str:
    return ", ".join(f"{name}: {dtype}{'[:]' * rank}" for name, dtype, rank in parts)


def _visible(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The extents that nested lists show: none below an empty one."""
    return shape[: shape.index(0) + 1] if 0 in shape else shape


def shape_of(value: Any, rank: int) -> tuple[int, ...]:
    """The extents of an array, or of nested lists by their first rows."""
    shape: tuple[int, ...] = getattr(value, "shape", ())
    if not shape:
        for _ in range(rank):
            shape = (*shape, len(value))
            value = value[0] if len(value) else []
    return shape


def _flat(value: Any, rank: int) -> list[Any]:
    rows = value.tolist() if isinstance(value, np.ndarray) else value
    for _ in range(rank - 1):
        rows = [x for row in rows for x in row]
    return list(rows)


def _same(want: Any, got: Any, dtype: DType, exact: bool) -> bool:
    if not dtype.is_float:
        return type(want) is type(got) and want == got
    x, y = float(want), float(got)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if exact:
        return x == y and math.copysign(1.0, x) == math.copysign(1.0, y)
    return math.isclose(x, y, rel_tol=_RELATIVE[dtype.bits], abs_tol=_RELATIVE[dtype.bits])

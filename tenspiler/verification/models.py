"""Inputs on which a program may differ from what a function was found to compute, from models of the solver.

Nothing is proved here. What comes out is a guess for the caller to run: floats are reals, and of library
functions nothing is known.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, final

import z3  # pyright: ignore[reportMissingTypeStubs]

from tensir.cells import integer
from tensir.dtypes import DType
from tensir.tensors import Program, Tensor
from tenspiler.loopir.nodes import ArrayType, Fixed, Function, Parameter, ScalarType
from tenspiler.symbolic.obligation import Obligation
from tenspiler.symbolic.state import ArrayValue
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.ground import Ground, OutOfReach, SizeNeeded, places
from tenspiler.verification.solver import SEED
from tenspiler.verification.terms import Value
from tenspiler.verification.verify import Established

MODEL_RLIMIT: Final = 3_000_000
LEAST_RLIMIT: Final = 100_000
MOST_UNDECIDED: Final = 9  # three questions at each of three sizes
_GAP: Final = "1/8"  # by which floats have to differ at least, so that rounding does not hide it
_SMALL: Final = 4096
_LARGEST: Final = 1 << 52


@final
@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of every array, and a value for every integer and boolean parameter."""

    shapes: Mapping[str, tuple[int, ...]]
    scalars: Mapping[str, int]


@final
@dataclass(frozen=True, slots=True)
class Guess:
    """An input: shapes of arrays, and values of scalars and elements; what is missing may be anything."""

    shapes: Mapping[str, tuple[int, ...]]
    scalars: Mapping[str, Any]
    elements: Mapping[tuple[str, tuple[int, ...]], Any]


@final
class Allowance:
    """The solver's resources for one search: the first questions may take many, each one a few.

    What is not decided at small sizes is seldom decided at larger ones, where the same resources are much
    more time; so after some questions that were not, no more are asked.
    """

    def __init__(self, resources: int) -> None:
        self._left = resources
        self._undecided = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be asked."""
        return self._undecided >= MOST_UNDECIDED

    def limit(self) -> int:
        """How many resources the next question may take."""
        return max(LEAST_RLIMIT, min(MODEL_RLIMIT, self._left))

    def spend(self, resources: int, decided: bool) -> None:
        """Note a question."""
        self._left -= resources
        self._undecided += not decided


# ---------------------------------------------------------------- at fixed sizes


def guesses(
    established: Established, program: Program, sizes: Sizes, allowance: Allowance
) -> Iterator[Guess]:
    """Inputs of some sizes on which outputs may differ, those that are likeliest to be confirmed first."""
    for wraps, small in ((False, True), (False, False), (True, False)):
        if allowance.is_over:
            return
        try:
            question = _asked(established, program, sizes, wraps)
        except (OutOfReach, RecursionError, z3.Z3Exception):
            return
        if question is None:
            return
        found = question.answer(small, allowance)
        if found is not None:
            yield found


@final
@dataclass(frozen=True, slots=True)
class _Question:
    """Whether, under some hypotheses, one of the outputs' elements differs."""

    ground: Ground
    hypotheses: tuple[Value, ...]
    differences: tuple[Value, ...]

    def answer(self, small: bool, allowance: Allowance) -> Guess | None:
        """A model, if one is found within the allowance; `small` asks for small numbers and quarters."""
        ground = self.ground
        solver = z3.SimpleSolver(ctx=ground.terms.context)
        solver.set("rlimit", allowance.limit())
        solver.set("random_seed", SEED)
        solver.add(*map(ground.terms.lifted, (*self.hypotheses, *ground.terms.conditions)))
        solver.add(z3.Or(*map(ground.terms.lifted, self.differences)))
        unknowns = [*ground.scalars.values(), *ground.elements.values()]
        for place, term in enumerate(unknowns):
            solver.add(*_within(term, f"quarter!{place}", small))
        try:
            found = solver.check()
            allowance.spend(solver.statistics().get_key_value("rlimit count"), found != z3.unknown)
            if found != z3.sat:
                return None
            model = solver.model()
        except z3.Z3Exception:
            return None
        scalars = {n: _number(model.eval(t, model_completion=True)) for n, t in ground.scalars.items()}
        elements = {k: _number(model.eval(t, model_completion=True)) for k, t in ground.elements.items()}
        return Guess(ground.shapes, {**scalars, **ground.fixed}, elements)


def _within(term: Value, name: str, small: bool) -> Iterator[Value]:
    """Bounds for an unknown: floats that hold what they are, and where wished few digits."""
    largest = _SMALL if small else _LARGEST
    if z3.is_real(term):
        yield z3.And(-largest <= term, term <= largest)
        if small:
            yield term * 4 == z3.ToReal(z3.Int(name, term.ctx))
    elif z3.is_int(term) and small:
        yield z3.And(-largest <= term, term <= largest)


def _asked(established: Established, program: Program, sizes: Sizes, wraps: bool) -> _Question | None:
    """The question at some sizes, with only those scalars fixed that a size depends on."""
    fixed: dict[str, int] = {}
    while True:
        try:
            return _asked_with(established, program, sizes, fixed, wraps)
        except SizeNeeded as error:
            if error.name in fixed or error.name not in sizes.scalars:
                raise OutOfReach(f"a size depends on {error.name}") from error
            fixed[error.name] = sizes.scalars[error.name]


def _asked_with(
    established: Established, program: Program, sizes: Sizes, fixed: Mapping[str, int], wraps: bool
) -> _Question | None:
    function = established.function
    if established.shells or program.iterates:
        raise OutOfReach("rounds that hand values on")
    dtypes = {p.name: _dtype(p) for p in function.parameters}
    ground = Ground(sizes.shapes, dict(fixed), dtypes, constants(function), wraps)
    facts = (*(r.condition for r in established.ledger.preconditions), *established.path.facts)
    hypotheses = tuple(ground.value(fact) for fact in facts)
    if any(h is False for h in hypotheses):
        return None
    claimed = dict(program.outputs)
    differences: list[Value] = []
    for name, value in established.outputs:
        differences += _differences(ground, value, claimed[name])
    differences = [d for d in differences if d is not False]
    return _Question(ground, hypotheses, tuple(differences)) if differences else None


def _differences(ground: Ground, value: Any, tensor: Tensor) -> Iterator[Value]:
    """That one element differs, for each element; shapes that differ are seen by running any input."""
    if not isinstance(value, ArrayValue):
        yield _different(ground, ground.value(value), ground.tensor(tensor, ()))
        return
    shape = tuple(ground.size(extent) for extent in value.shape)
    if shape != ground.shape(tensor.type):
        yield True
        return
    for index in places(shape):
        want = ground.value(value.at(tuple(integer(i) for i in index)))
        yield _different(ground, want, ground.tensor(tensor, index))


def _different(ground: Ground, want: Value, got: Value) -> Value:
    if isinstance(want, int) and isinstance(got, int):
        return want != got
    a, b = ground.terms.lifted(want), ground.terms.lifted(got)
    if a.eq(b):
        return False
    return z3.Or(a - b >= _GAP, b - a >= _GAP) if z3.is_real(a) else a != b


def constants(function: Function) -> dict[str, Any]:
    """The arrays of constants in the source, as nested tuples."""
    return {p.name: p.origin.value for p in function.parameters if isinstance(p.origin, Fixed)}


def _dtype(parameter: Parameter) -> DType:
    kind = parameter.type
    return kind.dtype if isinstance(kind, ScalarType) else kind.element.dtype


# ---------------------------------------------------------------- at any size


def hint(established: Established, obligation: Obligation, largest: int) -> Guess | None:
    """The input in the model for which a proof failed; arrays have no more than `largest` elements.

    What a fold comes to is free there, so that the input often shows nothing; but its sizes, its scalars and
    what is compared with them do.
    """
    hypotheses = [*established.ledger.plain_preconditions(), *obligation.hypotheses]
    script = Encoder(Arithmetic.REAL).script(hypotheses, obligation.goal)
    solver = z3.SimpleSolver(ctx=z3.Context())
    solver.set("rlimit", MODEL_RLIMIT)
    solver.set("random_seed", SEED)
    try:
        solver.from_string(script)
        if solver.check() != z3.sat:
            return None
        return _read(established.function, solver.model(), largest)
    except z3.Z3Exception:
        return None


def _read(function: Function, model: Any, largest: int) -> Guess | None:
    known: dict[str, Any] = {d.name(): d for d in model.decls()}
    shapes: dict[str, tuple[int, ...]] = {}
    scalars: dict[str, Any] = {}
    elements: dict[tuple[str, tuple[int, ...]], Any] = {}
    for parameter in function.parameters:
        name, kind = parameter.name, parameter.type
        if not isinstance(kind, ArrayType):
            if f"{name}'" in known:
                scalars[name] = _number(model.eval(known[f"{name}'"](), model_completion=True))
            continue
        found = [known.get(f"{name}#shape#{axis}") for axis in range(kind.rank)]
        shape = tuple(0 if d is None else int(_number(model.eval(d(), model_completion=True))) for d in found)
        size = 1
        for extent in shape:
            size *= extent
        if size > largest:
            return None
        shapes[name] = shape
        read = known.get(f"{name}[]")
        if read is not None:
            for index in places(shape):
                elements[name, index] = _number(model.eval(read(*index), model_completion=True))
    return Guess(shapes, scalars, elements)


def _number(term: Any) -> Any:
    """A value of a model as a Python number; a real that is no fraction is rounded."""
    if z3.is_bool(term):
        return z3.is_true(term)
    if z3.is_int_value(term):
        return term.as_long()
    if z3.is_rational_value(term):
        return Fraction(term.numerator_as_long(), term.denominator_as_long())
    if z3.is_algebraic_value(term):
        return _number(term.approx(30))
    return 0

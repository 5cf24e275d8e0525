"""Search for a counterexample: inputs that are sampled or suggested, run, and then made small."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from random import Random
from typing import Any, Final, final
from typing import cast as typed

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.cells import Cell, Lit, children
from tensir.dtypes import DType
from tensir.ops import program_parts
from tensir.tensors import Call, Param, Program, Scalar
from tenspiler.checking import Counterexample, differs_on
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Function
from tenspiler.refutation.guided import suggested
from tenspiler.refutation.shrink import shrink
from tenspiler.sampling import Arguments, Sampler, samples
from tenspiler.steps import DEFAULT
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.models import Allowance
from tenspiler.verification.solver import RESOURCES_PER_STEP
from tenspiler.verification.verify import Established

ROUNDS: Final = 200
PART: Final = 10  # of the effort, for what the solver suggests


@final
class Refuter:
    """Looks for an input on which a program differs from a function.

    With `exact`, bits count. Otherwise floats refute where they are not close, and only finite ones are
    taken as inputs, as grade `real` has it, unless one of the two asks for what is not finite. `steps` is the
    effort of the whole, of which the solver may take a part to suggest inputs.
    """

    def __init__(
        self, function: Function, program: Program, *, exact: bool = False, steps: int = DEFAULT
    ) -> None:
        self.function, self.program, self.exact, self.steps = function, program, exact, steps
        self.any_float = exact or asks_for_special_floats(function, program)

    def search(
        self, established: Established | None = None, failed: Obligation | None = None
    ) -> Counterexample | None:
        """A counterexample, shrunk; None where none was found, which says nothing."""
        return self.sampled() or self.guided(established, failed)

    def sampled(self, rounds: int = ROUNDS) -> Counterexample | None:
        """A counterexample among sampled inputs, shrunk."""
        return self.best_of(samples(self.function, rounds))

    def guided(self, established: Established | None, failed: Obligation | None) -> Counterexample | None:
        """A counterexample among inputs that the two suggest, shrunk.

        What the function was proved to compute, and the obligation that a proof has failed on, make it
        possible to ask the solver.
        """
        allowance = Allowance(self.steps // PART * RESOURCES_PER_STEP)
        inputs = suggested(self.function, self.program, established, failed, allowance)
        found = self.best_of(inputs)
        return found or (self.best_of(of_all_floats(self.function)) if self.exact else None)

    def best_of(self, candidates: Iterator[Arguments] | Sequence[Arguments]) -> Counterexample | None:
        """The first candidate on which outputs differ, or else on which the program gives none; shrunk."""
        undefined: Counterexample | None = None
        for arguments in candidates:
            found = self.differs(arguments)
            if found is None:
                continue
            if found.place is not None:
                return self.shrunk(found)
            undefined = undefined or found
        return self.shrunk(undefined) if undefined else None

    def differs(self, arguments: Arguments) -> Counterexample | None:
        """What an input shows, if it may be taken."""
        if not self.any_float and not is_finite(arguments):
            return None
        return differs_on(self.function, self.program, arguments, exact=self.exact)

    def shrunk(self, found: Counterexample) -> Counterexample:
        """A small counterexample of the same kind, run once more."""
        kind = found.place is None

        def still(arguments: Arguments) -> bool:
            other = self.differs(arguments)
            return other is not None and (other.place is None) == kind

        smallest = shrink(self.function, tuple(found.arguments.values()), still)
        again = self.differs(smallest)
        assert again is not None, "a counterexample differs each time it is run"
        return again


def of_all_floats(function: Function) -> Iterator[Arguments]:
    """Inputs whose floats have any bits at all, or are at the edges: for what differs in single bits."""
    yield from map(Sampler(function, floats=_any_bits).arguments, range(ROUNDS))


def _any_bits(rng: Random, dtype: DType, count: int) -> list[float]:
    edges = (0.0, -0.0, math.inf, -math.inf, math.nan, float(np.finfo(dtype.numpy).max))
    kind = np.uint32 if dtype.bits == 32 else np.uint64
    drawn = (kind(rng.getrandbits(dtype.bits)).view(dtype.numpy).item() for _ in range(count))
    near = (float(dtype.numpy.type(rng.uniform(-9, 9))) for _ in range(count))
    return [rng.choice((a, b, rng.choice(edges))) for a, b in zip(drawn, near, strict=True)]


def is_finite(value: Any) -> bool:
    """Whether no number in nested sequences and arrays is NaN or infinite."""
    if is_array(value):
        return value.dtype.kind != "f" or bool(np.isfinite(value).all())
    if isinstance(value, (list, tuple)):
        return all(is_finite(item) for item in typed("Sequence[Any]", value))
    return not isinstance(value, float) or math.isfinite(value)


def asks_for_special_floats(function: Function, program: Program) -> bool:
    """Whether a function or a program tests for NaN (`x != x`), or mentions an infinity or NaN."""
    return _in_source(function.body) or _in_source(function.results) or _in_program(program)


def _in_source(node: object) -> bool:
    match node:
        case nodes.Const():
            return not is_finite(node.value)
        case nodes.Op(op="eq" | "ne", args=(a, b)) if a.type.dtype.is_float and _alike(a, b):
            return True
        case nodes.Span() | nodes.ScalarType() | nodes.ArrayType():
            return False
        case tuple():
            return any(map(_in_source, typed("tuple[object, ...]", node)))
        case _ if is_dataclass(node) and not isinstance(node, type):
            return any(_in_source(getattr(node, field.name)) for field in fields(node))
        case _:
            return False


def _alike(a: nodes.Expr, b: nodes.Expr) -> bool:
    """Whether two expressions are the same, wherever they stand."""
    match a, b:
        case nodes.Var(), nodes.Var():
            return a.name == b.name
        case nodes.Load(), nodes.Load():
            return a.array == b.array and all(map(_alike, a.indices, b.indices))
        case nodes.Op(), nodes.Op():
            return a.op == b.op and all(map(_alike, a.args, b.args))
        case nodes.Const(), nodes.Const():
            return a.value == b.value
        case _:
            return False


def _in_program(program: Program) -> bool:
    for part in program_parts(program):
        match part:
            case Scalar():
                if _in_cell(part.cell):
                    return True
            case Call():
                asks = part.op in ("eq", "ne") and part.args[0] == part.args[1]
                if asks and part.args[0].type.dtype.is_float:
                    return True
            case Param():
                pass
    return False


def _in_cell(cell: Cell) -> bool:
    if isinstance(cell, Lit):
        return not is_finite(cell.value)
    return any(map(_in_cell, children(cell)))

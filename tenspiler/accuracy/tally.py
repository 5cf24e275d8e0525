"""Adds up, element by element, how emitted code compares with the original and with high precision."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, final
from typing import cast as typed

import numpy as np

from tensir.dtypes import DType
from tenspiler.accuracy.calls import Caller, written
from tenspiler.accuracy.report import BackendErrors, OutputErrors, Place, Spread
from tenspiler.accuracy.ulps import distance, distance_to, rounded
from tenspiler.accuracy.wide import Wide
from tenspiler.loopir.nodes import Function, ScalarType, Type, View
from tenspiler.sampling import Arguments


@final
@dataclass(frozen=True, slots=True)
class Run:
    """One input: its class, and each output of the original and (if there is one) of high precision."""

    inputs: str
    arguments: Arguments
    original: tuple[Any, ...]
    precise: tuple[Any, ...] | None


def outputs(function: Function) -> tuple[tuple[str, Type], ...]:
    """The outputs by name: results first, then changed parameters that are not the result."""
    several = len(function.results) > 1
    results = [(f"return.{k}" if several else "return", r.type) for k, r in enumerate(function.results)]
    own = given_back(function)
    return (*results, *((p.name, p.type) for p in function.changed_parameters() if p.name != own))


def given_back(function: Function) -> str | None:
    """The parameter that a function returns as its one result."""
    match function.results:
        case (View(array=name, indices=()),):
            return name
        case _:
            return None


@final
class Tally:
    """How one backend's code does."""

    def __init__(self, function: Function, caller: Caller) -> None:
        self._outputs = [_Output(name, kind, caller) for name, kind in outputs(function)]
        self._inputs = self._refused = 0

    def refuse(self) -> None:
        """The emitted code refused an input that the original accepts."""
        self._refused += 1

    def add(self, run: Run, emitted: Sequence[Any]) -> None:
        """Compare the outputs of one input; raises `ValueError` if there are too many or too few of them."""
        self._inputs += 1
        precise = run.precise or (None,) * len(self._outputs)
        for output, want, got, exact in zip(self._outputs, run.original, emitted, precise, strict=True):
            output.add(run, want, got, exact)

    def errors(self, backend: str, missing: str | None, failure: str | None) -> BackendErrors:
        """The sum of all inputs."""
        found = tuple(output.errors() for output in self._outputs)
        return BackendErrors(backend, self._inputs, self._refused, found, missing, failure)


@final
@dataclass(slots=True)
class _Output:
    name: str
    kind: Type
    caller: Caller
    elements: int = 0
    differing: int = 0
    special: int = 0
    agreeing: int = 0
    emitted_to_original: list[float] = field(default_factory=list[float])
    original_to_precise: list[float] = field(default_factory=list[float])
    emitted_to_precise: list[float] = field(default_factory=list[float])
    score: tuple[float, float] = (-1.0, -1.0)
    worst: Place | None = None
    disagreement: Place | None = None

    @property
    def dtype(self) -> DType:
        return self.kind.dtype if isinstance(self.kind, ScalarType) else self.kind.element.dtype

    @property
    def rank(self) -> int:
        return 0 if isinstance(self.kind, ScalarType) else self.kind.rank

    def add(self, run: Run, want: Any, got: Any, exact: Any) -> None:
        left, right = list(_flat(want, self.rank)), list(_flat(got, self.rank))
        far = [] if exact is None else list(_flat(exact, self.rank))
        known = len(far) == len(left)
        self.elements += max(len(left), len(right))
        if [i for i, _ in left] != [i for i, _ in right]:
            self.differing += max(len(left), len(right))
            shapes = f"extents {np.shape(want)}", f"extents {np.shape(got)}"
            self.disagreement = self.disagreement or self._place(run, "", *shapes, None)
            return
        for k, ((index, x), (_, y)) in enumerate(zip(left, right, strict=True)):
            if self.dtype.is_float:
                self._float(run, index, x, y, far[k][1] if known else None)
            elif x != y:
                self.differing += 1
                self.disagreement = self.disagreement or self._place(run, index, repr(x), repr(y), None)

    def _float(self, run: Run, index: str, x: float, y: float, exact: Wide | None) -> None:
        same = _same_bits(x, y)
        self.differing += not same
        precise = None if exact is None else written(rounded(exact.value, self.dtype))
        if _is_special(x) or _is_special(y):
            self.special += 1
            self.agreeing += same
            if not same and self.disagreement is None:
                self.disagreement = self._place(run, index, written(x), written(y), precise)
        ours = _noted(self.emitted_to_original, self._between(x, y))
        ideal = None if exact is None else distance_to(exact.value, y, self.dtype)
        before = None if exact is None else distance_to(exact.value, x, self.dtype)
        _noted(self.original_to_precise, before)
        score = (ours or 0.0, _noted(self.emitted_to_precise, ideal) or 0.0)
        if score > self.score:
            self.score = score
            self.worst = self._place(run, index, written(x), written(y), precise)

    def _between(self, x: float, y: float) -> float | None:
        return float(distance(x, y, self.dtype)) if math.isfinite(x) and math.isfinite(y) else None

    def _place(self, run: Run, index: str, original: str, emitted: str, precise: str | None) -> Place:
        return Place(run.inputs, self.caller.text(run.arguments), index, original, emitted, precise)

    def errors(self) -> OutputErrors:
        return OutputErrors(
            self.name,
            self.dtype.name,
            self.elements,
            self.differing,
            self.special,
            self.agreeing,
            _spread(self.emitted_to_original),
            _spread(self.original_to_precise),
            _spread(self.emitted_to_precise),
            self.worst if self.score > (0.0, 0.0) else None,
            self.disagreement,
        )


def _noted(distances: list[float], found: float | None) -> float | None:
    if found is not None:
        distances.append(found)
    return found


def _spread(distances: list[float]) -> Spread:
    return Spread(max(distances), median(distances)) if distances else Spread(None, None)


def _is_special(x: float) -> bool:
    return not math.isfinite(x) or (x == 0 and math.copysign(1.0, x) < 0)


def _same_bits(x: float, y: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y and math.copysign(1.0, x) == math.copysign(1.0, y)


def _flat(value: Any, rank: int, index: str = "") -> Iterator[tuple[str, Any]]:
    """The elements of nested rows with the index of each, `[1][2]`."""
    if rank == 0:
        yield index, value.item() if isinstance(value, np.generic) else value
        return
    rows = typed("list[Any]", value.tolist() if isinstance(value, np.ndarray) else value)
    for k, row in enumerate(rows):
        yield from _flat(row, rank - 1, f"{index}[{k}]")

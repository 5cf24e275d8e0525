"""What became of lifted loops: emitted code held against what the original computes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any, Protocol

import numpy as np
import torch
from differential import emitted

from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift_function
from tenspiler.result import LiftResult

INPUTS = 15  # for each loop

# What a precondition may exclude though the original answers.
EXCLUDED = ("64 bits", "may not fit", "64-bit float", "18446744073709551615", "9223372036854775807", "NaN")


class RandomLoop(Protocol):
    """A function of one generated loop: its text, and arguments for its parameters."""

    @property
    def text(self) -> str: ...
    @property
    def parameters(self) -> Sequence[str]: ...
    def arguments(self, rng: Random, /) -> Any: ...


@dataclass
class Tally:
    """How many loops were proved, what was refused, how many inputs compared, and what was found wrong."""

    proved: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)
    guards: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    timid: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.proved} proved, refused {dict(self.refusals)}; inputs {dict(self.inputs)}; "
            f"guards {self.guards.most_common(6)}; {len(self.wrong)} wrong, {len(self.timid)} timid"
        )


def backends_of(result: LiftResult) -> dict[str, Callable[..., Any]]:
    """The functions that were emitted, by backend."""
    found = {n: t for n, t in result.backends.items() if t.code is not None and t.entry is not None}
    return {name: emitted(target.code or "", target.entry or "") for name, target in found.items()}


def run(function: Callable[..., Any], arguments: Sequence[Any], tensors: bool = False) -> Any:
    """Call emitted code, on tensors for arrays if so wished; what it raises is returned."""
    try:
        return _plain(function(*(_tensor(a) if tensors else a for a in arguments)))
    except Exception as error:
        return error


def is_refusal(got: Any) -> bool:
    """Whether emitted code said that its arguments are not what it is defined for."""
    return type(got).__name__ == "PreconditionError"


def _tensor(argument: Any) -> Any:
    return torch.from_numpy(argument.copy()) if isinstance(argument, np.ndarray) else argument


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.numpy() if isinstance(value, torch.Tensor) else value


class Comparison(Enum):
    """How floats are compared."""

    EXACT = "every bit"
    CLOSE = "sums and products may be in another order"
    OPEN = "so, and what is left where huge numbers cancel says nothing"


def compare(
    loop: RandomLoop,
    function: Function | RefusedFunction,
    rng: Random,
    tally: Tally,
    original: Callable[[Any], Mapping[str, Any] | None],
    call: Callable[[str, Callable[..., Any], Any], Any],
    same: Callable[[Any, Any, Comparison], bool],
) -> None:
    """Lift one loop and compare, on every backend that has code for it, up to the first difference.

    `original` gives its outputs and what it did to its parameters by name, or None where it is not defined;
    `call` calls the code of a backend.
    """
    if isinstance(function, RefusedFunction):
        tally.refusals.update(d.code for d in function.diagnostics)
        return
    result = lift_function(function, ["numpy", "torch"], 0.0)
    if result.verdict != "proved":
        tally.refusals.update(d.code for d in result.diagnostics)
        return
    tally.proved += 1
    functions = backends_of(result)
    for _ in range(INPUTS):
        arguments = loop.arguments(rng)
        held = original(arguments)
        if held is None:
            tally.inputs["undefined"] += 1
            continue
        wanted = [held[name] for name in result.outputs]
        comparison = comparison_of(result, arguments)
        for backend, code in functions.items():
            got = call(backend, code, arguments)
            inputs = dict(zip(loop.parameters, arguments, strict=True))
            where = f"{loop.text}{result.tensir}\n{backend} on {inputs}"
            if is_refusal(got):
                tally.inputs["guarded"] += 1
                tally.guards[str(got)[:60]] += 1
                if not excused(got):
                    tally.timid.append(f"{where}: {got}")
                    return
                continue
            answer = [got] if len(wanted) == 1 or isinstance(got, Exception) else list(got)
            if not same(wanted, answer, comparison):
                tally.wrong.append(f"{where}: {wanted}, not {got!r}")
                return
            tally.inputs["compared"] += 1


def comparison_of(result: LiftResult, arguments: Sequence[Any]) -> Comparison:
    """How the outputs for some arguments are compared."""
    if result.grade == "exact":
        return Comparison.EXACT
    floats = (a for a in map(np.asarray, arguments) if a.dtype.kind == "f")
    huge = any(bool(np.any(np.isfinite(a) & (np.abs(a) > 1e9))) for a in floats)
    return Comparison.OPEN if huge else Comparison.CLOSE


def same_in_python(want: Any, got: Any, comparison: Comparison) -> bool:
    """Whether two values are the same, lists and arrays told apart; elements of lists are Python's numbers."""
    if isinstance(want, (list, tuple)) and type(want) is type(got):
        return len(want) == len(got) and all(
            same_in_python(*pair, comparison) for pair in zip(want, got, strict=True)
        )
    want, got = _number(want), _number(got)
    if type(want) is int and type(got) is float:  # an integer among floats, as in `s = 0` before `s += 0.5`
        return want == got
    return type(want) is type(got) and same(want, got, comparison)


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def same(want: Any, got: Any, comparison: Comparison) -> bool:
    """Whether two values are the same; NaN is NaN."""
    if isinstance(want, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(want) == len(got)
            and all(same(w, g, comparison) for w, g in zip(want, got, strict=True))
        )
    if isinstance(want, np.ndarray) and want.ndim:
        if want.shape != np.shape(got) or want.dtype != np.asarray(got).dtype:
            return False
        return all(same(w, g, comparison) for w, g in zip(want.ravel(), np.ravel(got), strict=True))
    if isinstance(want, (float, np.floating)) and isinstance(got, (float, np.floating)):
        x, y = float(want), float(got)
        if comparison is Comparison.OPEN:
            return True
        if math.isnan(x) or math.isnan(y):
            return math.isnan(x) and math.isnan(y)
        return x == y if comparison is Comparison.EXACT else math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-5)
    return bool(want == got)


def excused(error: Exception) -> bool:
    """Whether a precondition may keep an input out on which the original answers."""
    return any(words in str(error) for words in EXCLUDED)

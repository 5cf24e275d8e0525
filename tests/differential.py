"""Holds emitted code against the original program: what the original accepts, both have to answer alike."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, final

import numpy as np
from original_server import Arguments
from originals import Maker, Original

from tenspiler.result import LiftResult

_FRESH = itertools.count()


@final
@dataclass
class Comparison:
    """How one function did: inputs compared, refused by a precondition, and the first difference."""

    tried: int = 0
    guarded: int = 0
    difference: str | None = None
    guards: set[str] = field(default_factory=set)

    @property
    def timid(self) -> bool:
        """Whether it refuses so much that it is of no use."""
        return self.guarded * 4 > self.tried


def emitted(code: str, entry: str) -> Callable[..., Any]:
    """The function that emitted code defines."""
    module = ModuleType(f"emitted_{next(_FRESH)}")
    exec(compile(code, f"<emitted {entry}>", "exec"), module.__dict__)
    return getattr(module, entry)


def compare(
    result: LiftResult,
    original: Original,
    make: Maker,
    rounds: int = 20,
    backend: str = "numpy",
    device: str | None = None,
) -> Comparison:
    """Run both sides on `rounds` inputs, up to the first difference.

    With a `device`, the emitted code gets tensors there for its arrays, and their numbers are compared.
    """
    target = result.backends[backend]
    assert target.code is not None, target.error
    assert target.entry is not None
    assert result.function is not None
    function = emitted(target.code, target.entry)
    comparison = Comparison()
    typed = result.file.endswith(".py")
    for seed in range(rounds):
        want = original(result.function, make(np.random.default_rng(seed)))
        if want is None:
            continue
        comparison.tried += 1
        given = make(np.random.default_rng(seed))
        try:
            got = function(*given) if device is None else on_device(function, given, device)
        except ValueError as error:
            if type(error).__name__ != "PreconditionError":
                raise
            comparison.guarded += 1
            comparison.guards.add(str(error))
            continue
        comparison.difference = _against(result, want, got, typed and device is None) or _touched(
            result, given, make, seed
        )
        if comparison.difference:
            comparison.difference = f"seed {seed}: {comparison.difference}"
            break
    return comparison


def on_device(function: Callable[..., Any], arguments: Arguments, device: str) -> Any:
    """Call a function with tensors for arrays, and bring what it answers back as arrays and numbers."""
    import torch

    def there(value: Any) -> Any:
        return torch.from_numpy(value.copy()).to(device) if isinstance(value, np.ndarray) else value

    def back(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(back(part) for part in value)
        if isinstance(value, torch.Tensor):
            return value.cpu().numpy() if value.ndim else value.item()
        return value

    return back(function(*(there(a) for a in arguments)))


def _against(result: LiftResult, want: tuple[list[Any], Any], got: Any, typed: bool) -> str | None:
    held = dict(zip(result.parameters, want[0], strict=False)) | {"return": want[1]}
    values = [got] if len(result.outputs) == 1 else list(got or ())
    if len(values) != len(result.outputs):
        return f"{len(values)} outputs instead of {len(result.outputs)}"
    for name, value in zip(result.outputs, values, strict=True):
        where = difference(held[name], value, result.grade == "exact", typed)
        if where:
            return f"output `{name}`{where}"
    return None


def _touched(result: LiftResult, given: Arguments, make: Maker, seed: int) -> str | None:
    for name, after, before in zip(result.parameters, given, make(np.random.default_rng(seed)), strict=False):
        if difference(before, after, exact=True, typed=True):
            return f"the emitted code changed its argument `{name}`"
    return None


def difference(want: Any, got: Any, exact: bool, typed: bool) -> str | None:
    """Where two values differ; with `typed`, lists, arrays, numbers and NumPy scalars are told apart."""
    if typed and type(want) is not type(got):
        return f" is a {type(got).__name__}, not a {type(want).__name__}"
    if isinstance(want, np.ndarray) and isinstance(got, np.ndarray):
        if want.dtype != got.dtype:
            return f" has the dtype {got.dtype}, not {want.dtype}"
        if want.shape != got.shape:
            return f" has the shape {got.shape}, not {want.shape}"
        if want.tobytes() == got.tobytes():
            return None
    if isinstance(want, (list, tuple, np.ndarray)):
        if not isinstance(got, (list, tuple, np.ndarray)):
            return f" is not a sequence: {got!r}"
        if len(want) != len(got):
            return f" has {len(got)} elements, not {len(want)}"
        parts = ((i, difference(w, g, exact, typed)) for i, (w, g) in enumerate(zip(want, got, strict=True)))
        return next((f"[{i}]{where}" for i, where in parts if where), None)
    return None if _same(want, got, exact) else f" is {got!r}, not {want!r}"


def _same(want: Any, got: Any, exact: bool) -> bool:
    if want is None or got is None:
        return want is got
    if not any(isinstance(v, (float, np.floating)) for v in (want, got)):
        return bool(want == got)
    x, y = float(want), float(got)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if exact:
        return x == y and math.copysign(1, x) == math.copysign(1, y)
    return math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-5)

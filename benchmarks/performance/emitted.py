"""Emitted code: called with what callers have, and with arrays of the backend that are there already."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, final

import numpy as np

from benchmarks.performance.contender import Absent, Contender, Sample, flattened, sampled
from benchmarks.performance.interpreted import on_arrays
from benchmarks.performance.task import Module, Task
from benchmarks.performance.workload import load

Arguments = tuple[Any, ...]
_FRESH = itertools.count()


@final
@dataclass(frozen=True, slots=True)
class Carrier:
    """How arrays come to where a backend computes, how they come back, and how long to wait for them."""

    there: Callable[[np.ndarray], Any]
    back: Callable[[Any], Any]
    settle: Callable[[Any], None] | None = None


def _numpy(device: str) -> Carrier:
    return Carrier(lambda array: array, lambda value: value)


def _torch(device: str) -> Carrier:
    try:
        import torch
    except ImportError:
        raise Absent("PyTorch is not installed") from None
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise Absent("PyTorch sees no GPU")

    def back(value: Any) -> Any:
        return value.cpu().numpy() if isinstance(value, torch.Tensor) else value

    settle = (lambda _: torch.cuda.synchronize()) if device.startswith("cuda") else None
    return Carrier(lambda array: torch.from_numpy(np.array(array)).to(device), back, settle)


def _triton(device: str) -> Carrier:
    if not device.startswith("cuda"):
        raise Absent("Triton needs a GPU")
    return _torch(device)


def _jax(device: str) -> Carrier:
    try:
        import jax
    except ImportError:
        raise Absent("JAX is not installed") from None
    jax.config.update("jax_enable_x64", True)
    platform = "gpu" if device.startswith("cuda") else "cpu"
    try:
        place = jax.devices(platform)[0]
    except RuntimeError:
        raise Absent("JAX sees no GPU") from None

    def back(value: Any) -> Any:
        return np.asarray(value) if isinstance(value, jax.Array) else value

    return Carrier(lambda array: jax.device_put(array, place), back, jax.block_until_ready)


CARRIERS: Final = {"torch": _torch, "triton": _triton, "jax": _jax}


def emitted_contender(name: str, module: Module, task: Task, arguments: Arguments, device: str) -> Contender:
    """One backend's code; raises `Absent` where its framework or its device is not there."""
    if module.error:
        raise Absent(module.error)
    carrier = CARRIERS.get(name, _numpy)(device)
    whole, arrays = (function_of(code, module.entry) for code in (module.code, module.on_arrays))

    def carried() -> Arguments:
        converted = on_arrays(task, arguments)
        return tuple(carrier.there(a) if isinstance(a, np.ndarray) else a for a in converted)

    def outputs(got: Any) -> list[Any]:
        values = flattened([got] if len(task.outputs) == 1 else list(got or ()))
        return [carrier.back(value) for value in values]

    def through_the_device() -> list[Any]:
        lists = any(isinstance(a, list) for a in arguments)
        values = outputs(arrays(*carried()))
        return [v.tolist() if lists and isinstance(v, np.ndarray) else v for v in values]

    there = carried()
    end_to_end = (
        sampled(through_the_device)
        if device.startswith("cuda") and name in CARRIERS
        else sampled(lambda: whole(*arguments), carrier.settle)
    )
    samples = {"kernel": sampled(lambda: arrays(*there), carrier.settle), "end_to_end": end_to_end}
    return Contender(
        name,
        lambda: outputs(arrays(*there)),
        samples,
        lambda: outputs(whole(*arguments)),
        module.grade == "exact",
    )


def device_copy(device: str, moved: int) -> dict[str, Sample]:
    """Copying on a GPU so that as many bytes are read and written together; nothing on the processor."""
    if not device.startswith("cuda"):
        return {}
    try:
        import torch

        source = torch.ones(max(moved // 2, 1), dtype=torch.uint8, device=device)
    except (ImportError, RuntimeError):
        return {}
    target = torch.zeros_like(source)
    return {"copy on the device": sampled(lambda: target.copy_(source), lambda _: torch.cuda.synchronize())}


def function_of(code: str, entry: str) -> Callable[..., Any]:
    """The function that emitted code defines; in a file, for what compiles it further wants to read it."""
    path = Path(_folder()) / f"emitted_{next(_FRESH)}.py"
    path.write_text(code)
    return getattr(load(path), entry)


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="tenspiler-emitted-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder

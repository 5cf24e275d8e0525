"""Emitted PyTorch code on a device that the decorator names, whatever the caller's arguments are.

Emitted code takes tensors where they are, and lists and arrays to the device of the tensors. Here it is told
which device that is. It checks the caller's own objects first, and moves their elements then; what comes back
is written into the caller's objects by those who called it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenspiler.diagnostics.diagnostic import Diagnostic


def unusable(backend: str, device: str | None) -> Diagnostic | None:
    """Why a backend, or a device of it, computes nothing here."""
    if backend != "torch":
        return None
    try:
        import torch

        if device is not None and torch.zeros(1, device=device).item() != 0:
            detail = "it computes nothing"
        else:
            return None
    except Exception as error:  # PyTorch has many ways of saying no: RuntimeError, AssertionError, ...
        detail = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return Diagnostic(
        "TSP5011", None, {"what": f"the device `{device}`" if device else "PyTorch", "detail": detail}
    )


def place(module: dict[str, Any], device: str) -> None:
    """Tell the namespace of an emitted module where to compute."""
    import torch

    there = torch.device(device)

    def chosen(*_: object) -> torch.device:
        return there

    module["_device"] = chosen
    for name in ("_as_array", "_as_scalar"):
        if name in module:
            module[name] = _from_device(module[name])
    if "_elements" in module:
        module["_elements"] = _to_device(module["_elements"], torch.Tensor)


def _from_device(finish: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's arrays and numbers are made of what is on the CPU."""

    def finished(x: Any, kind: str) -> Any:
        return finish(x if kind == "tensor" else x.cpu(), kind)

    return finished


def _to_device(elements: Callable[..., Any], tensor: type) -> Callable[..., Any]:
    """A tensor is checked where it is and moved."""

    def moved(name: str, value: Any, dtype: Any, device: Any) -> Any:
        if not isinstance(value, tensor):
            return elements(name, value, dtype, device)
        return elements(name, value, dtype, value.device).to(device)  # type: ignore[attr-defined]

    return moved

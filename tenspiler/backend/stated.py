"""What a backend may state of itself beyond what it must, and what holds where it does not.

| member | without it |
| --- | --- |
| `ulps(node) -> int or None`: the bound on the error of a library function | no bound is printed |
| `flushes(node) -> bool`: whether subnormal numbers may be zeros | they are not |
| `contract: Contract`: the promises as data | `tenspiler backends NAME` shows no table |
| `strengths: tuple[Strength, ...]`: its devices, and how well it does there | the CPU, and taken last |
| `unusable() -> str or None`: why its code cannot run here | its code can run wherever it is installed |

None of them may import the framework: `presence.py` looks without loading anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from typing import cast as typed

from tenspiler.backend.api import Strength
from tenspiler.backend.presence import lacks_device

if TYPE_CHECKING:
    from tenspiler.backend.api import Backend
    from tenspiler.backend.contract import Contract

_UNSTATED: Final = (Strength("cpu", 0),)


def strengths_of(backend: Backend) -> tuple[Strength, ...]:
    """On which devices a backend runs, and how well."""
    return tuple(getattr(backend, "strengths", _UNSTATED))


def devices_of(backend: Backend) -> tuple[str, ...]:
    """The devices that a backend can be run on, as it states them."""
    return tuple(dict.fromkeys(strength.device for strength in strengths_of(backend)))


def contract_of(backend: Backend) -> Contract | None:
    """The promises of a backend as data, where it has them."""
    return getattr(backend, "contract", None)


def reason_unusable(backend: Backend, device: str | None = None) -> str | None:
    """Why a backend's code cannot run here, on a device or on any; None if it can."""
    ask = typed("Callable[[], Any] | None", getattr(backend, "unusable", None))
    if ask is not None:
        try:
            reason = ask()
        except Exception as error:  # a stranger's package may raise anything
            return f"asked whether it is usable, it failed: {type(error).__name__}: {error}"
        if reason:
            return str(reason)
    devices = devices_of(backend)
    if device is not None and device not in devices:
        return f"it does not run on {device}"
    missing = [lacks_device(d) for d in (devices if device is None else (device,))]
    return missing[0] if missing and all(missing) else None


def speed_of(backend: Backend, device: str, elements: int) -> int:
    """The best speed that a backend states on a device for arrays of a size; 0 if it states none."""
    speeds = (s.speed for s in strengths_of(backend) if s.device == device and s.elements <= elements)
    return max(speeds, default=0)

"""`@tenspiler.lift`, bare and with arguments, on functions and on methods of every kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, Protocol, TypeVar, cast, get_args, overload

from tenspiler.runtime.lifted import Lifted
from tenspiler.runtime.options import Grade, OnRefusal, Options
from tenspiler.steps import DEFAULT_MILLIONS

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


class Lifter(Protocol):
    """The decorator with its arguments given."""

    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload] (it can be called, but is kept as it is)
        self, function: staticmethod[P, R], /
    ) -> staticmethod[P, R]: ...
    @overload
    def __call__(self, function: classmethod[T, P, R], /) -> classmethod[T, P, R]: ...
    @overload
    def __call__(self, function: Callable[P, R], /) -> Lifted[P, R]: ...


@overload
def lift(  # pyright: ignore[reportOverlappingOverload]
    function: staticmethod[P, R], /
) -> staticmethod[P, R]: ...
@overload
def lift(function: classmethod[T, P, R], /) -> classmethod[T, P, R]: ...
@overload
def lift(function: Callable[P, R], /) -> Lifted[P, R]: ...
@overload
def lift(
    *,
    backend: str = "numpy",
    grade: Grade = "real",
    on_refusal: OnRefusal = "warn",
    device: str | None = None,
    effort: int = DEFAULT_MILLIONS,
) -> Lifter: ...
def lift(
    function: Any = None,
    /,
    *,
    backend: str = "numpy",
    grade: Grade = "real",
    on_refusal: OnRefusal = "warn",
    device: str | None = None,
    effort: int = DEFAULT_MILLIONS,
) -> Any:
    """Lift a function when it is first called, and run the proved tensor code in its place from then on.

    `backend` names the target; `grade="exact"` takes only code that gives the same bits. Where the function
    cannot be lifted, `on_refusal` says whether it runs as it is, with a warning, or `LiftError` is raised at
    the call. With the backend `torch`, `device` says where it is computed, wherever the arguments are, and
    results come back to where those are. A call outside what was proved runs the original and warns once
    (`GuardMiss`). `effort` is how many million steps a lift may take before it is given up.
    Raises `TypeError` and `ValueError` for wrong arguments.
    """
    if grade not in get_args(Grade):
        raise ValueError(f"grade is one of {get_args(Grade)}, not {grade!r}")
    if on_refusal not in get_args(OnRefusal):
        raise ValueError(f"on_refusal is one of {get_args(OnRefusal)}, not {on_refusal!r}")
    if device is not None:
        _check_device(backend, device)
    if isinstance(effort, bool) or not isinstance(effort, int) or effort < 1:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"effort is a number of million steps, not {effort!r}")
    options = Options(backend, grade, on_refusal, device, effort)
    if function is None:
        return partial(_decorated, options)
    return _decorated(options, function)


def _check_device(backend: str, device: object) -> None:
    """What can be said of a device without asking PyTorch, which the first call does."""
    if backend != "torch":
        raise ValueError(f"device goes with backend='torch', not with {backend!r}")
    if not isinstance(device, str) or not re.fullmatch(r"[a-z]+(:\d+)?", device):
        raise ValueError(f"device is a name such as 'cpu', 'cuda' or 'cuda:1', not {device!r}")
    if device.startswith("meta"):
        raise ValueError("device 'meta' holds no numbers, so nothing can be computed there")


def _decorated(options: Options, function: object, /) -> object:
    match function:
        case staticmethod():
            return staticmethod(_decorated(options, cast(Any, function).__func__))  # type: ignore[arg-type]
        case classmethod():
            return classmethod(_decorated(options, cast(Any, function).__func__))  # type: ignore[arg-type]
        case Lifted():
            return Lifted(cast("Lifted[..., Any]", function).original, options)
        case _ if callable(function) and not isinstance(function, type):
            return Lifted(function, options)
        case _:
            raise TypeError(f"tenspiler.lift takes a function, not {function!r:.80}")

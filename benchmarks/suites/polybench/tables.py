"""Random matrices and vectors of doubles for the kernels of this suite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

Generator = np.random.Generator
Arguments = tuple[Any, ...]

SIDES: Final = (1, 2, 3, 4, 5, 8)


def side(rng: Generator, lowest: int = 1) -> int:
    """An extent: small, or that which the generator asks for."""
    return getattr(rng, "extent", None) or int(rng.choice([s for s in SIDES if s >= lowest]))


def doubles(rng: Generator, *shape: int) -> Any:
    """An array of doubles of the given shape."""
    return rng.normal(0, 2, shape)


def kernel(layout: str) -> Callable[[Generator], Arguments]:
    """Arguments by their layout, in the order of the parameters.

    `#n` is an extent, `.` a number, `nm` an (n, m) matrix:
    `"n m : #n #m . nm m"` has two extents, a number, an (n, m) matrix and a vector of m.
    """
    extents, parameters = (part.split() for part in layout.split(":"))

    def arguments(rng: Generator) -> Arguments:
        sizes = {name: side(rng) for name in extents}
        return tuple(_argument(rng, sizes, parameter) for parameter in parameters)

    return arguments


def _argument(rng: Generator, sizes: dict[str, int], parameter: str) -> Any:
    if parameter == ".":
        return np.float64(rng.normal())
    if parameter.startswith("#"):
        return np.int32(sizes[parameter[1:]])
    return doubles(rng, *(sizes[name] for name in parameter))

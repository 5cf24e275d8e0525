"""Random buffers for the C kernels of this suite: odd extents, room behind what is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

Generator = np.random.Generator
Arguments = tuple[Any, ...]
Draw = Callable[[Generator, int], Any]

SIZES: Final = (0, 1, 2, 3, 5, 8, 13)
SIDES: Final = (0, 1, 2, 3, 4, 7)


def size(rng: Generator, lowest: int = 0) -> int:
    """The length of a vector: mostly small and odd, empty where `lowest` allows it."""
    return getattr(rng, "extent", None) or int(rng.choice([n for n in SIZES if n >= lowest]))


def side(rng: Generator, lowest: int = 0) -> int:
    """One extent of a matrix."""
    return getattr(rng, "extent", None) or int(rng.choice([n for n in SIDES if n >= lowest]))


def floats(rng: Generator, n: int) -> Any:
    """n numbers, f32, some of them zero."""
    values = rng.normal(0, 2, n).astype(np.float32)
    values[rng.random(n) < 0.2] = 0
    return values


def integers(rng: Generator, n: int) -> Any:
    """n small numbers, i32, of either sign."""
    return rng.integers(-9, 10, n, dtype=np.int32)


def longer(rng: Generator, draw: Draw, n: int) -> Any:
    """A buffer that goes on behind the n elements that a kernel uses."""
    return draw(rng, n + int(rng.integers(0, 4)))


def over(draw: Draw, *parameters: str) -> Callable[[Generator], Arguments]:
    """Arguments in the order of a kernel's parameters: `array`, `number`, or `n` for their common length."""

    def arguments(rng: Generator) -> Arguments:
        n = size(rng)
        kinds: dict[str, Callable[[], Any]] = {
            "array": lambda: longer(rng, draw, n),
            "number": lambda: draw(rng, 1)[0],
            "n": lambda: np.int32(n),
        }
        return tuple(kinds[p]() for p in parameters)

    return arguments


def on_matrices(draw: Draw, *parameters: str) -> Callable[[Generator], Arguments]:
    """Arguments of a kernel on flat (m, n) matrices: `matrix`, `row`, `column`, `number`, `m`, `n`."""

    def arguments(rng: Generator) -> Arguments:
        m, n = side(rng), side(rng)
        kinds: dict[str, Callable[[], Any]] = {
            "matrix": lambda: longer(rng, draw, m * n),
            "row": lambda: longer(rng, draw, n),
            "column": lambda: longer(rng, draw, m),
            "number": lambda: draw(rng, 1)[0],
            "m": lambda: np.int32(m),
            "n": lambda: np.int32(n),
        }
        return tuple(kinds[p]() for p in parameters)

    return arguments

"""Random activations, weights and caches, the same for all forms of the llama kernels."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

SIZES: Final = (0, 1, 2, 3, 5, 8, 13)


def size(rng: np.random.Generator, lowest: int = 0) -> int:
    """An extent: mostly small and odd, empty where `lowest` allows it."""
    return getattr(rng, "extent", None) or int(rng.choice([n for n in SIZES if n >= lowest]))


def vector(rng: np.random.Generator, n: int) -> Any:
    """n activations, f32, some of them equal and some of them zero."""
    values = rng.normal(0, 2, n).astype(np.float32)
    values[rng.random(n) < 0.2] = 0
    return values


def matrix(rng: np.random.Generator, m: int, n: int) -> Any:
    """An (m, n) weight or cache, f32."""
    return vector(rng, m * n).reshape(m, n)


def longer(rng: np.random.Generator, values: Any) -> Any:
    """A flat buffer that goes on behind what a kernel uses."""
    return np.concatenate([values.ravel(), vector(rng, int(rng.integers(0, 4)))])


def positive(rng: np.random.Generator) -> np.float32:
    """A sum of squares or of exponentials."""
    return np.float32(rng.uniform(0.1, 9.0))

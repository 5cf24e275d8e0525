"""Images to blend: the same schedule of shapes and pixels for every form of the kernels.

The first rounds are fixed (every pair of 8-bit pixels among them), later ones are random.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

SHAPES: Final = ((2, 3), (256, 256), (1, 1), (0, 0), (3, 0), (5, 1), (1, 7))
EVERY_PAIR: Final = 1
OPACITIES: Final = (0.5, 0.0, 1.0, 0.25, 0.01, 0.999, -0.5, 1.5)
ALPHAS: Final = (128, 77, 255, 0, 1, 254)
EXTREMES: Final = np.array([0, 1, 127, 128, 129, 254, 255], dtype=np.uint8)


def round_of(rng: np.random.Generator) -> int:
    """The seed that the generator was made from: which round this is."""
    entropy = rng.bit_generator.seed_seq.entropy  # pyright: ignore[reportAttributeAccessIssue]
    return entropy if isinstance(entropy, int) else len(SHAPES)


def shape(rng: np.random.Generator, lowest: int = 0) -> tuple[int, int]:
    """Rows and columns; at least `lowest` rows, for programs that read the first one."""
    extent = getattr(rng, "extent", None)  # set where a size is asked for
    if extent is not None:
        return extent, extent
    turn = round_of(rng)
    if turn < len(SHAPES):
        rows, columns = SHAPES[turn]
        return max(rows, lowest), columns
    return int(rng.integers(1, 9)), int(rng.integers(1, 9))


def pixels(rng: np.random.Generator, size: tuple[int, ...]) -> Image:
    """Random pixels, half of them where formulas change their mind."""
    anywhere = rng.integers(0, 256, size=size, dtype=np.uint8)
    return np.where(rng.random(size) < 0.5, anywhere, rng.choice(EXTREMES, size=size)).astype(np.uint8)


def pair(rng: np.random.Generator, lowest: int = 0) -> tuple[Image, Image]:
    """A base and an active layer of one shape."""
    size = shape(rng, lowest)
    if round_of(rng) == EVERY_PAIR:
        rows, columns = np.indices((256, 256))
        return rows.astype(np.uint8), columns.astype(np.uint8)
    return pixels(rng, size), pixels(rng, size)


def opacity(rng: np.random.Generator) -> float:
    """A share, sometimes outside 0 to 1."""
    turn = round_of(rng)
    return OPACITIES[turn] if turn < len(OPACITIES) else float(rng.random())


def alpha(rng: np.random.Generator) -> int:
    """An opacity of 8 bits."""
    turn = round_of(rng)
    return ALPHAS[turn] if turn < len(ALPHAS) else int(rng.integers(0, 256))


def noise(rng: np.random.Generator, size: tuple[int, ...]) -> npt.NDArray[np.int32]:
    """What `rand()` could have left in an array; in some rounds what it could not."""
    lowest = -500 if round_of(rng) % 4 == 3 else 0
    return rng.integers(lowest, 2**31 - 1 if round_of(rng) % 2 else 1000, size=size, dtype=np.int32)


def signal(rng: np.random.Generator, count: int) -> npt.NDArray[np.float32]:
    """Floats of several magnitudes and both signs, zeros among them."""
    values = rng.normal(size=count) * 10.0 ** rng.integers(-3, 4, size=count)
    return np.where(rng.random(count) < 0.1, 0.0, values).astype(np.float32)

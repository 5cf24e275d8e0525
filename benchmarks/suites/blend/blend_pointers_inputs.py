"""Inputs of blend_pointers.cpp: flat buffers, often longer than the image, and outputs that are not zero."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import images

Arguments = tuple[Any, ...]


def buffer(rng: np.random.Generator, image: images.Image) -> images.Image:
    """The image row after row; in every second round with bytes behind its end."""
    spare = int(rng.integers(1, 9)) if images.round_of(rng) % 2 == 0 else 0
    return np.concatenate([image.ravel(), images.pixels(rng, (spare,))])


def layers(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng)
    rows, columns = base.shape
    target = images.pixels(rng, base.shape)
    held = (buffer(rng, base), buffer(rng, active), buffer(rng, target))
    return (*held, np.int32(columns), np.int32(rows))


def onto_fresh(rng: np.random.Generator) -> Arguments:
    base, active, target, width, height = layers(rng)
    return base, active, width, height, target


def onto_base(rng: np.random.Generator) -> Arguments:
    base, active, _, width, height = layers(rng)
    return base, active, width, height


def of_base(rng: np.random.Generator) -> Arguments:
    base, _, target, width, height = layers(rng)
    return base, width, height, target


def normal_blend_f(rng: np.random.Generator) -> Arguments:
    rows, columns = images.shape(rng)
    n, spare = rows * columns, images.round_of(rng) % 3
    base, active, target = (images.signal(rng, n + spare) for _ in range(3))
    return base, active, np.float32(images.opacity(rng)), np.int32(n), target


def normal_blend_8(rng: np.random.Generator) -> Arguments:
    base, active, target, width, height = layers(rng)
    return base, active, np.uint8(images.alpha(rng)), np.int32(width * height), target


def normal_blend_8_scaled(rng: np.random.Generator) -> Arguments:
    base, active, _, width, height = layers(rng)
    return base, active, np.uint8(images.alpha(rng)), np.uint64(width * height)


def dissolve_blend_8(rng: np.random.Generator) -> Arguments:
    base, active, target, width, height = layers(rng)
    random = images.noise(rng, (int(width * height) + images.round_of(rng) % 2,))
    return base, active, random, np.float32(images.opacity(rng)), width, height, target


def dissolve_blend_8_scalar(rng: np.random.Generator) -> Arguments:
    base, active, target, width, height = layers(rng)
    random = np.int32(images.noise(rng, ()))
    return base, active, random, np.float32(images.opacity(rng)), width, height, target


INPUTS: dict[str, Callable[[np.random.Generator], Arguments]] = {
    "normal_blend_f": normal_blend_f,
    "normal_blend_8": normal_blend_8,
    "normal_blend_8_scaled": normal_blend_8_scaled,
    "linear_dodge_8": onto_fresh,
    "linear_dodge_8_clamped": onto_fresh,
    "linear_burn_8": onto_fresh,
    "linear_burn_8_clamped": onto_fresh,
    "multiply_blend_8": onto_fresh,
    "screen_blend_8": onto_fresh,
    "darken_blend_8": onto_fresh,
    "lighten_blend_8": onto_base,
    "color_burn_8": onto_fresh,
    "color_dodge_8": onto_fresh,
    "overlay_blend_8": of_base,
    "overlay_blend_8_true": onto_fresh,
    "dissolve_blend_8": dissolve_blend_8,
    "dissolve_blend_8_scalar": dissolve_blend_8_scalar,
}
RETURNS: dict[str, type[np.generic]] = {}

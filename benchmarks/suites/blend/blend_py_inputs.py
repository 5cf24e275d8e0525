"""Inputs of blend.py: nested lists for some functions, NumPy arrays for the others.

Not `blend_inputs.py`: the module under test is Python itself, so this one is named by `--inputs`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import images

Arguments = tuple[Any, ...]


def lists(rng: np.random.Generator, lowest: int = 0) -> Arguments:
    base, active = images.pair(rng, lowest)
    return base.tolist(), active.tolist()


def lists_with_a_row(rng: np.random.Generator) -> Arguments:
    return lists(rng, lowest=1)


def arrays(rng: np.random.Generator) -> Arguments:
    return images.pair(rng)


def base_array(rng: np.random.Generator) -> Arguments:
    return images.pair(rng)[:1]


def arrays_and_target(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng)
    return base, active, images.pixels(rng, base.shape)


def normal_blend_f(rng: np.random.Generator) -> Arguments:
    rows, columns = images.shape(rng)
    base, active = (images.signal(rng, rows * columns).tolist() for _ in range(2))
    return base, active, images.opacity(rng)


def normal_blend_8(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng)
    return base.ravel(), active.ravel(), images.alpha(rng)


def normal_blend_8_scaled(rng: np.random.Generator) -> Arguments:
    base, active, opacity = normal_blend_8(rng)
    return base.tolist(), active.tolist(), opacity


def dissolve_blend_8(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng)
    return base, active, images.noise(rng, base.shape).astype(np.int64), images.opacity(rng)


def dissolve_blend_8_scalar(rng: np.random.Generator) -> Arguments:
    return (*lists(rng, lowest=1), int(images.noise(rng, ())), images.opacity(rng))


INPUTS: dict[str, Callable[[np.random.Generator], Arguments]] = {
    "normal_blend_f": normal_blend_f,
    "normal_blend_8": normal_blend_8,
    "normal_blend_8_scaled": normal_blend_8_scaled,
    "linear_dodge_8": arrays,
    "linear_dodge_8_clamped": lists,
    "linear_burn_8": lists_with_a_row,
    "linear_burn_8_clamped": arrays_and_target,
    "multiply_blend_8": arrays,
    "screen_blend_8": lists,
    "darken_blend_8": lists_with_a_row,
    "lighten_blend_8": arrays,
    "color_burn_8": arrays,
    "color_dodge_8": lists,
    "overlay_blend_8": base_array,
    "overlay_blend_8_true": lists,
    "dissolve_blend_8": dissolve_blend_8,
    "dissolve_blend_8_scalar": dissolve_blend_8_scalar,
}
RETURNS: dict[str, type[np.generic]] = {}

"""Inputs of blend_vectors.cpp: nested lists; programs that read `base[0]` are given a row at least."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import images

Arguments = tuple[Any, ...]


def layers(rng: np.random.Generator, lowest: int = 1) -> Arguments:
    base, active = images.pair(rng, lowest)
    return base.tolist(), active.tolist()


def from_no_rows(rng: np.random.Generator) -> Arguments:
    return layers(rng, lowest=0)


def of_base(rng: np.random.Generator) -> Arguments:
    return layers(rng)[:1]


def normal_blend_f(rng: np.random.Generator) -> Arguments:
    rows, columns = images.shape(rng)
    base, active = (images.signal(rng, rows * columns).tolist() for _ in range(2))
    return base, active, images.opacity(rng)


def normal_blend_8(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng)
    return base.ravel().tolist(), active.ravel().tolist(), images.alpha(rng)


def dissolve_blend_8(rng: np.random.Generator) -> Arguments:
    base, active = images.pair(rng, lowest=1)
    return base.tolist(), active.tolist(), images.noise(rng, base.shape).tolist(), images.opacity(rng)


def dissolve_blend_8_scalar(rng: np.random.Generator) -> Arguments:
    return (*layers(rng), int(images.noise(rng, ())), images.opacity(rng))


INPUTS: dict[str, Callable[[np.random.Generator], Arguments]] = {
    "normal_blend_f": normal_blend_f,
    "normal_blend_8": normal_blend_8,
    "normal_blend_8_scaled": normal_blend_8,
    "linear_dodge_8": layers,
    "linear_dodge_8_clamped": layers,
    "linear_burn_8": layers,
    "linear_burn_8_clamped": from_no_rows,
    "multiply_blend_8": layers,
    "screen_blend_8": layers,
    "darken_blend_8": layers,
    "lighten_blend_8": layers,
    "color_burn_8": layers,
    "color_dodge_8": layers,
    "overlay_blend_8": of_base,
    "overlay_blend_8_true": layers,
    "dissolve_blend_8": dissolve_blend_8,
    "dissolve_blend_8_scalar": dissolve_blend_8_scalar,
}
RETURNS: dict[str, type[np.generic]] = {}

"""Inputs of llama.py: lists where it says lists, arrays where it says arrays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import activations as of

Arguments = tuple[Any, ...]
Generator = np.random.Generator


def matmul(rng: Generator) -> Arguments:
    m, n = of.size(rng), of.size(rng)
    return of.matrix(rng, m, n).tolist(), of.vector(rng, n).tolist()


def activations(rng: Generator, lowest: int = 0) -> Arguments:
    return (of.vector(rng, of.size(rng, lowest)).tolist(),)


def from_one(rng: Generator) -> Arguments:
    return activations(rng, lowest=1)


def rmsnorm_part2(rng: Generator) -> Arguments:
    n = of.size(rng, lowest=1)
    return of.vector(rng, n), of.longer(rng, of.vector(rng, n)), float(of.positive(rng))


def rmsnorm(rng: Generator) -> Arguments:
    n = of.size(rng, lowest=1)
    return of.vector(rng, n).tolist(), of.vector(rng, n).tolist()


def pair(rng: Generator) -> Arguments:
    return of.vector(rng, of.size(rng)).tolist(), of.vector(rng, of.size(rng)).tolist()


def prefix(rng: Generator) -> Arguments:
    x = of.vector(rng, of.size(rng, lowest=1))
    return x, int(rng.integers(0, len(x) + 1))


def list_prefix(rng: Generator) -> Arguments:
    x, max_pos = prefix(rng)
    return x.tolist(), max_pos


def softmax_part2(rng: Generator) -> Arguments:
    return *list_prefix(rng), float(rng.normal())


def softmax_part4(rng: Generator) -> Arguments:
    return *prefix(rng), of.positive(rng)


def heads(rng: Generator) -> tuple[int, int, int, int]:
    """Position, head, head size and the width of a row of the cache."""
    size, count = of.size(rng, lowest=1), int(rng.integers(1, 4))
    return of.size(rng), int(rng.integers(0, count)), size, size * count


def transformer_part1(rng: Generator) -> Arguments:
    pos, head, size, width = heads(rng)
    return of.vector(rng, width).tolist(), of.matrix(rng, pos + 1, width).tolist(), pos, head, size


def transformer_part2(rng: Generator) -> Arguments:
    pos, head, size, width = heads(rng)
    return of.vector(rng, pos + 1), of.matrix(rng, pos + 1, width), pos, head, size


def attention_head(rng: Generator) -> Arguments:
    steps, size = of.size(rng, lowest=1), of.size(rng, lowest=1)
    arrays = of.vector(rng, size), of.matrix(rng, steps, size), of.matrix(rng, steps, size)
    return tuple(a.astype(np.float64) for a in arrays)


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "matmul": matmul,
    "rmsnorm_part1": activations,
    "rmsnorm_part2": rmsnorm_part2,
    "softmax_part1": list_prefix,
    "softmax_part2": softmax_part2,
    "softmax_part3": prefix,
    "softmax_part4": softmax_part4,
    "transformer_part1": transformer_part1,
    "transformer_part2": transformer_part2,
    "transformer_part3": activations,
    "transformer_part4": pair,
    "softmax": from_one,
    "rmsnorm": rmsnorm,
    "attention_head": attention_head,
}

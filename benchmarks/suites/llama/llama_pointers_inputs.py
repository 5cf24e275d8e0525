"""Inputs of llama_pointers.c: flat buffers, some longer than what is used, outputs that are not zero."""

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
    n, d = of.size(rng), of.size(rng)
    xout, x, w = of.vector(rng, d), of.vector(rng, n), of.matrix(rng, d, n)
    return of.longer(rng, xout), of.longer(rng, x), of.longer(rng, w), np.int32(n), np.int32(d)


def buffer(rng: Generator, lowest: int = 0) -> Arguments:
    x = of.vector(rng, of.size(rng, lowest))
    return of.longer(rng, x), np.int32(len(x))


def from_one(rng: Generator) -> Arguments:
    return buffer(rng, lowest=1)


def rmsnorm_part2(rng: Generator) -> Arguments:
    n = of.size(rng)
    o, x, weight = (of.longer(rng, of.vector(rng, n)) for _ in range(3))
    return o, x, weight, of.positive(rng), np.int32(n)


def rmsnorm(rng: Generator) -> Arguments:
    o, x, weight, _, n = rmsnorm_part2(rng)
    return o, x, weight, n


def softmax_part2(rng: Generator) -> Arguments:
    return *buffer(rng), np.float32(rng.normal())


def softmax_part4(rng: Generator) -> Arguments:
    return *buffer(rng), of.positive(rng)


def heads(rng: Generator) -> tuple[int, int, int, int]:
    """Position, head, head size and the width of a row of the cache."""
    size, count = of.size(rng, lowest=1), int(rng.integers(1, 4))
    return of.size(rng), int(rng.integers(0, count)), size, size * count


def transformer_part1(rng: Generator) -> Arguments:
    pos, head, size, width = heads(rng)
    att, q, keys = of.vector(rng, pos), of.vector(rng, width), of.matrix(rng, pos, width)
    numbers = (np.int32(v) for v in (pos, head, size, width))
    return of.longer(rng, att), q, of.longer(rng, keys), *numbers


def transformer_part2(rng: Generator) -> Arguments:
    pos, head, size, width = heads(rng)
    xb, att, values = of.vector(rng, size), of.vector(rng, pos + 1), of.matrix(rng, pos + 1, width)
    numbers = (np.int32(v) for v in (pos, head, size, width))
    return of.longer(rng, xb), of.longer(rng, att), of.longer(rng, values), *numbers


def transformer_part4(rng: Generator) -> Arguments:
    hb, n = buffer(rng)
    return hb, of.longer(rng, of.vector(rng, int(n))), n


def attention_head(rng: Generator) -> Arguments:
    pos, size = of.size(rng), of.size(rng, lowest=1)
    width = size + int(rng.integers(0, 4))
    xb, att, q = of.vector(rng, size), of.vector(rng, pos + 1), of.vector(rng, size)
    keys, values = of.matrix(rng, pos + 1, width), of.matrix(rng, pos + 1, width)
    return (
        xb,
        of.longer(rng, att),
        q,
        keys.ravel(),
        values.ravel(),
        np.int32(pos),
        np.int32(size),
        np.int32(width),
    )


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "matmul": matmul,
    "rmsnorm_part1": buffer,
    "rmsnorm_part2": rmsnorm_part2,
    "softmax_part1": from_one,
    "softmax_part2": softmax_part2,
    "softmax_part3": buffer,
    "softmax_part4": softmax_part4,
    "transformer_part1": transformer_part1,
    "transformer_part2": transformer_part2,
    "transformer_part3": buffer,
    "transformer_part4": transformer_part4,
    "softmax": from_one,
    "rmsnorm": rmsnorm,
    "attention_head": attention_head,
}
RETURNS: dict[str, type[np.generic]] = {
    name: np.float32 for name in ("rmsnorm_part1", "softmax_part1", "softmax_part3")
}

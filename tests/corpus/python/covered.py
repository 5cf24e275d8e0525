"""Rows that are written between bounds which data say: empty, overlapping, in any order, from either end."""

from __future__ import annotations

from typing import Any

import numpy as np


def owner_of(start: list[int], stop: list[int], n: int) -> list[int]:
    row = [-1] * n
    for r in range(len(start)):
        for p in range(start[r], stop[r]):
            row[p] = r
    return row


def spread(bound: list[int], value: list[float], out: list[float]) -> None:
    for r in range(len(value)):
        for p in range(bound[r], bound[r + 1]):
            out[p] = value[r]


def scaled(bound: list[int], x: list[float], weight: list[float]) -> list[float]:
    out = [0.0] * len(x)
    for r in range(len(weight)):
        for p in range(bound[r], bound[r + 1]):
            out[p] = x[p] * weight[r]
    return out


def positions(bound: list[int], n: int) -> list[int]:
    place = [0] * n
    for r in range(len(bound) - 1):
        for p in range(bound[r], bound[r + 1]):
            place[p] = p - bound[r]
    return place


def marked(start: list[int], stop: list[int], n: int) -> list[bool]:
    mark = [False] * n
    for r in range(len(start)):
        for p in range(start[r], stop[r]):
            mark[p] = True
    return mark


def _bounds(rng: np.random.Generator, count: int, n: int) -> list[int]:
    low = -n if rng.random() < 0.3 else 0
    return rng.integers(low, n + 1, count).tolist()


def _segments(rng: np.random.Generator) -> tuple[Any, ...]:
    n, m = int(rng.integers(0, 9)), int(rng.integers(0, 5))
    return _bounds(rng, m, n), _bounds(rng, m, n), n


def _rising(rng: np.random.Generator, n: int, rows: int) -> list[int]:
    bounds = _bounds(rng, rows + 1, n)
    return sorted(bounds) if rng.random() < 0.6 else bounds


def _valued(rng: np.random.Generator) -> tuple[Any, ...]:
    n, m = int(rng.integers(0, 9)), int(rng.integers(0, 5))
    return _rising(rng, n, m), rng.normal(0, 3, m).tolist(), rng.normal(0, 3, n).tolist()


def _weighed(rng: np.random.Generator) -> tuple[Any, ...]:
    bounds, weight, x = _valued(rng)
    return bounds, x, weight


def _bounded(rng: np.random.Generator) -> tuple[Any, ...]:
    n, m = int(rng.integers(0, 9)), int(rng.integers(0, 5))
    return _rising(rng, n, m), n


INPUTS = {
    "owner_of": _segments,
    "spread": _valued,
    "scaled": _weighed,
    "positions": _bounded,
    "marked": _segments,
}

"""Functions that read tables of their module."""

from __future__ import annotations

import numpy as np

import tenspiler

KERNEL = [1, 2, 1]
WEIGHTS = (0.25, 0.5, 0.25)
GRID = [[1.0, 2.0], [3.0, 4.0]]
ARRAY = np.array([1.0, 2.0, 3.0])


@tenspiler.lift(on_refusal="raise")
def kernel(x):
    for i in range(len(KERNEL)):
        x[i] = x[i] * KERNEL[i]


@tenspiler.lift(on_refusal="raise")
def weighted(x):
    s = 0.0
    for i in range(len(WEIGHTS)):
        s += x[i] * WEIGHTS[i]
    return s


@tenspiler.lift(on_refusal="raise")
def grid(m):
    for i in range(2):
        for j in range(2):
            m[i][j] = m[i][j] + GRID[i][j]


@tenspiler.lift(on_refusal="raise")
def array(x):
    for i in range(3):
        x[i] = x[i] + ARRAY[i]

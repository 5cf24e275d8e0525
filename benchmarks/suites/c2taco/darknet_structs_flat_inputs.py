"""Inputs of darknet_structs.c through darknet_structs_flat.c: the fields of each struct."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, integers, side


def matrix(rng: Generator, rows: int, columns: int) -> Arguments:
    """The fields of a matrix of ints."""
    return np.int32(rows), np.int32(columns), integers(rng, rows * columns).reshape(rows, columns)


def scale_matrix(rng: Generator) -> Arguments:
    return *matrix(rng, side(rng), side(rng)), integers(rng, 1)[0]


def matrix_add_matrix(rng: Generator) -> Arguments:
    rows, columns = side(rng), side(rng)
    return *matrix(rng, rows, columns), *matrix(rng, rows, columns)


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "scale_matrix": scale_matrix,
    "matrix_add_matrix": matrix_add_matrix,
}

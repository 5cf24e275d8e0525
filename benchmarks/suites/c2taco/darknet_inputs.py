"""Inputs of darknet.c: leading dimensions larger than a row, outputs that are not zero."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, floats, longer, over, side


def gemm(a_transposed: bool, b_transposed: bool) -> Callable[[Generator], Arguments]:
    """M, N, K, ALPHA, A and lda, B and ldb, C and ldc."""

    def arguments(rng: Generator) -> Arguments:
        m, n, k = side(rng), side(rng), side(rng)
        rows, columns = ((k, m) if a_transposed else (m, k)), ((n, k) if b_transposed else (k, n))
        leading = [width + int(rng.integers(0, 4)) for width in (rows[1], columns[1], n)]
        a, b, c = (
            longer(rng, floats, height * width)
            for height, width in zip((rows[0], columns[0], m), leading, strict=True)
        )
        lda, ldb, ldc = map(np.int32, leading)
        sizes = (np.int32(m), np.int32(n), np.int32(k))
        return *sizes, np.float32(rng.normal()), a, lda, b, ldb, c, ldc

    return arguments


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "gemm_nn": gemm(False, False),
    "gemm_nt": gemm(False, True),
    "gemm_tn": gemm(True, False),
    "gemm_tt": gemm(True, True),
    "mag_array": over(floats, "array", "n"),
    "mse_array": over(floats, "array", "n"),
    "sum_array": over(floats, "array", "n"),
    "scale_array": over(floats, "array", "n", "number"),
    "translate_array": over(floats, "array", "n", "number"),
    "mult_add_into_cpu": over(floats, "n", "array", "array", "array"),
    "ol_l2_cpu1": over(floats, "n", "array", "array", "array"),
    "ol_l2_cpu2": over(floats, "n", "array", "array", "array"),
}
RETURNS: dict[str, type[np.generic]] = {name: np.float32 for name in ("mag_array", "mse_array", "sum_array")}

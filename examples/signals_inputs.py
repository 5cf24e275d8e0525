"""Random inputs of signals.c, on which the tests hold the emitted code against the compiled original."""

import numpy as np


def _sizes(rng, count, low=0):
    return (int(n) for n in rng.integers(low, 6, count))


def _matmul(rng):
    m, n, k = _sizes(rng, 3)
    a, b, c = (rng.normal(size=size).astype(np.float32) for size in (m * k, k * n, m * n))
    return a, b, c, np.int32(m), np.int32(n), np.int32(k)


def _convolve(rng):
    count, width = _sizes(rng, 2)
    signal, taps, out = (rng.normal(size=size) for size in (count + width, width, count))
    return signal, taps, out, np.int32(count), np.int32(width)


def _prefix_sums(rng):
    (n,) = _sizes(rng, 1)
    return rng.integers(-100, 100, n, dtype=np.int32), np.zeros(n + 1, np.int64), np.int32(n)


def _rms(rng):
    (n,) = _sizes(rng, 1, low=1)
    return rng.normal(size=n), np.int32(n)


INPUTS = {"matmul": _matmul, "convolve": _convolve, "prefix_sums": _prefix_sums, "rms": _rms}
RETURNS = {"rms": np.float64}

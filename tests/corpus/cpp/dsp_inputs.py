"""Inputs of dsp.cpp: signals of all lengths, samples beyond full scale."""

import numpy as np

f32, i32 = np.float32, np.int32


def signal(rng, n):
    return rng.normal(0, 1, n).astype(f32)


def buffer(rng):
    n = int(rng.integers(0, 12))
    return signal(rng, n), i32(n)


def fir(rng):
    x, n = buffer(rng)
    return x, signal(rng, len(x)), np.uint64(n)


def with_number(rng):
    return *buffer(rng), f32(rng.uniform(-9, 9))


def hann(rng):
    n = int(rng.integers(2, 12))
    return signal(rng, n), i32(n)


def deinterleave(rng):
    n = int(rng.integers(0, 6))
    return signal(rng, 2 * n), signal(rng, n), signal(rng, n), i32(n)


INPUTS = {
    "fir": fir,
    "applyGain": with_number,
    "rms": buffer,
    "peak": buffer,
    "hann": hann,
    "softClip": with_number,
    "deinterleave": deinterleave,
    "onePole": with_number,
}
RETURNS = {"rms": f32, "peak": f32}

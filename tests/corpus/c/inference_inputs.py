"""Inputs of inference.c: activations and weights, probabilities that need not sum to one."""

import numpy as np

f = np.float32


def v(r, n):
    return r.normal(0, 2, n).astype(f)


def rms(r):
    n = int(r.integers(0, 9))
    return v(r, n), v(r, n), v(r, n), np.int32(n)


def sm(r):
    n = int(r.integers(1, 9))
    return v(r, n), np.int32(n)


def mm(r):
    n, d = (int(x) for x in r.integers(0, 6, 2))
    return v(r, d), v(r, n), v(r, n * d), np.int32(n), np.int32(d)


def accum(r):
    n = int(r.integers(0, 9))
    return v(r, n), v(r, n), np.int32(n)


def rope(r):
    hs = 2 * int(r.integers(1, 4))
    heads = int(r.integers(1, 3))
    return (
        v(r, hs * heads),
        v(r, hs * heads),
        np.int32(hs * heads),
        np.int32(hs),
        np.int32(hs * heads),
        np.int32(r.integers(0, 9)),
    )


INPUTS = dict(
    rmsnorm=rms,
    softmax=sm,
    matmul=mm,
    rope=rope,
    sample_argmax=sm,
    sample_mult=lambda r: (lambda n: (np.abs(v(r, n)), np.int32(n), f(r.random())))(int(r.integers(1, 9))),
)
RETURNS = dict(sample_argmax=np.int32, sample_mult=np.int32)

"""Random inputs of blend.cpp, on which the tests hold the emitted code against the compiled original."""

import numpy as np


def _pixels(rng, *shape):
    return rng.integers(0, 256, shape, dtype=np.uint8)


def _screen(rng):
    rows, columns = (int(n) for n in rng.integers(1, 6, 2))
    return _pixels(rng, rows, columns).tolist(), _pixels(rng, rows, columns).tolist()


def _dodge(rng):
    height, width = (int(n) for n in rng.integers(0, 6, 2))
    images = (_pixels(rng, height * width) for _ in range(3))
    return *images, np.int32(width), np.int32(height)


def _brighten(rng):
    size = int(rng.integers(0, 9))
    return _pixels(rng, size), np.int32(size), np.int32(rng.integers(-300, 300))


INPUTS = {"screen_blend_8": _screen, "linear_dodge_8": _dodge, "brighten": _brighten}

import numpy as np


def size(rng):
    return int(rng.integers(0, 9))


def checksum(rng):
    n = size(rng)
    return rng.integers(0, 256, n, dtype=np.uint8), np.int32(n), np.uint32(rng.integers(0, 1 << 32))


def ring(rng):
    n = size(rng)
    steps = rng.integers(-(1 << 31), 1 << 31, n, dtype=np.int32)
    return steps, np.zeros(n, np.int32), np.int32(n)


def truncated(rng):
    n = size(rng)
    return rng.integers(-99, 100, n, dtype=np.int32), np.int32(n)


def dilate(rng):
    n = size(rng)
    return (
        *(rng.integers(0, 256, n, dtype=np.uint8) for _ in range(2)),
        np.int32(n),
        np.int32(rng.integers(-1, 5)),
    )


INPUTS = {"checksum": checksum, "ring": ring, "truncated": truncated, "dilate": dilate}
RETURNS = {"checksum": np.uint32, "truncated": np.int32}

"""Inputs of bits.c."""

import numpy as np

EDGES = (0, 1, 2**31, 2**32 - 1, 0x55555555, 0x80000001)


def size(rng):
    return int(rng.choice((0, 1, 2, 5, 9)))


def words(rng, n):
    values = rng.integers(0, 2**32, size=n, dtype=np.uint32)
    return np.where(rng.random(n) < 0.3, rng.choice(np.array(EDGES, dtype=np.uint32), n), values)


def octets(rng, n):
    return rng.integers(0, 256, size=n, dtype=np.uint8)


def mapped(read, target, *, times=1):
    def make(rng):
        n = size(rng)
        return read(rng, n), np.zeros(n * times, dtype=target), np.uint64(n)

    return make


def folded(rng):
    n = size(rng)
    return octets(rng, n), np.uint64(n)


def unpack(rng):
    n = size(rng)
    return words(rng, n), np.zeros(n, np.uint32), np.uint64(n), np.uint32(rng.integers(0, 32))


def high_product(rng):
    n = size(rng)
    return words(rng, n), words(rng, n), np.zeros(n, np.uint32), np.uint64(n)


INPUTS = {
    "unpack": unpack,
    "unpack_bytes": mapped(octets, np.uint8, times=8),
    "rotate": mapped(words, np.uint32),
    "xorshift": mapped(words, np.uint32),
    "population": mapped(words, np.int32),
    "population_in_parallel": mapped(words, np.uint32),
    "pack_nibbles": mapped(lambda rng, n: octets(rng, 2 * n), np.uint8),
    "drop_lowest_bit": mapped(words, np.uint32),
    "swap_bytes": mapped(words, np.uint32),
    "sign_extend": mapped(octets, np.int32),
    "high_product": high_product,
    "checksum": folded,
    "parity": folded,
    "adler": folded,
    "crc": folded,
    "fowler": folded,
}

RETURNS = {
    "checksum": np.uint16, "parity": np.int32, "adler": np.uint32, "crc": np.uint32, "fowler": np.uint32,
}  # fmt: skip

"""Inputs of rounds.cpp."""


def size(rng, least=0):
    return int(rng.integers(least, 9))


def signal(rng):
    return rng.normal(0, 3, size(rng)).tolist(), size(rng)


def relaxed(rng):
    n = size(rng)
    return rng.uniform(0, 9, (n, n)).tolist(), rng.uniform(0, 9, n).tolist()


INPUTS = {"smoothed": signal, "swapped": signal, "relaxed": relaxed}

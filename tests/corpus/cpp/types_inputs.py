"""Inputs of types.cpp: lists for vectors and for arrays of the library."""


def size(rng):
    return int(rng.choice([0, 1, 2, 3, 5]))


def floats(rng, n):
    return [float(x) for x in rng.integers(-8, 9, size=n) / 4]


def ints(rng, n):
    return [int(x) for x in rng.integers(-9, 10, size=n)]


def points(rng, n):
    return [floats(rng, 3) for _ in range(n)]


def square(rng, make):
    n = size(rng)
    return ([make(rng, n + 1) for _ in range(n)],)


def pair(rng, make, low=0):
    n = size(rng) + low
    return make(rng, n), make(rng, n)


INPUTS = {
    "geo::length2": lambda rng: (points(rng, size(rng)),),
    "geo::norms": lambda rng: (points(rng, size(rng)),),
    "geo::translate": lambda rng: (points(rng, size(rng)), floats(rng, 3)),
    "geo::centroid": lambda rng: (points(rng, size(rng) + 1),),
    "addm": lambda rng: tuple([ints(rng, 3), ints(rng, 3)] for _ in range(2)),
    "tr": lambda rng: square(rng, ints),
    "minmax": lambda rng: (ints(rng, size(rng)),),
    "ct": lambda rng: (floats(rng, size(rng)),),
    "weighted": lambda rng: (ints(rng, size(rng)),),
    "lookup": lambda rng: pair(rng, ints),
    "apply_poly<int>": lambda rng: (ints(rng, size(rng)),),
    "apply_poly<double>": lambda rng: (floats(rng, size(rng)),),
    "use_shift": lambda rng: ([abs(x) for x in ints(rng, size(rng))],),
    "shifted<2>": lambda rng: ([abs(x) for x in ints(rng, size(rng))],),
    "mode": lambda rng: (floats(rng, size(rng)), int(rng.choice([0, 5])), 1.5),
    "mean_of": lambda rng: (floats(rng, size(rng)),),
    "inside": lambda rng: (ints(rng, size(rng)), -3, 4),
    "refout": lambda rng: (ints(rng, size(rng)), 3, 4),
    "bumps": lambda rng: (ints(rng, size(rng)),),
    "rowsums": lambda rng: ([ints(rng, 2) for _ in range(size(rng))], ints(rng, 2)),
    "softmax4": lambda rng: (floats(rng, 4),),
    "zero_diag": lambda rng: square(rng, floats),
    "center": lambda rng: pair(rng, floats, 1),
}

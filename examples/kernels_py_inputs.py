"""Random inputs of kernels.py, on which the tests hold the emitted code against the original."""


def _floats(rng, count):
    return rng.normal(size=count).tolist()


def _ints(rng, count, low=-50, high=50):
    return rng.integers(low, high, count).tolist()


def _matvec(rng):
    rows, columns = (int(n) for n in rng.integers(0, 6, 2))
    return [_floats(rng, columns) for _ in range(rows)], _floats(rng, columns)


def _histogram(rng):
    count = int(rng.integers(1, 6))
    return _ints(rng, int(rng.integers(0, 9)), 0, count), count


INPUTS = {
    "matvec": _matvec,
    "clamp": lambda rng: (_ints(rng, int(rng.integers(0, 9))), -20, 20),
    "mean_and_variance": lambda rng: (_floats(rng, int(rng.integers(1, 9))),),
    "running_maximum": lambda rng: (_ints(rng, int(rng.integers(1, 9))),),
    "histogram": _histogram,
    "softmax": lambda rng: (_floats(rng, int(rng.integers(1, 9))),),
    "moving_average": lambda rng: (_floats(rng, int(rng.integers(3, 9))), int(rng.integers(1, 4))),
}

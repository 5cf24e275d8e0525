"""Inputs for orders.cpp."""

SIZES = (0, 1, 2, 3, 7, 12)


def size(rng):
    return int(rng.choice(SIZES))


def ints(rng, n=None):
    """Many equal ones."""
    low, high = ((-3, 4), (-9, 0), (0, 2), (-50, 50))[int(rng.integers(0, 4))]
    return rng.integers(low, high, size(rng) if n is None else n).tolist()


def naturals(rng):
    return [int(v) for v in rng.choice([0, 1, 2, 2**31, 2**32 - 1], size(rng))]


def floats(rng, n=None):
    return [float(rng.choice([v / 2.0, -0.0, 0.0, float("inf")])) for v in ints(rng, n)]


def nonempty(rng):
    return (ints(rng, int(rng.integers(1, 9))),)


def one(rng):
    return (ints(rng),)


def positions(rng):
    n = int(rng.integers(1, 8))
    return rng.integers(0, n, size(rng)).tolist(), floats(rng, n)


def position_of_nothing(rng):
    """One position alone, of a key that may not be there."""
    return positions(rng) if rng.random() < 0.7 else ([int(rng.integers(0, 9))], floats(rng, 2))


def keyed(rng):
    n = size(rng)
    return ints(rng, n), floats(rng, n + int(rng.integers(0, 2)))


def bounded(rng):
    return sorted(ints(rng)), int(rng.integers(-4, 5))


def float_bounds(rng):
    return sorted(floats(rng)), floats(rng)


INPUTS = {
    "ascending": one,
    "descending": one,
    "unsigned_descending": lambda rng: (naturals(rng),),
    "stable_doubles": lambda rng: (floats(rng),),
    "by_size": one,
    "order": lambda rng: (floats(rng),),
    "order_down": one,
    "earlier_first": one,
    "later_first": one,
    "by_three_ways": one,
    "no_order": one,
    "any_order": one,
    "two_arrays": lambda rng: (ints(rng, 4), ints(rng, 4)),
    "sorted_positions": position_of_nothing,
    "gathered": keyed,
    "median": nonempty,
    "differences": one,
    "nth": lambda rng: (ints(rng, 5), int(rng.integers(0, 5))),
    "first_place": bounded,
    "behind": lambda rng: (sorted(floats(rng)), float(rng.choice(floats(rng, 3)))),
    "is_there": bounded,
    "buckets": float_bounds,
}

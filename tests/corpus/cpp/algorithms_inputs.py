"""Inputs for algorithms.cpp."""


def doubles(rng, n=None):
    return rng.normal(0, 4, rng.integers(0, 9) if n is None else n).tolist()


def ints(rng, n=None):
    return rng.integers(-9, 10, rng.integers(0, 9) if n is None else n).tolist()


def pair(make):
    def maker(rng):
        n = int(rng.integers(0, 9))
        return make(rng, n), make(rng, n + int(rng.integers(0, 3)))

    return maker


INPUTS = {
    "sum_by_iterators": lambda rng: (doubles(rng),),
    "add_positions": lambda rng: (ints(rng),),
    "add_distances": lambda rng: (ints(rng),),
    "sum_of_squares": lambda rng: (doubles(rng),),
    "product": lambda rng: (doubles(rng),),
    "affine": lambda rng: (doubles(rng),),
    "products": pair(doubles),
    "shift": lambda rng: (doubles(rng), float(rng.normal())),
    "squares": lambda rng: (doubles(rng),),
    "dot": pair(doubles),
    "fill_all": lambda rng: (doubles(rng), float(rng.normal())),
    "copied": lambda rng: (doubles(rng),),
    "count_above": lambda rng: (ints(rng), int(rng.integers(-5, 5))),
    "count_equal": lambda rng: (ints(rng), int(rng.integers(-5, 5))),
    "any_above": lambda rng: (ints(rng), int(rng.integers(-5, 5))),
    "all_above": lambda rng: (ints(rng), int(rng.integers(-5, 5))),
    "none_even": lambda rng: (ints(rng),),
    "running_sums": lambda rng: (ints(rng),),
    "reverse_all": lambda rng: (doubles(rng),),
    "square_all": lambda rng: (doubles(rng),),
    "sum_captured": lambda rng: (doubles(rng),),
    "sum_clamped": lambda rng: (doubles(rng), float(rng.normal())),
    "sum_by_closure": lambda rng: (doubles(rng),),
    "dot_by_closure": pair(doubles),
    "scale_by_reference": lambda rng: (doubles(rng), float(rng.normal())),
    "incremented": lambda rng: (ints(rng),),
    "sum_of_differences": lambda rng: (doubles(rng),),
    "replace_threes": lambda rng: (ints(rng),),
    "starts_with": pair(ints),
    "index_of_largest": lambda rng: (ints(rng, 1 + int(rng.integers(0, 8))),),
    "odd_numbers": lambda rng: (ints(rng),),
}

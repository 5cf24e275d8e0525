"""Inputs for ranks.cpp: no elements, one key for all, keys that nothing has."""


def keys(rng, *more):
    m = int(rng.integers(1, 5))
    n = int(rng.integers(0, 12))
    return rng.integers(0, m, n).tolist(), m, *more


INPUTS = {
    "rank_in_bucket": keys,
    "dropped_over_capacity": lambda rng: keys(rng, int(rng.integers(-1, 4))),
    "previous_of_key": keys,
    "distinct_in_order": keys,
    "bucket_order": keys,
}

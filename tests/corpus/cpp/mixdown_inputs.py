"""Inputs of mixdown.cpp: at least one channel, some channels longer than the first."""


def mixdown(rng):
    n, channels = int(rng.integers(0, 6)), int(rng.integers(1, 4))
    return [rng.normal(size=n).tolist() for _ in range(channels)], rng.normal(size=channels).tolist()


INPUTS = {"mixdown": mixdown}

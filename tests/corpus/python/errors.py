"""The error function: activations and distributions."""

import math


def gelu(x: list[float]) -> list[float]:
    return [0.5 * v * (1.0 + math.erf(v / math.sqrt(2.0))) for v in x]


def upper_tail(x: list[float], mean: float, deviation: float) -> float:
    total = 0.0
    for v in x:
        total += 0.5 * math.erfc((v - mean) / (deviation * math.sqrt(2.0)))
    return total


INPUTS = {
    "gelu": lambda rng: (rng.normal(0, 2, int(rng.integers(0, 9))).tolist(),),
    "upper_tail": lambda rng: (rng.normal(0, 2, int(rng.integers(0, 9))).tolist(), 0.25, 1.5),
}

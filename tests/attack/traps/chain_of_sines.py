# Each element needs the one before it through a function that no scan composes.
# refused TSP2001: `x` has no closed form
import math


def chain_of_sines(x: list[float]) -> None:
    for i in range(1, len(x)):
        x[i] = math.sin(x[i - 1]) + x[i]

# A sum of floats that decides keeps the order of the source.
# lifted exact
# f([1e16, 1.0, -1e16], 0.5) == 0.0
def branch_on_a_rounded_sum(x: list[float], limit: float) -> float:
    s = 0.0
    for v in x:
        s += v
    return 1.0 if s > limit else 0.0

# min(a, b) gives its first argument unless the second is less: a NaN in front stays.
# lifted exact
# f([float('nan'), 1.0], 2.0) == 1.0
def minimum_by_builtin(x: list[float], start: float) -> float:
    best = start
    for v in x:
        best = min(best, v)
    return best

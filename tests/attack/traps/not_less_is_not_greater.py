# With NaN, `not (a < b)` is not `a >= b`.
# lifted exact
# f([float("nan")], 0.0) == [1.0]
def not_less_is_not_greater(x: list[float], limit: float) -> list[float]:
    out = []
    for v in x:
        out.append(1.0 if not (v < limit) else 0.0)
    return out

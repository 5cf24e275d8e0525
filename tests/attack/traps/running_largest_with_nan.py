# A comparison with NaN is false, so that the largest so far goes on, where accumulated maxima stay NaN.
# lifted exact
# f([1.0, float("nan"), 3.0]) == [1.0, 1.0, 3.0]
# f([float("nan"), 3.0]) == [float("-inf"), 3.0]
def running_largest_with_nan(x: list[float]) -> list[float]:
    out = []
    m = float("-inf")
    for v in x:
        if v > m:
            m = v
        out.append(m)
    return out

# `v == v` is false for NaN.
# lifted exact
# f([1.0, float("nan")]) == 1
def equal_to_itself(x: list[float]) -> int:
    count = 0
    for v in x:
        if v == v:
            count += 1
    return count

# 0.0 and -0.0 compare equal: the first of them stays.
# lifted exact
# str(f([-0.0, 0.0])) == '-0.0'
def zeros_of_two_signs(x: list[float]) -> float:
    best = x[0]
    for v in x:
        if v > best:
            best = v
    return best

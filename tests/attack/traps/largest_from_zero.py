# A maximum that starts at zero is zero for negative numbers.
# lifted exact
# f([-3, -1]) == 0
def largest_from_zero(x: list[int]) -> int:
    best = 0
    for v in x:
        if v > best:
            best = v
    return best

# Where the bounds cross, the lower one is not held against the upper one.
# refused TSP2001: `s` has no closed form
def bounds_that_cross(x: list[int], lo: int, hi: int) -> int:
    s = 0
    for v in x:
        s += v
        if s > hi:
            s = hi
        elif s < lo:
            s = lo
    return s

# The lower bound is the last that a value is held against: where the bounds cross, the lower one counts.
# lifted exact
# f([1, 1], 5, -5) == 5
# f([9, -3], 0, 6) == 3
def lower_bound_last(x: list[int], lo: int, hi: int) -> int:
    s = 0
    for v in x:
        s = max(min(s + v, hi), lo)
    return s

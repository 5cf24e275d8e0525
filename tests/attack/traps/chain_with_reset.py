# A running sum that starts again at a negative element: a recurrence, and no prefix sum.
# lifted exact
# f([1, 2, -1, 4, -5, -5]) == [1, 3, 0, 4, 0, 0]
# f([]) == []
def chain_with_reset(x: list[int]) -> list[int]:
    out = []
    s = 0
    for v in x:
        s = 0 if v < 0 else s + v
        out.append(s)
    return out

# A running sum that starts again at a negative element: a chain, and no prefix sum.
# refused TSP2001: `s` has no closed form
def chain_with_reset(x: list[int]) -> list[int]:
    out = []
    s = 0
    for v in x:
        s = 0 if v < 0 else s + v
        out.append(s)
    return out

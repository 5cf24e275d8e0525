# Compared with the element before the last one, which is none of the two before.
# refused TSP2001: `out` has no closed form
def end_before_the_last(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if len(out) < 2 or out[-2] != v:
            out.append(v)
    return out

# What stands at the end of the list is not always the element before.
# refused TSP2001: `out` has no closed form
def end_that_is_changed(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if not out or out[-1] != v:
            out.append(v)
        else:
            out[-1] = v + 1
    return out

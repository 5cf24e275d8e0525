# A list that grows while it is iterated over.
# refused TSP1022: this list changes its length while a loop goes over it
def growing_while_iterating(x: list[int]) -> int:
    s = 0
    for v in x:
        s += v
        if v > 0:
            x.append(v - 1)
    return s

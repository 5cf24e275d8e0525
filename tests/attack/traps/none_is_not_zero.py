# Zero is a value that was found, and no reason to look on.
# lifted exact
# f([]) == -1
# f([3, 1]) == 0
# f([3, 5, 5]) == 1
def none_is_not_zero(x: list[int]) -> int:
    best = None
    for i in range(len(x)):
        if best is None or x[i] > x[best]:
            best = i
    if best is None:
        return -1
    return best

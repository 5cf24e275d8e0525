# What is selected but not better than what there is before all stays unplaced; a NaN is never better.
# lifted exact
# f([float("-inf"), float("nan")], [True, True]) == -1
# f([3.0, 5.0, 5.0], [True, False, False]) == 0
# f([5.0, 5.0], [True, True]) == 0
# f([], []) == -1
def selected_as_low_as_none(scores: list[float], mask: list[bool]) -> int:
    best = float("-inf")
    at = -1
    for i in range(len(scores)):
        if mask[i] and scores[i] > best:
            best = scores[i]
            at = i
    return at

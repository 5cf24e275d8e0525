# A comparison that is not strict takes the last of equal extremes.
# lifted exact
# f([3, 1, 3, 2]) == 2
# f([1]) == 0
def last_of_equals(x: list[int]) -> int:
    at = 0
    for i in range(1, len(x)):
        if x[i] >= x[at]:
            at = i
    return at

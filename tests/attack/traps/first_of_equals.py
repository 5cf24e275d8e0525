# A strict comparison keeps the first of equal extremes.
# lifted exact
# f([3, 1, 3, 2]) == 0
# f([1, 2, 2]) == 1
def first_of_equals(x: list[int]) -> int:
    at = 0
    for i in range(1, len(x)):
        if x[i] > x[at]:
            at = i
    return at

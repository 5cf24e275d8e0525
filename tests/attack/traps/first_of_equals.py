# A strict comparison keeps the first of equal extremes.
# refused TSP2001: `at` has no closed form
def first_of_equals(x: list[int]) -> int:
    at = 0
    for i in range(1, len(x)):
        if x[i] > x[at]:
            at = i
    return at

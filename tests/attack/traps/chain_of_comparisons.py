# `a < b < c` compares both neighbours; b is evaluated once.
# lifted exact
# f([1, 2, 3], 1, 3) == 2
def chain_of_comparisons(x: list[int], low: int, high: int) -> int:
    count = 0
    for v in x:
        if low <= v < high:
            count += 1
    return count

# `a == b != c` is a chain as well.
# lifted exact
# f([1, 2], [1, 2], 2) == 1
def equal_and_in(x: list[int], y: list[int], z: int) -> int:
    count = 0
    for i in range(len(x)):
        if x[i] == y[i] != z:
            count += 1
    return count

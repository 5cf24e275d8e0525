# A parameter hides the builtin of its name.
# lifted exact
# f([1, 2, 3], 2) == 3
def sum_of_their_own(x: list[int], len: int) -> int:
    s = 0
    for i in range(len):
        s += x[i]
    return s

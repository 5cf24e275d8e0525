# True adds one.
# lifted exact
# f([1, -1, 2]) == 2
def bool_is_an_int(x: list[int]) -> int:
    s = 0
    for v in x:
        s += v > 0
    return s

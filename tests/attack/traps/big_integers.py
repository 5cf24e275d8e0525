# Python's integers do not wrap at 64 bits.
# lifted exact
# f([10**10, 10**10]) raises 64 bits
def big_integers(x: list[int]) -> int:
    p = 1
    for v in x:
        p = p * v
    return p

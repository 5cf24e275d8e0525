# A range that counts from one.
# lifted exact
# f(3) == 6
def range(n: int) -> list[int]:
    out = []
    i = 1
    while i <= n:
        out.append(i)
        i += 1
    return out


def range_of_their_own(n: int) -> int:
    s = 0
    for i in range(n):
        s += i
    return s

import math


def good(a: list[float]):
    for i in range(len(a)):
        a[i] = 2.0 * a[i]


def bad(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s = math.cos(s) + x
    return s

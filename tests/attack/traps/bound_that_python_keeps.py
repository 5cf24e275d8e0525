# range() is evaluated once: changing n changes nothing.
# lifted exact
# f([1, 2, 3], 3) == 6
def bound_that_python_keeps(x: list[int], n: int) -> int:
    s = 0
    for i in range(n):
        s += x[i]
        n = 0
    return s

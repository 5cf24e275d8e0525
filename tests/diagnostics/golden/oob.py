def oob(a: list[int]) -> int:
    s = 0
    for i in range(len(a)):
        s += a[i + 1]
    return s

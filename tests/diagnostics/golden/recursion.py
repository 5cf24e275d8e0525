def total(a: list[int], i: int) -> int:
    s = 0
    for x in a:
        s += total(a, i + 1)
    return s

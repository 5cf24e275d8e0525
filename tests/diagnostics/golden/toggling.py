def toggling(a: list[int]) -> int:
    s = 0
    for x in a:
        if s > 10:
            s = 0
        s += x
    return s

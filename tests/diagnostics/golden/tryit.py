def tryit(a: list[int]) -> int:
    s = 0
    for x in a:
        try:
            s += 1 // x
        except ZeroDivisionError:
            pass
    return s

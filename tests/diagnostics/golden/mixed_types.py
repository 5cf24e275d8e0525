def last(a: list[float], n: int):
    s = n
    for x in a:
        s = x
    return s

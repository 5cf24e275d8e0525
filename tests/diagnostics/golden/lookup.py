def lookup(d: dict[int, float], a: list[int]) -> float:
    s = 0.0
    for k in a:
        s += d[k]
    return s

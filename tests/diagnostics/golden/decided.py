def above(a: list[list[float]], limit: float) -> bool:
    s = 0.0
    for row in a:
        for x in row:
            s += x
    return s > limit

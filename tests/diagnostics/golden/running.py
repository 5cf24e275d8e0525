def running(a: list[float]) -> float:
    best = 0.0
    cur = 0.0
    for x in a:
        cur = max(0.0, cur + x)
        best = max(best, cur)
    return best

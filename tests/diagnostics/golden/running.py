def running(a: list[float], most: float) -> float:
    cur = 0.0
    for x in a:
        cur = min(max(0.0, cur + x), most)
    return cur

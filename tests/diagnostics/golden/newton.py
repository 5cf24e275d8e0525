def newton(x: list[float]) -> list[float]:
    out = []
    for v in x:
        r = v
        for _ in range(10):
            r = 0.5 * (r + v / r)
        out.append(r)
    return out

def ema(x: list[float], k: float) -> list[float]:
    out = []
    acc = 0.0
    for v in x:
        acc = k * acc + v
        out.append(acc)
    return out

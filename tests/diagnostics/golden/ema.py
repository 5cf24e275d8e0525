def ema(x: list[float], fresh: list[bool], k: float) -> list[float]:
    out = []
    acc = 0.0
    for i in range(len(x)):
        acc = x[i] if fresh[i] else k * acc + x[i]
        out.append(acc)
    return out

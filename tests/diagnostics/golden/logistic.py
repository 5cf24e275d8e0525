def logistic(a: list[float]) -> float:
    x = 0.5
    for r in a:
        x = r * x * (1.0 - x)
    return x

import math

def chaos(x: list[float]) -> float:
    acc = 0.5
    for v in x:
        acc = math.sin(acc) + v
    return acc

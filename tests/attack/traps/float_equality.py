# 0.1 + 0.2 is not 0.3.
# lifted exact
# f([0.1], 0.2, 0.3) == 0
def float_equality(x: list[float], y: float, z: float) -> int:
    count = 0
    for v in x:
        if v + y == z:
            count += 1
    return count

# The mean of nothing divides by zero, unless somebody asks first.
# lifted real
# f([]) == 0.0
def mean_of_nothing(x: list[float]) -> float:
    s = 0.0
    for v in x:
        s += v
    return s / len(x) if len(x) > 0 else 0.0

# A sum that has become infinite, or no number, starts anew: no factor of zero makes it forget that.
# lifted real
# f([float("inf"), 1.0, 2.0], [False, False, True]) == [float("inf"), float("inf"), 2.0]
# f([1e308, 1e308, 2.0, 3.0], [False, False, True, False]) == [1e308, float("inf"), 2.0, 5.0]
def infinity_that_is_forgotten(x: list[float], fresh: list[bool]) -> list[float]:
    out = []
    s = 0.0
    for i in range(len(x)):
        if fresh[i]:
            s = 0.0
        s += x[i]
        out.append(s)
    return out

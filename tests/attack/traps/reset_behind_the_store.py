# The sum starts anew behind the element that ends it, and not at it.
# lifted real
# f([1.0, 2.0, 4.0], [False, True, False]) == [1.0, 3.0, 4.0]
# f([1.0, 2.0], [True, True]) == [1.0, 2.0]
def reset_behind_the_store(x: list[float], ends: list[bool]) -> list[float]:
    out = []
    s = 0.0
    for i in range(len(x)):
        s += x[i]
        out.append(s)
        if ends[i]:
            s = 0.0
    return out

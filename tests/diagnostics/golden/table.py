def table(n: int) -> list[int]:
    t = [0] * (n + 1)
    t[0] = 1
    for c in [1, 5, 10]:
        for i in range(c, n + 1):
            t[i] += t[i - c]
    return t

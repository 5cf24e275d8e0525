def pre2(a: list[int], n: int) -> int:
    s = 1
    t = 0
    for i in range(n):
        t += a[s]
        s = (s * 2) % 5
    return t

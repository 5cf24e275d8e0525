def sweep(a: list[float], n: int):
    for t in range(n):
        for i in range(len(a)):
            a[i] = a[i] * a[i]

def smooth(a: list[float]):
    for i in range(1, len(a) - 1):
        a[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0

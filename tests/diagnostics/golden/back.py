def back(a: list[int]):
    for i in range(len(a) - 2, -1, -1):
        a[i] = a[i] * a[i + 1] * a[i + 1]

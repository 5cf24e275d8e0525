def squares(a: list[int], n: int):
    for i in range(n):
        a[i * i] = a[i] + 1

def cleared(a: list[list[int]]) -> list[list[int]]:
    b = a.copy()
    for i in range(len(b)):
        b[i][0] = 0
    return b

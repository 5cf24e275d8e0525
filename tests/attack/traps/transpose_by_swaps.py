# The right transpose in place swaps each pair once.
# lifted exact
# f([[1, 2], [3, 4]]) == [[1, 3], [2, 4]]
def transpose_by_swaps(a: list[list[int]]) -> None:
    for i in range(len(a)):
        for j in range(i):
            a[i][j], a[j][i] = a[j][i], a[i][j]

# A transpose in place reads below the diagonal what it wrote above it: row by row, it mirrors the lower half.
# lifted exact
# f([[1, 2, 3], [4, 5, 6], [7, 8, 9]]) == [[1, 4, 7], [4, 5, 8], [7, 8, 9]]
def transpose_in_place(a: list[list[int]]) -> None:
    for i in range(len(a)):
        for j in range(len(a)):
            a[i][j] = a[j][i]

# A transpose in place reads below the diagonal what it wrote above it.
# refused TSP2001: `a` has no closed form
def transpose_in_place(a: list[list[int]]) -> None:
    for i in range(len(a)):
        for j in range(len(a)):
            a[i][j] = a[j][i]

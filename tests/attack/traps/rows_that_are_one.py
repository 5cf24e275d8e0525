# All rows of `[[0] * m] * n` are one list.
# refused TSP1035: the rows of this list are one and the same list
def rows_that_are_one(n: int, m: int) -> list[list[int]]:
    grid = [[0] * m] * n
    for i in range(n):
        for j in range(m):
            grid[i][j] = i + j
    return grid

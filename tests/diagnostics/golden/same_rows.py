def identity(n: int) -> list[list[int]]:
    grid = [[0] * n] * n
    for i in range(n):
        grid[i][i] = 1
    return grid

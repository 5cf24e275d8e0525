# range(n, 0, -1) meets n and not 0.
# lifted exact
# f([5, 6, 7]) == [7, 6]
def range_backwards(x: list[int]) -> list[int]:
    out = []
    for i in range(len(x) - 1, 0, -1):
        out.append(x[i])
    return out

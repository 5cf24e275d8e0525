# `counts[x] += 1` on an index array counts every one of several equal indices.
# lifted exact
# f([1, 1, 1], 2) == [0, 3]
def histogram_with_duplicates(x: list[int], n: int) -> list[int]:
    counts = [0] * n
    for v in x:
        counts[v] += 1
    return counts

# Slices clip what is out of range, indices do not.
# lifted exact
# f([1, 2], 5) == 3
def slice_that_clips(x: list[int], n: int) -> int:
    s = 0
    for v in x[:n]:
        s += v
    return s

# A function of the file hides the builtin of its name.
# lifted exact
# f([3, 1]) == 1
def max(a: int, b: int) -> int:
    return a if a < b else b


def max_of_their_own(x: list[int]) -> int:
    best = 100
    for v in x:
        best = max(best, v)
    return best

# a[i - 1] at 0 is the last element.
# lifted exact
# f([1, 2, 4]) == [-3, 1, 2]
def wrapped_neighbour(a: list[int]) -> list[int]:
    return [a[i] - a[i - 1] for i in range(len(a))]

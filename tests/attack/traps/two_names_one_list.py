# `b = a` is no copy.
# lifted exact
# f([1, 2, 3]) == [2, 4, 6]
def two_names_one_list(a: list[int]) -> list[int]:
    b = a
    for i in range(len(a)):
        b[i] = a[i] * 2
    return a

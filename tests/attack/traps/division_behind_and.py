# `and` looks at its right side only if the left side holds.
# lifted exact
# f([4, 4], [0, 2]) == 1
def division_behind_and(a: list[int], b: list[int]) -> int:
    count = 0
    for i in range(len(a)):
        if b[i] != 0 and a[i] % b[i] == 0:
            count += 1
    return count

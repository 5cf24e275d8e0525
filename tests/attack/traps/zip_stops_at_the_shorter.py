# zip() ends with the shorter of the two.
# lifted exact
# f([1, 2, 3], [4]) == 4
def zip_stops_at_the_shorter(a: list[int], b: list[int]) -> int:
    s = 0
    for x, y in zip(a, b):
        s += x * y
    return s

# Negative indices count from the end, also where they are computed.
# lifted exact
# f([1, 2, 4], [-1, 0]) == 5
# f([1], [1]) raises expected
def index_from_the_end(table: list[int], places: list[int]) -> int:
    s = 0
    for p in places:
        s += table[p]
    return s

# A list of bools holds bools, not ones.
# lifted exact
# f([1, 0]) == [True, False]
def bools_are_kept(x: list[int]) -> list[bool]:
    return [v > 0 for v in x]

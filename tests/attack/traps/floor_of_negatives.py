# Python rounds quotients down: -7 // 2 is -4.
# lifted exact
# f([-7, 7], 2) == [-4, 3]
def floor_of_negatives(x: list[int], d: int) -> list[int]:
    return [v // d for v in x]

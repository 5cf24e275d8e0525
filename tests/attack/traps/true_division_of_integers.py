# / of two integers is a float.
# lifted exact
# f([3, -3], 2) == [1.5, -1.5]
def true_division_of_integers(x: list[int], d: int) -> list[float]:
    return [v / d for v in x]

# round() takes halves to the even neighbour.
# lifted exact
# f([0.5, 1.5, 2.5]) == [0, 2, 2]
def round_half_to_even(x: list[float]) -> list[int]:
    return [round(v) for v in x]

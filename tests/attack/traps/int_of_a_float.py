# int() rounds towards zero, // down.
# lifted exact
# f([-1.5]) == [-1]
def int_of_a_float(x: list[float]) -> list[int]:
    return [int(v) for v in x]

# The remainder has the sign of the divisor.
# lifted exact
# f([7, -7], -3) == [-2, -1]
def modulo_with_negative_divisor(x: list[int], d: int) -> list[int]:
    return [v % d for v in x]

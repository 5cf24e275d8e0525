# `a or b` is one of its operands, not a truth value.
# lifted exact
# f([0, 7], 5) == [5, 7]
def or_gives_an_operand(x: list[int], other: int) -> list[int]:
    return [v or other for v in x]

# `a and b` is one of its operands.
# lifted exact
# f([0, 7], 5) == [0, 5]
def and_gives_an_operand(x: list[int], other: int) -> list[int]:
    return [v and other for v in x]

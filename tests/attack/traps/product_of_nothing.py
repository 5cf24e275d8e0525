# The product of nothing is 1.
# lifted exact
# f([]) == 1
def product_of_nothing(x: list[int]) -> int:
    p = 1
    for v in x:
        p *= v
    return p

# max() of an empty list raises.
# lifted exact
# f([]) raises expected len(x) > 0
# f([-3]) == -6
def maximum_of_nothing(x: list[int]) -> int:
    return max(x[i] * 2 for i in range(len(x)))

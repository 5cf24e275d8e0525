# The quotient is computed only where the divisor is not zero.
# lifted exact
# f([6, 6], [0, 4]) == [0, 1]
def division_in_a_branch(a: list[int], b: list[int]) -> list[int]:
    out = []
    for i in range(len(a)):
        out.append(0 if b[i] == 0 else a[i] // b[i])
    return out

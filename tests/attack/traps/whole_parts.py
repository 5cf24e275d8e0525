# That the whole part of one number is not below that of another does not say that the number is not.
# lifted exact
# f([0.25], [0.5], [-3.0], [True]) == 0
# f([0.5], [0.25], [-3.0], [True]) == 1
def whole_parts(a: list[float], b: list[float], z: list[float], m: list[bool]) -> int:
    n = 0
    for i in range(len(a)):
        if int(a[i]) >= int(b[i]):
            if int(z[i]) <= int(b[i]) - 1:
                y = a[i] if m[i] else z[i]
                if y >= b[i]:
                    n += 1
    return n

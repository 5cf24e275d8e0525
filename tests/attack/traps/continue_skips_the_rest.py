# What stands before `continue` is done in every round.
# lifted exact
# f([1, -1, 2]) == (3, 3)
def continue_skips_the_rest(x: list[int]) -> tuple[int, int]:
    rounds = 0
    s = 0
    for v in x:
        rounds += 1
        if v < 0:
            continue
        s += v
    return rounds, s

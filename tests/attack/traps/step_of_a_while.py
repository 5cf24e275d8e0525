# A while loop whose step changes.
# refused TSP2002: this loop does not count
def step_of_a_while(x: list[int]) -> int:
    s = 0
    i = 0
    step = 1
    while i < len(x):
        s += x[i]
        i += step
        step += 1
    return s

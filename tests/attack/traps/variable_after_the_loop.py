# The loop variable keeps its last value, and does not exist where there was no round.
# refused TSP1015: `i` may be read before it has a value
def variable_after_the_loop(x: list[int]) -> int:
    s = 0
    for i in range(len(x)):
        s += x[i]
    return s + i

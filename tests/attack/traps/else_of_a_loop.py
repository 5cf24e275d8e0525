# The else of a loop runs unless it was left by break.
# refused TSP1015: `found` may be read before it has a value
def else_of_a_loop(x: list[int]) -> int:
    for v in x:
        if v < 0:
            found = v
            break
    else:
        found = 1
    return found

# A counter that only goes up below 3 stays where it is if it starts beyond.
# refused TSP2001: `c` has no closed form
def counter_beyond_its_bounds(x: list[bool], c: int) -> int:
    for v in x:
        if v:
            if c < 3:
                c += 1
        elif c > 0:
            c -= 1
    return c

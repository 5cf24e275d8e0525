# The rounds end when nothing changes any more, which only they can tell.
# refused TSP2001: `now` has no closed form
def sweep_that_settles(a: list[int], most: int) -> list[int]:
    now = [x for x in a]
    for _ in range(most):
        new = [x for x in now]
        changed = False
        for i in range(1, len(now)):
            if now[i - 1] > now[i]:
                new[i] = now[i - 1]
                changed = True
        now = new
        if not changed:
            break
    return now

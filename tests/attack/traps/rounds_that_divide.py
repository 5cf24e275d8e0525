# What is divided by is known in the round only, and may be zero there: that cannot be checked at the call.
# refused TSP3001: the loop could not be proved equal to a tensor program
def rounds_that_divide(a: list[float], rounds: int) -> list[float]:
    now = [x for x in a]
    for _ in range(rounds):
        total = 0.0
        for i in range(len(now)):
            total += now[i]
        new = [0.0] * len(now)
        for i in range(len(now)):
            new[i] = now[i] / total
        now = new
    return now

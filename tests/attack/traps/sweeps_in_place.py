# A sweep in place reads what it has just written: its rounds are no steps of two buffers.
# refused TSP2001: `a` has no closed form
def sweeps_in_place(a: list[float], rounds: int) -> None:
    for _ in range(rounds):
        for i in range(1, len(a) - 1):
            a[i] = 0.5 * (a[i - 1] + a[i + 1])

# The list is still written after it was handed over, so that both names see it.
# refused TSP1029: a row that is known by another name is appended
def handed_over_and_changed(a: list[int], rounds: int) -> list[int]:
    now = [x for x in a]
    for _ in range(rounds):
        new = [1] * len(a)
        for i in range(1, len(a)):
            new[i] = now[i - 1]
        now = new
        if len(a) > 0:
            new[0] = 5
    return now

# A round may read beyond what it was given, in its last round only.
# lifted exact
# f([[1, 2], [3, 4]], [1, 1], 2) == [225, 300]
# f([[1, 2]], [1, 1], 2) raises rounds <= len
def rows_of_the_round(rows: list[list[int]], start: list[int], rounds: int) -> list[int]:
    now = [x for x in start]
    for t in range(rounds):
        new = [0] * len(now)
        total = 0
        for i in range(len(now)):
            total += rows[t][i] * now[i]
        for i in range(len(now)):
            new[i] = (i + 3) * total
        now = new
    return now

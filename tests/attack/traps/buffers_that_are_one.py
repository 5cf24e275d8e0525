# After the first round both names denote one list, so that later rounds read what they write.
# refused TSP1028: it is not known which array `now` denotes here
def buffers_that_are_one(a: list[int], rounds: int) -> list[int]:
    now = [x for x in a]
    new = [0] * len(a)
    for _ in range(rounds):
        for i in range(1, len(a)):
            new[i] = now[i - 1]
        now = new
    return now

# What a call does depends on the calls before it.
# refused TSP1010: `global` cannot be lifted
count = 0


def state_between_calls(x: list[int]) -> list[int]:
    global count
    out = []
    for v in x:
        count += 1
        out.append(v + count)
    return out

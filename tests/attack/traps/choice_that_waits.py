# Each choice depends on all before it: a search among few, once for each item, is no work on tensors.
# refused TSP2001: `load` has no closed form
def choice_that_waits(cost: list[int], load: list[int]) -> list[int]:
    chosen = [0] * len(cost)
    for i in range(len(cost)):
        least = 0
        for e in range(1, len(load)):
            if load[e] < load[least]:
                least = e
        load[least] += cost[i]
        chosen[i] = least
    return chosen

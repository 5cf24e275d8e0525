"""Loops whose rounds wait for each other, and do work on rows in each: they stay loops over tensor steps."""

import math


def smoothed(signal: list[float], rounds: int) -> list[float]:
    n = len(signal)
    fresh = [0.0] * n
    for _ in range(rounds):
        for i in range(1, n - 1):
            fresh[i] = (signal[i - 1] + signal[i + 1]) * 0.5
        for i in range(1, n - 1):
            signal[i] = fresh[i]
    return signal


def smoothed_in_place(signal: list[float], rounds: int) -> list[float]:
    for _ in range(rounds):
        for i in range(1, len(signal) - 1):
            signal[i] = (signal[i - 1] + signal[i + 1]) * 0.5
    return signal


def heat(grid: list[list[float]], steps: int, rate: float) -> list[list[float]]:
    rows, columns = len(grid), len(grid[0])
    now = [[grid[i][j] for j in range(columns)] for i in range(rows)]
    for _ in range(steps):
        following = [[0.0] * columns for _ in range(rows)]
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                around = now[i - 1][j] + now[i + 1][j] + now[i][j - 1] + now[i][j + 1]
                following[i][j] = now[i][j] + rate * (around - 4.0 * now[i][j])
        now = following
    return now


def exchanged(start: list[float], rounds: int) -> list[float]:
    n = len(start)
    now = [x for x in start]
    other = [0.0] * n
    for _ in range(rounds):
        for i in range(1, n):
            other[i] = now[i - 1] * 0.5 + now[i]
        now, other = other, now
    return now


def relaxed(weight: list[list[float]], source: int) -> list[float]:
    n = len(weight)
    distance = [float("inf")] * n
    distance[source] = 0.0
    for _ in range(n - 1):
        nearer = [0.0] * n
        for v in range(n):
            best = distance[v]
            for u in range(n):
                best = min(best, distance[u] + weight[u][v])
            nearer[v] = best
        distance = nearer
    return distance


def all_paths(weight: list[list[float]]) -> list[list[float]]:
    n = len(weight)
    far = [[weight[i][j] for j in range(n)] for i in range(n)]
    for k in range(n):
        nearer = [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(n):
                nearer[i][j] = min(far[i][j], far[i][k] + far[k][j])
        far = nearer
    return far


def all_paths_in_place(weight: list[list[float]]) -> list[list[float]]:
    n = len(weight)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                weight[i][j] = min(weight[i][j], weight[i][k] + weight[k][j])
    return weight


def binomials(n: int, k: int) -> int:
    row = [0] * (k + 1)
    row[0] = 1
    for _ in range(n):
        following = [0] * (k + 1)
        following[0] = 1
        for j in range(1, k + 1):
            following[j] = row[j] + row[j - 1]
        row = following
    return row[k]


def trees(n: int) -> list[int]:
    count = [0] * (n + 1)
    count[0] = 1
    for i in range(1, n + 1):
        total = 0
        for j in range(i):
            total += count[j] * count[i - 1 - j]
        count[i] = total
    return count


def packed(weight: list[int], value: list[int], capacity: int) -> int:
    best = [0] * (capacity + 1)
    for i in range(len(weight)):
        better = [0] * (capacity + 1)
        for c in range(capacity + 1):
            better[c] = best[c]
            if c >= weight[i] and best[c - weight[i]] + value[i] > best[c]:
                better[c] = best[c - weight[i]] + value[i]
        best = better
    return best[capacity]


def rising(values: list[int]) -> list[int]:
    longest = [1] * len(values)
    for i in range(len(values)):
        best = 1
        for j in range(i):
            if values[j] < values[i]:
                best = max(best, longest[j] + 1)
        longest[i] = best
    return longest


def edits(one: list[int], other: list[int]) -> int:
    row = [j for j in range(len(other) + 1)]
    for i in range(len(one)):
        following = [i + 1] * (len(other) + 1)
        left = i + 1
        for j in range(len(other)):
            change = row[j]
            if one[i] != other[j]:
                change = row[j] + 1
            left = min(left + 1, min(row[j + 1] + 1, change))
            following[j + 1] = left
        row = following
    return row[len(other)]


def generations(cells: list[int], rounds: int) -> list[int]:
    n = len(cells)
    now = [c for c in cells]
    for _ in range(rounds):
        following = [0] * n
        for i in range(1, n - 1):
            if now[i - 1] + now[i] + now[i + 1] == 1 or now[i - 1] + now[i] + now[i + 1] == 2:
                following[i] = 1
        now = following
    return now


def recurrent(inputs: list[list[float]], weight: list[list[float]], state: list[float]) -> list[float]:
    n = len(state)
    hidden = [h for h in state]
    for t in range(len(inputs)):
        following = [0.0] * n
        for i in range(n):
            total = inputs[t][i]
            for j in range(n):
                total += weight[i][j] * hidden[j]
            following[i] = math.tanh(total)
        hidden = following
    return hidden


def stages(cost: list[float], count: int) -> list[float]:
    n = len(cost)
    total = [0.0] * (n + 1)
    for i in range(n):
        total[i + 1] = total[i] + cost[i]
    best = [float("inf")] * (n + 1)
    best[0] = 0.0
    for _ in range(count):
        following = [float("inf")] * (n + 1)
        for i in range(n + 1):
            for j in range(i + 1):
                worst = max(best[j], total[i] - total[j])
                if worst < following[i]:
                    following[i] = worst
        best = following
    return best


def ends(time: list[list[float]]) -> list[list[float]]:
    done = [[0.0] * len(row) for row in time]
    for s in range(len(time)):
        free = 0.0
        for m in range(len(time[s])):
            ready = 0.0
            if s > 0:
                ready = done[s - 1][m]
            free = max(free, ready) + time[s][m]
            done[s][m] = free
    return done


def least_loaded(cost: list[int], load: list[int]) -> list[int]:
    chosen = [0] * len(cost)
    for i in range(len(cost)):
        least = 0
        for e in range(1, len(load)):
            if load[e] < load[least]:
                least = e
        load[least] += cost[i]
        chosen[i] = least
    return chosen


def until_settled(signal: list[float], most: int) -> list[float]:
    now = [x for x in signal]
    for _ in range(most):
        following = [x for x in now]
        change = 0.0
        for i in range(1, len(now) - 1):
            following[i] = (now[i - 1] + now[i + 1]) * 0.5
            change = max(change, abs(following[i] - now[i]))
        now = following
        if change < 0.01:
            break
    return now


def floats(rng, n):
    return [float(x) for x in rng.normal(0, 3, n)]


def ints(rng, n, least=-9, most=10):
    return [int(x) for x in rng.integers(least, most, n)]


def size(rng, least=0):
    return int(rng.integers(least, 9))


def square(rng):
    n = size(rng, 1)
    return [[float(x) for x in row] for row in rng.uniform(0, 9, (n, n))]


def table(rng):
    shape = size(rng, 1), size(rng, 1)
    return [[float(x) for x in row] for row in rng.normal(0, 3, shape)]


def recurrent_inputs(rng):
    t, n = size(rng), size(rng, 1)
    weight = rng.normal(0, 1, (n, n)).tolist()
    return rng.normal(0, 1, (t, n)).tolist(), weight, floats(rng, n)


def packed_inputs(rng):
    n = size(rng)
    return ints(rng, n, 0, 6), ints(rng, n, 0), int(rng.integers(0, 20))


INPUTS = {
    "smoothed": lambda rng: (floats(rng, size(rng)), size(rng)),
    "smoothed_in_place": lambda rng: (floats(rng, size(rng)), size(rng)),
    "heat": lambda rng: (table(rng), size(rng), 0.1),
    "exchanged": lambda rng: (floats(rng, size(rng)), size(rng)),
    "relaxed": lambda rng: (lambda w: (w, int(rng.integers(0, len(w)))))(square(rng)),
    "all_paths": lambda rng: (square(rng),),
    "all_paths_in_place": lambda rng: (square(rng),),
    "binomials": lambda rng: (int(rng.integers(0, 20)), size(rng)),
    "trees": lambda rng: (int(rng.integers(0, 9)),),
    "packed": packed_inputs,
    "rising": lambda rng: (ints(rng, size(rng)),),
    "edits": lambda rng: (ints(rng, size(rng), 0, 3), ints(rng, size(rng), 0, 3)),
    "generations": lambda rng: (ints(rng, size(rng), 0, 2), size(rng)),
    "recurrent": recurrent_inputs,
    "stages": lambda rng: ([abs(x) for x in floats(rng, size(rng))], size(rng)),
    "ends": lambda rng: (table(rng),),
    "least_loaded": lambda rng: (ints(rng, size(rng), 0), ints(rng, size(rng, 1), 0)),
    "until_settled": lambda rng: (floats(rng, size(rng)), size(rng)),
}

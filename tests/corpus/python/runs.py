"""Runs of equal elements: how often they come, what they add up to, where they begin and end."""


def run_lengths(x: list[int]) -> tuple[list[int], list[int]]:
    values = []
    counts = []
    for v in x:
        if values and values[-1] == v:
            counts[-1] += 1
        else:
            values.append(v)
            counts.append(1)
    return values, counts


def compared_with_the_input(x: list[int]) -> tuple[list[int], list[int]]:
    values = []
    counts = []
    for i in range(len(x)):
        if i == 0 or x[i] != x[i - 1]:
            values.append(x[i])
            counts.append(1)
        else:
            counts[-1] += 1
    return values, counts


def weights(x: list[int], w: list[int]) -> tuple[list[int], list[int]]:
    keys = []
    sums = []
    for i in range(len(x)):
        if not keys or keys[-1] != x[i]:
            keys.append(x[i])
            sums.append(w[i])
        else:
            sums[-1] += w[i]
    return keys, sums


def peaks(x: list[int], w: list[int]) -> list[int]:
    keys = []
    most = []
    for i in range(len(x)):
        if not keys or keys[-1] != x[i]:
            keys.append(x[i])
            most.append(w[i])
        else:
            most[-1] = max(most[-1], w[i])
    return most


def bounds(x: list[int]) -> tuple[list[int], list[int]]:
    first = []
    last = []
    for i in range(len(x)):
        if i == 0 or x[i] != x[i - 1]:
            first.append(i)
            last.append(i)
        else:
            last[-1] = i
    return first, last


def flags(x: list[bool]) -> list[int]:
    counts = []
    inside = False
    for v in x:
        if v and not inside:
            counts.append(1)
        elif v:
            counts[-1] += 1
        inside = v
    return counts


def touching(lo: list[int], hi: list[int]) -> tuple[list[int], list[int]]:
    first = []
    last = []
    for i in range(len(lo)):
        if first and lo[i] <= last[-1]:
            last[-1] = max(last[-1], hi[i])
        else:
            first.append(lo[i])
            last.append(hi[i])
    return first, last


def doubled(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v > 0:
            out.append(v)
        elif out:
            out[-1] *= 2
    return out


def some(rng, n=None):
    return rng.integers(-2, 3, int(rng.integers(0, 12)) if n is None else n).tolist()


def two(rng):
    x = some(rng)
    return x, some(rng, len(x))


def intervals(rng):
    lo = sorted(some(rng))
    return lo, [v + int(rng.integers(0, 3)) for v in lo]


INPUTS = {
    "run_lengths": lambda rng: (some(rng),),
    "compared_with_the_input": lambda rng: (some(rng),),
    "weights": two,
    "peaks": two,
    "bounds": lambda rng: (some(rng),),
    "flags": lambda rng: ([v > 0 for v in some(rng)],),
    "touching": intervals,
    "doubled": lambda rng: (some(rng),),
}

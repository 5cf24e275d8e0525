"""Elements that meet a condition, one after the other."""

from __future__ import annotations


def positives(x: list[float]) -> list[float]:
    out = []
    for v in x:
        if v > 0.0:
            out.append(2.0 * v)
    return out


def places_above(x: list[float], low: float) -> list[int]:
    return [i for i in range(len(x)) if x[i] > low]


def quotients(x: list[int], y: list[int]) -> list[int]:
    return [a // b for a, b in zip(x, y) if b != 0]


def padded(running: list[bool], wanted: list[bool]) -> list[int]:
    """Places behind each other from the start, and -1 behind them."""
    out = [-1] * len(running)
    count = 0
    for i in range(len(running)):
        if running[i] and not wanted[i]:
            out[count] = i
            count += 1
    return out


def partition(x: list[int]) -> tuple[list[int], list[int], int]:
    even = []
    odd = []
    count = 0
    for v in x:
        if v % 2 == 0:
            even.append(v)
            count += 1
        else:
            odd.append(-v)
    return even, odd, count


def negative_first(x: list[float]) -> list[float]:
    out = []
    for v in x:
        if v < 0.0:
            out.append(v)
    for v in x:
        if not v < 0.0:
            out.append(v)
    return out


def behind_a_head(x: list[float]) -> list[float]:
    out = [0.5]
    for v in x:
        if v != 0.5:
            out.append(v)
    return out


def changes(x: list[int]) -> list[int]:
    out = []
    for i in range(1, len(x)):
        if x[i] != x[i - 1]:
            out.append(i)
    return out


def inside(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v < 0:
            continue
        if v > 4:
            continue
        out.append(v * v)
    return out


def both_ends(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v < 0:
            out.append(-v)
        elif v > 3:
            out.append(v - 3)
    return out


def every_second(x: list[float]) -> list[float]:
    out = []
    for i in range(len(x)):
        if i % 2 == 0:
            out.append(x[i])
    return out


def marked(x: list[int], keep: list[bool]) -> list[int]:
    out = []
    for i in range(len(keep)):
        if keep[i]:
            out.append(x[i])
    return out


def kept_and_doubled(x: list[float]) -> list[float]:
    kept = [v for v in x if v > 0.0]
    return [2.0 * v for v in kept]


def mean_of_positives(x: list[float]) -> float:
    kept = [v for v in x if v > 0.0]
    if len(kept) == 0:
        return 0.0
    total = 0.0
    for v in kept:
        total += v
    return total / len(kept)


def gathered(x: list[float], table: list[float]) -> list[float]:
    places = [i for i in range(len(x)) if x[i] > 0.0]
    out = []
    for i in places:
        out.append(table[i])
    return out


def highest_even(x: list[int]) -> int:
    kept = [v for v in x if v % 2 == 0]
    best = -1
    for v in kept:
        if v > best:
            best = v
    return best


def kth_positive(x: list[float], k: int) -> float:
    kept = [v for v in x if v > 0.0]
    return kept[k]


def leading_sums(costs: list[int], budget: int) -> tuple[list[int], int]:
    out = []
    total = 0
    for cost in costs:
        if total + cost > budget:
            break
        total += cost
        out.append(total)
    return out, total


def affordable(costs: list[int], budget: int) -> list[bool]:
    taken = [False] * len(costs)
    total = 0
    for i in range(len(costs)):
        if total + costs[i] > budget:
            break
        total += costs[i]
        taken[i] = True
    return taken


def up_to_a_zero(x: list[int]) -> list[int]:
    out = []
    for v in x:
        out.append(v)
        if v == 0:
            break
    return out


def while_positive(x: list[int]) -> list[int]:
    out = []
    i = 0
    while i < len(x) and x[i] > 0:
        out.append(2 * x[i])
        i += 1
    return out


def twice(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v > 0:
            out.append(v)
            out.append(-v)
    return out


def without_repeats(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if len(out) == 0 or out[len(out) - 1] != v:
            out.append(v)
    return out


SIZES = (0, 1, 2, 3, 7, 12)


def size(rng):
    return int(rng.choice(SIZES))


def ints(rng, count=None):
    """Small ones; often all of one sign, so that nothing or all is taken."""
    low, high = ((-3, 7), (-9, 0), (1, 5), (0, 1))[int(rng.integers(0, 4))]
    return [int(v) for v in rng.integers(low, high, size=size(rng) if count is None else count)]


def floats(rng):
    return [v / 2.0 for v in ints(rng)]


def two(rng):
    n = size(rng)
    return ints(rng, n), ints(rng, n + int(rng.integers(0, 3)))


def with_marks(rng):
    n = size(rng)
    share = (0.0, 0.5, 1.0)[int(rng.integers(0, 3))]
    return ints(rng, n), [bool(rng.random() < share) for _ in range(n)]


def two_masks(rng):
    n = int(rng.integers(0, 8))
    return tuple((rng.random(n) < rng.choice([0.0, 0.5, 1.0])).tolist() for _ in range(2))


INPUTS = {
    "padded": two_masks,
    "positives": lambda rng: (floats(rng),),
    "places_above": lambda rng: (floats(rng), float(rng.integers(-2, 3))),
    "quotients": two,
    "partition": lambda rng: (ints(rng),),
    "negative_first": lambda rng: (floats(rng),),
    "behind_a_head": lambda rng: (floats(rng),),
    "changes": lambda rng: (ints(rng),),
    "inside": lambda rng: (ints(rng),),
    "both_ends": lambda rng: (ints(rng),),
    "every_second": lambda rng: (floats(rng),),
    "marked": with_marks,
    "kept_and_doubled": lambda rng: (floats(rng),),
    "mean_of_positives": lambda rng: (floats(rng),),
    "gathered": lambda rng: (floats(rng), floats(rng)),
    "highest_even": lambda rng: (ints(rng),),
    "kth_positive": lambda rng: (floats(rng), int(rng.integers(-2, 4))),
    "leading_sums": lambda rng: (ints(rng), int(rng.integers(-2, 12))),
    "affordable": lambda rng: (ints(rng), int(rng.integers(-2, 12))),
    "up_to_a_zero": lambda rng: (ints(rng),),
    "while_positive": lambda rng: (ints(rng),),
    "twice": lambda rng: (ints(rng),),
    "without_repeats": lambda rng: (ints(rng),),
}

"""Loops that are left before they are over."""

from __future__ import annotations


def first_at_least(x: list[float], low: float) -> int:
    for i in range(len(x)):
        if x[i] >= low:
            return i
    return -1


def within_budget(costs: list[int], budget: int) -> tuple[int, int]:
    spent = 0
    taken = 0
    for cost in costs:
        if spent + cost > budget:
            break
        spent += cost
        taken += 1
    return taken, spent


def common_prefix(a: list[int], b: list[int]) -> int:
    i = 0
    while i < len(a) and i < len(b) and a[i] == b[i]:
        i += 1
    return i


def is_sorted(x: list[int]) -> bool:
    for i in range(1, len(x)):
        if x[i - 1] > x[i]:
            return False
    return True


def all_equal(x: list[int]) -> bool:
    for v in x:
        if v != x[0]:
            return False
    return True


def terminated_length(text: list[int], limit: int) -> int:
    n = 0
    while n < limit and text[n] != 0:
        n += 1
    return n


def doubled_until_negative(x: list[int], out: list[int]) -> None:
    for i in range(len(x)):
        if x[i] < 0:
            break
        out[i] = 2 * x[i]


def last_index(x: list[int], wanted: int) -> int:
    for i in range(len(x) - 1, -1, -1):
        if x[i] == wanted:
            return i
    return len(x)


def first_in_rows(grid: list[list[int]], wanted: int) -> tuple[int, int]:
    for i in range(len(grid)):
        for j in range(len(grid[i])):
            if grid[i][j] == wanted:
                return i, j
    return -1, -1


def leading_sums(grid: list[list[int]]) -> list[int]:
    out = []
    for row in grid:
        s = 0
        for v in row:
            if v < 0:
                break
            s += v
        out.append(s)
    return out


def mark_of_search(x: list[int], wanted: int) -> int:
    mark = 0
    for v in x:
        if v == wanted:
            mark = 1
            break
    else:
        mark = 2
    return mark


def warm_up(x: list[float], target: float) -> int:
    total = 0.0
    n = 0
    while n < len(x) and total < target:
        total += x[n]
        n += 1
    return n


def kept_prefix(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v < 0:
            break
        out.append(v)
    return out


def collatz(n: int) -> int:
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


SIZES = (0, 1, 2, 3, 7, 12)


def size(rng):
    return int(rng.choice(SIZES))


def small(rng, low=-1, high=6):
    return [int(v) for v in rng.integers(low, high, size=size(rng))]


def rows(rng):
    n, m = size(rng), size(rng)
    return [[int(v) for v in rng.integers(-1, 9, size=m)] for _ in range(n)]


def alike(rng):
    a = small(rng, 0, 2)
    return a, a[: int(rng.integers(0, len(a) + 1))] + small(rng, 0, 2)


def out_of_the_same_size(rng):
    x = small(rng, -1, 12)
    return x, [9] * len(x)


INPUTS = {
    "first_at_least": lambda rng: (rng.normal(size=size(rng)).tolist(), 1.0),
    "within_budget": lambda rng: (small(rng, 0, 6), int(rng.integers(0, 15))),
    "common_prefix": alike,
    "is_sorted": lambda rng: (sorted(small(rng)) if rng.random() < 0.5 else small(rng),),
    "all_equal": lambda rng: ([3] * size(rng) if rng.random() < 0.5 else small(rng, 0, 2),),
    "terminated_length": lambda rng: ([*small(rng, 0, 4), 0], int(rng.integers(-1, 14))),
    "doubled_until_negative": out_of_the_same_size,
    "last_index": lambda rng: (small(rng), int(rng.integers(-1, 6))),
    "first_in_rows": lambda rng: (rows(rng), int(rng.integers(-1, 9))),
    "leading_sums": lambda rng: (rows(rng),),
    "mark_of_search": lambda rng: (small(rng), int(rng.integers(-1, 6))),
    "warm_up": lambda rng: (rng.random(size=size(rng)).tolist(), 2.0),
    "kept_prefix": lambda rng: (small(rng),),
    "collatz": lambda rng: (int(rng.integers(1, 30)),),
}

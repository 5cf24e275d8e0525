"""Variables that are None until they have a value."""

from typing import Optional


def place_of_the_least(x: list[float]) -> int:
    best = None
    for i in range(len(x)):
        if best is None or x[i] < x[best]:
            best = i
    return best


def least(x: list[int]) -> int:
    best = None
    for v in x:
        if best is None or v < best:
            best = v
    assert best is not None
    return best


def greatest_or(x: list[int], otherwise: int) -> int:
    best = None
    for v in x:
        if best is None or v > best:
            best = v
    return best if best is not None else otherwise


def first_positive(x: list[int]) -> int:
    first = None
    for i in range(len(x)):
        if x[i] > 0:
            first = i
            break
    if first is None:
        return -1
    return first


def cheapest(cost: list[int], ok: list[bool]) -> int:
    best: Optional[int] = None
    for i in range(len(cost)):
        if not ok[i]:
            continue
        if best is None or cost[i] < cost[best]:
            best = i
    if best is None:
        return -1
    return best


def place_and_value(x: list[int]) -> tuple[int, int]:
    place, value = None, 0
    for i, v in enumerate(x):
        if place is None or v > value:
            place, value = i, v
    if place is None:
        return -1, 0
    return place, value


def without_repeats(x: list[int]) -> list[int]:
    out = []
    previous = None
    for v in x:
        if v != previous:
            out.append(v)
        previous = v
    return out


def last_of(x: list[int], key: int) -> int:
    found = None
    for i in range(len(x)):
        if x[i] == key:
            found = i
    if found is not None:
        return found
    return len(x)


def steps(x: list[int]) -> int:
    previous = None
    total = 0
    for v in x:
        if previous is not None:
            total += abs(v - previous)
        previous = v
    return total


def added_to(x: list[int]) -> int:
    last = None
    for v in x:
        if v > 0:
            last = v
    return last + 1


def count_after(x: list[int]) -> int:
    start = end = None
    for i in range(len(x)):
        if x[i] > 0:
            if start is None:
                start = i
            end = i
    if start is None or end is None:
        return 0
    return end - start


def truth(x: list[int]) -> int:
    last = None
    for v in x:
        if v > 0:
            last = v - 1
    if not last:
        return 0
    return last


def none_for_none(x: list[int]) -> Optional[int]:
    best = None
    for v in x:
        if best is None or v < best:
            best = v
    return best


def used_unseen(x: list[int], flag: bool) -> list[int]:
    best = None
    if flag:
        best = 1
    return [v + best for v in x]


def some(rng, least=0):
    return rng.integers(-3, 4, int(rng.integers(least, 10))).tolist()


def with_marks(rng):
    x = some(rng)
    return x, (rng.random(len(x)) < rng.choice([0.0, 0.4, 1.0])).tolist()


INPUTS = {
    "place_of_the_least": lambda rng: ([float(v) for v in some(rng, 1)],),
    "least": lambda rng: (some(rng),),
    "greatest_or": lambda rng: (some(rng), int(rng.integers(-9, 9))),
    "first_positive": lambda rng: (some(rng),),
    "cheapest": with_marks,
    "place_and_value": lambda rng: (some(rng),),
    "without_repeats": lambda rng: (some(rng),),
    "last_of": lambda rng: (some(rng), int(rng.integers(-3, 4))),
    "steps": lambda rng: (some(rng),),
    "added_to": lambda rng: (some(rng),),
    "count_after": lambda rng: (some(rng),),
    "truth": lambda rng: (some(rng),),
    "none_for_none": lambda rng: (some(rng),),
    "used_unseen": lambda rng: (some(rng), bool(rng.integers(0, 2))),
}

"""The best two of many, with either rule for equal ones."""


def two_largest(x: list[int]) -> tuple[int, int]:
    a = -1000
    b = -1000
    for v in x:
        if v > a:
            b = a
            a = v
        elif v > b:
            b = v
    return a, b


def two_least(x: list[int]) -> tuple[int, int]:
    a = b = 1000
    for v in x:
        if v < a:
            a, b = v, a
        elif v < b:
            b = v
    return a, b


def last_of_equals(x: list[int]) -> tuple[int, int]:
    a = -1000
    b = -1000
    for v in x:
        if v >= a:
            b = a
            a = v
        elif v >= b:
            b = v
    return a, b


def second_of_the_distinct(x: list[int]) -> int:
    a = -1000
    b = -1000
    for v in x:
        if v > a:
            b = a
            a = v
        elif v > b and v != a:
            b = v
    return b


def of_those_that_count(x: list[int], ok: list[bool]) -> int:
    a = 0
    b = 0
    for i in range(len(x)):
        if not ok[i]:
            continue
        if x[i] > a:
            b = a
            a = x[i]
        elif x[i] > b:
            b = x[i]
    return a + b


def from_given_ones(x: list[int], a: int, b: int) -> tuple[int, int]:
    for v in x:
        if v > a:
            b = a
            a = v
        elif v > b:
            b = v
    return a, b


def forgotten(x: list[int]) -> tuple[int, int]:
    a = -1000
    b = -1000
    for v in x:
        if v > a:
            a = v
        elif v > b:
            b = v
    return a, b


def some(rng):
    return rng.integers(-4, 5, int(rng.integers(0, 10))).tolist()


def with_marks(rng):
    x = some(rng)
    return x, (rng.random(len(x)) < rng.choice([0.0, 0.4, 1.0])).tolist()


INPUTS = {
    "two_largest": lambda rng: (some(rng),),
    "two_least": lambda rng: (some(rng),),
    "last_of_equals": lambda rng: (some(rng),),
    "second_of_the_distinct": lambda rng: (some(rng),),
    "of_those_that_count": with_marks,
    "from_given_ones": lambda rng: (some(rng), int(rng.integers(-4, 5)), int(rng.integers(-4, 5))),
    "forgotten": lambda rng: (some(rng),),
}

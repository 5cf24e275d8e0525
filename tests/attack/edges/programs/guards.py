"""What is read depends on comparisons of indices, on contents, and on loops inside loops."""


def joined(x: list[int], y: list[int], n: int) -> list[int]:
    return [x[i] if i < len(x) else y[i - len(x)] for i in range(n)]


def wrapped(x: list[int], n: int) -> int:
    s = 0
    for i in range(n):
        s += x[i % len(x)]
    return s


def blocks(x: list[int], n: int, m: int) -> int:
    s = 0
    for i in range(n):
        s += x[i // m]
    return s


def masked_ahead(x: list[int], mask: list[bool], k: int) -> int:
    s = 0
    for i in range(len(mask)):
        if mask[i]:
            s += x[i + k]
    return s


def inner_divisor(x: list[int], y: list[int], d: int) -> int:
    s = 0
    for v in x:
        for w in y:
            s += (v + w) // d
    return s


def divisor_is_a_length(x: list[int], y: list[int]) -> list[int]:
    return [v // len(y) for v in x]


def last_if_any(x: list[int]) -> int:
    s = 0
    for v in x:
        s += v
    if len(x) > 1:
        s -= x[-1]
    return s


def neighbours(x: list[int]) -> list[int]:
    out = []
    for i in range(len(x)):
        left = x[i - 1] if i > 0 else 0
        right = x[i + 1] if i + 1 < len(x) else 0
        out.append(left + right)
    return out


def two_levels(t: list[int], at: list[int], on: list[int]) -> int:
    s = 0
    for i in range(len(at)):
        if on[i] and at[i] >= 0:
            s += t[at[i]]
    return s


def cross(x: list[list[int]]) -> int:
    s = 0
    for i in range(len(x)):
        for j in range(len(x[0])):
            if i > 0:
                s += x[i - 1][j]
            if j + 1 < len(x[0]):
                s += x[i][j + 1]
    return s


def after_the_break(x: list[int]) -> int:
    i = 0
    while i < len(x) and x[i] >= 0:
        i += 1
    return x[i] if i < len(x) else 0


def columns_of_nothing(x: list[list[int]], m: int) -> list[int]:
    out = []
    for j in range(m):
        s = 0
        for row in x:
            s += row[j]
        out.append(s)
    return out


def window_if_it_fits(x: list[int], k: int) -> int:
    best = 0
    if 0 < k <= len(x):
        for i in range(len(x) - k + 1):
            best = max(best, x[i] + x[i + k - 1])
    return best


def slices(x: list[int], a: int, b: int) -> int:
    s = 0
    for v in x[a:b]:
        s += v
    return s

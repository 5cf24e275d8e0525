"""Lists and numbers: sizes that disagree, negative indices, divisors in branches, nothing at all."""

import math


def sums(a: list[int], b: list[int]) -> list[int]:
    out = []
    for i in range(len(a)):
        out.append(a[i] + b[i])
    return out


def sums_of_zip(a: list[int], b: list[int]) -> list[int]:
    return [x + y for x, y in zip(a, b)]


def sums_if_alike(a: list[int], b: list[int]) -> int:
    s = 0
    if len(a) == len(b):
        for i in range(len(a)):
            s += a[i] * b[i]
    return s


def first_n(a: list[int], n: int) -> list[int]:
    out = []
    for i in range(n):
        out.append(a[i])
    return out


def last_n(a: list[int], n: int) -> list[int]:
    out = []
    for i in range(n):
        out.append(a[-1 - i])
    return out


def from_either_end(a: list[int], at: list[int]) -> list[int]:
    return [a[i] for i in at]


def from_inside(a: list[int], at: list[int]) -> list[int]:
    return [a[i] if 0 <= i < len(a) else 0 for i in at]


def shifted_around(a: list[int], k: int) -> list[int]:
    n = len(a)
    return [a[(i + k) % n] for i in range(n)]


def every_other(a: list[int]) -> list[int]:
    return [a[i] for i in range(0, len(a), 2)]


def every_kth(a: list[int], k: int) -> list[int]:
    out = []
    for i in range(len(a) // 2):
        out.append(a[2 * i] + k)
    return out


def quotients(a: list[int], d: int) -> list[int]:
    out = []
    for v in a:
        out.append(v // d)
    return out


def quotients_or_zero(a: list[int], b: list[int]) -> list[int]:
    out = []
    for x, y in zip(a, b):
        out.append(x // y if y else 0)
    return out


def quotient_outside(a: list[int], d: int) -> list[int]:
    out = []
    if d > 0:
        k = 100 // d
        for v in a:
            out.append(v * k)
    return out


def remainders(a: list[int], d: int) -> int:
    count = 0
    for v in a:
        if d != 0 and v % d == 0:
            count += 1
    return count


def largest(a: list[int]) -> int:
    best = a[0]
    for v in a:
        if v > best:
            best = v
    return best


def largest_or(a: list[int], other: int) -> int:
    best = other
    for v in a:
        best = max(best, v)
    return best


def largest_of_tail(a: list[int]) -> int:
    best = -100
    for v in a[1:]:
        best = max(best, v)
    return best


def smallest_float(a: list[float]) -> float:
    best = math.inf
    for v in a:
        if v < best:
            best = v
    return best


def mean(a: list[float]) -> float:
    s = 0.0
    for v in a:
        s += v
    return s / len(a)


def mean_or_zero(a: list[float]) -> float:
    s = 0.0
    for v in a:
        s += v
    return s / len(a) if a else 0.0


def find(a: list[int], v: int) -> int:
    for i in range(len(a)):
        if a[i] == v:
            return i
    return -1


def sum_until_negative(a: list[int]) -> int:
    s = 0
    for v in a:
        if v < 0:
            break
        s += v
    return s


def longest_prefix(a: list[int], b: list[int]) -> int:
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return n


def reversed_copy(a: list[int]) -> list[int]:
    return [a[len(a) - 1 - i] for i in range(len(a))]


def prefix(a: list[int]) -> list[int]:
    out = []
    s = 0
    for v in a:
        s += v
        out.append(s)
    return out


def differences(a: list[int]) -> list[int]:
    return [a[i + 1] - a[i] for i in range(len(a) - 1)]


def windows(a: list[int], k: int) -> list[int]:
    return [sum(a[i + j] for j in range(k)) for i in range(len(a) - k + 1)]


def counts(a: list[int], n: int) -> list[int]:
    out = [0] * n
    for v in a:
        if 0 <= v < n:
            out[v] += 1
    return out


def in_place(a: list[int], k: int) -> None:
    for i in range(len(a)):
        a[i] = a[i] * k


def in_place_from(a: list[int], b: list[int]) -> None:
    for i in range(len(b)):
        a[i] += b[i]


def in_place_if(a: list[int], b: list[int], k: int) -> None:
    for i in range(len(a)):
        if i < k:
            a[i] = b[i]


def set_row(a: list[list[int]], row: list[int], k: int) -> None:
    for j in range(len(row)):
        a[k][j] = row[j]


def transposed(a: list[list[int]]) -> list[list[int]]:
    return [[a[i][j] for i in range(len(a))] for j in range(len(a[0]))]


def row_sums(a: list[list[int]]) -> list[int]:
    return [sum(row) for row in a]


def column_sums(a: list[list[int]], m: int) -> list[int]:
    out = []
    for j in range(m):
        s = 0
        for i in range(len(a)):
            s += a[i][j]
        out.append(s)
    return out


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    out = []
    for i in range(len(a)):
        row = []
        for j in range(len(b[0])):
            s = 0.0
            for k in range(len(b)):
                s += a[i][k] * b[k][j]
            row.append(s)
        out.append(row)
    return out


def trace(a: list[list[int]]) -> int:
    s = 0
    for i in range(len(a)):
        s += a[i][i]
    return s


def triangle(n: int) -> int:
    s = 0
    for i in range(n):
        for j in range(i):
            s += i * j
    return s


def table(n: int, m: int) -> list[list[int]]:
    return [[i * j for j in range(m)] for i in range(n)]


def filled(n: int, v: int) -> list[int]:
    return [v for _ in range(n)]


def down_to(n: int) -> list[int]:
    out = []
    for i in range(n, -1, -1):
        out.append(i)
    return out


def any_negative(a: list[int]) -> bool:
    return any(v < 0 for v in a)


def all_alike(a: list[int]) -> bool:
    for i in range(len(a)):
        if a[i] != a[0]:
            return False
    return True


def roots_of_some(a: list[float]) -> list[float]:
    return [math.sqrt(v) if v >= 0 else 0.0 for v in a]


def logs_of_some(a: list[float]) -> list[float]:
    return [math.log(v) if v > 0 else -1.0 for v in a]


def ints_of_some(a: list[float]) -> list[int]:
    return [int(v) if -1000 < v < 1000 else 0 for v in a]


def shifts_of_some(a: list[int], k: int) -> list[int]:
    return [v << k if 0 <= k < 8 else v for v in a]

"""Values that go on from round to round: held between two bounds, forgotten, or one of two."""

import numpy as np


def saturate(x: list[int], lo: int, hi: int) -> list[int]:
    out = []
    s = 0
    for v in x:
        s = min(max(s + v, lo), hi)
        out.append(s)
    return out


def saturate_low_last(x: list[int], lo: int, hi: int) -> list[int]:
    out = []
    s = 0
    for v in x:
        s = max(min(s + v, hi), lo)
        out.append(s)
    return out


def saturate_by_ifs(x: list[int], lo: int, hi: int) -> int:
    s = 0
    for v in x:
        s += v
        if s > hi:
            s = hi
        if s < lo:
            s = lo
    return s


def saturate_by_elif(x: list[int]) -> list[int]:
    out = []
    s = 0
    for v in x:
        s += v
        if s > 25:
            s = 25
        elif s < 0:
            s = 0
        out.append(s)
    return out


def bounds_that_may_cross(x: list[int], lo: int, hi: int) -> int:
    s = 0
    for v in x:
        s += v
        if s > hi:
            s = hi
        elif s < lo:
            s = lo
    return s


def wind_up(e: list[float], k: float) -> list[float]:
    out = []
    s = 0.0
    for v in e:
        s += v * k
        if s > 4.0:
            s = 4.0
        if s < -4.0:
            s = -4.0
        out.append(s + v)
    return out


def two_bits(taken: list[bool]) -> int:
    c = 1
    wrong = 0
    for t in taken:
        if (c >= 2) != t:
            wrong += 1
        if t and c < 3:
            c += 1
        elif not t and c > 0:
            c -= 1
    return wrong


def counter_from_anywhere(taken: list[bool], c: int) -> int:
    for t in taken:
        if t:
            if c < 3:
                c += 1
        elif c > 0:
            c -= 1
    return c


def credit(x: list[int], used: list[bool]) -> list[int]:
    out = []
    c = 5
    for i in range(len(x)):
        if used[i]:
            c = max(c - x[i], 0)
        else:
            c = min(c + 1, 10)
        out.append(c)
    return out


def clamped_anew(x: list[int], fresh: list[bool]) -> list[int]:
    out = []
    s = 0
    for i in range(len(x)):
        if fresh[i]:
            s = 0
        else:
            s = max(min(s + x[i], 20), -20)
        out.append(s)
    return out


def saturate_rows(x: list[list[int]]) -> list[int]:
    out = []
    for row in x:
        s = 0
        for v in row:
            s = min(max(s + v, 0), 9)
        out.append(s)
    return out


def fits_or_not(x: list[int], cap: int) -> int:
    s = 0
    for v in x:
        if s + v <= cap:
            s += v
    return s


def sums_anew(x: list[float], fresh: list[bool]) -> list[float]:
    out = []
    s = 0.0
    for i in range(len(x)):
        if fresh[i]:
            s = 0.0
        s += x[i]
        out.append(s)
    return out


def sums_until_reset(x: list[float], end: list[bool]) -> list[float]:
    out = []
    s = 0.0
    for i in range(len(x)):
        s += x[i]
        out.append(s)
        if end[i]:
            s = 0.0
    return out


def sum_since(x: list[float], fresh: list[bool]) -> float:
    s = 0.0
    for i in range(len(x)):
        s = x[i] if fresh[i] else s + x[i]
    return s


def best_since(x: list[float], fresh: list[bool]) -> float:
    best = 0.0
    s = 0.0
    for i in range(len(x)):
        s = 0.0 if fresh[i] else s + x[i]
        best = max(best, s)
    return best


def smoothed_anew(x: list[float], fresh: list[bool], k: float) -> list[float]:
    out = []
    y = 0.0
    for i in range(len(x)):
        if fresh[i]:
            y = x[i]
        else:
            y = y + k * (x[i] - y)
        out.append(y)
    return out


def sums_of_groups(x: list[float], group: list[int]) -> list[float]:
    out = []
    s = 0.0
    for i in range(len(x)):
        if i > 0 and group[i] != group[i - 1]:
            s = 0.0
        s += x[i]
        out.append(s)
    return out


def sums_since_nan(x: list[float]) -> list[float]:
    out = []
    s = 0.0
    for v in x:
        if v != v:
            s = 0.0
        else:
            s += v
        out.append(s)
    return out


def quoted(text: list[int]) -> list[bool]:
    out = []
    inside = False
    for c in text:
        if c == 2:
            inside = not inside
        out.append(inside)
    return out


def quoted_before(text: list[int]) -> list[bool]:
    out = []
    inside = False
    for c in text:
        out.append(inside)
        if c == 2:
            inside = not inside
    return out


def plain_characters(text: list[int]) -> int:
    inside = False
    n = 0
    for c in text:
        if c == 2:
            inside = not inside
        elif not inside:
            n += 1
    return n


def in_comment(text: list[int]) -> list[bool]:
    out = []
    inside = False
    for c in text:
        if c == 1:
            inside = True
        elif c == 0:
            inside = False
        out.append(inside)
    return out


def words(text: list[int]) -> int:
    n = 0
    inside = False
    for c in text:
        if c == 0:
            inside = False
        elif not inside:
            inside = True
            n += 1
    return n


def schmitt(x: list[float], lo: float, hi: float) -> list[bool]:
    out = []
    on = False
    for v in x:
        if on:
            if v < lo:
                on = False
        elif v > hi:
            on = True
        out.append(on)
    return out


def pairs_of_marks(x: list[int]) -> int:
    state = 0
    n = 0
    for v in x:
        if state == 0:
            if v == 1:
                state = 1
        elif v == 2:
            state = 0
            n += 1
    return n


def flips(x: list[int]) -> list[int]:
    out = []
    s = 3
    for v in x:
        if v > 0:
            s = 8 - s
        out.append(s)
    return out


def parities(x: list[bool]) -> list[bool]:
    out = []
    p = True
    for v in x:
        p = p != v
        out.append(p)
    return out


def alternating(x: list[float]) -> float:
    total = 0.0
    sign = 1.0
    for v in x:
        total += sign * v
        sign = -sign
    return total


def on_in_rows(x: list[list[int]]) -> list[int]:
    out = []
    for row in x:
        on = False
        n = 0
        for v in row:
            if v == 1:
                on = not on
            if on:
                n += 1
        out.append(n)
    return out


def picked_in_order(need: list[int], order: list[int], budget: int) -> list[bool]:
    take = [False] * len(need)
    total = 0
    for i in order:
        if total + need[i] > budget:
            break
        total += need[i]
        take[i] = True
    return take


def dropped_in_order(size: list[int], order: list[int], target: int) -> list[bool]:
    keep = [True] * len(size)
    total = sum(size)
    for i in order:
        if total <= target:
            break
        total -= size[i]
        keep[i] = False
    return keep


def picked_and_one_more(need: list[int], order: list[int], budget: int) -> list[int]:
    take = [0] * len(need)
    for i in order:
        take[i] = 1
        budget -= need[i]
        if budget < 0:
            break
    return take


def picked_if_it_fits(need: list[int], order: list[int], budget: int) -> list[bool]:
    take = [False] * len(need)
    for i in order:
        if need[i] <= budget:
            budget -= need[i]
            take[i] = True
    return take


def lengths_of_runs(x: list[int]) -> tuple[list[int], list[int]]:
    values = []
    counts = []
    run = 1
    for i in range(1, len(x)):
        if x[i] == x[i - 1]:
            run += 1
        else:
            values.append(x[i - 1])
            counts.append(run)
            run = 1
    if len(x) > 0:
        values.append(x[-1])
        counts.append(run)
    return values, counts


def changes(x: list[int]) -> list[int]:
    out = []
    previous = -1
    for v in x:
        if v != previous:
            out.append(v)
            previous = v
    return out


def three_states(x: list[int]) -> int:
    s = 0
    for v in x:
        if s == 0 and v == 1:
            s = 1
        elif s == 1 and v == 2:
            s = 2
        elif v == 0:
            s = 0
    return s


def best_selected(scores: list[float], mask: list[bool]) -> tuple[float, int]:
    best = float("-inf")
    at = -1
    for i in range(len(scores)):
        if mask[i]:
            if scores[i] > best:
                best = scores[i]
                at = i
    return best, at


def place_of_best_selected(scores: list[float], mask: list[bool]) -> int:
    best = float("-inf")
    at = -1
    for i in range(len(scores)):
        if mask[i] and scores[i] > best:
            best = scores[i]
            at = i
    return at


def nearest_selected(codes: list[list[float]], mask: list[bool], q: list[float]) -> tuple[float, int]:
    best = float("-inf")
    at = -1
    for i in range(len(codes)):
        if mask[i]:
            score = 0.0
            for j in range(len(q)):
                score += codes[i][j] * q[j]
            if score > best:
                best = score
                at = i
    return best, at


def last_of_best_selected(scores: list[float], mask: list[bool]) -> int:
    best = float("-inf")
    at = -1
    for i in range(len(scores)):
        if not mask[i]:
            continue
        if scores[i] >= best:
            best = scores[i]
            at = i
    return at


def cheapest_selected(cost: list[float], mask: list[bool]) -> tuple[float, int]:
    best = float("inf")
    at = -1
    for i in range(len(cost)):
        if mask[i] and cost[i] < best:
            best = cost[i]
            at = i
    return best, at


def size(rng):
    return int(rng.choice([0, 1, 2, 5, 9, 64, 150, 300]))


def floats(rng, n):
    return rng.normal(0, 3, n).tolist()


def ints(rng, n, low=-9, high=9):
    return rng.integers(low, high + 1, n).tolist()


def flags(rng, n):
    return (rng.random(n) < rng.choice([0.0, 0.1, 0.5, 1.0])).tolist()


def marks(rng, n):
    return rng.integers(0, 4, n).tolist()


def alike(*makers):
    def make(rng):
        n = size(rng)
        return tuple(maker(rng, n) for maker in makers)

    return make


def bounded(rng):
    return ints(rng, size(rng)), int(rng.choice([-20, 0, 3, 9])), int(rng.choice([-5, 0, 4, 30]))


def ordered(rng):
    n = size(rng)
    order = (
        rng.permutation(n)
        if rng.random() < 0.6 or not n
        else rng.integers(-n, n, int(rng.integers(0, 2 * n)))
    )
    return ints(rng, n, 0, 9), order.tolist(), int(rng.choice([0, 5, 40, 10**6]))


def scores(rng, n):
    return rng.choice([0.0, -0.0, 1.5, -2.0, float("inf"), float("-inf"), float("nan")], n).tolist()


def vectors(rng):
    n, d = size(rng), 3
    return rng.integers(-2, 3, (n, d)).astype(float).tolist(), flags(rng, n), rng.normal(0, 1, d).tolist()


def with_nan(rng, n):
    return [float("nan") if rng.random() < 0.1 else v for v in floats(rng, n)]


def table(rng):
    return rng.integers(-3, 4, (int(rng.integers(0, 4)), int(rng.choice([1, 5, 100])))).tolist()


INPUTS = {
    "saturate": bounded,
    "saturate_low_last": bounded,
    "saturate_by_ifs": bounded,
    "saturate_by_elif": alike(ints),
    "bounds_that_may_cross": bounded,
    "wind_up": lambda rng: (floats(rng, size(rng)), 0.4),
    "two_bits": alike(flags),
    "counter_from_anywhere": lambda rng: (flags(rng, size(rng)), int(rng.integers(-2, 7))),
    "credit": lambda rng: alike(lambda r, n: ints(r, n, 0, 9), flags)(rng),
    "clamped_anew": alike(ints, flags),
    "saturate_rows": lambda rng: (table(rng),),
    "fits_or_not": lambda rng: (ints(rng, size(rng), 0, 9), int(rng.choice([0, 7, 40]))),
    "sums_anew": alike(floats, flags),
    "sums_until_reset": alike(floats, flags),
    "sum_since": alike(floats, flags),
    "best_since": alike(floats, flags),
    "smoothed_anew": lambda rng: (*alike(floats, flags)(rng), float(rng.choice([0.0, 0.1, 1.0, 1.5]))),
    "sums_of_groups": alike(floats, lambda rng, n: np.sort(rng.integers(0, 6, n)).tolist()),
    "sums_since_nan": alike(with_nan),
    "quoted": alike(marks),
    "quoted_before": alike(marks),
    "plain_characters": alike(marks),
    "in_comment": alike(marks),
    "words": alike(marks),
    "schmitt": lambda rng: (
        floats(rng, size(rng)),
        float(rng.choice([-2.0, 0.0, 2.0])),
        float(rng.choice([-1, 1.0, 3.0])),
    ),
    "pairs_of_marks": alike(marks),
    "flips": alike(ints),
    "parities": alike(flags),
    "alternating": alike(floats),
    "on_in_rows": lambda rng: (table(rng),),
    "picked_in_order": ordered,
    "dropped_in_order": ordered,
    "picked_and_one_more": ordered,
    "picked_if_it_fits": ordered,
    "lengths_of_runs": alike(marks),
    "changes": alike(marks),
    "best_selected": alike(scores, flags),
    "place_of_best_selected": alike(scores, flags),
    "nearest_selected": vectors,
    "last_of_best_selected": alike(scores, flags),
    "cheapest_selected": alike(scores, flags),
    "three_states": alike(marks),
}

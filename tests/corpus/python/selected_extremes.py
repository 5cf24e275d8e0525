"""Extremes of the elements that are selected, and their places: none until one is, then the best so far."""

import numpy as np
import numpy.typing as npt


def least_loaded(load: list[float], healthy: list[bool]) -> int:
    best = -1
    for i in range(len(load)):
        if healthy[i] and (best == -1 or load[i] < load[best]):
            best = i
    return best


def last_heaviest(w: list[int], cap: int) -> int:
    best = -1
    for i in range(len(w)):
        if w[i] <= cap:
            if best < 0 or w[i] >= w[best]:
                best = i
    return best


def from_one(x: list[int]) -> int:
    best = -1
    for i in range(1, len(x)):
        if x[i] != 0 and (best == -1 or x[i] > x[best]):
            best = i
    return best


def in_every_row(x: list[list[float]], ok: list[list[bool]]) -> list[int]:
    out = []
    for r in range(len(x)):
        best = -1
        for c in range(len(x[r])):
            if not ok[r][c]:
                continue
            if best == -1 or x[r][c] > x[r][best]:
                best = c
        out.append(best)
    return out


def computed(a: list[int], b: list[int], m: list[bool]) -> int:
    best = -1
    for i in range(len(a)):
        if m[i] and (best < 0 or a[i] * b[i] < a[best] * b[best]):
            best = i
    return best


def value_with_flag(x: list[float], m: list[bool]) -> float:
    found = False
    best = 0.0
    for i in range(len(x)):
        if m[i]:
            if not found or x[i] < best:
                best = x[i]
                found = True
    return best


def value_and_place(x: list[int], m: list[bool]) -> tuple[int, int]:
    best = -1
    low = 0
    for i in range(len(x)):
        if m[i] and (best < 0 or x[i] < low):
            best = i
            low = x[i]
    return best, low


def taken_again_at_zero(x: list[int], m: list[bool]) -> int:
    best = 0
    for i in range(len(x)):
        if m[i] and (best == 0 or x[i] < x[best]):
            best = i
    return best


def compared_with_other_array(x: list[int], y: list[int]) -> int:
    best = -1
    for i in range(len(x)):
        if best < 0 or x[i] < y[best]:
            best = i
    return best


def from_the_end(x: list[int], m: list[bool]) -> int:
    best = -1
    for i in range(len(x) - 1, -1, -1):
        if m[i] and (best < 0 or x[i] < x[best]):
            best = i
    return best


def name_of_the_best(x: list[int], m: list[bool], name: list[int]) -> int:
    best = -1
    for i in range(len(x)):
        if m[i] and (best < 0 or x[i] < x[best]):
            best = i
    return name[best] if best >= 0 else -1


def place_with_flag(x: list[int], m: list[bool]) -> int:
    found = False
    best = 0
    for i in range(len(x)):
        if m[i] and (not found or x[i] > x[best]):
            best = i
            found = True
    return best


def largest_with_flag(x: list[float]) -> float:
    first = True
    best = 0.0
    for v in x:
        if first or v > best:
            best = v
            first = False
    return best


def value_by_cases(x: list[int], m: list[bool]) -> int:
    found = False
    best = 0
    for i in range(len(x)):
        if m[i]:
            if not found:
                best = x[i]
                found = True
            elif x[i] < best:
                best = x[i]
    return best


def first_least_and_where(x: list[float]) -> tuple[float, int]:
    best = 0
    low = x[0]
    for i in range(1, len(x)):
        if x[i] < low:
            low = x[i]
            best = i
    return low, best


def nearest_alive(
    px: list[float], py: list[float], alive: list[bool], qx: float, qy: float
) -> tuple[int, float]:
    best = -1
    best_d = 0.0
    for i in range(len(px)):
        if not alive[i]:
            continue
        dx = px[i] - qx
        dy = py[i] - qy
        d = dx * dx + dy * dy
        if best == -1 or d < best_d:
            best = i
            best_d = d
    return best, best_d


def best_of_each_row(score: npt.NDArray[np.float32], ok: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    out = np.zeros(score.shape[0], dtype=np.int64)
    for r in range(score.shape[0]):
        best = -1
        for c in range(score.shape[1]):
            if ok[r, c] and (best < 0 or score[r, c] >= score[r, best]):
                best = c
        out[r] = best
    return out


def not_reset(x: list[int], m: list[bool]) -> int:
    best = -1
    for i in range(len(x)):
        if m[i] and (best < 0 or x[i] < x[best]):
            best = i
        elif not m[i] and x[i] < 0:
            best = -1
    return best


def compared_with_another(x: list[int], m: list[bool]) -> tuple[int, int]:
    best = -1
    low = 0
    for i in range(len(x)):
        if m[i] and (best < 0 or x[i] < low):
            best = i
            low = x[i] + 1
    return best, low


def few(rng, *shape):
    return rng.integers(-3, 4, size=shape)


def size(rng, least=0):
    return int(rng.choice([0, 1, 2, 3, 5, 8, 13])) + least


def with_nan(rng, *shape):
    values = rng.choice([-np.inf, -1.5, -0.0, 0.0, 2.0, 2.0, np.inf], size=shape)
    return np.where(rng.random(shape) < rng.choice([0.0] * 9 + [0.3]), np.nan, values)


def mask(rng, *shape):
    return rng.random(shape) < rng.choice([0.0, 0.2, 0.6, 1.0])


def selected(values):
    def make(rng):
        count = size(rng)
        return values(rng, count).tolist(), mask(rng, count + int(rng.integers(0, 2))).tolist()

    return make


def named(rng):
    x, m = selected(few)(rng)
    return x, m, few(rng, len(x) + 1).tolist()


def products(rng):
    count = size(rng)
    return few(rng, count).tolist(), few(rng, count).tolist(), mask(rng, count).tolist()


def in_rows(values, kind=None):
    def make(rng):
        rows, columns = size(rng, 1), size(rng, 1)
        x, m = values(rng, rows, columns), mask(rng, rows, columns)
        return (x.tolist(), m.tolist()) if kind is None else (x.astype(kind), m)

    return make


def points(rng):
    count = size(rng)
    x, y = rng.integers(-3, 4, size=(2, count)).astype(float)
    return x.tolist(), y.tolist(), mask(rng, count).tolist(), 1.0, float(rng.integers(-2, 2))


INPUTS = {
    "least_loaded": selected(with_nan),
    "last_heaviest": lambda rng: (few(rng, size(rng)).tolist(), int(few(rng))),
    "from_one": lambda rng: (few(rng, size(rng)).tolist(),),
    "in_every_row": in_rows(with_nan),
    "computed": products,
    "value_with_flag": selected(with_nan),
    "value_and_place": selected(few),
    "taken_again_at_zero": selected(few),
    "compared_with_other_array": lambda rng: (few(rng, 4).tolist(), few(rng, 4).tolist()),
    "from_the_end": selected(few),
    "name_of_the_best": named,
    "place_with_flag": selected(few),
    "largest_with_flag": lambda rng: (with_nan(rng, size(rng)).tolist(),),
    "value_by_cases": selected(few),
    "first_least_and_where": lambda rng: (with_nan(rng, size(rng, 1)).tolist(),),
    "nearest_alive": points,
    "best_of_each_row": in_rows(with_nan, np.float32),
    "not_reset": selected(few),
    "compared_with_another": selected(few),
}

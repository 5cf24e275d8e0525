"""What stands at the end of a list that grows: runs of equal elements, and lists that go on from their end."""

import numpy as np
import numpy.typing as npt


def without_repeats(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if not out or out[-1] != v:
            out.append(v)
    return out


def by_index(x: list[int]) -> list[int]:
    out = []
    for i in range(len(x)):
        if len(out) == 0 or out[len(out) - 1] != x[i]:
            out.append(x[i])
    return out


def passed_over(x: list[float]) -> list[float]:
    out = []
    for v in x:
        if out and out[-1] == v:
            continue
        out.append(v)
    return out


def from_the_first(x: list[float]) -> list[float]:
    out = [x[0]]
    for i in range(1, len(x)):
        if x[i] != out[-1]:
            out.append(x[i])
    return out


def in_front(x: npt.NDArray[np.int64], n: int) -> int:
    k = 0
    for i in range(n):
        if k == 0 or x[k - 1] != x[i]:
            x[k] = x[i]
            k += 1
    return k


def of_positives(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if v > 0 and (not out or out[-1] != v):
            out.append(v)
    return out


def records(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if not out or v > out[-1]:
            out.append(v)
    return out


def after_a_head(head: int, x: list[int]) -> list[int]:
    out = [head]
    for v in x:
        if v != out[-1]:
            out.append(v)
    return out


def negated(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if not out or out[-1] != -v:
            out.append(-v)
    return out


def least_so_far(x: list[float]) -> list[float]:
    out = []
    for v in x:
        if out:
            out.append(min(out[-1], v))
        else:
            out.append(v)
    return out


def apart(x: list[int], gap: int) -> list[int]:
    out = []
    for v in x:
        if not out or v - out[-1] >= gap:
            out.append(v)
    return out


def signs(x: list[int]) -> list[int]:
    out = []
    for v in x:
        if not out or out[-1] != v:
            out.append(v)
        else:
            out.append(0)
    return out


def beside_an_unused_list(x: list[int]) -> list[int]:
    out = []
    unused = []  # noqa: F841
    for v in x:
        if not out or out[-1] != v:
            out.append(v)
    return out


def some(rng):
    return rng.integers(-2, 3, int(rng.integers(0, 12))).tolist()


def floats(rng, least=0):
    values = [0.0, -0.0, 1.5, float("nan"), float("inf")]
    return rng.choice(values, int(rng.integers(least, 9))).tolist()


def front(rng):
    x = np.array(some(rng), np.int64)
    return x, int(rng.integers(0, len(x) + 1))


INPUTS = {
    "without_repeats": lambda rng: (some(rng),),
    "by_index": lambda rng: (some(rng),),
    "passed_over": lambda rng: (floats(rng),),
    "from_the_first": lambda rng: (floats(rng, 1),),
    "in_front": front,
    "of_positives": lambda rng: (some(rng),),
    "records": lambda rng: (some(rng),),
    "after_a_head": lambda rng: (int(rng.integers(-2, 3)), some(rng)),
    "negated": lambda rng: (some(rng),),
    "least_so_far": lambda rng: ([float(v) for v in some(rng)],),
    "apart": lambda rng: (some(rng), int(rng.integers(0, 3))),
    "beside_an_unused_list": lambda rng: (some(rng),),
    "signs": lambda rng: (some(rng),),
}

"""Integers at the ends of their types, where conversions may raise and 64 bits may not suffice."""

import math

import numpy as np
import numpy.typing as npt


def held_in_int64(a: list[int]) -> npt.NDArray[np.int64]:
    out = np.zeros(len(a), dtype=np.int64)
    for i, x in enumerate(a):
        out[i] = x
    return out


def held_in_uint64(a: list[int]) -> npt.NDArray[np.uint64]:
    out = np.zeros(len(a), dtype=np.uint64)
    for i, x in enumerate(a):
        out[i] = x
    return out


def truncated(a: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    out = np.zeros(len(a), dtype=np.int64)
    for i in range(len(a)):
        out[i] = int(a[i])
    return out


def truncated_to_bytes(a: list[float]) -> npt.NDArray[np.int8]:
    out = np.zeros(len(a), dtype=np.int8)
    for i, x in enumerate(a):
        out[i] = int(x)
    return out


def within_huge_limits(a: list[int]) -> int:
    count = 0
    for x in a:
        if -(2**63) - 1 < x <= 2**64 and not x >= 2**63 and x >= -(2**70):
            count += 1
    return count


def sum_of_numbers(a: list[float]) -> tuple[float, int]:
    total, missing = 0.0, 0
    for x in a:
        if math.isnan(x):
            missing += 1
            continue
        total += x
    return total, missing


def roots(a: list[float]) -> list[float]:
    return [x**0.5 for x in a]


def inverse_roots(a: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    out = np.empty_like(a)
    for i in range(len(a)):
        out[i] = a[i] ** -0.5
    return out


def stored_in_int8(a: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    out = np.zeros(len(a), dtype=np.int8)
    for i in range(len(a)):
        out[i] = a[i] * 2
    return out


def below_a_flag(a: list[int], flag: np.bool_) -> int:
    count = 0
    for x in a:
        if flag > x:
            count += 1
    return count


def awkward(rng):
    return rng.choice([0.0, -0.0, 1.0, 2.25, np.inf, -np.inf, np.nan], size=rng.integers(0, 5))


def integers(rng):
    ends = (0, 1, -1, 127, -128, 2**31, 2**62, 2**63 - 1, -(2**63))
    return ([int(rng.choice(ends)) for _ in range(rng.integers(0, 5))],)


def naturals(rng):
    return ([abs(x) % 2**63 for x in integers(rng)[0]],)


def ratios(a: list[int], b: list[int]) -> list[float]:
    """Python rounds a quotient of integers once, however large they are."""
    out = []
    for i in range(len(a)):
        out.append(a[i] / b[i])
    return out


def ratios_of_floats(a: list[int], b: list[int]) -> list[float]:
    """Here each integer is rounded first."""
    out = []
    for i in range(len(a)):
        out.append(float(a[i]) / float(b[i]))
    return out


def mean_of_integers(a: list[int]) -> float:
    total = 0
    for x in a:
        total += x
    return total / len(a)


def large(rng):
    """Integers that doubles do not hold."""
    count = rng.integers(1, 5)
    return [
        [int(rng.integers(2**53, 2**62)) * int(rng.choice([1, -1])) for _ in range(count)] for _ in range(2)
    ]


INPUTS = {
    "below_a_flag": lambda rng: (*integers(rng), np.bool_(rng.random() < 0.5)),
    "ratios": large,
    "ratios_of_floats": large,
    "mean_of_integers": lambda rng: (large(rng)[0][:2],),
    "held_in_int64": integers,
    "held_in_uint64": naturals,
    "truncated": lambda rng: (
        rng.choice(np.float32([0.5, -0.0, -1.75, 2.0**62, -(2.0**63)]), size=rng.integers(0, 5)),
    ),
    "truncated_to_bytes": lambda rng: (
        rng.choice([0.5, -0.0, 127.9, -128.9], size=rng.integers(0, 5)).tolist(),
    ),
    "within_huge_limits": integers,
    "sum_of_numbers": lambda rng: (rng.choice([1.5, -0.0, np.nan, 2.0], size=rng.integers(0, 5)).tolist(),),
    "stored_in_int8": lambda rng: (rng.choice(np.float32([0.75, -64.0, 63.5]), size=rng.integers(0, 5)),),
    "roots": lambda rng: (awkward(rng).tolist(),),
    "inverse_roots": lambda rng: (np.abs(awkward(rng)).astype(np.float32),),
}

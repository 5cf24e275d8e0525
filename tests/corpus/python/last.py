"""Loops of whose iterations the last one counts in which something held: scatters, and last values."""

import numpy as np
import numpy.typing as npt


def scatter(out: list[int], index: list[int], values: list[int]) -> None:
    for i in range(len(index)):
        out[index[i]] = values[i]


def scatter_where(
    out: npt.NDArray[np.float64],
    index: npt.NDArray[np.int64],
    values: npt.NDArray[np.float64],
    mask: npt.NDArray[np.bool_],
) -> None:
    for i in range(len(index)):
        if mask[i]:
            out[index[i]] = values[i]


def scatter_from(out: list[int], index: list[int], base: int, first: int) -> None:
    for i in range(first, len(index)):
        out[base + index[i]] = 10 * i


def inverse_permutation(p: list[int]) -> list[int]:
    out = [0] * len(p)
    for i in range(len(p)):
        out[p[i]] = i
    return out


def last_seen_at(keys: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    out = np.full(256, -1)
    for i in range(len(keys)):
        out[keys[i]] = i
    return out


def permuted(p: list[int], x: list[float]) -> list[float]:
    out = [0.0] * len(x)
    for i in range(len(x)):
        out[p[i]] = x[i]
    return out


def scatter_pixels(
    image: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.int32],
    values: npt.NDArray[np.float32],
) -> None:
    for i in range(len(values)):
        image[rows[i], columns[i]] = values[i]


def scatter_in_rows(out: list[list[int]], index: list[list[int]], values: list[list[int]]) -> None:
    for i in range(len(index)):
        for j in range(len(index[i])):
            out[i][index[i][j]] = values[i][j]


def scatter_either(out: list[int], index: list[int], values: list[int]) -> None:
    for i in range(len(index)):
        if values[i] > 0:
            out[index[i]] = values[i]
        else:
            out[index[i]] = -1


def last_index_of(x: list[int], y: int) -> int:
    at = -1
    for i in range(len(x)):
        if x[i] == y:
            at = i
    return at


def last_place_after(x: list[int], y: int, otherwise: int) -> int:
    at = otherwise
    for i in range(1, len(x)):
        if x[i] == y:
            at = i + 1
    return at


def last_value(flags: list[int], x: list[float], y: float) -> float:
    for i in range(len(flags)):
        if flags[i] > 0:
            y = x[i]
    return y


def last_of_either_sign(x: list[float]) -> tuple[float, float]:
    low = high = 0.0
    for v in x:
        if v < 0.0:
            low = v
        elif v > 0.0:
            high = v
    return low, high


def held(flags: npt.NDArray[np.bool_], x: npt.NDArray[np.float64], y: float) -> npt.NDArray[np.float64]:
    """Sample and hold."""
    out = np.zeros(len(flags))
    for i in range(len(flags)):
        if flags[i]:
            y = x[i]
        out[i] = y
    return out


def since_last(flags: list[int]) -> list[int]:
    out = []
    last = -1
    for i in range(len(flags)):
        if flags[i]:
            last = i
        out.append(i - last)
    return out


def last_in_rows(a: list[list[int]], y: int) -> list[int]:
    out = []
    for row in a:
        at = -1
        for j in range(len(row)):
            if row[j] == y:
                at = j
        out.append(at)
    return out


def last_flag(x: list[int]) -> bool:
    positive = False
    for v in x:
        if v != 0:
            positive = v > 0
    return positive


SIZES = (0, 1, 2, 3, 7, 12)


def size(rng, low=0):
    return int(rng.choice([s for s in SIZES if s >= low]))


def few(rng, *shape):
    return rng.integers(-2, 3, size=shape)


def places(rng, count, extent):
    """Indices with duplicates, some of them counted from the end; none where there is no place."""
    return rng.integers(-extent, extent, size=count if extent else 0)


def scattered(rng):
    extent = size(rng)
    index = places(rng, size(rng), extent)
    return few(rng, extent).tolist(), index.tolist(), few(rng, len(index)).tolist()


def scattered_where(rng):
    extent = size(rng)
    index = places(rng, size(rng), extent)
    mask = rng.random(len(index)) < rng.choice([0.0, 0.5, 1.0])
    return rng.normal(size=extent), index, rng.normal(size=len(index)), mask


def scattered_from(rng):
    extent, base = size(rng, 1), int(rng.integers(0, 3))
    index = rng.integers(0, extent, size=size(rng)).tolist()
    return few(rng, extent + base).tolist(), index, base, int(rng.integers(0, 3))


def pixels(rng):
    height, width, count = size(rng, 1), size(rng, 1), size(rng)
    rows, columns = (places(rng, count, n).astype(np.int32) for n in (height, width))
    return (
        rng.normal(size=(height, width)).astype(np.float32),
        rows,
        columns,
        rng.normal(size=count).astype(np.float32),
    )


def rows_of_places(rng):
    height, width, count = size(rng), size(rng, 1), size(rng)
    index = rng.integers(0, width, size=(height, count))
    return few(rng, height, width).tolist(), index.tolist(), few(rng, height, count).tolist()


def flagged(rng):
    count = size(rng)
    return few(rng, count).tolist(), rng.normal(size=count).tolist(), 9.5


def with_mask(rng):
    count = size(rng)
    return rng.random(count) < rng.choice([0.0, 0.3, 1.0]), rng.normal(size=count), np.float64(9.5)


INPUTS = {
    "scatter": scattered,
    "scatter_where": scattered_where,
    "scatter_from": scattered_from,
    "inverse_permutation": lambda rng: (rng.permutation(size(rng)).tolist(),),
    "last_seen_at": lambda rng: (rng.choice([0, 3, 3, 255], size=size(rng)).astype(np.uint8),),
    "permuted": lambda rng: ((p := rng.permutation(size(rng)).tolist()), rng.normal(size=len(p)).tolist()),
    "scatter_pixels": pixels,
    "scatter_in_rows": rows_of_places,
    "scatter_either": scattered,
    "last_index_of": lambda rng: (few(rng, size(rng)).tolist(), int(few(rng))),
    "last_place_after": lambda rng: (few(rng, size(rng)).tolist(), int(few(rng)), -7),
    "last_value": flagged,
    "last_of_either_sign": lambda rng: (few(rng, size(rng)).astype(float).tolist(),),
    "held": with_mask,
    "since_last": lambda rng: (few(rng, size(rng)).clip(0, 1).tolist(),),
    "last_in_rows": lambda rng: (few(rng, size(rng), size(rng)).tolist(), 1),
    "last_flag": lambda rng: (few(rng, size(rng)).tolist(),),
}

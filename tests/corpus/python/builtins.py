"""Builtins, zipped and unrolled loops, as Python defines them."""


def zipped_strictly(a: list[int], b: list[int]) -> int:
    s = 0
    for x, y in zip(a, b, strict=True):
        s += x * y
    return s


def box_blur(g: list[list[int]]) -> list[list[int]]:
    out = [[0] * len(g[0]) for _ in range(len(g))]
    for i in range(1, len(g) - 1):
        for j in range(1, len(g[0]) - 1):
            s = 0
            for di in (-1, 0, 1):
                for dj in (-1, 0, 1):
                    s += g[i + di][j + dj]
            out[i][j] = s // 9
    return out


def every_kth(a: list[int], k: int) -> int:
    s = 0
    for i in range(0, len(a), k):
        s += a[i]
    return s


def mean(a: list[float]) -> float:
    return sum(a) / len(a)


def variance(a: list[float]) -> float:
    m = sum(a) / len(a)
    return sum((x - m) ** 2 for x in a) / len(a)


def sum_above(a: list[float], t: float) -> float:
    return sum((x for x in a if x > t), 0.0)


def largest_positive(a: list[int]) -> int:
    return max((x for x in a if x > 0), default=0)


def largest_or_zero(a: list[int]) -> int:
    return max(a, default=0)


def rounded(a: list[float]) -> list[int]:
    return [round(x * 2.5) for x in a]


def fractions(a: list[float]) -> list[float]:
    return [x % 1.0 for x in a]


def floor_quotients(a: list[float], d: float) -> list[float]:
    return [x // d for x in a]


def quotients_times_rests(a: list[int], d: int) -> int:
    s = 0
    for x in a:
        q, r = divmod(x, d)
        s += q * r
    return s


def pages_of_open(sizes: list[int], is_open: list[bool], page: int) -> int:
    """Nothing is divided where nothing is open, whatever a page is."""
    pages = 0
    for i in range(len(sizes)):
        if is_open[i]:
            pages += (sizes[i] + page - 1) // page
    return pages


def neighbour_sums(g: list[list[int]]) -> list[list[int]]:
    h = len(g)
    w = len(g[0])
    out = [[0] * w for _ in range(h)]
    for i in range(h):
        for j in range(w):
            n = 0
            for di, dj in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                if 0 <= i + di < h and 0 <= j + dj < w:
                    n += g[i + di][j + dj]
            out[i][j] = n
    return out


def any_above(a: list[list[int]]) -> bool:
    return any(x > 8 for r in a for x in r)


def ints(rng, n=6):
    return rng.integers(-9, 10, n).tolist()


def floats(rng, n=6):
    return (rng.normal(size=n) * 5).tolist()


def pairs(rng):
    n = int(rng.integers(0, 7))
    return ints(rng, n), ints(rng, n)


def grids(rng):
    return (rng.integers(-9, 10, rng.integers(1, 6, 2)).tolist(),)


def opened(rng):
    n = int(rng.integers(0, 7))
    page = int(rng.integers(0, 4))
    return ints(rng, n), (rng.random(n) < (0.5 if page else 0.0)).tolist(), page


INPUTS = {
    "pages_of_open": opened,
    "zipped_strictly": pairs,
    "box_blur": grids,
    "neighbour_sums": grids,
    "any_above": grids,
    "every_kth": lambda r: (ints(r, int(r.integers(0, 9))), int(r.choice([1, 2, 3, -1, -2]))),
    "mean": lambda r: (floats(r, int(r.integers(1, 9))),),
    "variance": lambda r: (floats(r, int(r.integers(1, 9))),),
    "sum_above": lambda r: (floats(r, int(r.integers(0, 9))), 0.5),
    "largest_positive": lambda r: (ints(r, int(r.integers(0, 9))),),
    "largest_or_zero": lambda r: (ints(r, int(r.integers(0, 4))),),
    "rounded": lambda r: ((r.integers(-9, 9, 5) / 5).tolist(),),
    "fractions": lambda r: (floats(r),),
    "floor_quotients": lambda r: (floats(r), float(r.choice([2.0, -3.0, 0.5]))),
    "quotients_times_rests": lambda r: (ints(r), int(r.choice([2, -3, 5]))),
}

"""Recurrences: values that are multiplied and added to, or added to and held against a bound."""


def follow(x: list[float], k: float) -> list[float]:
    out = []
    y = 0.0
    for i in range(len(x)):
        y = y + (x[i] - y) * k
        out.append(y)
    return out


def ema(x: list[float], alpha: float) -> list[float]:
    out = [0.0] * len(x)
    if len(x) > 0:
        y = x[0]
        for i in range(len(x)):
            y = alpha * x[i] + (1 - alpha) * y
            out[i] = y
    return out


def horner(c: list[float], x: float) -> float:
    p = 0.0
    for a in c:
        p = p * x + a
    return p


def discount(r: list[float], g: list[float]) -> float:
    total = 0.0
    for i in range(len(r) - 1, -1, -1):
        total = r[i] + g[i] * total
    return total


def budget(left: int, rem: list[int]) -> list[int]:
    out = []
    for i in range(len(rem)):
        g = min(rem[i], left)
        out.append(g)
        left -= g
    return out


def cusum(x: list[float]) -> float:
    s = 0.0
    best = 0.0
    for v in x:
        s = max(s + v, 0.0)
        best = max(best, s)
    return best


def capped(x: list[int], cap: int) -> int:
    s = 0
    for v in x:
        s = min(s + v, cap)
    return s


def pipeline(t: list[int], d: list[int]) -> list[int]:
    end = 0
    out = []
    for i in range(len(t)):
        end = max(end, t[i]) + d[i]
        out.append(end)
    return out


def iir(x: list[list[float]], a: float, b: float) -> list[list[float]]:
    out = []
    for i in range(len(x)):
        y = 0.0
        row = []
        for j in range(len(x[i])):
            y = a * y + b * x[i][j]
            row.append(y)
        out.append(row)
    return out


def smooth_in_place(x: list[float], a: float) -> None:
    for i in range(1, len(x)):
        x[i] = a * x[i - 1] + x[i]


def returns(r: list[float], g: float) -> list[float]:
    out = [0.0] * len(r)
    acc = 0.0
    for i in range(len(r) - 1, -1, -1):
        acc = r[i] + g * acc
        out[i] = acc
    return out


def products_backwards(a: list[int]):
    for i in range(len(a) - 2, -1, -1):
        a[i] = a[i] * a[i + 1] * 2


def substitute_back(x: list[float], d: list[float]):
    for i in range(len(x) - 2, -1, -1):
        x[i] = x[i] - d[i] * x[i + 1]


def waits(x: list[int], s: list[int]) -> list[int]:
    out = [0] * len(x)
    w = 0
    for i in range(len(x) - 1, -1, -1):
        out[i] = w
        w = max(w + s[i] - x[i], 0)
    return out


def batch_horner(c: list[float], xs: list[float]) -> list[float]:
    out = []
    for x in xs:
        p = 0.0
        for a in c:
            p = p * x + a
        out.append(p)
    return out


def relax(a: list[float], b: list[float], rounds: int, k: float) -> None:
    for r in range(rounds):
        for i in range(len(a)):
            a[i] = k * a[i] + b[i]


def stock(x: list[int], cap: int) -> int:
    s = 0
    for v in x:
        if s + v > cap:
            s = cap
        else:
            s = s + v
    return s


def grid(x: list[list[int]]) -> list[int]:
    out = []
    for row in x:
        s = 0
        best = 0
        for v in row:
            s = max(s + v, 0)
            best = max(best, s)
        out.append(best)
    return out


def hashed(text: list[int]) -> int:
    h = 7
    for c in text:
        h = (h * 31 + c) % 1000003
    return h


def checksum(data: list[int]) -> int:
    a = 1
    b = 0
    for v in data:
        a = (a + v) % 65521
        b = (b + a) % 65521
    return b * 65536 + a


def hashes(text: list[int], m: int) -> list[int]:
    out = []
    h = 1
    for c in text:
        h = (h * 256 + c) % m
        out.append(h)
    return out


def around(turns: list[int], places: int) -> int:
    at = 3
    zeros = 0
    for t in turns:
        at = (at + t) % places
        if at == 0:
            zeros += 1
    return zeros


def checksum16(data: list[int]) -> int:
    total = 0
    for byte in data:
        total = (total + byte) & 0xFFFF
    return total


def djb2(s: list[int]) -> int:
    h = 5381
    for c in s:
        h = (h * 33 + c) & 0xFFFFFFFF
    return h


def lcg(n: int, seed: int) -> list[int]:
    out = []
    x = seed
    for i in range(n):
        x = (1103515245 * x + 12345) & 0x7FFFFFFF
        out.append(x)
    return out


def restarted(x: list[float], fresh: list[bool], k: float) -> float:
    s = 0.0
    for i in range(len(x)):
        s = x[i] if fresh[i] else k * s + x[i]
    return s


def alarms(x: list[float], limit: float) -> int:
    s = 0.0
    count = 0
    for v in x:
        s = max(s + v, 0.0)
        if s > limit:
            count += 1
    return count


def size(rng, low=0):
    return int(rng.choice([n for n in (0, 1, 2, 5, 9, 64, 150) if n >= low]))


def floats(rng, n):
    return rng.normal(0, 3, n).tolist()


def ints(rng, n, reach=9):
    return rng.integers(-reach, reach + 1, n).tolist()


def factors(rng, n):
    return rng.uniform(-1, 1, n).tolist()


def alike(*makers):
    def make(rng):
        n = size(rng)
        return tuple(maker(rng, n) for maker in makers)

    return make


def factor(rng):
    return float(rng.choice([0.0, 0.5, 1.0, 0.97, -0.8, 1.02]))


INPUTS = {
    "follow": lambda rng: (floats(rng, size(rng)), factor(rng)),
    "ema": lambda rng: (floats(rng, size(rng)), factor(rng)),
    "horner": lambda rng: (floats(rng, size(rng)), factor(rng)),
    "discount": alike(floats, factors),
    "budget": lambda rng: (int(rng.choice([0, -3, 7, 40])), ints(rng, size(rng))),
    "cusum": lambda rng: (floats(rng, size(rng)),),
    "capped": lambda rng: (ints(rng, size(rng)), int(rng.choice([0, -3, 7, 40]))),
    "pipeline": alike(ints, ints),
    "iir": lambda rng: (rng.normal(0, 3, (int(rng.integers(0, 4)), size(rng, 1))).tolist(), factor(rng), 0.3),
    "smooth_in_place": lambda rng: (floats(rng, size(rng)), factor(rng)),
    "returns": lambda rng: (floats(rng, size(rng)), factor(rng)),
    "products_backwards": lambda rng: (ints(rng, min(size(rng), 9), 2),),
    "substitute_back": alike(floats, factors),
    "waits": alike(ints, ints),
    "batch_horner": lambda rng: (floats(rng, size(rng)), factors(rng, size(rng))),
    "relax": lambda rng: (*alike(floats, floats)(rng), int(rng.choice([0, 1, 3, 70])), factor(rng)),
    "stock": lambda rng: (ints(rng, size(rng)), int(rng.choice([0, -3, 7, 40]))),
    "grid": lambda rng: (rng.integers(-9, 10, (int(rng.integers(0, 4)), size(rng, 1))).tolist(),),
    "hashed": lambda rng: (ints(rng, size(rng), 99),),
    "checksum": lambda rng: (rng.integers(0, 256, size(rng)).tolist(),),
    "hashes": lambda rng: (ints(rng, size(rng), 99), int(rng.choice([1, 7, -5, 997, 1000000007]))),
    "around": lambda rng: (ints(rng, size(rng), 30), int(rng.choice([1, 2, 10, -4]))),
    "checksum16": lambda rng: (rng.integers(0, 2000, size(rng)).tolist(),),
    "djb2": lambda rng: (ints(rng, size(rng), 255),),
    "lcg": lambda rng: (size(rng), int(rng.integers(0, 2**31))),
    "restarted": lambda rng: (*alike(floats, lambda r, n: (r.random(n) < 0.3).tolist())(rng), factor(rng)),
    "alarms": lambda rng: (floats(rng, size(rng)), 2.0),
}

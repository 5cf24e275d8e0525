"""Intervals `(lo, hi)` of Python integers: the check that 64 bits hold whatever is computed.

Emitted modules include what they need; the text here is what is included, and is free of annotations.
"""
# pyright: basic, reportArgumentType=false
# ruff: noqa: B905

from tenspiler.backend.emission.prelude_arguments import PreconditionError


def _check_64_bits(what, interval):
    """Refuse an intermediate integer that 64 bits might not hold."""
    if interval[0] < -(2**63) or interval[1] >= 2**63:
        signs = ["-" if x < 0 else "" for x in interval]
        low, high = (f"{sign}2**{abs(x).bit_length()}" for sign, x in zip(signs, interval))
        raise PreconditionError(f"{what} may not fit 64 bits: it lies between {low} and {high}")


def _range_hull(*ranges):
    return min(lo for lo, _ in ranges), max(hi for _, hi in ranges)


def _range_add(a, b):
    return a[0] + b[0], a[1] + b[1]


def _range_sub(a, b):
    return a[0] - b[1], a[1] - b[0]


def _range_mul(a, b):
    corners = [x * y for x in a for y in b]
    return min(corners), max(corners)


def _range_neg(a):
    return -a[1], -a[0]


def _range_abs(a):
    return max(a[0], -a[1], 0), max(-a[0], a[1])


def _range_min(a, b):
    return min(a[0], b[0]), min(a[1], b[1])


def _range_max(a, b):
    return max(a[0], b[0]), max(a[1], b[1])


def _range_floordiv(a, b):
    if b[0] > 0:
        corners = [x // y for x in a for y in b]
        return min(corners), max(corners)
    bound = max(abs(a[0]), abs(a[1]))
    return -bound, bound


def _range_mod(a, b):
    if b[0] > a[1] and a[0] >= 0:
        return a
    return min(b[0] + 1, 0), max(b[1] - 1, 0)


def _range_truncdiv(a, b):
    if a[0] >= 0 and b[0] > 0:
        return a[0] // b[1], a[1] // b[0]
    bound = max(abs(a[0]), abs(a[1]))
    return -bound, bound


def _range_truncrem(a, b):
    bound = max(abs(b[0]), abs(b[1]), 1) - 1
    return max(min(a[0], 0), -bound), min(max(a[1], 0), bound)


def _range_bits(a, b):
    bound = 2 ** max(x.bit_length() for x in (*a, *b))
    return (0 if a[0] >= 0 and b[0] >= 0 else -bound), bound - 1


def _range_and(a, b):
    tops = [x[1] for x in (a, b) if x[0] >= 0]
    return (0, min(tops)) if tops else _range_bits(a, b)


def _range_not(a):
    return -a[1] - 1, -a[0] - 1


def _range_shl(a, b):
    corners = [x * 2 ** min(max(y, 0), 4096) for x in a for y in b]
    corners += [0] if b[0] < 0 or b[1] > 4096 else []
    return min(corners), max(corners)


def _range_shr(a, b):
    if b[0] >= 0:
        corners = [x >> min(y, 4096) for x in a for y in b]
        return min(corners), max(corners)
    return min(a[0], 0), max(a[1], 0)


def _range_sum(a, n):
    """Bounds of the sum of `n` integers."""
    return n * a[0], n * a[1]


def _range_cumsum(a, n):
    """Bounds of the sum of 1 to `n` integers."""
    return min(a[0], n * a[0]), max(a[1], n * a[1])


def _range_linear(a, b, y, n):
    """Bounds of `y * a + b`, and of the product in it, after 1 to `n` steps, and of `y`."""
    factor, addend, start = (max(-lo, hi) for lo, hi in (a, b, y))
    if factor <= 1:
        bound = start + n * addend
    elif n * (factor.bit_length() - 1) > 64 and start + addend > 0:
        bound = 2**64
    else:
        bound = max(factor, 1) ** min(n, 65) * (start + n * addend)
    return -bound, bound


def _range_linear_mod(a, b, m, y, n):
    """Bounds of `(y * a + b) % m`, and of the product and the sum in it, after 1 to `n` steps, and of `y`."""
    reached = _range_hull(y, (min(m[0] + 1, 0), max(m[1] - 1, 0)))
    product = _range_mul(reached, a)
    return _range_hull(_range_hull(reached, product), _range_add(product, b))


def _range_add_max(a, b, y, n):
    """Bounds of `max(y + a, b)`, and of the sum in it, after 1 to `n` steps, and of `y`."""
    return min(b[0], y[0]) + min(a[0], 0), max(b[1], y[1]) + max(n * a[1], 0)


def _range_add_min(a, b, y, n):
    """Bounds of `min(y + a, b)`, and of the sum in it, after 1 to `n` steps, and of `y`."""
    return min(b[0], y[0]) + min(n * a[0], 0), max(b[1], y[1]) + max(a[1], 0)


def _range_add_max_min(a, b, c, y, n):
    """Bounds of `min(max(y + a, b), c)`, and of the sum in it, after 1 to `n` steps, and of `y`."""
    return min(b[0], c[0], y[0]) + min(a[0], 0), max(b[1], c[1], y[1]) + max(a[1], 0)


def _range_index(n):
    """Bounds of the indices of `n` elements."""
    return 0, max(n - 1, 0)

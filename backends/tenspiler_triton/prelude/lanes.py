"""Functions that kernels call, for emitted modules to include: what Triton has no operator for."""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false
# pyright: reportOptionalMemberAccess=false, reportIndexIssue=false, reportCallIssue=false

import triton
import triton.language as tl


@triton.jit
def _quotient(a, b):
    """Quotients rounded towards zero: 0 where the divisor is 0, and -1 wraps around."""
    by = tl.where((b == 0) | (b == -1), b * 0 + 1, b)
    return tl.where(b == 0, a * 0, tl.where(b == -1, -a, a // by))


@triton.jit
def _remainder(a, b):
    """What is left by quotients rounded towards zero: 0 where the divisor is 0."""
    by = tl.where((b == 0) | (b == -1), b * 0 + 1, b)
    return a % by


@triton.jit
def _floor_quotient(a, b):
    """Quotients rounded down: 0 where the divisor is 0, and -1 wraps around."""
    by = tl.where((b == 0) | (b == -1), b * 0 + 1, b)
    left = a % by
    down = (a // by) - ((left != 0) & ((left < 0) != (by < 0))).to(a.dtype)
    return tl.where(b == 0, a * 0, tl.where(b == -1, -a, down))


@triton.jit
def _modulo(a, b):
    """What is left by quotients rounded down: 0 where the divisor is 0."""
    by = tl.where((b == 0) | (b == -1), b * 0 + 1, b)
    left = a % by
    return tl.where((left != 0) & ((left < 0) != (by < 0)), left + by, left)


@triton.jit
def _quotient_of_unsigned(a, b):
    """Quotients; 0 where the divisor is 0."""
    return tl.where(b == 0, a * 0, a // tl.where(b == 0, b + 1, b))


@triton.jit
def _remainder_of_unsigned(a, b):
    """Remainders; 0 where the divisor is 0."""
    return tl.where(b == 0, a * 0, a % tl.where(b == 0, b + 1, b))


@triton.jit
def _shifted_left(a, b):
    """Shifts by any number of bits: 0 where all are shifted out, or fewer than none."""
    width: tl.constexpr = a.dtype.primitive_bitwidth
    some = (b >= 0) & (b < width)
    return tl.where(some, a << tl.where(some, b, b * 0), a * 0)


@triton.jit
def _shifted_right(a, b):
    """Shifts by any number of bits, the sign coming in; 0 where it is fewer than none."""
    width: tl.constexpr = a.dtype.primitive_bitwidth
    most = tl.where(b < width, b, b * 0 + (width - 1))
    far = tl.where(a < 0, ~(a * 0), a * 0)
    return tl.where(b < 0, a * 0, tl.where(b < width, a >> tl.where(b < 0, b * 0, most), far))


@triton.jit
def _truncated_lanes(x):
    """Floats truncated to integers of 64 bits, which wrap around; 0 where they are not finite."""
    x = x.to(tl.float64)
    x = tl.where(tl.abs(x) < float("inf"), x, 0.0)
    whole = tl.where(x < 0, tl.ceil(x), tl.floor(x))
    above = whole * 5.421010862427522e-20  # 2**-64
    above = tl.where(above < 0, tl.ceil(above), tl.floor(above))
    whole = whole - above * 18446744073709551616.0
    whole = tl.where(whole >= 9223372036854775808.0, whole - 18446744073709551616.0, whole)
    whole = tl.where(whole < -9223372036854775808.0, whole + 18446744073709551616.0, whole)
    return whole.to(tl.int64)


@triton.jit
def _first_least(value, place, AXIS: tl.constexpr, KEEP: tl.constexpr):  # noqa: N803
    """The least along an axis, of equal zeros the one with the least place; no value is a NaN."""
    least = tl.min(value, AXIS, keep_dims=KEEP)
    where = tl.min(tl.where(value == least, place, 9223372036854775807), AXIS, keep_dims=KEEP)
    found = (value == least) & (place == where)
    if value.dtype.primitive_bitwidth == 32:
        low = tl.full((), -2147483648, tl.int32)
    else:
        low = tl.full((), -9223372036854775808, tl.int64)
    bits = tl.where(found, value.to(low.dtype, bitcast=True), low)
    return tl.max(bits, AXIS, keep_dims=KEEP).to(value.dtype, bitcast=True)


@triton.jit
def _min_and_place(value, place, LAST: tl.constexpr, AXIS: tl.constexpr, KEEP: tl.constexpr):  # noqa: N803
    """The least along an axis, and the first or the last of the places where it is."""
    best = tl.min(value, AXIS, keep_dims=KEEP)
    if LAST:
        where = tl.max(tl.where(value == best, place, -1), AXIS, keep_dims=KEEP)
    else:
        where = tl.min(tl.where(value == best, place, 9223372036854775807), AXIS, keep_dims=KEEP)
    return best.to(value.dtype), where


@triton.jit
def _max_and_place(value, place, LAST: tl.constexpr, AXIS: tl.constexpr, KEEP: tl.constexpr):  # noqa: N803
    """The greatest along an axis, and the first or the last of the places where it is."""
    best = tl.max(value, AXIS, keep_dims=KEEP)
    if LAST:
        where = tl.max(tl.where(value == best, place, -1), AXIS, keep_dims=KEEP)
    else:
        where = tl.min(tl.where(value == best, place, 9223372036854775807), AXIS, keep_dims=KEEP)
    return best.to(value.dtype), where


@triton.jit
def _product_of(a, b):
    return a * b


@triton.jit
def _min_of(a, b):
    return tl.minimum(a, b)


@triton.jit
def _max_of(a, b):
    return tl.maximum(a, b)


@triton.jit
def _and_of(a, b):
    return a & b


@triton.jit
def _or_of(a, b):
    return a | b


@triton.jit
def _xor_of(a, b):
    return a ^ b

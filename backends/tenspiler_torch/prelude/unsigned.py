"""Unsigned integers of 16, 32 and 64 bits, for which PyTorch has dtypes but hardly an operator.

Those of 16 bits are computed with in int32 and those of 32 bits in int64, where they are kept in range;
those of 64 bits are the same bits in int64.
"""
# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportMissingImports=false

import torch


def _widened(x):
    """Unsigned integers as the signed ones that they are computed with."""
    if x.dtype == torch.uint64:
        return x.view(torch.int64)
    return x.to(torch.int32 if x.dtype == torch.uint16 else torch.int64)


def _narrowed(x, dtype):
    """The signed integers that stand for unsigned ones as what they stand for."""
    return x.view(dtype) if dtype == torch.uint64 else x.to(dtype)


def _ranked(x):
    """The bits of unsigned integers as signed ones in the same order, and back."""
    return x ^ -(2**63)


def _shr_u64(a, b):
    """`a >> b` of unsigned integers."""
    kept = torch.where(b > 0, (1 << (64 - b.clamp(1, 63))) - 1, -1)
    return torch.where((b >= 0) & (b < 64), (a >> b.clamp(0, 63)) & kept, 0)


def _quotient_u64(a, b):
    """The quotient of unsigned integers; 0 where the divisor is 0."""
    small = b > 0
    divisor = torch.where(small, b, 1)
    estimate = torch.div(_shr_u64(a, torch.ones_like(b)), divisor, rounding_mode="trunc") << 1
    estimate = estimate + (_ranked(a - estimate * divisor) >= _ranked(divisor))
    return torch.where(small, estimate, ((b < 0) & (_ranked(a) >= _ranked(b))).to(torch.int64))


def _remainder_u64(a, b):
    """The remainder of unsigned integers; 0 where the divisor is 0."""
    return torch.where(b == 0, 0, a - b * _quotient_u64(a, b))


def _float_of_u64(x, dtype):
    """Unsigned integers as floats, rounded once: halved with a sticky last bit where the sign bit is set."""
    half = ((x >> 1) & (2**63 - 1)) | (x & 1)
    return torch.where(x < 0, half.to(dtype) * 2, x.to(dtype))


def _range_of_u64(x):
    """The least and the greatest of some unsigned integers."""
    if not x.numel():
        return (0, 0)
    return int(_ranked(x).min()) + 2**63, int(_ranked(x).max()) + 2**63

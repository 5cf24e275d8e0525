"""Inputs of rows.c: rows apart, touching, overlapping, on one another; buffers that end with the last row."""

import numpy as np


def floats(rng, n, dtype=np.float32):
    return rng.integers(-8, 9, max(n, 0)).astype(dtype)


def pixels(rng, n):
    return rng.integers(0, 256, max(n, 0)).astype(np.uint8)


def size(rng, most=5):
    return int(rng.integers(0, most))


def distance(rng, width):
    """Mostly no less than a row is wide."""
    return int(rng.integers(0, 4)) if rng.random() < 0.3 else max(width, 0) + int(rng.integers(0, 3))


def span(rows, width, stride, rng):
    """The length of a buffer for some rows, and sometimes more."""
    return (max(rows - 1, 0) * stride + width if rows > 0 and width > 0 else 0) + int(rng.integers(0, 3)) * (
        rng.random() < 0.5
    )


def i32(*numbers):
    return tuple(np.int32(n) for n in numbers)


def laset(rng):
    m, n = size(rng), size(rng)
    lda = distance(rng, n)
    return *i32(m, n), np.float64(2.5), floats(rng, span(m, n, lda, rng), np.float64), *i32(lda)


def lacpy(rng):
    m, n = size(rng), size(rng)
    lda, ldb = distance(rng, n), distance(rng, n)
    a, b = floats(rng, span(m, n, lda, rng), np.float64), floats(rng, span(m, n, ldb, rng), np.float64)
    return *i32(m, n), a, np.int32(lda), b, np.int32(ldb)


def grey(rng):
    w, h = size(rng), size(rng)
    s, d = distance(rng, 3 * w), distance(rng, w)
    return pixels(rng, span(h, 3 * w, s, rng)), pixels(rng, span(h, w, d, rng)), *i32(w, h, s, d)


def same_stride(channels):
    def make(rng):
        w, h = size(rng), size(rng)
        s = distance(rng, channels * w)
        length = span(h, channels * w, s, rng)
        return pixels(rng, length), pixels(rng, length), *i32(w, h, s)

    return make


def in_place(channels):
    def make(rng):
        w, h = size(rng), size(rng)
        s = distance(rng, channels * w)
        return pixels(rng, span(h, channels * w, s, rng)), *i32(w, h, s)

    return make


def set_alpha(rng):
    return *in_place(4)(rng), np.uint8(rng.integers(0, 256))


def scale_in_place(rng):
    m, n = size(rng), size(rng)
    lda = distance(rng, n)
    return floats(rng, span(m, n, lda, rng)), *i32(m, n, lda), np.float32(2)


def axpby(rng):
    m, n = size(rng), size(rng)
    ldx, ldy = distance(rng, n), distance(rng, n)
    x, y = floats(rng, span(m, n, ldx, rng)), floats(rng, span(m, n, ldy, rng))
    return x, y, *i32(m, n, ldx, ldy), np.float32(2), np.float32(-3)


def product(rng, dtype=np.float32):
    m, n, k = size(rng), size(rng), size(rng)
    lda, ldb, ldc = distance(rng, k), distance(rng, n), distance(rng, n)
    arrays = [(m, k, lda), (k, n, ldb), (m, n, ldc)]
    return m, n, k, *((floats(rng, span(r, c, ld, rng), dtype), np.int32(ld)) for r, c, ld in arrays)


def sgemm(rng):
    m, n, k, a, b, c = product(rng)
    return *i32(m, n, k), np.float32(2), *a, *b, np.float32(-1), *c


def gemm_zero(rng):
    m, n, k, a, b, c = product(rng)
    return *i32(m, n, k), *a, *b, *c


def dgemm_col(rng):
    n, m, k, b, a, c = product(rng, np.float64)
    return *i32(m, n, k), np.float64(2), *a, *b, np.float64(-1), *c


def transpose(rng):
    m, n = size(rng), size(rng)
    lda, ldb = distance(rng, n), distance(rng, m)
    a, b = floats(rng, span(m, n, lda, rng)), floats(rng, span(n, m, ldb, rng))
    return *i32(m, n), a, np.int32(lda), b, np.int32(ldb)


def fill_rect(rng):
    stride, x0, y0, w, h = distance(rng, 4), *(size(rng, 4) for _ in range(4))
    last = (y0 + max(h - 1, 0)) * stride + x0 + w if w > 0 and h > 0 else 0
    buffer = rng.integers(0, 2**32, last + size(rng, 3)).astype(np.uint32)
    return buffer, *i32(stride, x0, y0, w, h), np.uint32(7)


def fill_rect2(rng):
    buffer, stride, x0, y0, w, h, colour = fill_rect(rng)
    return buffer, stride, x0, y0, np.int32(x0 + w), np.int32(y0 + h), colour


def size_rows(rng):
    src, dst, w, h, s = same_stride(1)(rng)
    return src, np.uint64(s), dst, np.uint64(s), np.uint64(w), np.uint64(h)


def ger(rng):
    m, n = size(rng), size(rng)
    lda = distance(rng, n)
    a = floats(rng, span(m, n, lda, rng))
    return *i32(m, n), np.float32(3), floats(rng, m), floats(rng, n), a, np.int32(lda)


def conv_full(rng):
    n, m = size(rng), size(rng)
    return floats(rng, n), np.int32(n), floats(rng, m), np.int32(m), floats(rng, n + m)


def rgb_to_bgr(rng):
    src, _, w, h, s = same_stride(3)(rng)
    d = distance(rng, 3 * int(w))
    return src, s, pixels(rng, span(int(h), 3 * int(w), d, rng)), np.int32(d), w, h


def crop(rng):
    w, h, x0, y0 = (size(rng, 4) for _ in range(4))
    sw = x0 + w + size(rng, 3)
    return floats(rng, sw * (y0 + h)), np.int32(sw), floats(rng, w * h), *i32(x0, y0, w, h)


def paste(rng):
    w, h, x0, y0 = (size(rng, 4) for _ in range(4))
    dw = x0 + w + size(rng, 3)
    return floats(rng, w * h), *i32(w, h), floats(rng, dw * (y0 + h)), *i32(dw, x0, y0)


def pitch3(rng):
    nx, ny, nz = size(rng, 4), size(rng, 4), size(rng, 4)
    sy = nx + size(rng, 3)
    sz = ny * sy + size(rng, 3)
    return floats(rng, sz * nz + 4), floats(rng, sz * nz + 4), *i32(nx, ny, nz, sy, sz)


def pitch3c(rng):
    _, a, *sizes = pitch3(rng)
    return a, *sizes


def batched_ld(rng):
    nb, m, n, k = (size(rng, 4) for _ in range(4))
    lda, ldb, ldc = k + size(rng, 2), n + size(rng, 2), n + size(rng, 2)
    sa, sb, sc = m * lda + size(rng, 2), k * ldb + size(rng, 2), m * ldc + size(rng, 2) - (rng.random() < 0.1)
    a, b, c = (floats(rng, nb * max(s, 0) + 8) for s in (sa, sb, sc))
    if sc < 0:
        nb, sc = min(nb, 1), 0
    return a, *i32(lda, sa), b, *i32(ldb, sb), c, *i32(ldc, sc, nb, m, n, k)


def batched(rng):
    nb, m, n, k = (size(rng, 4) for _ in range(4))
    return floats(rng, nb * m * k), floats(rng, nb * k * n), floats(rng, nb * m * n), *i32(nb, m, n, k)


def increments(scaled):
    def make(rng):
        n, incx, incy = size(rng), size(rng, 4), size(rng, 4)
        x, y = floats(rng, span(n, 1, incx, rng)), floats(rng, span(n, 1, incy, rng))
        return np.int32(n), *((np.float32(2),) if scaled else ()), x, np.int32(incx), y, np.int32(incy)

    return make


def sgemv(rng, rows, columns):
    lda = distance(rng, columns)
    a = floats(rng, span(rows, columns, lda, rng))
    return np.float32(2), a, np.int32(lda)


def sgemv_n(rng):
    m, n = size(rng), size(rng)
    return *i32(m, n), *sgemv(rng, m, n), floats(rng, n), np.float32(-1), floats(rng, m)


def sgemv_col(rng):
    m, n = size(rng), size(rng)
    return *i32(m, n), *sgemv(rng, n, m), floats(rng, n), floats(rng, m)


def square(rng):
    n = size(rng)
    lda = distance(rng, n)
    return np.int32(n), floats(rng, span(n, n, lda, rng)), np.int32(lda)


def add_bias(rng):
    m, n = size(rng), size(rng)
    lda = distance(rng, n)
    return floats(rng, span(m, n, lda, rng)), floats(rng, n), *i32(m, n, lda)


def relu_rows(rng):
    a, _, m, n, lda = add_bias(rng)
    return a, m, n, lda


def softmax_rows(rng):
    a, m, n, lda = relu_rows(rng)
    return np.abs(a) + 1, m, n, lda, floats(rng, 2)


def trmm_flat(rng):
    m, n = size(rng), size(rng)
    lda, ldb = distance(rng, m), distance(rng, n)
    a, b = floats(rng, span(m, m, lda, rng)), floats(rng, span(m, n, ldb, rng))
    return *i32(m, n), a, np.int32(lda), b, np.int32(ldb)


def downsample(rng):
    w, h = size(rng, 4), size(rng, 4)
    s, d = distance(rng, 2 * w), distance(rng, w)
    return (
        pixels(rng, span(2 * h, 2 * w, s, rng)),
        np.int32(s),
        pixels(rng, span(h, w, d, rng)),
        *i32(d, w, h),
    )


INPUTS = {
    "laset": laset, "lacpy": lacpy, "grey": grey, "swap_channels": same_stride(3),
    "scale_in_place": scale_in_place, "axpby": axpby, "sgemm": sgemm, "gemm_zero": gemm_zero,
    "dgemm_col": dgemm_col, "transpose": transpose, "fill_rect": fill_rect, "fill_rect2": fill_rect2,
    "rows_ptr": scale_in_place, "rows_walk": in_place(1), "size_rows": size_rows,
    "blur_interior": same_stride(1), "ger": ger, "conv_full": conv_full, "rgb_to_bgr": rgb_to_bgr,
    "rgb_invert": in_place(3), "set_alpha": set_alpha, "premultiply": in_place(4),
    "flip_vertical": same_stride(1), "flip_horizontal": same_stride(1), "crop": crop, "paste": paste,
    "pitch3": pitch3, "pitch3b": pitch3, "pitch3c": pitch3c, "batched_ld": batched_ld, "batched": batched, "saxpy_inc": increments(True), "scopy_inc": increments(False),
    "sswap": increments(False), "sgemv_n": sgemv_n, "sgemv_col": sgemv_col, "lower_zero": square,
    "diag_set": lambda rng: (*square(rng), np.float32(5)), "add_bias": add_bias, "relu_rows": relu_rows,
    "softmax_rows": softmax_rows, "trmm_flat": trmm_flat, "downsample": downsample,
}  # fmt: skip

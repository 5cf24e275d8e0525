"""Inputs of filters.c: images of all shapes, tables of 256 entries."""

import numpy as np

u = np.uint8


def px(r, n):
    return r.integers(0, 256, n).astype(u)


def wh(r, lo=0):
    return int(r.integers(lo, 7)), int(r.integers(lo, 6))


def gray(r):
    w, h = wh(r)
    return px(r, 3 * w * h), px(r, w * h), np.int32(w), np.int32(h)


def two(r):
    w, h = wh(r)
    return px(r, w * h), px(r, w * h), np.int32(w), np.int32(h)


def bc(r):
    n = int(r.integers(0, 20))
    return px(r, n), np.uint64(n), np.int32(r.integers(-99, 99)), np.int32(r.integers(0, 700))


INPUTS = dict(
    rgb_to_gray=gray,
    brightness_contrast=bc,
    threshold=lambda r: (*two(r), u(r.integers(0, 256))),
    box_blur3=two,
    sobel=two,
    histogram=lambda r: (lambda n: (px(r, n), np.int32(n), np.arange(256).astype(np.uint32)))(
        int(r.integers(0, 30))
    ),
    apply_lut=lambda r: (lambda n: (px(r, n), np.int32(n), px(r, 256)))(int(r.integers(0, 30))),
    flip_vertical=two,
    blend_over=lambda r: (lambda n: (px(r, n), px(r, n), px(r, n), np.int32(n)))(int(r.integers(0, 30))),
)

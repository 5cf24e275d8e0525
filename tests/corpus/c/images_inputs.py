"""Inputs of images.c: images of all shapes, and buffers that are longer."""

import numpy as np


def pixels(rng, n):
    return rng.integers(0, 256, n).astype(np.uint8)


def image(rng):
    w, h = int(rng.integers(0, 7)), int(rng.integers(0, 6))
    return pixels(rng, w * h), pixels(rng, w * h + int(rng.integers(0, 3))), np.int32(w), np.int32(h)


def crop(rng):
    src, _, w, h = image(rng)
    x0, y0 = int(rng.integers(0, w + 1)), int(rng.integers(0, h + 1))
    cw, ch = int(rng.integers(0, w - x0 + 1)), int(rng.integers(0, h - y0 + 1))
    return src, pixels(rng, cw * ch), w, *(np.int32(v) for v in (x0, y0, cw, ch))


INPUTS = {"flip_rows": image, "mirror": image, "turn": image, "halve": image, "crop": crop, "sobel": image}

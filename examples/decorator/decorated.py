"""Functions under the decorator: lifted at the first call, with the original where a guard fails.

python examples/decorator/decorated.py
"""

from __future__ import annotations

import warnings

import numpy as np

import tenspiler

LIMIT = 255


def clamp(value, low, high):
    return min(max(value, low), high)


@tenspiler.lift
def brighten(pixels, by):
    for i in range(len(pixels)):
        pixels[i] = clamp(pixels[i] + by, 0, LIMIT)
    return pixels


@tenspiler.lift(grade="exact")
def dot(a: list[float], b: list[float]) -> float:
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


@tenspiler.lift
def blur(image, out):
    for i in range(1, image.shape[0] - 1):
        for j in range(image.shape[1]):
            out[i, j] = (image[i - 1, j] + image[i, j] + image[i + 1, j]) / 3.0


def main() -> None:
    row = [10, 200, 250]
    same = brighten(row, 20)
    print(row, same is row)

    print(dot([0.1, 0.2, 0.3], [1.0, 2.0, 3.0]))
    print(dot.proof.grade if dot.proof else "not proved")

    image = np.arange(12.0).reshape(4, 3)
    out = np.zeros_like(image)
    blur(image, out)
    print(out[1:3].tolist())

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            dot([1.0, 2.0], [1.0])
        except IndexError as error:
            print("IndexError:", error)
    print(caught[0].category.__name__)
    print(brighten.tensir)


if __name__ == "__main__":
    main()

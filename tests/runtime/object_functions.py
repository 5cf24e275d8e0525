"""Classes whose methods, and functions on whose objects, the tests decorate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

import tenspiler

Floats = npt.NDArray[np.float64]


@dataclass
class Image:
    pixels: list[float]
    gain: float

    @tenspiler.lift(on_refusal="raise")
    def brighten(self, by):
        for i in range(len(self.pixels)):
            self.pixels[i] += by * self.gain

    @tenspiler.lift(on_refusal="raise")
    def own(self):
        for i in range(len(self.pixels)):
            self.pixels[i] = self.pixels[i] + 1.0
        return self.pixels


class Layer:
    """Without annotations of its fields; the constructor says what they are."""

    scale = 2.0

    def __init__(self, weights: Floats, n: int) -> None:
        self.weights = weights
        self.n = n

    @tenspiler.lift(on_refusal="raise")
    def apply(self, x):
        s = 0.0
        for i in range(self.n):
            s += self.weights[i] * x[i]
        return s

    @tenspiler.lift(on_refusal="raise")
    def scaled(self, out):
        for i in range(len(out)):
            out[i] = out[i] * self.scale

    @tenspiler.lift(on_refusal="raise")
    def unused(self, out):
        for i in range(len(out)):
            out[i] = out[i] + 1.0

    def helper(self, x):
        return x + self.n

    @tenspiler.lift
    def through_a_method(self, out):
        for i in range(len(out)):
            out[i] = self.helper(out[i])


class Deeper(Layer):
    pass


class Pair(NamedTuple):
    x: Floats
    y: Floats


@dataclass(slots=True)
class Slotted:
    values: list[int]


@tenspiler.lift(on_refusal="raise")
def add_pair(pair: Pair, factor):
    for i in range(len(pair.x)):
        pair.y[i] = pair.y[i] + factor * pair.x[i]


@tenspiler.lift(on_refusal="raise")
def add_unpacked(pair: Pair):
    x, y = pair
    for i in range(len(x)):
        y[i] = y[i] + x[i]


@tenspiler.lift(on_refusal="raise")
def blend(one: Image, other: Image):
    for i in range(len(one.pixels)):
        one.pixels[i] = one.pixels[i] + other.pixels[i] * other.gain


@tenspiler.lift(on_refusal="raise")
def total(slotted: Slotted):
    s = 0
    for i in range(len(slotted.values)):
        s += slotted.values[i]
    return s

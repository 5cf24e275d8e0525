"""Loops that the tests hand PyTorch tensors to."""

from __future__ import annotations

import math


def axpy(a, x, y):
    for i in range(len(x)):
        y[i] = a * x[i] + y[i]


def total(x):
    s = 0.0
    for i in range(len(x)):
        s += x[i]
    return s


def mean(x, n):
    s = 0.0
    for i in range(n):
        s += x[i]
    return s / n


def count_above(x, limit):
    count = 0
    for v in x:
        if v > limit:
            count += 1
    return count


def take(x, index, out):
    for i in range(len(index)):
        out[i] = x[index[i]]


def rows(m, out):
    for i in range(m.shape[0]):
        s = 0.0
        for j in range(m.shape[1]):
            s += m[i, j] * 0.5
        out[i] = s


def prefix(x, out):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i]
        out[i] = s


def add_integers(x, y):
    for i in range(len(x)):
        y[i] += x[i] * 3


def norm(x):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * x[i]
    return math.sqrt(s)


# Loops that do to tensors what they do not do to arrays.


def both(x, y, z):
    for i in range(len(x)):
        x[i] = z[i]
        y[i] = z[i] + x[i]


def first_added(x):
    s = x[0]
    for i in range(1, len(x)):
        s += x[i]
    return s


def two_names(x):
    s = t = x[0] * 1.0
    for i in range(1, len(x)):
        s += x[i]
    return t + s


def largest(x):
    best = x[0]
    for i in range(1, len(x)):
        if x[i] > best:
            best = x[i]
    return best


def shift(x):
    before = x[0]
    for i in range(1, len(x)):
        now = x[i]
        x[i] = before
        before = now


def halves(x, out):
    for i in range(len(x)):
        out[i] = x[i] * 0.5


def inverse(x, out):
    for i in range(len(x)):
        out[i] = 3.0 / x[i]


def fill(x, value):
    for i in range(len(x)):
        x[i] = value


def doubled(x):
    return [v * 2 for v in x]

"""Functions that the tests decorate: plain Python, as people write it."""

from __future__ import annotations

import math

import numpy as np

K = 3
SCALE = 2.5


def clamp(x, lo, hi):
    return min(max(x, lo), hi)


def shifted(x, by=K):
    return x + by


def plus(x, by=2):
    return x + by


def scale(a, s):
    for i in range(len(a)):
        a[i] = a[i] * s


def total(a):
    s = 0
    for x in a:
        s = s + x
    return s


def add_k(a):
    for i in range(len(a)):
        a[i] = a[i] + K
    return a


def fresh(a, b):
    out = []
    for i in range(len(a)):
        out.append(a[i] - b[i])
    return out


def matvec(m, v):
    out = []
    for r in range(len(m)):
        t = 0.0
        for c in range(len(v)):
            t += m[r][c] * v[c]
        out.append(t)
    return out


def zero_diagonal(m):
    for i in range(len(m)):
        for j in range(len(m[i])):
            if i == j:
                m[i][j] = 0


def copy_into(a, b):
    for i in range(len(b)):
        a[i] = b[i]


def doubled(a):
    for i in range(len(a)):
        a.append(a[i])


def clamped(a, lo=0, hi=5):
    for i in range(len(a)):
        a[i] = clamp(a[i], lo, hi)
    return a


def with_helper_default(a):
    for i in range(len(a)):
        a[i] = plus(a[i])


def with_helper_constant(a):
    for i in range(len(a)):
        a[i] = shifted(a[i])


def both(a, b):
    s = 0
    for i in range(len(a)):
        a[i] = a[i] + 1
        s = s + b[i]
    return a, s


def running(a, out):
    s = 0
    for i in range(len(a)):
        s = s + a[i]
        out[i] = s
    return s


def hypotenuse(a, b):
    out = np.zeros(len(a))
    for i in range(len(a)):
        out[i] = math.sqrt(a[i] * a[i] + b[i] * b[i])
    return out


def ratio(a, d):
    out = []
    for x in a:
        out.append(x // d)
    return out


def sum_2d(a):
    s = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            s = s + a[i, j]
    return s


def keyword_only(a, *, by):
    for i in range(len(a)):
        a[i] = a[i] - by


def all_but_the_first(a):
    b = a[1:]
    for i in range(len(b)):
        b[i] += 1
    return b


def first_row(m):
    for i in range(len(m[0])):
        m[0][i] = m[0][i] + 1
    return m[0]


def chaotic(a):
    s = 0.5
    for x in a:
        s = math.sin(s) + x
    return s


def ignores(a, logger=None):
    for i in range(len(a)):
        a[i] = a[i] + 1


def uses_builtin(a, b):
    for i in range(len(a)):
        a[i] = max(a[i], b[i])


def softened(a):
    out = []
    for x in a:
        out.append(math.exp(x))
    return out

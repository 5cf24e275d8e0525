"""Maps with branches and temporaries: image editors, games, pricing, activations."""

import math

import numpy as np
from numpy.typing import NDArray

SRGB_CUTOFF = 0.0031308
BRACKETS = (10000.0, 40000.0, 90000.0)
DEADZONE = 0.15


def soft_light(base: list[float], layer: list[float]) -> list[float]:
    result = []
    for b, s in zip(base, layer):
        if s <= 0.5:
            result.append(b - (1.0 - 2.0 * s) * b * (1.0 - b))
        else:
            if b <= 0.25:
                d = ((16.0 * b - 12.0) * b + 4.0) * b
            else:
                d = math.sqrt(b)
            result.append(b + (2.0 * s - 1.0) * (d - b))
    return result


def linear_to_srgb(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.empty_like(linear)
    for i in range(linear.shape[0]):
        c = linear[i]
        if c <= 0.0:
            out[i] = 0.0
            continue
        if c >= 1.0:
            out[i] = 1.0
            continue
        out[i] = 12.92 * c if c < SRGB_CUTOFF else 1.055 * c ** (1.0 / 2.4) - 0.055
    return out


def income_tax(incomes: list[float]) -> list[float]:
    taxes = [0.0] * len(incomes)
    for k, income in enumerate(incomes):
        tax = 0.0
        if income > BRACKETS[0]:
            tax += (min(income, BRACKETS[1]) - BRACKETS[0]) * 0.1
        if income > BRACKETS[1]:
            tax += (min(income, BRACKETS[2]) - BRACKETS[1]) * 0.25
        if income > BRACKETS[2]:
            tax += (income - BRACKETS[2]) * 0.4
        taxes[k] = tax
    return taxes


def option_payoff(spot: list[float], strike: float, is_call: list[bool], premium: float) -> list[float]:
    payoff = []
    for i, s in enumerate(spot):
        intrinsic = s - strike if is_call[i] else strike - s
        if intrinsic < 0:
            intrinsic = 0.0
        payoff.append(intrinsic - premium)
    return payoff


def bounce_particles(x: list[float], vx: list[float], dt: float, width: float) -> None:
    for i in range(len(x)):
        x[i] += vx[i] * dt
        if x[i] < 0:
            x[i] = -x[i]
            vx[i] = -vx[i]
        elif x[i] > width:
            x[i] = 2 * width - x[i]
            vx[i] = -vx[i]


def stick_response(axis: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    for n in range(len(axis)):
        value = axis[n]
        magnitude = abs(value)
        if magnitude < DEADZONE:
            out[n] = 0
            continue
        scaled = (magnitude - DEADZONE) / (1 - DEADZONE)
        if scaled > 1:
            scaled = 1
        out[n] = scaled * scaled * (1 if value > 0 else -1)


def rgb_to_hue(rgb: list[list[float]]) -> list[float]:
    hues = []
    for r, g, b in rgb:
        hi = max(r, g, b)
        lo = min(r, g, b)
        delta = hi - lo
        if delta == 0:
            hue = 0.0
        elif hi == r:
            hue = 60 * (((g - b) / delta) % 6)
        elif hi == g:
            hue = 60 * ((b - r) / delta + 2)
        else:
            hue = 60 * ((r - g) / delta + 4)
        hues.append(hue)
    return hues

"""Inputs of maps.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, flags, floats, given, listed, one, positive, shares

INPUTS = {
    "soft_light": call(listed(shares("n")), listed(shares("n"))),
    "linear_to_srgb": call(floats("n", scale=0.8)),
    "income_tax": call(listed(positive("n", high=200000.0))),
    "option_payoff": call(
        listed(positive("n", high=9.0)), given(4.0, 5.5), listed(flags("n")), one(shares(1))
    ),
    "bounce_particles": call(listed(shares("n")), listed(floats("n")), given(0.1, 0.5), given(1.0, 0.7)),
    "stick_response": call(floats("n", dtype=np.float32, scale=0.6), floats("n", dtype=np.float32)),
    "rgb_to_hue": call(listed(shares("N", 3))),
}

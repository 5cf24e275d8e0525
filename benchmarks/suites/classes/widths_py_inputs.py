"""Inputs of widths.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, full_range, given, ints, listed, pixels

channel = listed(ints("n", low=0, high=256))

INPUTS = {
    "quantize_int8": call(floats("n", dtype=np.float32, scale=20.0), given(0.1, 0.5), given(0, -3)),
    "dequantize": call(full_range("n", dtype=np.int8), given(0.1, 0.5), given(0, -3)),
    "pack_rgba": call(channel, channel, channel, channel),
    "clock_angles": call(listed(ints("n", low=-100, high=2000))),
    "parity_bits": call(full_range("n", dtype=np.uint32)),
    "unpack_bits": call(pixels("n")),
    "gray_code": call(listed(ints("n", low=0, high=1000))),
    "checksum16": call(listed(ints("n", low=0, high=256))),
}

"""Inputs for yuv.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("yuv.c")
RANGES = {"src_stride": (0, 20), "frac": (0, 256), "max": (0, 65535)}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

"""Inputs for image.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("image.c")
RANGES = {
    "stride": (0, 9),
    "src_stride": (0, 30),
    "dst_stride": (0, 9),
    "astride": (0, 9),
    "bstride": (0, 9),
    "limit": (0, 255),
    "src_w": (0, 9),
    "x0": (-1, 3),
    "y0": (-1, 3),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

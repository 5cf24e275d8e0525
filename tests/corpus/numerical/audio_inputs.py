"""Inputs for audio.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("audio.c")
RANGES = {
    "taps": (0, 6),
    "gain_a": (-300, 300),
    "gain_b": (-300, 300),
    "float_to_s16.in": (-2, 2),
    "channels": (0, 4),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

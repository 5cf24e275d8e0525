"""Inputs for bytes.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("bytes.c")
RANGES = {
    "s": (32, 126),
    "key_len": (0, 5),
    "c": (0, 255),
    "count_char.c": (32, 126),
    "string_length.s": (0, 3),
    "parse_digits.s": (48, 57),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

"""Inputs for inference.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("inference.c")
RANGES = {
    "tokens": (0, 6),
    "targets": (0, 5),
    "table": (-4, 4),
    "var": (0, 9),
    "v": (0, 9),
    "mult": (-9999, 9999),
    "shift": (0, 12),
    "zero": (-9, 9),
    "group": (0, 4),
    "scale": (0.05, 2),
    "temperature": (0.5, 2),
    "probs": (0.1, 1),
    "adamw.n": (0, 9),
    "logits": (-9, 9),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

"""Inputs for physics.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("physics.c")
RANGES = {
    "col": (0, 9),
    "row": (0, 9),
    "ptr": (0, 30),
    "deposit.x": (-2, 9),
    "cells": (0, 9),
    "box": (1, 9),
    "nz": (0, 5),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)

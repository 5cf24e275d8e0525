"""Arguments for Python functions: small numbers, and those at which 8, 32, 53 and 64 bits end."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from compiled import random_value

from tensir.dtypes import DTYPES

EDGES = (
    0, 1, -1, 2, 7, -7, 63, 64, 255, 2**31, 2**53 + 1, 2**62, 2**63 - 1, 2**63, -(2**63), 2**64, -(10**19), 10**30,
)  # fmt: skip


def argument(rng: Random, annotation: str, wild: bool = True) -> Any:
    """A value of the type that an annotation names; a huge integer only if it may be `wild`."""
    if annotation == "int":
        return rng.choice(EDGES) if wild and rng.random() < 0.4 else rng.randint(-99, 99)
    if annotation in ("bool", "float"):
        return random_value(rng, DTYPES["bool" if annotation == "bool" else "f64"])
    dtype = np.dtype(annotation.removeprefix("np.").rstrip("_"))
    name = "bool" if dtype.kind == "b" else f"{dtype.kind}{8 * dtype.itemsize}"
    return dtype.type(random_value(rng, DTYPES[name]))

"""Inputs of structs.c through structs_flat.c: the fields of each struct."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, flags, floats, given, ints, pixels, pointers, positive

F = np.float32
body = floats("n", dtype=F)
image = (extent("w"), extent("h"), extent("w + 1"), pixels("h * (w + 1)"))
wider = (extent("w"), extent("h"), extent("w + 2"), pixels("h * (w + 2)"))

INPUTS = {
    "integrate": call(body, body, body, body, extent("n"), given(F(0.1)), given(F(-9.81))),
    "invert": call(*image),
    "threshold": call(*image, *wider, given(np.int32(128), np.int32(0))),
    "csr_multiply": call(
        extent("m"), pointers("m", "e"), ints("e", low=0, high="N"), floats("e"), floats("N"), floats("m")
    ),
    "net_exposure": call(extent("n", np.uint32), ints("n", low=0), positive("n"), flags("n", dtype=np.uint8)),
    "kinetic_energy": call(body, body, body, body, extent("n")),
}
RETURNS = {"net_exposure": np.float64, "kinetic_energy": np.float32}

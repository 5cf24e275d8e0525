"""How modules with kernels are written: as PyTorch's, with kernels for what they can compute."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from tenspiler_torch.target import TARGET as TORCH

from tenspiler.backend.emission.target import Target
from tenspiler_triton.fusion import fused

_PRELUDE = Path(__file__).with_name("prelude")

TARGET: Final[Target] = replace(
    TORCH,
    imports={
        **TORCH.imports,
        "triton": "import triton",
        "tl": "import triton.language as tl",
        "libdevice": "from triton.language.extra import libdevice",
    },
    prelude=(*TORCH.prelude, *(_PRELUDE / f"{name}.py" for name in ("launching", "lanes"))),
    reserved=TORCH.reserved | {"triton", "tl", "libdevice"},
    kernels=fused,
)

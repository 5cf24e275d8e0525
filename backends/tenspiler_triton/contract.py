"""What kernels, and PyTorch where there is none, have in common with TensIR's operators.

Products and sums are not contracted, quotients and square roots are correctly rounded, and subnormal numbers
stay what they are (`enable_fp_fusion=False`, `enable_reflect_ftz=False`). Functions are those of libdevice,
of which CUDA's guide bounds the errors. Sums of floats are added lane by lane, and the lanes in the order of
a tree.
"""

from __future__ import annotations

from typing import Final

from tenspiler_torch.contract import CONTRACT as TORCH

from tensir.dtypes import F32, F64
from tenspiler.backend.api import Fidelity
from tenspiler.backend.contract import Contract, Promise

_FLOATS = frozenset({F32, F64})

CONTRACT: Final = Contract((
    Promise(("erfc",), _FLOATS, Fidelity.ULPS, 5),
    *TORCH.promises,
))  # fmt: skip

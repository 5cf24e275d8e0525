"""What kernels of C promise of each operator at each dtype: what NumPy does, to which they leave some.

Products that are summed in any order may be rounded once, together with the sum.
"""

from __future__ import annotations

from typing import Final

from tenspiler_numpy.contract import CONTRACT as NUMPY

from tenspiler.backend.contract import Contract

CONTRACT: Final = Contract(NUMPY.promises)

"""How often a process that only lifts looks for memory to free."""

from __future__ import annotations

import gc
from typing import Final

ALLOCATIONS: Final = 100_000


def collect_seldom() -> None:
    """Look for unreachable cycles after many more objects than Python does by itself.

    Symbolic work makes millions of small objects, nearly all of which reference counts free. On the published
    kernels, lifted in one process, a tenth of the time went into looking for the others.
    """
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])

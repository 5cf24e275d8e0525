"""How much of the random tests to run: once in the suite, `TENSPILER_INTEGERS` times on demand."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("TENSPILER_INTEGERS", "1"))
SEED = int(os.environ.get("TENSPILER_FUZZ_SEED", "0"))

"""The C backend of Tenspiler: fused loops, OpenMP, SIMD. The writer is imported when it is first used."""

from tenspiler_c.backend import BACKEND, CBackend

__all__ = ["BACKEND", "CBackend"]

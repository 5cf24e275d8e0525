"""The Triton backend of Tenspiler: PyTorch modules with fused kernels. The writer is imported late."""

from tenspiler_triton.backend import BACKEND, TritonBackend

__all__ = ["BACKEND", "TritonBackend"]

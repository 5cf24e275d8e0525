"""The PyTorch backend of Tenspiler, for CPU and CUDA. The writer is imported when code is first asked for."""

from tenspiler_torch.backend import BACKEND, TorchBackend

__all__ = ["BACKEND", "TorchBackend"]

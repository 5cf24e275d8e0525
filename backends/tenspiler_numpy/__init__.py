"""The NumPy backend of Tenspiler. NumPy and the writer are imported when code is first asked for."""

from tenspiler_numpy.backend import BACKEND, NumpyBackend

__all__ = ["BACKEND", "NumpyBackend"]

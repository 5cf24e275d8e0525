"""How fast emitted code is: beside the original through gcc, and beside Numba."""

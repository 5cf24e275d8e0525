"""Tenspiler lifts sequential loops to tensor code and proves the two equal for inputs of every size.

The command line is the way in: `tenspiler lift FILE`. `tenspiler.pipeline` is the compiler from top to
bottom, `tenspiler.backend.api` is what a backend package implements, and `tensir` is a library of its own.
Importing this package loads neither the solver nor NumPy.
"""

__version__ = "0.1.0"

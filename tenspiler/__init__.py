"""Tenspiler lifts sequential loops to tensor code and proves the two equal for inputs of every size."""

__version__ = "0.1.0"

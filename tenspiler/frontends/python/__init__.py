"""The Python frontend: `ast` to LoopIR. The source is parsed and never imported or run."""

from tenspiler.frontends.python.reader import read

__all__ = ["read"]

"""The C and C++ frontend: clang's syntax tree to LoopIR, with every conversion of C made explicit."""

from tenspiler.frontends.c.reader import read

__all__ = ["read"]

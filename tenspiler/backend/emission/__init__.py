"""What emitting array code in Python takes, whatever the target: a backend adds its tables and its prelude.

`emit(TARGET, program, interface)` writes a module; `TARGET` is a `Target`, and the rest follows from it.
"""

from tenspiler.backend.emission.module import emit, prepare

__all__ = ["emit", "prepare"]

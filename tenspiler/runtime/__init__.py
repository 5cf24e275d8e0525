"""The decorator: a function that is lifted when it is first called, and guarded at every call."""

from tenspiler.runtime.decorator import lift
from tenspiler.runtime.errors import GuardMiss, LiftError, NotLifted
from tenspiler.runtime.lifted import Lifted

__all__ = ["GuardMiss", "LiftError", "Lifted", "NotLifted", "lift"]

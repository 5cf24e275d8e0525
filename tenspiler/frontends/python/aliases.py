"""What becomes of the names of arrays when a branch or a loop binds them, or the array itself is replaced."""

from __future__ import annotations

from tenspiler.frontends.python.context import Context, Frame
from tenspiler.frontends.python.values import Place, Window


def restore(frame: Frame, aliases: dict[str, Place | Window | None]) -> None:
    """Forget every alias that differs from what it was."""
    for name in {*aliases, *frame.aliases}:
        if frame.aliases.get(name) != aliases.get(name) or (name in aliases) != (name in frame.aliases):
            frame.aliases[name] = None


def frames(ctx: Context) -> list[Frame]:
    """The frames in which names are looked up, the innermost first."""
    found: list[Frame] = []
    frame: Frame | None = ctx.frame
    while frame is not None:
        found.append(frame)
        frame = frame.parent
    return found


def forget_aliases_of(ctx: Context, array: str) -> None:
    """The variable is bound to a new array: names of the old one no longer denote it."""
    for frame in frames(ctx):
        for name, place in frame.aliases.items():
            if place is not None and place.array == array:
                frame.aliases[name] = None

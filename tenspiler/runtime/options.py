"""The arguments of the decorator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, final

from tenspiler.steps import DEFAULT_MILLIONS

Grade: TypeAlias = Literal["exact", "real"]
OnRefusal: TypeAlias = Literal["warn", "raise"]


@final
@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for; `grade` is the weakest that is taken, `device` where it is computed.

    `effort` is how many million steps a lift may take.
    """

    backend: str = "numpy"
    grade: Grade = "real"
    on_refusal: OnRefusal = "warn"
    device: str | None = None
    effort: int = DEFAULT_MILLIONS

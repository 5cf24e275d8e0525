"""The arguments of the decorator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, final

Grade: TypeAlias = Literal["exact", "real"]
OnRefusal: TypeAlias = Literal["warn", "raise"]


@final
@dataclass(frozen=True, slots=True)
class Options:
    """`grade` is the weakest that is taken; `device` is where a backend that has devices is to compute."""

    backend: str = "numpy"
    device: str | None = None
    grade: Grade = "real"
    on_refusal: OnRefusal = "warn"

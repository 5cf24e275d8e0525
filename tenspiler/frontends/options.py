"""What a user adds to a source file: things that the file leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, final

# How the assumption of a parameter's type begins, where it has no annotation and one was asked to be assumed.
ASSUMED: Final = "not annotated, taken as "


@final
@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says of C and C++; `database` is a compilation database or its folder.

    `companions` are files whose functions may be called.
    """

    standard: str | None = None
    folders: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    database: Path | None = None
    companions: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Options:
    """`dtypes` names the element types of parameters whose annotations allow several.

    A key is `PARAMETER`, `FUNCTION.PARAMETER`, or empty for every parameter. `flags` are for C and C++. With
    `assumed`, a dtype, Python parameters without annotations are taken for what their uses look like; what
    was taken is an assumption of the function.
    """

    dtypes: Mapping[str, str] = field(default_factory=dict[str, str])
    flags: Flags = Flags()
    assumed: str | None = None

    def dtype_of(self, function: str, parameter: str) -> str | None:
        """The element type that was given for a parameter."""
        keys = (f"{function}.{parameter}", parameter, "")
        return next((self.dtypes[key] for key in keys if key in self.dtypes), None)

    def words(self) -> tuple[str, ...]:
        """The options as text, for keys of answers that depend on them."""
        stated = tuple(f"dtype {name}={dtype}" for name, dtype in sorted(self.dtypes.items()))
        return stated if self.assumed is None else (*stated, f"assumed {self.assumed}")


NO_OPTIONS = Options()

"""The words of `--dtype`: `float32` for every parameter that leaves its dtype open, `x=float32` for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.options import Options

_NAMES: Final = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
)  # fmt: skip


def read_options(words: Iterable[str]) -> Options:
    """What the words ask for; raises `Refusal` for one that names no dtype."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, dtype = word.rpartition("=")
        if dtype not in _NAMES or (equals and not name):
            problem = f"`--dtype {word}` names no dtype; there are {', '.join(_NAMES)}"
            raise Refusal("TSP0018", None, problem=problem)
        found[name] = dtype
    return Options(found)


def read_dtype(option: str, word: str) -> str:
    """The dtype that an option names; raises `Refusal` for a word that names none."""
    if word not in _NAMES:
        problem = f"`{option} {word}` names no dtype; there are {', '.join(_NAMES)}"
        raise Refusal("TSP0018", None, problem=problem)
    return word

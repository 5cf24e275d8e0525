"""Makers of inputs for C functions, from their signatures: arrays that are large enough, and small sizes.

A pointer becomes an array of `LENGTH` elements, a number one from a range. Both may be told by the name of the
parameter, or by `function.parameter`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

LENGTH = 700
TYPES: dict[str, Any] = {
    "float": np.float32, "real_t": np.float32, "double": np.float64, "char": np.int8, "bool": np.bool_,
    "int": np.int32, "unsigned": np.uint32, "long": np.int64, "size_t": np.uint64,
    "unsigned long long": np.uint64,
    **{f"{u}int{b}_t": np.dtype(f"{u}int{b}") for u in ("", "u") for b in (8, 16, 32, 64)},
}  # fmt: skip
Range = tuple[float, float]
_FUNCTION = re.compile(r"^(?!static)((?:unsigned )?[a-z]\w*(?: long)*) (\w+)\(([^)]*)\)\s*\{", re.M)
_PARAMETER = re.compile(r"(?:const )?([a-z_]\w*)\s*((?:\*\s*)?)(?:restrict )?(?:const )?(\w+)((?:\[\w+\])*)")


def makers(source: Path, ranges: Mapping[str, Range] = {}) -> dict[str, Callable[[np.random.Generator], Any]]:
    """A maker for each function that is not static and takes pointers and numbers alone."""
    found: dict[str, Callable[[np.random.Generator], Any]] = {}
    for _, name, text in _FUNCTION.findall(source.read_text(encoding="utf-8")):
        parameters = [_PARAMETER.fullmatch(part.strip()) for part in text.split(",")]
        if all(p is not None and p[1] in TYPES for p in parameters):
            known = [p for p in parameters if p is not None]
            found[name] = partial(_arguments, [(f"{name}.{p[3]}", *p.groups()) for p in known], ranges)
    return found


def returns(source: Path) -> dict[str, Any]:
    """The types of what functions return."""
    text = source.read_text(encoding="utf-8")
    return {name: TYPES[kind] for kind, name, _ in _FUNCTION.findall(text) if kind in TYPES}


def _arguments(
    parameters: list[tuple[str, ...]], ranges: Mapping[str, Range], rng: np.random.Generator
) -> tuple[Any, ...]:
    return tuple(_argument(rng, ranges, *p) for p in parameters)


def _argument(
    rng: np.random.Generator,
    ranges: Mapping[str, Range],
    full: str,
    kind: str,
    star: str,
    name: str,
    axes: str,
) -> Any:
    dtype = np.dtype(TYPES[kind])
    told = ranges.get(full) or ranges.get(name)
    if not star and not axes:
        if dtype.kind == "f":
            return dtype.type(rng.uniform(*told) if told else rng.normal())
        low, high = told or (0, 6)
        return dtype.type(rng.integers(int(low), int(high), endpoint=True))
    extents = re.findall(r"\w+", axes)
    shape = tuple(map(int, extents)) if extents and all(e.isdigit() for e in extents) else (LENGTH,)
    if dtype.kind == "f":
        return (np.round(rng.uniform(*(told or (-9, 9)), shape) * 8) / 8).astype(dtype)
    limits = np.iinfo(dtype)
    low, high = told or ((limits.min, limits.max) if limits.bits <= 16 else (max(limits.min, -40), 40))
    return rng.integers(int(low), int(high), shape, endpoint=True).astype(dtype)

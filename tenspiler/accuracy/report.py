"""What an error report says, as values: distances in ulps for each backend and each output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Spread:
    """The largest distance in ulps, and the median over all elements; None where none could be measured."""

    max: float | None
    median: float | None


@final
@dataclass(frozen=True, slots=True)
class Place:
    """An element of an output on one input: the class of the input, and what is found at `index` there.

    `call` can be pasted behind `import numpy as np`; objects in it are a `SimpleNamespace` of the fields
    that are read. `precise` is the result in high precision, rounded.
    """

    inputs: str
    call: str
    index: str
    original: str
    emitted: str
    precise: str | None


@final
@dataclass(frozen=True, slots=True)
class OutputErrors:
    """One output over all inputs.

    `elements` were compared, and `differing` of them are not the same bits (any NaN is as good as another).
    `special` counts those that are NaN, infinite or -0.0 in the original or the emitted code, `agreeing` the
    ones of them that are so in both. `worst` is where emitted code and original are farthest apart, or, if
    they never are, where the emitted code is farthest from high precision; `disagreement` is the first place
    where special values, decisions or extents differ. Distances are None for what is no float.
    """

    name: str
    dtype: str
    elements: int
    differing: int
    special: int
    agreeing: int
    emitted_to_original: Spread
    original_to_precise: Spread
    emitted_to_precise: Spread
    worst: Place | None
    disagreement: Place | None


@final
@dataclass(frozen=True, slots=True)
class BackendErrors:
    """One backend: how many inputs were compared, and how many its preconditions refused on top of them.

    `missing` names what would have to be installed to run it; `failure` is a call that raised what it should
    not, and ended the measurement.
    """

    backend: str
    inputs: int
    refused: int
    outputs: tuple[OutputErrors, ...]
    missing: str | None = None
    failure: str | None = None


@final
@dataclass(frozen=True, slots=True)
class ErrorReport:
    """The measurement of one function: over how many inputs of which classes, made from which seed."""

    seed: int
    bits: int
    classes: tuple[str, ...]
    backends: tuple[BackendErrors, ...]


def finding(errors: BackendErrors, exact: bool) -> str | None:
    """What emitted code should never do, in words: fail, or, at grade `exact`, differ at all."""
    if errors.failure:
        return errors.failure
    for output in errors.outputs:
        if exact and output.differing:
            place = output.disagreement or output.worst
            shown = f": {place.call}{place.index} is {place.emitted}, not {place.original}" if place else ""
            return f"{output.differing} of {output.elements} elements of `{output.name}` differ{shown}"
    return None

"""A counterexample as text that a person can read, paste and run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tenspiler.checking import Counterexample, Place, output_types
from tenspiler.loopir.nodes import ArrayType, Function, Type
from tenspiler.refutation.literals import arguments_of, call, literals, number
from tenspiler.result import Difference, Witness


def shown(function: Function, found: Counterexample) -> Witness:
    """The counterexample with every value as Python text; arguments are those that a caller passes."""
    types = output_types(function)
    arguments = arguments_of(function, found.arguments)
    text = call(function, arguments)
    expected, got = (
        dict(literals(types, found.expected)),
        dict(literals(types, as_declared(types, found.got))),
    )
    where = found.place and difference(types, found.place)
    return Witness(text, imports(text), arguments, expected, got, where, found.difference)


def imports(text: str) -> tuple[str, ...]:
    """What a text needs to run."""
    needed = {"np.": "import numpy as np", "SimpleNamespace(": "from types import SimpleNamespace"}
    return tuple(line for sign, line in needed.items() if sign in text)


def difference(types: Mapping[str, Type], place: Place) -> Difference:
    """The first place where outputs differ, as text."""
    if place.index is None:
        return Difference(place.output, None, str(place.expected), str(place.got))
    kind = types[place.output]
    dtype = kind.element.dtype if isinstance(kind, ArrayType) else kind.dtype
    return Difference(place.output, place.index, number(place.expected, dtype), number(place.got, dtype))


def as_declared(types: Mapping[str, Type], values: Mapping[str, Any]) -> dict[str, Any]:
    """A program's outputs, which are arrays, as nested lists where the function gives those."""
    return {
        name: value.tolist() if isinstance(value, np.ndarray) and _is_nested(types[name]) else value
        for name, value in values.items()
    }


def _is_nested(kind: Type) -> bool:
    return isinstance(kind, ArrayType) and kind.container.value in ("list", "vector")

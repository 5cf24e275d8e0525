"""Arguments and outputs as Python text to paste and run, NaN, infinities and -0.0 among them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from typing import cast as typed

import numpy as np

from tensir.dtypes import BOOL, F32, INT, DType
from tenspiler.loopir.nodes import (
    ArrayType,
    Container,
    Fixed,
    Flavour,
    Formal,
    Function,
    Member,
    Parameter,
    Type,
)

_REPEATED: Final = 20  # from so many on, equal numbers in a row are written as a repetition
OF_NUMPY = (Container.NDARRAY, Container.POINTER)


def literal(kind: Type, value: Any) -> str:
    """A value of a type as Python text: numbers, nested lists, or a NumPy array with its dtype.

    The text needs `np` for NumPy's arrays and scalars, and nothing else.
    """
    if not isinstance(kind, ArrayType):
        text = number(value, kind.dtype)
        numpy = kind.flavour is Flavour.NUMPY and kind.dtype not in (BOOL, INT)
        return f"np.{kind.dtype.numpy}({text})" if numpy else text
    if kind.container in OF_NUMPY:
        return array(np.asarray(value, dtype=kind.element.dtype.numpy), kind.element.dtype)
    return rows(value, kind.element.dtype)


def array(value: np.ndarray[Any, Any], dtype: DType) -> str:
    """A NumPy array; one without elements keeps its shape."""
    name = "object" if dtype is INT else f"np.{'bool_' if dtype is BOOL else dtype.numpy}"
    if value.size == 0 and value.ndim > 1:
        return f"np.zeros({tuple(map(int, value.shape))}, dtype={name})"
    return f"np.array({rows(value.tolist(), dtype)}, dtype={name})"


def rows(value: Any, dtype: DType) -> str:
    """Nested lists of numbers, long repetitions of one number as such: `[0] * 99 + [1]`."""
    if not isinstance(value, list):
        return number(value, dtype)
    texts = [rows(item, dtype) for item in typed("list[Any]", value)]
    runs = [(text, len(list(same))) for text, same in groupby(texts)]
    if texts[:1] and texts[0][0] != "[" and max(n for _, n in runs) >= _REPEATED:
        return " + ".join(_stretches(runs))
    return f"[{', '.join(texts)}]"


def _stretches(runs: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Lists that together are the runs: a long run alone, others together."""
    short: list[str] = []
    for text, count in runs:
        if count < _REPEATED:
            short += [text] * count
            continue
        if short:
            yield f"[{', '.join(short)}]"
        short = []
        yield f"[{text}] * {count}"
    if short:
        yield f"[{', '.join(short)}]"


def number(value: Any, dtype: DType) -> str:
    """A number as Python writes it, a float by the fewest digits that give it back."""
    if not dtype.is_float:
        return repr(bool(value) if dtype is BOOL else int(value))
    if not math.isfinite(value):
        return f'float("{float(value)}")'
    return str(np.float32(value)) if dtype is F32 else repr(float(value))


def call(function: Function, texts: Mapping[str, str]) -> str:
    """A call of the function, by the parameters that the source declares; `texts` are its arguments.

    Arrays come first without their names, for as long as nothing else does; the rest is named. An object
    is a `SimpleNamespace` of the fields that the function uses.
    """
    parts: list[str] = []
    named = False
    for formal in function.formals or tuple(Formal(p.name) for p in function.parameters):
        text = passed(function, formal, texts)
        if text is None:
            named = True
            continue
        named = (
            named or formal.keyword_only or not _is_array(function, formal)
        ) and not formal.positional_only
        parts.append(f"{formal.name}={text}" if named else text)
    return f"{called(function)}({', '.join(parts)})"


def arguments_of(function: Function, values: Mapping[str, Any]) -> dict[str, str]:
    """The arguments that callers pass, as Python text."""
    given = [p for p in function.parameters if not isinstance(p.origin, Fixed)]
    return {p.name: literal(p.type, values[p.name]) for p in given}


def called(function: Function) -> str:
    """The name of a function in a Python call; what Python has no name for is made one."""
    return ".".join(re.sub(r"\W+", "_", part).strip("_") or "f" for part in function.name.split("."))


def passed(function: Function, formal: Formal, texts: Mapping[str, str]) -> str | None:
    """What is passed for a parameter of the source; None where its default will do."""
    own = [p for p in function.parameters if not isinstance(p.origin, Fixed)]
    for parameter in own:
        if parameter.origin is None and parameter.name == formal.name:
            return texts[parameter.name]
    members = [p for p in own if isinstance(p.origin, Member) and p.origin.of == formal.name]
    if members:
        return namespace([(_path(p), texts[p.name]) for p in members])
    return None if formal.default is not None else "None"


def namespace(members: Sequence[tuple[tuple[str | int, ...], str]]) -> str:
    """Nested objects that hold some texts where their paths say; the steps of a path are fields or places."""
    if len(members) == 1 and not members[0][0]:
        return members[0][1]
    fields: dict[str | int, list[tuple[tuple[str | int, ...], str]]] = {}
    for path, text in members:
        fields.setdefault(path[0], []).append((path[1:], text))
    inner = {step: namespace(below) for step, below in fields.items()}
    if all(isinstance(step, int) for step in inner):
        size = 1 + max(typed("dict[int, str]", inner))
        return f"({', '.join(inner.get(place, 'None') for place in range(size))},)"
    return f"SimpleNamespace({', '.join(f'{name}={text}' for name, text in inner.items())})"


def literals(types: Mapping[str, Type], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Values by name as Python text; NumPy scalars are shown as plain numbers."""
    for name, value in values.items():
        kind = types[name]
        yield name, literal(kind, value) if isinstance(kind, ArrayType) else number(value, kind.dtype)


def _path(parameter: Parameter) -> tuple[str | int, ...]:
    return parameter.origin.path if isinstance(parameter.origin, Member) else ()


def _is_array(function: Function, formal: Formal) -> bool:
    return any(p.name == formal.name and isinstance(p.type, ArrayType) for p in function.parameters)

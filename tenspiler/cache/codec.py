"""Results as JSON values and back, field by field as their dataclasses declare them, so that none is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from tenspiler.result import LiftResult, Seconds

_PLAIN = (str, int, float, bool, NoneType)
_TEMPORARY = {"seconds": Seconds(), "cached": False}  # what the next run says for itself


def from_result(result: LiftResult) -> Any:
    """A result without its own times; those of the obligations speak of the proof, and stay."""
    return encoded(dataclasses.replace(result, **_TEMPORARY))


def to_result(value: Any, seconds: Seconds) -> LiftResult:
    """The result that `from_result` was given, as one that was found in the cache."""
    return dataclasses.replace(decoded(value, LiftResult), seconds=seconds, cached=True)


def encoded(value: object) -> Any:
    """A dataclass as an object of its fields, a tuple as a list; raises `TypeError` for other things."""
    match value:
        case str() | int() | float() | None:
            return value
        case tuple() | list():
            return [encoded(item) for item in cast("tuple[object, ...]", value)]
        case dict():
            return {key: encoded(item) for key, item in cast("dict[str, object]", value).items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: encoded(getattr(value, field.name)) for field in dataclasses.fields(value)}
        case _:
            raise TypeError(f"no place in the cache for a {type(value).__name__}")


def decoded(value: Any, kind: Any) -> Any:
    """The value of a type that `encoded` was given."""
    return _decoder(kind)(value)


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN or origin is Literal:
        return lambda value: value
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(cast("type[Any]", kind))
    if origin in (Union, UnionType):
        (inner,) = (_decoder(a) for a in arguments if a is not NoneType)
        return lambda value: None if value is None else inner(value)
    if origin is tuple and arguments[1:] == (...,):
        item = _decoder(arguments[0])
        return lambda value: tuple(item(v) for v in value)
    if origin is tuple:
        items = [_decoder(a) for a in arguments]
        return lambda value: tuple(item(v) for item, v in zip(items, value, strict=True))
    if origin is dict:
        item = _decoder(arguments[1])
        return lambda value: {key: item(v) for key, v in value.items()}
    raise TypeError(f"no way out of the cache for a {kind}")


def _dataclass_decoder(kind: type[Any]) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    fields = [(field.name, _decoder(hints[field.name])) for field in dataclasses.fields(kind)]
    return lambda value: kind(**{name: decode(value[name]) for name, decode in fields})

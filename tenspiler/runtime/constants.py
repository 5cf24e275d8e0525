"""Lists, tuples and arrays of a module: whether they are, and stay, what the file says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeGuard, cast, final

import numpy as np

from tenspiler.frontends.python.folding import Table

_NUMBERS: Final = (int, float, bool)


@final
@dataclass(frozen=True, slots=True)
class WatchedTable:
    """A table that must keep its content; `content` is what it was."""

    name: str
    table: object
    content: object

    def holds(self) -> bool:
        return content_of(self.table) == self.content

    def is_apart(self, *written: object) -> bool:
        """Whether it shares no memory with arguments that a call writes."""
        return not any(_share(self.table, other) for other in written)


def watched_table(name: str, value: object, known: object) -> WatchedTable | None:
    """A table to be watched, if a value is one and is what the file says, `known`."""
    if not isinstance(known, Table) or not _is_table(value):
        return None
    if known.dtype is None:
        fits = type(value) is (tuple if known.is_tuple else list)
    else:
        fits = _is_array(value) and value.dtype == known.dtype.numpy
    if not fits or repr(_listed(value)) != repr(known.items):
        return None
    return WatchedTable(name, value, content_of(value))


def content_of(table: object) -> object:
    """Something that is equal for tables of the same numbers of the same types, in the same containers."""
    if _is_array(table):
        return table.dtype, table.shape, table.tobytes()
    return repr(table)


def _is_array(value: object) -> TypeGuard[np.ndarray[Any, Any]]:
    return isinstance(value, np.ndarray)


def _is_table(value: object) -> TypeGuard[Any]:
    if type(value) is np.ndarray:
        return True
    return type(value) in (list, tuple) and all(
        type(item) in _NUMBERS or (type(item) is not np.ndarray and _is_table(item))
        for item in cast("list[object]", value)
    )


def _listed(value: Any) -> Any:
    if _is_array(value):
        return value.tolist()
    return [_listed(item) for item in cast("list[Any]", value)] if type(value) in (list, tuple) else value


def _share(one: object, other: object) -> bool:
    if _is_array(one):
        return _is_array(other) and np.may_share_memory(one, other)
    return not set(_lists(one)).isdisjoint(_lists(other))


def _lists(value: object) -> Iterator[int]:
    """The identities of a list and of the lists in it."""
    if isinstance(value, list):
        yield id(cast("list[object]", value))
    if isinstance(value, (list, tuple)):
        for item in cast("list[object]", value):
            yield from _lists(item)

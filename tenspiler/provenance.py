"""From which lines of the source each output of a function comes: a backward slice of its LoopIR."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    Assign,
    CopyArray,
    For,
    Function,
    Length,
    Load,
    NewArray,
    Span,
    Store,
    Var,
    View,
    While,
)
from tenspiler.result import Provenance


def provenance(function: Function) -> Iterator[Provenance]:
    """For each output, by its name in TensIR, the lines that it depends on."""
    results = function.results
    for place, result in enumerate(results):
        name = f"return.{place}" if len(results) > 1 else "return"
        lines = _slice(function, names_read(result))
        if result.span.line > function.span.line:  # a result without a place has that of the function
            lines |= set(_lines(result.span, function.span.file))
        yield Provenance("output", name, tuple(sorted(lines)))
    returned = {r.array for r in results if isinstance(r, View) and not r.indices and len(results) == 1}
    for parameter in function.changed_parameters():
        if parameter.name not in returned:
            lines = _slice(function, {parameter.name})
            yield Provenance("output", f"new {parameter.name}", tuple(sorted(lines)))


def names_read(node: object) -> set[str]:
    """The variables whose values a piece of LoopIR reads; of a statement, without what it writes."""
    return set(_names(node))


def _names(node: object) -> Iterator[str]:
    match node:
        case Var(name=name) | Load(array=name) | Length(array=name) | View(array=name):
            yield name
        case _:
            pass
    if isinstance(node, tuple):
        for part in node:  # pyright: ignore[reportUnknownVariableType]
            yield from _names(part)  # pyright: ignore[reportUnknownArgumentType]
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _names(getattr(node, field.name))


class _Slice:
    """Walks a function backwards with the variables that matter, and marks the lines that set them."""

    def __init__(self, function: Function) -> None:
        self._file = function.span.file
        self.lines: set[int] = set()

    def before(self, body: tuple[Any, ...], live: set[str]) -> tuple[set[str], bool]:
        """The variables that matter before some statements, and whether any statement among them does."""
        matters = False
        for statement in reversed(body):
            live, here = self._step(statement, live)
            matters |= here
        return live, matters

    def _step(self, statement: Any, live: set[str]) -> tuple[set[str], bool]:
        blocks = [value for value in _values(statement) if _is_block(value)]
        if blocks:
            return self._compound(statement, blocks, live)
        target = _target(statement)
        if target not in live:
            return live, False
        self.lines |= set(_lines(statement.span, self._file))
        kept = live - {target} if isinstance(statement, (Assign, NewArray, CopyArray, Argsort)) else live
        return kept | names_read(statement), True

    def _compound(self, statement: Any, blocks: list[Any], live: set[str]) -> tuple[set[str], bool]:
        """A branch, or a loop: what matters before an iteration matters after the one before it."""
        repeats = isinstance(statement, (For, While))
        matters, size = False, -1
        inside = set(live)
        while len(inside) != size:
            size = len(inside)
            for block in blocks:
                earlier, here = self.before(block, inside if repeats else live)
                inside |= earlier
                matters |= here
            if not repeats:
                break
        if not matters:
            return live, False
        if statement.span.file == self._file:
            self.lines.add(statement.span.line)
        return inside.union(*(names_read(part) for part in _head_parts(statement))), True


def _slice(function: Function, roots: Iterable[str]) -> set[int]:
    """The lines of the statements that the final values of some variables depend on."""
    walk = _Slice(function)
    walk.before(function.body, set(roots))
    return walk.lines


def _head_parts(head: Any) -> list[object]:
    return [value for value in _values(head) if not _is_block(value)]


def _values(node: Any) -> list[Any]:
    return [getattr(node, field.name) for field in dataclasses.fields(node)]


def _is_block(value: object) -> bool:
    return isinstance(value, tuple) and any(hasattr(part, "span") and _is_statement(part) for part in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]


def _is_statement(node: object) -> bool:
    return not hasattr(node, "type")  # every expression has one, and no statement does


def _target(statement: Any) -> str | None:
    match statement:
        case Assign(name=name) | Store(array=name) | NewArray(array=name) | CopyArray(array=name):
            return name
        case Append(array=name) | Argsort(array=name):
            return name
        case _:
            return None


def _lines(span: Span, file: str) -> range:
    return range(span.line, span.end_line + 1) if span.file == file else range(0)

"""What the words FILE, FILE:FUNCTION and FILE:LINE mean, and which functions of a file they select."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.unit import Named
from tenspiler.loopir.nodes import Span

Found = TypeVar("Found", bound=Named, covariant=True)


class Listing(Protocol[Found]):
    """The functions of a file, as a unit or an outline has them."""

    @property
    def functions(self) -> tuple[Found, ...]: ...
    @property
    def others(self) -> tuple[str, ...]: ...


@final
@dataclass(frozen=True, slots=True)
class WholeFile:
    """Every function with a loop."""

    file: str


@final
@dataclass(frozen=True, slots=True)
class ByName:
    """The function of that name (all of them, where a name is overloaded)."""

    file: str
    function: str


@final
@dataclass(frozen=True, slots=True)
class AtLine:
    """The innermost function around a line."""

    file: str
    line: int


Target: TypeAlias = WholeFile | ByName | AtLine


def parse_target(text: str) -> Target:
    """Read one word of the command line; the name of an existing file may itself hold colons."""
    file, rest = _split(text)
    if not rest:
        return WholeFile(file)
    return AtLine(file, int(rest)) if rest.isascii() and rest.isdigit() else ByName(file, rest)


def _split(text: str) -> tuple[str, str]:
    colons = [i for i, char in enumerate(text) if char == ":"]
    for end in (len(text), *colons):
        if _is_file(text[:end]):
            return text[:end], text[end + 1 :]
    file, _, rest = text.partition(":")
    return file, rest


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def select(unit: Listing[Found], target: Target) -> tuple[Found, ...]:
    """The functions of a unit that a target means; raises `Refusal` if there is none."""
    match target:
        case WholeFile():
            if not unit.functions:
                raise Refusal("TSP0009", None, file=target.file)
            return unit.functions
        case ByName():
            return _by_name(unit, target)
        case AtLine():
            return (_by_line(unit, target),)


def _by_name(unit: Listing[Found], target: ByName) -> tuple[Found, ...]:
    found = tuple(f for f in unit.functions if f.name == target.function)
    if found:
        return found
    found = tuple(f for f in unit.functions if _goes_by(f.name, target.function))
    if found and len({f.name.partition("<")[0] for f in found}) == 1:
        return found
    if target.function in unit.others:
        raise Refusal("TSP0010", None, function=target.function)
    known = [*(f.name for f in unit.functions), *unit.others]
    candidates = close_matches(target.function, known, "the file defines no function")
    raise Refusal("TSP0007", None, file=target.file, function=target.function, candidates=candidates)


def _goes_by(name: str, wanted: str) -> bool:
    """Whether a name without its namespaces, its class or its template arguments is the one wanted."""
    plain = name.partition("<")[0]
    return wanted == plain or name.endswith(f"::{wanted}") or plain.endswith(f"::{wanted}")


def _by_line(unit: Listing[Found], target: AtLine) -> Found:
    around = [f for f in unit.functions if f.span.line <= target.line <= f.span.end_line]
    if around:
        return min(around, key=lambda f: _extent(f.span))
    places = ", ".join(f"`{f.name}` (lines {f.span.line}-{f.span.end_line})" for f in unit.functions[:8])
    candidates = f"the functions are {places}" if places else "the file has no function with a loop"
    raise Refusal("TSP0008", None, file=target.file, line=target.line, candidates=candidates)


def _extent(span: Span) -> int:
    return span.end_line - span.line


def close_matches(given: str, known: Iterable[str], otherwise: str) -> str:
    """A help line: what comes close to a name, or else what there is, or else `otherwise`."""
    names = sorted(set(known))
    close = difflib.get_close_matches(given, names, n=3)
    if close:
        return "did you mean " + " or ".join(f"`{name}`" for name in close) + "?"
    if not names:
        return otherwise
    more = ", ..." if len(names) > 8 else ""
    return "there is " + ", ".join(f"`{name}`" for name in names[:8]) + more

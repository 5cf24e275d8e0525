"""The names that a function takes from around it: what they are now, and a watch that they stay so.

The compiler reads a file; what runs is a function whose module may have been changed since. Numbers are
taken as they are now. Functions and library names count only where they are what the file says. Every other
name is hidden from the compiler, which then refuses what depends on it.
"""

from __future__ import annotations

import ast
import builtins
import dis
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, TypeAlias, TypeGuard, final

from tenspiler.frontends.python.module import Module, scan
from tenspiler.frontends.python.spans import source_text
from tenspiler.runtime.constants import WatchedTable, watched_table
from tenspiler.runtime.source import SourceOf, is_current

Number: TypeAlias = int | float | bool
_NUMBERS: Final = (int, float, bool)
_TRUSTED: Final = frozenset({"builtins", "math", "numpy", "torch", "typing", "collections", "functools"})
_DEEPEST: Final = 32
MISSING: Final = object()


@final
@dataclass(frozen=True, slots=True)
class Watched:
    """A name that must stay what it is: in a dictionary, or (`cell`) in a closure.

    `expected` is `MISSING` where there must be no such name, so that a builtin shows.
    """

    name: str
    expected: object
    scope: dict[str, Any] | None = None
    cell: Any = None

    def current(self) -> object:
        """What the name means now."""
        if self.scope is not None:
            return self.scope.get(self.name, MISSING)
        try:
            return self.cell.cell_contents
        except ValueError:
            return MISSING

    def holds(self) -> bool:
        """Whether it still means the same; an equal number is as good as the same one."""
        current, expected = self.current(), self.expected
        return current is expected or (_is_number(expected) and _same_number(current, expected))


@final
@dataclass(frozen=True, slots=True)
class WatchedCode:
    """A function that is called and must keep its code and its defaults."""

    function: FunctionType
    code: CodeType
    defaults: object
    keywords: object

    def holds(self) -> bool:
        f: Any = self.function
        now = (f.__code__, f.__defaults__, f.__kwdefaults__)
        return all(a is b for a, b in zip(now, (self.code, self.defaults, self.keywords), strict=True))


@final
@dataclass(slots=True)
class Surroundings:
    """What a function finds around it: numbers by name, names that stay unknown, and what must not change."""

    values: dict[str, Number] = field(default_factory=dict[str, Number])
    hidden: set[str] = field(default_factory=set[str])
    watched: list[Watched] = field(default_factory=list[Watched])
    code: list[WatchedCode] = field(default_factory=list[WatchedCode])
    tables: list[WatchedTable] = field(default_factory=list[WatchedTable])

    def fingerprint(self) -> tuple[str, ...]:
        """What of this the compiler is told, as text."""
        numbers = (f"{k}={type(v).__name__} {v!r}" for k, v in sorted(self.values.items()))
        return (*numbers, "", *sorted(self.hidden))


def surroundings(function: FunctionType, source: SourceOf) -> Surroundings:
    """Look at every name that a function, or one that it calls, takes from outside."""
    found = Surroundings()
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        _closure_name(found, name, cell)
    module = scan(source.tree, source_text(source.file, source.text))
    reader = _Reader(found, source, module, function.__globals__, frozenset(function.__code__.co_freevars))
    reader.read(function.__code__, 0)
    return found


def _closure_name(found: Surroundings, name: str, cell: Any) -> None:
    try:
        value: object = cell.cell_contents
    except ValueError:
        value = MISSING
    if _is_number(value):
        found.values[name] = value
        found.watched.append(Watched(name, value, cell=cell))
    else:
        found.hidden.add(name)


@final
class _Reader:
    """Sorts the global names of a function and of the helpers of its file."""

    def __init__(
        self,
        found: Surroundings,
        source: SourceOf,
        module: Module,
        scope: dict[str, Any],
        enclosed: frozenset[str],
    ) -> None:
        self._found = found
        self._source = source
        self._module = module
        self._scope = scope
        self._enclosed = enclosed
        self._seen: set[str] = set()

    def read(self, code: CodeType, depth: int) -> None:
        for name in sorted(set(global_names(code))):
            if name in self._seen:
                continue
            self._seen.add(name)
            if name in self._enclosed:
                # A helper means the module's name, the function itself the closure's: not to be mixed up.
                self._hide(name)
            else:
                self._sort(name, depth)

    def _sort(self, name: str, depth: int) -> None:
        value = self._scope.get(name, MISSING)
        if _is_number(value):
            self._found.values[name] = value
            self._watch(name, value)
        elif isinstance(value, FunctionType) or _original(value) is not None:
            self._function(name, value, depth)
        elif self._is_library(name, value):
            self._watch(name, value)
        elif (table := watched_table(name, value, self._said(name))) is not None:
            self._watch(name, value)
            self._found.tables.append(table)
        else:
            self._hide(name)

    def _said(self, name: str) -> object:
        """What the file says of a name that it gives a constant."""
        return self._module.constant(ast.Name(name, ast.Load()))

    def _function(self, name: str, value: object, depth: int) -> None:
        inner = _original(value) or value
        if isinstance(inner, FunctionType) and depth < _DEEPEST and self._is_of_the_file(name, inner):
            self._watch(name, value)
            watched = WatchedCode(inner, inner.__code__, inner.__defaults__, inner.__kwdefaults__)
            self._found.code.append(watched)
            self.read(inner.__code__, depth + 1)
        else:
            self._hide(name)

    def _is_of_the_file(self, name: str, function: FunctionType) -> bool:
        """Whether a helper is what its definition in the file says."""
        node = self._module.functions.get(name)
        return (
            node is not None
            and function.__globals__ is self._scope
            and function.__closure__ is None
            and function.__code__.co_filename == self._source.file
            and function.__code__.co_name == node.name
            and is_current(function, self._source.file, self._source.text)
            and _defaults_are_as_written(node, function)
        )

    def _is_library(self, name: str, value: object) -> bool:
        """Whether a name is the builtin or the library's that the file makes of it."""
        qualified = self._module.qualified(ast.Name(name, ast.Load()))
        if qualified is None:
            return False
        root, *rest = qualified.split(".")
        if root not in _TRUSTED:
            return False
        if root == "builtins" and len(rest) == 1:
            self._watch_builtin(name)
            return value is MISSING
        return _resolved(root, rest) is value is not MISSING

    def _watch_builtin(self, name: str) -> None:
        own = self._scope.get("__builtins__", builtins)
        scope = vars(own) if isinstance(own, ModuleType) else own
        self._found.watched.append(Watched(name, scope.get(name, MISSING), scope))

    def _watch(self, name: str, value: object) -> None:
        self._found.watched.append(Watched(name, value, self._scope))

    def _hide(self, name: str) -> None:
        self._found.hidden.add(name)
        self._found.values.pop(name, None)


def global_names(code: CodeType) -> Iterator[str]:
    """The names that code, and the code inside it, looks up in its module and among the builtins."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_CLASSDEREF"):
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from global_names(constant)


def _resolved(root: str, rest: list[str]) -> object:
    """What a dotted name of a library stands for, as far as it has been imported."""
    value: object = sys.modules.get(root, MISSING)
    for place, part in enumerate(rest):
        deeper = sys.modules.get(".".join((root, *rest[: place + 1])))
        value = getattr(value, part, MISSING if deeper is None else deeper)
    return value


def _original(value: object) -> FunctionType | None:
    """The function inside a lifted one."""
    inner = getattr(value, "original", None) if type(value).__name__ == "Lifted" else None
    return inner if isinstance(inner, FunctionType) else None


def _defaults_are_as_written(node: ast.FunctionDef, function: FunctionType) -> bool:
    """Whether default values are those numbers that stand in the file."""
    given = [*(function.__defaults__ or ())]
    keywords = function.__kwdefaults__ or {}
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    written = [*node.args.defaults, *(d for _, d in pairs if d is not None)]
    given += [keywords[a.arg] for a in node.args.kwonlyargs if a.arg in keywords]
    if len(given) != len(written):
        return False
    return all(_is_written(text, value) for text, value in zip(written, given, strict=True))


def _is_written(node: ast.expr, value: object) -> bool:
    try:
        return _same_number(ast.literal_eval(node), value)
    except (ValueError, TypeError):
        return False


def _is_number(value: object) -> TypeGuard[Number]:
    return type(value) in _NUMBERS


def _same_number(one: object, other: Any) -> bool:
    if type(one) is not type(other) or type(one) not in _NUMBERS:
        return False
    if not isinstance(one, float):
        return one == other
    both_nan = math.isnan(one) and math.isnan(other)
    return both_nan or (one == other and math.copysign(1.0, one) == math.copysign(1.0, other))

"""The source of a function in hand: the text of its file, its definition, and whether it is still so."""

from __future__ import annotations
import __future__

import ast
import linecache
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Final, TypeAlias, cast, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.names import first_line
from tenspiler.loopir.nodes import Span

Constants: TypeAlias = tuple[object, ...]
_FUTURES: Final = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_NO_PLAIN_CALL: Final = 0x04 | 0x08 | 0x20 | 0x80 | 0x200  # *args, **kwargs, generators, coroutines


@final
@dataclass(frozen=True, slots=True, eq=False)
class SourceOf:
    """The file of a function, its text and syntax tree, and the function's definition."""

    file: str
    text: str
    tree: ast.Module
    node: ast.FunctionDef

    @property
    def line(self) -> int:
        """The line that the function's code calls its first."""
        return first_line(self.node)


def source_of(function: object) -> SourceOf:
    """The source of a function; raises `Refusal` where it cannot be had or is another's."""
    name = getattr(function, "__qualname__", None) or repr(function)
    if not isinstance(function, FunctionType):
        raise Refusal("TSP5003", None, function=name, what=f"a {type(function).__name__}")
    code = function.__code__
    if code.co_flags & _NO_PLAIN_CALL:
        raise Refusal("TSP5003", None, function=name, what="a generator, a coroutine or of star arguments")
    text = _text(function)
    if text is None:
        raise Refusal("TSP5001", None, function=name, file=code.co_filename)
    tree = parsed(code.co_filename, text)
    node = None if tree is None else _definition(tree, code)
    if tree is None or node is None:
        what = "a lambda" if code.co_name == "<lambda>" else "defined where its code says"
        if what == "a lambda":
            raise Refusal("TSP5003", None, function=name, what=what)
        raise Refusal("TSP5002", None, function=name, file=code.co_filename)
    if not any(same_code(found, code) for found in codes_at(code.co_filename, text, code)):
        raise Refusal("TSP5002", _span(code, node), function=name, file=code.co_filename)
    return SourceOf(code.co_filename, text, tree, node)


def is_current(function: FunctionType, file: str, text: str) -> bool:
    """Whether a text, compiled, gives the code of a function."""
    code = function.__code__
    return any(same_code(found, code) for found in codes_at(file, text, code))


def same_code(one: CodeType, other: CodeType) -> bool:
    """Whether two code objects do the same; those of files apart, line by line."""
    return all(getattr(one, a) == getattr(other, a) for a in _TOLD_APART_BY) and _same_constants(
        one.co_consts, other.co_consts
    )


_TOLD_APART_BY: Final = (
    "co_name", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags", "co_firstlineno",
    "co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_exceptiontable",
)  # fmt: skip


def _same_constants(one: Constants, other: Constants) -> bool:
    return len(one) == len(other) and all(_same_constant(a, b) for a, b in zip(one, other, strict=True))


def _same_constant(one: object, other: object) -> bool:
    match one, other:
        case CodeType(), CodeType():
            return same_code(one, other)
        case tuple(), tuple():
            return _same_constants(cast("Constants", one), cast("Constants", other))
        case frozenset(), frozenset():
            a, b = cast("Constants", one), cast("Constants", other)
            return sorted(map(repr, a)) == sorted(map(repr, b))
        case _:
            return type(one) is type(other) and repr(one) == repr(other)


def codes_at(file: str, text: str, like: CodeType) -> Iterator[CodeType]:
    """The code objects of a text that have the name and the first line of another one."""
    for code in _compiled(file, text, like.co_flags & _FUTURES):
        if code.co_name == like.co_name and code.co_firstlineno == like.co_firstlineno:
            yield code


@lru_cache(maxsize=16)
def parsed(file: str, text: str) -> ast.Module | None:
    """The syntax tree of a text, if it has one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, filename=file)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=16)
def _compiled(file: str, text: str, flags: int) -> tuple[CodeType, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Compiling runs nothing; the future statements in force are those of the function's own code.
            code = compile(text, file, "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: list[CodeType] = []
    pending = [code]
    while pending:
        found.append(pending.pop())
        pending += [c for c in found[-1].co_consts if isinstance(c, CodeType)]
    return tuple(found)


def _text(function: FunctionType) -> str | None:
    """The text of the file as it is now; notebooks and shells register theirs with `linecache`."""
    file = function.__code__.co_filename
    linecache.checkcache(file)
    return "".join(linecache.getlines(file, function.__globals__)) or None


def _definition(tree: ast.Module, code: CodeType) -> ast.FunctionDef | None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            if first_line(node) != code.co_firstlineno:
                continue
            return node
    return None


def _span(code: CodeType, node: ast.FunctionDef) -> Span:
    column = node.col_offset + 1
    return Span(code.co_filename, node.lineno, column, node.lineno, column + len("def ") + len(node.name))

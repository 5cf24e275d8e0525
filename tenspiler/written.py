"""A program that somebody wrote: read from its file, and its interface held against a function's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

from tensir.dtypes import DType
from tensir.parser import Located, Stretch, locate_program
from tensir.syntax import TensIRSyntaxError
from tensir.tensors import Program
from tenspiler.checking import output_types
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.reading import read_plain_text
from tenspiler.loopir.nodes import ArrayType, Function, Span, Type


@final
@dataclass(frozen=True, slots=True)
class Written:
    """A program, the text that denotes it, and where in the file its parts stand."""

    file: str
    text: str
    located: Located

    @property
    def program(self) -> Program:
        return self.located.program

    @property
    def header(self) -> Span:
        """The first line of the program."""
        lines = self.text.split("\n")
        number = next((n for n, line in enumerate(lines, 1) if line.lstrip().startswith("program")), 1)
        line = lines[number - 1]
        return Span(self.file, number, 1 + len(line) - len(line.lstrip()), number, 1 + len(line.rstrip()))

    def span(self, stretch: Stretch) -> Span:
        """A piece of the text as a place that diagnostics point at."""
        return Span(self.file, stretch.line, stretch.column, stretch.end_line, stretch.end_column)


def read_written(path: Path) -> Written:
    """The program in a file; raises `Refusal` if there is no file, or it holds no program."""
    text = read_plain_text(path)
    return Written(str(path), text, parsed(text, str(path)))


def parsed(text: str, file: str) -> Located:
    """The program that a text denotes; raises `Refusal` at the place where it goes wrong."""
    try:
        return locate_program(text)
    except TensIRSyntaxError as error:
        span = Span(file, error.line, error.column, error.line, error.end_column)
        raise Refusal("TSP6001", span, file=file, problem=error.message) from error


Part = tuple[str, DType, int]  # name, element type, rank


def require_interface(function: Function, written: Written) -> None:
    """Raise `Refusal` at the first parameter or output that is not the function's."""
    program, located = written.program, written.located
    wanted = [_part(p.name, p.type) for p in function.parameters]
    given = [(p.name, p.type.dtype, p.type.rank) for p in program.parameters]
    problem = first_problem(wanted, given, "parameter")
    names = {"program": program.name, "function": function.name}
    if problem is not None:
        stretch = located.parameters.get(problem[0])
        span = written.span(stretch) if stretch else written.header
        letters = _letters(wanted)
        text = ", ".join(_shown(*part, letters=letters) for part in wanted)
        raise Refusal("TSP6002", span, problem=problem[1], wanted=text, **names)
    outputs = [_part(name, kind) for name, kind in output_types(function).items()]
    others = [(name, t.type.dtype, t.type.rank) for name, t in program.outputs]
    problem = first_problem(outputs, others, "output")
    if problem is not None:
        stretch = located.declared.get(problem[0]) or located.outputs.get(problem[0])
        span = written.span(stretch) if stretch else written.header
        text = ", ".join(_shown(_output(name), dtype, rank) for name, dtype, rank in outputs)
        raise Refusal("TSP6003", span, problem=problem[1], wanted=text, **names)


def first_problem(wanted: Sequence[Part], given: Sequence[Part], what: str) -> tuple[str, str] | None:
    """The name of the first part that is not the wanted one, and what is wrong with it."""
    for place, (name, dtype, rank) in enumerate(wanted):
        own = next((part for part in given if part[0] == name), None)
        if own is None:
            near = given[place][0] if place < len(given) else ""
            return near, f"{what} `{name}` is missing"
        if own[1:] != (dtype, rank):
            return name, f"{what} `{name}` is {_kind(*own[1:])}, and the function's is {_kind(dtype, rank)}"
    names = [part[0] for part in wanted]
    for place, (name, _, _) in enumerate(given):
        if name not in names:
            return name, f"the function has no {what} `{name}`"
        if name != names[place]:
            return name, f"`{names[place]}` comes before `{name}`"
    return None


def _part(name: str, kind: Type) -> Part:
    return (name, kind.element.dtype, kind.rank) if isinstance(kind, ArrayType) else (name, kind.dtype, 0)


def _kind(dtype: DType, rank: int) -> str:
    axes = {0: "a number", 1: "1 axis"}.get(rank, f"{rank} axes")
    return f"{dtype} ({axes})"


def _output(name: str) -> str:
    return name if name.startswith("return") else f"new {name}"


def _letters(parts: Sequence[Part]) -> Iterator[str]:
    """Names for extents that are no parameter's."""
    taken = {name for name, _, _ in parts}
    letters = [*"nmpqrstuvw", *(f"n{k}" for k in range(1, 100))]
    return iter([letter for letter in letters if letter not in taken])


def _shown(name: str, dtype: DType, rank: int, letters: Iterator[str] | None = None) -> str:
    if not rank:
        return f"{name}: {dtype}"
    extents = [next(letters) if letters else "..." for _ in range(rank)]
    return f"{name}: {dtype}[{', '.join(extents)}]"

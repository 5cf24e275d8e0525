"""The text form of programs, and readable text for tensors and cells in messages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from textwrap import wrap
from typing import Final, assert_never, final

from tensir.cell_text import CellText, extent_text
from tensir.cells import Apply, Cell, Extent, Fold, children, free_symbols, integer, subterms
from tensir.dtypes import INT, DType
from tensir.notation import ATOM, Text, operation, quoted
from tensir.ops import parts, program_parts, program_roots, requirements
from tensir.tensors import Attribute, Call, Iterate, Param, Program, Scalar, Tensor, TensorType

WIDTH: Final = 88
"""Statements are broken up into named values where they would be longer."""


def show_program(program: Program) -> str:
    """A program's text form, ending in a newline; `tensir.parser.parse_program` reads it back."""
    return _ProgramText(program).text()


def show_tensor(tensor: Tensor) -> str:
    """One expression on one line, as text for a reader."""
    cells = CellText({}, {})
    done: dict[Tensor, Text] = {}
    for part in parts(tensor):
        done[part] = _tensor_text(part, cells, done)
    return done[tensor][0]


def show_cell(cell: Cell) -> str:
    """A cell in infix notation, as text for a reader: dtypes of numbers and widening casts are left out."""
    return CellText({}, {}, avoid=free_symbols(cell)).text(cell)


def show_type(kind: TensorType) -> str:
    """A type as text for a reader: `f32[len(a), 3]`."""
    return _type_text(kind, CellText({}, {}))


def _type_text(kind: TensorType, cells: CellText) -> str:
    if not kind.rank:
        return str(kind.dtype)
    return f"{kind.dtype}[{', '.join(cells.integer(extent) for extent in kind.shape)}]"


def _tensor_text(tensor: Tensor, cells: CellText, operands: dict[Tensor, Text]) -> Text:
    match tensor:
        case Param():
            return quoted(tensor.name), ATOM
        case Scalar():
            literal = cells.literal(tensor.cell)
            return literal if literal else (f"{{{cells.text(tensor.cell)}}}", ATOM)
        case Call(op="cast", args=(inner,)):
            return f"{tensor.attribute('to')}({operands[inner][0]})", ATOM
        case Call():
            texts = [operands[a] for a in tensor.args]
            if not tensor.attributes:
                number = isinstance(tensor.args[0], Scalar) and cells.literal(tensor.args[0].cell)
                return operation(tensor.op, texts, literal=bool(number))
            attributes = ", ".join(f"{n}={_attribute_text(v, cells)}" for n, v in tensor.attributes)
            return f"{tensor.op}[{attributes}]({', '.join(t for t, _ in texts)})", ATOM
        case _:
            assert_never(tensor)


def _attribute_text(value: Attribute, cells: CellText) -> str:
    if isinstance(value, (int, DType)):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_attribute_text(item, cells) for item in value)}]"
    return cells.integer(value)


@final
class _ProgramText:
    """The text of one program: names are chosen first, then values in the order of their use."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._taken = {p.name for p in program.parameters} | set(_names_inside(program))
        self._letters = _extent_letters(program, self._taken)
        self._taken |= set(self._letters.values())
        scalars = {p.name: p.type.dtype for p in program.parameters if not p.type.rank}
        scalars |= dict(_scalars_inside(program))
        self._cells = CellText(
            scalars, _named_extents(self._letters), exact=True, avoid=frozenset(self._taken)
        )
        self._header_cells = CellText(scalars, self._letters, exact=True, avoid=frozenset(self._taken))
        self._uses = _uses(program)
        self._texts: dict[Tensor, Text] = {}
        self._named: set[Tensor] = set()
        self._lines: list[str] = []
        self._indent = "  "
        self._temporaries = (f"t{i}" for i in count())

    def text(self) -> str:
        for iterate in self._program.iterates:
            self._iterate(iterate)
        self._write(output for _, output in self._program.outputs)
        for name, output in self._program.outputs:
            self._line(f"{_output_name(name)} = {self._texts[output][0]}")
        return "\n".join((self._header(), *self._lines)) + "\n"

    def _write(self, tensors: Iterable[Tensor]) -> None:
        """Find the texts of expressions; what occurs often or is long gets a name before."""
        for part in dict.fromkeys(part for tensor in tensors for part in parts(tensor)):
            if part in self._texts:
                continue
            self._texts[part] = self._fitting(part)
            if isinstance(part, Call) and self._uses[part] > 1:
                self._define(part)

    def _iterate(self, iterate: Iterate) -> None:
        self._write(carried.start for carried in iterate.carried)
        lo, hi = (self._cells.integer(bound) for bound in (iterate.lo, iterate.hi))
        least = "" if iterate.lo == integer(0) else f"({lo}) <= "
        self._line(f"iterate {least}{quoted(iterate.counter)} < ({hi}) {{")
        outside = dict(self._texts), set(self._named)
        self._indent += "  "
        for carried in iterate.carried:
            names = quoted(carried.before.name), quoted(carried.after.name)
            self._line(f"carry {names[0]} = {self._texts[carried.start][0]} -> {names[1]}")
        self._write(carried.step for carried in iterate.carried)
        for carried in iterate.carried:
            self._line(f"next {quoted(carried.before.name)} = {self._texts[carried.step][0]}")
        self._indent = self._indent[:-2]
        self._texts, self._named = outside
        self._line("}")

    def _line(self, text: str) -> None:
        self._lines.append(self._indent + text)

    def _header(self) -> str:
        parameters = [f"{quoted(p.name)}: {self._parameter_type(p)}" for p in self._program.parameters]
        outputs = [f"{_output_name(name)}{self._output_type(t.type)}" for name, t in self._program.outputs]
        start = f"program {quoted(self._program.name)}"
        line = f"{start}({', '.join(parameters)}) -> ({', '.join(outputs)})"
        if len(line) <= WIDTH + 12:
            return line
        return f"{start}(\n    {_broken(parameters)}\n) -> (\n    {_broken(outputs)}\n)"

    def _parameter_type(self, parameter: Param) -> str:
        extents = ", ".join(
            self._letters[Extent(parameter.name, axis)] for axis in range(parameter.type.rank)
        )
        return f"{parameter.type.dtype}[{extents}]" if extents else str(parameter.type.dtype)

    def _output_type(self, kind: TensorType) -> str:
        """The type, left out where its extents are too long to be read, or count elements."""
        if any(_is_larger(extent, WIDTH) or _has_folds(extent) for extent in kind.shape):
            return ""
        return f": {_type_text(kind, self._header_cells)}"

    def _fitting(self, tensor: Tensor) -> Text:
        """The text of an expression, its longest operands named until it fits."""
        text = _tensor_text(tensor, self._cells, self._texts)
        if not isinstance(tensor, Call):
            return text
        operands = [a for a in tensor.args if isinstance(a, Call)]
        for operand in sorted(operands, key=lambda a: -len(self._texts[a][0])):
            if len(text[0]) <= WIDTH:
                break
            self._define(operand)
            text = _tensor_text(tensor, self._cells, self._texts)
        return text

    def _define(self, call: Call) -> None:
        if call in self._named:
            return
        self._named.add(call)
        name = next(t for t in self._temporaries if t not in self._taken)
        self._taken.add(name)
        self._line(f"{name} = {self._texts[call][0]}")
        self._texts[call] = name, ATOM


def _broken(items: list[str]) -> str:
    """Items with commas, in lines of readable length."""
    line = ", ".join(item.replace(" ", "\0") for item in items)
    lines = wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n    ".join(lines).replace("\0", " ")


def _output_name(name: str) -> str:
    return name if name == "return" or name.startswith("return.") else f"new {quoted(name)}"


def _uses(program: Program) -> Counter[Tensor]:
    uses = Counter(program_roots(program))
    for part in program_parts(program):
        if isinstance(part, Call):
            uses.update(part.args)
    return uses


def _names_inside(program: Program) -> Iterator[str]:
    """What iterates call their counters, and what they carry."""
    for iterate in program.iterates:
        yield iterate.counter
        for carried in iterate.carried:
            yield from (carried.before.name, carried.after.name)


def _scalars_inside(program: Program) -> Iterator[tuple[str, DType]]:
    """The scalars among those names, and their dtypes."""
    for iterate in program.iterates:
        yield iterate.counter, INT
        for carried in iterate.carried:
            if not carried.before.type.rank:
                yield from ((p.name, p.type.dtype) for p in (carried.before, carried.after))


def _is_larger(cell: Cell, limit: int) -> bool:
    """Whether a cell, written out, has more than so many parts; shared parts count every time."""
    count, stack = 0, [cell]
    while stack and count <= limit:
        count += 1
        stack.extend(children(stack.pop()))
    return count > limit


def _has_folds(cell: Cell) -> bool:
    return any(isinstance(term, Fold) for term in subterms(cell))


def _extent_letters(program: Program, taken: set[str]) -> dict[Extent, str]:
    """A letter for each axis of each parameter; axes that the program requires to be equal share theirs."""
    axes = [Extent(p.name, axis) for p in program.parameters for axis in range(p.type.rank)]
    leader = {axis: axis for axis in axes}
    for a, b in _equal_extents(program):
        old, new = sorted((leader[a], leader[b]), key=axes.index, reverse=True)
        leader = {axis: new if first == old else first for axis, first in leader.items()}
    leaders = list(dict.fromkeys(leader.values()))
    letters = [t for t in _alphabet(len(leaders)) if t not in taken]
    letters += [f"n{i}" for i in range(len(leaders) + len(taken)) if f"n{i}" not in taken]
    names = dict(zip(leaders, letters, strict=False))
    return {axis: names[first] for axis, first in leader.items()}


def _alphabet(size: int) -> str:
    return {1: "n", 2: "mn"}.get(size, "mnpqrsuvw")


def _equal_extents(program: Program) -> Iterator[tuple[Extent, Extent]]:
    for root in program_roots(program):
        for requirement in requirements(root):
            match requirement.holds:
                case Apply(op="eq", args=(Extent() as a, Extent() as b)):
                    yield a, b
                case _:
                    pass


def _named_extents(letters: dict[Extent, str]) -> dict[Extent, str]:
    """What to call each extent in expressions: a shared letter is the extent where it appears first."""
    names: dict[Extent, str] = {}
    for extent, letter in letters.items():
        names[extent] = extent_text(extent) if letter in names.values() else letter
    return names
